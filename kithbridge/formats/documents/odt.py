"""OpenDocument texts (LibreOffice): their text. Nothing is written into them: for comments, save as .docx first.

Offers
------
read(data, kind)    the text of an .odt as a Document

Order: the body with its tables and frames in place, then footnotes and endnotes, then headers and footers. In: tracked insertions, links,
fields as they stand. Out: tracked deletions, comments. Source: OASIS, OpenDocument 1.3 part 3, sections 5 (text), 6 (fields), 9 (tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kithbridge.formats.documents.archives import Archive
from kithbridge.formats.documents.shapes import Document, Limits, Refused
from kithbridge.formats.documents.telling import Telling

__all__ = ["read"]

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
_SHORT = {space: short for short, space in _SPACES.items()}
_OUT = frozenset({"text:tracked-changes", "text:note-citation", "text:ruby-text", "office:annotation", "office:forms"})
_STYLES = {"quotations": "quoted", "quote": "quoted", "preformatted text": "code", "title": "heading", "subtitle": "heading"}
_WHITE = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 1_000  # one element may ask for any number of them
_NOT_WRITER = "This is not an OpenDocument text, or it is damaged. Open it in LibreOffice, save it anew, and try again."


def _name(element: Any) -> str:
    """text:p and the like; empty for comments and names of no concern."""
    if not isinstance(element.tag, str):
        return ""
    space, _, local = element.tag[1:].partition("}")
    return f"{_SHORT.get(space, '')}:{local}"


def _q(name: str) -> str:
    short, _, local = name.partition(":")
    return f"{{{_SPACES[short]}}}{local}"


_TEXT_STYLE, _COUNT, _CLASS = _q("text:style-name"), _q("text:c"), _q("text:note-class")


class _Walk(Telling):
    """One walk over a document. Recursion is bounded: the parser refuses trees deeper than 256."""

    def __init__(self, styles: dict[str, str], most: int) -> None:
        super().__init__(most)
        self._styles = styles
        self._aside: list[tuple[str, Any]] = []  # frames and notes wait for the end of their paragraph or of the body
        self._notes: list[tuple[str, Any]] = []
        self._space = True  # whether a space would be one too many
        self._tables = self._boxes = self._paragraphs = 0
        self._numbers = {"footnote": 0, "endnote": 0}

    def blocks(self, holder: Any, words: str = "") -> None:
        """Paragraphs, lists, tables and sections, one after the other."""
        for child in holder:
            name = _name(child)
            if name in ("text:p", "text:h"):
                self._paragraph(child, words, heading=name == "text:h")
            elif name == "table:table":
                self._table(child, words)
            elif name.startswith("draw:"):
                self._frame(child, words)
            elif name not in _OUT and len(child):
                self.blocks(child, words)

    def notes(self) -> None:
        """Footnotes and endnotes, by number."""
        for words, body in self._notes:
            self.blocks(body, words)

    def _table(self, table: Any, words: str) -> None:
        self._tables += 1
        named = f"{words}, table" if words else f"table {self._tables}"
        for row, found in enumerate(_through(table, "table:table-row"), 1):
            for cell in found:
                self.blocks(cell, f"{named}, row {row}")

    def _paragraph(self, paragraph: Any, words: str, *, heading: bool) -> None:
        if not words:
            self._paragraphs += 1
        begins, self._space = self.length, True
        self.part(words or f"paragraph {self._paragraphs}")
        waiting, self._aside = self._aside, []
        self._inline(paragraph)
        kind = "heading" if heading else self._styles.get(paragraph.get(_TEXT_STYLE, ""))
        if kind:
            self.mark(begins, kind)
        self.gap()
        aside, self._aside = self._aside, waiting
        for _kind, frame in aside:
            self._frame(frame, words)

    def _frame(self, frame: Any, words: str) -> None:
        self._boxes += 1
        self.blocks(frame, f"{words}, text box" if words else f"text box {self._boxes}")

    def _inline(self, holder: Any) -> None:
        self._white(holder.text)
        for child in holder:
            name = _name(child)
            if name == "text:s":
                self._tell(" " * min(_count(child.get(_COUNT)), _MOST_SPACES))
            elif name == "text:tab":
                self._tell("\t")
            elif name == "text:line-break":
                self._tell("\n")
            elif name == "text:note":
                self._note(child)
            elif name.startswith("draw:"):
                self._aside.append((name, child))
            elif name and name not in _OUT:
                self._inline(child)
            self._white(child.tail)

    def _note(self, note: Any) -> None:
        kind = "endnote" if note.get(_CLASS) == "endnote" else "footnote"
        self._numbers[kind] += 1
        for body in note.iterchildren(_q("text:note-body")):
            self._notes.append((f"{kind} {self._numbers[kind]}", body))

    def _tell(self, letters: str) -> None:
        self.add(letters)
        self._space = False

    def _white(self, letters: str | None) -> None:
        """Letters with each run of white space as one space, none at the start of a paragraph (section 6.1.2)."""
        if not letters:
            return
        said = _WHITE.sub(" ", letters)
        if self._space and said.startswith(" "):
            said = said[1:]
        if said:
            self.add(said)
            self._space = said.endswith(" ")


def _count(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 1


def _through(holder: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table, also those in groups and headers of it."""
    for child in holder:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _through(child, wanted)


def _kinds(roots: list[Any]) -> dict[str, str]:
    """The name of each paragraph style that says what a paragraph is -> its kind."""
    kinds, parents = {}, {}
    for root in roots:
        for style in root.iter(_q("style:style")):
            name = style.get(_q("style:name"), "")
            shown = style.get(_q("style:display-name"), name).replace("_20_", " ").lower()
            if shown in _STYLES:
                kinds[name] = _STYLES[shown]
            parents[name] = style.get(_q("style:parent-style-name"), "")
    for name in parents:
        parent = name
        for _step in range(10):
            if parent in kinds:
                kinds.setdefault(name, kinds[parent])
                break
            parent = parents.get(parent, "")
    return kinds


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """An OpenDocument text. Raises Refused."""
    archive = Archive.of(data, limits)
    if "content.xml" not in archive.names:
        raise Refused(_NOT_WRITER)
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.part("META-INF/manifest.xml"):
        raise Refused("The document is locked with a password. Save it without one and try again.")
    content = archive.xml("content.xml")
    body = content.find(f"{_q('office:body')}/{_q('office:text')}")
    if body is None:
        raise Refused(_NOT_WRITER)
    styles = archive.xml("styles.xml") if "styles.xml" in archive.names else None
    walk = _Walk(_kinds([content] if styles is None else [styles, content]), limits.letters)
    walk.blocks(body)
    walk.notes()
    if styles is not None:
        for place in ("header", "footer"):
            for found in styles.iter(*(_q(f"style:{place}{form}") for form in ("", "-left", "-first"))):
                walk.blocks(found, place)
    return Document(kind, walk.text, tuple(walk.known), tuple(walk.parts))
