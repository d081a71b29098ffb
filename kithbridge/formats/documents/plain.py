"""Text files: which letters the bytes are.

Offers
------
decoded(data)     the letters, and a sentence when they had to be guessed
read(data, kind)  a text file as a Document; its text is the file, offset for offset

A mark at the start decides (UTF-8, UTF-16, UTF-32; Unicode standard, section 23.8). Without one it is UTF-8, UTF-16 when every other
byte of the beginning is zero, or else Windows-1252, which is said.
"""

from __future__ import annotations

import codecs
import re

from kithbridge.formats.documents.shapes import Document, Limits, Refused

__all__ = ["GUESSED", "decoded", "read"]

# UTF-32 before UTF-16: its mark begins with the same two bytes.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = re.compile("[\x00-\x06\x0e-\x1a]")
GUESSED = "The file is not UTF-8. It was read as Windows-1252: letters with accents may be wrong."
_BROKEN = "This is not a text file, or its letters are damaged. Save it as plain text (UTF-8) and try again."


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as problem:
                raise Refused(_BROKEN) from problem
    return None


def _zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: plain letters have a zero as every second byte."""
    head = data[:2000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(head) >= 4 and zeros.count(0) > 0.7 * len(zeros):
            return encoding
    return None


def decoded(data: bytes, *, declared: str | None = None) -> tuple[str, str | None]:
    """The letters of a text file without the mark at its start, and a remark when they were guessed. Raises Refused.

    `declared` is what the file says of itself (HTML); it is believed when the bytes are not UTF-8.

    >>> decoded("café".encode("cp1252"))[0]
    'café'
    """
    text, remark = _by_mark(data), None
    if text is None:
        encoding = _zeros(data) or "utf-8"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text, remark = _guessed(data, declared)
    if _NOT_TEXT.search(text):
        raise Refused(_BROKEN)
    return text, remark


def _guessed(data: bytes, declared: str | None) -> tuple[str, str | None]:
    if declared:
        try:
            return data.decode(declared), None
        except (UnicodeDecodeError, LookupError, ValueError):
            declared = None
    try:
        return data.decode("cp1252"), GUESSED
    except UnicodeDecodeError as problem:
        raise Refused(_BROKEN) from problem


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """A text file. Its text is the file letter for letter, line ends included."""
    text, remark = decoded(data)
    if len(text) > limits.letters:
        raise Refused(f"The text has more than {limits.letters:,} letters. Cut it into pieces and try again.")
    return Document(kind, text, source=text, remarks=(remark,) if remark else ())
