"""Text out of files, with the way back, and remarks into them. Knows nothing of what is looked for in the text.

Offers
------
read(data, name)      a Document out of txt, md, html, docx, odt, pdf, srt or vtt
read_file(path)       the same from a file; a file that is too large is not opened
kind_of(data, name)   which of these it is
docx.annotated        a copy of a Word document with comments, and tracked changes if asked (a module of its own, imported when wanted)
pdf.highlighted       a copy of a PDF with highlights
KINDS                 the kinds and the ends of file names that mean them

Nothing is written to disk, logged or sent. Readers are imported when a file of their kind comes: text must start in milliseconds.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from kithbridge.formats.documents.shapes import Annotated, Document, Known, Limits, Note, Part, Place, Refused

__all__ = ["KINDS", "Annotated", "Document", "Known", "Limits", "Note", "Part", "Place", "Refused", "kind_of", "read", "read_file"]

KINDS = {
    "txt": "txt",
    "text": "txt",
    "md": "md",
    "markdown": "md",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "docx": "docx",
    "dotx": "docx",
    "odt": "odt",
    "ott": "odt",
    "pdf": "pdf",
    "srt": "srt",
    "vtt": "vtt",
}
_MODULES = {
    "txt": "plain",
    "md": "markdown",
    "html": "html",
    "docx": "docx",
    "odt": "odt",
    "pdf": "pdf",
    "srt": "subtitles",
    "vtt": "subtitles",
}
_NOT_READ = {
    "docm": "This Word document may hold macros. Save it as .docx and try again.",
    "dotm": "This Word template may hold macros. Save it as .docx and try again.",
    "doc": "This is the old Word form. Save it as .docx and try again.",
    "rtf": "This is a rich text file. Save it as .docx or as plain text and try again.",
    "pages": "This is a Pages document. Save it as .docx or PDF and try again.",
    "fodt": "This is a flat text document. Save it as .odt and try again.",
}
_LIMITS = Limits()
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(data: bytes, name: str) -> str:
    """Which kind a file is: by the end of its name, else by its first bytes, else "txt". Raises Refused for what is not read.

    >>> kind_of(b"", "letter.HTM"), kind_of(b"%PDF-1.7", "scan"), kind_of(b"Hello", "-")
    ('html', 'pdf', 'txt')
    """
    ending = Path(name).suffix.lower().lstrip(".")
    if ending in _NOT_READ:
        raise Refused(_NOT_READ[ending])
    if ending in KINDS:
        return KINDS[ending]
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        names = data[-65_536:]  # the list of members stands at the end
        return "odt" if b"[Content_Types].xml" not in names and (b"content.xml" in names or b"mimetype" in names) else "docx"
    return "txt"


def _too_large(size: int, limits: Limits) -> None:
    if size > limits.size:
        raise Refused(f"The file is larger than {limits.size // 1_000_000} MB. Cut it into pieces or take the pictures out.")


def read(data: bytes, name: str, *, limits: Limits = _LIMITS) -> Document:
    """A file's text, what the file itself says of its stretches, and the way back. Raises Refused.

    `name` decides the kind by its end (a path or a bare name; it is opened nowhere). Same bytes, same Document.

    >>> read(b"She came.", "note.txt").text
    'She came.'
    """
    _too_large(len(data), limits)
    kind = kind_of(data, name)
    if kind in ("docx", "odt") and data.startswith(_OLD_OFFICE):
        raise Refused("The document has a password, or it is the old Word form. Save it as .docx without a password and try again.")
    reader = import_module(f"{__name__}.{_MODULES[kind]}")
    document: Document = reader.read(data, kind, limits=limits)
    return document


def read_file(path: str | Path, *, limits: Limits = _LIMITS) -> Document:
    """The same from a file on this machine. Raises Refused, and OSError where it cannot be opened."""
    path = Path(path)
    _too_large(path.stat().st_size, limits)
    with path.open("rb") as opened:
        # A file may grow, and a device says that it has no size.
        data = opened.read(limits.size + 1)
    return read(data, path.name, limits=limits)
