"""What the catalogue gives to the team's first page. Offers `register()`."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kithbridge.people import offers
from kithbridge.people.access import Caller
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.reach import grounds
from kithbridge.reach.grounds import Standing


def grounds_card(caller: Caller) -> HomeCard | None:
    """For a lead: which things must be checked again, and which are off for want of a ground. Not there when nothing is."""
    if Role.LEAD not in caller.roles:
        return None
    urgent = grounds.urgent()
    if not urgent:
        return None
    over = [line.item.label for line in urgent if line.standing is Standing.OVER or line.off]
    soon = [line.item.label for line in urgent if line.item.label not in over]
    said = []
    if over:
        said.append(_("Must be checked now: %(what)s.") % {"what": ", ".join(over)})
    if soon:
        said.append(_("To be checked again soon: %(what)s.") % {"what": ", ".join(soon)})
    return HomeCard(_("On what ground"), " ".join(said), reverse("team_grounds"), _("Look at it"), care=True)


def register() -> None:
    offers.register_home_card(grounds_card)
