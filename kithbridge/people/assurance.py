"""One page about a month, for trustees: whether the service runs as it says. No person in it.

Offers
------
Month, month(name)     a month is the ISO weeks whose Thursday lies in it
Line, Section, page(month)   what stands on the page
counted(kinds, weeks)  how often something stands in the event record, for rooms
band(n)                how a count that people made may be shown
register(section)      a room's part of the page, called with the month
as_text(page), as_json(page)

Counts that people made are shown through `engines.disclosure`; counts of our own machine (sweeps, backups) as they are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.db.models import Sum
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge import rules
from kithbridge.engines.disclosure import show_count
from kithbridge.engines.week import Week
from kithbridge.people.models import Fact, Worry
from kithbridge.people.queries import holding
from kithbridge.rules import explain
from kithbridge.web import home
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry

SCHEMA = "kithbridge.assurance/1"
SMALLEST = "figures.smallest"
COMPLAINTS = "complaints_count"
OLD_DRILL_WEEKS = 13


@dataclass(frozen=True)
class Month:
    """`name` is "2026-10"."""

    name: str
    label: str
    weeks: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One sentence. `care`: somebody should look at it."""

    key: str
    said: str
    care: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    month: Month
    sections: tuple[Section, ...]


class NoSuchMonth(ValueError):
    """Not a month, or one that is still to come."""


def month(name: str = "") -> Month:
    """The month of this name; without one, the last that is over. Raises NoSuchMonth."""
    now = this_week()
    if not name:
        year, number = now.month()
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    else:
        try:
            first = date.fromisoformat(f"{name}-01")
        except ValueError:
            raise NoSuchMonth(name) from None
        year, number = first.year, first.month
    if (year, number) > now.month():
        raise NoSuchMonth(name)
    begin = Week.of(date(year, number, 4))  # the 4th always lies in the week of the month's first Thursday
    weeks = tuple(str(week) for week in (begin + ahead for ahead in range(5)) if week.month() == (year, number))
    return Month(f"{year:04d}-{number:02d}", f"{MONTHS[number]} {year}", weeks)


def counted(kinds: Iterable[str], weeks: Iterable[str]) -> int:
    """How often these kinds stand in the event record of these weeks, linked or not."""
    wanted = {"kind__in": list(kinds), "week__in": list(weeks)}
    return sum(rows.objects.filter(**wanted).aggregate(n=Sum("n"))["n"] or 0 for rows in (Entry, Count))


def band(n: int) -> str:
    """A count that people made, as it may leave the team. None at all hides like any small count."""
    declared = {one.key for one in rules.all_rules()}
    return str(show_count(n, threshold=int(rules.value(SMALLEST)))) if SMALLEST in declared else str(show_count(n))


_sections: list[Callable[[Month], Section]] = []


def register(section: Callable[[Month], Section]) -> None:
    """A room registers its part, in AppConfig.ready; it stands before ours."""
    if section not in _sections:
        _sections.append(section)


def _worries(month: Month) -> Section:
    rows = Worry.objects.filter(week__in=month.weeks)
    ways = {
        "stay": _("Ended with staying and talking: %(n)s."),
        "tell": _("Ended with telling her first, then passing on: %(n)s."),
        "pass": _("Ended with passing on now: %(n)s."),
        "": _("Not decided yet: %(n)s."),
    }
    lines = [Line("worries.raised", _("Raised: %(n)s.") % {"n": band(counted(["worry raised"], month.weeks))})]
    for outcome, said in ways.items():
        n = rows.filter(outcome=outcome).count()
        late = outcome == "" and n > 0 and month.weeks[-1] < str(this_week())
        lines.append(Line(f"worries.{outcome or 'open'}", said % {"n": band(n)}, care=late))
    if any(line.care for line in lines):
        lines.append(
            Line("worries.late", _("At least one of a month that is over is not decided. The safeguarding lead looks at it."), True)
        )
    return Section(_("Worries"), tuple(lines))


def _training(month: Month) -> list[Line]:
    found = [one for one in rules.all_rules() if "training" in one.key]
    said = [Line("training." + one.key, _("Training: %(rule)s") % {"rule": rules.explained(one.key)}) for one in found]
    return said or [Line("training.none", _("Training: no rule says yet who learns what."), True)]


def _complaints(month: Month) -> Line:
    row = Fact.objects.filter(key=COMPLAINTS).first()
    if row is None or not row.value.strip():
        said = _("Complaints: nobody has written down how many came, or that there were none. A lead does it under Facts.")
        return Line("complaints", said, True)
    entered = f"{row.set_on:%Y-%m}"
    said = _("Complaints, as entered in %(month)s: %(said)s") % {"month": entered, "said": row.value.strip()}
    return Line("complaints", said, care=entered < month.name)


def _people(month: Month) -> Section:
    return Section(_("People and complaints"), (*_training(month), _complaints(month)))


def _rules() -> Section:
    shown = rules.all_rules()
    undecided = sum(explain.nobody_decided(rules.in_force(one.key)) for one in shown)
    late = explain.overdue()
    lines = [Line("rules.undecided", _("Nobody has decided %(n)d of %(all)d rules yet.") % {"n": undecided, "all": len(shown)}, late)]
    if late:
        lines.append(Line("rules.overdue", _("The weeks of beginning are over, and no reference group sits: this is overdue."), True))
    return Section(_("Rules"), tuple(lines))


def _drill(month: Month) -> Line:
    try:
        told = json.loads((home.home() / "drill.json").read_text())
        week, well = str(Week.parse(str(told["week"]))), bool(told["ok"])
    except FileNotFoundError:
        return Line("drill", _("Drill: the backups were never tried."), True)
    except (ValueError, KeyError, TypeError):
        return Line("drill", _("Drill: the result of the last one cannot be read."), True)
    if not well:
        return Line("drill", _("Drill: the last one, in %(week)s, found something. The operator says what.") % {"week": week}, True)
    said = _("Drill: the last one, in %(week)s, brought every backup back.") % {"week": week}
    return Line("drill", said, week < str(this_week() - OLD_DRILL_WEEKS))


def _backups(month: Month) -> Line:
    # A name holds the kind and the ISO week (people/backups/places.py).
    folder = Path(os.environ.get("KITHBRIDGE_BACKUPS") or home.home() / "backups")
    weeks = {path.name.removeprefix("content-")[:8] for path in folder.glob("content-*.age")} if folder.is_dir() else set()
    if not weeks:
        return Line("backups", _("Backups: there are none."), True)
    newest, had = max(weeks), len(weeks & set(month.weeks))
    said = _("Backups: kept of %(had)d of the month's %(all)d weeks; the newest is of %(newest)s.")
    return Line("backups", said % {"had": had, "all": len(month.weeks), "newest": newest}, newest < str(this_week() - 1))


def _sweeps(month: Month) -> Line:
    ran = set(Entry.objects.filter(kind="sweep", week__in=month.weeks).values_list("week", flat=True))
    ran |= set(Count.objects.filter(kind="sweep", week__in=month.weeks).values_list("week", flat=True))
    said = _("What was past its time was ended in %(n)d of %(all)d weeks.") % {"n": len(ran), "all": len(month.weeks)}
    return Line("sweeps", said, len(ran) < len(month.weeks))


def _holds() -> Line:
    n = holding.said_in_public()
    if not n:
        return Line("holds", _("We know of nothing kept longer that we may tell here. Orders that forbid saying so are not counted."))
    said = ngettext("%(n)d thing is kept longer because a law asks for it.", "%(n)d things are kept longer because a law asks for it.", n)
    return Line("holds", " ".join((said % {"n": n}, _("Orders that forbid saying so are not counted here."))))


def _keeping(month: Month) -> Section:
    return Section(_("Keeping and ending"), (_sweeps(month), _holds(), _backups(month), _drill(month)))


def page(month: Month) -> Page:
    """The whole page. What is told of now (open asks, rules, drill, holds) is of now, whichever month is asked for."""
    rooms = [section(month) for section in _sections]
    return Page(month, (*rooms, _worries(month), _people(month), _rules(), _keeping(month)))


def as_text(page: Page) -> str:
    """For a terminal or a print."""
    lines = [_("Assurance, %(month)s") % {"month": page.month.label}, ""]
    for section in page.sections:
        lines += [section.title, *(f"  {'!' if line.care else ' '} {line.said}" for line in section.lines), ""]
    return "\n".join([*lines, _("! somebody should look at this. Counts of people below the smallest number shown are not shown.")])


def as_json(page: Page) -> str:
    """For machines."""
    sections = [{"title": one.title, "lines": [asdict(line) for line in one.lines]} for one in page.sections]
    return json.dumps({"schema": SCHEMA, "month": page.month.name, "weeks": page.month.weeks, "sections": sections}, indent=2)
