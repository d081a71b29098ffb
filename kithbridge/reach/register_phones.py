"""What phones give to the ground floor: parts of the sweep, a tick. Offers `register()`, called once by `offers.register`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.people import hers
from kithbridge.people.actions import retention
from kithbridge.reach.actions import event_keys, phones
from kithbridge.web import ticks


def register() -> None:
    hers.register_sweep(phones.SWEPT, phones.end_unheard)
    retention.follows(phones.SWEPT, said=_("A phone that nobody has heard of for 26 weeks goes from the list."))
    hers.register_sweep(event_keys.SWEPT, event_keys.renew)
    retention.follows(
        event_keys.SWEPT, said=_("Phones get a new key each year. The older one goes when no phone uses it, at most 26 weeks later.")
    )
    ticks.register(event_keys.drop_old)
