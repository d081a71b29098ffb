"""Who takes part: Polis's rule replayed vote by vote by a slow twin, and the same without a loop."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.opinion.taking_part import at_least, everybody, replay
from kithbridge.engines.opinion.votes import Votes, votes_of


def slowly(votes: Votes) -> set[int]:
    """One vote after the other, everybody tested each time (research notes 3.2)."""
    inside: set[int] = set()
    count: dict[int, int] = {}
    seen: set[int] = set()
    for at in np.argsort(votes.order).tolist():
        person = int(votes.row[at])
        count[person] = count.get(person, 0) + 1
        seen.add(int(votes.column[at]))
        inside |= {i for i, c in count.items() if c >= min(7, len(seen))}
        # Whoever voted first comes first in `count`, and sorting keeps that order among equals.
        waiting = sorted((i for i in count if i not in inside), key=lambda i: -count[i])
        inside |= set(waiting[: max(15 - len(inside), 0)])
    return inside


@given(
    people=st.integers(1, 40),
    statements=st.integers(1, 14),
    cast=st.integers(1, 250),
    seed=st.integers(0, 10_000),
)
def test_replayed_without_a_loop_as_with_one(people, statements, cast, seed):
    rng = np.random.default_rng(seed)
    # Some vote much more than others, and statements appear one by one.
    row = np.minimum(rng.geometric(3 / people, cast), people) if people > 3 else rng.integers(0, people, cast)
    column = (rng.random(cast) * np.linspace(1, statements, cast)).astype(int)
    votes = votes_of(row, column, rng.integers(-1, 2, cast), times=rng.integers(0, cast // 2 + 1, cast))
    assert set(replay(votes).tolist()) == slowly(votes)


def test_the_first_fifteen_stay_though_they_voted_once():
    people = [*range(20), *[30] * 7]
    votes = votes_of(people, [*[0] * 10, *[1] * 10, *range(7)], [1] * 27, times=range(27))
    assert [votes.people[i] for i in replay(votes)] == [*range(15), 30]


def test_without_times_the_end_decides_and_the_most_active_fill_up():
    people = [p for p in range(20) for _ in range(p % 3 + 1)]
    statements = [s for p in range(20) for s in range(p % 3 + 1)]
    votes = votes_of(people, statements, [1] * len(people))
    # All statements there were: three. Six people have voted on each of them; those with two votes come next, then by key.
    rows = replay(votes).tolist()
    assert len(rows) == 15
    assert {p for p in range(20) if p % 3 == 2} <= set(rows)
    assert {p for p in range(20) if p % 3 == 1} <= set(rows)


def test_everybody_and_at_least():
    votes = votes_of([1, 1, 2], [1, 2, 1], [1, 1, 0])
    assert everybody(votes).tolist() == [0, 1]
    assert at_least(votes, 2).tolist() == [0]


def test_nobody_voted():
    votes = votes_of([], [], [], times=[])
    assert replay(votes).size == 0


def test_in_old_conversations_moderated_statements_counted_as_voted():
    # One person votes on nine statements, then 15 others on one; after that comes 20 with two votes, and 21 with one that is taken out.
    people = [*[0] * 9, *range(1, 16), 20, 20, 21]
    statements = [*range(9), *[0] * 15, 0, 1, 5]
    votes = votes_of(people, statements, [1] * len(people), times=range(len(people)), moderated=[4, 5, 6, 7, 8])
    assert {votes.people[i] for i in replay(votes)} == set(range(15))
    assert {votes.people[i] for i in replay(votes, old_until=1_000)} == {*range(15), 20}
    # What was cast later counts as today.
    assert {votes.people[i] for i in replay(votes, old_until=10)} == set(range(15))
