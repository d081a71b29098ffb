"""What is published determines nobody's vote, for somebody who knows six votes and her own; and other ways of publishing do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from kithbridge.engines.opinion.bands import KNOWN, LEAST_KNOWN
from kithbridge.engines.opinion.publish import publish
from kithbridge.engines.opinion.small import all_but_one, mode_table, seventy_fifteen, surely_most
from tests.unit.opinion import adversary
from tests.unit.opinion.adversary import Found


def _found(publisher: adversary.Publisher, groups: int, *, rounds: int = 1, known: int = KNOWN, seed: int = 1) -> Found:
    rng = np.random.default_rng(seed)
    found = Found()
    for _ in range(groups):
        for case in adversary.made_up(rng, int(rng.integers(5, 31)), 6, known=known, rounds=rounds):
            found += adversary.tell(case, publisher)
    return found


@pytest.mark.parametrize("rounds", [1, 2])
def test_nothing_is_determined_nor_ruled_out(rounds: int) -> None:
    found = _found(adversary.ours, 60, rounds=rounds)

    assert found.asked > 2000
    assert (found.determined, found.ruled_out) == (0, 0)


@pytest.mark.parametrize("publisher", [adversary.counts, adversary.percentages, adversary.plain_words, adversary.whole_and_roles])
def test_other_ways_of_publishing_are_broken_by_the_same_adversary(publisher: adversary.Publisher) -> None:
    assert _found(publisher, 20, known=LEAST_KNOWN).determined > 0


def test_publishing_twice_without_the_first_publication_is_broken() -> None:
    assert _found(adversary.told_afresh, 150, rounds=2, seed=3).ruled_out > 0


def _all_counts(s: int) -> Iterator[tuple[int, int, int]]:
    for agree in range(s + 1):
        for disagree in range(s - agree + 1):
            yield agree, disagree, s - agree - disagree


@pytest.mark.parametrize("known", [LEAST_KNOWN, KNOWN])
@pytest.mark.parametrize("rule", [None, surely_most, seventy_fifteen, mode_table, all_but_one])
@pytest.mark.parametrize("s", [*range(5, 31), 54, 60])
def test_every_count_with_every_set_of_known_votes_leaves_both_sides_open(s: int, known: int, rule) -> None:
    """All of it: counts that lead to the same telling, and for each what up to `known` votes leave of it."""
    every = list(_all_counts(s))
    votes = np.array(every).T
    published = publish(*votes[:, None, :], {"one": s}, statements=range(len(every)), rule=rule, known=known)
    same: dict[object, list[int]] = {}
    for one in published.statements:
        same.setdefault((one.said, one.whole, one.met, one.lowest), []).append(int(one.key))

    for members in same.values():
        cell = votes[:, members]
        for number in range(min(known, s - 1) + 1):
            for knows in _all_counts(number):
                rest = cell - np.array(knows)[:, None]
                rest = rest[:, rest.min(axis=0) >= 0]
                assert rest.shape[1] == 0 or (rest[0].max() > 0 and rest[1].max() > 0), (s, known, knows)


@pytest.mark.parametrize("s", range(8, 17))
def test_no_two_words_could_be_told_of_sides_below_seventeen(s: int) -> None:
    """Whatever the edge: somebody who knows seven votes rules out a side for the others."""
    for edge in range(1, s + 1):
        low, high = edge - 1, edge
        all_who_agree_known = low <= KNOWN
        all_who_do_not_known = s - high <= KNOWN
        assert all_who_agree_known or all_who_do_not_known
