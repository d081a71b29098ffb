"""The place where a phrase stands, as rules read it.

Offers `Spot`: the phrase, its sentence before and after it, the words on both sides, who or what is the subject of a verb that begins
there, the noun that the phrase stands before. All of it is worked out when a rule asks, none of it twice.
"""

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from kithbridge.engines.language.context_words import (
    ADVERBS,
    BE,
    CHILDREN,
    FIRST,
    GIVEN,
    NOUNS,
    PEOPLE,
    PROFESSIONALS,
    PRONOUNS,
    SERVICES,
    SMALL,
    word_set,
)
from kithbridge.engines.language.fold import Folded

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - read as a decorator
    """A property worked out at its first use: `functools.cached_property` without its lock, which is slow in Python 3.11."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, instance: Any, owner: type | None = None) -> T:
        value = instance.__dict__[self._name] = self._make(instance)
        return value


_WORD = re.compile(r"\w[\w'’&/-]*|[.,;:!?()\[\]\"“”‘«»—…]")
_PLAIN = re.compile(r"\w+")
_CUT = frozenset(',;:()[]"“”‘«»—….!?')
PREPOSITIONS = word_set("of at in on from with for by under near to about after before during between against without outside inside like")
_DETERMINERS = word_set("the a an this that these those our its his her their your my half all both every each no")
_RELATIVE = frozenset(("who", "that"))


class Spot:
    """A phrase of the list at one place of a folded text.

    Parameters
    ----------
    determined
        True, once `subject` was asked for, where an article or owner stands before the subject: a common noun, no name.
    folded, source
        The folded text and what it was (see `fold`).
    start, end
        The phrase in the folded text.
    begin, stop
        Its sentence there.
    shown
        The phrase as the source writes it: capitals tell names from words.
    phrase
        The phrase as the list has it: folded, a space for each hyphen.
    """

    def __init__(self, folded: Folded, source: str, start: int, end: int, begin: int, stop: int, shown: str, phrase: str) -> None:
        text = folded.text
        self.text, self.start, self.end, self.begin, self.stop, self.shown = text, start, end, begin, stop, shown
        # Asked for at nearly every place.
        self.before, self.after = text[begin:start], text[end:stop]
        self.phrase = phrase
        self._folded, self._source = folded, source
        self.determined = False

    @once
    def source_after(self) -> str:
        """The next forty letters of the source after the phrase."""
        _, end = self._folded.source(self.start, self.end)
        return self._source[end : end + 40]

    @once
    def original(self) -> tuple[str, str]:
        """The sentence as the source writes it: before the phrase, and after it."""
        begin, stop = self._folded.source(self.begin, self.stop)
        start, end = self._folded.source(self.start, self.end)
        return self._source[begin:start], self._source[end:stop]

    def is_name(self, word: str) -> bool:
        """True where a folded word of the sentence is somebody's name: known, or with a capital inside the sentence."""
        if word in GIVEN:
            return True
        before, after = self.original
        at = (before + self.shown + after).find(word.capitalize())
        return at > 0 and word.isalpha()

    @once
    def head(self) -> str:
        """The last word of the phrase."""
        return self.phrase.rpartition(" ")[2]

    @once
    def sentence(self) -> str:
        """All of the sentence."""
        return self.text[self.begin : self.stop]

    @once
    def left(self) -> list[str]:
        """Words and marks before the phrase, the nearest last."""
        return _WORD.findall(self.before[-240:])

    @once
    def possessive(self) -> bool:
        """True where the phrase is an owner: "the addict's child"."""
        return self.after.startswith(("'s ", "' "))

    @once
    def right(self) -> list[str]:
        """Words and marks after the phrase, the nearest first, without an ending of the phrase itself."""
        return _WORD.findall(self.after[2:90] if self.after.startswith("'s") else self.after[:90])

    @once
    def words(self) -> frozenset[str]:
        """All other words of the sentence, hyphened ones in their parts, without endings after an apostrophe."""
        return frozenset(_PLAIN.findall(f"{self.before}\0{self.after}"))

    @once
    def previous(self) -> str:
        """The word right before, "" at the beginning or behind a mark."""
        before = self.before
        if not before or before[-1] != " ":
            return ""
        word = before[before.rfind(" ", 0, -1) + 1 : -1].lstrip("\"“‘'([*_")
        return word if word and (word[-1].isalnum() or word[-1] == "'") else ""

    @once
    def next(self) -> str:
        """The word right after, "" at the end or before a mark."""
        right = self.right
        return right[0] if right and right[0] not in _CUT else ""

    @once
    def noun(self) -> str:
        """The noun of which the phrase is an attribute: "chaotic *ward*", "clean dry *needles*"; "" where it stands by itself.

        The last word of the row of words that follows, up to a mark or a word that holds sentences together.
        """
        found = ""
        if self.possessive:
            return ""
        for word in self.right[:5]:
            if word in _CUT or word in SMALL or word in PRONOUNS or word in FIRST or word in PREPOSITIONS:
                break
            if len(word) == 1:
                break
            bare = word.removesuffix("'s").removesuffix("'")
            if found and (
                word in ADVERBS or (word.endswith(("ed", "ing", "ly")) and bare not in PEOPLE) or (found in NOUNS and bare not in NOUNS)
            ):
                break
            found = bare
            if word.endswith("'s") or (found in PEOPLE and not (found in NOUNS and found not in PEOPLE)):
                break
        return "" if found in ADVERBS else found

    @once
    def clause(self) -> list[str]:
        """The words before the phrase, back to the last mark that parts clauses. A part between commas is stepped over."""
        words = self.left
        for place in range(len(words) - 1, -1, -1):
            if words[place] in _CUT:
                if words[place] == "," and place and self._aside(words, place):
                    continue
                return words[place + 1 :]
        return words

    @staticmethod
    def _aside(words: list[str], place: int) -> bool:
        """True where the comma at `place` closes an aside: "mum, who lives there, failed"."""
        return place == len(words) - 1 and "," in words[:place]

    @once
    def subject(self) -> str:
        """The subject of a verb that begins with the phrase: its head noun or pronoun, "" where none is written ("Failed to attend")."""
        words = [word for word in self.left if word not in ('"', "“", "”")]
        while words:
            word = words[-1]
            if word in ("and", "but", "or", "then") and len(words) > 1:
                # "he came late and refused": the subject stands before the first verb.
                return self._first_subject(words[:-1])
            if (
                word in ADVERBS
                or word in BE
                or word in ("to", "been", "not", "a", "an", "the", "have")
                or (word.endswith("ly") and word not in ("family", "elderly"))
            ):
                words.pop()
                if word == "to" and words and words[-1] not in NOUNS:
                    words.pop()
            elif word == ",":
                opening = len(words) - 2
                while opening >= 0 and words[opening] != ",":
                    opening -= 1
                words = words[:opening] if opening > 0 else words[:-1]
            elif word in _CUT:
                return ""
            elif word in _RELATIVE:
                words.pop()
                while words and words[-1] in (",", ";"):
                    words.pop()
                # "A slip that lies about" is a thing; "the stoner who", "the man that" are people.
                self.determined = word == "that" and any(before in _DETERMINERS for before in words[-3:-1])
                return "those" if words and words[-1] == "those" else self._nearest(words)
            else:
                break
        return self._head(words)

    def _head(self, words: list[str]) -> str:
        """The head of the row of words that ends `words`: the word before its first preposition, "the nurse at the clinic"."""
        row: list[str] = []
        for word in reversed(words):
            if (word in _CUT and word != ",") or word in (
                "and",
                "but",
                "that",
                "because",
                "when",
                "if",
                "while",
                "as",
                "says",
                "said",
                "noted",
                "than",
            ):
                break
            row.insert(0, word)
        whole = row[:]
        while row and row[0] in (",", "the", "a", "an"):
            row.pop(0)
        if "," in row:
            row = row[len(row) - row[::-1].index(",") :]
        if not row:
            return ""
        first = next((place for place, word in enumerate(row) if word in PREPOSITIONS), len(row))
        if first == 0 or (first > 0 and any(is_verbish(word) for word in row[:first])):
            first = len(row)
        head = row[first - 1].removesuffix("'s").removesuffix("'")
        self.determined = len(row) < len(whole) or any(word in _DETERMINERS for word in row[: first - 1])
        return head

    def _nearest(self, words: list[str]) -> str:
        """The last noun with a known class, for "the mother of two who failed": who is a person, whatever stands near."""
        for word in reversed(words):
            bare = word.removesuffix("'s").removesuffix("'")
            if bare in PEOPLE or bare in PROFESSIONALS or bare in SERVICES or bare in PRONOUNS or bare in FIRST:
                return bare
            if word in _CUT:
                break
        return words[-1] if words else ""

    def _first_subject(self, words: list[str]) -> str:
        """The first known noun or pronoun of the sentence."""
        for place, word in enumerate(words):
            bare = word.removesuffix("'s").removesuffix("'")
            known = bare in PEOPLE or bare in PROFESSIONALS or bare in SERVICES or bare in PRONOUNS or bare in FIRST
            if known and not (place + 1 < len(words) and self._compound(bare, words[place + 1])):
                return bare
        return ""

    @staticmethod
    def _compound(word: str, following: str) -> bool:
        """True for the first part of "family court", "drug service"."""
        return following in SERVICES or (following in PROFESSIONALS and word not in PRONOUNS)

    @once
    def child_subject(self) -> bool:
        """True where the subject is a child."""
        return self.subject in CHILDREN


def is_verbish(word: str) -> bool:
    """True for words that are most likely verbs in the past: then a row of words is not one noun."""
    return word.endswith("ed") and word not in ("addicted", "red", "bed", "shed", "need", "unwed")
