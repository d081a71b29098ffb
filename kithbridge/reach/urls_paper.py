"""Addresses of the team's side: the paper pack."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
