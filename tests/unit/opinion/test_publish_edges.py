"""What leaves, at the edges: blocks of just enough people, one telling only, what the whole is called beside its parts, groups of five."""

from __future__ import annotations

import numpy as np
import pytest

from kithbridge.engines.opinion.publish import Published, Statement, blocks, publish
from kithbridge.engines.opinion.publish_groups import published_groups
from kithbridge.engines.opinion.small import seventy_fifteen, surely_most


def two(living: tuple[int, int], workers: tuple[int, int], *, people: tuple[int, int] = (0, 0), rule=None) -> Statement:
    """One statement with (agree, disagree) of two roles, of which so many voted in all."""
    agree, disagree = ([[living[at]], [workers[at]]] for at in (0, 1))
    sizes = {"living": max(people[0], sum(living)), "workers": max(people[1], sum(workers))}
    return publish(agree, disagree, [[0], [0]], sizes, statements=["s"], rule=rule).statements[0]


# --- Blocks -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sizes", "apart"),
    [
        ({"living": 17, "workers": 17}, [("living",), ("workers",)]),
        ({"living": 17, "workers": 16}, [("living", "workers")]),
        ({"living": 40, "lived": 9, "kin": 8}, [("living",), ("kin", "lived")]),
        ({"living": 40, "lived": 8, "kin": 8}, [("kin", "lived", "living")]),
        ({"living": 40, "lived": 30, "kin": 1}, [("living",), ("kin", "lived")]),
        ({"living": 40, "lived": 0}, [("living",)]),
        ({}, []),
    ],
)
def test_small_roles_go_together_until_they_are_seventeen_and_no_further(sizes: dict[str, int], apart: list[tuple[str, ...]]) -> None:
    assert sorted(blocks(sizes)) == sorted(apart)


def test_a_block_in_which_sixteen_answered_this_sentence_is_not_told_nor_the_other_beside_it() -> None:
    few = two((25, 5), (10, 6), people=(30, 20))
    assert (few.parts, few.whole.roles, few.said) == ((), (), "words")
    enough = two((25, 5), (10, 7), people=(30, 20))
    assert [part.roles for part in enough.parts] == [("living",), ("workers",)]


@pytest.mark.parametrize(
    ("living", "workers", "word"),
    [
        ((100, 0), (20, 0), "most"),
        ((0, 100), (0, 20), "few"),
        ((100, 0), (50, 50), "differs"),
        ((50, 50), (20, 0), "differs"),
        ((100, 0), (0, 100), "differs"),
        ((50, 50), (50, 50), "split"),
        ((100, 0), (100, 0), "nearly all"),
    ],
)
def test_the_whole_beside_its_parts_says_no_more_than_what_holds_in_each(
    living: tuple[int, int], workers: tuple[int, int], word: str
) -> None:
    told = two(living, workers)
    assert told.whole.agree.word == word
    assert told.whole.agree.low == min(part.agree.low for part in told.parts)
    assert told.whole.agree.high == max(part.agree.high for part in told.parts)


def test_what_one_block_does_not_meet_is_not_met() -> None:
    assert two((300, 0), (9, 9), rule=surely_most).met == "no"
    assert two((300, 0), (11, 6), rule=surely_most).met == "untold", "of seventeen nothing is told for sure"
    assert two((300, 0), (30, 0), rule=surely_most).met == "yes"
    assert two((300, 0), (30, 0)).met == "untold", "without a rule there is nothing to meet"


# --- One telling ------------------------------------------------------------------------------------------
def alone(agree: int, disagree: int, **more) -> Published:
    return publish([[agree]], [[disagree]], [[0]], {"all": agree + disagree}, statements=["s"], **more)


def test_that_opinions_are_mixed_is_a_telling_too_and_stands() -> None:
    first = alone(8, 5)
    assert first.statements[0].said == "mixed"
    assert alone(30, 5, previous=first).statements[0] == first.statements[0]
    assert alone(13, 0, previous=alone(6, 6)).statements[0].said == "not mixed", "what was only heard may be told later"


def test_how_many_voted_is_told_in_fives_from_eight_on() -> None:
    assert [alone(n, 0).people for n in (0, 7, 8, 9, 10, 14, 15)] == [(0, 7), (0, 7), (5, 9), (5, 9), (10, 14), (10, 14), (15, 19)]


def test_what_is_common_ground_stands_before_what_is_not() -> None:
    votes = np.array([[16, 30, 24, 0]])
    told = publish(votes, 30 - votes, 0 * votes, {"all": 30}, statements=["half", "all", "more", "none"], rule=surely_most)
    met = [one.met for one in told.statements]
    assert met == sorted(met, key=["yes", "untold", "no"].index)
    assert told.statements[0].key in ("all", "more")


def test_of_what_is_equally_met_the_surest_stands_first() -> None:
    votes = np.array([[60, 99, 80]])
    told = publish(votes, 100 - votes, 0 * votes, {"all": 100}, statements=["a", "b", "c"], rule=None)
    assert [one.key for one in told.statements] == ["b", "c", "a"]


def test_what_meets_the_rule_or_may_stands_before_what_does_not_however_many_agree() -> None:
    """Eighty-five in a hundred agree with the first, but fifteen are against it; nobody is against the second."""
    told = publish([[340, 290]], [[60, 0]], [[0, 110]], {"all": 400}, statements=["a", "b"], rule=seventy_fifteen)
    assert [(one.key, one.met) for one in told.statements] == [("b", "untold"), ("a", "no")]
    assert told.statements[0].lowest < told.statements[1].lowest


@pytest.mark.parametrize(("passed", "sentence"), [(4, "More votes"), (-1, "0 or more")])
def test_those_who_passed_are_counted_when_it_is_looked_whether_counts_fit(passed: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        publish([[0]], [[0]], [[passed]], {"all": 3}, statements=["s"])


# --- Groups -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sizes", "shown"),
    [((14, 5), False), ((15, 5), True), ((16, 4), False), ((20,), False), ((10, 10, 10), True), ((10, 10, 10, 10), False)],
)
def test_from_twenty_people_groups_of_five_at_most_three(sizes: tuple[int, ...], shown: bool) -> None:
    marks = [[] for _ in sizes]
    assert (published_groups(sizes, marks, passed=True) is not None) == shown
    assert published_groups(sizes, marks, passed=False) is None


@pytest.mark.parametrize(("size", "step"), [(5, (5, 14)), (14, (5, 14)), (15, (15, 29)), (29, (15, 29)), (30, (30, 59)), (60, (60, 119))])
def test_a_groups_size_is_told_in_wide_steps_that_share_nobody(size: int, step: tuple[int, int]) -> None:
    shown = published_groups([size, 200], [[("a", "agree")], []], passed=True)
    assert shown is not None
    assert [group.people for group in shown.groups if group.marks] == [step]


def test_the_larger_group_stands_first_and_no_group_has_six_marks() -> None:
    many = [(f"s{n}", "agree") for n in range(6)]
    shown = published_groups([6, 40], [many, [("z", "agree")]], passed=True)  # type: ignore[list-item]
    assert shown is not None
    assert [(group.people[0], len(group.marks)) for group in shown.groups] == [(30, 1), (5, 5)]


def test_below_fifty_people_nothing_says_where_they_are_and_above_no_field_of_four() -> None:
    below = np.array([[1.0, 1.0]] * 30 + [[-1.0, 0.0]] * 19)
    assert published_groups([30, 19], [[], []], passed=True, positions=below).density == ()  # type: ignore[union-attr]
    above = np.array([[1.0, 1.0]] * 42 + [[-1.0, 0.0]] * 5 + [[0.0, -1.0]] * 4)
    shown = published_groups([30, 21], [[], []], passed=True, positions=above)
    assert shown is not None
    assert [(shown.density[6][6] > 0), (shown.density[3][0] > 0), (shown.density[0][3] > 0)] == [True, True, False]


def test_a_mark_moves_a_statement_and_nothing_leaves_the_map() -> None:
    marks = [[("a", "agree"), ("b", "disagree")], [("a", "disagree"), ("c", "agree")]]
    shown = published_groups([20, 20], marks, passed=True)  # type: ignore[arg-type]
    assert shown is not None
    assert [(place.key, place.column, place.row) for place in shown.map] == [("a", -3, 0), ("b", 2, 0), ("c", 2, 0)]
