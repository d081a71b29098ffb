"""Addresses of the folder /o/: what a peer's phone opens and calls, with or without signal."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach import views_hand, views_phone

urlpatterns: list[URLPattern] = [
    path("", views_hand.page, name="phone"),
    path("s", views_phone.send, name="phone_send"),
    path("help", views_hand.guide, name="phone_help"),
    path("give", views_hand.giving, name="phone_give"),
    path("box.js", views_hand.outbox, name="phone_outbox"),
    path("page.js", views_hand.script, name="phone_script"),
    path("give.js", views_hand.give, name="phone_give_script"),
    path("begin.js", views_hand.begin, name="phone_begin"),
    path("worker.js", views_hand.worker, name="phone_worker"),
    path("page.css", views_hand.style, name="phone_style"),
    path("pictures.svg", views_hand.pictures, name="phone_pictures"),
    path("icon.svg", views_hand.icon, name="phone_icon"),
    path("icon.png", views_hand.icon_drawn, name="phone_icon_drawn"),
    path("manifest.json", views_hand.manifest, name="phone_manifest"),
]
