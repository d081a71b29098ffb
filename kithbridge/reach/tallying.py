"""Tallies read by week. Months are read by `picturing`, from sums of their own.

Offers: `Period`, `newest()`, `sums(weeks)`, `beside(periods)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.reach.models import Item, Tally
from kithbridge.web.clock import this_week

KINDS = (Tally.Kind.OUT, Tally.Kind.ASKED, Tally.Kind.MISSING)
WEEKS_SHOWN = 8


@dataclass(frozen=True)
class Period:
    """A week. `name` stands in the address: "2026-W47"."""

    name: str
    label: str


def newest() -> list[Period]:
    """The newest weeks, newest first."""
    weeks = [this_week() - back for back in range(WEEKS_SHOWN)]
    return [Period(str(week), _("week %(n)s") % {"n": week.week}) for week in weeks]


def sums(weeks: Sequence[Week]) -> Counter[tuple[str, str, str]]:
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
class Beside:
    period: Period
    all: Cell


def beside(shown: Sequence[Period]) -> list[Beside]:
    """The totals of several weeks, in the order given. Of things: a kit counts by its parts."""
    lines = Tally.objects.filter(week__in=[period.name for period in shown]).exclude(item__kind=Item.Kind.KIT)
    found: Counter[tuple[str, str]] = Counter()
    for week, kind, n in lines.values_list("week", "kind").annotate(n=Sum("quantity")):
        found[week, kind] = n
    return [Beside(period, Cell(*(found[period.name, kind] for kind in KINDS))) for period in shown]
