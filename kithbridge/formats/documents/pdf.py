"""PDF: its text, and copies with highlights.

Offers
------
read(data, kind)                     the text of a PDF as a Document; each page is a part
highlighted(data, notes, author=)    a copy with a highlight on each note's letters, which says the note

The text keeps hyphens and line ends as they are printed. Two line ends stand between blocks, but one where a sentence goes on over a
column or a page. What is repeated from page to page, heads and feet, comes at the end. A copy is the old file byte for byte with the
highlights appended (an incremental update, ISO 32000-2, section 7.5.6).
"""

from __future__ import annotations

import io
import logging
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence

from kithbridge.formats.documents.pdf_pages import BROKEN, DAMAGED, Box, Letter, Page, pages
from kithbridge.formats.documents.shapes import Annotated, Document, Limits, Note, Refused
from kithbridge.formats.documents.telling import Telling

__all__ = ["highlighted", "read"]

_LIMITS = Limits()
_RUNS_ON = re.compile(r"[a-z,;&-]$")
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_MOST_EDGE = 2  # lines of a head or foot
_COLOUR = "ffd54f"
_PICTURES = "There is no text in this PDF: its pages are pictures. Run text recognition (OCR) over it and try again."
_UNREADABLE = "Some letters of this PDF cannot be read: its fonts do not say what they mean."

Quad = tuple[float, float, float, float]


class _Told(Telling):
    """A PDF's text; with `drawn`, also where: text[at[n]:ends[n]] is drawn at quad(n), a ligature as one, on pages[n], lines[n]."""

    def __init__(self, most: int, *, drawn: bool) -> None:
        super().__init__(most)
        self._drawn = drawn
        # Arrays: a long PDF has millions of letters.
        self.at, self.ends, self.pages, self.lines = array("L"), array("L"), array("L"), array("L")
        self._corners = array("f")
        self._line = 0

    def quad(self, number: int) -> Quad:
        left, bottom, right, top = self._corners[4 * number : 4 * number + 4]
        return (left, bottom, right, top)

    def box(self, box: Box, page: int) -> None:
        """The lines of a box."""
        for number, line in enumerate(box):
            if number:
                self.add("\n")
            self._line += 1
            for letter in line:
                if self._drawn and letter.box is not None:
                    self.at.append(self.length)
                    self.ends.append(self.length + len(letter.text))
                    self.pages.append(page)
                    self.lines.append(self._line)
                    self._corners.extend(letter.box)
                self.add(letter.text)


def _told(data: bytes, limits: Limits, *, drawn: bool = False) -> _Told:
    told = _Told(limits.letters, drawn=drawn)
    edges: list[tuple[int, Box]] = []
    before: Box = []
    for page, boxes, repeated in _parted(pages(data, limits)):
        edges.extend((page, box) for box in repeated)
        for box in boxes:
            if _goes_on(before, box):
                told.add("\n")
            else:
                told.gap()
            told.part(f"page {page}", page)
            told.box(box, page)
            before = box
    for page, box in edges:
        told.gap()
        told.part(f"page {page}, edge", page)
        told.box(box, page)
    if not told.text.strip():
        raise Refused(_PICTURES)
    told.gap()
    return told


def _words(box: Box) -> str:
    return " ".join("".join(letter.text for letter in line) for line in box)


def _goes_on(before: Box, box: Box) -> bool:
    """Whether a sentence of the box before goes on in this one: over a column, a page, a wide gap between lines."""
    said = _words(before)
    return (len(before) > 1 or said.endswith("-")) and bool(_RUNS_ON.search(said)) and _words(box)[:1].islower()


def _parted(found: Iterator[Page]) -> Iterator[tuple[int, list[Box], list[Box]]]:
    """Each page's number, its boxes, and apart the lines that stand in the same place of a page beside it: heads, feet, page numbers."""
    window: deque[tuple[int, list[Box], frozenset[tuple[str, int]]]] = deque(
        maxlen=5
    )  # two before and two behind: left and right pages differ

    def middle(place: int) -> tuple[int, list[Box], list[Box]]:
        number, boxes, keys = window[place]
        beside = frozenset().union(*(other for at, (_number, _boxes, other) in enumerate(window) if at != place))
        parted = [_cut(box, beside & keys) for box in boxes]
        return number, [body for body, _edge in parted if body], [edge for _body, edge in parted if edge]

    for page in found:
        boxes = [[line for line in box if line] for box in page.boxes]
        keys = frozenset(_outermost(boxes))
        window.append((page.number, boxes, keys))
        if len(window) >= 3:
            yield middle(len(window) - 3)
    for place in range(max(0, len(window) - 2), len(window)):
        yield middle(place)


def _outermost(boxes: list[Box]) -> Iterator[tuple[str, int]]:
    """The keys of the lines at the top and at the foot of a page."""
    keys = [_key(line) for box in boxes for line in box]
    heights = sorted({height for _words, height in keys})
    return (key for key in keys if key[1] in heights[:_MOST_EDGE] or key[1] in heights[-_MOST_EDGE:])


def _cut(box: Box, beside: frozenset[tuple[str, int]]) -> tuple[Box, Box]:
    """A box without its first and last lines that stand on a page beside it too, and these lines."""
    start, end = 0, len(box)
    while start < min(end, _MOST_EDGE) and _key(box[start]) in beside:
        start += 1
    while end > max(start, len(box) - _MOST_EDGE) and _key(box[end - 1]) in beside:
        end -= 1
    return box[start:end], [*box[:start], *box[end:]]


def _key(line: list[Letter]) -> tuple[str, int]:
    """The same for the same words at the same height, whatever numbers are in them."""
    height = next((letter.box[1] for letter in line if letter.box is not None), 0.0)
    return (_NUMBER.sub("#", _words([line])), round(height))


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """A PDF. Raises Refused."""
    told = _told(data, limits)
    remarks = (_UNREADABLE,) if told.text.count("\ufffd") > 0.01 * told.length else ()
    return Document(kind, told.text, parts=tuple(told.parts), remarks=remarks)


def highlighted(data: bytes, notes: Sequence[Note], *, author: str, limits: Limits = _LIMITS) -> Annotated:
    """A copy of a PDF with a highlight on each note's stretch. Offsets are those of `read`. Raises Refused.

    Highlights carry no date. A stretch over several lines or pages has a box for each line and a highlight for each page. Notes on nothing
    that is drawn are `elsewhere`.
    """
    told = _told(data, limits, drawn=True)
    marks: list[tuple[int, Note, list[Quad]]] = []
    placed: list[int] = []
    elsewhere: list[int] = []
    for number, note in enumerate(notes):
        found = list(_lines(told, note.start, note.end))
        (placed if found else elsewhere).append(number)
        marks.extend((page, note, quads) for page, quads in found)
    return Annotated(_written(data, marks, author) if marks else data, tuple(placed), tuple(elsewhere))


def _lines(told: _Told, start: int, end: int) -> Iterator[tuple[int, list[Quad]]]:
    """For each page that a stretch touches: one box for each of its lines."""
    quads: list[Quad] = []
    page = line = 0
    for number in range(bisect_right(told.ends, start), bisect_left(told.at, end) if end > start else 0):
        if quads and told.pages[number] != page:
            yield page, quads
            quads = []
        page, box = told.pages[number], told.quad(number)
        if quads and told.lines[number] == line:
            before = quads[-1]
            quads[-1] = (min(before[0], box[0]), min(before[1], box[1]), max(before[2], box[2]), max(before[3], box[3]))
        else:
            quads.append(box)
        line = told.lines[number]
    if quads:
        yield page, quads


def _written(data: bytes, marks: Sequence[tuple[int, Note, list[Quad]]], author: str) -> bytes:
    from pypdf import PdfWriter
    from pypdf.annotations import Highlight
    from pypdf.errors import PyPdfError
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NullObject, NumberObject, TextStringObject

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    out = io.BytesIO()
    try:
        writer = PdfWriter(io.BytesIO(data), incremental=True)
        # The table of an earlier update may have a number that no table lists. Readers hold it for the first new object (pypdf 7.1 does).
        writer._add_object(NullObject())
        for page, note, quads in marks:
            left, bottom = (min(quad[side] for quad in quads) for side in (0, 1))
            right, top = (max(quad[side] for quad in quads) for side in (2, 3))
            corners = [value for x0, y0, x1, y1 in quads for value in (x0, y1, x1, y1, x0, y0, x1, y0)]
            points = ArrayObject(FloatObject(round(value, 3)) for value in corners)
            highlight = Highlight(rect=(left, bottom, right, top), quad_points=points, highlight_color=_COLOUR)
            highlight[NameObject("/T")] = TextStringObject(author)
            highlight[NameObject("/Contents")] = TextStringObject(note.text)
            highlight[NameObject("/F")] = NumberObject(4)  # it is printed, too
            writer.add_annotation(page - 1, highlight)
        writer.write(out)
    except (PyPdfError, *DAMAGED) as problem:
        raise Refused(BROKEN) from problem
    return out.getvalue()
