"""What of a list a short text can hold at all: for one letter, a fraction of it, and a start in half the time.

To write 400 entries out as 10,000 phrases and to search for all of them costs 40 ms, which a person who checks one letter would wait for.
Each form of the list has letters that stand in all of its phrases. Where a text lacks them, the form cannot be found in it. Findings
are the same: a test asks for every phrase of the list.

Offers: `sifted(lexicon, text)`, `Sifted`, `needed(form)`.
"""

from __future__ import annotations

import re
from typing import Final

from kithbridge.engines.language.fold import fold
from kithbridge.engines.language.lexicon import Entry, Lexicon, expand

# A longer text holds many words of the list, and takes longer itself.
LONGEST: Final = 20_000


class Sifted(Lexicon):
    """A list under its own version, of which only the phrases are written out that some letters can hold."""

    __slots__ = ("_letters",)

    def __init__(self, whole: Lexicon, letters: str) -> None:
        super().__init__(tuple(entry for entry in whole.entries if _holds(entry, letters)), whole.version, whole.preface)
        self._letters = letters

    def phrases(self) -> dict[str, tuple[str, ...]]:
        """See `Lexicon`; in the same order."""
        found: dict[str, tuple[str, ...]] = {}
        for entry in sorted(self.entries, key=lambda entry: not entry.only):
            for form in entry.forms:
                if needed(form) in self._letters:
                    for phrase in expand(form):
                        ids = found.get(phrase, ())
                        if entry.id not in ids and _squeezed(phrase) in self._letters:
                            found[phrase] = (*ids, entry.id)
        return found


def sifted(lexicon: Lexicon, text: str) -> Lexicon:
    """The list without what cannot stand in `text`. The whole list for a text of more than `LONGEST` signs."""
    return lexicon if len(text) > LONGEST else Sifted(lexicon, _squeezed(fold(text).text))


def _holds(entry: Entry, letters: str) -> bool:
    return any(needed(form) in letters for form in entry.forms)


def _squeezed(text: str) -> str:
    """The letters a to z alone: however a phrase is parted, they stand side by side."""
    return re.sub(r"[^a-z]+", "", text)


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
