"""What browsers sent about words, read with care.

Offers
------
HeardForm, ToldForm     what somebody says of a word
entry_form, read_entry  an entry in fields, and out of them again
read_pile(post)         lines of a pile of paper cards
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from kithbridge.engines.language.lexicon import Entry
from kithbridge.web.sent import read_uuids
from kithbridge.words.actions.hearing import Line
from kithbridge.words.actions.telling import Inside
from kithbridge.words.models import Hearer, How, Where

PILE_ROWS = 6
MOST_LETTERS = 4_000


@dataclass(frozen=True)
class HeardForm:
    """How somebody hears a word, as it was sent."""

    how: str = ""
    where: str = ""
    role: str = ""
    text: str = ""
    may_show: bool = False
    slip: str = ""
    carry: str = ""
    readers: frozenset[str] | None = None

    @classmethod
    def read(cls, request: HttpRequest) -> HeardForm:
        sent = request.POST
        return cls(
            how=sent.get("how", "")[:20],
            where=sent.get("where", "")[:20],
            role=sent.get("role", "")[:20],
            text=sent.get("text", "")[:MOST_LETTERS],
            may_show="may_show" in sent,
            slip=sent.get("slip", "")[:40],
            carry=sent.get("carry", "")[:120],
            readers=frozenset(sent.getlist("reader")),
        )

    @property
    def chosen(self) -> list[UUID]:
        """The numbers of those she left ticked."""
        return read_uuids(sorted(self.readers or ()))


@dataclass(frozen=True)
class ToldForm:
    """An objection or a suggestion, as it was sent."""

    kind: str = ""
    inside: Inside = field(default_factory=Inside)
    slip: str = ""
    readers: frozenset[str] | None = None

    @classmethod
    def read(cls, request: HttpRequest) -> ToldForm:
        sent = request.POST
        inside = Inside(
            text=sent.get("text", "")[:MOST_LETTERS],
            word=sent.get("word", "")[:MOST_LETTERS],
            instead=sent.get("instead", "")[:MOST_LETTERS],
            role=sent.get("role", "")[:20],
            may_show="may_show" in sent,
        )
        return cls(sent.get("kind", "")[:20], inside, sent.get("slip", "")[:40], frozenset(sent.getlist("reader")))

    @property
    def chosen(self) -> list[UUID]:
        """The numbers of those she left ticked."""
        return read_uuids(sorted(self.readers or ()))


# --- An entry in fields ---------------------------------------------------------------------------------
LISTED = ("forms", "instead")
SPACED = ("only", "unless")
PLAIN = ("term", "about", "level", "why", "not_when", "disagree")


def entry_form(entry: Entry | None) -> dict[str, str]:
    """Field -> what stands in it: lists with a line each, names of rules with spaces, sources with semicolons."""
    if entry is None:
        return dict.fromkeys((*PLAIN, *LISTED, *SPACED, "sources"), "")
    found = {name: str(getattr(entry, name)) for name in PLAIN}
    found |= {name: "\n".join(getattr(entry, name)) for name in LISTED}
    found |= {name: " ".join(getattr(entry, name)) for name in SPACED}
    return found | {"sources": "; ".join(entry.sources)}


def _one_line(text: str) -> str:
    return " ".join(text[:MOST_LETTERS].split())


def read_entry(post: QueryDict, term: str) -> Entry:
    """The entry that was typed, under this number. Whether it fits is for the action to say."""
    values: dict[str, Any] = {name: _one_line(post.get(name, "")) for name in PLAIN}
    values |= {name: tuple(line for line in map(_one_line, post.get(name, "").splitlines()) if line) for name in LISTED}
    values |= {name: tuple(post.get(name, "")[:MOST_LETTERS].split()) for name in SPACED}
    values["sources"] = tuple(part for part in map(_one_line, post.get("sources", "").split(";")) if part)
    return Entry(id=term, **values)


def typed_entry(post: QueryDict) -> dict[str, str]:
    """What was typed, to be shown again."""
    return {name: post.get(name, "")[:MOST_LETTERS] for name in (*PLAIN, *LISTED, *SPACED, "sources")}


# --- A pile of paper cards ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One row of the form for a pile."""

    n: int
    role: str = ""
    where: str = ""
    counts: tuple[str, ...] = ("",) * len(How.values)

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Name of the field, its label, what stands in it."""
        return [(f"{how.value}_{self.n}", str(how.label), typed) for how, typed in zip(How, self.counts, strict=True)]


def empty_pile() -> list[Row]:
    """Rows with nothing in them."""
    return [Row(n) for n in range(PILE_ROWS)]


def typed_pile(post: QueryDict) -> list[Row]:
    """The rows with what was typed."""
    return [
        Row(n, post.get(f"role_{n}", "")[:20], post.get(f"where_{n}", "")[:20], tuple(post.get(f"{how}_{n}", "")[:6] for how in How.values))
        for n in range(PILE_ROWS)
    ]


def read_pile(rows: list[Row]) -> list[Line]:
    """A line for each number that was typed; -1 for what is no number, which the action refuses. Empty rows are left out."""
    found = []
    for row in rows:
        for how, typed in zip(How.values, row.counts, strict=True):
            text = typed.strip()
            if text and text != "0":
                n = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
                found.append(Line(row.role if row.role in Hearer.values else "", row.where if row.where in Where.values else "", how, n))
    return found
