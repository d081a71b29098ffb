"""Addresses of the room reach: the neighbour's here, the team's in `team_urls`."""

from django.urls import include, path

from kithbridge.reach import views

urlpatterns = [
    path("n/ask", views.ask, name="ask"),
    path("o/", include("kithbridge.reach.urls_hand")),
    path("", include("kithbridge.reach.urls_said")),
    path("t/", include("kithbridge.reach.team_urls")),
]
