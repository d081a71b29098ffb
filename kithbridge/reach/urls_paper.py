"""Addresses of the team's side: the paper pack."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import paper

urlpatterns: list[URLPattern] = [
    path("paper", paper.paper, name="team_paper"),
    path("sheet", paper.find, name="sheet_find"),
    path("sheet/<str:sheet>", paper.sheet, name="sheet"),
]
