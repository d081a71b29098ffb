"""ISO weeks in Europe/London."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.week import LONDON, Week, this_week

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 26))
WEEKS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)).map(Week.of)


@given(DAYS)
def test_a_week_is_read_as_it_is_written(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week
    assert week.monday() <= day < week.monday() + timedelta(days=7)
    assert week.thursday() == week.monday() + timedelta(days=3)


@given(WEEKS, WEEKS)
def test_order_and_distance_are_those_of_mondays(one: Week, other: Week) -> None:
    assert (one < other) == (one.monday() < other.monday())
    assert one + (other - one) == other
    assert one - (one - other) == other
    assert (str(one) < str(other)) == (one < other)


@given(st.integers(1900, 2200), st.integers(1, 12))
def test_a_month_is_the_weeks_whose_thursday_lies_in_it(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]
    thursdays = [date(year, month, day) for day in range(1, last + 1) if date(year, month, day).weekday() == 3]
    assert all(Week.of(day).month() == (year, month) for day in thursdays)
    weeks = Week.range(Week.of(date(year, month, 1)), Week.of(date(year, month, last)))
    assert [week for week in weeks if week.month() == (year, month)] == [Week.of(day) for day in thursdays]


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        (date(2026, 11, 21), "2026-W47", (2026, 11)),
        (date(2027, 1, 3), "2026-W53", (2026, 12)),
        (date(2027, 1, 4), "2027-W01", (2027, 1)),
        (date(2025, 12, 29), "2026-W01", (2026, 1)),
        (date(2026, 10, 1), "2026-W40", (2026, 10)),
        (date(2026, 9, 28), "2026-W40", (2026, 10)),
    ],
)
def test_known_days(day: date, week: str, month: tuple[int, int]) -> None:
    assert str(Week.of(day)) == week
    assert Week.of(day).month() == month


@pytest.mark.parametrize(
    "text",
    ["", "2026-W00", "2026-W54", "2025-W53", "0000-W01", "2026W47", "2026-w47", "2026-W7", " 2026-W47", "2026-W47\n", "٢٠٢٦-W47"],
)
def test_anything_else_is_no_week(text: str) -> None:
    with pytest.raises(ValueError, match="week"):
        Week.parse(text)


def test_there_is_no_week_beyond_the_years_there_are() -> None:
    with pytest.raises(ValueError, match="beyond"):
        Week(9999, 51) + 10
    with pytest.raises(ValueError, match="beyond"):
        Week(1, 1) - 1
    with pytest.raises(ValueError, match="no week"):
        Week(10_000, 1)


def test_a_range_has_both_ends_and_may_be_empty() -> None:
    assert [str(week) for week in Week.range(Week(2026, 52), Week(2027, 1))] == ["2026-W52", "2026-W53", "2027-W01"]
    assert list(Week.range(Week(2026, 2), Week(2026, 1))) == []


def test_other_things_cannot_be_added() -> None:
    with pytest.raises(TypeError):
        Week(2026, 1) + "1"  # type: ignore[operator]
    with pytest.raises(TypeError):
        Week(2026, 1) - "1"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 7, 5, 22, 59, tzinfo=UTC), "2026-W27"),
        (datetime(2026, 7, 5, 23, 0, tzinfo=UTC), "2026-W28"),  # Monday 00:00 in London, summer time
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 11, 23, 4, 0, tzinfo=timezone(timedelta(hours=5))), "2026-W47"),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), "2026-W14"),  # the night after clocks go forward
        (datetime(2026, 10, 25, 23, 30, tzinfo=LONDON), "2026-W43"),
    ],
)
def test_the_week_is_londons(now: datetime, week: str) -> None:
    assert str(this_week(now)) == week


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        this_week(datetime(2026, 11, 21))
