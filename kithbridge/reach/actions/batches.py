"""A batch of events as it came: read, judged, claimed, and what each of them becomes. For `actions.ledger` only.

Offers
------
Arrived               one event as it came
digest_of(number)     the keyed hash under which a number is known
read(arrived), judge(read, known)   what it says; the event it becomes, or why none
Known                 which items, recipes, areas and places there are
in_turn(read)         sorts a batch as it happened on its phone
claim(rows)           takes hashes; says which nobody had taken
Batch                 all of a batch in the order it came, and `write()`
pick_up(code, item)   the keyed hash of a pick code and a thing
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from kithbridge.engines import handout
from kithbridge.engines.handout import Said
from kithbridge.engines.week import Week
from kithbridge.reach.actions import event_keys, folding
from kithbridge.reach.models import Area, Aside, Event, Item, PickUp, Place, Seen
from kithbridge.web.clock import this_week, today
from kithbridge.web.home import secrets

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


def _keyed(use: str, text: str) -> str:
    return urlsafe_b64encode(hmac.new(secrets().pepper, f"{use}:{text}".encode(), hashlib.sha256).digest()).rstrip(b"=").decode()


def digest_of(number: UUID) -> str:
    """The keyed hash under which an event's number is known."""
    return _keyed("event", number.hex)


# --- What is known of the group --------------------------------------------------------------------------
class Known:
    """Which of the items, recipes, areas and places that some events name there are."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.items = set(Item.objects.filter(key__in={one.item for one in said} - {""}).values_list("key", flat=True))
        self.areas = set(Area.objects.filter(key__in={one.area for one in said} - {""}).values_list("key", flat=True))
        places = {one.place for one in said} | {one.to for one in said}
        self.places = set(Place.objects.filter(key__in=places - {""}).values_list("key", flat=True)) if places - {""} else set()
        self.recipes = folding.recipes((one.item, one.recipe) for one in said)

    def lacks(self, said: Said) -> str:
        """What is not known of it, as one of Aside.Why; "" when all is."""
        if said.kind in handout.HAPPENED - {"passed"} and not self.knows(said.item, said.recipe):
            return Aside.Why.UNKNOWN_ITEM
        if said.kind in handout.OF_AN_AREA and said.area not in self.areas:
            return Aside.Why.UNKNOWN_AREA
        if any(place and place not in self.places for place in (said.place, said.to)):
            return Aside.Why.UNKNOWN_PLACE
        return ""

    def knows(self, item: str, recipe: int) -> bool:
        """Whether there is this thing, or this version of this kit. What is switched off is known: it happened."""
        return item in self.items and (not recipe or (item, recipe) in self.recipes)

    def parts(self, item: str, recipe: int) -> folding.Parts:
        return self.recipes.get((item, recipe), ()) if recipe else ()


def event_of(said: Said, week: Week, *, skewed: bool = False, lot: UUID | None = None) -> Event:
    return Event(
        kind=said.kind,
        week=str(week),
        area=said.area if said.kind in handout.OF_AN_AREA else "",
        item=said.item if said.kind != "passed" else "",
        recipe=said.recipe if said.kind != "passed" else 0,
        n=said.n,
        place=said.place,
        to=said.to if said.kind == "move" else "",
        lot=lot,
        said=said.said,
        skewed=skewed,
    )


# --- A batch ----------------------------------------------------------------------------------------------
@dataclass
class Read:
    """One of a batch, read: what it says, or why it cannot be counted; and the event it becomes."""

    arrived: Arrived
    digest: str
    said: Said | None = None
    why: str = ""
    event: Event | None = None
    target: str = ""


def read(arrived: Arrived) -> Read:
    one = Read(arrived, digest_of(arrived.id), why=arrived.why)
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


def judge(one: Read, known: Known) -> None:
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
        one.event = event_of(said, week, skewed=skewed)


def in_turn(one: Read) -> tuple[date, int]:
    """By its day, then by the number the phone counts its events with. What says neither keeps its place before those that do."""
    return (one.said.day or date.min, one.said.seq) if one.said else (date.min, 0)


def claim(rows: Iterable[tuple[str, UUID | None]]) -> set[str]:
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


def _to_keep(inside: Mapping[str, Any]) -> dict[str, Any]:
    """Of something put aside, what a lead needs to count it after all. Not its day but its week, and nothing that would tell which of
    several came from one phone (which how-manyeth event it was, its catalogue) or who came for it (the words of a pick code)."""
    kept = {name: inside[name] for name in "vkirnapts" if name in inside}
    with contextlib.suppress(KeyError, TypeError, ValueError):  # what is no day is not kept either
        kept["d"] = Week.of(date.fromisoformat(inside["d"])).thursday().isoformat()
    return kept


def _locked(one: Read) -> bytes:
    """What is kept of something put aside. Its own box opens only with the number its phone gave it, which is kept as a hash: so what
    could be read is locked anew, bound to that hash (`event_keys.open_aside`)."""
    arrived = one.arrived
    if arrived.inside is None or len(arrived.box) > LONGEST_BOX:
        return arrived.box[:LONGEST_BOX]
    text = json.dumps(_to_keep(arrived.inside))
    return event_keys.seal_plain(one.digest, text) if len(text) <= LONGEST_BOX else b""


class Batch:
    """A batch whose numbers have been claimed: each event in the order it came."""

    def __init__(self, rows: Sequence[Read], new: set[str], known: Known) -> None:
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

    def _take(self, one: Read) -> None:
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
    def aside(self) -> list[Read]:
        return [one for one in self.rows.values() if one.why and one.digest not in self.never and one.digest not in self.dropped]

    def write(self) -> None:
        self.fold.write()
        if self.dropped:
            Aside.objects.filter(digest__in=self.dropped - set(self.rows)).delete()
        Aside.objects.bulk_create([Aside(week=str(this_week()), why=one.why, digest=one.digest, box=_locked(one)) for one in self.aside])
        if self.never:
            Seen.objects.filter(digest__in=self.never & set(self.rows)).update(event=None)
            claim((digest, None) for digest in self.never - set(self.rows))
        if self.resting:
            Place.objects.filter(key__in=self.resting).update(resting=True)
        note_pick_ups({pick_up(said.code, said.item) for said in self._with_codes()})

    def _with_codes(self) -> list[Said]:
        counted = {event.pk for event in self.fold.events if not event.undone}
        return [
            one.said
            for one in self.rows.values()
            if one.said and one.said.code and one.said.kind == "out" and one.event and one.event.pk in counted
        ]


# --- Two phones, one pick-up ------------------------------------------------------------------------------
def pick_up(code: str, item: str) -> str:
    """For each thing apart: one pick-up may be of several."""
    return _keyed("pick", f"{code}:{item}")


def note_pick_ups(digests: set[str]) -> None:
    """A batch comes from one phone: however often it names a code, that is one pick-up."""
    if not digests:
        return
    again = list(PickUp.objects.filter(digest__in=digests).order_by("digest"))
    for row in again:
        row.times, row.seen = min(row.times + 1, 30_000), False
    PickUp.objects.bulk_update(again, ["times", "seen"])
    new = sorted(digests - {row.digest for row in again})
    PickUp.objects.bulk_create([PickUp(digest=digest, week=str(this_week())) for digest in new])
