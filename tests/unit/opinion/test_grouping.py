"""Opinion groups: a partition, never under five, the same whatever the order, near the official ones."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kithbridge.engines.opinion import grouping
from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.grouping import group, silhouette
from tests.unit.opinion import made_up

COORDINATE = st.integers(-6, 6)
CLOUDS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=0, max_size=70).map(lambda rows: np.array(rows, float).reshape(-1, 2))


def crowds(sizes: list[int], seed: int = 1, apart: float = 8.0) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Round crowds on a circle."""
    rng, of = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    angle = 2 * np.pi * of / len(sizes)
    return rng.standard_normal((of.size, 2)) + apart * np.column_stack([np.cos(angle), np.sin(angle)]), of


@settings(max_examples=150)
@given(CLOUDS)
def test_groups_are_a_partition_with_no_group_under_five(points):
    found = group(points)
    assert found.labels.shape == (len(points),)
    if len(points):
        sizes = np.bincount(found.labels)
        assert sorted(set(found.labels.tolist())) == list(range(found.k))
        assert found.k == 1 or sizes.min() >= 5
        assert sizes.tolist() == sorted(sizes, reverse=True)
        assert found.k <= (3 if len(points) < 50 else 5)
        means = [points[found.labels == g].mean(axis=0) for g in range(found.k)]
        assert found.centres == pytest.approx(np.array(means))
        assert found.inertia == pytest.approx(((points - found.centres[found.labels]) ** 2).sum())
        assert -1 <= found.silhouette <= 1


@settings(max_examples=60)
@given(CLOUDS, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_no_bit(points, random):
    order = list(range(len(points)))
    random.shuffle(order)
    straight, turned = group(points), group(points[order])
    assert np.array_equal(turned.labels, straight.labels[order])
    assert (turned.k, turned.silhouette, turned.inertia) == (straight.k, straight.silhouette, straight.inertia)
    assert np.array_equal(turned.centres, straight.centres)


@settings(max_examples=60)
@given(CLOUDS)
def test_people_at_one_point_are_in_one_group_and_may_come_as_a_weight(points):
    found = group(points)
    spots, at, people = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    assert len({(int(a), int(g)) for a, g in zip(at.ravel(), found.labels, strict=True)}) == len(spots)
    weighted = group(spots, weights=people)
    assert weighted.k == 0 or np.bincount(weighted.labels, people).min() >= min(5, len(points))


def test_twenty_runs_are_alike():
    points, _ = crowds([30, 20, 14], apart=2.0)
    first = group(points)
    for _ in range(20):
        again = group(points)
        assert np.array_equal(again.labels, first.labels)
        assert (again.silhouette, again.inertia) == (first.silhouette, first.inertia)


@pytest.mark.parametrize("sizes", [[20, 20], [40, 8], [22, 15, 11], [30, 20, 10, 10], [30, 25, 20, 15, 10], [700, 500, 400], [3000, 2000]])
def test_crowds_that_stand_apart_are_found(sizes):
    points, of = crowds(sizes)
    found = group(points)
    assert found.k == len(sizes)
    assert made_up.rand_index(found.labels, of) == 1


def test_a_few_far_out_join_their_neighbours_and_decide_nothing():
    points, of = crowds([30, 30])
    far = np.concatenate([points, [[40.0, 0.5], [41.0, 0.0], [40.0, -0.5]]])
    found = group(far)
    assert found.k == 2
    assert np.array_equal(found.labels[:60], found.labels[np.where(of == 0, 0, 59)])
    assert set(found.labels[60:].tolist()) == {int(found.labels[0])}


def test_three_groups_at_most_below_fifty():
    points, _ = crowds([12, 12, 12, 12])
    assert group(points).k <= 3
    assert group(np.concatenate([points, points[:3]])).k == 4


def test_one_group_where_there_is_no_room_for_two():
    points, _ = crowds([5, 4])
    assert group(points).k == 1
    assert group(np.ones((40, 2))).k == 1
    assert group(np.zeros((0, 2))).k == 0
    assert group([[1.0, 2.0]]).labels.tolist() == [0]


def test_least_and_most_can_be_given():
    points, of = crowds([8, 4])
    assert np.array_equal(group(points, least=2).labels, of)
    wide, _ = crowds([30, 25, 20, 15, 10])
    assert group(wide, most=2).k == 2
    assert group(crowds([30, 30])[0], fewest=3).k == 3


def slow_silhouette(points, labels) -> float:
    """By the book, one pair at a time."""
    widths = []
    for i, mine in enumerate(labels):
        mean = {
            g: np.mean([np.linalg.norm(points[i] - points[j]) for j in range(len(points)) if labels[j] == g and j != i] or [0.0])
            for g in set(labels)
        }
        inner, outer = mean[mine], min(mean[g] for g in mean if g != mine)
        alone = list(labels).count(mine) == 1
        widths.append(0.0 if alone or max(inner, outer) == 0 else (outer - inner) / max(inner, outer))
    return float(np.mean(widths))


@settings(max_examples=60)
@given(CLOUDS.filter(lambda points: len(points) >= 3), st.integers(0, 2**32 - 1))
def test_silhouette_by_the_book(points, seed):
    labels = np.random.default_rng(seed).integers(0, 3, len(points))
    labels[:2] = 0, 1
    assert silhouette(points, labels) == pytest.approx(slow_silhouette(points, labels), abs=1e-9)


def test_silhouette_in_blocks_and_by_weight(monkeypatch):
    points, of = crowds([20, 15, 9], apart=2.0)
    whole = silhouette(points, of)
    assert silhouette(points[:6].repeat(3, axis=0), np.repeat([0, 1], 9)) == pytest.approx(
        silhouette(points[:6], np.repeat([0, 1], 3), [3] * 6)
    )
    monkeypatch.setattr(grouping, "BLOCK", 100)
    assert silhouette(points, of) == pytest.approx(whole)
    assert silhouette(points, np.zeros(44, int)) == 0


def test_groups_of_ten_thousand_are_nearly_those_of_all_their_points():
    points, of = crowds([4_000, 3_000, 3_000], apart=2.5)
    found = group(points)
    assert found.k == 3
    assert made_up.rand_index(found.labels, of) > 0.8
    settled = grouping._settle(points, np.ones(len(points)), found.centres[None]).labels[0]
    assert np.mean(settled != found.labels) < 0.005


@pytest.mark.parametrize("seed", [4, 6, 11, 13, 17])
def test_above_the_cells_no_start_among_people_does_better(seed):
    points = np.random.default_rng(seed).standard_t(3, size=(1_800, 2)) * [3, 1]
    found, one = group(points), np.ones(len(points))
    starts = grouping._starts(points, one, found.k, np.random.default_rng(1), 60)
    assert found.inertia <= grouping._settle(points, one, starts).inertia.min() * (1 + 1e-9)


def test_what_merged_stays_merged_above_the_cells():
    points = np.concatenate([crowds([900, 900], apart=6.0)[0], [[0.0, 60.0]] * 3])
    found = group(points)
    assert np.bincount(found.labels).min() >= 800


def test_starts_settled_together_end_as_each_alone():
    rng = np.random.default_rng(3)
    points, weights = rng.normal(size=(150, 2)), rng.integers(1, 4, 150).astype(float)
    starts = np.full((90, 5, 2), np.nan)
    for at in range(90):
        starts[at, : 2 + at % 4] = points[rng.choice(150, 2 + at % 4, replace=False)]
    together = grouping._settle(points, weights, starts)
    for at in range(90):
        k = 2 + at % 4
        alone = grouping._settle(points, weights, starts[at : at + 1, :k])
        assert np.array_equal(alone.labels[0], together.labels[at])
        assert together.size[at, :k] == pytest.approx(np.bincount(alone.labels[0], weights, minlength=k))
        assert not together.size[at, k:].any()
        centres = grouping._means(points, weights, alone.labels[0], k)[1]
        assert together.centres[at, :k] == pytest.approx(centres)
        assert together.inertia[at] == pytest.approx((weights * ((points - centres[alone.labels[0]]) ** 2).sum(axis=1)).sum())


def test_two_made_up_groups_come_back():
    rng, found = np.random.default_rng(2), []
    for _ in range(30):
        case = made_up.one(rng, 30, 30, "weak")
        rows = np.arange(30)
        found.append(made_up.rand_index(case.group, group(positions(case.votes, rows, components(case.votes, rows))).labels))
    assert np.mean(found) >= 0.9


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: group([1.0, 2.0]), "two finite numbers"),
        (lambda: group([[0.0, np.nan]]), "two finite numbers"),
        (lambda: group([[0.0, 1.0]], weights=[1, 2]), "one number of people"),
        (lambda: group([[0.0, 1.0]], weights=[0]), "stands somebody"),
        (lambda: silhouette([[0.0, 1.0]], [0, 1]), "one label"),
    ],
)
def test_what_is_refused(ask, says):
    with pytest.raises(ValueError, match=says):
        ask()


def test_examples():
    assert doctest.testmod(grouping).failed == 0
