"""What went out in twelve months, compared with how many people there are and with what came back.

Offers
------
Year, year(last)       the twelve months that end with this one: sums, sets, how many of them were counted
Sets, sets(year)       syringe sets for each person who injects, in all and by area
Naloxone, naloxone(year)
Bins, bins(year)       bins back of bins out, and room for syringes
Waste, waste(year)
newest(kind)           area ("" for all) -> the newest estimate

Formulas and sources: `engines.indicators`. A figure is a range because what it is compared with is one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from kithbridge.engines import indicators
from kithbridge.engines.indicators import Range, Standing
from kithbridge.reach import picturing, queries
from kithbridge.reach.models import Area, Estimate, Item, Tally
from kithbridge.reach.picture import drawing
from kithbridge.reach.picture.drawing import Scale
from kithbridge.reach.picture.lines import Parts, parts, sets_of

MONTHS = 12


@dataclass(frozen=True)
class Year:
    """`counted`: in how many of the twelve months there was any counting; `running`: the last of them is not over.

    totals : (item, kind) -> how many in all areas
    out : (item, area) -> how many went out, of what counts as a set
    """

    label: str
    totals: Counter[tuple[str, str]]
    out: Counter[tuple[str, str]]
    areas: tuple[Area, ...]
    known: Parts
    counted: int
    running: bool

    def all(self, items: frozenset[str], kind: str) -> int:
        return sum(self.totals[item, kind] for item in items)

    def sets(self, area: str = "") -> int:
        """Syringe sets that went out in this area; in all without one."""
        return sets_of(lambda item: self.out[item, area] if area else self.totals[item, Tally.Kind.OUT.value], self.known)

    @property
    def whole(self) -> bool:
        """Whether this is a year that can be compared with a year."""
        return self.counted == MONTHS and not self.running


def year(last: str) -> Year:
    """The twelve months that end with this one."""
    names = picturing.until(last, MONTHS)
    first = picturing.first_month()
    known = parts()
    totals: Counter[tuple[str, str]] = Counter()
    for (_month, item, kind), n in picturing.years(1, last).items():
        totals[item, kind] += n
    return Year(
        picturing.span("year", last).label,
        totals,
        picturing.went_out(names, known.fixed | known.barrels | known.needles),
        tuple(queries.areas()),
        known,
        sum(name >= first for name in names),
        last == picturing.running(),
    )


def newest(kind: str) -> dict[str, Estimate]:
    """Area -> the estimate of its latest year."""
    return {one.area_id or "": one for one in Estimate.objects.filter(kind=kind).select_related("area").order_by("year", "entered", "pk")}


def people(one: Estimate) -> Range:
    return Range.of(one.low, one.high)


def shown(n: Fraction) -> str:
    """A figure as it is written: whole from ten on, below with one place."""
    return str(round(n)) if n >= 10 else f"{float(n):.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Ends:
    """A range in writing. `high` "" where there is no upper end."""

    low: str
    high: str

    @classmethod
    def of(cls, figure: Range) -> Ends:
        return cls(shown(figure.low), "" if figure.high is None else shown(figure.high))

    @property
    def one(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class SetsLine:
    """One area, or all of it (`area` empty)."""

    area: str
    sets: int
    estimate: Estimate | None
    each: Ends | None
    bands: tuple[int, int] | None


@dataclass(frozen=True)
class Sets:
    """`lines`: all of it first, then each area that has an estimate. `bands`: from which to which."""

    lines: tuple[SetsLine, ...]
    scale: Scale | None
    standing: Standing | None

    @property
    def all(self) -> SetsLine:
        return self.lines[0]


def _sets_line(label: str, n: int, estimate: Estimate | None) -> SetsLine:
    figure = indicators.sets_per_person(n, people(estimate)) if estimate else None
    return SetsLine(label, n, estimate, Ends.of(figure) if figure else None, indicators.set_bands(figure) if figure else None)


def sets(over: Year) -> Sets:
    """Sets given in twelve months, for each person who injects."""
    known = newest(Estimate.Kind.INJECT)
    lines = [_sets_line("", over.sets(), known.get(""))]
    lines += [_sets_line(area.label, over.sets(area.key), known[area.key]) for area in over.areas if area.key in known]
    figure = indicators.sets_per_person(lines[0].sets, people(known[""])) if "" in known else None
    if figure is None:
        return Sets(tuple(lines), None, None)
    return Sets(tuple(lines), drawing.scale(figure, indicators.SET_EDGES), indicators.standing(figure, indicators.SETS_TARGET))


@dataclass(frozen=True)
class Naloxone:
    """`least`, `aim`: how the ratio stands to 9 and to 20."""

    out: int
    estimate: Estimate | None
    each: Ends | None
    scale: Scale | None
    least: Standing | None
    aim: Standing | None


def naloxone(over: Year) -> Naloxone:
    """Naloxone kits given in twelve months, for each death from opioids in a year."""
    out = over.all(over.known.naloxone - over.known.kits, Tally.Kind.OUT)
    estimate = newest(Estimate.Kind.DEATHS).get("")
    figure = indicators.naloxone_ratio(out, people(estimate)) if estimate else None
    if figure is None:
        return Naloxone(out, estimate, None, None, None, None)
    marks = (indicators.NALOXONE_LEAST, indicators.NALOXONE_AIM)
    return Naloxone(
        out,
        estimate,
        Ends.of(figure),
        drawing.scale(figure, marks),
        indicators.standing(figure, indicators.NALOXONE_LEAST),
        indicators.standing(figure, indicators.NALOXONE_AIM),
    )


@dataclass(frozen=True)
class Bins:
    """`share`: bins back, in a hundred of bins out. `room`: how many syringes the bins that came back take, beside `sets` that went out."""

    out: int
    back: int
    share: int | None
    room: int
    sets: int
    room_share: int | None


def _rounded(share: Fraction | None) -> int | None:
    return None if share is None else round(share)


def bins(over: Year) -> Bins:
    """What came back. More than went out is possible, and never a condition for anything."""
    known = over.known
    out, back = over.all(known.bins, Tally.Kind.OUT), over.all(known.bins, Tally.Kind.BACK)
    room = sum(over.all(frozenset([item]), Tally.Kind.BACK) * takes for item, takes in known.takes.items())
    given = over.sets()
    share = indicators.per_hundred(back, out)
    return Bins(out, back, _rounded(share), room, given, _rounded(indicators.per_hundred(room, given)) if known.takes else None)


@dataclass(frozen=True)
class WasteLine:
    label: str
    out: int
    waste: int
    share: int | None


@dataclass(frozen=True)
class Waste:
    """Kits and things that were thrown away or handed back unused, beside what went out: those of which anything was."""

    lines: tuple[WasteLine, ...]


def waste(over: Year) -> Waste:
    """Wasted, in a hundred of what went out."""
    found = []
    for item in Item.objects.order_by("order", "key"):
        gone, out = (over.all(frozenset([item.key]), kind) for kind in (Tally.Kind.WASTE, Tally.Kind.OUT))
        if gone:
            found.append(WasteLine(item.label, out, gone, _rounded(indicators.per_hundred(gone, out))))
    return Waste(tuple(found))
