"""A checked text as a page shows it: the text in pieces with numbered marks, beside it one card for each finding.

Offers
------
Shown, shown(text, findings, ...)   what the templates `words/_written.html` and `words/_cards.html` take
Choice                              what a press on an offered wording sends, and which step it stands for
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kithbridge.engines.language.check import Finding
from kithbridge.engines.language.fit import Fitted
from kithbridge.words.bars import Standing
from kithbridge.words.taking import Step

# A page of more cards than this is long for a phone: the rest is one press away.
CARDS = 60
SOURCES = 3

LEVEL_WORDS: dict[str, str | Promise] = {
    "slur": _("insult"),
    "avoid": _("avoid"),
    "precise": _("ask for the fact"),
    "contested": _("we do not agree"),
    "prefer": _("there is a better word"),
}
BADGES = {"slur": "care", "avoid": "care", "precise": "act-on", "contested": "", "prefer": ""}


@dataclass(frozen=True)
class Choice:
    """What a button sends: `start-end-number-entry`."""

    start: int
    end: int
    number: int
    entry: str

    @property
    def value(self) -> str:
        return f"{self.start}-{self.end}-{self.number}-{self.entry}"

    @classmethod
    def of(cls, sent: str) -> Choice | None:
        parts = sent.split("-", 3)
        try:
            start, end, number = (int(part) for part in parts[:3])
            return cls(start, end, number, parts[3])
        except (ValueError, IndexError):
            return None

    def step(self, text: str, findings: Sequence[Finding]) -> Step | None:
        """The replacement meant, in the findings of the text as it came. Where somebody wrote in between, the nearest of the same entry.

        What is replaced may be wider than the finding: its article, the noun behind it.
        """
        same = [one for one in findings if one.entry == self.entry]
        if not same:
            return None
        fitted = min(same, key=lambda one: (abs(one.start - self.start), one.start)).fitted
        offered = wordings(fitted.alternatives)
        if self.number >= len(offered) or self.number < 0:
            return None
        return Step(fitted.start, text[fitted.start : fitted.end], offered[self.number])


def is_advice(alternative: str) -> bool:
    """A line in brackets says what to do; it is nothing to put into the text."""
    return alternative.startswith(("(", "["))


def wordings(alternatives: Sequence[str]) -> list[str]:
    """What can be put in place of the words found."""
    return [one for one in alternatives if not is_advice(one)]


def advice(alternatives: Sequence[str]) -> list[str]:
    """What to do instead, without its brackets."""
    return [one.strip("()[] ") for one in alternatives if is_advice(one)]


@dataclass(frozen=True)
class Offered:
    """One wording on its button."""

    words: str
    value: str


@dataclass(frozen=True)
class Card:
    """One finding, with what could stand there. `standing`: what those the word is about say of it, where enough have spoken.

    `same_as`: the number of a card of this page that has told all this already; else 0.
    """

    number: int
    finding: Finding
    fitted: Fitted
    level: str | Promise
    badge: str
    here: bool
    standing: Standing | None = None
    same_as: int = 0

    @property
    def offered(self) -> list[Offered]:
        """The wordings, each with what its button sends."""
        one = self.finding
        return [
            Offered(words, Choice(one.start, one.end, index, one.entry).value)
            for index, words in enumerate(wordings(self.fitted.alternatives))
        ]

    @property
    def advice(self) -> str:
        """What to do instead, in one line."""
        return "; ".join(advice(self.fitted.alternatives))

    @property
    def sources(self) -> str:
        """Who says so, the first few; the word's own page has them all. The list's star (read word for word) says nothing here."""
        named = [one.rstrip("*") for one in self.finding.sources]
        more = len(named) - SOURCES
        if more > 0:
            named[SOURCES:] = [ngettext("%(n)d more", "%(n)d more", more) % {"n": more}]
        return "; ".join(named)

    @property
    def quoted(self) -> str:
        """The words found, on one line."""
        return " ".join(self.finding.text.split())


@dataclass(frozen=True)
class Mark:
    """What stands at a marked stretch: its number, its level in words and as a name for the style, whether its card is on this page."""

    number: int
    level: str | Promise
    kind: str
    card: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; `mark` where something was found there."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Shown:
    """`pieces` make up the whole text; `cards` are those of this page; `rest` come after them, `upto` is the number to begin with there."""

    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]
    rest: int
    upto: int


def _cards(findings: Sequence[Finding], begin: int, heard: Mapping[str, Standing]) -> dict[int, Card]:
    """The cards of one page by number. A mark goes round all that would be replaced, unless that runs into a neighbour's mark (`here`)."""
    cards: dict[int, Card] = {}
    told: dict[tuple[str, str], int] = {}
    done = findings[begin - 1].end if begin else 0
    for index, finding in enumerate(findings[begin : begin + CARDS], begin):
        fitted = finding.fitted
        after = findings[index + 1].start if index + 1 < len(findings) else fitted.end
        here = done <= fitted.start and fitted.end <= after
        level = LEVEL_WORDS.get(finding.level, finding.level)
        # In quote marks the same word is told otherwise.
        first = told.setdefault((finding.entry, "soft" if finding.soft else ""), index + 1)
        cards[index + 1] = Card(
            index + 1, finding, fitted, level, BADGES.get(finding.level, ""), here,
            heard.get(finding.entry), first if first <= index else 0,
        )  # fmt: skip
        done = fitted.end if here else finding.end
    return cards


def shown(text: str, findings: Sequence[Finding], *, first: int = 1, heard: Mapping[str, Standing] | None = None) -> Shown:
    """The text in pieces, and the cards from the one numbered `first` on; `heard` as `queries.heard_as` gives it."""
    begin = first - 1 if 1 <= first <= len(findings) else 0
    cards = _cards(findings, begin, heard or {})
    pieces: list[Piece] = []
    done = 0
    for number, finding in enumerate(findings, 1):
        card = cards.get(number)
        start, end = (card.fitted.start, card.fitted.end) if card and card.here else (finding.start, finding.end)
        if start > done:
            pieces.append(Piece(text[done:start]))
        kind = finding.level + (" soft" if finding.soft else "")
        pieces.append(Piece(text[start:end], Mark(number, LEVEL_WORDS.get(finding.level, finding.level), kind, card is not None)))
        done = end
    pieces.append(Piece(text[done:]))
    return Shown(tuple(pieces), tuple(cards.values()), max(0, len(findings) - begin - CARDS), begin + CARDS + 1)
