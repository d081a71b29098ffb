"""Addresses of the team's side: equipment rounds."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import rounds

urlpatterns: list[URLPattern] = [
    path("rounds", rounds.all_rounds, name="rounds"),
    path("rounds/new", rounds.begin, name="round_new"),
    path("rounds/<uuid:round_id>", rounds.one_round, name="round"),
    path("rounds/<uuid:round_id>/on", rounds.move, name="round_move"),
    path("rounds/<uuid:round_id>/say", rounds.say, name="round_say"),
    path("rounds/<uuid:round_id>/theme", rounds.theme_new, name="round_theme"),
    path("rounds/<uuid:round_id>/brief", rounds.show_brief, name="round_brief"),
    path("rounds/<uuid:round_id>/brief/out", rounds.give_out, name="round_give_out"),
    path("rounds/<uuid:round_id>/brief/file", rounds.brief_file, name="round_brief_file"),
    path("themes/<uuid:theme>", rounds.theme_act, name="theme_act"),
    path("said", rounds.said_apart, name="said_apart"),
    path("said/<uuid:answer>", rounds.said_open, name="said_open"),
    path("said/<uuid:answer>/back", rounds.own_back, name="said_own_back"),
]
