"""What may be said at which size, and the rules of agreement."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.opinion import small
from kithbridge.engines.opinion.small import (
    RULES,
    all_but_one,
    mode_table,
    most_groups,
    seventy_fifteen,
    stage,
    surely_most,
    wrongly_agreed,
)

PEOPLE = st.integers(0, 40)


@pytest.mark.parametrize(
    ("n", "said"), [(0, "heard"), (7, "heard"), (8, "words"), (19, "words"), (20, "groups possible"), (900, "groups possible")]
)
def test_stages(n, said):
    assert stage(n) == said


def test_three_groups_at_most_below_fifty():
    assert [most_groups(n) for n in (0, 9, 10, 19, 49, 50, 10_000)] == [1, 1, 2, 3, 3, 5, 5]


@pytest.mark.parametrize(("n", "outside"), [(8, 2), (10, 2), (11, 3), (13, 3), (14, 4), (16, 4), (25, 7)])
def test_the_table_of_answers_outside_the_largest(n, outside):
    assert mode_table(n - outside, outside)
    assert not mode_table(n - outside - 1, outside + 1)


def test_seventy_and_fifteen_at_their_edges():
    assert seventy_fifteen(14, 2, 4)
    assert not seventy_fifteen(14, 3, 3)
    assert not seventy_fifteen(13, 2, 5)
    assert not seventy_fifteen(0, 0, 0)


def test_surely_most_needs_six_when_all_agree():
    assert next(n for n in range(1, 12) if surely_most(n, 0)) == 6


@given(PEOPLE, PEOPLE, PEOPLE, st.sampled_from(sorted(RULES)))
def test_one_more_who_agrees_never_ends_agreement_and_one_more_against_never_makes_it(agree, disagree, passed, name):
    rule = RULES[name]
    if agree + disagree + passed > 0 and rule(agree, disagree, passed) and disagree:
        assert rule(agree + 1, disagree - 1, passed)
    if not rule(agree, disagree, passed) and agree:
        assert not rule(agree - 1, disagree + 1, passed)
    if rule(agree, disagree, passed):
        assert agree > disagree


@pytest.mark.parametrize("name", sorted(RULES))
def test_errors_add_up(name):
    rule = RULES[name]
    assert wrongly_agreed(lambda *_: True, 12, 0.4, 0.1) == pytest.approx(1, abs=1e-12)
    assert wrongly_agreed(rule, 12, 0.0) == 0
    assert wrongly_agreed(rule, 12, 1.0) == pytest.approx(1)
    shares = [wrongly_agreed(rule, 12, share) for share in (0.3, 0.5, 0.7, 0.9)]
    assert shares == sorted(shares)


def test_an_error_reckoned_by_hand():
    # 12 of 12 or 11 of 12 heads.
    assert wrongly_agreed(all_but_one, 12, 0.5) == pytest.approx(13 / 4096)


def test_what_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        stage(-1)
    with pytest.raises(ValueError, match="0 or more"):
        seventy_fifteen(-1, 2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        wrongly_agreed(all_but_one, 8, 0.9, 0.3)


def test_examples():
    assert doctest.testmod(small).failed == 0
