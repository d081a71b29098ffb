"""What a band calls itself is true of every count in it, and of none it must not be."""

from __future__ import annotations

import pytest

from kithbridge.engines.opinion import bands, small
from kithbridge.engines.opinion.bands import KNOWN, band, cuts, ends


@pytest.mark.parametrize("known", [6, KNOWN, 8])
@pytest.mark.parametrize("most", [None, 12, 15, 20])
def test_a_word_is_true_of_every_count_it_stands_for(known: int, most: int | None) -> None:
    for s in range(2 * known + 3, 120):
        edges = cuts(s, known, most)
        for k in range(s + 1):
            word, (least, last) = band(k, s, edges).word, ends(k, s, edges)
            more, fewer = 2 * least > s, 2 * last < s
            assert (word in ("most", "nearly all"), word in ("few", "nearly nobody")) == (more, fewer), (k, s)
            assert (word == "nearly all") == (least >= 0.85 * s), (k, s)
            assert (word == "nearly nobody") == (s - last >= 0.85 * s), (k, s)


@pytest.mark.parametrize(
    ("s", "edges"), [(16, ()), (17, (9,)), (20, (9, 12)), (30, (11, 20)), (53, (18, 36)), (54, (9, 19, 36, 46)), (100, (16, 34, 67, 85))]
)
def test_where_bands_begin(s: int, edges: tuple[int, ...]) -> None:
    assert cuts(s) == edges


def test_exactly_half_is_no_majority_to_either_side() -> None:
    assert [band(9, 18, cuts(18)).word, cuts(18)] == ["split", (9, 10)]


@pytest.mark.parametrize("known", [6, KNOWN, 8, 9])
def test_with_one_voter_fewer_than_words_need_there_is_no_cut_at_all(known: int) -> None:
    """Whoever asks for bands without asking first what may be told is told nothing."""
    assert [cuts(s, known) for s in range(2 * known + 3)] == [()] * (2 * known + 3)
    assert band(3, 2 * known + 2, cuts(2 * known + 2, known)) == bands.UNTOLD
    assert cuts(2 * known + 3, known) != ()


@pytest.mark.parametrize("n", range(8))
def test_below_eight_the_line_of_the_mode_never_says_yes(n: int) -> None:
    assert not small.mode_table(n, 0)
    assert small.mode_table(8, 0)
