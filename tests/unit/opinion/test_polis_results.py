"""Given the official groups, what Polis published comes out; and from the votes alone, all but the groups."""

from __future__ import annotations

import numpy as np
import pytest

from kithbridge.engines.opinion.analyse import Analysis, analyse
from kithbridge.engines.opinion.components import components, extremity, positions
from kithbridge.engines.opinion.taking_part import everybody, replay
from kithbridge.engines.opinion.votes import votes_of
from tests.unit.opinion.conversations import FAULTY, NAMES, OLD, Official, official

COMPLETE = [name for name in NAMES if name != FAULTY]


@pytest.fixture(scope="module", params=NAMES)
def one(request, shared) -> Official:
    return official(shared, request.param)


@pytest.fixture(scope="module", params=COMPLETE)
def complete(request, shared) -> Official:
    return official(shared, request.param)


def given_groups(one: Official) -> Analysis:
    return analyse(one.votes, method="polis", groups=one.groups, ours=False)


def test_consensus_is_the_same_in_the_same_order(one):
    found = given_groups(one).consensus
    for side, listed in (("agree", found.agree), ("disagree", found.disagree)):
        expected = one.math["consensus"][side]
        assert [x.statement for x in listed] == [x["tid"] for x in expected]
        for ours, theirs in zip(listed, expected, strict=True):
            assert (ours.n, ours.seen) == (theirs["n-success"], theirs["n-trials"])
            assert (ours.p, ours.z) == pytest.approx((theirs["p-success"], theirs["p-test"]), abs=1e-12)


def test_representative_statements_are_the_same_in_the_same_order(one):
    found = given_groups(one).representative
    assert {str(g) for g in found} == set(one.math["repness"])
    for group, listed in found.items():
        expected = one.math["repness"][str(group)]
        assert [(x.statement, "agree" if x.agree else "disagree") for x in listed] == [(x["tid"], x["repful-for"]) for x in expected]
        for ours, theirs in zip(listed, expected, strict=True):
            assert (ours.n, ours.seen, ours.best_agree) == (theirs["n-success"], theirs["n-trials"], theirs.get("best-agree", False))
            assert ours.agreeing == theirs.get("n-agree")
            # Polis keeps the last test in single precision.
            assert ours.ratio_test == pytest.approx(theirs["repness-test"], abs=1e-5)
            figures = [theirs[key] for key in ("p-success", "p-test", "repness")]
            assert [ours.p, ours.p_test, ours.ratio] == pytest.approx(figures, rel=1e-12)


def test_group_informed_consensus(one):
    found = given_groups(one).group_informed
    expected = one.math["group-aware-consensus"]
    assert max(abs(found[one.place[int(t)]] - x) for t, x in expected.items()) <= 1e-9


def test_priorities(complete):
    found = given_groups(complete).priorities
    expected = complete.math["comment-priorities"]
    assert max(abs(found[complete.place[int(t)]] - x) / x for t, x in expected.items()) <= 1e-6


def test_the_faulty_set_is_known_by_its_priorities(shared):
    assert set(official(shared, FAULTY).math["comment-priorities"].values()) == {49}


def test_who_takes_part_from_the_votes_alone(one):
    found = {one.votes.people[i] for i in replay(one.votes)}
    if one.name != OLD:
        assert found == one.participants
        return
    assert found < one.participants
    new_year_2019 = 1_546_300_800_000
    assert {one.votes.people[i] for i in replay(one.votes, old_until=new_year_2019)} == one.participants


def test_components_from_the_votes_alone(complete):
    found = components(complete.votes, everybody(complete.votes)).directions[:, complete.tids]
    for ours, theirs in zip(found, np.array(complete.math["pca"]["comps"]), strict=True):
        assert abs(ours @ theirs) / np.linalg.norm(theirs) >= 0.99999


def test_positions_and_extremity_from_the_votes_alone(complete):
    votes = complete.votes
    plane = components(votes, everybody(votes))
    assert np.abs(extremity(plane)[complete.tids] - complete.math["pca"]["comment-extremity"]).max() <= 1e-9
    where = positions(votes, everybody(votes), plane)
    base = complete.math["base-clusters"]
    ours = np.array([where[[complete.row[int(p)] for p in members]].mean(axis=0) for members in base["members"]])
    for axis, theirs in ((0, base["x"]), (1, base["y"])):
        # Signs of components are free.
        assert min(np.abs(ours[:, axis] - sign * np.array(theirs)).max() for sign in (1, -1)) <= 1e-9


@pytest.mark.parametrize("name", [name for name in COMPLETE if name != OLD])
def test_priorities_from_the_votes_alone(shared, name):
    """Groups are ours here: who is in which changes no sum over all who take part."""
    known = official(shared, name)
    found = analyse(known.votes, method="polis", ours=False).priorities
    assert max(abs(found[known.place[int(t)]] - x) / x for t, x in known.math["comment-priorities"].items()) <= 1e-6


def test_shuffled_votes_give_the_same_bits(complete):
    votes = complete.votes
    order = np.random.default_rng(3).permutation(votes.value.size)
    people, statements = np.array(votes.people)[votes.row], np.array(votes.statements)[votes.column]
    taken_out = [s for s, out in zip(votes.statements, votes.moderated, strict=True) if out]
    again = votes_of(people[order], statements[order], votes.value[order], times=votes.times[order], moderated=taken_out)
    one, other = (analyse(x, method="polis", ours=False) for x in (votes, again))
    assert one.positions.tobytes() == other.positions.tobytes()
    assert [g.rows.tolist() for g in one.groups] == [g.rows.tolist() for g in other.groups]
    assert one.representative == other.representative
