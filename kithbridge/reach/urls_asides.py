"""Addresses of the team's side: events that could not be counted."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
