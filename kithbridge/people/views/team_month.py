"""The month's page for leads: what `kithbridge assurance` prints."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kithbridge.people import assurance
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.web.clock import this_week

MONTHS_SHOWN = 6


def _months() -> list[assurance.Month]:
    """This month and the ones before it, newest first."""
    year, number = this_week().month()
    steps = [year * 12 + number - 1 - back for back in range(MONTHS_SHOWN)]
    return [assurance.month(f"{step // 12:04d}-{step % 12 + 1:02d}") for step in steps]


@team(Role.LEAD)
@require_safe
def month(request: CallerRequest) -> HttpResponse:
    """One page about a month, without persons; other months beside it."""
    try:
        chosen = assurance.month(request.GET.get("m", ""))
    except assurance.NoSuchMonth:
        raise Http404 from None
    return render(request, "people/team_month.html", {"page": assurance.page(chosen), "months": _months()})
