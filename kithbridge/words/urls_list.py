"""Addresses of the list, for everybody: what is read begins with `l` and may be kept by a browser; what is said begins with `i/`."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kithbridge.words import views_list, views_list_say

urlpatterns: list[URLPattern | URLResolver] = [
    path("l", views_list.word_list, name="word_list"),
    path("l.<slug:kind>", views_list.file, name="word_file"),
    path("ls", views_list.all_lists, name="word_lists"),
    path("ls/<int:number>", views_list.one_list, name="word_list_one"),
    path("l/<slug:term>", views_list.entry, name="word_entry"),
    path("i/h", views_list_say.hear, name="word_hear"),
    path("i/o", views_list_say.object_to, name="word_object"),
    path("i/s", views_list_say.suggest, name="word_suggest"),
    path("b", views_list_say.back, name="word_back"),
]
