"""The text right round a phrase, cheaply: most of what `fit` costs is to look there.

Offers `plain(text)`, `last_sentence(before)`, `sentence_end(after)`, `word_at(text, end)`.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["last_sentence", "plain", "sentence_end", "word_at"]

_SENTENCE: Final = re.compile(r"[.!?…](?=[\s\"”’)])|\n\s*\n")
_BEHIND: Final = frozenset(' "”’)')
_AFTER: Final = re.compile(r"(?!\s*\n\s*\n)[\s\-\u2010\u2011]+([\w'’/-]*[\w’'])")


def plain(text: str) -> str:
    """Small letters, straight apostrophes and hyphens, no soft hyphen."""
    text = text.lower()
    if text.isascii():
        return text
    return text.replace("’", "'").replace("\u2010", "-").replace("\u2011", "-").replace("\u00ad", "")


def last_sentence(before: str) -> str:
    """What stands behind the last end of a sentence: `_SENTENCE`, searched from the right."""
    if "\n" in before:
        cut = 0
        for stop in _SENTENCE.finditer(before):
            cut = stop.end()
        return before[cut:]
    cut = -1
    for sign in ".!?…":
        at = before.rfind(sign, 0, -1)
        while at > cut:
            if before[at + 1] in _BEHIND or before[at + 1].isspace():
                cut = at
            else:
                at = before.rfind(sign, 0, at)
    return before[cut + 1 :]


def word_at(text: str, end: int) -> tuple[str, int]:
    """The word after a place of the text, folded, and where it ends; "" where a mark or the end stands between."""
    match = _AFTER.match(text, end)
    return (plain(match[1]), match.end()) if match else ("", end)


def sentence_end(after: str) -> int:
    """Where the first sentence ends, before its mark."""
    ends = _SENTENCE.search(after)
    return ends.start() if ends else len(after)
