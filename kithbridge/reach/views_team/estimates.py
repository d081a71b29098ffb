"""Estimates, for a lead: how many people a figure is compared with, and who says so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import queries
from kithbridge.reach.actions import estimates
from kithbridge.reach.models import Estimate
from kithbridge.reach.views_team.sent import form_of
from kithbridge.web.clock import today
from kithbridge.web.once import new_form_id

SAID = {
    "kind": _("Choose what it is about."),
    "area": _("There is no such area."),
    "number": _("A whole number. The upper one is 1 or more."),
    "order": _("The upper number lies below the lower one."),
    "year": _("A year that has begun, in four figures."),
    "source": _("Say who says so."),
    "long": _("At most 200 signs."),
}


def _page(request: CallerRequest, *, status: int = 200, wrong: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    context = {
        "estimates": Estimate.objects.select_related("area").order_by("kind", "area__order", "-year"),
        "areas": queries.areas(),
        "kinds": Estimate.Kind.choices,
        "year": today().year,
        "form_id": new_form_id(),
        "wrong": {field: SAID[why] for field, why in (wrong or {}).items()},
        **more,
    }
    return render(request, "reach/team_estimates.html", context, status=status)


def _number(text: str) -> int | None:
    text = text.strip().replace(",", "").replace(" ", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def shown(request: CallerRequest) -> HttpResponse:
    """All of them, the newest first of each; one more."""
    if request.method != "POST":
        return _page(request)
    sent = request.POST
    said = "|".join(sent.get(name, "") for name in ("kind", "area", "low", "high", "year", "source"))
    try:
        estimates.write_down(
            kind=sent.get("kind", ""),
            area=sent.get("area", ""),
            low=_number(sent.get("low", "")),
            high=_number(sent.get("high", "")),
            year=_number(sent.get("year", "")),
            source=sent.get("source", ""),
            form_id=form_of(request, "estimate", said),
        )
    except estimates.Unfit as unfit:
        return _page(request, status=400, wrong=unfit.wrong, typed=sent)
    return redirect("estimates")


@team(Role.LEAD)
@require_POST
def off(request: CallerRequest, estimate: UUID) -> HttpResponse:
    """It was wrong."""
    estimates.take_off(estimate=estimate)
    return redirect("estimates")
