"""Representative statements and consensus against a slow twin, written from the formulas one statement at a time."""

from __future__ import annotations

from math import sqrt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.opinion.common import consensus
from kithbridge.engines.opinion.representative import polis
from kithbridge.engines.opinion.votes import Votes, votes_of

SURE = 1.2816


def side(n: int, s: int, o: int, os: int) -> tuple[float, float, float, float]:
    """p, its test, ratio, its test (research notes 3.7)."""
    p = (n + 1) / (s + 2)
    p1, p2, joint = (n + 1) / (s + 1), (o + 1) / (os + 1), (n + o + 2) / (s + os + 2)
    test = 0.0 if joint == 1 else (p1 - p2) / sqrt(joint * (1 - joint) * (1 / (s + 1) + 1 / (os + 1)))
    return p, 2 * sqrt(s + 1) * ((n + 1) / (s + 1) - 0.5), p / ((o + 1) / (os + 2)), test


def slowly(votes: Votes, labels: list[int], group: int) -> list[tuple[int, bool, bool]]:
    """Statement, side, best agree."""
    figures = {}
    for j, statement in enumerate(votes.statements):
        if votes.moderated[j]:
            continue
        said = [(labels[i] == group, v) for i, c, v in zip(votes.row, votes.column, votes.value, strict=True) if c == j]
        inside, outside = [v for own, v in said if own], [v for own, v in said if not own]
        figures[statement] = [side(inside.count(v), len(inside), outside.count(v), len(outside)) for v in (1, -1)]
        figures[statement].append(inside.count(1) + inside.count(-1))
    best, rest, enough = None, None, []
    for statement, (a, d, cast) in figures.items():
        if (a[3] > SURE and a[1] > SURE) or (d[3] > SURE and d[1] > SURE):
            way = a if a[3] > d[3] else d
            enough.append((-way[2] * way[3] * way[0] * way[1], statement))
        if rest is None or max(a[3], d[3]) > max(figures[rest][0][3], figures[rest][1][3]):
            rest = statement
        if cast == 0:
            continue
        if best is None:
            best = statement if a[1] > SURE or (a[2] > 1 and a[0] > 0.5) else None
            continue
        b = figures[best][0]
        if b[2] > 1:
            best = statement if a[2] * a[3] * a[0] * a[1] > b[2] * b[3] * b[0] * b[1] else best
        else:
            best = statement if a[0] * a[1] > b[0] * b[1] else best
    enough.sort(key=lambda x: x[0])
    listed = [s for _, s in enough if s != best]
    listed = ([best] if best is not None else []) + listed if enough else [x for x in (rest if best is None else best,) if x is not None]
    agrees = {s: figures[s][0][3] > figures[s][1][3] for s in listed}
    chosen = listed[:5]
    return [(s, agrees[s], s == best) for s in sorted(chosen, key=lambda s: not agrees[s])]


@given(people=st.integers(2, 14), statements=st.integers(1, 9), seed=st.integers(0, 100_000), clear=st.booleans())
def test_as_the_slow_twin(people, statements, seed, clear):
    rng = np.random.default_rng(seed)
    labels = np.concatenate([[0, 1], rng.integers(0, 2, people - 2)])
    rate = rng.random((2, statements)) if clear else np.tile(rng.random(statements), (2, 1))
    vote = np.where(rng.random((people, statements)) < rate[labels], 1, rng.choice([0, -1], (people, statements)))
    row, column = np.divmod(np.flatnonzero(rng.random(people * statements) < 0.7), statements)
    votes = votes_of([*row, *range(people)], [*column, *[99] * people], [*vote[row, column], *[0] * people], moderated=[99])
    for group, listed in polis(votes, np.arange(people), labels).items():
        assert [(x.statement, x.agree, x.best_agree) for x in listed] == slowly(votes, labels.tolist(), group)


def test_where_nothing_is_sure_the_best_of_the_rest_stands_for_the_group():
    # Nobody of the first group has voted for or against anything: no best agree, nothing sufficient.
    votes = votes_of([1, 1, 2, 2], [1, 2, 1, 2], [0, 0, 1, -1])
    (only,) = polis(votes, np.arange(2), np.array([0, 1]))[0]
    assert (only.best_agree, only.seen) == (False, 1)


def test_where_all_statements_are_taken_out_nothing_is_listed():
    votes = votes_of([1, 2], [1, 1], [1, -1], moderated=[1])
    assert polis(votes, np.arange(2), np.array([0, 1])) == {0: (), 1: ()}
    assert consensus(votes, np.arange(2)).agree == ()


def test_consensus_by_hand():
    # Nine of ten agree with the first; all with the second, which three saw; half with the third; nobody with the fourth.
    cast = [(p, 1, 1 if p else -1) for p in range(10)] + [(p, 2, 1) for p in range(3)]
    cast += [(p, 3, 1 if p < 5 else -1) for p in range(10)] + [(p, 4, -1) for p in range(10)]
    found = consensus(votes_of(*zip(*cast, strict=True)), np.arange(10))
    assert [(x.statement, x.n, x.seen) for x in found.agree] == [(1, 9, 10), (2, 3, 3)]
    assert [x.statement for x in found.disagree] == [4]
    assert found.agree[0].p == 10 / 12
    assert found.agree[0].z == 2 * sqrt(11) * (10 / 11 - 0.5)
