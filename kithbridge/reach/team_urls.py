"""Addresses of the team's side of this room."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from kithbridge.reach.views_team import asks, menu, out, talks, tallies

urlpatterns: list[URLPattern | URLResolver] = [
    path("asks", asks.asks, name="asks"),
    path("asks/carry", asks.carry, name="asks_carry"),
    path("asks/<uuid:ask>", asks.ask_open, name="ask_open"),
    path("asks/<uuid:ask>/not-me", asks.not_me, name="ask_not_me"),
    path("asks/<uuid:ask>/out", asks.hand_over, name="ask_hand_over"),
    path("asks/<uuid:ask>/answer", asks.answer, name="ask_answer"),
    path("asks/<uuid:ask>/pass", asks.pass_on, name="ask_pass_on"),
    path("asks/<uuid:ask>/words", asks.new_words, name="ask_words"),
    path("asks/<uuid:ask>/close", asks.close, name="ask_close"),
    path("give", out.hand_out, name="hand_out"),
    path("talks", talks.talks, name="talks"),
    path("talks/<uuid:page>", talks.talk, name="talk"),
    path("talks/<uuid:page>/answer", talks.answer, name="talk_answer"),
    path("talks/<uuid:page>/stop", talks.refuse, name="talk_refuse"),
    path("talks/<uuid:page>/lost", talks.end_lost, name="talk_lost"),
    path("tallies", tallies.tallies, name="tallies"),
    path("menu", menu.menu, name="team_menu"),
    path("", include("kithbridge.reach.urls_asides")),
    path("", include("kithbridge.reach.urls_phones")),
    path("", include("kithbridge.reach.urls_supply")),
    path("", include("kithbridge.reach.urls_catalogue")),
    path("", include("kithbridge.reach.urls_rounds")),
    path("", include("kithbridge.reach.urls_picture")),
    path("", include("kithbridge.reach.urls_paper")),
]
