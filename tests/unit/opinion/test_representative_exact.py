"""Representative statements of small groups: what is true is found, what chance made is not named."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from kithbridge.engines.opinion import representative_exact
from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.gate import gate
from kithbridge.engines.opinion.grouping import group
from kithbridge.engines.opinion.representative import polis
from kithbridge.engines.opinion.representative_exact import exact
from tests.unit.opinion import made_up


def named(people: int, statements: int, truth: str, runs: int, *, gated: bool = True) -> tuple[float, float, float]:
    """Share of runs that name a statement all groups answer alike, true ones named, and the same share by Polis's tests."""
    rng, rows = np.random.default_rng(people), np.arange(people)
    false, true, theirs = [], [], []
    for _ in range(runs):
        case = made_up.one(rng, people, statements, truth)
        if gated and not gate(case.votes, rows).passed:
            false.append(False)
            continue
        labels = group(positions(case.votes, rows, components(case.votes, rows)), fewest=2).labels
        by = [{x.statement for said in find(case.votes, rows, labels).values() for x in said} for find in (exact, polis)]
        false.append(any(case.alike[j] for j in by[0]))
        theirs.append(any(case.alike[j] for j in by[1]))
        true.append(sum(not case.alike[j] for j in by[0]))
    return float(np.mean(false)), float(np.mean(true or [0])), float(np.mean(theirs or [0]))


@pytest.mark.parametrize(("people", "statements", "runs"), [(12, 20, 30), (30, 30, 8)])
def test_nothing_false_is_named_beside_true_differences(people, statements, runs):
    false, true, theirs = named(people, statements, "weak", runs)
    assert false <= 0.15
    assert true >= (1 if people == 12 else 4)
    assert theirs > 0.9


@pytest.mark.parametrize("truth", ["none", "one"])
def test_even_without_the_gate_chance_is_seldom_named(truth):
    false, _, theirs = named(20, 25, truth, 12, gated=False)
    assert false <= 0.2
    assert theirs == 1


def test_the_side_and_the_counts_are_those_of_the_group():
    case = made_up.one(np.random.default_rng(1), 30, 24, "clear")
    rows = np.arange(30)
    found = exact(case.votes, rows, case.group)
    table = case.votes.matrix().toarray()
    cast = np.zeros(table.shape, bool)
    cast[case.votes.row, case.votes.column] = True
    for g, said in found.items():
        assert 1 <= len(said) <= 5
        assert [x.ratio_test for x in said] == sorted((x.ratio_test for x in said), reverse=True)
        for x in said:
            inside = case.group == g
            side = 1 if x.agree else -1
            assert x.n == (table[inside, x.statement] == side).sum()
            assert x.seen == cast[inside, x.statement].sum()
            assert 2 * x.n > x.seen
            assert x.ratio > 1


def test_names_of_groups_do_not_matter():
    case = made_up.one(np.random.default_rng(2), 30, 24, "weak")
    rows = np.arange(30)
    straight, turned = exact(case.votes, rows, case.group), exact(case.votes, rows, 1 - case.group)
    assert {1 - g: said for g, said in turned.items()} == straight


def test_a_bound_on_anything_false_names_no_more():
    case = made_up.one(np.random.default_rng(3), 20, 25, "weak")
    less = exact(case.votes, np.arange(20), case.group, any_false=True)
    more = exact(case.votes, np.arange(20), case.group)
    assert all(len(less[g]) <= len(more[g]) for g in more)
    assert not any(exact(case.votes, np.arange(20), case.group, q=0).values())


def test_one_group_has_nothing_to_tell_it_apart():
    case = made_up.one(np.random.default_rng(3), 12, 10, "clear")
    assert exact(case.votes, np.arange(12), np.zeros(12, int)) == {0: ()}


def test_examples():
    assert doctest.testmod(representative_exact).failed == 0
