"""Capitals of an alternative: as the place writes them.

Offers `Case(place, low, high).of(words)`.
"""

from __future__ import annotations

import re
from typing import Final

from kithbridge.engines.language.fit_place import Place, word_set

__all__ = ["Case"]

_WORDS: Final = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL: Final = word_set("a an the and or but of to in on at by for with from as who is are not")


class Case:
    """How the place writes capitals: as in a sentence, as a heading, or all."""

    def __init__(self, place: Place, low: int, high: int) -> None:
        shown = place.text[low:high]
        self.all = self.heading = self.first = False
        if not shown[0].isupper():
            return
        initials = len(shown) > 1 and shown[:2].isupper()
        self.first = not (initials and place.before[: len(place.before) - (place.start - low)].strip())
        beside = place.before + " " + place.after
        if not initials and beside.islower():
            return
        round_it = _WORDS.findall(beside)
        if initials and shown.isupper():
            letters = "".join(round_it)
            self.all = letters.isupper() if len(letters) > 2 else len(shown) > 6
        if sum([word[0].isupper() for word in round_it]) > 2:
            weighty = [word for word in round_it if word.lower() not in _SMALL]
            self.heading = len(weighty) > 2 and sum([word[0].isupper() for word in weighty]) >= 0.8 * len(weighty)

    def of(self, words: str) -> str:
        """The words with the capitals of the place."""
        if self.all:
            return words.upper()
        if self.heading:
            return " ".join(word if word in _SMALL and at else word[:1].upper() + word[1:] for at, word in enumerate(words.split(" ")))
        return words[:1].upper() + words[1:] if self.first else words
