"""Figures of supply: golden values by hand, and what happens where there is nothing to divide by."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines import indicators
from kithbridge.engines.disclosure import margins, show_count
from kithbridge.engines.indicators import Range, Standing

SMALL = st.integers(0, 60)


@pytest.mark.parametrize("module", [indicators, margins])
def test_examples(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


class TestSets:
    @pytest.mark.parametrize(
        ("sets", "low", "high", "least", "most"),
        [
            (54_000, 900, 1_400, Fraction(270, 7), 60),  # 38.6 to 60: Tarrowby's invented numbers
            (270_000, 900, 900, 300, 300),
            (0, 900, 1_400, 0, 0),
            (100, 0, 10, 10, None),  # there may be nobody: no upper end
        ],
    )
    def test_golden(self, sets: int, low: int, high: int, least: int | Fraction, most: int | None) -> None:
        assert indicators.sets_per_person(sets, Range.of(low, high)) == Range(Fraction(least), None if most is None else Fraction(most))

    def test_nobody_gives_no_figure(self) -> None:
        assert indicators.sets_per_person(10, Range.of(0, 0)) is None

    @pytest.mark.parametrize(
        ("low", "high", "bands"),
        [(0, 99, (0, 0)), (100, 199, (1, 1)), (99, 100, (0, 1)), (200, 299, (2, 2)), (300, 4_000, (3, 3)), (12, 300, (0, 3))],
    )
    def test_bands(self, low: int, high: int, bands: tuple[int, int]) -> None:
        assert indicators.set_bands(Range.of(low, high)) == bands

    def test_an_open_end_reaches_the_highest_band(self) -> None:
        assert indicators.set_bands(Range(Fraction(5), None)) == (0, 3)


class TestNaloxone:
    @pytest.mark.parametrize(
        ("kits", "low", "high", "least", "most", "standing"),
        [
            (420, 21, 21, 20, 20, Standing.REACHED),
            (399, 19, 21, 19, 21, Standing.AROUND),
            (171, 19, 19, 9, 9, Standing.BELOW),
            (4, 0, 2, 2, None, Standing.AROUND),
        ],
    )
    def test_golden(self, kits: int, low: int, high: int, least: int, most: int | None, standing: Standing) -> None:
        found = indicators.naloxone_ratio(kits, Range.of(low, high))
        assert found == Range(Fraction(least), None if most is None else Fraction(most))
        assert indicators.standing(found, indicators.NALOXONE_AIM) is standing

    def test_no_death_gives_no_figure(self) -> None:
        assert indicators.naloxone_ratio(400, Range.of(0, 0)) is None


class TestShares:
    @pytest.mark.parametrize(("back", "out", "share"), [(51, 100, 51), (112, 100, 112), (0, 5, 0), (3, 1, 300)])
    def test_more_than_all_may_come_back(self, back: int, out: int, share: int) -> None:
        assert indicators.per_hundred(back, out) == share

    def test_nothing_out_is_no_share(self) -> None:
        assert indicators.per_hundred(4, 0) is None
        assert indicators.unmet(0, 0) is None

    @pytest.mark.parametrize(("missing", "out", "share"), [(1, 3, 25), (5, 0, 100), (0, 9, 0)])
    def test_unmet_is_of_what_was_wanted(self, missing: int, out: int, share: int) -> None:
        assert indicators.unmet(missing, out) == share

    @pytest.mark.parametrize("make", [lambda: indicators.per_hundred(-1, 4), lambda: indicators.sets_per_person(-1, Range.of(1, 2))])
    def test_less_than_nothing_is_refused(self, make: object) -> None:
        with pytest.raises(ValueError, match="0 or more"):
            make()  # type: ignore[operator]

    @pytest.mark.parametrize(("low", "high"), [(-1, 4), (5, 4)])
    def test_a_range_that_is_none(self, low: int, high: int) -> None:
        with pytest.raises(ValueError, match="a range goes"):
            Range.of(low, high)


@given(sets=st.integers(0, 10**7), low=st.integers(1, 10**5), more=st.integers(0, 10**5))
def test_a_range_of_people_gives_a_range_that_holds_every_figure_between(sets: int, low: int, more: int) -> None:
    found = indicators.sets_per_person(sets, Range.of(low, low + more))
    assert found is not None
    assert found.high is not None
    for people in {low, low + more // 2, low + more}:
        assert found.low <= Fraction(sets, people) <= found.high
    assert (indicators.set_bands(found)[0] == 3) == (indicators.standing(found, indicators.SETS_TARGET) is Standing.REACHED)


@given(year=st.integers(2000, 2100), month=st.integers(1, 12), n=st.integers(1, 80))
def test_a_window_is_so_many_months_without_a_gap(year: int, month: int, n: int) -> None:
    found = list(indicators.window(year, month, n))
    assert len(found) == n
    assert found[-1] == (year, month)
    numbers = [y * 12 + m for y, m in found]
    assert numbers == list(range(numbers[0], numbers[0] + n))


# --- What may leave: whoever knows the rule and all that is shown cannot reckon a hidden number ------------------
MOST = 40


@pytest.mark.parametrize("threshold", [5, 10])
@pytest.mark.parametrize("areas", [2, 3])
def test_of_every_hidden_part_as_many_values_fit_as_the_threshold(threshold: int, areas: int) -> None:
    """Everything that could be true is tried, and sorted by what is shown of it."""
    most = MOST if areas == 2 else 2 * threshold + 2
    fits: dict[margins.Row, list[set[int]]] = {}

    def every(n: int) -> list[tuple[int, ...]]:
        return [()] if n == 0 else [(*rest, last) for rest in every(n - 1) for last in range(most + 1)]

    for parts in every(areas):
        shown = margins.shown_row(parts, threshold=threshold)
        for place, part in enumerate(parts):
            fits.setdefault(shown, [set() for _ in parts])[place].add(part)
    assert len(fits) > threshold
    for shown, values in fits.items():
        for part, possible in zip(shown.parts, values, strict=True):
            if part is None and (not isinstance(shown.total, int) or shown.total <= most):
                assert len(possible) >= threshold, f"{shown}: {possible}"
            elif part is not None:
                assert possible == {part}


@given(parts=st.lists(SMALL, max_size=5), threshold=st.integers(0, 25))
def test_nothing_small_is_ever_shown(parts: list[int], threshold: int) -> None:
    shown = margins.shown_row(parts, threshold=threshold)
    least = margins.least(threshold)
    assert shown.total == show_count(sum(parts), threshold=threshold)
    for part, told in zip(parts, shown.parts, strict=True):
        assert told is None or (told == part and part >= least)
    assert sum(margins.number(part) for part in shown.parts) <= margins.number(shown.total)
