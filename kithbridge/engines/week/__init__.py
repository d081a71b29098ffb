"""ISO weeks in Europe/London: the only grain of time kept about people who are reached.

Offers: `Week` (year and week, ordered), `this_week(now)`.
A month is the ISO weeks whose Thursday lies in it, so every week belongs to exactly one month.
Source: ISO 8601-1:2019, 3.1.1.23 (week 1 holds the year's first Thursday); GROUND section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, overload
from zoneinfo import ZoneInfo

__all__ = ["LONDON", "Week", "this_week"]

LONDON: Final = ZoneInfo("Europe/London")
_FORM: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """One ISO week.

    Parameters
    ----------
    year : int
        ISO year, 1 to 9999 (not always the calendar year of its days).
    week : int
        1 to 52, or 53 in a long year.

    Raises
    ------
    ValueError
        There is no such week.

    Examples
    --------
    >>> week = Week.parse("2026-W47")
    >>> week.monday().isoformat(), week.month(), str(week + 6)
    ('2026-11-16', (2026, 11), '2026-W53')
    >>> Week(2027, 1) - Week(2026, 52)
    2
    """

    year: int
    week: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.week, 1)
            date.fromisocalendar(self.year, self.week, 7)
        except (ValueError, OverflowError):
            raise ValueError(f"there is no week {self.week} in {self.year}") from None

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W47`, exactly so; anything else is a ValueError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError("a week is written like 2026-W47")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that `day` lies in. A datetime is taken by its own date: see `this_week` for London."""
        year, week, _ = day.isocalendar()
        return cls(year, week)

    @staticmethod
    def range(first: Week, last: Week) -> Iterator[Week]:
        """Every week from `first` to `last`, both included; none when `last` lies before `first`.

        >>> [str(week) for week in Week.range(Week(2026, 52), Week(2027, 1))]
        ['2026-W52', '2026-W53', '2027-W01']
        """
        for ahead in range(last - first + 1):
            yield first + ahead

    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.week, 1)

    def thursday(self) -> date:
        """Its fourth day, which decides its year and its month."""
        return date.fromisocalendar(self.year, self.week, 4)

    def month(self) -> tuple[int, int]:
        """(year, month) in which its Thursday lies."""
        day = self.thursday()
        return day.year, day.month

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.week:02d}"

    def __add__(self, weeks: int) -> Week:
        """The week so many weeks later; ValueError beyond the years 1 to 9999."""
        if not isinstance(weeks, int):
            return NotImplemented
        try:
            return Week.of(self.monday() + timedelta(weeks=weeks))
        except OverflowError:
            raise ValueError("beyond the years 1 to 9999") from None

    @overload
    def __sub__(self, other: int) -> Week: ...

    @overload
    def __sub__(self, other: Week) -> int: ...

    def __sub__(self, other: int | Week) -> Week | int:
        """An earlier week (minus a number), or how many weeks lie between (minus a week)."""
        if isinstance(other, Week):
            return (self.monday() - other.monday()).days // 7
        if isinstance(other, int):
            return self + -other
        return NotImplemented


def this_week(now: datetime) -> Week:
    """The ISO week in Europe/London at `now`.

    Parameters
    ----------
    now : datetime
        With a time zone, any.

    Raises
    ------
    ValueError
        `now` has no time zone: it could be a different week.

    Examples
    --------
    >>> from datetime import UTC
    >>> str(this_week(datetime(2026, 7, 5, 23, 30, tzinfo=UTC)))  # Monday 00:30 in London
    '2026-W28'
    """
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("a time without a zone does not tell the week")
    return Week.of(now.astimezone(LONDON).date())
