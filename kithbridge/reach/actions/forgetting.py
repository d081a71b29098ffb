"""Single hand-outs, and what is kept so that nothing counts twice, go when their time is over. For the sweep.

Offers: `forget_events`, `forget_seen`, `forget_asides`, `forget_pick_ups`; each idempotent, returns how many, with `dry_run` only counts.

What events add up to stays. Stock must go on being what its events come to: so before the events of a week go, one count for each place
and item says what they left there, in the first week that stays.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kithbridge.people import lifetimes
from kithbridge.people.actions import retention
from kithbridge.reach.actions import folding
from kithbridge.reach.actions.recounting import stock_of
from kithbridge.reach.models import Aside, Event, PickUp, Seen
from kithbridge.web.clock import this_week

EVENTS, SEEN, ASIDES, PICK_UPS = "single hand-outs", "numbers of hand-outs", "hand-outs put aside", "pick codes used"
SEEN_WEEKS, ASIDE_WEEKS, PICK_UP_WEEKS = 32, 26, 8


def _old() -> QuerySet[Event]:
    return Event.objects.filter(lifetimes.over("handouts.live_weeks"))


def forget_events(dry_run: bool = False) -> int:
    """Events whose weeks are over, a week at a time, the oldest first."""
    if dry_run:
        return _old().count()
    total = 0
    while (week := _old().order_by("week").values_list("week", flat=True).first()) is not None:
        with transaction.atomic():
            total += _forget_week(week)
    return total


def _forget_week(week: str) -> int:
    """One week's events; what they left in stock is carried into the first week that stays."""
    folding.one_at_a_time()
    left = stock_of(week)
    gone = Event.objects.filter(week=week).delete()[0]
    # What earlier sweeps carried there lies in that week, too: it was one of its events.
    stays = Event.objects.order_by("week").values_list("week", flat=True).first() or str(this_week())
    Event.objects.bulk_create(
        Event(kind=Event.Kind.COUNT, week=stays, item=item, place=place, n=max(0, n), change=n)
        for (place, item), n in sorted(left.items())
        if n
    )
    retention.receipt(EVENTS, gone)
    return gone


def _before(weeks: int) -> str:
    """The first week whose rows are still needed: a row's own week is the first of its weeks."""
    return str(this_week() - weeks + 1)


def forget_seen(dry_run: bool = False) -> int:
    """Hashes of numbers, once an event sent again could not be counted any more."""
    return retention.delete(SEEN, Seen.objects.filter(week__lt=_before(SEEN_WEEKS)), dry_run)


def forget_asides(dry_run: bool = False) -> int:
    """What was put aside and no lead has looked at in half a year."""
    return retention.delete(ASIDES, Aside.objects.filter(week__lt=_before(ASIDE_WEEKS)), dry_run)


def forget_pick_ups(dry_run: bool = False) -> int:
    """That pick codes were used."""
    return retention.delete(PICK_UPS, PickUp.objects.filter(week__lt=_before(PICK_UP_WEEKS)), dry_run)


retention.follows(EVENTS, rule="handouts.live_weeks")
retention.follows(SEEN, said=_("That a hand-out was counted is forgotten after 32 weeks: sent again later, it would be too old to count."))
retention.follows(ASIDES, said=_("What could not be counted goes after 26 weeks."))
retention.follows(PICK_UPS, said=_("That a pick code was used is forgotten after 8 weeks."))
