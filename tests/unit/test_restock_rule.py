"""The order rule: examples, refusals, what must hold for every input, and the same as a slow twin written another way."""

from __future__ import annotations

import doctest
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kithbridge.engines import restock
from kithbridge.engines.restock import Advice, Because, Situation, advise, busiest, usable, would_end

NUMBERS = st.integers(0, 400)
ASKS = st.lists(NUMBERS, max_size=40)
SITUATIONS = st.builds(
    Situation,
    asks=ASKS,
    here=st.integers(0, 900),
    coming=st.integers(0, 900),
    pack=st.integers(1, 120),
    must=st.booleans(),
    opening=st.integers(0, 300),
    life=st.none() | st.integers(0, 120),
    lead=st.integers(1, 6),
)
LOTS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-3, 40)), max_size=5)


def test_examples() -> None:
    result = doctest.testmod(restock)
    assert result.attempted == 5
    assert result.failed == 0


# --- The twin: every pack tried, every window written out -----------------------------------------------------
def twin_most(asks: Sequence[int], weeks: int = 3) -> int:
    last = list(asks)[-26:]
    windows = [last[start : start + weeks] for start in range(len(last))]
    return max((sum(one) for one in windows if len(one) == weeks or len(last) < weeks), default=0)


def twin(of: Situation) -> tuple[int, Because]:
    """Packs and why, found by trying one pack after the other."""
    most, known = twin_most(of.asks, of.lead + 1), list(of.asks)[-26:]
    wanted = Fraction(4, 5) * most
    if most <= of.pack:
        wanted = Fraction(most)
    elif wanted < of.pack:
        wanted = Fraction(of.pack)
    because = Because.BUSIEST
    if len(known) < 8 and of.opening >= wanted:
        wanted, because = Fraction(of.opening), Because.OPENING
    packs = 0
    while of.here + of.coming + packs * of.pack < wanted:
        packs += 1
    if of.life is not None and known:
        can_be_used = Fraction(sum(known), len(known)) * max(of.life - 8, 0)
        while packs > (1 if of.here + of.coming < of.pack else 0) and of.here + of.coming + packs * of.pack > can_be_used:
            packs, because = packs - 1, Because.ENDS
    if of.must and of.here + of.coming + packs * of.pack < of.pack:
        packs, because = 1, Because.MUST
    return packs, because


@given(SITUATIONS)
@example(Situation([50, 50, 50] * 3, pack=10, life=10))
@example(Situation([1, 0, 0, 0, 0, 0, 0, 0], pack=40, must=True))
@example(Situation([], opening=0))
def test_the_same_as_the_twin(of: Situation) -> None:
    found = advise(of)
    assert (found.packs, found.because) == twin(of)
    assert found.most == twin_most(of.asks, of.lead + 1)


@given(ASKS)
def test_the_busiest_three_weeks(asks: list[int]) -> None:
    assert busiest(asks) == twin_most(asks)


def test_half_a_year_is_twenty_six_weeks() -> None:
    assert busiest([9, *[0] * 25]) == 9
    assert busiest([9, *[0] * 26]) == 0


# --- What must hold -----------------------------------------------------------------------------------------
@given(SITUATIONS)
def test_ordering_and_waiting_asks_for_nothing_more(of: Situation) -> None:
    """What was ordered is on its way: the rule does not order it a second time."""
    packs = advise(of).packs
    assert advise(replace(of, coming=of.coming + packs * of.pack)).packs == 0


@given(SITUATIONS, st.integers(1, 50))
def test_more_here_never_orders_more(of: Situation, more: int) -> None:
    assert advise(replace(of, here=of.here + more)).packs <= advise(of).packs


@given(SITUATIONS)
def test_where_orders_take_longer_never_less_is_ordered(of: Situation) -> None:
    assert advise(replace(of, lead=of.lead + 1)).packs >= advise(of).packs


@given(SITUATIONS)
def test_a_must_have_is_never_below_one_pack(of: Situation) -> None:
    if of.must:
        assert of.position + advise(of).packs * of.pack >= of.pack


@given(SITUATIONS)
def test_what_was_asked_for_and_is_not_there_is_ordered(of: Situation) -> None:
    if of.position == 0 and busiest(of.asks) > 0:
        assert advise(of).packs >= 1


@given(SITUATIONS)
def test_nothing_before_the_half_year_matters(of: Situation) -> None:
    longer = replace(of, asks=[399, *of.asks])
    if len(of.asks) >= 26:
        assert advise(longer) == advise(of)


@pytest.mark.parametrize(
    ("took", "weeks"),
    [
        ([], 2),
        ([5] * 4, 2),  # four orders are no habit
        ([1] * 9, 2),
        ([2, 2, 2, 2, 3], 3),
        ([2] * 9 + [4], 2),
        ([2] * 8 + [4] * 2, 4),
        ([20] * 5, 6),
    ],
)
def test_how_long_an_order_takes(took: list[int], weeks: int) -> None:
    assert restock.lead(took) == weeks
    assert restock.lead(reversed(took)) == weeks


# --- Examples by name ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("of", "said"),
    [
        (Situation([20] * 26, here=22, pack=25), Advice(2, Because.BUSIEST, 60, 48)),
        (Situation([20] * 26, here=48, pack=25), Advice(0, Because.BUSIEST, 60, 48)),
        (Situation([20] * 26, here=48, pack=25, lead=3), Advice(1, Because.BUSIEST, 80, 64)),
        (Situation([3] * 26, pack=10), Advice(1, Because.BUSIEST, 9, 9)),
        (Situation([4] * 26, pack=10), Advice(1, Because.BUSIEST, 12, 10)),
        (Situation([0] * 26, pack=10), Advice(0, Because.BUSIEST, 0, 0)),
        (Situation([0] * 26, pack=10, must=True), Advice(1, Because.MUST, 0, 10)),
        (Situation([1] * 7, pack=10, opening=30), Advice(3, Because.OPENING, 3, 30)),
        (Situation([1] * 8, pack=10, opening=30), Advice(1, Because.BUSIEST, 3, 3)),
        (Situation([20] * 26, pack=5, life=9), Advice(4, Because.ENDS, 60, 48)),
        (Situation([20] * 26, pack=5, life=3), Advice(1, Because.ENDS, 60, 48)),
    ],
)
def test_said_by_example(of: Situation, said: Advice) -> None:
    assert advise(of) == said


@pytest.mark.parametrize(
    "wrong", [{"asks": [-1]}, {"asks": [], "here": -1}, {"asks": [], "coming": -1}, {"asks": [], "pack": 0}, {"asks": [], "life": -1}]
)
def test_what_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pack|0 or more"):
        Situation(**wrong)  # type: ignore[arg-type]


# --- Lots ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("lots", "n"), [([], 0), ([(5, 3)], 0), ([(5, 4)], 5), ([(5, None), (-9, None)], 5), ([(5, -1)], 0)])
def test_what_can_be_used_when_an_order_comes(lots: list[tuple[int, int | None]], n: int) -> None:
    assert usable(lots) == n


def twin_left(lots: list[tuple[int, int]], asked: int, weeks: int) -> list[int]:
    """Week by week: what ends first goes first; on its last day what is left of a lot is gone."""
    rate = Fraction(asked, weeks) if weeks else Fraction(0)
    here = [Fraction(max(n, 0)) for n, _until in lots]
    order = sorted(range(len(lots)), key=lambda which: lots[which][1])
    for week in range(50):
        wanted = rate
        for which in order:
            if lots[which][1] > week:
                used = min(here[which], wanted)
                here[which], wanted = here[which] - used, wanted - used
    return [-(-left.numerator // left.denominator) for left in here]


@given(LOTS, st.integers(0, 60), st.integers(0, 26))
def test_what_would_be_left_week_by_week(lots: list[tuple[int, int]], asked: int, weeks: int) -> None:
    assert list(would_end(lots, asked, weeks)) == twin_left(lots, asked, weeks)


@given(LOTS, st.integers(0, 60), st.integers(1, 26))
def test_never_more_left_than_there_is(lots: list[tuple[int, int]], asked: int, weeks: int) -> None:
    for left, (n, _until) in zip(would_end(lots, asked, weeks), lots, strict=True):
        assert 0 <= left <= max(n, 0)
