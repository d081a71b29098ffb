"""The text of a PDF and the box of every letter.

Offers
------
pages(data, limits)    one Page after the other: its boxes of text in reading order; raises Refused
Page, Box, Letter      what comes back; a letter's box is in the user space of the page, as annotations want it

Before anything is parsed, all streams of the file are unpacked to nowhere, with a bound: a few bytes can stand for gigabytes. While a page
is drawn, nested forms and time are bounded: a form that draws another ten times, ten levels deep, is a bomb too.
Source: ISO 32000-2, sections 7.4 (filters), 8.10 (forms), 9.4 (text); the layout is pdfminer.six's.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTContainer, LTFigure, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from kithbridge.formats.documents.shapes import Limits, Refused

__all__ = ["Box", "Letter", "Page", "pages"]

# Both write what they find odd in a file into the log, words of the text among it.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)

# What a parser says of damaged files, in our reading of its code and in trials with cut and mixed files.
DAMAGED = (
    PSException,
    PDFException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    EOFError,
    struct.error,
    zlib.error,
)
BROKEN = "The PDF is damaged: it cannot be read. Ask for it again, or print it to a new PDF, and try again."
_BOMB = "The PDF would unpack to far more than a document holds. It was not opened."
_SLOW = "The PDF takes too long to read. Cut it into pieces and try again."
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_MOST_STREAM = 12_000_000  # bytes of a page's drawing; a font may have some millions
_MOST_PICTURE = 120_000_000
_MOST_FORMS = 20_000
_MOST_ON_PAGE = 200_000  # letters
_FEW_BOXES = 400  # above, they come from top to bottom: finding columns takes the square of their number
_UNKNOWN = re.compile(r"\(cid:\d+\)")
# pdfminer's own order puts a short right column before a long left one; ours is below.
_LAYOUT = LAParams(all_texts=True, boxes_flow=None)

Matrix = tuple[float, float, float, float, float, float]


class Letter(NamedTuple):
    """One or more code points and where they stand: left, bottom, right, top. None where nothing is drawn: a space between words."""

    text: str
    box: tuple[float, float, float, float] | None


Box = list[list[Letter]]  # the lines of a paragraph, more or less


@dataclass(frozen=True)
class Page:
    number: int  # from 1
    boxes: list[Box]


class _Device(PDFPageAggregator):
    """Keeps a page's letters until the page is full, and looks at the clock."""

    def __init__(self, resources: PDFResourceManager, deadline: float) -> None:
        super().__init__(resources, laparams=None)
        self.deadline = deadline
        self.forms = 0
        self._strings = 0

    def render_string(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self._strings += 1
        if self._strings % 64 == 0 and time.monotonic() > self.deadline:
            raise Refused(_SLOW)
        super().render_string(*args, **kwargs)


class _Interpreter(PDFPageInterpreter):
    """Counts forms within forms."""

    def do_Do(self, xobjid_arg) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        device: _Device = self.device  # type: ignore[assignment]
        device.forms += 1
        if device.forms > _MOST_FORMS or time.monotonic() > device.deadline:
            raise Refused(_SLOW)
        super().do_Do(xobjid_arg)


def _checked(data: bytes, limits: Limits) -> None:
    """Refuses a file whose packed streams hold too much, whatever its tables say of them."""
    total, end = 0, 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if start < end or (data[start : start + 1] or b"\0")[0] & 0x0F != 8:
            continue  # inside the stream before, or not packed
        head = data[max(0, found.start() - 2_000) : found.start()]
        most = _MOST_PICTURE if _PICTURE.search(head[max(0, head.rfind(b"endobj")) :]) else _MOST_STREAM
        size, end = _unpacked(data, start, most)
        total += size
        if size > most or total > 2 * limits.unpacked:
            raise Refused(_BOMB)


def _unpacked(data: bytes, start: int, most: int) -> tuple[int, int]:
    """How many bytes a packed stream holds, counted up to a little above `most`, and where it ends."""
    unpacker, size, at, step = zlib.decompressobj(), 0, start, 1 << 16
    rest = b""
    try:
        while size <= most and not unpacker.eof and (rest or at < len(data)):
            if not rest:
                rest, at = data[at : at + step], at + step
            size += len(unpacker.decompress(rest, 1 << 20))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return size, start
    return size, at - len(unpacker.unused_data)


def pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The pages of a PDF. Raises Refused."""
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise Refused("This is not a PDF.")
    _checked(data, limits)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except DAMAGED as problem:
        raise Refused(_LOCKED if b"/Encrypt" in data else BROKEN) from problem
    if document.encryption is not None:
        raise Refused(_LOCKED)
    deadline = time.monotonic() + limits.seconds
    resources = PDFResourceManager()
    device = _Device(resources, deadline)
    interpreter = _Interpreter(resources, device)
    number = 0
    try:
        for page in PDFPage.create_pages(document):
            number += 1
            if number > limits.pages:
                raise Refused(f"The PDF has more than {limits.pages:,} pages. Cut it into pieces and try again.")
            if time.monotonic() > deadline:
                raise Refused(_SLOW)
            interpreter.process_page(page)
            yield Page(number, _boxes(device.get_result(), _back(page)))
    except DAMAGED as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused(BROKEN) from problem
    if not number:
        raise Refused(BROKEN)


_LOCKED = "The PDF is locked with a password or against copying. Ask for one that is not, and try again."


def _back(page: PDFPage) -> Matrix:
    """From the layout's space, turned upright and moved to the corner, to the user space of the page."""
    x0, y0, x1, y1 = page.mediabox
    turned: dict[int, Matrix] = {
        90: (0, 1, -1, 0, x1, y0),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, -1, 1, 0, x0, y1),
    }
    return turned.get(page.rotate % 360, (1, 0, 0, 1, x0, y0))


def _boxes(page: LTPage, back: Matrix) -> list[Box]:
    if _count(page) > _MOST_ON_PAGE:
        raise Refused(_SLOW)
    page.analyze(_LAYOUT)
    return [[_line(line, back) for line in box if isinstance(line, LTTextLine)] for box in _ordered(list(_found(page)))]


def _count(container: LTContainer) -> int:
    return sum(_count(item) if isinstance(item, LTFigure) else 1 for item in container)


def _found(container: LTContainer) -> Iterator[LTTextBox]:
    for item in container:
        if isinstance(item, LTTextBox):
            yield item
        elif isinstance(item, LTFigure):
            yield from _found(item)


def _ordered(boxes: list[LTTextBox]) -> list[LTTextBox]:
    """Boxes as they are read: columns from left to right where a gutter parts all that is left, else the topmost first.

    Cuts along the axes in turn (Nagy and Seth, "Hierarchical representation of optically scanned documents", ICPR 1984).
    """
    order: list[LTTextBox] = []
    waiting = [boxes] if len(boxes) <= _FEW_BOXES else [[box] for box in sorted(boxes, key=lambda box: (box.y1, -box.x0))]
    while waiting:
        group = waiting.pop()
        columns = _parted([(box.x0, box.x1, box) for box in group])
        rows = _parted([(-box.y1, -box.y0, box) for box in group])
        if len(columns) > 1:
            waiting.extend(reversed(columns))
        elif len(rows) > 1:
            # Only the first: what is left below may have columns once that is gone.
            waiting.append([box for row in rows[1:] for box in row])
            waiting.append(rows[0])
        else:
            order.extend(sorted(group, key=lambda box: (-box.y1, box.x0)))
    return order


def _parted(spans: list[tuple[float, float, LTTextBox]]) -> list[list[LTTextBox]]:
    """Groups between which no span lies, in order."""
    groups: list[list[LTTextBox]] = []
    reach = 0.0
    for start, end, box in sorted(spans, key=lambda span: span[:2]):
        if groups and start < reach:
            groups[-1].append(box)
        else:
            groups.append([box])
            reach = end
        reach = max(reach, end)
    return groups


def _line(line: LTTextLine, back: Matrix) -> list[Letter]:
    """The letters of a line without the space at its end. A hyphen that only this line end needs is a hyphen: so it is printed."""
    letters: list[Letter] = []
    for item in line:
        said = item.get_text()
        if isinstance(item, LTChar):
            letters.append(Letter(_UNKNOWN.sub("\ufffd", said), _moved(item.bbox, back)))
        elif said == " " and letters and letters[-1].text != " ":
            letters.append(Letter(said, None))
    while letters and not letters[-1].text.strip():
        letters.pop()
    if letters and letters[-1].text == "\u00ad":
        letters[-1] = Letter("-", letters[-1].box)
    return letters


def _moved(box: tuple[float, float, float, float], by: Matrix) -> tuple[float, float, float, float]:
    (x0, y0, x1, y1), (a, b, c, d, e, f) = box, by
    xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
    ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
    return (min(xs), min(ys), max(xs), max(ys))
