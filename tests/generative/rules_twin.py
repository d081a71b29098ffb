"""The slow twin of `rules/fold.py`, written from the sentences of docs/adr/0009 alone, and random histories to compare them on.

The fold looks at one week and takes the last change that counts. The twin lives through the weeks one after another, with a shelf for each
rule: on Monday what begins is put on the shelf, what has ended is taken off, what is paused is turned round; what counts is what was
recorded last among what stands the right way. It counts weeks as whole numbers and never compares their names.

    history(dice)                  random changes and pauses, as recorded
    live(changes, halts, weeks)    [{key: change}] for each week in turn
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from kithbridge.engines.week import Week
from kithbridge.rules.fold import Change, Halt

START = Week(2026, 40)
WEEKS = 40
KEYS = ("one", "two", "three")


def number(week: str) -> int:
    """How many weeks after the start; a year has 52 or 53 of them, which `Week` has to know."""
    return (Week.parse(week).monday() - START.monday()).days // 7


def live(changes: Sequence[Change], halts: Sequence[Halt], weeks: int) -> list[dict[str, Change]]:
    """What counts for each rule at the end of each week."""
    shelves: dict[str, list[Change]] = {}
    turned: dict[str, int] = {}
    lived = []
    for now in range(weeks):
        for change in changes:
            if number(change.week) == now:
                shelves.setdefault(change.key, []).append(change)
            if change.until and number(change.until) == now - 1 and change in shelves.get(change.key, []):
                shelves[change.key].remove(change)
        for halt in halts:
            if number(halt.week) == now:
                turned[halt.decision] = turned.get(halt.decision, 0) + 1
            if number(halt.until) == now - 1:
                turned[halt.decision] -= 1
        standing = {}
        for key, shelf in shelves.items():
            upright = [one for one in shelf if not (one.decision and turned.get(one.decision))]
            if upright:
                standing[key] = max(upright, key=lambda one: one.n)
        lived.append(standing)
    return lived


def _change(dice: random.Random, n: int, begins: int) -> Change:
    key, how = dice.choice(KEYS), dice.choice(["founding", "decision", "decision", "trial", "urgent"])
    if how in ("decision", "trial") and dice.random() < 0.4:
        begins += dice.randrange(1, 9)
    lasts = {"trial": dice.randrange(12), "urgent": dice.randrange(4)}.get(how)
    until = str(START + (begins + lasts)) if lasts is not None else ""
    decision = "" if how == "founding" else f"decision {n}"
    return Change(n, key, dice.randrange(100), how, str(START + begins), until, decision, "somebody" if how == "founding" else "")


def history(dice: random.Random) -> tuple[list[Change], list[Halt]]:
    """Up to 25 changes and pauses, in the order in which they were recorded; the years 2026 (53 weeks) and 2027 are in it."""
    changes: list[Change] = []
    halts: list[Halt] = []
    now = 0
    for n in range(1, dice.randrange(2, 26)):
        now += dice.choice([0, 0, 0, 1, 1, 2, 5])
        may_pause = [one for one in changes if one.decision and one.decision not in {halt.decision for halt in halts}]
        if may_pause and dice.random() < 0.25:
            begins = START + now
            halts.append(Halt(n, dice.choice(may_pause).decision, str(begins), str(begins + dice.randrange(8))))
        else:
            changes.append(_change(dice, n, now))
    return changes, halts


def said(standing: dict[str, Any]) -> str:
    """For a failing test: what stood, in short."""
    return ", ".join(f"{key}: change {one.n} ({one.how})" for key, one in sorted(standing.items()))
