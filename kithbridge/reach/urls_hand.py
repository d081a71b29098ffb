"""Addresses of the folder /o/: what a peer's phone opens and calls, with or without signal."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
