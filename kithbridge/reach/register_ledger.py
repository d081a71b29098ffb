"""Ties the ledger to the ground floor: what the sweep ends, and a lead's card. Offers: `register()`, called once by `offers.register`."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.people import hers, offers
from kithbridge.people.access import Caller
from kithbridge.people.actions import retention
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.reach import asides
from kithbridge.reach.actions import arriving, forgetting
from kithbridge.reach.models import Aside, Event, PickUp, Seen


def asides_card(caller: Caller) -> HomeCard | None:
    """For a lead, while something waits that could not be counted."""
    waiting = asides.waiting() if Role.LEAD in caller.roles else 0
    if not waiting:
        return None
    said = ngettext(
        "%(n)s thing could not be counted, or was counted twice.", "%(n)s things could not be counted, or were counted twice.", waiting
    )
    return HomeCard(_("Put aside"), said % {"n": waiting}, reverse("team_asides"), _("Look"), care=True)


def register() -> None:
    hers.register_sweep(forgetting.EVENTS, forgetting.forget_events)
    hers.register_sweep(forgetting.SEEN, forgetting.forget_seen)
    hers.register_sweep(arriving.COUNTED_AGAIN, arriving.count_again)
    hers.register_sweep(forgetting.ASIDES, forgetting.forget_asides)
    hers.register_sweep(forgetting.PICK_UPS, forgetting.forget_pick_ups)
    retention.lie_by_number(Event, Seen, Aside, PickUp)
    offers.register_home_card(asides_card)
