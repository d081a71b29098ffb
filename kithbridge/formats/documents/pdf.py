"""PDF: its text, and copies with highlights.

Offers
------
read(data, kind)                     the text of a PDF as a Document; each page is a part
highlighted(data, notes, author=)    a copy with a highlight on each note's letters, which says the note

The text keeps hyphens and line ends as they are printed. Two line ends stand between blocks, but one where a sentence runs on. A copy is
the old file byte for byte with the highlights appended (an incremental update, ISO 32000-2, section 7.5.6).
"""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kithbridge.formats.documents.pdf_pages import BROKEN, DAMAGED, Box, Letter, pages
from kithbridge.formats.documents.shapes import Annotated, Document, Limits, Note, Refused
from kithbridge.formats.documents.telling import Telling

__all__ = ["highlighted", "read"]

_LIMITS = Limits()
_RUNS_ON = re.compile(r"[a-z,;&-]$")
_COLOUR = "ffd54f"
_PICTURES = "There is no text in this PDF: its pages are pictures. Run text recognition (OCR) over it and try again."
_UNREADABLE = "Some letters of this PDF cannot be read: its fonts do not say what they mean."
_SAME_LINE = 0.5  # of the height of a letter: how far apart two letters may stand and be of one line

Quad = tuple[float, float, float, float]


@dataclass
class _Told:
    """A PDF's text with the boxes of its letters: text[at[n]:ends[n]] is drawn at boxes[n] on page pages[n], a ligature as one."""

    telling: Telling
    at: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    boxes: list[Quad] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


def _told(data: bytes, limits: Limits) -> _Told:
    told = _Told(Telling(limits.letters))
    last = ""
    for page in pages(data, limits):
        told.telling.part(f"page {page.number}", page.number)
        for box in page.boxes:
            said = "".join(letter.text for line in box for letter in line).strip()
            if not said:
                continue
            if _RUNS_ON.search(last) and said[0].islower():
                told.telling.add("\n")
            else:
                told.telling.gap()
            told.telling.part(f"page {page.number}", page.number)
            _tell(told, box, page.number)
            last = said
    if not last:
        raise Refused(_PICTURES)
    told.telling.gap()
    return told


def _tell(told: _Told, box: Box, page: int) -> None:
    for number, line in enumerate(box):
        if number:
            told.telling.add("\n")
        for letter in _stripped(line):
            if letter.box is not None:
                told.at.append(told.telling.length)
                told.ends.append(told.telling.length + len(letter.text))
                told.boxes.append(letter.box)
                told.pages.append(page)
            told.telling.add(letter.text)


def _stripped(line: list[Letter]) -> list[Letter]:
    end = len(line)
    while end and not line[end - 1].text.strip():
        end -= 1
    return line[:end]


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """A PDF. Raises Refused."""
    telling = _told(data, limits).telling
    text = telling.text
    remarks = (_UNREADABLE,) if text.count("\ufffd") > 0.01 * len(text) else ()
    return Document(kind, text, tuple(telling.known), tuple(telling.parts), remarks=remarks)


def highlighted(data: bytes, notes: Sequence[Note], *, author: str, limits: Limits = _LIMITS) -> Annotated:
    """A copy of a PDF with a highlight on each note's stretch. Offsets are those of `read`. Raises Refused.

    Highlights carry no date. A stretch over several lines or pages has a box for each line and a highlight for each page. Notes on nothing
    that is drawn are `elsewhere`.
    """
    told = _told(data, limits)
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
    page = 0
    for number in range(bisect_right(told.ends, start), bisect_left(told.at, end) if end > start else 0):
        if quads and told.pages[number] != page:
            yield page, quads
            quads = []
        page, box = told.pages[number], told.boxes[number]
        if quads and _one_line(quads[-1], box):
            before = quads[-1]
            quads[-1] = (min(before[0], box[0]), min(before[1], box[1]), max(before[2], box[2]), max(before[3], box[3]))
        else:
            quads.append(box)
    if quads:
        yield page, quads


def _one_line(before: Quad, box: Quad) -> bool:
    """Letters run on along the line, or down it on a turned page."""
    size = min(max(box[3] - box[1], 1.0), max(box[2] - box[0], 1.0) * 3)
    level = abs(before[1] - box[1]) < _SAME_LINE * size and box[0] >= before[0] - size
    upright = abs(before[0] - box[0]) < _SAME_LINE * size and before[3] - before[1] > before[2] - before[0]
    return level or upright


def _written(data: bytes, marks: Sequence[tuple[int, Note, list[Quad]]], author: str) -> bytes:
    from pypdf import PdfWriter
    from pypdf.annotations import Highlight
    from pypdf.errors import PyPdfError
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, TextStringObject

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    out = io.BytesIO()
    try:
        writer = PdfWriter(io.BytesIO(data), incremental=True)
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
