"""What events add up to, written: for `actions.ledger` only.

Offers
------
one_at_a_time()       inside a transaction: whoever writes events now is alone
recipes(wanted)       what versions of kits are made of
Fold                  collects events and what they add or take away; `write()` writes all of it
month_of(week)        the month a week is counted in

A kit counts as itself and as its parts; in a place it lies as a kit. What goes out without a named lot is taken from the lot that ends
first, from one that is over or recalled last; what is packed keeps which lots went in (`Packed`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Greatest

from kithbridge.engines import handout
from kithbridge.engines.week import Week
from kithbridge.reach.models import Event, Lot, MonthTally, Packed, Reached, Recipe, Stock, Tally
from kithbridge.web.clock import today

Parts = Sequence[tuple[str, int]]
TALLIES = {
    Event.Kind.OUT: Tally.Kind.OUT,
    Event.Kind.ASKED: Tally.Kind.ASKED,
    Event.Kind.NONE: Tally.Kind.MISSING,
    Event.Kind.MAY_NOT: Tally.Kind.MAY_NOT,
    Event.Kind.BACK: Tally.Kind.BACK,
    Event.Kind.WASTE: Tally.Kind.WASTE,
}
LEAVES = (Event.Kind.OUT, Event.Kind.WASTE, Event.Kind.GONE)
LEDGER_LOCK = 0x6C6564676572  # "ledger", among the advisory locks of the content database
# SQLite of older systems takes 999 values in one statement.
ROWS_AT_ONCE = 150


def one_at_a_time() -> None:
    """On PostgreSQL two batches would lock each other's lines in turn; SQLite has one writer anyway. Given back with the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])


def month_of(week: Week | str) -> str:
    """The month in which its Thursday lies, such as "2026-11"."""
    year, month = (week if isinstance(week, Week) else Week.parse(week)).month()
    return f"{year:04d}-{month:02d}"


def recipes(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Parts]:
    """(kit, version) -> its lines, for those that there are."""
    kits = {kit for kit, version in wanted if version}
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    rows = Recipe.objects.filter(kit__in=kits).order_by("kit", "version", "lines__item") if kits else Recipe.objects.none()
    for kit, version, item, n in rows.values_list("kit", "version", "lines__item", "lines__quantity"):
        lines = found.setdefault((kit, version), [])
        if item is not None:
            lines.append((item, n))
    return dict(found)


class Fold:
    """Events and what they change. Nothing is written before `write()`."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.taken_back: list[Event] = []
        self._tally: Counter[tuple[str, str, str, str]] = Counter()
        self._reached: Counter[tuple[str, str, str]] = Counter()
        self._steps: list[tuple[Event, Parts, int]] = []

    def add(self, event: Event, parts: Parts) -> None:
        """This happened."""
        self.events.append(event)
        self._count(event, parts, 1)

    def take_back(self, event: Event, parts: Parts) -> None:
        """It is taken back, once: whether it was added now or long ago."""
        if event.undone:
            return
        event.undone = True
        if event._state.db:
            self.taken_back.append(event)
        self._count(event, parts, -1)

    def _count(self, event: Event, parts: Parts, sign: int) -> None:
        week, area, n = str(event.week), event.area, sign * event.n
        if event.kind in TALLIES:
            for item, many in handout.explode(event.item, n, parts).items():
                self._tally[week, area, item, TALLIES[Event.Kind(event.kind)]] += many
        if event.kind == Event.Kind.OUT and event.said != handout.SUM:
            self._reached[week, area, Reached.Kind.HAND_OUTS] += sign
            if event.said:
                self._reached[week, area, handout.BANDS[event.said]] += sign
        if event.kind == Event.Kind.PASSED:
            self._reached[week, area, event.said] += n
        if event.place:
            self._steps.append((event, parts, sign))

    def write(self) -> None:
        """All of it. Stock first: what a count changed stands in its event."""
        shelves = Shelves(self._steps)
        for event, parts, sign in self._steps:
            shelves.step(event, parts, sign)
        Event.objects.bulk_create(self.events)
        if self.taken_back:
            Event.objects.filter(pk__in=[event.pk for event in self.taken_back]).update(undone=True)
        months: Counter[tuple[str, ...]] = Counter()
        for (week, area, item, kind), n in self._tally.items():
            months[month_of(week), area, item, kind] += n
        _add_up(Tally, ("week", "area", "item", "kind"), self._tally)
        _add_up(MonthTally, ("month", "area", "item", "kind"), months)
        _add_up(Reached, ("week", "area", "kind"), self._reached)
        shelves.write()


def _add_up(model: type[models.Model], keys: tuple[str, ...], sums: Counter[Any]) -> None:
    """Each sum into its line. In the order of their keys, so that two who write never wait for each other in a ring."""
    more = sorted((key, n) for key, n in sums.items() if n > 0)
    for start in range(0, len(more), ROWS_AT_ONCE):
        _upsert(model, keys, more[start : start + ROWS_AT_ONCE])
    for key, n in sorted((key, n) for key, n in sums.items() if n < 0):
        model._default_manager.filter(**dict(zip(keys, key, strict=True))).update(quantity=Greatest(F("quantity") + n, 0))


def _upsert(model: type[models.Model], keys: tuple[str, ...], lines: Sequence[tuple[tuple[str, ...], int]]) -> None:
    meta = model._meta
    columns = [str(meta.get_field(name).column) for name in keys]  # type: ignore[union-attr]
    table = meta.db_table
    one = f"({', '.join(['%s'] * (len(columns) + 2))})"
    number = meta.pk.get_db_prep_value
    values = [value for key, n in lines for value in (number(uuid4(), connection), *key, n)]
    with connection.cursor() as cursor:
        cursor.execute(
            # The names are those of our own models.
            f"INSERT INTO {table} (id, {', '.join(columns)}, quantity) VALUES {', '.join([one] * len(lines))} "  # noqa: S608
            f"ON CONFLICT ({', '.join(columns)}) DO UPDATE SET quantity = {table}.quantity + excluded.quantity",
            values,
        )


Shelf = dict[UUID | None, Stock]


class Shelves:
    """What lies where, for the places and items that some events touch."""

    def __init__(self, steps: Sequence[tuple[Event, Parts, int]]) -> None:
        self._rows: dict[tuple[str, str], Shelf] = {}
        self._changed: set[Stock] = set()
        self._packed: Counter[tuple[str, str, str, str]] = Counter()
        self._lots: dict[UUID, tuple[bool, date]] = {}
        places = {place for event, _parts, _sign in steps for place in (event.place, event.to) if place}
        items = {item for event, parts, _sign in steps for item in (event.item, *(part for part, _n in parts))}
        if places:
            for row in Stock.objects.filter(place__in=places, item__in=items):
                self._rows.setdefault((row.place_id, row.item_id), {})[row.lot_id] = row
            for lot, recalled, expires in Lot.objects.filter(item__in=items).values_list("pk", "recalled", "expires"):
                # What is over or called back lies apart: it goes last.
                last = expires or date.max
                self._lots[lot] = (recalled is not None or last < today(), last)

    def step(self, event: Event, parts: Parts, sign: int) -> None:
        """One event more or, with a sign of -1, one less."""
        place, item, lot, n = event.place, event.item, event.lot, event.n
        if event.kind in LEAVES:
            self._leaves(place, item, sign * n, lot)
        elif event.kind == Event.Kind.IN:
            self._comes(place, item, sign * n, lot)
            for part, each in parts if sign > 0 else ():  # a kit that somebody else packed
                self._packed[str(event.week), item, part, ""] += n * each
        elif event.kind == Event.Kind.MOVE:
            origin, goal = (place, event.to) if sign > 0 else (event.to, place)
            for some, many in self._take(origin, item, n, lot):
                self._put(goal, item, many, some)
        elif event.kind == Event.Kind.PACK:
            self._comes(place, item, sign * n, lot)
            for part, each in parts:
                for some, many in self._leaves(place, part, sign * n * each, None):
                    self._packed[str(event.week), item, part, some.hex if some else ""] += many
        elif event.kind == Event.Kind.COUNT:
            if sign > 0:
                event.change = self._counted(place, item, n, lot, event.week)
            else:
                self._leaves(place, item, event.change, lot)

    def _row(self, place: str, item: str, lot: UUID | None) -> Stock:
        shelf = self._rows.setdefault((place, item), {})
        if lot not in shelf:
            shelf[lot] = Stock(place_id=place, item_id=item, lot_id=lot)
        self._changed.add(shelf[lot])
        return shelf[lot]

    def _in_order(self, place: str, item: str) -> list[UUID | None]:
        """Lots that lie there, the one to hand out first before the others; what has no lot after those that have one."""
        shelf = self._rows.get((place, item), {})
        there = [lot for lot, row in shelf.items() if row.quantity > 0]
        return sorted(there, key=lambda lot: (False, date.max, 1, "") if lot is None else (*self._lots[lot], 0, lot.hex))

    def _leaves(self, place: str, item: str, n: int, lot: UUID | None) -> list[tuple[UUID | None, int]]:
        """So many go, from the lots it returns; less than nothing: they did not go after all."""
        if n > 0:
            return self._take(place, item, n, lot)
        if n < 0:
            self._put_back(place, item, -n, lot)
        return []

    def _comes(self, place: str, item: str, n: int, lot: UUID | None) -> None:
        """So many come; less than nothing: they did not come after all."""
        if n > 0:
            self._put(place, item, n, lot)
        elif n < 0:
            self._take(place, item, -n, lot)

    def _take(self, place: str, item: str, n: int, lot: UUID | None) -> list[tuple[UUID | None, int]]:
        """Take so many; returns from which lots. What is not there makes the line without a lot fall below 0."""
        taken: list[tuple[UUID | None, int]] = []
        for one in self._in_order(place, item) if lot is None else ():
            row = self._row(place, item, one)
            some = min(n, row.quantity)
            if some:
                row.quantity -= some
                taken.append((one, some))
                n -= some
        if n:
            self._row(place, item, lot).quantity -= n
            taken.append((lot, n))
        return taken

    def _put(self, place: str, item: str, n: int, lot: UUID | None) -> None:
        self._row(place, item, lot).quantity += n

    def _put_back(self, place: str, item: str, n: int, lot: UUID | None) -> None:
        """Into the named lot; without one, first into what is below 0, then to the lot it would be taken from."""
        if lot is None:
            bare = self._row(place, item, None)
            lifted = min(n, max(0, -bare.quantity))
            bare.quantity += lifted
            n -= lifted
            lot = next(iter(self._in_order(place, item)), None)
        if n:
            self._put(place, item, n, lot)

    def _counted(self, place: str, item: str, n: int, lot: UUID | None, week: str) -> int:
        """Somebody counted: this is what lies there. Returns what that changed."""
        row = self._row(place, item, lot)
        shelf = self._rows[place, item]
        if lot is not None:
            change = n - row.quantity
            row.quantity, row.counted = n, week
            return change
        before = sum(one.quantity for one in shelf.values())
        for one in shelf.values():
            one.quantity, one.counted = max(0, one.quantity), week
            self._changed.add(one)
        more = n - sum(one.quantity for one in shelf.values())
        if more < 0:
            self._take(place, item, -more, None)
        else:
            row.quantity += more
        return n - before

    def write(self) -> None:
        old = [row for row in self._changed if row._state.db]
        Stock.objects.bulk_update(sorted(old, key=lambda row: row.pk), ["quantity", "counted"], batch_size=ROWS_AT_ONCE)
        new = [row for row in self._changed if not row._state.db]
        Stock.objects.bulk_create(sorted(new, key=lambda row: (row.place_id, row.item_id, str(row.lot_id))))
        _add_up(Packed, ("week", "kit", "item", "lot"), self._packed)
