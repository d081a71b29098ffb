"""Tallies folded by week: one period as a table, and the periods beside each other. Months are read by `picturing`.

Offers: `Period`, `periods(by)`, `sums(weeks)`, `table(period)`, `beside(periods)`.
A month is the ISO weeks whose Thursday lies in it (engines.week), so weeks add up to months without a rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.reach import queries
from kithbridge.reach.models import Item, Tally
from kithbridge.web.clock import this_week

KINDS = (Tally.Kind.OUT, Tally.Kind.ASKED, Tally.Kind.MISSING)
WEEKS_SHOWN, MONTHS_SHOWN = 8, 6


@dataclass(frozen=True)
class Period:
    """A week or a month. `name` stands in the address: "2026-W47" or "2026-11"."""

    name: str
    label: str
    weeks: tuple[Week, ...]


def _week(week: Week) -> Period:
    return Period(str(week), _("week %(n)s") % {"n": week.week}, (week,))


def _month(year: int, month: int) -> Period:
    first = Week.of(date(year, month, 4))  # the 4th always lies in the week of the month's first Thursday
    weeks = tuple(week for week in (first + ahead for ahead in range(5)) if week.month() == (year, month))
    return Period(f"{year:04d}-{month:02d}", f"{MONTHS[month]} {year}", weeks)


def periods(by: str) -> list[Period]:
    """The newest weeks or months, newest first."""
    now = this_week()
    if by == "month":
        year, month = now.month()
        steps = [year * 12 + month - 1 - back for back in range(MONTHS_SHOWN)]
        return [_month(step // 12, step % 12 + 1) for step in steps]
    return [_week(now - back) for back in range(WEEKS_SHOWN)]


def sums(weeks: tuple[Week, ...]) -> Counter[tuple[str, str, str]]:
    """(item, area, kind) -> how many, over these weeks."""
    lines = Tally.objects.filter(week__in=[str(week) for week in weeks], quantity__gt=0)
    found = lines.values_list("item", "area", "kind").annotate(n=Sum("quantity"))
    return Counter({(item, area, kind): n for item, area, kind, n in found})


@dataclass(frozen=True)
class Cell:
    out: int
    asked: int
    missing: int


@dataclass(frozen=True)
class Row:
    """One item: all areas together, then a cell for each area."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def all(self) -> Cell:
        return self.cells[0]


def _cell(found: Counter[tuple[str, str, str]], item: str, areas: list[str]) -> Cell:
    return Cell(*(sum(found[item, area, kind] for area in areas) for kind in KINDS))


def table(period: Period) -> tuple[list[str], list[Row]]:
    """Area labels and one row for each item on the menu or counted in this period."""
    found, areas = sums(period.weeks), queries.areas()
    counted = {item for item, _area, _kind in found}
    rows = []
    for item in Item.objects.order_by("order", "key"):
        if item.on or item.key in counted:
            every = [area.key for area in areas]
            cells = tuple(_cell(found, item.key, some) for some in (every, *([one] for one in every)))
            rows.append(Row(item.label, cells))
    return [area.label for area in areas], rows


@dataclass(frozen=True)
class Beside:
    period: Period
    all: Cell


def beside(shown: list[Period]) -> list[Beside]:
    """The totals of several periods, in the order given. Of things: a kit counts by its parts."""
    every = tuple(week for period in shown for week in period.weeks)
    lines = Tally.objects.filter(week__in=[str(week) for week in every]).exclude(item__kind=Item.Kind.KIT)
    found: Counter[tuple[str, str]] = Counter()
    for week, kind, n in lines.values_list("week", "kind").annotate(n=Sum("quantity")):
        found[week, kind] = n
    return [Beside(period, Cell(*(sum(found[str(week), kind] for week in period.weeks) for kind in KINDS))) for period in shown]
