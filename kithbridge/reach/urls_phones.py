"""Addresses of the team's side: phones."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
