"""Inside one request every rule gives one answer, and the database is asked at most once whether the rules moved."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kithbridge.rules import state

Answer = Callable[[HttpRequest], HttpResponseBase]


def one_state(answer: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        with state.one_answer():
            return answer(request)

    return middleware
