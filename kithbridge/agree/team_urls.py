"""Addresses of conversations on the team's side."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kithbridge.agree import views_paper, views_team, views_team_read

urlpatterns: list[URLPattern | URLResolver] = [
    path("talk", views_team.overview, name="conversations"),
    path("talk/new", views_team.new, name="conversation_new"),
    path("talk/read", views_team_read.queue, name="statements"),
    path("talk/read/<uuid:statement>", views_team_read.one, name="statement"),
    path("talk/<uuid:conversation>", views_team.one, name="conversation"),
    path("talk/<uuid:conversation>/edit", views_team.edit, name="conversation_edit"),
    path("talk/<uuid:conversation>/paper", views_paper.paper, name="conversation_paper"),
    path("talk/<uuid:conversation>/read-out", views_paper.read_out, name="conversation_read_out"),
    path("talk/<uuid:conversation>/pile", views_paper.pile, name="conversation_pile"),
]
