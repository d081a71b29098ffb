"""Addresses of the team's side: stock, supplies, orders, lots."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
