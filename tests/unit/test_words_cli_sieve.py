"""A short text is checked with the entries that it can hold: none of the list's phrases may be lost by that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.cli.words_sieve import LONGEST, needed, sifted
from kithbridge.engines.language.check import Checker
from kithbridge.engines.language.lexicon import expand, parse, starter
from tests.unit.worded import LIST

WHOLE = Checker(starter(), level="all")
PHRASES = tuple(starter().phrases())
# What may stand between two words of a phrase, and still be found.
BETWEEN = (" ", "-", "\n", "  ", "\u00a0", "\u00ad ", "‑", "-\n")


def squeezed(text: str) -> str:
    return "".join(letter for letter in text if "a" <= letter <= "z")


def test_the_letters_that_a_form_needs_stand_in_all_of_its_phrases() -> None:
    forms = [form for entry in starter().entries for form in entry.forms]
    for form in forms:
        assert all(needed(form) in squeezed(phrase) for phrase in expand(form)), form
    # It would be of no use if most needed nothing.
    assert sum(len(needed(form)) >= 4 for form in forms) > 0.8 * len(forms)


@pytest.mark.parametrize(
    ("form", "letters"),
    [
        ("addict(s)", "addict"),
        ("(the) homeless", "homeless"),
        ("stigmatise(d)", "stigmat"),
        ("programme(s)", "progra"),
        ("a(b(c)d)e", ""),
        ("this/that", ""),
        ("<drug>", ""),
    ],
)
def test_what_a_form_needs(form: str, letters: str) -> None:
    assert needed(form) == letters


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4), st.sampled_from(BETWEEN), st.booleans(), st.sampled_from(" .,;\n“"))
def test_findings_are_those_of_the_whole_list(phrases: list[str], between: str, capitals: bool, after: str) -> None:
    text = f"The paper wrote of a {f'{after} and a '.join(phrase.replace(' ', between) for phrase in phrases)} again."
    text = text.upper() if capitals else text
    few = Checker(sifted(starter(), text), level="all")
    assert few.check(text) == WHOLE.check(text)


def test_ligatures_and_odd_letters_lose_nothing() -> None:
    text = "The ﬁle says: unﬁt mother, an add\u00adict, a junK\u0130E, ADDİCT."
    assert Checker(sifted(starter(), text), level="all").check(text) == WHOLE.check(text)


def test_a_text_without_any_word_of_the_list_keeps_few_entries() -> None:
    kept = sifted(starter(), "The van came at four.")
    assert len(kept) < len(starter()) / 2
    assert len(kept.phrases()) < 50
    assert kept.version == starter().version
    assert Checker(kept).check("The van came at four.") == []
    empty = sifted(parse(LIST), "The van came at four.")
    assert len(empty) == 0
    assert Checker(empty).check("The van came at four.") == []


def test_a_long_text_is_checked_with_all_of_the_list() -> None:
    assert sifted(starter(), "x" * (LONGEST + 1)) is starter()
