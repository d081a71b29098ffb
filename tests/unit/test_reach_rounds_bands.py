"""Nothing that a brief shows, and nothing that can be reckoned from it, is finer than the smallest count that may be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.reach.bands import Band, band, width

LEAST = st.integers(min_value=1, max_value=20)
MANY = st.integers(min_value=0, max_value=120)


@pytest.mark.parametrize(
    ("n", "said"), [(0, "fewer than 10"), (9, "fewer than 10"), (10, "10 to 19"), (19, "10 to 19"), (20, "20 to 29"), (57, "50 to 59")]
)
def test_in_words(n: int, said: str) -> None:
    assert band(n, 10).said == said


def test_no_rule_goes_below_the_floor() -> None:
    assert band(4, 1).said == "fewer than 5"
    assert width(1) == 5


def test_a_count_of_people_is_not_negative() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        band(-1, 10)


@given(n=MANY, least=LEAST)
def test_it_lies_in_its_band(n: int, least: int) -> None:
    found = band(n, least)
    assert found.low <= n <= found.high
    assert found.hidden == (n < width(least))


def worlds(heard: Band, *themes: Band) -> list[tuple[int, ...]]:
    """Every (how many were heard, how many said each) that the brief does not rule out."""
    found: list[tuple[int, ...]] = [(n,) for n in range(heard.low, heard.high + 1)]
    for theme in themes:
        found = [(*one, n) for one in found for n in range(theme.low, theme.high + 1) if n <= one[0]]
    return found


@given(data=st.data(), least=st.sampled_from([3, 5, 10]), total=st.integers(min_value=0, max_value=45))
def test_no_difference_gives_a_few_people_away(data: st.DataObject, least: int, total: int) -> None:
    """Total minus a theme, theme minus theme: as many values stay possible as the smallest count that may be shown."""
    first, second = (data.draw(st.integers(min_value=0, max_value=total)) for _ in range(2))
    shown = worlds(band(total, least), band(first, least), band(second, least))
    assert (total, first, second) in shown
    wide = width(least)
    for reckoned in (
        {heard for heard, _one, _two in shown},
        {one for _heard, one, _two in shown},
        {heard - one for heard, one, _two in shown},
        {heard - two for heard, _one, two in shown},
        {one - two for _heard, one, two in shown},
        {heard - one - two for heard, one, two in shown},
    ):
        assert len(reckoned) >= wide, (total, first, second)
        assert max(reckoned) - min(reckoned) >= wide - 1


@given(data=st.data(), total=st.integers(min_value=0, max_value=45))
def test_a_hidden_theme_may_be_nobody_and_may_be_several(data: st.DataObject, total: int) -> None:
    hidden = data.draw(st.integers(min_value=0, max_value=min(9, total)))
    other = data.draw(st.integers(min_value=0, max_value=total))
    shown = {one for _heard, one, _other in worlds(band(total, 10), band(hidden, 10), band(other, 10))}
    assert {0, 9} <= shown


def test_exact_counts_would_have_given_them_away() -> None:
    """Twelve heard, eleven hurt: exact, one person did not. As bands, nobody to nine."""
    shown = worlds(band(12, 10), band(11, 10))
    assert {heard - hurt for heard, hurt in shown} == set(range(10))
