"""Warnings, for the team: write one, give out what somebody else wrote, end one early."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import alerts as warnings
from kithbridge.reach.actions import alerts
from kithbridge.reach.forms import read_number
from kithbridge.reach.models import Alert
from kithbridge.reach.views_team.sent import form_of, key_of
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id

WEEKS = (1, 2, 3, 4, 6, 8)
PAST_SHOWN = 10


def _why(word: str) -> str:
    """A refusal in plain words."""
    return {
        "gone": _("It has ended. Nothing was changed."),
        "same": _("You wrote it. Somebody else of the team reads it and gives it out. It still waits."),
        "left": _("Whoever wrote it has left the team. It was not given out. Write it anew, then somebody else gives it out."),
        "over": _("Its weeks are over. It was not given out. Write a new one if it still holds."),
        "lead": _("Only a lead ends a warning early. It is still shown."),
    }[word]


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = list(Alert.objects.order_by("-week", "pk"))
    now = str(this_week())
    owner, lead = key_of(request).owner, Role.LEAD in request.caller.roles
    context = {
        "standing": [(row, warnings.MEANS[row.grade], warnings.until(row)) for row in warnings.standing()],
        "drafts": [
            (row, warnings.MEANS[row.grade], warnings.until(row), row.first_id == owner, lead or row.first_id == owner)
            for row in rows
            if not row.given_out and not row.ended and row.ends >= now
        ],
        "past": [(row, warnings.until(row)) for row in rows if row.given_out and (row.ended or row.ends < now)][:PAST_SHOWN],
        "lead": lead,
        "grades": [(grade.value, grade.label, warnings.MEANS[grade]) for grade in warnings.Grade],
        "weeks": WEEKS,
        "longest": warnings.LONGEST_TEXT,
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_alerts.html", context, status=status)


@team(*alerts.JOBS)
@require_http_methods(["GET", "POST"])
def shown(request: CallerRequest) -> HttpResponse:
    """What stands, what waits for a second person, what was; a form for one more."""
    if request.method != "POST":
        return _page(request)
    sent = request.POST
    try:
        alerts.write(
            key=key_of(request),
            grade=sent.get("grade", ""),
            text=sent.get("text", ""),
            source=sent.get("source", ""),
            weeks=read_number(sent.get("weeks", "")),
            form_id=form_of(request, "warning", sent.get("text", "")),
        )
    except warnings.Unfit as unfit:
        return _page(request, status=400, wrong=unfit.wrong, typed=sent)
    return redirect("alerts")


@team(*alerts.JOBS)
@require_POST
def give_out(request: CallerRequest, alert: UUID) -> HttpResponse:
    """The second person."""
    try:
        alerts.give_out(key=key_of(request), alert=alert)
    except alerts.Refused as refused:
        return _page(request, status=409, refused=_why(refused.why))
    return redirect("alerts")


@team(*alerts.JOBS)
@require_POST
def end(request: CallerRequest, alert: UUID) -> HttpResponse:
    """Early, or a draft that is dropped."""
    try:
        alerts.end(key=key_of(request), alert=alert)
    except alerts.Refused as refused:
        return _page(request, status=409, refused=_why(refused.why))
    return redirect("alerts")
