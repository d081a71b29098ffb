"""Word documents: their text, and copies with comments.

Offers
------
read(data, kind)                   the text of a .docx as a Document
annotated(data, notes, author=)    a copy with a comment on each note's stretch; with `tracked`, the replacement as a tracked change too

Everything else stays as it is: parts that are not touched keep their bytes, text and formatting stay, comments and changes of others
keep their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from kithbridge.formats.documents.docx_notes import write
from kithbridge.formats.documents.docx_text import opened
from kithbridge.formats.documents.shapes import Annotated, Document, Limits, Note

__all__ = ["annotated", "read"]

_LIMITS = Limits()


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """A Word document. Raises Refused."""
    found = opened(data, limits)
    return Document(kind, found.text, tuple(found.known), tuple(found.parts), remarks=tuple(found.remarks))


def annotated(data: bytes, notes: Sequence[Note], *, author: str, tracked: bool = False, limits: Limits = _LIMITS) -> Annotated:
    """A copy of a .docx with a comment of `author` on each note's stretch. Offsets are those of `read`. Raises Refused.

    Comments carry no date. Word allows none in headers, footers, footnotes and text boxes: such notes are `elsewhere` and not written.
    With `tracked`, a note's replacement is also set in as a tracked change, where its stretch is plain text of one parent; in fields,
    in text that somebody else inserted, and round pictures the comment stands alone. A signed document is refused: any change breaks
    the signature.
    """
    return write(opened(data, limits), notes, author=author, tracked=tracked)
