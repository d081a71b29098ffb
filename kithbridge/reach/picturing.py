"""The sums that the picture of the month is drawn from. Nothing here changes anything.

Offers
------
Span, span(by, name)      a week, a month, twelve months or five years; which weeks and months lie in it
month(name)               (item, area, kind) -> how many, of one month
each(names)               name -> the same, of several months, in one query
months(names)             the same over several months
years(n, last)            (month, item, kind) -> how many, of n years by month
went_out(names, items)    (item, area) -> how many of these things went out
reached(weeks)            kind -> how many, of what belongs to no item
first_month()             the first month in which anything was counted

Months are read from `MonthTally` and from nothing else: it is kept with each event, so that ten million events cost a month's picture
no more than ten thousand. A month is the ISO weeks whose Thursday lies in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Sum
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kithbridge.engines.indicators import window
from kithbridge.engines.week import Week
from kithbridge.people.queries.page import week_words
from kithbridge.reach import tallying
from kithbridge.reach.models import MonthTally, Reached, Tally
from kithbridge.web.clock import this_week

Sums = Counter[tuple[str, str, str]]
ByMonth = Counter[tuple[str, str, str]]
WAYS = ("week", "month", "year", "years")
YEARS = 5


def name_of(year: int, number: int) -> str:
    """ "2026-11", as `MonthTally.month` has it."""
    return f"{year:04d}-{number:02d}"


def label_of(name: str) -> str:
    """ "2026-11" as people say it."""
    return f"{MONTHS[int(name[5:])]} {name[:4]}"


def until(name: str, n: int) -> tuple[str, ...]:
    """The names of the n months that end with this one, oldest first."""
    return tuple(name_of(*one) for one in window(int(name[:4]), int(name[5:]), n))


def running() -> str:
    """The month that is not over yet."""
    return name_of(*this_week().month())


def weeks_of(name: str) -> tuple[Week, ...]:
    """The ISO weeks of a month."""
    year, number = int(name[:4]), int(name[5:])
    first = Week.of(date(year, number, 4))  # the 4th always lies in the week of the month's first Thursday
    return tuple(week for week in (first + ahead for ahead in range(5)) if week.month() == (year, number))


@dataclass(frozen=True)
class Span:
    """What a picture is of.

    by : "week", "month", "year" (twelve months) or "years"
    name : the week, or the last month of it, as it stands in an address
    months : names, oldest first; none for a week
    """

    by: str
    name: str
    label: str
    months: tuple[str, ...]
    weeks: tuple[Week, ...]
    before: str
    after: str


def shifted(name: str, n: int) -> str:
    """The name of the month n months later; earlier where n is below 0."""
    year, ahead = divmod(int(name[:4]) * 12 + int(name[5:]) - 1 + n, 12)
    return name_of(year, ahead + 1)


def _of_months(by: str, name: str, n: int) -> Span:
    names = until(name, n)
    label = label_of(name)
    if n > 1:
        label = _("%(first)s to %(last)s") % {"first": label_of(names[0]), "last": label}
    before, after = shifted(name, -min(n, 12)), shifted(name, min(n, 12))
    return Span(
        by,
        name,
        label,
        names,
        tuple(week for one in names for week in weeks_of(one)),
        before if before >= first_month() else "",
        after if after <= running() else "",
    )


def _of_week(week: Week) -> Span:
    later = str(week + 1) if week < this_week() else ""
    return Span("week", str(week), week_words(str(week)), (), (week,), str(week - 1), later)


def _known_week(name: str) -> Week:
    try:
        found = Week.parse(name)
    except ValueError:
        return this_week()
    return found if this_week() - 8 < found <= this_week() else this_week()


def _known_month(name: str) -> str:
    try:
        found = date.fromisoformat(f"{name}-01")
    except ValueError:
        return running()
    return name if "2000-01" <= name <= running() and name == name_of(found.year, found.month) else running()


def span(by: str, name: str = "") -> Span:
    """The span of this kind that has this name; the newest where there is no such one."""
    if by == "week":
        return _of_week(_known_week(name))
    many = {"year": 12, "years": 12 * YEARS}.get(by, 1)
    return _of_months(by if many > 1 else "month", _known_month(name), many)


def month(name: str) -> Sums:
    """How many of each item went out, were asked for, ... in each area in this month."""
    return months((name,))


def each(names: Sequence[str]) -> dict[str, Sums]:
    """The sums of several months, each by itself."""
    found: dict[str, Sums] = {name: Counter() for name in names}
    lines = MonthTally.objects.filter(quantity__gt=0, month__in=names)
    for name, item, area, kind, n in lines.values_list("month", "item", "area", "kind", "quantity"):
        found[name][item, area, kind] = n
    return found


def months(names: Sequence[str]) -> Sums:
    """The same over months that follow each other."""
    lines = MonthTally.objects.filter(quantity__gt=0)
    if len(names) == 1:
        one = lines.filter(month=names[0]).values_list("item", "area", "kind", "quantity")
        return Counter({(item, area, kind): n for item, area, kind, n in one})
    # All kinds there are: named, so that the database reads the index that lies in the order of kinds and need not sort.
    some = lines.filter(kind__in=Tally.Kind.values, month__gte=names[0], month__lte=names[-1])
    found = some.values_list("item", "area", "kind").annotate(n=Sum("quantity"))
    return Counter({(item, area, kind): n for item, area, kind, n in found})


def years(n: int = YEARS, last: str = "") -> ByMonth:
    """n years by month, all areas together: (month, item, kind) -> how many."""
    names = until(last or running(), 12 * n)
    lines = MonthTally.objects.filter(month__gte=names[0], month__lte=names[-1])
    found = lines.values_list("month", "item", "kind").annotate(n=Sum("quantity"))
    return Counter({(month, item, kind): n for month, item, kind, n in found if n})


def went_out(names: Sequence[str], items: Collection[str]) -> Counter[tuple[str, str]]:
    """(item, area) -> how many of these things went out, over months that follow each other."""
    lines = MonthTally.objects.filter(kind=Tally.Kind.OUT, item__in=items, month__gte=names[0], month__lte=names[-1])
    return Counter({(item, area): n for item, area, n in lines.values_list("item", "area").annotate(n=Sum("quantity")) if n})


def first_month() -> str:
    """The first month in which anything was counted; the running one where nothing was."""
    return str(MonthTally.objects.aggregate(first=Min("month"))["first"] or running())


def of(one: Span) -> Sums:
    """The sums of a span, whichever it is."""
    return tallying.sums(one.weeks) if one.by == "week" else months(one.months)


def reached(weeks: Sequence[Week]) -> Counter[str]:
    """Hand-outs, for how many others, and how passing on went, over weeks that follow each other."""
    if not weeks:
        return Counter()
    lines = Reached.objects.filter(week__gte=str(weeks[0]), week__lte=str(weeks[-1]))
    return Counter(dict(lines.values_list("kind").annotate(n=Sum("quantity"))))
