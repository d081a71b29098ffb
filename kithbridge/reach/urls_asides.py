"""Addresses of the team's side: events that could not be counted."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import asides

urlpatterns: list[URLPattern] = [path("asides", asides.asides, name="team_asides")]
