"""The checker: spans, levels, marks from a document, case notes, and that a text always gives the same answer."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.language.check import Checker, Known
from kithbridge.engines.language.lexicon import Lexicon, parse, starter

ENTRY = """id: T{number}
term: {form}
forms: {form}
about: drug use
level: {level}
{rules}instead: person
why: A reason.
sources: none
"""


def entry(number, form, level="avoid", rules=""):
    return ENTRY.format(number=number, form=form, level=level, rules=rules)


def small(*entries):
    return parse("\n".join(entries))


@pytest.fixture(scope="module")
def checker():
    return Checker(starter())


def test_a_finding_says_what_the_list_says(checker):
    (found,) = checker.check("Notes: this is an addict.")
    assert (found.start, found.end, found.text) == (18, 24, "addict")
    assert found.entry == "KB001"
    assert found.level == "avoid"
    assert not found.contested
    assert found.reason
    assert found.sources
    assert found.alternatives
    assert found.version == starter().version
    assert not found.soft


def test_a_finding_does_not_print_the_text(checker):
    (found,) = checker.check("Ms Hall is an addict.")
    assert "Hall" not in repr(found)
    assert "addict" not in repr(found)


def test_spans_are_of_the_source(checker):
    source = "She ﬁlled\u00ad it in. “Fine.”\n\nThe İzmir\u00a0ward has an ad\u00addict in it."
    (found,) = checker.check(source)
    assert source[found.start : found.end] == "ad\u00addict" == found.text


def test_a_phrase_over_a_line_end(checker):
    source = "The unit on the second floor of the old hospital has one drug\nabuser and nobody else."
    (found,) = checker.check(source)
    assert found.text == "drug\nabuser"


class TestLevels:
    SENTENCE = "Mum refused the visit; she is a junkie."

    def test_default_has_no_contested_one(self, checker):
        assert {found.level for found in checker.check(self.SENTENCE)} <= {"slur", "avoid"}

    def test_contested_is_said_to_be_so(self):
        found = Checker(starter(), level="contested").check(self.SENTENCE)
        assert [one.text for one in found if one.contested][-1:] == ["refused"]
        assert [one.text for one in found if not one.contested] == ["junkie"]

    def test_a_longer_contested_phrase_keeps_the_shorter_one_silent(self):
        lexicon = small(entry(1, "problem drug user", "contested"), entry(2, "drug user"))
        assert Checker(lexicon).check("A problem drug user came.") == []
        assert len(Checker(lexicon).check("A drug user came.")) == 1

    def test_another_level_is_refused(self):
        with pytest.raises(ValueError, match="no such level"):
            Checker(starter(), level="strict")


class TestRules:
    def test_one_of_only_is_enough(self):
        lexicon = small(entry(1, "dirty", rules="only: of-test of-child\n"))
        assert Checker(lexicon).check("The urine was dirty.")
        assert not Checker(lexicon).check("The floor was dirty.")

    def test_any_of_unless_is_enough(self):
        lexicon = small(entry(1, "junkie", rules="unless: hobby illness\n"))
        assert not Checker(lexicon).check("A data junkie came.")
        assert Checker(lexicon).check("A junkie came.")

    def test_the_next_entry_of_a_phrase_is_asked(self):
        lexicon = small(entry(1, "clean", rules="only: clean-test\n"), entry(2, "clean", rules="only: clean-person\n"))
        assert [found.entry for found in Checker(lexicon).check("He is clean. His urine was clean.")] == ["T2", "T1"]

    def test_an_unknown_rule_is_refused(self):
        with pytest.raises(ValueError, match="no-such-rule"):
            Checker(small(entry(1, "addict", rules="only: no-such-rule\n")))


class TestKnown:
    SOURCE = "An addict, and a second addict."

    @pytest.mark.parametrize("kind", ["quoted", "code", "name", "speaker"])
    def test_silent_where_the_document_knows_better(self, checker, kind):
        found = checker.check(self.SOURCE, known=[Known(0, 10, kind)])
        assert [one.start for one in found] == [24]

    def test_a_heading_is_text(self, checker):
        assert len(checker.check(self.SOURCE, known=[Known(0, 10, "heading")])) == 2


class TestCaseNotes:
    def test_own_claim_in_marks_is_shown_softly(self, checker):
        (found,) = checker.check("Mother “non-compliant” with methadone.", genre="case")
        assert found.soft

    def test_elsewhere_it_is_silent(self, checker):
        assert checker.check("Mother “non-compliant” with methadone.") == []

    def test_what_somebody_said_stays_silent(self, checker):
        assert checker.check("She said “I am a junkie” and laughed.", genre="case") == []

    def test_without_marks_it_is_firm(self, checker):
        (found,) = checker.check("Mother non-compliant with methadone.", genre="case")
        assert not found.soft


def test_an_empty_list_finds_nothing():
    assert Checker(Lexicon(())).check("An addict.") == []


def test_an_empty_text_has_nothing(checker):
    assert checker.check("") == []


@cache
def both():
    return Checker(starter(), compiled=True), Checker(starter(), compiled=False)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "An addict.",
                "“junkie”",
                "\n\n",
                "P7: ",
                "she is clean",
                " ",
                "> ",
                "'",
                '"',
                "the Misuse of Drugs Act",
                "I'm an",
                "addict",
                "failed to attend",
                ":",
                "(",
                "- ",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_both_finders_agree_and_spans_are_in_order(source):
    fast, pure = both()
    found = fast.check(source)
    assert found == pure.check(source) == fast.check(source)
    last = 0
    for one in found:
        assert last <= one.start < one.end <= len(source)
        assert source[one.start : one.end] == one.text
        last = one.end
