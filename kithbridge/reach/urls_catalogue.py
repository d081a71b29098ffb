"""Addresses of the team's side: the catalogue and kits."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
