"""Text woven from pieces of a source, and the way back.

Offers
------
Weaver    takes pieces of a source in order: kept as they are, put in other letters, or gaps of our own
Way       from offsets of the text that came out to offsets of the source
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["GAP", "Piece", "Way", "Weaver"]

GAP = "\n\n"  # between paragraphs, cells and parts: no phrase runs over it


class Piece(NamedTuple):
    """From text offset `at` on stands what source[start:end] says; letter for letter when `same`."""

    at: int
    start: int
    end: int
    same: bool


class Way:
    """The way back from the text to its source. Immutable by habit: nothing here changes it."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = tuple(pieces)
        self._at = [piece.at for piece in pieces]

    def _piece(self, offset: int) -> Piece | None:
        number = bisect_right(self._at, offset) - 1
        return self._pieces[number] if number >= 0 else None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The smallest stretch of the source that holds text[start:end]. An empty stretch gives an empty one."""
        first = self._piece(start)
        if first is None:
            return (0, 0)
        begins = min(first.start + start - first.at, first.end) if first.same else first.start
        if end <= start:
            return (begins, begins)
        last = self._piece(end - 1) or first
        ends = min(last.start + end - last.at, last.end) if last.same else last.end
        return (begins, max(begins, ends))


class Weaver:
    """Builds a text out of a source, in the order of the source or not."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.length = 0
        self._out: list[str] = []
        self._pieces: list[Piece] = []
        self._ends_in_gap = True

    def keep(self, start: int, end: int) -> None:
        """source[start:end], as it stands."""
        if end > start:
            self._add(self.source[start:end], start, end, same=True)

    def put(self, text: str, start: int, end: int) -> None:
        """Other letters for source[start:end]: what an entity means, one space for many."""
        if text:
            self._add(text, start, end, same=False)

    def gap(self, at: int) -> None:
        """A border between paragraphs. Several in a row are one, and none stands at the start."""
        if not self._ends_in_gap:
            self._add(GAP, at, at, same=False)
            self._ends_in_gap = True

    def _add(self, text: str, start: int, end: int, *, same: bool) -> None:
        last = self._pieces[-1] if self._pieces else None
        runs_on = last is not None and last.same and same and last.end == start and last.at + last.end - last.start == self.length
        if last is not None and runs_on:
            self._pieces[-1] = last._replace(end=end)
        else:
            self._pieces.append(Piece(self.length, start, end, same))
        self._out.append(text)
        self.length += len(text)
        self._ends_in_gap = False

    @property
    def said(self) -> int:
        """Where what was said so far ends: before a gap."""
        return self.length - len(GAP) if self._ends_in_gap and self.length else self.length

    def woven(self) -> tuple[str, Way]:
        """The text and its way back. A gap at the end stays: offsets that were handed out hold."""
        return "".join(self._out), Way(self._pieces)
