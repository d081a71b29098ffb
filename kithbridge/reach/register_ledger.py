"""Ties the ledger to the ground floor. Offers: `register()`, called once by `offers.register`."""

from __future__ import annotations

from kithbridge.people import hers, offers
from kithbridge.people.actions import retention
from kithbridge.reach.actions import forgetting
from kithbridge.reach.models import Aside, Event, PickUp, Seen


def register() -> None:
    hers.register_sweep(forgetting.EVENTS, forgetting.forget_events)
    hers.register_sweep(forgetting.SEEN, forgetting.forget_seen)
    hers.register_sweep(forgetting.ASIDES, forgetting.forget_asides)
    hers.register_sweep(forgetting.PICK_UPS, forgetting.forget_pick_ups)
    retention.lie_by_number(Event, Seen, Aside, PickUp)
