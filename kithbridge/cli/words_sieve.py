"""The entries of a list that a short text can hold at all: for one letter, a tenth of the list, and a start in half the time.

To write 400 entries out as 10,000 phrases costs 40 ms, which a person who checks one letter would wait for. Each form of the list has
letters that stand in all of its phrases. Where a text lacks them, the form cannot be found in it. Findings are the same: a test asks
for every phrase of the list.

Offers: `sifted(lexicon, text)`.
"""

from __future__ import annotations

import re
from typing import Final

from kithbridge.engines.language.fold import fold
from kithbridge.engines.language.lexicon import Lexicon

# A longer text holds many words of the list, and takes longer itself.
LONGEST: Final = 20_000


def sifted(lexicon: Lexicon, text: str) -> Lexicon:
    """The list without what cannot stand in `text`, under its own version. The whole list for a text of more than `LONGEST` signs."""
    if len(text) > LONGEST:
        return lexicon
    letters = re.sub(r"[^a-z]+", "", fold(text).text)
    kept = (entry for entry in lexicon.entries if any(needed(form) in letters for form in entry.forms))
    return Lexicon(tuple(kept), version=lexicon.version, preface=lexicon.preface)


def needed(form: str) -> str:
    """Letters that stand side by side in every phrase of a form, once spaces and hyphens are gone; "" where there are none for sure.

    >>> needed("fail(s/ed/ing) to attend"), needed("<drug>-addict(s)"), needed("core/family group"), needed("a/b")
    ('attend', 'addict', 'group', '')
    """
    plain = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>", "|", form.lower())
    if not set(plain).isdisjoint("()[]<>"):
        return ""
    # "core/family": either will do. -ise, -our and programme are also spelt otherwise.
    runs = re.split(r"\S*/\S*|[^a-z]+|is|our|mme|paed", plain)
    return max(runs, key=len)
