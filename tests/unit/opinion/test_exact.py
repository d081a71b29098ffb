"""Exact statistics: coverage by summing everything up, Fisher beside scipy, corrections and their laws."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from kithbridge.engines.opinion import exact
from kithbridge.engines.opinion.exact import adjusted, benjamini_hochberg, clopper_pearson, fisher, holm, jeffreys
from tests.unit.opinion.summed_up import coverage, where_it_is_worst

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@pytest.mark.parametrize("n", range(1, 51))
def test_the_exact_interval_holds_what_it_promises(n):
    assert coverage(clopper_pearson, n, where_it_is_worst(n)).min() >= 0.95 - 1e-12


def test_the_shorter_interval_does_not_always():
    assert min(coverage(jeffreys, n, where_it_is_worst(n)).min() for n in range(1, 51)) < 0.95
    held = [coverage(jeffreys, n, np.linspace(0.001, 0.999, 999)).mean() for n in (10, 30, 50)]
    assert held == pytest.approx([0.95] * 3, abs=0.012)


def test_published_lower_ends_of_unanimity():
    n = np.array([3, 4, 5, 6, 8, 10, 15])
    assert clopper_pearson(n, n)[0].round(2).tolist() == [0.29, 0.4, 0.48, 0.54, 0.63, 0.69, 0.78]
    assert jeffreys(n, n)[0].round(2).tolist() == [0.46, 0.56, 0.62, 0.67, 0.74, 0.78, 0.85]


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.5, 0.999))
def test_an_interval_holds_its_share_and_mirrors(k, more, level):
    n = k + more
    for interval in (clopper_pearson, jeffreys):
        low, high = (float(end) for end in interval(k, n, level))
        assert 0 <= low <= high <= 1
        assert n == 0 or low <= k / n <= high
        other_low, other_high = (float(end) for end in interval(more, n, level))
        assert (other_low, other_high) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_nobody_asked_nothing_known():
    assert [float(end) for end in clopper_pearson(0, 0)] == [0, 1]


@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_fisher_beside_scipy(side):
    tables = np.random.default_rng(3).integers(0, 14, (400, 4))
    ours = fisher(*tables.T, side=side)
    theirs = [fisher_exact(table.reshape(2, 2), alternative=side)[1] for table in tables]
    assert np.abs(ours - theirs).max() < 1e-12


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_fisher_does_not_mind_how_the_table_is_turned(a, b, c, d):
    p = float(fisher(a, b, c, d))
    assert 0 < p <= 1
    assert p == pytest.approx(float(fisher(c, d, a, b)), rel=1e-9)
    assert p == pytest.approx(float(fisher(a, c, b, d)), rel=1e-9)
    assert float(fisher(a, b, c, d, "greater")) == pytest.approx(float(fisher(c, d, a, b, "less")), rel=1e-9)


def test_many_tables_in_blocks_and_in_any_shape(monkeypatch):
    tables = np.random.default_rng(5).integers(0, 9, (4, 6, 5))
    whole = fisher(*tables)
    assert whole.shape == (6, 5)
    monkeypatch.setattr(exact, "BLOCK", 40)
    assert np.abs(fisher(*tables) - whole).max() < 1e-12
    assert fisher([], [], [], []).shape == (0,)


@given(SHARES, st.floats(0, 1))
def test_corrections_keep_order_and_only_raise(p, q):
    values = np.array(p)
    discoveries, strict = adjusted(values), holm(values)
    order = np.argsort(values, kind="stable")
    for corrected in (discoveries, strict):
        assert np.all(corrected >= values - 1e-15)
        assert np.all(np.diff(corrected[order]) >= 0)
    assert np.all(discoveries <= strict + 1e-12)
    assert np.array_equal(benjamini_hochberg(values, q), discoveries <= q)
    assert np.all(benjamini_hochberg(values, q) <= benjamini_hochberg(values, min(1, q + 0.1)))


def slow_benjamini_hochberg(p: list[float], q: float) -> list[bool]:
    """The step-up rule as published: the largest i with p_(i) <= i q / m, and everything up to it."""
    ranked = sorted(p)
    last = max((value for i, value in enumerate(ranked, 1) if value <= i * q / len(p)), default=-1.0)
    return [value <= last for value in p]


@given(st.lists(st.integers(0, 1000).map(lambda x: x / 1000), min_size=1, max_size=30))
def test_benjamini_hochberg_is_the_published_rule(p):
    # 0.101 and thousandths never tie but by rounding.
    assert benjamini_hochberg(p, 0.10123).tolist() == slow_benjamini_hochberg(p, 0.10123)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: clopper_pearson(3, 2), "more who agree"),
        (lambda: clopper_pearson(-1, 2), "0 or more"),
        (lambda: clopper_pearson(1, 2, 1.5), "level"),
        (lambda: jeffreys(1.5, 2), "whole numbers"),
        (lambda: fisher(1, 2, 3, -4), "0 or more"),
        (lambda: fisher(1, 2, 3, 4, "both"), "two-sided"),
        (lambda: adjusted([0.1, 1.2]), "between 0 and 1"),
    ],
)
def test_what_is_refused(ask, says):
    with pytest.raises(ValueError, match=says):
        ask()


def test_examples():
    assert doctest.testmod(exact).failed == 0
