"""The one way in: what happened becomes events, once each, and what they add up to.

Offers
------
Arrived, take(arrived)     what phones, sheets and forms send, a batch in one transaction
known(numbers)             how many of these have been taken before
happened(...), Happened, all_happened(...)   acts of the team on the server, inside the caller's transaction
undo(event)                takes one of these back
picked_up(code, items)     which things a phone has counted for a pick code
known_code(code)           whether anything was counted for these words in the last weeks
pick(code, items)          these things were counted for a pick code without a phone: one that comes later is flagged
recount()                  folds all kept events again and says what differs
CannotCount                why the team's act is no event

Nobody else writes events, tallies or stock. What a phone sends is counted once, in whatever order, however often and in however many
parts it comes; something that cannot be counted is put aside and never stops the others. The number a phone gave an event stays as a
keyed hash only.

An undo is for the event whose number it names: before it comes, then that event is counted as nothing; after it, then its sums are taken
away, once. It drops what was put aside. An undo of an undo changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kithbridge.engines import handout
from kithbridge.engines.handout import Said
from kithbridge.engines.week import Week
from kithbridge.reach.actions import folding
from kithbridge.reach.actions.batches import (
    Arrived,
    Batch,
    Known,
    Read,
    claim,
    digest_of,
    event_of,
    in_turn,
    judge,
    note_pick_ups,
    pick_up,
    read,
)
from kithbridge.reach.actions.recounting import Difference, recount
from kithbridge.reach.models import Event, Item, Lot, PickUp, Recipe, Seen
from kithbridge.web import record
from kithbridge.web.clock import this_week, today

__all__ = [
    "Arrived",
    "CannotCount",
    "Difference",
    "Happened",
    "Taken",
    "all_happened",
    "happened",
    "known",
    "known_code",
    "pick",
    "picked_up",
    "recount",
    "take",
    "undo",
]


@dataclass(frozen=True)
class Taken:
    """What became of a batch. Whoever sent it may forget all of it.

    ok : counted now, or taken before
    held : put aside now
    hard : how many said "a hard one today"
    """

    ok: tuple[UUID, ...] = ()
    held: tuple[UUID, ...] = ()
    hard: int = 0


class CannotCount(ValueError):
    """The team's act is no event, as a word: form, many, item, area, place, lot."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def take(arrived: Sequence[Arrived], *, role: str = "team") -> Taken:
    """Take a batch, whole or not at all; to be answered only after this has returned.

    Parameters
    ----------
    role : whose act it is, for the event record (`acting` or `shown_role`)
    """
    first: dict[str, Read] = {}
    for came in arrived:
        one = read(came)
        first.setdefault(one.digest, one)
    # A phone keeps what waits under random numbers, so it comes in no order: without this a count of a bag would stand before or after the
    # hand-outs around it by chance, and stock with it.
    rows = sorted(first.values(), key=in_turn)
    with transaction.atomic():
        folding.one_at_a_time()
        known = Known([one.said for one in rows if one.said])
        for one in rows:
            judge(one, known)
        new = claim((one.digest, one.event.pk if one.event else None) for one in rows)
        batch = Batch(rows, new, known)
        batch.run()
        batch.write()
        for _one in range(batch.hard):
            record.count("a hard one", role=role)
    held = dict.fromkeys(one.arrived.id for one in batch.aside)
    ok = dict.fromkeys(came.id for came in arrived if came.id not in held)
    return Taken(tuple(ok), tuple(held), batch.hard)


def known(numbers: Iterable[UUID]) -> int:
    """How many of these numbers have been taken before."""
    return Seen.objects.filter(digest__in=[digest_of(number) for number in numbers]).count()


def picked_up(code: str, items: Iterable[str]) -> set[str]:
    """Which of these things a phone has counted as handed out for this pick code."""
    words = handout.words_of(code)
    of = {pick_up(words, item): item for item in items}
    return {of[digest] for digest in PickUp.objects.filter(digest__in=of).values_list("digest", flat=True)}


def known_code(code: str) -> bool:
    """Whether anything was counted for these words, as long as that is kept: drawn again so soon they would stand for two pick-ups."""
    words = handout.words_of(code)
    every = [pick_up(words, item) for item in Item.objects.values_list("key", flat=True)]
    return PickUp.objects.filter(digest__in=every).exists()


def pick(code: str, items: Iterable[str]) -> None:
    """These things were counted on the page for this pick code. A phone that wrote them down as well is seen when it comes."""
    words = handout.words_of(code)
    note_pick_ups({pick_up(words, item) for item in items})


# --- Acts of the team on the server -----------------------------------------------------------------------
@dataclass(frozen=True)
class Happened:
    """One act of the team. `recipe`: which version of a kit; None is its newest. `week`: None is this one."""

    kind: str
    item: str = ""
    n: int = 1
    area: str = ""
    place: str = ""
    to: str = ""
    lot: UUID | None = None
    said: str = ""
    week: Week | None = None
    recipe: int | None = None


def _newest(items: set[str]) -> dict[str, int]:
    return dict(Recipe.objects.filter(kit__in=items).order_by("version").values_list("kit", "version"))


def _said(line: Happened, newest: Mapping[str, int]) -> Said:
    recipe = newest.get(line.item, 0) if line.recipe is None else line.recipe
    said = Said(line.kind, line.item, recipe, line.n, today(), line.area, line.place, line.to, line.said)
    if not (0 if line.kind == "count" else 1) <= line.n:
        raise CannotCount("form")
    if line.n > handout.most_of(line.kind, line.said):
        raise CannotCount("many")
    if line.kind not in handout.HAPPENED or not handout.whole(said):
        raise CannotCount("form")
    return said


def all_happened(lines: Sequence[Happened]) -> list[UUID]:
    """Several acts of the team at once, inside the caller's transaction. Returns the events' numbers, in this order.

    Raises CannotCount; then nothing of it was counted.
    """
    with transaction.atomic():
        folding.one_at_a_time()
        newest = _newest({line.item for line in lines if line.recipe is None and line.item})
        said = [_said(line, newest) for line in lines]
        known_here, fold = Known(said), folding.Fold()
        lots = {lot for line in lines if (lot := line.lot)}
        whose = dict(Lot.objects.filter(pk__in=lots).values_list("pk", "item")) if lots else {}
        for line, one in zip(lines, said, strict=True):
            if why := known_here.lacks(one):
                raise CannotCount(why)
            if line.lot and whose.get(line.lot) != one.item:
                raise CannotCount("lot")
            fold.add(event_of(one, line.week or this_week(), lot=line.lot), known_here.parts(one.item, one.recipe))
        fold.write()
    return [event.pk for event in fold.events]


def happened(
    *,
    kind: str,
    item: str = "",
    n: int = 1,
    area: str = "",
    place: str = "",
    to: str = "",
    lot: UUID | None = None,
    said: str = "",
    week: Week | None = None,
    recipe: int | None = None,
) -> UUID:
    """One act of the team, inside the caller's transaction. Returns the event's number; its entry in the record is the caller's.

    A number without a hand-out, such as a line of a sheet, says `said=engines.handout.SUM`. Raises CannotCount.
    """
    return all_happened([Happened(kind, item, n, area, place, to, lot, said, week, recipe)])[0]


def undo(event: UUID) -> bool:
    """Take an event back by the number `happened` gave. False when there is none, or it was taken back before."""
    with transaction.atomic():
        folding.one_at_a_time()
        row = Event.objects.filter(pk=event, undone=False).first()
        if row is None:
            return False
        fold = folding.Fold()
        fold.take_back(row, folding.recipes([(row.item, row.recipe)]).get((row.item, row.recipe), ()))
        fold.write()
    return True
