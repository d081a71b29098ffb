"""Random histories of rules: the fold equals its slow twin in every week; and through the database, with the clock moved, the past stays.

200 of each kind here; 1,000 in benchmarks/rules_histories.py.
"""

from __future__ import annotations

import contextlib
import random
from itertools import pairwise

import pytest
from django.db import transaction

from kithbridge.rules.fold import in_force
from tests.builders import DATABASES
from tests.generative import rules_lives, rules_twin

HISTORIES, LIVES = 200, 30


@pytest.mark.parametrize("part", range(4))
def test_the_fold_equals_its_slow_twin(part: int) -> None:
    for seed in range(part, HISTORIES, 4):
        changes, halts = rules_twin.history(random.Random(seed))
        for n, lived in enumerate(rules_twin.live(changes, halts, rules_twin.WEEKS)):
            week = str(rules_twin.START + n)
            folded = in_force(changes, halts, week)
            assert folded == lived, f"history {seed}, {week}: {rules_twin.said(folded)} / {rules_twin.said(lived)}"


def test_the_histories_are_worth_comparing() -> None:
    """In enough of them something is paused while it would hold, a trial ends, and a change waits for its week."""
    seen = {"paused": 0, "ended": 0, "waits": 0}
    for seed in range(HISTORIES):
        changes, halts = rules_twin.history(random.Random(seed))
        without = rules_twin.live(changes, [], rules_twin.WEEKS)
        seen["paused"] += without != rules_twin.live(changes, halts, rules_twin.WEEKS)
        seen["ended"] += any(change.until for change in changes)
        seen["waits"] += any(later.week < earlier.week for earlier, later in pairwise(changes))
    assert min(seen.values()) > HISTORIES / 4, seen


class _Undone(Exception):
    """A life is over: its rows go."""


@DATABASES
@pytest.mark.parametrize("part", range(3))
def test_lived_through_the_database(part: int) -> None:
    done = rules_lives.Done()
    for seed in range(part, LIVES, 3):
        with contextlib.suppress(_Undone), transaction.atomic():
            done += rules_lives.live(random.Random(seed))
            raise _Undone
    assert all(done.acts[act] for act in ("enact", "later", "trial", "found", "protect", "pause")), done
    assert done.refused
    assert done.questions > 1_000
