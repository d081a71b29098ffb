"""Candidates: two ways to find phrases and a slow twin give the same answer."""

import builtins

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.language.candidates import finder

WORDS = st.sampled_from(["drug", "drugs", "user", "users", "ex", "con", "a", "the", "clean"])
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8, unique=True)
TEXTS = st.lists(
    st.sampled_from(["drug", "drugs", "user", "users", "ex", "con", "xcon", "a", "the", "clean", " ", " ", "-", ". ", "'s", "s", "_"]),
    max_size=25,
)


def slowly(phrases, text):
    """From left to right, at the beginning of each word the longest phrase that ends a word."""
    text = text.replace("-", " ")
    inside = [letter.isalnum() or letter == "_" for letter in text] + [False]
    spans, at = [], 0
    while at < len(text):
        here = [
            (len(phrase), index) for index, phrase in enumerate(phrases) if text.startswith(phrase, at) and not inside[at + len(phrase)]
        ]
        if here and not (at and inside[at - 1]):
            size, index = max(here)
            spans.append((at, at + size, index))
            at += size
        else:
            at += 1
    return spans


@settings(max_examples=400)
@given(PHRASES, TEXTS.map("".join))
def test_both_ways_agree_with_a_slow_twin(phrases, text):
    expected = slowly(phrases, text)
    assert finder(phrases, compiled=False).find(text) == expected
    assert finder(phrases, compiled=True).find(text) == expected


@pytest.mark.parametrize("compiled", [True, False])
class TestBoth:
    def test_the_longest_wins(self, compiled):
        assert finder(["drug", "drug user"], compiled=compiled).find("a drug user") == [(2, 11, 1)]

    def test_only_whole_words(self, compiled):
        assert finder(["con", "addict"], compiled=compiled).find("concern, addictive, falcon") == []

    def test_a_phrase_that_ends_inside_a_word_hides_no_other(self, compiled):
        found = finder(["drug", "drug user", "userspace"], compiled=compiled).find("drug userspace")
        assert found == [(0, 4, 0), (5, 14, 2)]

    def test_a_hyphen_is_a_space(self, compiled):
        assert finder(["drug user"], compiled=compiled).find("drug-user") == [(0, 9, 0)]

    def test_an_owner_is_found(self, compiled):
        assert finder(["addict"], compiled=compiled).find("the addict's child") == [(4, 10, 0)]

    def test_no_phrases(self, compiled):
        assert finder([], compiled=compiled).find("anything") == []


def test_without_the_wheel_the_pure_way_is_taken(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "ahocorasick_rs":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert finder(["addict"]).find("an addict") == [(3, 9, 0)]
    with pytest.raises(ImportError):
        finder(["addict"], compiled=True)
