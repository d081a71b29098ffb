"""Pages of the house itself: errors, health, and the two files browsers ask for."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kithbridge import __version__


class _Anybody:
    side = "anybody"
    roles: frozenset[str] = frozenset()
    rule = ""


def _open(view: Any) -> Any:
    """Declares a page of the house as open to everybody (`people.access` cannot be imported from here)."""
    view.access = _Anybody()
    return view


@_open
def favicon(request: HttpRequest) -> HttpResponse:
    """No icon: a tab or a bookmark shows nothing."""
    return HttpResponse(status=204)


@_open
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /n/\nDisallow: /t/\n", content_type="text/plain")


@_open
def health(request: HttpRequest) -> JsonResponse:
    """For the operator's monitor: whether every database answers, and the version."""
    state = {}
    for alias in connections:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            state[alias] = "answers"
        except Exception:  # noqa: BLE001 - whatever it is, the answer is "does not answer"
            state[alias] = "does not answer"
    sound = all(word == "answers" for word in state.values())
    return JsonResponse({"version": __version__, "databases": state}, status=200 if sound else 503)


def _error(request: HttpRequest, kind: int) -> HttpResponse:
    return render(request, "web/error.html", {"kind": kind}, status=kind)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent

    too_long = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return _error(request, 413 if too_long else 400)


def not_that_way(request: HttpRequest) -> HttpResponse:
    """An address that only takes a form."""
    response = _error(request, 404)
    response.status_code = 405
    return response


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Notes</title><h1>Something broke here</h1>"
    "<p>It is our fault, not yours. What you did last may not have been saved. Go back one page and try again in a few minutes.</p>"
    '<p><a href="/leave">Leave now</a></p><p>In danger? <a href="tel:999">Ring 999</a>.</p></html>'
)


def broken(request: HttpRequest) -> HttpResponse:
    """A page that needs nothing: what broke may be the database, a template or a context processor."""
    try:
        return _error(request, 500)
    except Exception:  # noqa: BLE001 - the error page itself must not fail
        return HttpResponse(LAST_RESORT, status=500)
