"""Addresses of conversations: hers begin with `n/talk`; `talks` is for everybody and may be kept by a browser."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kithbridge.agree import views_result, views_say, views_talk

urlpatterns: list[URLPattern | URLResolver] = [
    path("n/talk", views_talk.talk_list, name="talk_list"),
    path("n/talk/as", views_talk.as_what, name="talk_as"),
    path("n/talk/code", views_say.code, name="talk_code"),
    path("n/talk/<int:number>", views_talk.one, name="talk_one"),
    path("n/talk/<int:number>/mine", views_talk.mine, name="talk_mine"),
    path("n/talk/<int:number>/say", views_say.say, name="talk_say"),
    path("talks", views_result.talks, name="talks_public"),
    path("talks/<int:number>", views_result.result, name="talk_result"),
]
