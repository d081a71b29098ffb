"""Alternatives as they stand in the sentence, word for word. The sentences are in fitted.tsv."""

from pathlib import Path

import pytest

from kithbridge.engines.language.fit import fitted
from kithbridge.engines.language.inflection import Tense, article, conjugated, plural, singular
from kithbridge.engines.language.lexicon import Entry, starter

HERE = Path(__file__).parent
CASES = [line.split("\t") for line in (HERE / "fitted.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def entry(*instead, forms=("addict(s)",)):
    return Entry("A1", "t", forms, "drug use", "avoid", instead, "w", sources=("s",))


def replaced(one, marked):
    """The sentence with the first alternative in the place of what stands in [ ]."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    found = fitted(one, text, start, end)
    assert found.start <= start < end <= found.end
    return text[: found.start] + found.alternatives[0] + text[found.end :]


def test_there_are_enough_cases():
    assert len(CASES) >= 400


@pytest.mark.parametrize(("id_", "marked", "expected"), CASES)
def test_the_first_alternative_stands_in_the_sentence(id_, marked, expected):
    assert replaced(starter().of(id_), marked) == expected


PERSON = entry("person who uses <drug>", "person dependent on <drug>", "(her name)")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("She met an [addict].", "She met a person who uses drugs."),
        ("She met [addicts]", "She met people who use drugs"),
        ("An [addict]’s flat burned.", "The flat of a person who uses drugs burned."),
        ("(An [addict] said.)", "(A person who uses drugs said.)"),
        ("We saw\nan [addict] there", "We saw\na person who uses drugs there"),
        ("It ended. [Addicts] left.", "It ended. People who use drugs left."),
        ("“An [addict] spoke”", "“A person who uses drugs spoke”"),
        ("[ADDICTS] LEAVE TOWN", "PEOPLE WHO USE DRUGS LEAVE TOWN"),
        ("the [crack addict] mum", "the mum who uses crack"),
    ],
)
def test_number_article_and_capitals(marked, expected):
    assert replaced(PERSON, marked) == expected


def test_advice_comes_last_and_is_left_as_it_is():
    found = fitted(PERSON, "Addicts came.", 0, 7)
    assert found.alternatives == ("People who use drugs", "People dependent on drugs", "(her name)")


def test_a_list_that_begins_with_advice_gives_advice():
    found = fitted(entry("(say what she did)", "upset"), "She is manipulative.", 7, 19)
    assert found == (7, 19, ("(say what she did)",))


def test_no_alternative_stands_twice():
    found = fitted(entry("person who uses <drug>", "person who uses drugs"), "Addicts came.", 0, 7)
    assert found.alternatives == ("People who use drugs",)


CAME = entry("did not come (to)", "missed", forms=("fail(s/ed/ing) to attend",))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("She [failed to attend].", "She did not come."),
        ("She [failed to attend] court.", "She did not come to court."),
        ("She [failed to attend] this appointment.", "She did not come to this appointment."),
        ("She [failed to attend] this week.", "She did not come this week."),
        ("She [failed to attend] the next day.", "She did not come the next day."),
        ("She [failed to attend] on Monday.", "She did not come on Monday."),
        ("She had never [failed to attend] court.", "She had never not come to court."),
        ("They did [fail to attend].", "They did not come."),
        ("It is easy to [fail to attend].", "It is easy to not come."),
        ("[Failed to attend] x2.", "Did not come x2."),
    ],
)
def test_tense_and_what_follows(marked, expected):
    assert replaced(CAME, marked) == expected


def test_the_same_place_gives_the_same_answer():
    assert fitted(PERSON, "An addict.", 3, 9) == fitted(PERSON, "An addict.", 3, 9)


ALONE = ["addict", " addict", "addict ", "(addict)", "\naddict\n", "addict's", "addict-", "a addict", "and/addict", "an\n\naddict"]


@pytest.mark.parametrize("text", ALONE)
def test_any_place_can_be_asked(text):
    start = text.index("addict")
    found = fitted(PERSON, text, start, start + 6)
    assert found.alternatives
    assert 0 <= found.start <= start
    assert start + 6 <= found.end <= len(text)


def test_every_form_of_every_entry_gives_an_alternative():
    for one in starter().entries:
        for phrase in one.phrases():
            text = f"She saw {phrase} there."
            found = fitted(one, text, 8, 8 + len(phrase))
            assert found.alternatives, (one.id, phrase)
            for line in found.alternatives:
                assert line == line.strip(), (one.id, phrase, line)
                assert "<" not in line, (one.id, phrase, line)
                assert "  " not in line, (one.id, phrase, line)


def test_inflection():
    assert [plural(noun) for noun in ("person", "baby", "house", "use")] == ["people", "babies", "houses", "use"]
    assert [singular(noun) for noun in ("people", "babies", "houses", "junkies")] == ["person", "baby", "house", "junkie"]
    assert [conjugated("come", tense) for tense in Tense] == ["come", "comes", "came", "come", "coming", "come"]
    assert [conjugated("be", tense) for tense in Tense] == ["are", "is", "was", "been", "being", "be"]
    assert [article(words) for words in ("address", "use of it", "HIV test", "person")] == ["an", "", "an", "a"]
