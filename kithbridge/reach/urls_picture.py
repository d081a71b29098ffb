"""Addresses of the team's side: the picture of the month, estimates and warnings."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
