"""A whole conversation at once: the number of people decides what is shown, and nothing depends on the order of votes."""

from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys

import numpy as np
import pytest

from kithbridge.engines.opinion.analyse import Analysis, analyse, as_plain
from kithbridge.engines.opinion.priorities import META, next_statement, priorities
from kithbridge.engines.opinion.small import RULES
from kithbridge.engines.opinion.tallies import Tallies
from kithbridge.engines.opinion.votes import Votes, votes_of

KEYS = {
    "bridging", "consensus", "gate", "group_informed_consensus", "groups", "k", "method", "participants", "pca", "priorities", "published",
    "repness", "shown", "silhouette", "tids",
}  # fmt: skip


def two_sides(people: int, statements: int = 24, seed: int = 1, sure: float = 0.9) -> Votes:
    """Two sides that differ on two of three statements and agree on the rest. One vote in ten is missing."""
    rng = np.random.default_rng(seed)
    side = np.arange(people) % 2
    rate = np.where(np.arange(statements) % 3 == 0, sure, np.where(side[:, None] == 0, sure, 1 - sure))
    vote = np.where(rng.random((people, statements)) < rate, 1, -1)
    row, column = np.nonzero(rng.random((people, statements)) < 0.9)
    return votes_of(row, column, vote[row, column], times=rng.permutation(row.size))


def as_json(analysis: Analysis) -> dict:
    return json.loads(json.dumps(as_plain(analysis), allow_nan=False))


def test_under_eight_people_are_heard_and_nothing_else():
    found = as_json(analyse(two_sides(7)))
    assert set(found) == KEYS
    assert found["shown"] == "heard"
    assert found["participants"] == list(range(7))
    assert found["k"] == 1
    for empty in ("groups", "repness", "group_informed_consensus", "priorities", "bridging"):
        assert not found[empty]
    assert found["consensus"] == {"agree": [], "disagree": []}
    assert (found["pca"], found["gate"], found["silhouette"]) == (None, None, None)
    assert {one["said"] for one in found["published"]["statements"]} == {"heard"}


def test_from_eight_words_and_intervals_but_no_groups():
    found = as_json(analyse(two_sides(19)))
    assert found["shown"] == "words"
    assert (found["k"], found["groups"], found["gate"]["passed"], found["pca"]) == (1, [], True, None)
    assert found["consensus"]["agree"]
    assert all(0 < x["low"] < x["high"] <= 1 and x["rule"] == "seventy-fifteen" for x in found["consensus"]["agree"])
    assert {x["tid"] for x in found["consensus"]["agree"]} <= set(range(0, 24, 3))
    assert all(x["low"] <= x["common"] <= x["high"] for x in found["bridging"].values())


def test_from_twenty_groups_where_the_gate_passes():
    analysis = analyse(two_sides(30))
    found = as_json(analysis)
    assert (found["shown"], found["k"], found["gate"]["passed"]) == ("groups", 2, True)
    assert [group["size"] for group in found["groups"]] == [15, 15]
    for group in analysis.groups:
        assert len({i % 2 for i in group.rows.tolist()}) == 1
    assert [len(group["members"]) for group in found["groups"]] == [15, 15]
    assert "members" not in str(found["published"])
    assert all(listed for listed in found["repness"].values())
    assert all(x["tid"] % 3 for listed in found["repness"].values() for x in listed)
    assert found["pca"]["comps"][0][1]


def test_from_twenty_no_groups_where_it_does_not():
    rng = np.random.default_rng(4)
    row, column = np.divmod(np.arange(25 * 20), 20)
    found = as_json(analyse(votes_of(row, column, rng.choice([-1, 1], row.size))))
    assert (found["shown"], found["k"], found["groups"], found["gate"]["passed"]) == ("words", 1, [], False)
    assert found["pca"] is not None
    assert not found["repness"]


def test_the_rule_that_was_fixed_beforehand_decides():
    # Of 10 people all but two agree with statement 0, and all but one with statement 1.
    rows = [(p, 0, -1 if p < 2 else 1) for p in range(10)] + [(p, 1, -1 if p < 1 else 1) for p in range(10)]
    analysis = analyse(votes_of(*zip(*rows, strict=True)))
    agreed = {rule: {x["tid"] for x in as_plain(analysis, rule=rule)["consensus"]["agree"]} for rule in RULES}
    assert agreed["seventy-fifteen"] == {1}
    assert agreed["mode"] == {0, 1}
    assert agreed["all but one"] == {1}
    with pytest.raises(KeyError):
        as_plain(analysis, rule="whoever shouts")


def test_polis_lists_members_and_its_own_lists():
    found = as_json(analyse(two_sides(12), method="polis"))
    assert (found["shown"], found["published"]) == ("groups", None)
    assert sorted(p for group in found["groups"] for p in group["members"]) == found["participants"]
    assert set(found["consensus"]["agree"][0]) == {"tid", "n-success", "n-trials", "p-success", "p-test"}
    one = found["repness"]["0"][0]
    assert {"tid", "repful-for", "repness", "repness-test", "p-success", "p-test", "n-success", "n-trials"} <= set(one)
    assert len(found["pca"]["center"]) == len(found["tids"]) == len(found["pca"]["comment-extremity"])


def test_given_groups_are_taken_as_they_are():
    votes = two_sides(12)
    analysis = analyse(votes, groups={0: "north", 1: "south", 2: "north", 99: "nobody"})
    assert [(group.id, group.rows.tolist()) for group in analysis.groups] == [("north", [0, 2]), ("south", [1])]
    assert analysis.rows.tolist() == [0, 1, 2]
    assert set(analysis.representative) == {"north", "south"}
    assert as_json(analysis)["groups"][0]["members"] == [0, 2]
    with pytest.raises(ValueError, match="nobody in these groups"):
        analyse(votes, groups={99: 1})


def test_one_given_group_is_listed_too():
    found = analyse(two_sides(12), groups=dict.fromkeys(range(12), 0), ours=False)
    assert found.k == 1
    assert len(found.groups) == 1
    assert found.group_informed is not None


def test_only_those_kept_take_part():
    votes = two_sides(30)
    found = analyse(votes, keep=range(24), ours=False)
    assert found.rows.tolist() == list(range(24))
    assert analyse(votes, keep=range(5), groups=dict.fromkeys(range(9), 0), ours=False).rows.tolist() == list(range(5))


def test_a_method_that_there_is_not():
    with pytest.raises(ValueError, match="small or polis"):
        analyse(two_sides(12), method="loud")


@pytest.mark.parametrize("people", [12, 30, 60])
@pytest.mark.parametrize("method", ["small", "polis"])
def test_shuffled_votes_and_further_runs_give_the_same_bits(people, method):
    votes = two_sides(people, seed=people)
    order = np.random.default_rng(2).permutation(votes.value.size)
    shuffled = votes_of(votes.row[order], votes.column[order], votes.value[order], times=votes.times[order])
    first = json.dumps(as_plain(analyse(votes, method=method)))
    assert first == json.dumps(as_plain(analyse(shuffled, method=method)))
    assert first == json.dumps(as_plain(analyse(votes, method=method)))


@pytest.mark.parametrize("method", ["small", "polis"])
def test_nobody_voted(method):
    found = as_json(analyse(votes_of([], [], []), method=method))
    assert (found["participants"], found["k"], found["groups"]) == ([], 1, [])


@pytest.mark.parametrize("method", ["small", "polis"])
def test_all_say_the_same(method):
    row, column = np.divmod(np.arange(25 * 10), 10)
    found = as_json(analyse(votes_of(row, column, np.ones(row.size, int)), method=method))
    assert (found["k"], found["groups"]) == (1, [])


def test_moderated_statements_are_in_no_list():
    votes = two_sides(30)
    less = votes_of(votes.row, votes.column, votes.value, moderated=[0, 1, 2])
    for method in ("small", "polis"):
        found = as_json(analyse(less, method=method))
        listed = [x["tid"] for side in found["consensus"].values() for x in side] + [x["tid"] for y in found["repness"].values() for x in y]
        assert listed
        assert not {0, 1, 2} & set(listed)
    assert not {0, 1, 2} & {x["tid"] for x in as_json(analyse(less))["published"]["statements"]}


def test_priorities_by_hand():
    counts = Tallies(*(np.array(x) for x in ([[3, 0], [1, 0]], [[1, 0], [1, 0]], [[5, 0], [3, 0]])))
    # 8 saw the first, 4 agreed, 2 passed: (1 - 3/10) (0.5 + 1) (5/10) (1 + 8 / 2^(8/5)), squared.
    first = (0.7 * 1.5 * 0.5 * (1 + 8 * 2 ** (-8 / 5))) ** 2
    assert priorities(counts, np.array([0.5, 0.0]), np.array([False, False])) == pytest.approx([first, (0.25 * 9) ** 2])
    assert priorities(counts, np.array([0.5, 0.0]), np.array([True, False]))[0] == META


def test_the_next_statement_comes_as_often_as_its_weight_says():
    rng, weights = np.random.default_rng(5), np.array([1.0, 0.0, 3.0, 5.0])
    seen = np.array([False, False, False, True])
    drawn = np.bincount([next_statement(weights, seen, rng) for _ in range(4_000)], minlength=4)
    assert drawn[1] == drawn[3] == 0
    assert drawn[0] / 4_000 == pytest.approx(0.25, abs=0.03)
    assert next_statement(weights, np.array([True, False, True, True]), rng) is None
    assert next_statement(np.array([]), np.array([], bool), rng) is None


def test_the_package_loads_neither_scipy_nor_django_until_it_is_needed():
    code = (
        "import sys, kithbridge.engines.opinion.analyse; print([m for m in ('scipy', 'django', 'pandas', 'sklearn') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize(
    "name",
    [
        *("votes", "common", "components", "priorities", "bands", "publish", "publish_groups"),
        *("credibility", "credibility_exact", "credibility_sentences"),
    ],
)
def test_examples(name):
    done = doctest.testmod(importlib.import_module(f"kithbridge.engines.opinion.{name}"))
    assert done.attempted > 0
    assert done.failed == 0
