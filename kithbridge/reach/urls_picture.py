"""Addresses of the team's side: the picture of the month, estimates and warnings."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import alerts, estimates, picture

urlpatterns: list[URLPattern] = [
    path("picture", picture.picture, name="picture"),
    path("picture/away", picture.giving_away, name="picture_away"),
    path("picture/file", picture.download, name="picture_file"),
    path("estimates", estimates.shown, name="estimates"),
    path("estimates/<uuid:estimate>/off", estimates.off, name="estimate_off"),
    path("alerts", alerts.shown, name="alerts"),
    path("alerts/<uuid:alert>/out", alerts.give_out, name="alert_out"),
    path("alerts/<uuid:alert>/end", alerts.end, name="alert_end"),
]
