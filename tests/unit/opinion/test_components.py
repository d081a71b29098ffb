"""Components against a dense twin: three ways of finding them, one answer."""

from __future__ import annotations

import numpy as np
import pytest

from kithbridge.engines.opinion import components as module
from kithbridge.engines.opinion.components import components, extremity, positions, statement_positions, upright
from kithbridge.engines.opinion.taking_part import everybody
from kithbridge.engines.opinion.votes import Votes, votes_of


def conversation(people: int, statements: int, seed: int, moderated: tuple[int, ...] = ()) -> Votes:
    rng = np.random.default_rng(seed)
    side = np.arange(people) % 2
    rate = rng.random((2, statements))
    vote = np.where(rng.random((people, statements)) < rate[side], 1, rng.choice([-1, -1, 0], (people, statements)))
    row, column = np.nonzero(rng.random((people, statements)) < 0.6)
    return votes_of(row, column, vote[row, column], moderated=moderated)


def densely(votes: Votes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Table with gaps at the mean, its first two directions, positions (research notes 3.3, 3.4)."""
    n, s = len(votes.people), len(votes.statements)
    table = np.full((n, s), np.nan)
    table[votes.row, votes.column] = votes.value
    table[:, votes.moderated] = 0.0
    cast = (~np.isnan(table)).sum(axis=1)
    centred = np.nan_to_num(table - np.nanmean(table, axis=0))
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    where = np.sqrt(s / cast)[:, None] * (centred @ directions[:2].T)
    return np.nanmean(table, axis=0), directions[:2], where


@pytest.mark.parametrize(("people", "statements"), [(40, 12), (12, 40), (90, 60), (60, 90)])
@pytest.mark.parametrize("way", ["whole", "blocks", "sparse"])
def test_as_the_dense_twin(people, statements, way, monkeypatch):
    if way == "sparse":
        monkeypatch.setattr(module, "WHOLE", 0)
    if way == "blocks":
        monkeypatch.setattr(module, "BLOCK", 5 * min(people, statements))
    votes = conversation(people, statements, seed=people, moderated=(1, 3))
    found = components(votes, everybody(votes))
    centre, directions, where = densely(votes)
    assert found.centre == pytest.approx(centre, abs=1e-12)
    signs = np.sign((found.directions * directions).sum(axis=1))
    assert found.directions == pytest.approx(signs[:, None] * directions, abs=1e-8)
    assert positions(votes, everybody(votes), found) == pytest.approx(where * signs, abs=1e-7)
    assert 0 < found.share[1] <= found.share[0] < 1


def test_the_largest_entry_is_positive():
    found = components(conversation(40, 12, 5), np.arange(40))
    for direction in found.directions:
        assert direction[np.argmax(np.abs(direction))] > 0


def test_people_left_out_move_nothing_but_can_be_placed():
    votes = conversation(40, 12, 6)
    some = np.arange(0, 40, 2)
    alone = components(votes.only(some), np.arange(20))
    among = components(votes, some)
    assert alone.directions.tobytes() == among.directions.tobytes()
    assert positions(votes, some, among).tobytes() == positions(votes.only(some), np.arange(20), alone).tobytes()
    assert positions(votes, np.array([1, 3]), among).shape == (2, 2)


def test_where_a_statement_stands():
    votes = conversation(40, 12, 7, moderated=(4,))
    found = components(votes, np.arange(40))
    expected = (1 - found.centre)[:, None] * found.directions.T * np.sqrt(12)
    assert statement_positions(found) == pytest.approx(expected)
    assert extremity(found) == pytest.approx(np.linalg.norm(expected, axis=1))
    assert extremity(found)[4] == pytest.approx(0, abs=1e-12)


def test_one_person_is_the_component():
    votes = votes_of([1, 1, 1], [1, 2, 3], [1, -1, 0])
    found = components(votes, np.arange(1))
    assert np.abs(found.directions[0]) == pytest.approx([np.sqrt(0.5), np.sqrt(0.5), 0])
    assert positions(votes, np.arange(1), found).tolist() == [[0, 0]]


def test_one_statement_is_the_component():
    found = components(votes_of([1, 2, 3], [1, 1, 1], [1, -1, 0]), np.arange(3))
    assert found.directions.tolist() == [[1.0], [0.0]]


def test_where_all_say_the_same_there_is_no_direction():
    votes = votes_of([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, 1, -1])
    found = components(votes, np.arange(2))
    assert not found.directions.any()
    assert found.share.tolist() == [0, 0]
    assert positions(votes, np.arange(2), found).tolist() == [[0, 0], [0, 0]]


def test_nobody_and_nothing():
    votes = votes_of([], [], [])
    found = components(votes, np.array([], int))
    assert found.directions.shape == (2, 0)
    assert positions(votes, np.array([], int), found).shape == (0, 2)


@pytest.mark.parametrize(("size", "camps"), [(60, 2), (120, 3), (60, 5)])
def test_votes_that_span_fewer_dimensions_than_steps_give_the_same_plane_every_time(size, camps, monkeypatch):
    # Exact camps: after a few steps the sparse method has nothing left of its start and goes on from vectors drawn anew. Three camps
    # of 40 are at right angles to a start of alternating signs.
    monkeypatch.setattr(module, "WHOLE", 10)
    person, statement = np.indices((size, size))
    votes = votes_of(person.ravel(), statement.ravel(), np.where(person % camps == statement % camps, 1, -1).ravel())
    found = [components(votes, np.arange(size)) for _ in range(5)]
    assert len({plane.directions.tobytes() for plane in found}) == 1
    assert found[0].share.sum() == pytest.approx(min(2 / (camps - 1), 1))


@pytest.mark.parametrize("last_digit", [-1e-12, 0.0, 1e-12])
def test_rounding_does_not_decide_which_way_is_up(last_digit):
    assert upright(np.array([-0.5, 0.5 + last_digit])).tolist() == [0.5, -0.5 - last_digit]
    assert upright(np.array([0.5, -0.6])).tolist() == [-0.5, 0.6]
    assert upright(np.zeros(2)).tolist() == [0, 0]
