"""The picture by week, at the address that it always had."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from kithbridge.people.access import CallerRequest, team_by_rule
from kithbridge.reach.views_team.picture import shown_by


@require_GET
@team_by_rule("tallies.readers")
def tallies(request: CallerRequest) -> HttpResponseBase:
    """What went out this week, first of all."""
    return shown_by(request, "week")
