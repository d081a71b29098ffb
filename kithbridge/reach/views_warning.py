"""The public page about warnings: what is around, who found it out, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kithbridge.people.access import anybody
from kithbridge.reach import alerts


@anybody
@require_safe
def warning(request: HttpRequest) -> HttpResponse:
    """Every warning that stands now; without one it says so."""
    found = [(row, alerts.MEANS[row.grade], alerts.until(row)) for row in alerts.standing()]
    return render(request, "reach/alert.html", {"warnings": found})
