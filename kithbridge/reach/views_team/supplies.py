"""Things on their way, for the team: sent by a lead, confirmed by whoever gets them, differences settled by a lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.reach import queries, shelves
from kithbridge.reach.actions import supplies as acts
from kithbridge.reach.actions.stock import CannotDo, may_handle
from kithbridge.reach.models import Item, Place, Stock, Supply, SupplyLine
from kithbridge.reach.views_team.sent import back, day, done_words, form_of, key_of, number

SHOWN = 12
DONE = {
    "sent": gettext_lazy("Sent. It stands as “on its way” until somebody says what came."),
    "came": gettext_lazy("Written down: it came."),
    "differs": gettext_lazy("Written down. Something differs, so a lead looks at it."),
    "settled": gettext_lazy("Settled."),
}


@team(Role.PEER, Role.LEAD)
@require_safe
def supplies(request: CallerRequest) -> HttpResponse:
    """On their way, to be settled, and the last that came."""
    rows = Supply.objects.select_related("origin", "to").prefetch_related("lines").order_by("-week", "id")
    if Role.LEAD not in request.caller.roles:
        rows = rows.filter(to__kind=Place.Kind.BAG)
    listed = [(one, week_words(one.week), sum(line.sent for line in one.lines.all())) for one in rows]
    context = {
        "lead": Role.LEAD in request.caller.roles,
        "sent": [row for row in listed if row[0].state == Supply.State.SENT],
        "differ": [row for row in listed if row[0].state == Supply.State.DIFFERENT],
        "came": [row for row in listed if row[0].state == Supply.State.DONE][:SHOWN],
        "bags": shelves.bags(),
        "hubs": shelves.hubs(),
        "done": done_words(request, DONE),
    }
    return render(request, "reach/team_supplies.html", context)


def _chosen(sent: QueryDict) -> tuple[Place, Place]:
    """From where and to where; the first hub and the first bag where nothing was chosen."""
    places = {place.key: place for place in shelves.places()}
    hubs, bags = shelves.hubs(), shelves.bags()
    if not places:
        raise Http404
    origin = places.get(sent.get("from", "")) or (hubs or bags)[0]
    return origin, places.get(sent.get("to", "")) or (bags or hubs)[0]


def _lying(place: Place) -> dict[str, int]:
    found: dict[str, int] = {}
    for item, n in Stock.objects.filter(place=place).values_list("item", "quantity"):
        found[item] = found.get(item, 0) + n
    return found


def _new_page(request: CallerRequest, sent: QueryDict, *, status: int = 200, error: str = "") -> HttpResponse:
    origin, to = _chosen(sent)
    here, there = _lying(origin), _lying(to)
    went = shelves.went_out(to.key) if to.kind == Place.Kind.BAG else {}
    first = request.method == "GET"
    rows: list[dict[str, Any]] = [
        {
            "item": item,
            "here": here.get(item.key, 0),
            "there": there.get(item.key, 0),
            "went": went.get(item.key, 0),
            "typed": went.get(item.key, "") if first else sent.get(f"n-{item.key}", ""),
        }
        for item in Item.objects.order_by("order", "key")
        if item.on or here.get(item.key, 0) > 0
    ]
    context = {
        "places": shelves.places(),
        "origin": origin,
        "to": to,
        # What nobody took lately and what does not lie there is one tap away.
        "wanted": [row for row in rows if row["typed"] or (row["here"] > 0 and not went)],
        "others": [row for row in rows if not row["typed"] and (row["here"] <= 0 or went)],
        "error": error,
        "how": sent.get("how", "up_to"),
        "suggested": first and bool(went),
    }
    return render(request, "reach/team_supply_new.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def new(request: CallerRequest) -> HttpResponse:
    """So many of each thing, or each bag filled up to a number."""
    if request.method != "POST":
        return _new_page(request, request.GET)
    sent = request.POST
    origin, to = _chosen(sent)
    lines = {name[2:]: number(str(value)) for name, value in sent.items() if name.startswith("n-") and str(value).strip()}
    form = form_of(request, "send", f"{origin.key}:{to.key}")
    try:
        if sent.get("how") == "up_to":
            made = acts.fill_up(key=key_of(request), origin=origin.key, to=to.key, par=lines, form_id=form)
        else:
            made = acts.send(key=key_of(request), origin=origin.key, to=to.key, lines=lines, form_id=form)
    except CannotDo as problem:
        return _new_page(request, sent, status=422, error=str(problem))
    return back("supply", "sent", made.pk) if made else back("supplies", "sent")


def _line(line: SupplyLine, typed: QueryDict) -> dict[str, Any]:
    """One line as the page shows it."""
    return {
        "line": line,
        "n": typed.get(f"n-{line.pk}", line.sent),
        "code": typed.get(f"code-{line.pk}", ""),
        "day": typed.get(f"day-{line.pk}", ""),
        "ways": [(way, acts.WAYS[way]) for way in acts.ways(line)] if not line.settled else [],
        "differs": line.came is not None and line.came != line.sent,
    }


def _found(request: CallerRequest, supply: UUID) -> Supply:
    found = Supply.objects.select_related("origin", "to").filter(pk=supply).first()
    if found is None or (found.to.kind == Place.Kind.HUB and Role.LEAD not in request.caller.roles):
        raise Http404
    return found


def _page(request: CallerRequest, found: Supply, *, status: int = 200, error: str = "") -> HttpResponse:
    lines = found.lines.select_related("item", "lot", "supply").order_by("item__order", "item__key", "lot__expires")
    context = {
        "supply": found,
        "week": week_words(found.week),
        "lines": [_line(line, request.POST) for line in lines],
        "may": found.state == Supply.State.SENT and may_handle(key_of(request), found.to),
        "settles": found.state == Supply.State.DIFFERENT and Role.LEAD in request.caller.roles,
        "areas": queries.areas(),
        "lost": acts.LOST,
        "done": done_words(request, DONE),
        "error": error,
    }
    return render(request, "reach/team_supply.html", context, status=status)


def _came(sent: QueryDict, line: SupplyLine) -> acts.Came:
    typed = sent.get(f"day-{line.pk}", "")
    expires = day(typed)
    if typed.strip() and expires is None:
        raise CannotDo("date")
    n = number(sent.get(f"n-{line.pk}", "")) if f"n-{line.pk}" in sent else line.sent
    return acts.Came(n, sent.get(f"code-{line.pk}", ""), expires)


@team(Role.PEER, Role.LEAD)
@require_http_methods(["GET", "POST"])
def supply(request: CallerRequest, supply: UUID) -> HttpResponse:
    """One supply: what was sent, what came."""
    found = _found(request, supply)
    if request.method != "POST":
        return _page(request, found)
    try:
        came = {line.pk: _came(request.POST, line) for line in found.lines.all()}
        acts.confirm(key=key_of(request), supply=found.pk, came=came, form_id=form_of(request, "came", str(found.pk)))
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem))
    found.refresh_from_db()
    return back("supply", "differs" if found.state == Supply.State.DIFFERENT else "came", found.pk)


@team(Role.LEAD)
@require_POST
def settle(request: CallerRequest, supply: UUID, line: UUID) -> HttpResponse:
    """What became of a difference."""
    found, sent = _found(request, supply), request.POST
    form = form_of(request, "settle", str(line))
    try:
        acts.settle(
            key=key_of(request), line=line, how=sent.get("how", ""), why=sent.get("why", ""), area=sent.get("area", ""), form_id=form
        )
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem))
    return back("supply", "settled", found.pk)
