"""What a browser sent, read at the border.

Offers
------
read_uuid(text)      a random number, or None
read_uuids(texts)    those of them that are numbers
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def read_uuid(text: str) -> UUID | None:
    """A random number as browsers send it, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_uuids(texts: Iterable[str]) -> list[UUID]:
    """Those that are numbers, in the order they come; the rest is left out."""
    return [number for text in texts if (number := read_uuid(text)) is not None]
