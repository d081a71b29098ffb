"""What leaves a conversation: words by size, roles merged, the rule's answer from what is told, one telling for each statement."""

from __future__ import annotations

import re
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.opinion.bands import KNOWN, band, cuts, ends, telling
from kithbridge.engines.opinion.exact import clopper_pearson
from kithbridge.engines.opinion.publish import Published, blocks, publish, tellable
from kithbridge.engines.opinion.publish_groups import published_groups
from kithbridge.engines.opinion.small import RULES, surely_most
from tests.unit.opinion import adversary


def one(agree: int, disagree: int, passed: int = 0, **more) -> Published:
    return publish([[agree]], [[disagree]], [[passed]], {"all": agree + disagree + passed}, statements=["s"], **more)


@pytest.mark.parametrize(
    ("voters", "said"),
    [(0, "heard"), (7, "heard"), (8, "heard"), (12, "heard"), (13, "not mixed"), (16, "not mixed"), (17, "words"), (400, "words")],
)
def test_the_number_of_voters_decides_what_is_said(voters: int, said: str) -> None:
    assert one(voters, 0).statements[0].said == said


def test_nothing_of_a_side_is_told_below_seventeen() -> None:
    for n in range(17):
        told = {asdictable(one(k, n - k).statements[0].whole) for k in range(n + 1)}
        assert len(told) == 1


def asdictable(told: object) -> str:
    return str(asdict(told))  # type: ignore[call-overload]


def test_from_thirteen_it_is_told_whether_five_or_more_were_on_both_sides() -> None:
    assert one(8, 5).statements[0].said == "mixed"
    assert one(9, 4).statements[0].said == one(4, 9).statements[0].said == "not mixed"


def test_no_count_is_written_out_below_a_hundred_voters() -> None:
    """Only bands of people, words and fives."""
    for k in range(31):
        published = one(k, 30 - k)
        assert {int(found) % 5 for found in re.findall(r"(?:low|high)=(\d+)", repr(published))} == {0}
    assert one(16, 4).people == (20, 24)


@given(s=st.integers(17, 400), known=st.integers(6, 9), most=st.one_of(st.none(), st.integers(1, 400)))
def test_bands_part_the_counts_and_the_outer_ones_reach_beyond_what_is_known(s: int, known: int, most: int | None) -> None:
    edges = cuts(s, known, most)

    assert list(edges) == sorted(set(edges))
    if telling(s, known) == "words":
        assert edges[0] >= known + 2
        assert edges[-1] <= s - known - 1
        assert ends(0, s, edges)[1] > known
    assert {s - edge + 1 for edge in edges} == set(edges), "agreeing and disagreeing are treated alike"


@given(s=st.integers(17, 300), data=st.data())
def test_an_interval_holds_the_exact_one_of_every_count_of_its_band(s: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, s))
    told = band(k, s, cuts(s))
    low, high = clopper_pearson(k, s)

    assert told.low <= 100 * low + 1e-9
    assert told.high >= 100 * high - 1e-9
    assert told.low % 5 == told.high % 5 == 0


def test_words_get_finer_with_more_people() -> None:
    assert [band(k, 20, cuts(20)).word for k in (0, 8, 10, 12, 20)] == ["few", "few", "split", "most", "most"]
    assert [band(k, 100, cuts(100)).word for k in (0, 20, 50, 70, 90)] == ["nearly nobody", "few", "split", "most", "nearly all"]


def roles_published(**voters: tuple[int, int]) -> Published:
    agree, disagree = ([[voters[name][at]] for name in voters] for at in (0, 1))
    return publish(agree, disagree, [[0]] * len(voters), {n: sum(v) for n, v in voters.items()}, statements=["s"], rule=surely_most)


def test_roles_are_told_apart_where_every_block_is_large_enough() -> None:
    statement = roles_published(living=(30, 0), workers=(2, 20), kin=(3, 0)).statements[0]

    assert [(part.roles, part.agree.word) for part in statement.parts] == [(("living",), "most"), (("kin", "workers"), "few")]
    assert statement.whole.agree.word == "differs"
    assert statement.met == "no"
    assert statement.lowest == min(part.agree.low for part in statement.parts)


def test_otherwise_only_the_whole_is_told() -> None:
    statement = roles_published(living=(30, 0), workers=(2, 10), kin=(3, 0)).statements[0]

    assert statement.parts == ()
    assert statement.whole.agree.word == "most"


def test_common_ground_needs_every_block() -> None:
    assert roles_published(living=(30, 0), workers=(30, 0)).statements[0].met == "yes"
    assert roles_published(living=(300, 0), workers=(9, 9)).statements[0].met == "no"


@given(sizes=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 60), min_size=1, max_size=6))
def test_blocks_hold_each_role_once_and_are_large_enough_or_one(sizes: dict[str, int]) -> None:
    parts = blocks(sizes)

    assert sorted(name for part in parts for name in part) == sorted(name for name, size in sizes.items() if size)
    assert len(parts) <= 1 or all(telling(sum(sizes[name] for name in part)) == "words" for part in parts)


@pytest.mark.parametrize("name", sorted(RULES))
@given(data=st.data())
@settings(max_examples=40)
def test_the_rules_answer_is_true_of_the_real_count(name: str, data: st.DataObject) -> None:
    rule = RULES[name]
    agree, disagree, passed = (data.draw(st.integers(0, 40)) for _ in range(3))
    told = one(agree, disagree, passed, rule=rule).statements[0]

    if told.met != "untold":
        assert (told.met == "yes") == rule(agree, disagree, passed)


def test_whether_a_rule_can_be_told_is_known_beforehand() -> None:
    assert not tellable(surely_most, 16)
    for s in range(8, 80):
        assert tellable(surely_most, s) == (one(s, 0, rule=surely_most).statements[0].met == "yes")


def test_the_order_follows_from_what_is_told() -> None:
    votes = np.array([[20, 19, 12, 13, 0, 10]])
    keys = ["f", "e", "d", "c", "b", "a"]
    published = publish(votes, 20 - votes, 0 * votes, {"all": 20}, statements=keys)

    assert [one.key for one in published.statements] == ["c", "d", "e", "f", "a", "b"]


def test_the_first_telling_stands() -> None:
    first = publish([[20, 3]], [[0, 2]], [[0, 0]], {"all": 20}, statements=["told", "heard"])
    later = publish([[3, 25, 9]], [[22, 0, 16]], [[0] * 3], {"all": 25}, statements=["told", "heard", "new"], previous=first)

    assert later.of("told") == first.of("told")
    assert first.of("heard").said == "heard"
    assert later.of("heard").said == later.of("new").said == "words"
    assert publish([[25]], [[0]], [[0]], {"all": 25}, statements=["new"], previous=later).of("told") == first.of("told")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"agree": [[1, 2]]}, "Counts are given"),
        ({"agree": [[-1]]}, "0 or more"),
        ({"roles": {"all": 3}}, "More votes"),
        ({"known": 5}, "below 6"),
        ({"agree": [[9, 9]], "disagree": [[0, 0]], "passed": [[0, 0]], "statements": ["s", "s"]}, "twice"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, sentence: str) -> None:
    given_: dict = {"agree": [[9]], "disagree": [[0]], "passed": [[0]], "roles": {"all": 9}, "statements": ["s"], **change}
    with pytest.raises(ValueError, match=sentence):
        publish(**given_)


@pytest.mark.parametrize("rounds", [1, 2])
def test_blocks_beside_each_other_tell_no_more_than_each_alone(rounds: int) -> None:
    rng = np.random.default_rng(4)
    found = adversary.Found()
    for _ in range(30):
        for case in adversary.made_up(rng, int(rng.integers(34, 70)), 4, known=KNOWN, rounds=rounds):
            found += adversary.tell(case, adversary.ours)

    assert found.asked > 2000
    assert (found.determined, found.ruled_out) == (0, 0)


MARKS = [[("b", "agree"), ("a", "disagree")], [("a", "agree")]]


def words_of(people: int) -> Published:
    agree = np.array([[people * 2 // 3, people // 3, people]])
    return publish(agree, people - agree, 0 * agree, {"all": people}, statements=["a", "b", "c"])


@pytest.mark.parametrize(
    ("sizes", "passed"), [((11, 8), True), ((16, 4), True), ((12, 12), False), ((24,), True), ((10, 10, 10, 10), True), ((), True)]
)
def test_no_groups_are_shown_where_they_may_not_be(sizes: tuple[int, ...], passed: bool) -> None:
    assert published_groups(sizes, [[] for _ in sizes], passed=passed) is None


def test_of_groups_only_wide_steps_and_marks_are_shown() -> None:
    shown = published_groups([13, 16], MARKS, passed=True)

    assert [group.people for group in shown.groups] == [(15, 29), (5, 14)]
    assert shown.groups[1].marks == (("a", "disagree"), ("b", "agree"))
    assert shown.density == ()


def test_the_map_follows_from_marks_and_published_words() -> None:
    shown = published_groups([13, 16], MARKS, passed=True, words=words_of(29))

    assert [(place.key, place.column) for place in shown.map] == [("a", -3), ("b", 2), ("c", 0)]
    assert shown.map[1].row < 0 < shown.map[2].row, "fewer agree with the second than with the third"
    other = published_groups([13, 16], MARKS, passed=True, words=words_of(29), statement_positions={"c": (1.0, 9.0), "a": (-7.0, 0.0)})
    assert {place.key for place in other.map} == {"a", "b", "c"}
    assert shown == other, "where statements lie among votes moves nothing"


def test_three_groups_stand_around_the_map() -> None:
    marks = [[("a", "agree")], [("b", "agree")], [("c", "agree"), ("a", "disagree")]]
    places = {place.key: (place.column, place.row) for place in published_groups([15, 15, 15], marks, passed=True).map}

    assert len(set(places.values())) == 3
    assert all(-3 <= at <= 3 for place in places.values() for at in place)


def test_from_fifty_people_fields_with_five_or_more_are_shaded() -> None:
    points = np.array([[1.0, 1.0]] * 40 + [[-1.0, 0.0]] * 6 + [[0.0, -1.0]] * 4)
    shown = published_groups([40, 10], MARKS, passed=True, positions=points)

    assert shown.density[6][6] == 3
    assert shown.density[3][0] > 0
    assert sum(shade > 0 for row in shown.density for shade in row) == 2


def test_every_step_of_sizes_reaches_beyond_the_votes_that_are_known() -> None:
    shown = published_groups([5, 20], MARKS, passed=True)

    assert all(group.people[1] > KNOWN for group in shown.groups)


def test_each_group_needs_its_marks() -> None:
    with pytest.raises(ValueError, match="list of marks"):
        published_groups([10, 10], [[]], passed=True)
