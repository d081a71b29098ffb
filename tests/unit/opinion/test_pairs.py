"""An order from comparisons: a slow twin, honest intervals, and what to ask next."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import kendalltau

from kithbridge.engines.opinion import pairs
from kithbridge.engines.opinion.pairs import MOST_COMPARISONS, interval, next_pair, rank, top, wins_of


def compared(items: int, comparisons: int, rng: np.random.Generator):
    """Strengths normal(0, 1), logistic choices between pairs drawn at random."""
    strength = rng.standard_normal(items)
    i = rng.integers(0, items, comparisons)
    j = (i + rng.integers(1, items, comparisons)) % items
    first = rng.random(comparisons) < 1 / (1 + np.exp(strength[j] - strength[i]))
    return strength, wins_of(items, np.where(first, i, j), np.where(first, j, i))


TABLES = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), min_size=n, max_size=n).map(
        lambda rows: np.array(rows) * (1 - np.eye(n, dtype=int))
    )
)


@settings(max_examples=40)
@given(TABLES)
def test_a_general_optimiser_finds_the_same(wins):
    def lost(s):
        gap = s[:, None] - s[None, :]
        return (wins * np.logaddexp(0, -gap)).sum() + (s**2).sum() / 2

    slow = minimize(lost, np.zeros(len(wins)), tol=1e-12).x
    assert rank(wins).strength == pytest.approx(slow, abs=1e-4)


@given(TABLES, st.randoms(use_true_random=False))
def test_names_of_items_do_not_matter(wins, random):
    order = list(range(len(wins)))
    random.shuffle(order)
    straight, turned = rank(wins), rank(wins[np.ix_(order, order)])
    assert turned.strength == pytest.approx(straight.strength[order], abs=1e-9)
    assert turned.covariance == pytest.approx(straight.covariance[np.ix_(order, order)], abs=1e-9)


@given(TABLES)
def test_always_finite_and_centred(wins):
    found = rank(wins)
    assert np.isfinite(found.strength).all()
    assert found.strength.sum() == pytest.approx(0, abs=1e-9)
    assert found.covariance.sum(axis=0) == pytest.approx(np.zeros(len(wins)), abs=1e-9)
    assert np.linalg.eigvalsh(found.covariance).min() > -1e-9


@given(TABLES)
def test_one_more_win_makes_stronger(wins):
    more = wins.copy()
    more[0, 1] += 1
    before, after = rank(wins).strength, rank(more).strength
    assert after[0] - after[1] > before[0] - before[1]


def test_eight_people_with_few_taps_and_an_item_never_asked_about():
    _, wins = compared(20, 30, np.random.default_rng(2))
    wins[5] = wins[:, 5] = 0
    found = rank(wins)
    low, high = interval(found)
    assert np.isfinite([found.strength, low, high]).all()
    assert high[5] - low[5] == pytest.approx((high - low).max())


def test_intervals_hold_the_truth_and_the_order_comes_back():
    held, tau = [], []
    for seed in range(25):
        truth, wins = compared(40, 3_000, np.random.default_rng(seed))
        found = rank(wins)
        low, high = interval(found)
        centred = truth - truth.mean()
        held.append(((low <= centred) & (centred <= high)).mean())
        tau.append(kendalltau(truth, found.strength)[0])
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean(tau) >= 0.83


def test_the_chance_of_being_among_the_best():
    _, wins = compared(15, 300, np.random.default_rng(4))
    found = rank(wins)
    chance = top(found, 4, np.random.default_rng(1))
    assert chance.sum() == pytest.approx(4)
    assert chance.argmax() == found.strength.argmax()
    assert np.array_equal(chance, top(found, 4, np.random.default_rng(1)))
    assert top(found, 0, np.random.default_rng(1)).sum() == 0
    assert top(found, 99, np.random.default_rng(1)).tolist() == [1.0] * 15


def test_without_comparisons_everything_is_equal():
    found = rank(np.zeros((4, 4)))
    assert found.strength.tolist() == [0] * 4
    assert top(found, 2, np.random.default_rng(1)) == pytest.approx([0.5] * 4, abs=0.05)


def test_no_pair_twice_and_an_end():
    found = rank(np.zeros((5, 5)))
    rng, seen = np.random.default_rng(3), []
    while (pair := next_pair(found, seen, rng)) is not None:
        seen.append(pair)
    assert len({frozenset(pair) for pair in seen}) == len(seen) == 10
    many = rank(np.zeros((9, 9)))
    seen = []
    while (pair := next_pair(many, seen)) is not None:
        seen.append(pair)
    assert len(seen) == MOST_COMPARISONS


def test_what_is_least_known_is_asked_first():
    wins = np.zeros((4, 4), int)
    wins[0, 1] = wins[1, 0] = 20
    assert next_pair(rank(wins), []) == (2, 3)
    assert next_pair(rank(wins), [(3, 2)]) != (2, 3)
    assert next_pair(rank([[0]]), []) is None


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: rank([[0, 1]]), "square"),
        (lambda: rank([[0, -1], [0, 0]]), "0 or more"),
        (lambda: rank([[1, 0], [0, 0]]), "itself"),
        (lambda: rank([[0, 1], [0, 0]], prior=0), "spread"),
        (lambda: wins_of(2, [0], [2]), "not on the list"),
        (lambda: wins_of(2, [0], [0]), "itself"),
        (lambda: wins_of(2, [0, 1], [1]), "as many"),
        (lambda: next_pair(rank(np.zeros((2, 2))), [(0, 7)]), "not on the list"),
    ],
)
def test_what_is_refused(ask, says):
    with pytest.raises(ValueError, match=says):
        ask()


def test_examples():
    assert doctest.testmod(pairs).failed == 0
