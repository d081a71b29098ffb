"""How a count of people may be shown."""

import pytest

from kithbridge.engines.disclosure import show_count


@pytest.mark.parametrize(("n", "shown"), [(0, "fewer than 10"), (1, "fewer than 10"), (9, "fewer than 10"), (10, 10), (1_000, 1_000)])
def test_below_the_threshold_only_words_are_shown(n: int, shown: str | int) -> None:
    assert show_count(n) == shown


@pytest.mark.parametrize("threshold", [-3, 0, 1, 4, 5])
def test_no_threshold_goes_below_the_floor(threshold: int) -> None:
    assert show_count(4, threshold=threshold) == "fewer than 5"
    assert show_count(5, threshold=threshold) == 5


def test_a_rule_may_hide_more() -> None:
    assert show_count(19, threshold=20) == "fewer than 20"
    assert show_count(20, threshold=20) == 20


def test_less_than_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        show_count(-1)
