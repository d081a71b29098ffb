"""Which value of each rule holds in a week: a fold over the changes and pauses that were recorded. No database here.

Offers
------
Change, Halt            one recorded change of a rule; one recorded pause of a decision
in_force(changes, halts, week)   {key: the change that holds at the end of that week}; a key that is not there stands at its default

A later change stands before an earlier one while it has begun, has not ended and is not paused. So a trial, an urgent change and a
pause fall back by themselves to what held before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One recorded change.

    n : its place in the record, counted up over all rules
    how : "founding", "decision", "trial" or "urgent"
    week, until : first and last ISO week in which it holds; until "" means until something else is decided
    decision : number of the decision behind it; "" for a founding choice
    chosen_by : number of the team member who chose it to begin with; "" otherwise
    """

    n: int
    key: str
    value: Any
    how: str
    week: str
    until: str = ""
    decision: str = ""
    chosen_by: str = ""


@dataclass(frozen=True)
class Halt:
    """One recorded pause: the decision does not hold from `week` to `until`, both included."""

    n: int
    decision: str
    week: str
    until: str


def holds(change: Change, halts: Iterable[Halt], week: str) -> bool:
    """Whether this change counts at the end of that week."""
    begun = change.week <= week and (not change.until or week <= change.until)
    return begun and not any(halt.decision == change.decision and halt.week <= week <= halt.until for halt in halts if change.decision)


def in_force(changes: Iterable[Change], halts: Iterable[Halt], week: str) -> dict[str, Change]:
    """The change that holds for each key at the end of `week` ("2026-W47")."""
    stopped = list(halts)
    found: dict[str, Change] = {}
    for change in sorted(changes, key=lambda one: one.n):
        if holds(change, stopped, week):
            found[change.key] = change
    return found
