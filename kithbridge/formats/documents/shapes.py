"""What a document is once it has been read: plain values that no reader and no writer changes.

Offers
------
Document    the text, what is known of its stretches, its parts, and the way back to the file
Known       a stretch of which the file itself says what it is: quoted, code, name, heading, speaker
Part        where a part of the file begins in the text, said in words: "table 2, row 3", "footnote 4", "page 2"
Place       where an offset lies: line, column, part, page
Limits      how much a file may hold before it is refused
Refused     why a file was not read, or not written, in one sentence for a person
Note        a remark on a stretch, and what could stand there instead
Annotated   the new file, which notes stand in it, and which could not

Plain tuples and one plain class: `dataclasses` costs 7 ms at the start of the command line, which has 100 for everything.

All offsets are code points. `Document.text` is what a checker reads: two line ends stand between paragraphs, cells, footnotes and
other parts, so that no phrase runs over such a border. One line end is a line of the same paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from kithbridge.formats.documents.weaving import Way

__all__ = ["Annotated", "Document", "Known", "Limits", "Note", "Part", "Place", "Refused"]

_LINE_END = re.compile(r"\r\n|\r|\n")


class Refused(ValueError):
    """The file cannot be taken. The message says what happened and what to do, for a person."""


class Limits(NamedTuple):
    """How much a file may hold. What is above is refused before it takes memory or time.

    `size` is bytes of the file, `unpacked` bytes of everything in an archive, `xml` bytes of one part with text in it, `members` files
    in an archive, `ratio` how many times larger a packed part with text may become, `marks` tags and attributes of one part, `letters` code
    points of text, `pages` pages and `seconds` the time for a PDF.
    """

    size: int = 50_000_000
    unpacked: int = 300_000_000
    xml: int = 40_000_000
    members: int = 5_000
    ratio: int = 200
    marks: int = 1_500_000
    letters: int = 20_000_000
    pages: int = 2_000
    seconds: float = 120.0


class Known(NamedTuple):
    """text[start:end] is of a kind that the file states itself.

    kind: "quoted" (a quotation), "code", "name" (the title of a work), "heading", "speaker" (the words of somebody whom the file
    names: a voice in subtitles). The text may hold no quote marks where it is "quoted" or "speaker".
    """

    start: int
    end: int
    kind: str


class Part(NamedTuple):
    """From text[start] on, up to the next part. `page` counts from 1 where the file has pages."""

    start: int
    words: str
    page: int | None = None


class Place(NamedTuple):
    """Line and column count from 1, column in code points: of the source where the file has lines, else of `Document.text`."""

    line: int
    column: int
    part: str = ""
    page: int | None = None

    def __str__(self) -> str:
        """In words, for a message.

        >>> str(Place(3, 7)), str(Place(3, 7, "table 2, row 3"))
        ('line 3, column 7', 'table 2, row 3')
        """
        return self.part or f"line {self.line}, column {self.column}"


class Document:
    """What was read. Nothing changes it.

    kind: txt, md, html, docx, odt, pdf, srt or vtt. `source` is the decoded file where it has lines of text, else None. `remarks` are
    sentences for the reader: what was guessed, what was not read. `known` is in order of start, `parts` too.
    """

    def __init__(
        self,
        kind: str,
        text: str,
        known: tuple[Known, ...] = (),
        parts: tuple[Part, ...] = (),
        source: str | None = None,
        remarks: tuple[str, ...] = (),
        way: Way | None = None,
    ) -> None:
        self.kind, self.text, self.source = kind, text, source
        self.known, self.parts, self.remarks = known, parts, remarks
        self.way = way

    def __repr__(self) -> str:
        """Without the text: it may be a case note."""
        return f"Document({self.kind}, {len(self.text)} signs)"

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where text[start:end] stands in `source`; None where the file has no lines of text.

        Markup inside the stretch lies inside the answer: compare source[a:b] with text[start:end] before you replace anything.
        """
        if self.source is None:
            return None
        return (start, end) if self.way is None else self.way.back(start, end)

    def place(self, offset: int) -> Place:
        """Where text[offset] lies, for a message."""
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"{offset} does not lie in the text")
        span = self.source_span(offset, offset)
        at = span[0] if span else offset
        line = bisect_right(self._lines, at)
        number = bisect_right(self._part_starts, offset) - 1
        part = self.parts[number] if number >= 0 else Part(0, "")
        return Place(line, at - self._lines[line - 1] + 1, part.words, part.page)

    @cached_property
    def _lines(self) -> list[int]:
        lines = self.text if self.source is None else self.source
        return [0, *(found.end() for found in _LINE_END.finditer(lines))]

    @cached_property
    def _part_starts(self) -> list[int]:
        return [part.start for part in self.parts]


class Note(NamedTuple):
    """A remark on text[start:end] of the document as `read` gives it. `replacement` is what could stand there, word for word."""

    start: int
    end: int
    text: str
    replacement: str | None = None


class Annotated(NamedTuple):
    """The new file; `placed` and `elsewhere` are positions in the notes that were given, in order. Those `elsewhere` are not in it."""

    data: bytes
    placed: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()

    def __repr__(self) -> str:
        """Without the file."""
        return f"Annotated(placed={self.placed}, elsewhere={self.elsewhere})"
