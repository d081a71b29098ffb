"""A checked text as a page shows it: the text in pieces with numbered marks, beside it one card for each finding.

Offers
------
Shown, shown(text, findings, ...)   what the templates `words/_written.html` and `words/_cards.html` take
Choice                              what a press on an offered wording sends, and which step it stands for
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge.engines.language.check import Finding
from kithbridge.words.taking import Step

# A page of more cards than this is long for a phone: the rest is one press away.
CARDS = 60

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
        found = min(same, key=lambda one: (abs(one.start - self.start), one.start))
        offered = wordings(found)
        if self.number >= len(offered) or self.number < 0:
            return None
        return Step(found.fitted.start, text[found.fitted.start : found.fitted.end], offered[self.number])


def is_advice(alternative: str) -> bool:
    """A line in brackets says what to do; it is nothing to put into the text."""
    return alternative.startswith(("(", "["))


def wordings(finding: Finding) -> list[str]:
    """What can be put in place of the words found."""
    return [one for one in finding.alternatives if not is_advice(one)]


@dataclass(frozen=True)
class Offered:
    """One wording on its button."""

    words: str
    value: str


@dataclass(frozen=True)
class Card:
    """One finding. `here`: its mark covers all that a wording takes the place of, so that the page can put it there itself."""

    number: int
    finding: Finding
    level: str | Promise
    badge: str
    offered: tuple[Offered, ...]
    advice: tuple[str, ...]
    here: bool

    @property
    def sources(self) -> str:
        """Who says so. The list marks with a star what was read word for word; on the page that says nothing."""
        return "; ".join(one.rstrip("*") for one in self.finding.sources)

    @property
    def quoted(self) -> str:
        """The words found, on one line."""
        return " ".join(self.finding.text.split())


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; `card` where something was found there."""

    text: str
    card: Card | None = None


@dataclass(frozen=True)
class Shown:
    """`pieces` make up the whole text; `cards` are those of this page; `rest` come after them, `upto` is the number to begin with there."""

    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]
    rest: int
    upto: int


def _card(number: int, finding: Finding, here: bool) -> Card:
    offered = tuple(
        Offered(words, Choice(finding.start, finding.end, index, finding.entry).value) for index, words in enumerate(wordings(finding))
    )
    advice = tuple(one.strip("()[] ") for one in finding.alternatives if is_advice(one))
    return Card(number, finding, LEVEL_WORDS.get(finding.level, finding.level), BADGES.get(finding.level, ""), offered, advice, here)


def _marked(findings: Sequence[Finding]) -> list[tuple[int, int, bool]]:
    """Where each mark stands: around all that would be replaced, unless that runs into a neighbour's mark."""
    marks: list[tuple[int, int, bool]] = []
    done = 0
    for index, one in enumerate(findings):
        after = findings[index + 1].start if index + 1 < len(findings) else one.fitted.end
        wide = done <= one.fitted.start and one.fitted.end <= after
        start, end = (one.fitted.start, one.fitted.end) if wide else (one.start, one.end)
        marks.append((start, end, wide))
        done = end
    return marks


def shown(text: str, findings: Sequence[Finding], *, first: int = 1) -> Shown:
    """The text in pieces, and the cards from the one numbered `first` on."""
    marks = _marked(findings)
    cards = [_card(number, finding, here) for number, (finding, (_s, _e, here)) in enumerate(zip(findings, marks, strict=True), 1)]
    pieces: list[Piece] = []
    done = 0
    for card, (start, end, _here) in zip(cards, marks, strict=True):
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], card))
        done = end
    pieces.append(Piece(text[done:]))
    begin = first - 1 if 1 <= first <= len(cards) else 0
    upto = begin + CARDS
    return Shown(tuple(pieces), tuple(cards[begin:upto]), max(0, len(cards) - upto), upto + 1)
