"""The gate: no more than 5 of 100 false alarms, keen from 12 people on, the same whatever the order."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.opinion import gate as module
from kithbridge.engines.opinion.gate import DRAWS, gate
from kithbridge.engines.opinion.votes import Votes, votes_of
from tests.unit.opinion import made_up


def passed(people: int, statements: int, truth: str, runs: int, seed: int = 11) -> float:
    rng = np.random.default_rng(seed)
    return float(np.mean([gate(made_up.one(rng, people, statements, truth).votes, np.arange(people)).passed for _ in range(runs)]))


@pytest.mark.parametrize(("people", "statements"), [(8, 20), (12, 20), (20, 25), (30, 30)])
@pytest.mark.parametrize("truth", ["none", "one"])
def test_where_there_are_no_groups_it_says_so(people, statements, truth):
    # The level is 0.025; four standard errors of 200 runs above it.
    assert passed(people, statements, truth, 200) <= 0.07


@pytest.mark.parametrize(("people", "statements"), [(12, 20), (20, 25), (30, 30)])
def test_groups_are_seen_from_twelve_people_on(people, statements):
    assert passed(people, statements, "clear", 60) >= 0.95
    assert passed(people, statements, "weak", 150) >= 0.80


def test_few_against_many_are_seen():
    rng, seen = np.random.default_rng(5), []
    for _ in range(60):
        p = np.tile(rng.beta(2, 2, 30), (24, 1))
        p[:5, :14], p[5:, :14] = 0.1, 0.9
        seen.append(gate(made_up.cast(rng, p, 0.2), np.arange(24)).passed)
    assert np.mean(seen) >= 0.80


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_votes_changes_no_bit(seed):
    rng = np.random.default_rng(seed)
    votes = made_up.one(rng, 14, 12, "weak").votes
    order = rng.permutation(votes.row.size)
    people, statements = np.array(votes.people), np.array(votes.statements)
    shuffled = votes_of(people[votes.row[order]], statements[votes.column[order]], votes.value[order], unvoted=votes.statements)
    assert gate(shuffled, np.arange(14)) == gate(votes, np.arange(14)[::-1])


def many(people: int, groups: int, rng: np.random.Generator) -> Votes:
    agree = rng.beta(0.6, 0.6, (groups, 90))
    return made_up.cast(rng, agree[np.arange(people) % groups], 0.6)


def test_large_conversations_are_judged_by_a_part_of_the_people(monkeypatch):
    rng = np.random.default_rng(8)
    assert gate(many(1_500, 3, rng), np.arange(1_500)).passed
    monkeypatch.setattr(module, "PEOPLE", 90)
    said = [gate(many(300, 1, rng), np.arange(300), draws=99, rng=rng).passed for _ in range(40)]
    assert np.mean(said) <= 0.125


def test_steps_find_the_first_singular_value():
    table = made_up.one(np.random.default_rng(6), 100, 90, "weak").votes.matrix().toarray()
    assert module._first(table[None])[0] == pytest.approx(np.linalg.svd(table)[1][0] ** 2, rel=1e-3)


def test_the_share_is_that_of_the_first_component():
    votes = made_up.one(np.random.default_rng(6), 20, 15, "clear", missing=0.0).votes
    table = votes.matrix().toarray()
    s = np.linalg.svd(table - table.mean(axis=0))[1]
    assert gate(votes, np.arange(20)).share == pytest.approx(s[0] ** 2 / (s**2).sum())


def test_moderated_statements_and_people_outside_have_no_say():
    rng = np.random.default_rng(9)
    quiet, loud = made_up.one(rng, 20, 12, "one").votes, made_up.one(rng, 20, 12, "clear").votes
    people, statements, values = [
        np.concatenate(both) for both in ((quiet.row, loud.row), (quiet.column, loud.column + 12), (quiet.value, loud.value))
    ]
    both = votes_of(people, statements, values)
    hidden = votes_of(people, statements, values, moderated=range(12, 24))
    assert gate(both, np.arange(20)).passed
    assert gate(hidden, np.arange(20)) == gate(quiet, np.arange(20))
    twice = votes_of(
        np.concatenate([quiet.row, loud.row + 20]), np.concatenate([quiet.column, loud.column]), np.concatenate([quiet.value, loud.value])
    )
    assert gate(twice, np.arange(20)) == gate(quiet, np.arange(20))


@pytest.mark.parametrize("values", [[1, 1, 1, 1], [1, -1, 1, -1]])
def test_too_little_to_tell_anything(values):
    votes = votes_of([0, 1, 2, 3], [0, 0, 0, 0], values)
    found = gate(votes, np.arange(4))
    assert (found.p, found.passed) == (1.0, False)
    assert not gate(votes, np.arange(0)).passed


def test_the_smallest_p_is_one_of_all_tables():
    found = gate(made_up.one(np.random.default_rng(1), 30, 30, "clear").votes, np.arange(30))
    assert found.p == 1 / (DRAWS + 1)


def test_examples():
    assert doctest.testmod(module).failed == 0
