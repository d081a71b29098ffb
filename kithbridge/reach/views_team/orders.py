"""The order list, for a lead: what the rule says and why, what is ordered instead, what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.reach import shelves, stocking
from kithbridge.reach.actions import orders as acts
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Order, OrderLine, Supply
from kithbridge.reach.views_team.sent import back, done_words, form_of, key_of, number

SHOWN = 12
DONE = {
    "written": gettext_lazy("Written. Change what you know better; then send it."),
    "changed": gettext_lazy("Changed."),
    "sent": gettext_lazy("Written down as sent. What comes is confirmed at the hub."),
    "dropped": gettext_lazy("Dropped. Nothing of it counts as on its way."),
}


def _list(request: CallerRequest, *, status: int = 200, error: str = "") -> HttpResponse:
    found = list(Order.objects.prefetch_related("lines").order_by("-week", "id")[: SHOWN + 1])
    context = {
        "lines": stocking.sheet(),
        "draft": Order.objects.filter(state=Order.State.DRAFT).first(),
        "orders": [(one, week_words(one.week), len(one.lines.all())) for one in found if one.state != Order.State.DRAFT][:SHOWN],
        "error": error,
        "done": done_words(request, DONE),
    }
    return render(request, "reach/team_orders.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def orders(request: CallerRequest) -> HttpResponse:
    """What the rule would order now; writing it down."""
    if request.method != "POST":
        return _list(request)
    try:
        made = acts.write(key=key_of(request), form_id=form_of(request, "order"))
    except CannotDo as problem:
        return _list(request, status=422, error=str(problem))
    return back("order", "written", made.pk) if made else back("orders", "written")


def _found(order: UUID) -> Order:
    found = Order.objects.filter(pk=order).first()
    if found is None:
        raise Http404
    return found


def _said(line: OrderLine) -> dict[str, Any]:
    return {"line": line, "order": stocking.said_packs(line.packs, line.size), "rule": stocking.said_packs(line.suggested, line.size)}


def _page(request: CallerRequest, found: Order, *, status: int = 200, error: str = "") -> HttpResponse:
    lines = list(found.lines.select_related("item").order_by("item__order", "item__key"))
    there = {line.item_id for line in lines}
    context = {
        "order": found,
        "week": week_words(found.week),
        "lines": [_said(line) for line in lines],
        "more": [item for item in stocking.ordered() if item.key not in there],
        "hubs": shelves.hubs(),
        "writing": found.state == Order.State.DRAFT,
        "supplies": found.supplies.select_related("to"),
        "droppable": found.state in (Order.State.DRAFT, Order.State.SENT) and not found.supplies.exclude(state=Supply.State.SENT).exists(),
        "typed": request.POST,
        "error": error,
        "done": done_words(request, DONE),
    }
    return render(request, "reach/team_order.html", context, status=status)


@team(Role.LEAD)
@require_safe
def order(request: CallerRequest, order: UUID) -> HttpResponse:
    """One order, line by line."""
    return _page(request, _found(order))


@team(Role.LEAD)
@require_POST
def change(request: CallerRequest, order: UUID) -> HttpResponse:
    """Another number than the rule's, with a reason."""
    found, sent = _found(order), request.POST
    try:
        acts.change_line(
            key=key_of(request), order=order, item=sent.get("item", ""), packs=number(sent.get("packs", "")), why=sent.get("why", "")
        )
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem))
    return back("order", "changed", order)


@team(Role.LEAD)
@require_POST
def send(request: CallerRequest, order: UUID) -> HttpResponse:
    """It went to the supplier."""
    found, sent = _found(order), request.POST
    form = form_of(request, "order-sent", str(order))
    try:
        acts.send(key=key_of(request), order=order, supplier=sent.get("supplier", ""), to=sent.get("to", ""), form_id=form)
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem))
    return back("order", "sent", order)


@team(Role.LEAD)
@require_POST
def drop(request: CallerRequest, order: UUID) -> HttpResponse:
    """It is not sent, or will not come."""
    found = _found(order)
    try:
        acts.drop(key=key_of(request), order=order)
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem))
    return back("order", "dropped", order)
