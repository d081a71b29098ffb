"""Addresses. They say nothing about what is on the page (browser history)."""

from django.urls import include, path

from kithbridge.web import pages

urlpatterns = [
    path("", include("kithbridge.people.urls")),
    path("", include("kithbridge.reach.urls")),
    path("", include("kithbridge.words.urls")),
    path("", include("kithbridge.agree.urls")),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
    path("healthz", pages.health, name="health"),
]
handler400 = pages.bad_request
handler403 = pages.refused
handler404 = pages.not_found
handler500 = pages.broken
