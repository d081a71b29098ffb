"""What went out, what was asked for, what was missing: by week and by month.

Who neither hands out nor leads sees one table without small numbers (rule figures.smallest).
"""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kithbridge.people.access import CallerRequest, team_by_rule
from kithbridge.people.models import Role
from kithbridge.reach import tallying


@require_GET
@team_by_rule("tallies.readers")
def tallies(request: CallerRequest) -> HttpResponseBase:
    """One period as picture and table, the others beside each other."""
    by = "month" if request.GET.get("by") == "month" else "week"
    shown = tallying.periods(by)
    period = next((one for one in shown if one.name == request.GET.get("p")), shown[0])
    areas, rows = tallying.table(period)
    if not request.caller.roles & {Role.PEER, Role.LEAD}:
        context = {"by": by, "period": period, "rows": tallying.outside(rows), "periods": shown}
        return render(request, "reach/team_tallies_outside.html", context)
    context = {
        "by": by,
        "period": period,
        "areas": areas,
        "rows": rows,
        "beside": tallying.beside(shown),
        "charts": tallying.charts(rows),
        "columns": ["", *areas],
    }
    return render(request, "reach/team_tallies.html", context)
