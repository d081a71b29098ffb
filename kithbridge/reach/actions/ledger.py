"""The one way in: what happened becomes events, once each, and what they add up to.

Offers
------
Arrived, take(arrived)     what phones, sheets and forms send, a batch in one transaction
known(numbers)             how many of these have been taken before
happened(...), Happened, all_happened(...)   acts of the team on the server, inside the caller's transaction
undo(event)                takes one of these back
picked_up(code, items)     which things a phone has counted for a pick code
recount()                  folds all kept events again and says what differs
CannotCount                why the team's act is no event

Nobody else writes events, tallies or stock. What a phone sends is counted once, in whatever order, however often and in however many
parts it comes; something that cannot be counted is put aside and never stops the others. The number a phone gave an event stays as a
keyed hash only.

An undo is for the event whose number it names: before it comes, then that event is counted as nothing; after it, then its sums are taken
away, once. It drops what was put aside. An undo of an undo changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from kithbridge.engines import handout
from kithbridge.engines.handout import Said
from kithbridge.engines.week import Week
from kithbridge.reach.actions import folding
from kithbridge.reach.actions.recounting import Difference, recount
from kithbridge.reach.models import Area, Aside, Event, Item, Lot, PickUp, Place, Recipe, Seen
from kithbridge.web import record
from kithbridge.web.clock import this_week, today
from kithbridge.web.home import secrets

__all__ = [
    "Arrived",
    "CannotCount",
    "Difference",
    "Happened",
    "Taken",
    "all_happened",
    "happened",
    "known",
    "picked_up",
    "recount",
    "take",
    "undo",
]

LONGEST_BOX = 1_500
_CLAIMS_AT_ONCE = 300


@dataclass(frozen=True)
class Arrived:
    """One event as it came.

    id : the number its phone, form or sheet gave it
    inside : what it says (engines/handout); None when its box could not be opened
    box : the same, locked to the server's event key: kept when it cannot be counted
    why : one of Aside.Why when it is known already that it cannot be counted
    """

    id: UUID
    inside: Mapping[str, Any] | None = field(repr=False)
    box: bytes = field(default=b"", repr=False)
    why: str = ""


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


def _keyed(use: str, text: str) -> str:
    return urlsafe_b64encode(hmac.new(secrets().pepper, f"{use}:{text}".encode(), hashlib.sha256).digest()).rstrip(b"=").decode()


def digest_of(number: UUID) -> str:
    """The keyed hash under which an event's number is known."""
    return _keyed("event", number.hex)


# --- What is known of the group --------------------------------------------------------------------------
class _Known:
    """Which of the items, recipes, areas and places that some events name there are."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.items = set(Item.objects.filter(key__in={one.item for one in said} - {""}).values_list("key", flat=True))
        self.areas = set(Area.objects.filter(key__in={one.area for one in said} - {""}).values_list("key", flat=True))
        places = {one.place for one in said} | {one.to for one in said}
        self.places = set(Place.objects.filter(key__in=places - {""}).values_list("key", flat=True)) if places - {""} else set()
        self.recipes = folding.recipes((one.item, one.recipe) for one in said)

    def lacks(self, said: Said) -> str:
        """What is not known of it, as one of Aside.Why; "" when all is."""
        if said.kind in handout.HAPPENED and said.kind != "passed":
            if said.item not in self.items or (said.recipe and (said.item, said.recipe) not in self.recipes):
                return Aside.Why.UNKNOWN_ITEM
        if said.kind in handout.OF_AN_AREA and said.area not in self.areas:
            return Aside.Why.UNKNOWN_AREA
        if any(place and place not in self.places for place in (said.place, said.to)):
            return Aside.Why.UNKNOWN_PLACE
        return ""

    def parts(self, item: str, recipe: int) -> folding.Parts:
        return self.recipes.get((item, recipe), ()) if recipe else ()


def _event(said: Said, week: Week, *, skewed: bool = False, lot: UUID | None = None) -> Event:
    return Event(
        kind=said.kind,
        week=str(week),
        area=said.area if said.kind in handout.OF_AN_AREA else "",
        item=said.item if said.kind != "passed" else "",
        recipe=said.recipe,
        n=said.n,
        place=said.place,
        to=said.to if said.kind == "move" else "",
        lot=lot,
        said=said.said,
        skewed=skewed,
    )


# --- A batch ----------------------------------------------------------------------------------------------
@dataclass
class _Read:
    """One of a batch, read: what it says, or why it cannot be counted; and the event it becomes."""

    arrived: Arrived
    digest: str
    said: Said | None = None
    why: str = ""
    event: Event | None = None
    target: str = ""


def _read(arrived: Arrived) -> _Read:
    one = _Read(arrived, digest_of(arrived.id), why=arrived.why)
    if len(arrived.box) > LONGEST_BOX:
        one.why = Aside.Why.TOO_LONG
    elif not one.why and arrived.inside is None:
        one.why = Aside.Why.UNREADABLE
    if one.why or arrived.inside is None:
        return one
    try:
        one.said = handout.read(arrived.inside)
        one.target = digest_of(UUID(one.said.undoes)) if one.said.kind == "undo" else ""
    except handout.Malformed as problem:
        one.why = Aside.Why.TOO_MANY if problem.why == "many" else Aside.Why.MALFORMED
    except ValueError:
        one.why = Aside.Why.MALFORMED
    return one


def _judge(one: _Read, known: _Known) -> None:
    """Make it an event, or say why not."""
    said = one.said
    if one.why or said is None or said.kind == "undo" or said.kind == "hard":
        return
    one.why = known.lacks(said)
    if one.why or said.kind == "rest" or said.day is None:
        return
    try:
        week, skewed = handout.when(said.day, today())
    except handout.Old:
        one.why = Aside.Why.OLD
    except handout.Future:
        one.why = Aside.Why.FUTURE
    else:
        one.event = _event(said, week, skewed=skewed)


def _claim(rows: Iterable[tuple[str, UUID | None]]) -> set[str]:
    """Take these hashes; returns those that nobody had taken before. In their order, so that two batches never wait in a ring."""
    meta, week, new = Seen._meta, str(this_week()), set()
    number = Event._meta.pk.get_db_prep_value
    lines = sorted(rows)
    for start in range(0, len(lines), _CLAIMS_AT_ONCE):
        some = lines[start : start + _CLAIMS_AT_ONCE]
        values = [value for digest, event in some for value in (digest, week, number(event, connection) if event else None)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {meta.db_table} (digest, week, event) VALUES {', '.join(['(%s, %s, %s)'] * len(some))} "  # noqa: S608
                "ON CONFLICT DO NOTHING RETURNING digest",
                values,
            )
            new |= {row[0] for row in cursor.fetchall()}
    return new


class _Batch:
    """A batch whose numbers have been claimed: each event in the order it came."""

    def __init__(self, rows: Sequence[_Read], new: set[str], known: _Known) -> None:
        self.fold, self.known = folding.Fold(), known
        self.rows = {one.digest: one for one in rows if one.digest in new}
        self.done: set[str] = set()
        self.never: set[str] = set()  # undone before they came
        self.dropped: set[str] = set()  # hashes of what was put aside before, and is taken back
        targets = {one.target for one in self.rows.values() if one.target} - set(self.rows)
        self.before = dict(Seen.objects.filter(digest__in=targets).values_list("digest", "event")) if targets else {}
        numbers = [number for number in self.before.values() if number]
        self.events = {event.pk: event for event in Event.objects.filter(pk__in=numbers, undone=False)} if numbers else {}
        old = folding.recipes((event.item, event.recipe) for event in self.events.values())
        self.known.recipes = {**self.known.recipes, **old}
        self.resting: set[str] = set()
        self.hard = 0

    def run(self) -> None:
        for one in self.rows.values():
            if one.digest not in self.never:
                self._take(one)
            self.done.add(one.digest)

    def _take(self, one: _Read) -> None:
        if one.event is not None:
            self.fold.add(one.event, self.known.parts(one.event.item, one.event.recipe))
        elif one.why or one.said is None:
            return
        elif one.said.kind == "hard":
            self.hard += 1
        elif one.said.kind == "rest":
            self.resting.add(one.said.place)
        elif one.target != one.digest:
            self._undo(one.target)

    def _undo(self, target: str) -> None:
        event: Event | None = None
        if target in self.rows:
            if target not in self.done:
                self.never.add(target)
                return
            event = self.rows[target].event
            self.dropped.add(target)
        elif target in self.before:
            number = self.before[target]
            event = self.events.get(number) if number else None
            self.dropped.add(target)
        else:
            self.never.add(target)
        if event is not None and target not in self.never:
            self.fold.take_back(event, self.known.parts(event.item, event.recipe))

    @property
    def aside(self) -> list[_Read]:
        return [one for one in self.rows.values() if one.why and one.digest not in self.never and one.digest not in self.dropped]

    def write(self) -> None:
        self.fold.write()
        Aside.objects.filter(digest__in=self.dropped - set(self.rows)).delete() if self.dropped else None
        Aside.objects.bulk_create(
            [Aside(week=str(this_week()), why=one.why, digest=one.digest, box=one.arrived.box[:LONGEST_BOX]) for one in self.aside]
        )
        if self.never:
            Seen.objects.filter(digest__in=self.never & set(self.rows)).update(event=None)
            _claim((digest, None) for digest in self.never - set(self.rows))
        if self.resting:
            Place.objects.filter(key__in=self.resting).update(resting=True)
        _pick_ups({_pick_up(said.code, said.item) for said in self._with_codes()})

    def _with_codes(self) -> list[Said]:
        counted = {event.pk for event in self.fold.events if not event.undone}
        return [
            one.said
            for one in self.rows.values()
            if one.said and one.said.code and one.said.kind == "out" and one.event and one.event.pk in counted
        ]


def take(arrived: Sequence[Arrived], *, role: str = "team") -> Taken:
    """Take a batch, whole or not at all; to be answered only after this has returned.

    Parameters
    ----------
    role : whose act it is, for the event record (`acting` or `shown_role`)
    """
    first: dict[str, _Read] = {}
    for came in arrived:
        one = _read(came)
        first.setdefault(one.digest, one)
    rows = list(first.values())
    with transaction.atomic():
        folding.one_at_a_time()
        known = _Known([one.said for one in rows if one.said])
        for one in rows:
            _judge(one, known)
        new = _claim((one.digest, one.event.pk if one.event else None) for one in rows)
        batch = _Batch(rows, new, known)
        batch.run()
        batch.write()
        for _one in range(batch.hard):
            record.count("a hard one", role=role)
    held = {one.arrived.id for one in batch.aside}
    ok = dict.fromkeys(came.id for came in arrived if came.id not in held)
    return Taken(tuple(ok), tuple(held), batch.hard)


def known(numbers: Iterable[UUID]) -> int:
    """How many of these numbers have been taken before."""
    return Seen.objects.filter(digest__in=[digest_of(number) for number in numbers]).count()


# --- Two phones, one pick-up ------------------------------------------------------------------------------
def _pick_up(code: str, item: str) -> str:
    return _keyed("pick", f"{code}:{item}")


def _pick_ups(digests: set[str]) -> None:
    """A batch comes from one phone: however often it names a code, that is one pick-up."""
    if not digests:
        return
    again = list(PickUp.objects.filter(digest__in=digests).order_by("digest"))
    for row in again:
        row.times, row.seen = min(row.times + 1, 30_000), False
    PickUp.objects.bulk_update(again, ["times", "seen"])
    new = sorted(digests - {row.digest for row in again})
    PickUp.objects.bulk_create([PickUp(digest=digest, week=str(this_week())) for digest in new])


def picked_up(code: str, items: Iterable[str]) -> set[str]:
    """Which of these things a phone has counted as handed out for this pick code."""
    words = " ".join(code.lower().replace("-", " ").split())
    of = {_pick_up(words, item): item for item in items}
    return {of[digest] for digest in PickUp.objects.filter(digest__in=of).values_list("digest", flat=True)}


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
        known_now, fold = _Known(said), folding.Fold()
        lots = {lot for line in lines if (lot := line.lot)}
        whose = dict(Lot.objects.filter(pk__in=lots).values_list("pk", "item")) if lots else {}
        for line, one in zip(lines, said, strict=True):
            if why := known_now.lacks(one):
                raise CannotCount(why)
            if line.lot and whose.get(line.lot) != one.item:
                raise CannotCount("lot")
            fold.add(_event(one, line.week or this_week(), lot=line.lot), known_now.parts(one.item, one.recipe))
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
