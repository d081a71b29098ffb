"""Marks: where speech begins and ends, and where a sentence does."""

import pytest

from kithbridge.engines.language.fold import fold
from kithbridge.engines.language.marks import Quotes


def mark(source, word="x9"):
    folded = fold(source)
    start = folded.text.index(word)
    return Quotes(folded.text, source).at(start, start + len(word), source.index(word))


@pytest.mark.parametrize(
    "source",
    [
        "“x9”", '"x9"', "‘x9’", "'x9'", "«x9»", "„x9“",
        "She said, “so x9, yes.”", "‘don't x9’", "'it's x9 now'", "“one ‘x9’ two”", "> x9", "  > x9",
        "“One.\n\n“Two x9.”", "“One x9.\n\n“Two.”", '"One x9.\n\n"Two."', "‘the users’ x9 here’",
    ],
)  # fmt: skip
def test_quoted(source):
    assert mark(source) == "quoted"


@pytest.mark.parametrize(
    "source",
    [
        "x9", "“One” x9 “two”", '"One" x9', "it's x9 isn't it",
        "the users' x9 and the nurses' notes", "'til x9 or 'em", "in the '90s x9 was 'ere", "5'4\" x9 6\"",
        "“One.”\n\nx9", "rock 'n' roll x9", "a > b x9", "O'Neill x9 D'Arcy", "“One.\n\nTwo x9.",
    ],
)  # fmt: skip
def test_not_quoted(source):
    assert mark(source) == ""


@pytest.mark.parametrize(
    "source",
    [
        "P7: x9",
        "Anna: x9",
        "Interviewer: x9?",
        "Bron: Us. x9.\nLleu: No.",
        "[00:01] Karen: x9",
        "Mum: I was x9",
        "[Nurse] He's x9",
        "Q. You are x9?",
    ],
)
def test_speaker(source):
    assert mark(source) == "speaker"


@pytest.mark.parametrize(
    "source", ["Plan: x9", "Police: x9", "Risks: x9", "Dad: x9 again", "Health visitor: x9", "at 10: x9", "Anna: no.\n\nLater x9."]
)
def test_no_speaker(source):
    assert mark(source) == ""


def test_a_sentence_ends_at_its_full_stop_not_at_dr():
    text = fold("One. Dr. Shah met x9 here. Two.").text
    quotes = Quotes(text, "")
    start = text.index("x9")
    quotes.at(start, start + 2, start)
    begin, stop = quotes.sentence(start, start + 2)
    assert text[begin:stop].strip() == "dr. shah met x9 here."
