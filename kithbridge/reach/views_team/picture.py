"""The picture of the month: what went out, what was asked and missing, and what it is compared with.

Who neither hands out nor leads sees whole months only, without small numbers (rule figures.smallest); the same leaves on paper and in a
file.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kithbridge.formats import sheets
from kithbridge.people.access import CallerRequest, team, team_by_rule
from kithbridge.people.models import Role
from kithbridge.reach import picturing
from kithbridge.reach.actions import estimates
from kithbridge.reach.picture import leaving, page

INSIDE = {Role.PEER.value, Role.LEAD.value}


def shown_by(request: CallerRequest, by: str) -> HttpResponseBase:
    """The picture, beginning with a week or a month."""
    name = request.GET.get("p", "")
    if not request.caller.roles & INSIDE:
        return render(request, "reach/team_picture_outside.html", page.outside(name))
    asked = request.GET.get("by", by)
    span = picturing.span(asked if asked in picturing.WAYS else by, name)
    return render(request, "reach/team_picture.html", page.inside(span) | {"lead": Role.LEAD in request.caller.roles})


@require_GET
@team_by_rule("tallies.readers")
def picture(request: CallerRequest) -> HttpResponseBase:
    """One period as drawings and tables, others beside it."""
    return shown_by(request, "month")


@require_GET
@team(Role.LEAD)
def giving_away(request: CallerRequest) -> HttpResponseBase:
    """What may leave, to be printed or downloaded."""
    context = page.outside(request.GET.get("p", ""))
    return render(request, "reach/team_picture_outside.html", context | {"away": True})


@require_POST
@team(Role.LEAD)
def download(request: CallerRequest) -> HttpResponse:
    """The same as a file, recorded: the month that was looked at, or all that may leave."""
    months = leaving.closed()
    wanted = request.POST.get("p", "")
    names = [wanted] if wanted in months else months
    estimates.exported()
    columns, *rows = leaving.rows(names)
    answer = HttpResponse(sheets.write(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="notes.csv"'
    return answer
