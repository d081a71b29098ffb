"""Addresses of the team's side: phones."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import phones

urlpatterns: list[URLPattern] = [
    path("phones", phones.phones, name="team_phones"),
    path("phones/add", phones.add, name="team_phone_add"),
    path("phones/notes", phones.notes, name="team_phone_notes"),
    path("phones/<uuid:phone>/name", phones.name, name="team_phone_name"),
    path("phones/<uuid:phone>/off", phones.off, name="team_phone_off"),
    path("phones/of/<uuid:member>/off", phones.off_all, name="team_phones_off"),
]
