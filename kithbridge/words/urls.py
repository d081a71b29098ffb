"""Addresses of the room words: the list and the check for everybody under `w/`, the team's under `t/`."""

from django.urls import include, path

urlpatterns = [
    path("w/", include("kithbridge.words.urls_list")),
    path("w/", include("kithbridge.words.urls_check")),
    path("t/", include("kithbridge.words.team_urls")),
]
