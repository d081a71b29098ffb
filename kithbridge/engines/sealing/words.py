"""Secret words: drawn from a list, typed back in as forgivingly as is safe.

Offers: `WordList` (`load`, `draw`, `bits`), `read_words` -> `Reading` (or its `Problem`), `normalise`.

Each word may be typed as its first three letters or more, or whole with one slip in it. A slip is put right
here, before any key is computed; a word that could be two is none (UNKNOWN), so one entry is at most one
secret. The shipped list is built so that this never happens: words are at least three edits apart, no two
share their first three letters, and no single slip of one word is the beginning, or a swap, of another
(tests/unit/test_sealing_words.py checks every one). Source of the idea: Electronic Frontier Foundation, short
word list 2 (NOTICE).
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib import resources
from typing import Final

__all__ = ["Problem", "Reading", "WordList", "normalise", "read_words"]

PREFIX: Final = 3  # letters that tell a word from every other
LONGEST_TEXT: Final = 2_000  # characters: seven words and their numbering need a tenth of it
_NAME: Final = re.compile(r"[a-z]{2,3}")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_SPACES_THAT_FORMAT: Final = {0x200B: " ", 0x2060: " ", 0xFEFF: " "}


class Problem(StrEnum):
    """Why an entry could not be read."""

    TOO_FEW = "too few words"
    TOO_MANY = "too many words"
    UNKNOWN = "a word is not in the list"
    TOO_LONG = "too long"
    NOT_TEXT = "not text"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the words, or the problem. `corrected` counts the slips put right. Words never show in a
    repr."""

    words: tuple[str, ...] | None = field(repr=False)
    corrected: int = 0
    problem: Problem | None = None


@dataclass(frozen=True)
class WordList:
    """A language's list of words.

    Parameters
    ----------
    words : tuple of str
        Lower case letters only, 3 or more; no two with the same first three letters.
    name : str
        Language code.
    retired : tuple of str
        Words no longer drawn (the community took them out) but still read, for people who hold them.

    Raises
    ------
    ValueError
        A word is not of that form, or two share their first three letters.

    Examples
    --------
    >>> words = WordList.load("en")
    >>> len(words.draw(7)), words.bits(7) >= 72
    (7, True)
    """

    words: tuple[str, ...] = field(repr=False)
    name: str
    retired: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not self.words or not all(re.fullmatch(r"[a-z]{3,}", word) for word in self._readable):
            raise ValueError(f"word list {self.name}: words have three or more letters a to z")
        if len(self._by_prefix) < len(self._readable):
            raise ValueError(f"word list {self.name}: two words share their first three letters")

    @staticmethod
    def load(name: str = "en") -> WordList:
        """The list shipped for a language; LookupError when there is none."""
        return _load(name)

    def draw(self, n: int = 7, *, choice: Callable[[Sequence[str]], str] = secrets.choice) -> tuple[str, ...]:
        """`n` words, each drawn from the whole list by `choice`."""
        return tuple(choice(self.words) for _ in range(n))

    def bits(self, n: int = 7) -> float:
        """Entropy of `n` drawn words, in bits."""
        return n * math.log2(len(self.words))

    def match(self, typed: str) -> tuple[str, int] | None:
        """The one word that `typed` (lower case) is, and the slips in it (0 or 1); None for none or several."""
        begun = self._begun(typed)
        if begun is not None and (len(typed) == PREFIX or typed == begun):
            return begun, 0
        meant = self._one_edit(typed) or self._one_swap(typed)
        if begun is not None:
            return (begun, 0) if meant <= {begun} else None
        return (meant.pop(), 1) if len(meant) == 1 else None

    def split(self, joined: str) -> tuple[str, ...] | None:
        """Whole words typed without a space between them; at most one way, as no word begins another."""
        found: list[str] = []
        while joined:
            word = self._by_prefix.get(joined[:PREFIX])
            if word is None or not joined.startswith(word):
                return None
            found.append(word)
            joined = joined[len(word) :]
        return tuple(found)

    def split_prefixes(self, joined: str) -> tuple[str, ...] | None:
        """Words typed as three letters each without a space between them."""
        parts = [joined[at : at + PREFIX] for at in range(0, len(joined), PREFIX)]
        found = [self._by_prefix[part] for part in parts if part in self._by_prefix]
        return tuple(found) if len(found) == len(parts) else None

    def _begun(self, typed: str) -> str | None:
        word = self._by_prefix.get(typed[:PREFIX])
        return word if word is not None and word.startswith(typed) else None

    def _one_edit(self, typed: str) -> set[str]:
        near = {word for key in _shortened(typed) for word in self._by_shortened.get(key, ())}
        return {word for word in near if _at_most_one_edit(word, typed)}

    def _one_swap(self, typed: str) -> set[str]:
        swapped = (typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1))
        return {word for word in swapped if self._by_prefix.get(word[:PREFIX]) == word}

    @property
    def _readable(self) -> tuple[str, ...]:
        return self.words + self.retired

    @cached_property
    def _by_prefix(self) -> dict[str, str]:
        return {word[:PREFIX]: word for word in self._readable}

    @cached_property
    def _by_shortened(self) -> dict[str, tuple[str, ...]]:
        """Each word and each word less one letter -> the words it came from (about ten thousand keys)."""
        index: dict[str, tuple[str, ...]] = {}
        for word in self._readable:
            for key in _shortened(word):
                index[key] = (*index.get(key, ()), word)
        return index


def read_words(text: object, wordlist: WordList, n: int = 7) -> Reading:
    """Read `n` words as a person typed them. Never raises.

    Parameters
    ----------
    text : str
        Anything else is NOT_TEXT. Case, full-width letters, accents, punctuation, hyphens, numbering and line
        breaks do not matter; three letters each, or whole words, may be typed together without spaces.
    wordlist : WordList
        The list the words were drawn from.
    n : int
        How many words are expected.

    Returns
    -------
    Reading
        With `words` of length `n`, or with `problem`.

    Examples
    --------
    >>> words = WordList(("apple", "basket", "cabin"), "en")
    >>> read_words("1. APP, 2. baskit 3. cabin", words, n=3).words
    ('apple', 'basket', 'cabin')
    >>> read_words("appbascab", words, n=3).words
    ('apple', 'basket', 'cabin')
    >>> read_words("apple basket", words, n=3).problem
    <Problem.TOO_FEW: 'too few words'>
    """
    if not isinstance(text, str):
        return Reading(None, problem=Problem.NOT_TEXT)
    if len(text) > LONGEST_TEXT:
        return Reading(None, problem=Problem.TOO_LONG)
    if any(_is_not_text(sign) for sign in text):
        return Reading(None, problem=Problem.NOT_TEXT)
    typed = _typed(text)
    return _read_typed(typed, wordlist, n)


def normalise(words: Iterable[str]) -> str:
    """The one form of words that is ever derived from: lower case, one space between.

    >>> normalise(["Apple", " basket"])
    'apple basket'
    """
    return " ".join(" ".join(words).lower().split())


def _read_typed(typed: list[str], wordlist: WordList, n: int) -> Reading:
    if len(typed) == n:
        return _one_by_one(typed, wordlist) or Reading(None, problem=Problem.UNKNOWN)
    joined = "".join(typed)
    if len(joined) == PREFIX * n and (words := wordlist.split_prefixes(joined)):
        return Reading(words)
    if len(typed) < n:
        return _parted(typed, wordlist, n)
    if len(typed) == n + 1 and (mended := _mended(typed, wordlist)):
        return mended
    return Reading(None, problem=Problem.TOO_MANY)


def _one_by_one(typed: Sequence[str], wordlist: WordList) -> Reading | None:
    found = [_word(token, wordlist) for token in typed]
    words = tuple(match[0] for match in found if match is not None)
    if len(words) < len(typed):
        return None
    return Reading(words, corrected=sum(match[1] for match in found if match is not None))


def _word(token: str, wordlist: WordList) -> tuple[str, int] | None:
    """The word a token is, its number ("1cup") taken off unless that changes which word it is."""
    bare = token.strip("0123456789")
    whole, stripped = wordlist.match(token), wordlist.match(bare)
    if whole is None or stripped is None:
        return stripped or whole
    if whole[0] != stripped[0]:
        return None
    return stripped if stripped[1] <= whole[1] else whole


def _parted(typed: Sequence[str], wordlist: WordList, n: int) -> Reading:
    """Fewer tokens than words: whole words were typed together."""
    words: list[str] = []
    corrected = 0
    unknown = False
    for token in typed:
        if (match := _word(token, wordlist)) is not None:
            words.append(match[0])
            corrected += match[1]
        elif (several := wordlist.split(token)) is not None:
            words.extend(several)
        else:
            unknown = True
    if unknown or len(words) != n:
        return Reading(None, problem=Problem.TOO_MANY if len(words) > n else Problem.TOO_FEW)
    return Reading(tuple(words), corrected)


def _mended(typed: Sequence[str], wordlist: WordList) -> Reading | None:
    """One token too many: a space was typed within a word. None unless exactly one whole word mends it."""
    readings: dict[tuple[str, ...] | None, Reading] = {}
    for at in range(len(typed) - 1):
        token = typed[at] + typed[at + 1]
        if wordlist.split(token) == (token,) and (reading := _one_by_one([*typed[:at], token, *typed[at + 2 :]], wordlist)):
            readings[reading.words] = Reading(reading.words, reading.corrected + 1)
    return readings.popitem()[1] if len(readings) == 1 else None


def _typed(text: str) -> list[str]:
    """The runs of letters and digits in it, lower case, less accents, apostrophes and bare numbers."""
    plain = unicodedata.normalize("NFKC", text.translate(_SPACES_THAT_FORMAT)).translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", plain.lower())
    kept = (sign for sign in plain if unicodedata.category(sign) not in {"Mn", "Cf"})
    runs = "".join(sign if sign.isalnum() else " " for sign in kept).split()
    return [run for run in runs if not run.isdigit()]


def _is_not_text(sign: str) -> bool:
    """A control character that is no white space, half a surrogate pair, or the mark of broken bytes."""
    return sign == "\ufffd" or (unicodedata.category(sign) in {"Cc", "Cs"} and not sign.isspace())


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _at_most_one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion or replacement, or none, makes them the same."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[at + (len(one) == len(other)) :] == other[at + 1 :]


@lru_cache(maxsize=8)
def _load(name: str) -> WordList:
    shipped = resources.files(__package__).joinpath("data", f"words_{name}.txt")
    if not _NAME.fullmatch(name) or not shipped.is_file():
        raise LookupError(f"there is no word list for {name!r}")
    lines = [line.strip() for line in shipped.read_text(encoding="utf-8").splitlines()]
    words = [line for line in lines if line and not line.startswith("#")]
    return WordList(
        words=tuple(word for word in words if not word.startswith("~")),
        name=name,
        retired=tuple(word[1:] for word in words if word.startswith("~")),
    )
