"""Addresses of counting who speaks in meetings, on the team's side."""

from django.urls import path

from kithbridge.agree import views_turns

urlpatterns = [
    path("t/turns", views_turns.turns, name="turns"),
    path("t/turns/<uuid:meeting>", views_turns.turns_count, name="turns_count"),
    path("t/turns/<uuid:meeting>/said", views_turns.turns_said, name="turns_said"),
]
