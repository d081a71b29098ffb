"""Addresses of the team's side: equipment rounds."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
