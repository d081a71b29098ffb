"""The room opens when the Online Safety Act assessments are signed, and not before: people see here what others wrote.

Offers
------
gate              middleware: every view of this room answers with a plain page until the facts say who signed, and when
stays_open(view)  for a view that shows nobody what another wrote: the pay ledger, what became of her own words, taking back

A new view of the room is closed without anybody thinking of it. The rest of the site is untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kithbridge.people import facts

Answer = Callable[[HttpRequest], HttpResponseBase]
V = TypeVar("V", bound=Callable[..., Any])
ROOM = "kithbridge.agree."


def stays_open(view: V) -> V:
    """This view shows nobody what another wrote: it answers before the assessments are signed."""
    view.stays_open = True  # type: ignore[attr-defined]  # a mark on the function, as Django's own decorators leave
    return view


def gate(answer: Answer) -> Answer:
    """Stands after the middleware that refuses: whoever may not open an address learns nothing here."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return answer(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not getattr(view, "__module__", "").startswith(ROOM) or getattr(view, "stays_open", False):
            return None
        missing = facts.unsigned()
        return _closed(request, missing) if missing else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def _closed(request: HttpRequest, missing: list[str]) -> HttpResponseBase:
    from kithbridge.people.views import carry

    if request.path_info.startswith("/t/"):
        return render(request, "agree/closed_team.html", {"unsigned": missing}, status=503)
    if request.method == "POST" and carry.has_words(request):
        return carry.closed(request)
    return render(request, "agree/closed.html", status=503)
