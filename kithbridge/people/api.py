"""What everybody may read, as JSON: `/api/...` with its description at `/api/openapi.json`.

Offers: `urls`. Public, the same for everybody; rules that only some may read are not found. Nothing here changes anything: what is sent
in to be looked at (a room's part, `offers.register_api`) is answered and gone. No page of documentation: it would load script from
elsewhere.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods
from ninja import NinjaAPI, Schema

from kithbridge import __version__
from kithbridge.people import facts, offers
from kithbridge.people.access import anybody
from kithbridge.rules import exchange, explain
from kithbridge.rules.charter import Charter, charter
from kithbridge.rules.declare import Readers
from kithbridge.rules.explain import Why
from kithbridge.web import inventory

api = NinjaAPI(
    title="Kithbridge",
    version=__version__,
    description="How a group works, why, and what it holds. Read only. No counts of people. The only names are work-names, "
    "beside what one of the team chose to begin with.",
    docs_url=None,
    urls_namespace="api",
)


class Change(Schema):
    """One change or pause of a public rule, in words."""

    key: str
    week: str
    how: str
    question: str
    was: str
    now: str
    stays: str
    until: str
    decision: str


class Changes(Schema):
    changes: list[Change]


class Column(Schema):
    """One column of the databases, as declared in the code."""

    model: str
    column: str
    kind: str
    what: str
    until: str
    database: str


class Inventory(Schema):
    columns: list[Column]
    would_hand_over: list[str]


@api.get("/charter", response=Charter, summary="How we work: every public rule in force, what nobody decided, what no group can change")
def read_charter(request: HttpRequest) -> Charter:
    return charter()


@api.get("/changes", response=Changes, summary="What has changed, newest first")
def read_changes(request: HttpRequest) -> dict[str, Any]:
    return {"changes": explain.timeline(Readers.EVERYBODY)}


@api.get("/why/{key}", response=Why, summary="Why is it so? One rule, its decision, its evidence, whose voices it rests on")
def read_why(request: HttpRequest, key: str) -> Why:
    try:
        return explain.why(key)
    except KeyError:
        raise Http404 from None


@api.get("/rules", summary="The public rules as `kithbridge rules export` prints them, for another group to start from")
def read_rules(request: HttpRequest) -> dict[str, Any]:
    return exchange.export(group=facts.fact("group"))


@api.get("/inventory", response=Inventory, summary="What is held: every column, as declared in the code")
def read_inventory(request: HttpRequest) -> dict[str, Any]:
    return {"columns": inventory.columns(), "would_hand_over": [str(line) for line in inventory.would_hand_over()]}


# A room's addresses that are asked with a text in the question; every other address is only read.
_asked: set[str] = set()
for _prefix, _router in offers.api_routers():
    api.add_router(_prefix, _router)
    _asked |= {one.view_func.__name__ for view in _router.path_operations.values() for one in view.operations if "POST" in one.methods}


def _declared(view: Callable[..., HttpResponseBase], methods: tuple[str, ...]) -> Callable[..., HttpResponseBase]:
    """Open to everybody; HEAD answers like GET."""

    @anybody
    @require_http_methods(methods)
    @functools.wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, *given, **named)

    return answer


urls = api.urls
for _pattern in urls[0]:
    if _pattern.callback is not None:
        _pattern.callback = _declared(_pattern.callback, ("POST",) if _pattern.name in _asked else ("GET", "HEAD"))
