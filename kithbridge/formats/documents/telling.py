"""Text that is told piece by piece out of a file that has no lines: Word, OpenDocument, PDF.

Offers
------
Telling    add letters, close a paragraph, name a part, say of what kind a stretch is
"""

from __future__ import annotations

from kithbridge.formats.documents.shapes import Known, Part, Refused
from kithbridge.formats.documents.weaving import GAP

__all__ = ["Telling"]


class Telling:
    """What a reader has told so far. `most`: more letters than that are refused."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._out: list[str] = []
        self._said = 0  # where the last words end
        self.length = 0
        self.known: list[Known] = []
        self.parts: list[Part] = []

    def add(self, letters: str) -> None:
        """More letters of the paragraph. Raises Refused."""
        self._out.append(letters)
        self.length += len(letters)
        self._said = self.length
        if self.length > self._most:
            raise Refused(f"The document has more than {self._most:,} letters. Cut it into pieces and try again.")

    def gap(self) -> None:
        """The border of a paragraph. Several in a row are one."""
        if self._said == self.length and self.length:
            self._out.append(GAP)
            self.length += len(GAP)

    def part(self, words: str, page: int | None = None) -> None:
        """What follows stands in this part. One that stays empty is not named."""
        if self.parts and self.parts[-1].start == self.length:
            self.parts.pop()
        if not self.parts or self.parts[-1].words != words:
            self.parts.append(Part(self.length, words, page))

    def mark(self, start: int, kind: str) -> None:
        """All that was told since `start` is of a kind."""
        if self._said > start:
            self.known.append(Known(start, self._said, kind))

    @property
    def text(self) -> str:
        return "".join(self._out)
