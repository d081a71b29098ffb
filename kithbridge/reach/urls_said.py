"""Addresses of the neighbour's side: what is said about things in use, and safer-use notes."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
