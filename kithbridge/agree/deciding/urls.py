"""Addresses of deciding: hers, one for whoever takes words back, the team's."""

from django.urls import path

from kithbridge.agree.deciding import views
from kithbridge.agree.deciding.team import hurry, proposals, seating

urlpatterns = [
    path("n/decide", views.decide, name="decide"),
    path("n/decide/<uuid:proposal>", views.question, name="decide_question"),
    path("back", views.back, name="words_back"),
    path("t/decide", proposals.overview, name="team_decide"),
    path("t/decide/new", proposals.new, name="team_propose"),
    path("t/decide/seats", seating.seats, name="team_seats"),
    path("t/decide/begin", seating.begin, name="team_begin"),
    path("t/decide/hurry", hurry.hurry, name="team_hurry"),
    path("t/decide/<uuid:proposal>", proposals.one, name="team_proposal"),
]
