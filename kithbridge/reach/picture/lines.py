"""One line for each thing and kit: what went out, was asked for and was not there, came back, was wasted; in all and by area.

Offers
------
Counts, Line, Table         and `table(sums)`
Gap, gaps(table)            things that are missing in one area far more often than in another
sets_of(out, parts)         syringe sets, counted on things only
Parts, parts()              which items are kits, naloxone, bins

A kit counts as itself and as its parts. So kits stand apart, and nothing adds the two up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kithbridge.engines import handout
from kithbridge.engines.indicators import unmet
from kithbridge.reach import queries
from kithbridge.reach.models import Area, Item, Tally
from kithbridge.reach.picturing import Sums
from kithbridge.reach.rules import BREATH

Kind = Tally.Kind
SHARE_OF = 10  # a share of fewer than ten asks says more about chance than about an area
WIDE = 10  # in the hundred: below this two areas are alike
GAPS_SHOWN = 3


@dataclass(frozen=True)
class Counts:
    """What was counted of one thing, or of several together."""

    out: int = 0
    asked: int = 0
    missing: int = 0
    may_not: int = 0
    back: int = 0
    waste: int = 0

    @property
    def wanted(self) -> int:
        """What went out and what could not."""
        return self.out + self.missing

    @property
    def unmet(self) -> int | None:
        """Of 100 asked for, how many were not there; None where nobody asked."""
        share = unmet(self.missing, self.out)
        return None if share is None else round(share)

    @property
    def unmet_said(self) -> str:
        """The same as it is written: a rare lack is not none."""
        if self.unmet is None:
            return "–"
        return _("under 1") if self.missing and not self.unmet else str(self.unmet)

    @property
    def any(self) -> bool:
        return bool(self.out or self.asked or self.missing or self.may_not or self.back or self.waste)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.out + other.out,
            self.asked + other.asked,
            self.missing + other.missing,
            self.may_not + other.may_not,
            self.back + other.back,
            self.waste + other.waste,
        )


def counts(sums: Sums, items: Iterable[str], areas: Sequence[str]) -> Counts:
    """These items in these areas together."""
    wanted = tuple(items)
    return Counts(*(sum(sums[item, area, kind] for item in wanted for area in areas) for kind in Kind.values))


@dataclass(frozen=True)
class Line:
    """One thing or kit: all areas together, then each area in the group's order. `alone`: it can be asked for by itself."""

    key: str
    label: str
    all: Counts
    areas: tuple[Counts, ...]
    alone: bool = True


@dataclass(frozen=True)
class Table:
    """`things` and `kits` apart; `total` and `of_areas` are of things only."""

    areas: tuple[Area, ...]
    things: tuple[Line, ...]
    kits: tuple[Line, ...]
    total: Counts
    of_areas: tuple[Counts, ...]

    @property
    def alone(self) -> tuple[Line, ...]:
        """Things that can be asked for by themselves."""
        return tuple(line for line in self.things if line.alone)

    @property
    def in_kits(self) -> tuple[Line, ...]:
        """Things that come in kits only."""
        return tuple(line for line in self.things if not line.alone)

    @property
    def kits_out(self) -> int:
        return sum(line.all.out for line in self.kits)

    @property
    def empty(self) -> bool:
        return not any(line.all.any for line in (*self.things, *self.kits))

    @property
    def may_not(self) -> bool:
        """Whether anything was asked for that may not be given."""
        return any(line.all.may_not for line in (*self.things, *self.kits))

    def missing_most(self) -> Line | None:
        """What was asked for and not there most often. What comes in kits only is missing as often as its kit, many at a time: left out."""
        lacking = [line for line in (*self.kits, *self.things) if line.all.missing and line.alone]
        return max(lacking, key=lambda line: line.all.missing, default=None)


def table(sums: Sums) -> Table:
    """Every item that is carried or was counted, in the group's order."""
    areas = queries.areas()
    keys = [area.key for area in areas]
    counted = {item for item, _area, _kind in sums}
    things: list[Line] = []
    kits: list[Line] = []
    for item in Item.objects.order_by("order", "key"):
        if item.on or item.key in counted:
            of_areas = tuple(counts(sums, [item.key], [one]) for one in keys)
            line = Line(item.key, item.label, sum(of_areas, Counts()), of_areas, item.alone)
            (kits if item.kind == Item.Kind.KIT else things).append(line)
    each_area = tuple(sum((line.areas[n] for line in things), Counts()) for n in range(len(areas)))
    return Table(tuple(areas), tuple(things), tuple(kits), sum(each_area, Counts()), each_area)


@dataclass(frozen=True)
class Gap:
    """A thing that was not there `worse` times in a hundred in one area, `better` in another."""

    label: str
    worse_area: str
    worse: int
    better_area: str
    better: int


def _gap(line: Line, areas: Sequence[Area]) -> Gap | None:
    enough = [(one.unmet, area.label) for one, area in zip(line.areas, areas, strict=True) if one.wanted >= SHARE_OF]
    shares = [(share, label) for share, label in enough if share is not None]
    if not shares:
        return None
    (worse, there), (better, here) = max(shares), min(shares)
    return Gap(line.label, there, worse, here, better) if worse - better >= WIDE else None


def gaps(shown: Table) -> list[Gap]:
    """Where one area goes without what another gets: the widest gaps first, three at most."""
    found = [gap for line in (*shown.things, *shown.kits) if (gap := _gap(line, shown.areas)) is not None]
    return sorted(found, key=lambda gap: gap.better - gap.worse)[:GAPS_SHOWN]


@dataclass(frozen=True)
class Parts:
    """Keys of items by what they are for. `takes`: bin -> how many syringes it takes."""

    fixed: frozenset[str]
    barrels: frozenset[str]
    needles: frozenset[str]
    naloxone: frozenset[str]
    bins: frozenset[str]
    takes: dict[str, int]
    kits: frozenset[str]


def parts() -> Parts:
    """What each item counts as."""
    items = list(Item.objects.all())

    def thing(*, counts: str) -> frozenset[str]:
        return frozenset(item.key for item in items if item.counts == counts and item.kind != Item.Kind.KIT)

    return Parts(
        fixed=thing(counts=Item.Counts.SET),
        barrels=thing(counts=Item.Counts.BARREL),
        needles=thing(counts=Item.Counts.NEEDLE),
        naloxone=frozenset(item.key for item in items if item.kind == Item.Kind.OVERDOSE or item.key == BREATH),
        bins=frozenset(item.key for item in items if item.kind == Item.Kind.DISPOSAL),
        takes={item.key: item.takes for item in items if item.kind == Item.Kind.DISPOSAL and item.takes},
        kits=frozenset(item.key for item in items if item.kind == Item.Kind.KIT),
    )


def sets_of(out: Callable[[str], int], known: Parts) -> int:
    """Syringe sets, of how many of each item went out (`out`). A kit counts by its parts."""
    fixed, barrels, needles = (sum(out(item) for item in items) for items in (known.fixed, known.barrels, known.needles))
    return handout.sets(fixed, barrels, needles)
