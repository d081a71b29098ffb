"""Addresses of the room agree: hers and the public ones, the team's under `t/`."""

from django.urls import include, path

urlpatterns = [
    path("", include("kithbridge.agree.deciding.urls")),
    path("", include("kithbridge.agree.urls_matter")),
    path("", include("kithbridge.agree.urls_pay")),
    path("", include("kithbridge.agree.urls_heard")),
    path("", include("kithbridge.agree.urls_turns")),
    path("", include("kithbridge.agree.urls_talk")),
    path("t/", include("kithbridge.agree.team_urls")),
]
