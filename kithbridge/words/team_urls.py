"""Addresses of the list on the team's side."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kithbridge.words import views_team, views_team_draft

urlpatterns: list[URLPattern | URLResolver] = [
    path("w", views_team.overview, name="word_home"),
    path("w/told/<uuid:told>", views_team.told_open, name="word_told"),
    path("w/cards", views_team.cards, name="word_cards"),
    path("w/pile", views_team.pile, name="word_pile"),
    path("w/draft", views_team_draft.draft, name="word_draft"),
    path("w/new", views_team_draft.new, name="word_new"),
    path("w/e/<slug:term>", views_team_draft.edit, name="word_edit"),
    path("w/freeze", views_team_draft.freeze, name="word_freeze"),
]
