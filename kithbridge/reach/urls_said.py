"""Addresses of the neighbour's side: what is said about things in use, and safer-use notes."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach import views_recall, views_rounds, views_said, views_warning

urlpatterns: list[URLPattern] = [
    path("n/warning", views_warning.warning, name="warning"),
    path("n/recall", views_recall.recall, name="recall"),
    path("n/notes", views_said.notes, name="notes"),
    path("n/code", views_said.code, name="code"),
    path("n/said", views_rounds.said, name="said"),
    path("things/", views_rounds.things, name="things"),
    path("things/<slug:key>", views_rounds.thing, name="thing"),
]
