"""What the counting of turns gives to others. Offers: `register()`, called once by AppConfig.ready."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.agree.actions import turns
from kithbridge.agree.turns_models import Meeting, Turns
from kithbridge.people import hers, offers
from kithbridge.people.access import Caller
from kithbridge.people.actions import retention
from kithbridge.people.offers import HomeCard


def card(caller: Caller) -> HomeCard | None:
    """For those who count: what was counted and not looked at."""
    if caller.key is None or not caller.roles & set(turns.COUNTERS):
        return None
    going = Meeting.objects.filter(kept=False).count()
    said = ngettext("%(n)s count was not looked at yet.", "%(n)s counts were not looked at yet.", going) % {"n": going} if going else ""
    return HomeCard(_("Who speaks"), said or _("In meetings: people at work, and others."), reverse("turns"), _("Count"), care=bool(going))


def register() -> None:
    """The sweep, the order of the tables, the card."""
    hers.register_sweep(turns.SWEPT, turns.forget)
    retention.follows(turns.SWEPT, rule="agree.turns_weeks")
    retention.lie_by_number(Meeting, Turns)
    offers.register_home_card(card)
