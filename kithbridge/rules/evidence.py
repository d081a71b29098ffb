"""Where the words of evidence come from: the room that holds them, as long as nobody has taken them back.

Offers: `register(source, fetch)` (a room, in AppConfig.ready), `Words`, `words_of(pieces)`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kithbridge.rules.models import Evidence


@dataclass(frozen=True)
class Words:
    """What may be shown of a piece of evidence.

    text : the words, or the figure in words
    said_by : source of guidance, with its date and who checked it; empty for people
    url : where guidance can be read
    """

    text: str
    said_by: str = ""
    url: str = ""


Fetch = Callable[[list[UUID]], Mapping[UUID, Words]]
_sources: dict[str, Fetch] = {}


def register(source: str, fetch: Fetch) -> None:
    """A room says how its words are fetched: those it no longer has (taken back, ended) are left out."""
    _sources[source] = fetch


def words_of(pieces: Iterable[Evidence]) -> dict[UUID, Words]:
    """The words of each piece, by the piece's own id; what was taken back is not in it."""
    by_source: dict[str, list[Evidence]] = defaultdict(list)
    for piece in pieces:
        by_source[piece.source].append(piece)
    found: dict[UUID, Words] = {}
    for source, rows in by_source.items():
        fetch = _sources.get(source)
        known = fetch([row.ref for row in rows]) if fetch else {}
        found.update({row.pk: known[row.ref] for row in rows if row.ref in known})
    return found
