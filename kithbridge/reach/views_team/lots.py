"""Lots for a lead: their last days, where they lie, calling one back."""

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
from kithbridge.reach import recalls
from kithbridge.reach.actions import lots as acts
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Item, Lot
from kithbridge.reach.views_team.sent import back, day, done_words, form_of, key_of, number
from kithbridge.web.clock import today

DONE = {
    "lot": gettext_lazy("Written down."),
    "recalled": gettext_lazy("Called back. Every page says so now."),
    "ended": gettext_lazy("Ended. The line is gone from the pages."),
}
WEEKS = 8  # offered for the line of a lot that is called back


def _list(request: CallerRequest, *, status: int = 200, error: str = "") -> HttpResponse:
    found = Lot.objects.select_related("item").order_by("item__order", "item__key", "expires", "code")
    context = {
        "lots": found,
        "today": today(),
        "items": Item.objects.exclude(kind=Item.Kind.KIT).order_by("-dated", "order", "key"),
        "typed": request.POST,
        "error": error,
        "done": done_words(request, DONE),
    }
    return render(request, "reach/team_lots.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def lots(request: CallerRequest) -> HttpResponse:
    """All lots; writing one down."""
    if request.method != "POST":
        return _list(request)
    sent = request.POST
    expires = day(sent.get("expires", ""))
    try:
        if expires is None:
            raise CannotDo("date")
        acts.add_lot(
            key=key_of(request), item=sent.get("item", ""), code=sent.get("code", ""), expires=expires, form_id=form_of(request, "lot")
        )
    except CannotDo as problem:
        return _list(request, status=422, error=str(problem))
    return back("lots", "lot")


def _found(lot: UUID) -> Lot:
    found = Lot.objects.select_related("item").filter(pk=lot).first()
    if found is None:
        raise Http404
    return found


def _page(request: CallerRequest, found: Lot, *, status: int = 200, **more: Any) -> HttpResponse:
    lies = recalls.lies(found)
    context = {
        "lot": found,
        "over": found.expires is not None and found.expires < today(),
        "plain": [one for one in lies if one.kit is None],
        "kits": [one for one in lies if one.kit is not None],
        "inside": recalls.inside(found),
        "since": week_words(found.recalled) if found.recalled else "",
        "ends": week_words(found.recall_ends) if found.recall_ends else "",
        "weeks": WEEKS,
        "most": acts.MOST_WEEKS,
        "done": done_words(request, DONE),
        **more,
    }
    return render(request, "reach/team_lot.html", context, status=status)


@team(Role.LEAD)
@require_safe
def lot(request: CallerRequest, lot: UUID) -> HttpResponse:
    """One lot: where it lies; calling it back."""
    return _page(request, _found(lot))


@team(Role.LEAD)
@require_POST
def recall(request: CallerRequest, lot: UUID) -> HttpResponse:
    """Call it back."""
    found, sent = _found(lot), request.POST
    try:
        acts.recall(key=key_of(request), lot=lot, why=sent.get("why", ""), weeks=number(sent.get("weeks", "")))
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem), typed=sent)
    return back("lot", "recalled", lot)


@team(Role.LEAD)
@require_POST
def end_recall(request: CallerRequest, lot: UUID) -> HttpResponse:
    """It is fine, or none is left."""
    found = _found(lot)
    try:
        acts.end_recall(key=key_of(request), lot=lot)
    except CannotDo as problem:
        return _page(request, found, status=422, error=str(problem))
    return back("lot", "ended", lot)
