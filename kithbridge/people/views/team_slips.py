"""Paper slips, for a lead: printed once, shuffled, handed out; nobody notes who got which."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.actions import slips
from kithbridge.people.models import Role, Slip
from kithbridge.people.views.team_common import form_id, typed

USUAL = 24


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def print_slips(request: CallerRequest) -> HttpResponse:
    """A pile of codes, shown once for printing."""
    codes: list[str] = []
    repeated = False
    if request.method == "POST":
        wanted = typed(request, "number")
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
        if number:
            codes = slips.make(number=number, role=Role.LEAD, form_id=form_id(request, "slips"))
            repeated = not codes
    context = {"codes": codes, "repeated": repeated, "left": Slip.objects.count(), "usual": USUAL, "most": slips.MOST}
    return render(request, "people/team_slips.html", context)
