"""What phones give to the ground floor: parts of the sweep, a tick, a card. Offers `register()`, called once by `offers.register`."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kithbridge.people import hers, offers
from kithbridge.people.access import Caller
from kithbridge.people.actions import retention
from kithbridge.people.offers import HomeCard
from kithbridge.reach import phone_catalogue, phone_lists, recalls
from kithbridge.reach.actions import event_keys, phones
from kithbridge.web import ticks


def card(caller: Caller) -> HomeCard | None:
    """How many of her phones are on; for whoever hands out."""
    if caller.key is None or not caller.roles & set(phones.SENDERS):
        return None
    on = [one for one in phone_lists.mine(caller.key.owner) if not one.off]
    said = ngettext("%(n)s of yours is on.", "%(n)s of yours are on.", len(on)) % {"n": len(on)} if on else _("None of yours is on.")
    if silent := sum(one.quiet for one in on):
        said += " " + ngettext("%(n)s was silent for too long.", "%(n)s were silent for too long.", silent) % {"n": silent}
    return HomeCard(_("Phones"), said, reverse("team_phones"), _("Look"), care=bool(silent))


def called_back() -> list[str]:
    """Lots that were called back, as a phone names the things, and which kits hold some of it."""
    said = _("%(thing)s, lot %(code)s: %(why)s")
    lots = recalls.called_back()
    lines = [(said % {"thing": lot.item.neutral or lot.item.label, "code": lot.code, "why": lot.recall}, lot) for lot in lots]
    return [" ".join(filter(None, (one, recalls.kit_line(lot, neutral=True)))) for one, lot in lines]


def register() -> None:
    phone_catalogue.warn_with(called_back)
    offers.register_home_card(card)
    hers.register_sweep(phones.SWEPT, phones.end_unheard)
    retention.follows(phones.SWEPT, said=gettext_lazy("A phone that nobody has heard of for 26 weeks goes from the list."))
    hers.register_sweep(event_keys.SWEPT, event_keys.renew)
    retention.follows(
        event_keys.SWEPT,
        said=gettext_lazy("Phones get a new key each year. The older one goes when no phone uses it, at most 26 weeks later."),
    )
    ticks.register(event_keys.drop_old)
