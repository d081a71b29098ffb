"""How the invented area tells what was decided, and what each decision rests on.

Offers
------
Said, Story                        one piece of evidence; one decision of the story
quote, seen, figure, guidance      the four kinds of evidence

All that is quoted is invented; the guidance is real, in our own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Said:
    """One piece of evidence of the story."""

    kind: str
    role: str
    text: str
    said_by: str = ""
    url: str = ""


@dataclass(frozen=True)
class Story:
    """One decision: written down and read `asked` weeks ago, confirmed two weeks later.

    no : how many of each constituency say no ({"living": 1}); `trial` in weeks
    """

    asked: int
    rule: str
    value: Any
    by: str
    evidence: Sequence[Said]
    no: dict[str, int] = field(default_factory=dict)
    trial: int = 0
    looks_at: str = ""
    says_who: str = ""


def quote(role: str, text: str) -> Said:
    """Words of somebody in this role."""
    return Said("quote", role, text)


def seen(text: str) -> Said:
    """What a peer saw."""
    return Said("observation", "peer", text)


def figure(text: str) -> Said:
    """A number from the tally; marked as invented."""
    return Said("figure", "tally", f"{text} (invented).")


def guidance(text: str, said_by: str, url: str) -> Said:
    """Recognised guidance, in our own words, with who says it and where."""
    return Said("guidance", "guidance", text, said_by, url)
