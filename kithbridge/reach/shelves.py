"""Places, and what lies there.

Offers
------
WAY                         the place of what is on its way: left one place, not yet come to the other
places(), bags(), hubs()    the group's places in its order
Row, Shelf, shelf(place), shelves()   what lies at a place: items with lots, what ends first standing first
countable(place)            every line of the page on which a place is counted
taken_apart(rows)           kits as what they are made of
went_out(place)             what was handed out of a place in three weeks: what a bag is filled up to

Stock is a fold of the events (`actions/ledger.py`); nothing here writes. Things that travel between two places lie at WAY meanwhile,
a place nobody sees: sending moves them there and confirming moves them on, so each step is one event and a recount finds the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from kithbridge.engines import restock
from kithbridge.reach import kits
from kithbridge.reach.models import Event, Item, Lot, Place, Stock
from kithbridge.web.clock import this_week, today

WAY = "on-the-way"


def places(*, put_away: bool = False) -> list[Place]:
    """Hubs first, then bags, each in the group's order; with `put_away` also those that are not used now."""
    found = Place.objects.exclude(key=WAY).order_by("order", "key")
    return sorted(found if put_away else found.filter(on=True), key=lambda place: place.kind != Place.Kind.HUB)


def bags() -> list[Place]:
    return [place for place in places() if place.kind == Place.Kind.BAG]


def hubs() -> list[Place]:
    return [place for place in places() if place.kind == Place.Kind.HUB]


def weeks_left(day: date | None) -> int | None:
    """Whole weeks until the last day: 0 in its last week, below 0 when it is over, None without one."""
    return None if day is None else (day - today()).days // 7


def is_recalled(lot: Lot | None) -> bool:
    """Whether it may not be used: recalled, until a lead ends the recall."""
    return lot is not None and lot.recalled is not None


@dataclass(frozen=True)
class Row:
    """One item, and of what is dated one lot, at one place."""

    item: Item
    lot: Lot | None
    n: int
    counted: str = ""

    @property
    def below(self) -> bool:
        """More went out than came in: somebody should count."""
        return self.n < 0

    @property
    def left(self) -> int | None:
        return weeks_left(self.lot.expires) if self.lot else None

    @property
    def over(self) -> bool:
        return self.lot is not None and self.lot.expires is not None and self.lot.expires < today()

    @property
    def ending(self) -> bool:
        return not self.over and self.left is not None and self.left < restock.MARGIN

    @property
    def recalled(self) -> bool:
        return is_recalled(self.lot)

    @property
    def usable(self) -> bool:
        return not self.over and not self.recalled

    @property
    def number(self) -> str:
        """How a form names it."""
        return f"{self.item.key}:{self.lot.pk}" if self.lot else self.item.key


def _first_ending_first(row: Row) -> tuple[int, str, date, str]:
    """What nobody dated stands last."""
    last = row.lot.expires if row.lot and row.lot.expires else date.max
    return (row.item.order, row.item.key, last, row.lot.code if row.lot else "")


@dataclass(frozen=True)
class Shelf:
    """What lies at one place."""

    place: Place
    rows: tuple[Row, ...] = ()

    @property
    def below(self) -> bool:
        return any(row.below for row in self.rows)

    @property
    def care(self) -> bool:
        return any(row.below or row.over or row.recalled for row in self.rows)


def rows_of(stock: Iterable[Stock]) -> list[Row]:
    """Rows of the table as they are shown."""
    return [Row(one.item, one.lot, one.quantity, one.counted or "") for one in stock]


def shelf(place: str) -> tuple[Row, ...]:
    """What lies at a place, also what stands at less than nothing; not what was used up."""
    found = Stock.objects.filter(place=place).exclude(quantity=0).select_related("item", "lot")
    return tuple(sorted(rows_of(found), key=_first_ending_first))


def shelves(*, put_away: bool = False) -> list[Shelf]:
    """Every place with what lies there."""
    by_place: dict[str, list[Row]] = defaultdict(list)
    for one in Stock.objects.exclude(quantity=0).select_related("item", "lot"):
        by_place[one.place_id] += rows_of([one])
    return [Shelf(place, tuple(sorted(by_place[place.key], key=_first_ending_first))) for place in places(put_away=put_away)]


def countable(place: str) -> list[Row]:
    """Every line of the page on which a place is counted: what is said to lie there, and what else is carried."""
    known = {row.number: row for row in rows_of(Stock.objects.filter(place=place).select_related("item", "lot"))}
    for item in Item.objects.filter(on=True):
        known.setdefault(item.key, Row(item, None, 0))
    for lot in Lot.objects.filter(item__on=True, expires__gte=today()).select_related("item"):
        known.setdefault(Row(lot.item, lot, 0).number, Row(lot.item, lot, 0))
    dated = {row.item.key for row in known.values() if row.lot}
    # Of what has lots, the line without one is only there while something stands on it.
    return sorted((row for row in known.values() if row.lot or row.n or row.item.key not in dated), key=_first_ending_first)


def taken_apart(stock: Iterable[Row]) -> list[Row]:
    """The same with kits as what they are made of. What a packed kit's parts were dated nobody knows: they stand without a lot."""
    rows = list(stock)
    made_of = kits.parts_now(row.item.key for row in rows if row.item.kind == Item.Kind.KIT)
    parts = Item.objects.in_bulk({part for recipe in made_of.values() for part in recipe})
    found = []
    for row in rows:
        recipe = made_of.get(row.item.key)
        if recipe is None:
            found.append(row)
        else:
            found += [Row(parts[part], None, row.n * n) for part, n in recipe.items()]
    return found


def went_out(place: str) -> dict[str, int]:
    """Thing or kit -> how many of it were handed out of a place in the last three weeks, this one included."""
    now = this_week()
    weeks = [str(now - back) for back in range(restock.PERIOD)]
    rows = Event.objects.filter(week__in=weeks, kind=Event.Kind.OUT, place=place, undone=False)
    return dict(rows.order_by().values_list("item").annotate(n=Sum("n")))
