"""Addresses of the team's side."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
