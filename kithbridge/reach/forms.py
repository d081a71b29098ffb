"""Parsing at the border: what a browser sent, as a frozen value.

Offers: `AskForm.read(post, items)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict


def read_number(text: str) -> int:
    """A small whole number as a form sends it; anything else is 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


@dataclass(frozen=True)
class AskForm:
    """What she chose.

    chosen : item key -> how many (1 or more)
    readers : the ticked readers' ids as text; `sent` tells whether a form was sent at all
    where : a place in her own words, where the rule asks.places lets her name one
    may_not : things she wanted that the group may not bring
    way : how she wants to get it
    """

    chosen: dict[str, int] = field(default_factory=dict)
    readers: frozenset[str] = frozenset()
    extras: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    area: str = ""
    text: str = ""
    where: str = ""
    may_not: tuple[str, ...] = ()
    way: str = ""
    slip: str = ""
    sent: bool = False

    @classmethod
    def read(cls, post: QueryDict, items: Iterable[str]) -> AskForm:
        """Read a POST. `one=KEY` is the picture button that asks for one at a tap."""
        keys = list(items)
        chosen = {key: read_number(post.get(f"q_{key}", "")) for key in keys}
        one = post.get("one", "")
        if one in chosen:
            chosen[one] = max(chosen[one], 1)
        return cls(
            chosen={key: n for key, n in chosen.items() if n},
            readers=frozenset(post.getlist("reader")),
            extras=tuple(post.getlist("extra")),
            flags=tuple(post.getlist("flag")),
            area=post.get("area", ""),
            text=post.get("text", ""),
            where=post.get("where", ""),
            may_not=tuple(post.getlist("may_not")),
            way=post.get("way", ""),
            slip=post.get("slip", "")[:40],
            sent=True,
        )
