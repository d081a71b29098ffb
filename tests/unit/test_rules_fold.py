"""Which change holds in which week, by hand: each sentence of docs/adr/0009 about falling back, pausing and beginning later."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kithbridge.rules.fold import Change, Halt, in_force

KEY = "asks.live_weeks"


def change(n: int, value: Any, week: int, until: int | None = None, how: str = "decision", key: str = KEY) -> Change:
    ends = f"2026-W{until:02}" if until else ""
    return Change(n, key, value, how, f"2026-W{week:02}", ends, "" if how == "founding" else f"d{n}", "m" if how == "founding" else "")


def halt(n: int, of: int, week: int, until: int) -> Halt:
    return Halt(n, f"d{of}", f"2026-W{week:02}", f"2026-W{until:02}")


def values(changes: list[Change], halts: list[Halt], weeks: range, key: str = KEY) -> list[Any]:
    """What holds in each of the weeks; None for the default."""
    found = [in_force(changes, halts, f"2026-W{week:02}").get(key) for week in weeks]
    return [one.value if one else None for one in found]


NEVER: list[Halt] = []


def test_nothing_was_decided() -> None:
    assert in_force([], [], "2026-W10") == {}


def test_the_latest_that_has_begun_holds() -> None:
    assert values([change(1, "a", 10), change(2, "b", 12)], NEVER, range(9, 14)) == [None, "a", "a", "b", "b"]


def test_of_two_in_one_week_the_later_recorded_holds_at_its_end() -> None:
    assert values([change(1, "a", 10), change(2, "b", 10)], NEVER, range(9, 11)) == [None, "b"]


def test_the_order_in_which_rows_are_read_does_not_matter() -> None:
    changes = [change(1, "a", 10), change(2, "b", 12, 14, "trial"), change(3, "c", 13, 13, "urgent")]
    shuffled = changes[:]
    for seed in range(6):
        random.Random(seed).shuffle(shuffled)
        assert values(shuffled, NEVER, range(9, 16)) == [None, "a", "a", "b", "c", "b", "a"]


def test_a_trial_ends_by_itself() -> None:
    assert values([change(1, "a", 10), change(2, "b", 11, 12, "trial")], NEVER, range(10, 14)) == ["a", "b", "b", "a"]


def test_an_urgent_change_falls_back_unless_it_was_decided() -> None:
    urgent = [change(1, "a", 10), change(2, "safe", 11, 14, "urgent")]
    assert values(urgent, NEVER, range(10, 16)) == ["a", "safe", "safe", "safe", "safe", "a"]
    assert values([*urgent, change(3, "c", 13)], NEVER, range(10, 16)) == ["a", "safe", "safe", "c", "c", "c"]


def test_a_pause_lets_what_held_before_hold_again_and_then_ends() -> None:
    changes = [change(1, "a", 10), change(2, "b", 11)]
    assert values(changes, [halt(3, 2, 12, 13)], range(10, 15)) == ["a", "b", "a", "a", "b"]


def test_a_pause_of_the_only_decision_leaves_the_default() -> None:
    assert values([change(1, "a", 10)], [halt(2, 1, 11, 11)], range(10, 13)) == ["a", None, "a"]


def test_a_pause_of_one_decision_touches_no_other_and_no_founding_choice() -> None:
    changes = [change(1, "f", 10, how="founding"), change(2, "b", 10, key="other")]
    assert values(changes, [halt(3, 2, 10, 12)], range(10, 12)) == ["f", "f"]
    assert values(changes, [halt(3, 2, 10, 12)], range(12, 14), "other") == [None, "b"]


def test_a_trial_that_ends_while_it_is_paused_stays_ended() -> None:
    changes = [change(1, "a", 10), change(2, "b", 11, 13, "trial")]
    assert values(changes, [halt(3, 2, 12, 15)], range(10, 17)) == ["a", "b", "a", "a", "a", "a", "a"]


def test_a_decision_for_later_begins_on_its_week() -> None:
    assert values([change(1, "a", 10), change(2, "b", 20)], NEVER, range(18, 22)) == ["a", "a", "b", "b"]


def test_the_turn_of_the_year() -> None:
    long_year = [Change(1, KEY, "a", "trial", "2026-W53", "2027-W01", "d1")]
    found = [bool(in_force(long_year, [], week)) for week in ("2026-W52", "2026-W53", "2027-W01", "2027-W02")]
    assert found == [False, True, True, False]


@pytest.mark.parametrize("asked", range(8, 13))
def test_what_is_recorded_later_for_later_weeks_never_changes_an_earlier_answer(asked: int) -> None:
    changes = [change(1, "a", 8), change(2, "b", 10, 11, "trial")]
    week = f"2026-W{asked:02}"
    before = in_force(changes, [], week)
    more = [*changes, change(3, "c", asked + 1), change(4, "d", asked + 1, asked + 2, "urgent")]
    assert in_force(more, [halt(5, 1, asked + 1, asked + 3)], week) == before
