"""Handing out without any ask: one tap, one out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import queries
from kithbridge.reach.actions import handing
from kithbridge.reach.actions.handing import NotDone
from kithbridge.reach.models import Tally
from kithbridge.reach.views_team.asks import form_of, key_of, number, why_not
from kithbridge.web.once import new_form_id

MORE = (2, 5, 10)


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    areas = queries.areas()
    area = request.POST.get("area", "") or (areas[0].key if len(areas) == 1 else "")
    context = {
        "items": queries.items(),
        "areas": areas,
        "area": area,
        "more": MORE,
        "cards": rules.value("words.card"),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_out.html", context, status=status)


def _labels(item: str) -> str:
    return next((one.label for one in queries.items() if one.key == item), item)


def _tap(request: CallerRequest) -> HttpResponse:
    """A button's value is kind:item:number."""
    kind, _colon, rest = request.POST.get("tap", "").partition(":")
    item, _colon, many = rest.partition(":")
    n, area = number(many or "1"), request.POST.get("area", "")
    token = handing.count(key=key_of(request), kind=kind, item=item, n=n, area=area, form_id=form_of(request, "tap"))
    if not token:
        return _page(request, done=_("That tap was counted before. Nothing was counted twice."))
    place = next((one.label for one in queries.areas() if one.key == area), area)
    facts = {"n": n, "item": _labels(item), "area": place}
    if kind == Tally.Kind.OUT:
        said = _("Counted: %(n)s %(item)s out, %(area)s.") % facts
    else:
        said = _("Counted: %(item)s asked for, had none, %(area)s.") % facts
    return _page(request, done=said, undo=token)


# Nothing redirects here: the page after a tap carries what takes that tap back, and is shown once.
@require_http_methods(["GET", "POST"])
@team(Role.PEER, Role.LEAD)
def hand_out(request: CallerRequest) -> HttpResponseBase:
    """Big buttons; the tally is all that stays."""
    if request.method == "GET":
        return _page(request)
    try:
        if "undo" in request.POST:
            item, n = handing.undo(key=key_of(request), token=request.POST["undo"])
            return _page(request, done=_("Taken back: %(n)s %(item)s.") % {"n": n, "item": _labels(item)})
        return _tap(request)
    except NotDone as problem:
        return _page(request, status=422, error=why_not(problem))
