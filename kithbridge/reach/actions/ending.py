"""How asks end: with their page, or when their time is over.

Offers
------
end_rows(asks)     inside an ending's transaction: empties the rows, returns the items whose keys go
end_with_page      the same for everything a page asked for (registered with people.actions.pages)
end_old_asks       asks older than rule asks.live_weeks
drop_ended_rows    what is left of asks that ended, once two weeks have gone by

The last two are for `people.actions.retention.sweep`: idempotent, they return how many there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from kithbridge import rules
from kithbridge.people import vault
from kithbridge.people.actions import danger
from kithbridge.people.vault import Ending
from kithbridge.reach.models import Ask, NotMe
from kithbridge.web.clock import this_week

EMPTY_ROWS_WEEKS = 2
BATCH = 500


def end_rows(asks: Iterable[UUID]) -> list[UUID]:
    """End these asks in the caller's transaction: nothing sealed is left, no worry points at them. Returns the open ones."""
    open_ones = list(Ask.objects.select_for_update().filter(pk__in=list(asks), state=Ask.State.OPEN).values_list("pk", flat=True))
    Ask.objects.filter(pk__in=open_ones).update(state=Ask.State.ENDED, label=None, words=None, page=None)
    NotMe.objects.filter(ask__in=open_ones).delete()
    danger.forget_about(open_ones)
    return open_ones


def end_with_page(page: UUID) -> Sequence[UUID]:
    """Everything this page asked for ends with it."""
    return end_rows(Ask.objects.filter(page=page, state=Ask.State.OPEN).values_list("pk", flat=True))


def end_old_asks(dry_run: bool = False) -> int:
    """Asks whose weeks are over: an ask of week n with 2 weeks to live ends with week n + 1: fourteen days at most."""
    last = str(this_week() - rules.value("asks.live_weeks") + 1)
    old = Ask.objects.filter(state=Ask.State.OPEN, week__lt=last)
    if dry_run:
        return old.count()
    total = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):

        def content(batch: list[UUID] = batch) -> tuple[list[UUID], Ending]:
            ended = end_rows(batch)
            return ended, Ending(items=ended)

        total += len(vault.end(content))
    return total


def drop_ended_rows(dry_run: bool = False) -> int:
    """Rows of ended asks hold a number and a week; they go, too."""
    old = Ask.objects.filter(state=Ask.State.ENDED, week__lt=str(this_week() - EMPTY_ROWS_WEEKS))
    if dry_run:
        return old.count()
    return old.delete()[1].get(Ask._meta.label, 0)
