"""How asks end: handed over or closed by the team, with their page, or when their time is over.

Offers
------
finish(asks)       inside an ending's transaction, for acts of the team and the sweep: what a hold keeps is set aside
end_rows(asks)     the same for her own acts: empties the rows, returns the items whose keys go
kept_by_a_hold(ask) for the page that says so before somebody hands over
end_with_page      everything a page asked for (registered with people.actions.pages)
end_old_asks       asks older than rule asks.live_weeks
drop_ended_rows    what is left of asks that ended, once two weeks have gone by

The last two are for `people.actions.retention.sweep`: idempotent, they return how many there were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kithbridge.people import lifetimes, vault
from kithbridge.people.actions import danger, holding, retention
from kithbridge.people.models import Hold, Kept
from kithbridge.people.queries import holding as held
from kithbridge.people.vault import Ending
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Ask, Item, NotMe
from kithbridge.web.clock import this_week

EMPTY_ROWS_WEEKS = 2
BATCH = 500


@dataclass(frozen=True)
class Finished:
    """Asks that are done.

    items : those whose keys go
    aside : those a hold keeps: out of every list, still locked
    told : whether the order lets us say so
    """

    items: tuple[UUID, ...] = ()
    aside: tuple[UUID, ...] = ()
    told: bool = False

    @property
    def any(self) -> bool:
        return bool(self.items or self.aside)


def finish(asks: Iterable[UUID]) -> Finished:
    """These asks are done, in the caller's transaction: nothing of them stays open. What a hold keeps is set aside first."""
    now, label = held.in_force(), Ask._meta.label
    open_ones = list(Ask.objects.select_for_update().filter(pk__in=list(asks), state=Ask.State.OPEN))
    stays = [row for row in open_ones if now.covers(label, row.pk, row.page_id)]
    aside = holding.set_aside(stays, by_her=True)
    # What a worry about them hangs on stays, too: so no `forget_about` for these.
    Ask.objects.filter(pk__in=aside).delete()
    told = any(not held.silent(label, row.pk, row.page_id) for row in stays)
    return Finished(tuple(end_rows([row.pk for row in open_ones if row.pk not in aside])), tuple(aside), told)


def kept_by_a_hold(row: Ask) -> bool:
    """Whether a hold keeps this ask, and we may say so."""
    label = Ask._meta.label
    return held.in_force().covers(label, row.pk, row.page_id) and not held.silent(label, row.pk, row.page_id)


def end_rows(asks: Iterable[UUID]) -> list[UUID]:
    """End these asks in the caller's transaction: nothing sealed is left, no worry points at them. Returns the open ones."""
    open_ones = list(Ask.objects.select_for_update().filter(pk__in=list(asks), state=Ask.State.OPEN).values_list("pk", flat=True))
    Ask.objects.filter(pk__in=open_ones).update(state=Ask.State.ENDED, label=None, words=None, page=None, pick=0)
    NotMe.objects.filter(ask__in=open_ones).delete()
    danger.forget_about(open_ones)
    return open_ones


def end_with_page(page: UUID) -> Sequence[UUID]:
    """Everything this page asked for ends with it."""
    return end_rows(Ask.objects.filter(page=page, state=Ask.State.OPEN).values_list("pk", flat=True))


def _old_asks() -> QuerySet[Ask]:
    """An ask of week n with 2 weeks to live ends with week n + 1: fourteen days at most."""
    return Ask.objects.filter(lifetimes.over("asks.live_weeks"), state=Ask.State.OPEN)


def _held() -> Q:
    now = held.in_force()
    return Q(pk__in=now.asks) | Q(page__in=now.pages)


def end_old_asks(dry_run: bool = False) -> int:
    """Asks whose weeks are over. What a hold keeps is set aside."""
    if dry_run:
        return _old_asks().exclude(_held()).count()
    total = 0
    while batch := list(_old_asks().values_list("pk", flat=True)[:BATCH]):

        def content(batch: list[UUID] = batch) -> tuple[int, Ending]:
            done = finish(batch)
            retention.receipt("asks", len(done.items))
            return len(done.items), Ending(items=done.items)

        total += vault.end(content)
    return total


def _kept_asks() -> int:
    return _old_asks().filter(_held()).count() + Kept.objects.filter(label=Ask._meta.label).count()


def drop_ended_rows(dry_run: bool = False) -> int:
    """Rows of ended asks hold a number and a week; they go, too."""
    return retention.delete(
        "empty rows of asks", Ask.objects.filter(state=Ask.State.ENDED, week__lt=str(this_week() - EMPTY_ROWS_WEEKS)), dry_run
    )


# --- How a lead names an ask, and how it reads on her page while it is kept ------------------------------
def _named(typed: str) -> list[UUID]:
    """Open asks with these two words; open or kept ones with this number. Which words a kept one had is not kept."""
    word = held.plain(typed)
    here = list(Ask.objects.filter(state=Ask.State.OPEN).values_list("pk", flat=True))
    kept = Kept.objects.filter(label=Ask._meta.label).values_list("pk", flat=True)
    number = typed.strip().rstrip("/").rpartition("/")[2].lower()
    return [pk for pk in [*here, *kept] if str(pk) == number] or [pk for pk in here if held.plain(asking.pick_code(pk)) == word]


def _called(ask: UUID) -> str:
    if Ask.objects.filter(pk=ask, state=Ask.State.OPEN).exists():
        return asking.pick_code(ask)
    return str(ask) if Kept.objects.filter(pk=ask).exists() else ""


def _reads(text: str) -> str:
    words, labels = json.loads(text), dict(Item.objects.values_list("key", "label"))
    parts = [f"{labels.get(item, item)}: {n}" for item, n in words.get("items", {}).items()]
    return "\n".join(line for line in (", ".join(parts), str(words.get("text", ""))) if line)


held.nameable(Hold.Kind.ASK, _named, _called)
held.told(Ask._meta.label, "words", _reads)
retention.follows("asks", rule="asks.live_weeks", kept=_kept_asks)
retention.follows("empty rows of asks", said=_("The empty row of an ask that ended goes after 2 weeks."))
