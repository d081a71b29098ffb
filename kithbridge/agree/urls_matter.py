"""Addresses of matters: hers begin with `n/decide/about`, the team's with `t/decide/matter`; `decided` is for everybody."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kithbridge.agree import views_matter, views_matter_decided, views_matter_read, views_matter_team, views_matter_write

urlpatterns: list[URLPattern | URLResolver] = [
    path("n/decide/about/new", views_matter.suggest, name="decide_suggest"),
    path("n/decide/about/<int:number>", views_matter.one, name="decide_matter"),
    path("n/decide/about/<int:number>/words", views_matter.words, name="decide_words"),
    path("n/decide/code", views_matter.code, name="decide_code"),
    path("n/changed/<uuid:effect>", views_matter_decided.changed, name="changed"),
    path("decided", views_matter_decided.decided_list, name="decided"),
    path("decided/<uuid:decision>", views_matter_decided.decided_one, name="decided_one"),
    path("t/decide/matter/new", views_matter_write.new, name="team_matter_new"),
    path("t/decide/matter/<int:number>", views_matter_team.one, name="team_matter"),
    path("t/decide/matter/<int:number>/words", views_matter_write.words, name="team_matter_words"),
    path("t/decide/matter/<int:number>/way", views_matter_write.way, name="team_matter_way"),
    path("t/decide/matter/<int:number>/from", views_matter_write.origin, name="team_matter_from"),
    path("t/decide/matter/<int:number>/put", views_matter_write.put, name="team_matter_put"),
    path("t/decide/matter/<int:number>/tasks", views_matter_team.tasks, name="team_matter_tasks"),
    path("t/decide/read", views_matter_read.queue, name="team_matter_waiting"),
    path("t/decide/read/<uuid:number>", views_matter_read.one, name="matter_words"),
]
