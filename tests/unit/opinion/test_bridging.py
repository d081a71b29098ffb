"""Common ground: what both sides accept comes before what only the many like; and the least over declared roles."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.opinion import bridging as module
from kithbridge.engines.opinion.bridging import OTHERS, bridging, common_ground
from kithbridge.engines.opinion.common import group_informed
from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.exact import clopper_pearson
from kithbridge.engines.opinion.grouping import group
from kithbridge.engines.opinion.tallies import tallies
from kithbridge.engines.opinion.votes import votes_of
from tests.unit.opinion import made_up


@pytest.mark.parametrize("statements", [20, 30, 52])
def test_planted_common_ground_at_thirty_people(statements):
    rng, rows = np.random.default_rng(40 + statements), np.arange(30)
    ours, product, plain = [], [], []
    for _ in range(30):
        case = made_up.two_sides(rng, statements=statements)
        found = group(positions(case.votes, rows, components(case.votes, rows)), most=2)
        whole = tallies(case.votes, rows)
        scores = (
            (ours, bridging(case.votes, rows, draws=0).common),
            (product, group_informed(tallies(case.votes, rows, found.labels))),
            (plain, whole.agree[0] / np.maximum(whole.seen[0], 1)),
        )
        for told, score in scores:
            told.append(made_up.told_apart(score, case.both, case.majority_only))
    assert np.mean(ours) >= 0.95
    assert np.mean(ours) > np.mean(product)
    assert np.mean(ours) > np.mean(plain) + 0.1


def test_a_minority_of_four_still_counts():
    rng, told = np.random.default_rng(6), []
    for _ in range(30):
        case = made_up.two_sides(rng, people=20, statements=30)
        told.append(made_up.told_apart(bridging(case.votes, np.arange(20), draws=0).common, case.both, case.majority_only))
    assert np.mean(told) >= 0.9


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_limits_and_order(seed):
    rng = np.random.default_rng(seed)
    people, statements = int(rng.integers(1, 25)), int(rng.integers(1, 20))
    votes = made_up.cast(rng, rng.random((people, statements)), 0.3, 0.2)
    rows = np.arange(len(votes.people))
    found = bridging(votes, rows, draws=30)
    for values in (found.common, found.low, found.high, found.side):
        assert values.shape == (statements,)
        assert np.isfinite(values).all()
        assert np.abs(values).max() <= 1
    assert np.all((found.low <= found.common) & (found.common <= found.high))
    keys, order = np.array(votes.people), rng.permutation(votes.row.size)
    if votes.row.size:
        again = votes_of(keys[votes.row[order]], votes.column[order], votes.value[order], unvoted=range(statements))
        same = bridging(again, rows[::-1], draws=30)
        assert np.array_equal(same.common, found.common)
        assert np.array_equal(same.low, found.low)


def test_turning_every_vote_round_turns_the_side_that_is_less_convinced():
    case = made_up.two_sides(np.random.default_rng(3))
    votes = case.votes
    turned = votes_of(votes.row, votes.column, -votes.value, unvoted=range(30))
    found, other = bridging(votes, np.arange(30), draws=0), bridging(turned, np.arange(30), draws=0)
    # The least over sides of one is less the most over sides of the other.
    assert -other.common == pytest.approx(found.common + 2 * np.abs(found.side), abs=1e-6)


def test_the_interval_is_wider_with_fewer_people_and_holds_most_truths():
    widths, held = {}, []
    for people in (16, 64):
        rng, found = np.random.default_rng(1), []
        for _ in range(8):
            case = made_up.two_sides(rng, people=people, minority=0.5)
            one = bridging(case.votes, np.arange(people), rng=rng)
            found.append(np.mean(one.high - one.low))
        widths[people] = np.mean(found)
    assert widths[64] < widths[16]
    rng = np.random.default_rng(2)
    for _ in range(40):
        votes = made_up.cast(rng, np.tile([0.9, 0.8, 0.6], (40, 1)), 0.0)
        one = bridging(votes, np.arange(40), rng=rng)
        held.append(one.high[0] > 0.5 > one.low[2])
    assert np.mean(held) >= 0.9


def test_large_conversations_are_reckoned_sparsely_and_alike(monkeypatch):
    case = made_up.two_sides(np.random.default_rng(5))
    dense = bridging(case.votes, np.arange(30))
    monkeypatch.setattr(module, "SPARSE_ABOVE", 1)
    sparse = bridging(case.votes, np.arange(30))
    for name in ("common", "low", "high", "side"):
        assert getattr(sparse, name) == pytest.approx(getattr(dense, name), abs=1e-9)


def test_moderated_and_silent_statements_say_nothing():
    case = made_up.two_sides(np.random.default_rng(5))
    votes = case.votes
    given_votes = votes_of(votes.row, votes.column, votes.value, moderated=[4], unvoted=[99])
    found = bridging(given_votes, np.arange(30))
    for j in (4, 30):
        assert [found.common[j], found.low[j], found.high[j], found.side[j]] == [0, -1, 1, 0]
    assert bridging(given_votes, np.arange(0)).common.tolist() == [0] * 31


def roles_of(*counts: int) -> list[str]:
    return [name for name, count in zip(("living", "lived", "worker", "manager"), counts, strict=False) for _ in range(count)]


def test_the_least_over_roles_is_what_counts():
    # 8 of 8 with living experience agree, 2 of 6 workers.
    votes = votes_of(range(14), [0] * 14, [1] * 8 + [1, 1, -1, -1, -1, 0])
    found = common_ground(votes, np.arange(14), roles_of(8, 0, 6))
    assert found.lower[0] == float(clopper_pearson(2, 6)[0])
    assert found.roles == ("living", "worker")
    assert (found.merged, found.left_out) == ((), ())


@pytest.mark.parametrize(
    ("counts", "roles", "merged", "left_out"),
    [
        ((6, 5, 5, 5), ("lived", "living", "manager", "worker"), (), ()),
        ((6, 3, 5, 2), ("living", "worker", OTHERS), ("lived", "manager"), ()),
        ((6, 2, 5, 2), ("living", "worker"), (), ("lived", "manager")),
        ((4, 0, 0, 0), (), (), ("living",)),
        ((3, 3, 3, 3), (OTHERS,), ("lived", "living", "manager", "worker"), ()),
    ],
)
def test_small_roles_are_put_together_or_left_out(counts, roles, merged, left_out):
    n = sum(counts)
    found = common_ground(votes_of(range(n), [0] * n, [1] * n), np.arange(n), roles_of(*counts))
    assert (found.roles, found.merged, found.left_out) == (roles, merged, left_out)
    assert (found.lower[0] > 0) == bool(roles)


def test_a_role_without_a_vote_has_not_agreed():
    votes = votes_of(list(range(6)) + list(range(12)), [0] * 6 + [1] * 12, [1] * 18, moderated=[2], unvoted=[2])
    assert (common_ground(votes, np.arange(12), roles_of(6, 6)).lower > 0).tolist() == [False, True, False]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([-1, 0, 1])), min_size=1, max_size=40))
def test_common_ground_is_never_more_than_everybody_s_share(answers):
    roles, values = zip(*answers, strict=True)
    n = len(values)
    found = common_ground(votes_of(range(n), [0] * n, list(values)), np.arange(n), roles)
    counted = [value for role, value in answers if role not in found.left_out]
    assert 0 <= found.lower[0] <= (np.mean([value == 1 for value in counted]) if counted else 0)


def test_what_is_refused():
    with pytest.raises(ValueError, match="one role"):
        common_ground(votes_of([0], [0], [1]), np.arange(1), [])


def test_examples():
    assert doctest.testmod(module).failed == 0
