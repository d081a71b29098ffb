"""What of the picture may leave the team: for whoever neither hands out nor leads, on paper and in a file.

Offers
------
closed()             the months that may be shown, newest first
Leaving, leaving(name)   one month: each thing with its areas, small numbers hidden
year(last)           twelve months, added up from what is shown and from nothing else
reached(names)       the same for what belongs to no item
rows(names)          lines of a file

How it holds together, so that nothing hidden can be reckoned:
* One grain: whole months, never weeks, and only when nothing more comes in for them (a phone may send a day up to 31 days back). So nobody
  can watch a number grow. What is undone later still changes an old month: by as much as it was, as it must.
* Each line by the rule of `engines.disclosure.margins`: all areas or none, the total alone where it is large enough.
* Things only. A kit counts by its parts as well, and its recipe is public: a hidden kit beside its shown parts would be a division away.
* Every sum is made of shown numbers and reads "at least".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kithbridge.engines.disclosure.margins import Row, number, shown_row
from kithbridge.engines.week import Week
from kithbridge.people.queries import figures
from kithbridge.reach import picturing, queries
from kithbridge.reach.models import Area, Item, Tally
from kithbridge.reach.picture.compared import MONTHS, Year
from kithbridge.reach.picture.lines import parts
from kithbridge.reach.picturing import Sums
from kithbridge.web.clock import this_week

KINDS = tuple(Tally.Kind)
WEEKS_OPEN = 5  # 31 days after its last Sunday a month is whole
MOST_MONTHS = 12 * picturing.YEARS


def is_closed(name: str, now: Week) -> bool:
    """Whether nothing of this month can come in any more."""
    return now - picturing.weeks_of(name)[-1] > WEEKS_OPEN


def closed() -> list[str]:
    """From the newest month that is whole to the first in which anything was counted."""
    first, now = picturing.first_month(), this_week()
    back = reversed(picturing.until(picturing.running(), MOST_MONTHS))
    return [name for name in back if name >= first and is_closed(name, now)]


def _row(sums: Sums, item: str, areas: Sequence[Area], kind: str) -> Row:
    return shown_row([sums[item, area.key, kind] for area in areas], threshold=figures.smallest())


@dataclass(frozen=True)
class Cell:
    """`not_told`: the number of an area that is not told at all."""

    said: str | int

    @property
    def not_told(self) -> bool:
        return self.said == ""


@dataclass(frozen=True)
class Line:
    """One thing: its cells in the order of the table's head, all areas first."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Leaving:
    """One month as it may leave."""

    name: str
    label: str
    areas: tuple[str, ...]
    kinds: tuple[str, ...]
    lines: tuple[Line, ...]


SHOWN = (Tally.Kind.OUT, Tally.Kind.ASKED, Tally.Kind.MISSING)


def _things() -> list[Item]:
    return list(Item.objects.exclude(kind=Item.Kind.KIT).order_by("order", "key"))


def leaving(name: str) -> Leaving:
    """Each thing that is carried or was counted in this month."""
    sums, areas = picturing.month(name), queries.areas()
    counted = {item for item, _area, _kind in sums}
    lines = []
    for item in _things():
        if item.on or item.key in counted:
            of_kinds = [_row(sums, item.key, areas, kind) for kind in SHOWN]
            cells = [Cell(row.total) for row in of_kinds]
            for n in range(len(areas)):
                cells += [Cell("" if (part := row.parts[n]) is None else part) for row in of_kinds]
            lines.append(Line(item.label, tuple(cells)))
    kinds = (_("Out"), _("Asked"), _("Had none"))
    return Leaving(name, picturing.label_of(name), tuple(area.label for area in areas), kinds, tuple(lines))


def _shown_rows(names: Sequence[str]) -> Iterator[tuple[str, Item, str, Row]]:
    areas, things = queries.areas(), _things()
    for name, sums in picturing.each(names).items():
        for item in things:
            for kind in KINDS:
                yield name, item, kind.value, _row(sums, item.key, areas, kind)


def year(last: str) -> Year:
    """The twelve months that end with this one, as far as they may be shown."""
    allowed = set(closed())
    names = [name for name in picturing.until(last, MONTHS) if name in allowed]
    areas = queries.areas()
    totals: Counter[tuple[str, str]] = Counter()
    out: Counter[tuple[str, str]] = Counter()
    for _name, item, kind, row in _shown_rows(names):
        totals[item.key, kind] += number(row.total)
        for area, part in zip(areas, row.parts, strict=True):
            if kind == Tally.Kind.OUT:
                out[item.key, area.key] += number(part)
    return Year(picturing.span("year", last).label, totals, out, tuple(areas), parts(), len(names), False)


def reached(names: Sequence[str]) -> Counter[str]:
    """Of each month what is large enough, added up: kind -> at least so many."""
    found: Counter[str] = Counter()
    for name in names:
        for kind, n in picturing.reached(picturing.weeks_of(name)).items():
            found[kind] += number(figures.shown(n))
    return found


def rows(names: Sequence[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Month, thing, area (or all), what was counted, how many: a line for each number that may be told. The first names the columns."""
    yield "month", "thing", "area", "counted", "how_many"
    areas = queries.areas()
    for name, item, kind, row in _shown_rows(names):
        yield name, item.label, _("all areas"), kind, str(row.total)
        for area, part in zip(areas, row.parts, strict=True):
            if part is not None:
                yield name, item.label, area.label, kind, str(part)
