"""Addresses of the team's side: the catalogue, kits, on what ground things are brought, tables in and out."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import cards, catalogue, exchange, grounds

urlpatterns: list[URLPattern] = [
    path("cards", cards.all_cards, name="team_cards"),
    path("cards/new", cards.new, name="team_card_new"),
    path("cards/<slug:card>", cards.card, name="team_card"),
    path("menu/<slug:key>", catalogue.item, name="team_item"),
    path("menu/<slug:key>/kit", catalogue.kit, name="team_kit"),
    path("grounds", grounds.all_grounds, name="team_grounds"),
    path("grounds/<slug:key>", grounds.ground, name="team_ground"),
    path("exchange", exchange.exchange, name="team_exchange"),
    path("exchange/out", exchange.take_out, name="team_exchange_out"),
]
