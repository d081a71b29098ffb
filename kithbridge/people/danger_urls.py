"""Addresses about worries; included under `t/`."""

from django.urls import path

from kithbridge.people.views import team_danger

urlpatterns = [
    path("worry/new/<str:kind>/<uuid:about>", team_danger.worry_new, name="worry_new"),
    path("worries", team_danger.worries, name="worries"),
    path("worries/<uuid:worry>", team_danger.worry, name="worry"),
]
