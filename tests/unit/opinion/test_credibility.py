"""Who is cited beside who is heard: intervals that hold, roles merged, a sentence that says chance when it is chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln
from scipy.stats.contingency import odds_ratio as scipys_odds_ratio

from kithbridge.engines.opinion.credibility import Citation, Contribution, Decision, Talk, credibility, shown_roles
from kithbridge.engines.opinion.credibility_exact import by_chance, gini, mantel_haenszel, odds_ratio, pielou, share_ratio, voices
from kithbridge.engines.opinion.credibility_talk import sides, talk_ratio

PEOPLE = {"living": 9, "workers": 6}
PROFESSIONALS = frozenset({"workers"})


def binomial(n: int, p: float) -> np.ndarray:
    k = np.arange(n + 1)
    return np.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * np.log(p) + (n - k) * np.log1p(-p))


@given(n1=st.integers(1, 25), n2=st.integers(1, 25), data=st.data())
def test_the_odds_ratio_is_that_of_scipy(n1: int, n2: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    if x + y in (0, n1 + n2):
        assert odds_ratio(x, n1, n2, x + y).high == math.inf
        return
    theirs = scipys_odds_ratio([[x, n1 - x], [y, n2 - y]], kind="conditional")
    ours = odds_ratio(x, n1, n2, x + y)
    low, high = theirs.confidence_interval(0.95)

    assert ours.low == pytest.approx(low, rel=1e-5, abs=1e-12)
    assert ours.high == pytest.approx(high, rel=1e-5)
    assert ours.value == pytest.approx(theirs.statistic, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize(("n1", "n2"), [(5, 10), (6, 30), (12, 12), (30, 10)])
def test_the_interval_of_the_ratio_covers_at_every_planted_ratio(n1: int, n2: int) -> None:
    """Summed over every outcome, so without chance."""
    every = {(a, b): share_ratio(a, n1, n2, a + b) for a in range(n1 + 1) for b in range(n2 + 1)}
    heard = n1 / (n1 + n2)
    for rate in (0.02, 0.1, 0.3, 0.5):
        for ratio in (0.25, 0.5, 1.0, 2.0, 4.0):
            first, second = ratio * rate, rate * (1 - heard * ratio) / (1 - heard)
            if first < 1 and 0 < second < 1:
                chance = np.outer(binomial(n1, first), binomial(n2, second))
                held = sum(chance[at] for at, one in every.items() if one.low - 1e-9 <= ratio <= one.high + 1e-9)
                assert held >= 0.93, (rate, ratio)


@given(n1=st.integers(1, 40), n2=st.integers(1, 40), repeated=st.booleans(), data=st.data())
def test_the_interval_holds_the_ratio_and_treats_sides_alike(n1: int, n2: int, repeated: bool, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    ours, theirs = (share_ratio(*one, x + y, repeated=repeated) for one in ((x, n1, n2), (y, n2, n1)))
    if x + y == 0:
        assert (ours.low, ours.high) == (0.0, math.inf)
        return
    heard = n1 / (n1 + n2)

    assert ours.low <= ours.value + 1e-9
    assert ours.value <= ours.high + 1e-9
    assert ours.high <= 1 / heard + 1e-9
    assert 1 - heard * ours.low == pytest.approx((1 - heard) * theirs.high, abs=1e-6), "shares of both sides make one"


@given(n1=st.integers(1, 30), n2=st.integers(1, 30), data=st.data())
def test_it_is_no_chance_exactly_where_the_interval_leaves_out_one(n1: int, n2: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))

    assert (by_chance(x, n1, n2, x + y) < 0.05) == odds_ratio(x, n1, n2, x + y).differs_from_one


def test_more_cited_than_said_is_refused() -> None:
    with pytest.raises(ValueError, match="More are cited"):
        share_ratio(5, 4, 4, 6)
    assert share_ratio(5, 4, 4, 6, repeated=True).value == pytest.approx(5 / 6 / 0.5)


def test_mantel_haenszel_is_the_worked_example() -> None:
    """One table: the odds ratio is ad / bc and the variance Woolf's."""
    found = mantel_haenszel([[10, 20, 5, 40]])
    width = 1.959963984540054 * math.sqrt(1 / 10 + 1 / 20 + 1 / 5 + 1 / 40)

    assert found.value == pytest.approx(4.0)
    assert math.log(found.high / found.low) == pytest.approx(2 * width)


def test_topics_of_different_ease_do_not_hide_equal_treatment() -> None:
    """In the easy topic professionals speak more: over everything they are cited more, within each topic alike."""
    easy, hard = [9, 1, 90, 10], [10, 90, 1, 9]
    assert mantel_haenszel([easy, hard]).value == pytest.approx(1.0)
    assert mantel_haenszel([np.add(easy, hard)]).value < 0.5


@given(st.lists(st.integers(0, 50), min_size=2, max_size=20))
def test_evenness_lies_between_one_voice_and_all(counts: list[int]) -> None:
    if not sum(counts):
        assert math.isnan(pielou(counts))
        return
    assert -1e-9 <= pielou(counts) <= 1 + 1e-9
    assert -1e-9 <= gini(counts) <= 1 - 1 / len(counts) + 1e-9
    assert 1 - 1e-9 <= voices(counts) <= len(counts) + 1e-9


def test_ginis_coefficient_is_half_the_mean_difference_over_the_mean() -> None:
    counts = np.array([1.0, 2.0, 7.0, 0.0, 5.0])
    assert gini(counts) == pytest.approx(np.abs(counts[:, None] - counts).mean() / 2 / counts.mean())


@given(people=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)), professionals=st.sets(st.sampled_from("abcdefgh")))
def test_no_role_of_fewer_than_five_is_shown(people: dict[str, int], professionals: set[str]) -> None:
    groups = shown_roles(people, professionals)

    assert all(sum(people[role] for role in group) >= 5 for group in groups)
    assert all(len({role in professionals for role in group}) == 1 for group in groups), "sides are not mixed"
    shown = sorted(role for group in groups for role in group)
    assert not groups or shown == sorted(role for role, size in people.items() if size)


def said(living: int, workers: int) -> list[Contribution]:
    return [Contribution(at, "living" if at < living else "workers") for at in range(living + workers)]


def test_three_of_ten_and_six_of_ten_is_not_chance() -> None:
    citations = [Citation("d", at) for at in (*range(9), *range(30, 48))]
    found = credibility(said(30, 30), citations, people=PEOPLE, professionals=PROFESSIONALS)
    living, workers = found.roles

    assert (living.heard, living.cited, living.heard_share) == (30, 9, 0.5)
    assert living.ratio.value == pytest.approx(2 / 3)
    assert living.ratio.high < 1 < workers.ratio.low
    assert living.stands_out
    assert workers.stands_out
    assert found.sentences[0].kind == "cited of ten, not chance"
    assert found.sentences[0].numbers == (("experience", 3), ("professionals", 6))


def test_the_same_shares_of_few_could_be_chance() -> None:
    citations = [Citation("d", at) for at in (*range(3), *range(10, 16))]
    found = credibility(said(10, 10), citations, people=PEOPLE, professionals=PROFESSIONALS)

    assert found.sentences[0].kind == "cited of ten, could be chance"
    assert not any(role.stands_out for role in found.roles)


def test_heard_is_not_cited_and_decisive_is_both() -> None:
    citations = [Citation("d", 0, "heard"), Citation("d", 1, "cited"), Citation("d", 2, "decisive"), Citation("d", 2, "cited")]
    living = credibility(said(5, 5), citations, people=PEOPLE, professionals=PROFESSIONALS).roles[0]

    assert (living.cited, living.decisive) == (2, 1)


def test_a_contribution_counts_once_for_each_decision() -> None:
    citations = [Citation("d", 0), Citation("d", 0, "decisive"), Citation("e", 0)]
    assert credibility(said(5, 5), citations, people=PEOPLE, professionals=PROFESSIONALS).roles[0].cited == 2


def test_a_side_of_fewer_than_five_is_not_compared() -> None:
    found = credibility(said(5, 5), [Citation("d", 0)], people={"living": 9, "workers": 4}, professionals=PROFESSIONALS)

    assert found.roles == ()
    assert found.corroboration is None
    assert found.uptake.high == math.inf
    assert found.sentences[0].kind == "too few people to compare"


def test_corroboration_is_asked_of_one_side() -> None:
    """Four points rest on people who use, three of them also on a worker or a paper; those of workers stand alone but for two."""
    citations = [
        Citation("d", 0, point="a"),
        *(Citation("d", 1, point="b"), Citation("d", 10, point="b")),
        *(Citation("d", 2, point="c"), Citation("d", 11, point="c")),
        *(Citation("d", 3, point="e"), Citation("d", "a paper", point="e", document=True)),
        *(Citation("d", at, point=f"w{at}") for at in range(12, 18)),
    ]
    asked = credibility(said(10, 10), citations, people=PEOPLE, professionals=PROFESSIONALS).corroboration

    assert asked.experience == (3, 4)
    assert asked.professionals == (2, 8)
    assert asked.ratio == pytest.approx(3.0)
    assert asked.odds.low < 1 < asked.odds.high


def test_overrides_and_last_words_are_counted() -> None:
    decisions = [
        Decision("a", "workers", overrode=True, reason=True),
        Decision("b", "workers", overrode=True),
        Decision("c", "living", overrode=False),
        Decision("e", "workers"),
    ]
    found = credibility(said(5, 5), [], decisions, people=PEOPLE, professionals=PROFESSIONALS)

    assert (found.overrides.overridden, found.overrides.known, found.overrides.with_reason) == (2, 3, 1)
    assert found.last_word == ((("workers",), 3), (("living",), 1))
    assert [one.kind for one in found.sentences[-2:]] == ["overridden", "last word"]


def test_talk_is_set_against_heads_and_nobody_can_be_told_apart() -> None:
    talk = [Talk("living", 2.0)] * 9 + [Talk("workers", 7.0)] * 6
    found = credibility(said(5, 5), [], talk=talk, people=PEOPLE, professionals=PROFESSIONALS)

    assert found.roles[0].talk == pytest.approx((18 / 60) / (9 / 15))
    assert found.evenness == round(found.evenness, 1)
    assert found.voices == 12
    few = credibility(said(5, 5), [], talk=talk[5:12], people=PEOPLE, professionals=PROFESSIONALS)
    assert (few.evenness, few.gini, few.voices) == (None, None, None)


def test_people_counted_together_are_not_taken_for_one_person() -> None:
    alone = [Talk("living", 2.0)] * 9 + [Talk("workers", 7.0)] * 6
    together = [Talk("living", 18.0, heads=9), Talk("workers", 42.0, heads=6)]
    found = credibility([], [], talk=together, people=PEOPLE, professionals=PROFESSIONALS)

    assert [one.talk for one in found.roles] == pytest.approx([talk_ratio([role], alone) for role in ("living", "workers")])
    spread = credibility([], [], talk=[Talk("living", 2.0, heads=2)] * 9, people=PEOPLE, professionals=PROFESSIONALS)
    assert (spread.evenness, spread.gini, spread.voices) == (None, None, None)


@given(rooms=st.lists(st.tuples(st.integers(2, 20), st.integers(2, 20), st.integers(1, 9)), min_size=1, max_size=8))
def test_where_everybody_spoke_alike_the_ratio_is_one_whatever_the_rooms(rooms: list[tuple[int, int, int]]) -> None:
    talk = [
        Talk(role, heads * each, heads=heads, room=str(at))
        for at, (few, many, each) in enumerate(rooms)
        for role, heads in (("living", few), ("workers", many))
    ]
    assert talk_ratio(["workers"], talk) == pytest.approx(1)
    found = sides(talk, PROFESSIONALS)
    assert found.talk == pytest.approx(found.heads)
    assert (found.rooms, found.more, found.less, found.chance) == (len(rooms), 0, 0, True)


@pytest.mark.parametrize(("rooms", "chance"), [(5, True), (6, False)])
def test_chance_is_asked_of_rooms_not_of_turns(rooms: int, chance: bool) -> None:
    talk = [one for at in range(rooms) for one in (Talk("living", 10, 5, str(at)), Talk("workers", 90, 5, str(at)))]
    found = sides(talk, PROFESSIONALS)
    assert (found.more, found.less, found.chance) == (rooms, 0, chance)
    assert (found.heads, found.talk) == (pytest.approx(0.5), pytest.approx(0.9))


def test_rooms_without_the_other_side_or_without_a_word_are_left_out() -> None:
    alone = [Talk("living", 30, 9, "a"), Talk("lived", 3, 2, "a"), Talk("living", 0, 5, "b"), Talk("workers", 0, 5, "b")]
    found = sides(alone, PROFESSIONALS)
    assert (found.rooms, found.chance) == (0, True)
    assert math.isnan(found.heads)
    assert math.isnan(found.talk)
    assert math.isnan(talk_ratio(["workers"], []))


def test_nothing_said_says_so() -> None:
    found = credibility([], [], people=PEOPLE, professionals=PROFESSIONALS)
    assert [one.kind for one in found.sentences] == ["nothing said"]
    one_side = credibility(said(5, 0), [], people=PEOPLE, professionals=PROFESSIONALS)
    assert one_side.sentences[0].kind == "one side only"


@pytest.mark.parametrize(
    ("contributions", "citations", "sentence"),
    [
        ([Contribution(1, "living")] * 2, [], "given twice"),
        (said(2, 2), [Citation("d", 9)], "not among"),
        ([Contribution(1, "kin")], [], "no number of people"),
    ],
)
def test_what_does_not_fit_is_refused(contributions: list[Contribution], citations: list[Citation], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        credibility(contributions, citations, people=PEOPLE, professionals=PROFESSIONALS)


def test_equal_treatment_raises_few_alarms() -> None:
    rng = np.random.default_rng(8)
    contributions, alarms = said(25, 35), 0
    for _ in range(300):
        citations = [Citation("d", int(at)) for at in np.flatnonzero(rng.random(60) < 0.3)]
        found = credibility(contributions, citations, people=PEOPLE, professionals=PROFESSIONALS)
        alarms += found.sentences[0].kind == "cited of ten, not chance"
    assert alarms <= 15
