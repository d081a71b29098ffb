"""From answers to an outcome, against a plain count of people one by one; and what small groups show: nothing."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.people.deciding import counting
from kithbridge.rules.spoken import band_words

NAMES = ["living", "lived", "work"]
ANSWERS = ["yes", "no", "abstain", None]
# One letter a person: what somebody of each constituency answered; None did not.
PEOPLE = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(ANSWERS), max_size=9), min_size=1)
SHARES = st.integers(50, 100)


def votes_of(people: dict[str, list[str | None]]) -> dict[str, dict[str, int]]:
    counted = {name: dict(Counter(answer for answer in answers if answer)) for name, answers in people.items()}
    return {name: votes for name, votes in counted.items() if votes}


def seats_of(people: dict[str, list[str | None]]) -> dict[str, int]:
    return {name: len(answers) for name, answers in people.items()}


@given(PEOPLE, st.sets(st.sampled_from(NAMES), min_size=1), SHARES, st.integers(50, 90))
def test_quorum_and_majority_against_a_plain_count(people, deciders, quorum, majority) -> None:
    found = counting.by_majority(votes_of(people), seats_of(people), deciders=sorted(deciders), quorum=quorum, majority=majority)
    enough = agreed = True
    for name in deciders:
        answers = people.get(name, [])
        given_answers = [one for one in answers if one is not None]
        said = [one for one in given_answers if one != "abstain"]
        enough = enough and bool(answers) and Fraction(len(given_answers), len(answers)) >= Fraction(quorum, 100)
        agreed = agreed and bool(said) and Fraction(said.count("yes"), len(said)) > Fraction(majority, 100)
    assert found.quorum == enough
    assert found.carried == (enough and agreed)


@given(PEOPLE, SHARES, st.integers(50, 90))
def test_those_who_advise_change_nothing(people, quorum, majority) -> None:
    def carried(one: dict[str, list[str | None]]) -> tuple[bool, bool]:
        found = counting.by_majority(votes_of(one), seats_of(one), deciders=["living"], quorum=quorum, majority=majority)
        return found.quorum, found.carried

    assert carried(people) == carried({"living": people.get("living", [])})
    assert carried(people) == carried({**people, "work": ["yes"] * 9, "lived": ["no"] * 9})


@given(PEOPLE)
def test_once_enough_answered_one_more_yes_never_stops_it_and_one_more_no_never_carries_it(people) -> None:
    """Before enough answered a "no" may help it along: it counts as an answer. That is what a quorum is."""

    def outcome(one: dict[str, list[str | None]]) -> counting.Outcome:
        return counting.by_majority(votes_of(one), seats_of(one), deciders=list(people), quorum=50, majority=50)

    name = sorted(people)[0]
    if outcome(people).carried:
        assert outcome({**people, name: [*people[name], "yes"]}).carried
    elif outcome(people).quorum:
        assert not outcome({**people, name: [*people[name], "no"]}).carried


@given(PEOPLE)
def test_consent_is_everybody_and_nobody_against(people) -> None:
    found = counting.consent(votes_of(people), seats_of(people))
    answers = [one for given_answers in people.values() for one in given_answers]
    everybody = bool(answers) and None not in answers
    assert found.quorum == everybody
    assert found.carried == (everybody and "no" not in answers)
    assert found.bands == {}


# --- what is shown -----------------------------------------------------------------------------------------
@given(PEOPLE)
def test_no_band_stands_for_fewer_than_five(people) -> None:
    votes, seats = votes_of(people), seats_of(people)
    shown = counting.bands(votes, seats, 50)
    answered = {name: sum(one.values()) for name, one in votes.items()}
    if sum(answered.values()) < counting.SHOWN_FROM:
        assert shown == {}
    elif min(answered.values()) < counting.SHOWN_FROM:
        assert set(shown) == {counting.TOGETHER}
    else:
        assert set(shown) == set(votes)
    assert set(shown.values()) <= {"more than 50", "at most 50"}


@pytest.mark.parametrize(
    ("seats", "votes", "shown"),
    [
        ({"living": 4}, {"living": {"yes": 4}}, {}),
        ({"living": 9}, {"living": {"yes": 4}}, {}),
        ({"living": 5}, {"living": {"yes": 5}}, {"living": "more than 50"}),
        ({"living": 5, "work": 1}, {"living": {"yes": 5}, "work": {"no": 1}}, {"together": "more than 50"}),
        ({"living": 5, "work": 1}, {"living": {"yes": 2, "no": 3}}, {"living": "at most 50"}),
        ({"living": 5}, {"living": {"abstain": 5}}, {"living": "at most 50"}),
        ({"living": 3, "lived": 1}, {"living": {"yes": 3}, "lived": {"yes": 1}}, {}),
        ({"living": 3, "lived": 2}, {"living": {"yes": 3}, "lived": {"no": 2}}, {"together": "more than 50"}),
    ],
)
def test_shown(seats, votes, shown) -> None:
    assert counting.bands(votes, seats, 50) == shown


@given(st.integers(0, 30), st.integers(0, 30), SHARES)
def test_a_band_is_true(yes, no, majority) -> None:
    share = Fraction(100 * yes, yes + no) if yes + no else Fraction(0)
    assert counting.band(yes, no, majority) == (f"more than {majority}" if share > majority else f"at most {majority}")


@pytest.mark.parametrize("majority", [50, 67, 90])
def test_bands_tell_whoever_knows_the_other_answers_no_more_than_the_outcome_does(majority) -> None:
    """Also when all said the same: that everybody said yes looks like the fewest with whom it was decided."""
    for seats in range(counting.SHOWN_FROM, 31):
        told: dict[bool, set[tuple[tuple[str, str], ...]]] = {True: set(), False: set()}
        for yes in range(seats + 1):
            votes = {"living": {"yes": yes, "no": seats - yes}}
            found = counting.by_majority(votes, {"living": seats}, deciders=["living"], quorum=50, majority=majority)
            told[found.carried].add(tuple(found.bands.items()))
        assert [len(bands) for bands in told.values()] == [1, 1]


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ("more than 50", "more than half"),
        ("at most 50", "half or fewer"),
        ("more than 67", "more than 67 in 100"),
        ("at most 67", "67 in 100 or fewer"),
        ("all", "most"),
        ("none", "fewer than half"),
        ("of a later version", "of a later version"),
    ],
)
def test_bands_in_words(band, words) -> None:
    """Those of older records, too: of them the ends are not told any more."""
    assert band_words(band) == words
