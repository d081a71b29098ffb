"""Folding: what becomes one way of writing, what parts, and the way back to the source."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kithbridge.engines.language.fold import fold

PIECES = st.sampled_from(
    [
        "drug",
        "Addict",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n\n",
        "\n> ",
        "-\n",
        "\u00ad",
        "\ufb01",
        "\u0130",
        "\u00a0",
        "\t",
        "’",
        "“",
        "\u2011",
        "é",
        "ﬄ",
        "\u2029",
        "a",
    ]
)


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("Drug Abuser", "drug abuser"),
        ("junkie’s", "junkie's"),
        ("drug\u00a0abuser", "drug abuser"),
        ("drug  \t abuser", "drug abuser"),
        ("drug\nabuser", "drug abuser"),
        ("drug\r\nabuser", "drug abuser"),
        ("drug \n   abuser", "drug abuser"),
        ("> drug\n> abuser", "> drug abuser"),
        ("ad\u00addict", "addict"),
        ("o\ufb03ce", "office"),
        ("\u0130zmir", "izmir"),
        ("drug\u2011user", "drug-user"),
        ("drug-\nuser", "drug-user"),
        ("ad-\ndict", "addict"),
        ("One.\n\nTwo", "one.\n\ntwo"),
        ("Plan\nClean since May", "plan\nclean since may"),
        ("“clean”", "“clean”"),
        ("", ""),
    ],
)
def test_one_way_of_writing(source, folded):
    assert fold(source, {"addict"}).text == folded


def test_a_long_line_before_a_capital_goes_on():
    wrapped = "The woman at the desk of the clinic in the old mill by the\nRiver Taff said no."
    assert "\n" not in fold(wrapped).text


@given(st.lists(PIECES, max_size=30).map("".join))
@example("\ufb03\n-")
def test_every_folded_letter_knows_where_it_came_from(source):
    folded = fold(source, {"addict"})
    last = 0
    for place in range(len(folded.text)):
        start, end = folded.source(place, place + 1)
        assert 0 <= start < end <= len(source)
        assert start >= last
        last = start


@given(st.text(max_size=60))
def test_any_text_can_be_folded(source):
    folded = fold(source)
    if folded.text:
        start, end = folded.source(0, len(folded.text))
        assert 0 <= start < end <= len(source)


@given(st.text(alphabet="abcDEF ’“-.", max_size=80))
def test_text_without_odd_spaces_keeps_its_length(source):
    if "  " not in source:
        assert len(fold(source).text) == len(source)
        assert fold(source).source(0, 1) == (0, 1)
