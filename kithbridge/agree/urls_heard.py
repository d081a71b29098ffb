"""Addresses of whose word counts, and of you said, we did."""

from django.urls import path

from kithbridge.agree import views_heard, views_said_done

urlpatterns = [
    path("talks/heard", views_heard.whose_word, name="whose_word"),
    path("talks/done", views_said_done.said_done, name="said_done"),
    path("talks/done.xml", views_said_done.rss, name="said_done_rss"),
    path("talks/done.pdf", views_said_done.pdf, name="said_done_pdf"),
]
