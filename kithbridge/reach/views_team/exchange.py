"""The catalogue and what belongs to it as tables: taken out, looked at, brought in. For a lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach import exchange as tables
from kithbridge.reach.actions import exchange as acts
from kithbridge.reach.exchange_changes import Change, Refused
from kithbridge.reach.exchange_tables import IN, OUT
from kithbridge.web.once import read_form_id

MOST_SHOWN = 100


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"names": list(IN), "told": [name for name in OUT if name not in IN], "saved": "saved" in request.GET, **more}
    return render(request, "reach/team_exchange.html", context, status=status)


def _refused(request: CallerRequest, problem: Refused) -> HttpResponse:
    shown = [str(one) for one in problem.problems[:MOST_SHOWN]]
    return _page(request, problems=shown, more_problems=len(problem.problems) - len(shown), status=400)


def _by_table(changes: tuple[Change, ...]) -> list[tuple[str, list[Change], int]]:
    """Table, what is new or differs (the first of it), and how many more."""
    found = []
    for table in IN:
        rows = sorted((change for change in changes if change.table == table), key=lambda one: not one.new)
        if rows:
            found.append((table, rows[:MOST_SHOWN], len(rows) - len(rows[:MOST_SHOWN])))
    return found


def _look(request: CallerRequest) -> HttpResponse:
    """What an uploaded file would change; nothing is changed."""
    sent = request.FILES.get("file")
    raw, name = (sent.read(), sent.name or "") if sent is not None and sent.size and sent.size <= tables.MOST_BYTES else (b"", "")
    files = tables.unpacked(name, raw)
    changes = acts.bring_in(files=files, role=shown_role(Role.LEAD), form_id="", dry=True) or ()
    return _page(request, looked=True, found=_by_table(changes), n=len(changes), folded=tables.folded(files))


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def exchange(request: CallerRequest) -> HttpResponseBase:
    """Take out, or bring in: first look at what would change, then keep it."""
    if request.method != "POST":
        return _page(request)
    try:
        if "folded" not in request.POST:
            return _look(request)
        files = tables.unfolded(request.POST["folded"])
        acts.bring_in(files=files, role=shown_role(Role.LEAD), form_id=read_form_id(request.POST.get("form_id")))
    except Refused as problem:
        return _refused(request, problem)
    return HttpResponseRedirect(reverse("team_exchange") + "?saved")


@team(Role.LEAD)
@require_POST
def take_out(request: CallerRequest) -> HttpResponse:
    """Every table in one zip. It stands in the event record."""
    response = HttpResponse(tables.packed(role=shown_role(Role.LEAD)), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="tables.zip"'
    return response
