"""Addresses of the check, for everybody."""

from django.urls import path

from kithbridge.words import views_check, views_offered

urlpatterns = [
    path("", views_check.check, name="words_check"),
    path("offered", views_offered.offered, name="words_offered"),
]
