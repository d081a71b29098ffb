"""What could not be counted: each in plain words, with why; counted after all or dropped by a lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import asides as put_aside
from kithbridge.reach import queries
from kithbridge.reach.actions import asides as acting
from kithbridge.reach.actions.asides import NotDone
from kithbridge.reach.views_team.sent import back, key_of, number
from kithbridge.web.sent import read_uuid


def _why(problem: NotDone) -> str:
    return {
        "gone": _("It is not here any more: somebody was faster, or it was taken back. Nothing was counted twice."),
        "nothing": _("Say what it was first. Nothing was counted, and it is still here."),
        "area": _("Choose the area first. Nothing was counted, and it is still here."),
        "many": _("That number does not look right. Use 1 to 10,000. Nothing was counted, and it is still here."),
        "answer": _("It cannot be counted here. Write it down where it belongs, and drop it here."),
    }[problem.why]


def _said(word: str) -> str:
    return {
        "counted": _("Counted in this week."),
        "dropped": _("Dropped. It was not counted."),
        "looked": _("You have looked at them. Both stay counted."),
    }.get(word, "")


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    shown, (every, unread, keyless) = put_aside.asides(), put_aside.how_many()
    context = {
        "asides": shown,
        "more": every - len(shown),
        "unread": unread,
        "keyless": keyless,
        "skewed": put_aside.skewed(),
        "twice": put_aside.double_pick_ups(),
        "items": queries.items(),
        "areas": queries.areas(),
        "done": _said(request.GET.get("done", "")),
        **more,
    }
    return render(request, "reach/team_asides.html", context, status=status)


def _chosen(text: str) -> UUID:
    found = read_uuid(text)
    if found is None:
        raise NotDone("gone")
    return found


def _act(request: CallerRequest) -> str:
    """Do what was pressed; returns the word for what was done."""
    sent, key = request.POST, key_of(request)
    if "looked" in sent:
        acting.looked(key=key)
        return "looked"
    if "unread" in sent:
        acting.drop_unread(key=key)
        return "dropped"
    if "drop" in sent:
        acting.drop(key=key, aside=_chosen(sent["drop"]))
        return "dropped"
    aside = _chosen(sent.get("count", ""))
    acting.count(key=key, aside=aside, item=sent.get("item", ""), n=number(sent.get("n", "")), area=sent.get("area", ""))
    return "counted"


@require_http_methods(["GET", "POST"])
@team(Role.LEAD)
def asides(request: CallerRequest) -> HttpResponseBase:
    """What phones, sheets and forms brought and could not be counted."""
    if request.method == "GET":
        return _page(request)
    try:
        return back("team_asides", _act(request))
    except NotDone as problem:
        return _page(request, status=409 if problem.why == "gone" else 422, error=_why(problem))
