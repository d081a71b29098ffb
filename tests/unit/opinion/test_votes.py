"""Votes as sorted triplets: the last of a pair counts, and the order in which they come changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.opinion import votes as module
from kithbridge.engines.opinion.tallies import Tallies, tallies
from kithbridge.engines.opinion.votes import Votes, Wrong, votes_of

CAST = st.lists(st.tuples(st.integers(0, 8), st.integers(-3, 5), st.sampled_from([-1, 0, 1])), max_size=60)


def made(cast: list[tuple[int, int, int]], **more: object) -> Votes:
    return votes_of([p for p, _, _ in cast], [s for _, s, _ in cast], [v for _, _, v in cast], **more)


def as_dict(votes: Votes) -> dict[tuple[object, object], int]:
    keys = ((votes.people[i], votes.statements[j]) for i, j in zip(votes.row.tolist(), votes.column.tolist(), strict=True))
    return dict(zip(keys, votes.value.tolist(), strict=True))


@given(cast=CAST, times=st.randoms(use_true_random=False))
def test_the_latest_vote_of_a_pair_counts_whatever_the_order_of_rows(cast, times):
    moments = list(range(len(cast)))
    times.shuffle(moments)
    expected = {}
    for moment in sorted(moments):
        person, statement, vote = cast[moments.index(moment)]
        expected[person, statement] = vote
    votes = made(cast, times=moments)
    assert as_dict(votes) == expected
    assert sorted(votes.people) == list(votes.people)
    assert (np.diff(votes.row.astype(int) * 100 + votes.column) > 0).all()


@given(cast=CAST)
def test_without_times_the_later_row_counts(cast):
    assert as_dict(made(cast)) == {(p, s): v for p, s, v in cast}


@given(cast=CAST, seed=st.integers(0, 100))
def test_shuffled_rows_give_the_same_arrays(cast, seed):
    times = np.arange(len(cast))
    order = np.random.default_rng(seed).permutation(len(cast))
    one = made(cast, times=times)
    other = made([cast[i] for i in order], times=times[order])
    for name in ("row", "column", "value", "times", "order"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


@given(cast=CAST)
def test_numbers_in_arrays_numbers_in_lists_and_texts_are_coded_alike(cast):
    columns = list(zip(*cast, strict=True)) or [(), (), ()]
    arrays = votes_of(*(np.array(x, np.int64) for x in columns))
    lists = made(cast)
    # Texts sort as texts: a letter for each number keeps the order.
    texts = votes_of([chr(p + 65) for p in columns[0]], [chr(s + 70) for s in columns[1]], columns[2])
    assert arrays.people == lists.people
    assert arrays.statements == lists.statements
    for name in ("row", "column", "value"):
        assert getattr(arrays, name).tolist() == getattr(lists, name).tolist() == getattr(texts, name).tolist()


def test_far_apart_numbers_need_no_table():
    votes = votes_of(np.array([10**15, 3, 10**15]), np.array([1, 1, 2]), np.array([1, -1, 0]))
    assert votes.people == (3, 10**15)
    assert votes.value.tolist() == [-1, 1, 0]


@given(cast=CAST)
def test_sorting_without_packing_gives_the_same(cast):
    packed = made(cast)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PACKED_BITS", 0)
        plain = made(cast)
    assert as_dict(packed) == as_dict(plain)
    assert packed.row.tolist() == plain.row.tolist()


def test_meta_statements_are_moderated_and_unknown_names_are_ignored():
    votes = votes_of([1, 1, 1], [10, 11, 12], [1, 1, 1], moderated=[10, 99], meta=[11], unvoted=[13])
    assert votes.statements == (10, 11, 12, 13)
    assert votes.moderated.tolist() == [True, True, False, False]
    assert votes.meta.tolist() == [False, True, False, False]
    assert votes.hidden.tolist() == [True, True, False]


def test_the_matrix_keeps_a_pass_apart_from_no_vote():
    votes = votes_of([1, 1, 2], [10, 11, 11], [0, 1, -1], moderated=[11])
    assert votes.matrix().toarray().tolist() == [[0, 1], [0, -1]]
    assert votes.matrix().nnz == 3
    assert votes.matrix(rating=True).toarray().tolist() == [[0, 0], [0, 0]]


def test_only_some_people():
    votes = votes_of([1, 2, 3, 3], [10, 10, 10, 11], [1, 0, -1, 1], times=[4, 3, 2, 1])
    some = votes.only(np.array([2, 0]))
    assert some.people == (1, 3)
    assert as_dict(some) == {(1, 10): 1, (3, 10): -1, (3, 11): 1}
    assert some.order.tolist() == [2, 1, 0]
    assert some.per_person.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (([1], [1, 2], [1]), "equally long"),
        (([1], [1], [2]), "a vote is"),
        (([1], [1], [0.5]), "a vote is"),
        (([1, "a"], [1, 1], [1, 1]), "of one kind"),
    ],
)
def test_what_cannot_be_votes_is_refused(columns, said):
    with pytest.raises(Wrong, match=said):
        votes_of(*columns)


def test_no_votes_at_all():
    votes = votes_of([], [], [], times=[])
    assert votes.people == ()
    assert votes.per_person.size == 0
    assert tallies(votes, np.array([], int)).seen.shape == (1, 0)


@given(cast=CAST, seed=st.integers(0, 50))
def test_tallies_count_each_group(cast, seed):
    votes = made(cast, moderated=[0, 2])
    n, rng = len(votes.people), np.random.default_rng(seed)
    rows = np.flatnonzero(rng.random(n) < 0.7)
    labels = rng.integers(0, 3, rows.size)
    raw, rating = tallies(votes, rows, labels), tallies(votes, rows, labels, rating=True)
    for g in range(raw.seen.shape[0]):
        members = {votes.people[i] for i in rows[labels == g].tolist()}
        for j, statement in enumerate(votes.statements):
            said = [v for (p, s), v in as_dict(votes).items() if s == statement and p in members]
            counts = [said.count(1), said.count(-1), len(said)]
            assert [raw.agree[g, j], raw.disagree[g, j], raw.seen[g, j]] == counts
            expected = [0, 0, len(members)] if votes.moderated[j] else counts
            assert [rating.agree[g, j], rating.disagree[g, j], rating.seen[g, j]] == expected


@given(cast=CAST)
def test_tallies_go_on_vote_by_vote(cast):
    # Nobody has voted yet: the last vote of each pair is then reached one by one, changes of mind included.
    whole = made([(p, s, v) for p, s, v in cast] or [(0, 0, 1)])
    rows, labels = np.arange(len(whole.people)), np.arange(len(whole.people)) % 2
    zero = np.zeros((int(labels.max()) + 1, len(whole.statements)), int)
    counts, known = Tallies(zero, zero, zero), {}
    for person, statement, vote in cast or [(0, 0, 1)]:
        group = int(labels[whole.people.index(person)])
        old = known.get((person, statement))
        counts = counts.after(group, whole.statements.index(statement), old=old, new=vote)
        known[person, statement] = vote
    expected = tallies(whole, rows, labels)
    for name in ("agree", "disagree", "seen"):
        assert getattr(counts, name).tolist() == getattr(expected, name).tolist()
    assert not zero.any()


def test_tallies_refuse_labels_that_do_not_fit():
    votes = votes_of([1, 2], [1, 1], [1, 1])
    with pytest.raises(ValueError, match="one group"):
        tallies(votes, np.array([0, 1]), np.array([0]))
