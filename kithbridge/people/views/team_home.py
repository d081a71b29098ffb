"""The team's first page: what waits, by role."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.offers import home_cards
from kithbridge.people.queries import roles as who
from kithbridge.people.queries import team as known
from kithbridge.people.views.team_common import own_key

FEW_SPARES = 3


@team()
@require_safe
def home(request: CallerRequest) -> HttpResponse:
    """Cards of every room; for a lead also what is missing and what waits for a second pair of eyes."""
    own = own_key(request).owner
    lead = Role.LEAD in request.caller.roles
    every = home_cards(request.caller)
    wanting = [card for card in every if card.care or card.waits]
    context = {
        "work_name": request.caller.work_name,
        "cards": wanting,
        "rest": [card for card in every if card not in wanting],
        "few_spares": known.spares_left(own) < FEW_SPARES,
        "missing": facts.missing() if lead else [],
        "resets": [one for one in known.resets() if own not in (one.asked_by_id, one.member_id)] if lead else [],
        "readers": len(who.readers_of_asks()) if lead else 0,
        "lead": lead,
        "fewest": rules.value("circles.fewest_readers"),
    }
    return render(request, "people/team_home.html", context)
