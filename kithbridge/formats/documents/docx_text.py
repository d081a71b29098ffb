"""The text of a Word document, and which element each letter stands in.

Offers
------
opened(data, limits)    the archive, where its parts are, and its text with a Piece for each stretch
Opened, Piece           what comes back
W, STRICT               the two namespaces of WordprocessingML

Order: the body with its tables in place, a text box after its paragraph, then footnotes and endnotes in the order of their references,
then headers and footers. In: tracked insertions, results of fields, links, content controls, smart tags, hidden text. Out: tracked
deletions, instructions of fields, comments. Source: ECMA-376 part 1, 5th edition, section 17, and part 3 (alternate content).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kithbridge.formats.documents.archives import Archive
from kithbridge.formats.documents.shapes import Known, Limits, Part, Refused
from kithbridge.formats.documents.telling import Telling

__all__ = ["STRICT", "Opened", "Piece", "W", "opened"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NOT_WORD = "This is not a Word document, or it is damaged. Open it in Word or LibreOffice, save it anew, and try again."

_NAMES = re.findall(
    r"\w+",
    """
    p r t tab ptab br cr noBreakHyphen softHyphen fldChar hyperlink smartTag customXml fldSimple ins moveTo del moveFrom sdt sdtContent
    tbl tr tc txbxContent drawing pict object footnoteReference endnoteReference dir bdo ruby rubyBase altChunk
    """,
)
_NAME = {f"{{{space}}}{name}": name for space in (W, STRICT) for name in _NAMES} | {f"{{{_MC}}}AlternateContent": "alternate"}
_LETTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_HOLDERS = frozenset({"hyperlink", "smartTag", "customXml", "fldSimple", "ins", "moveTo", "dir", "bdo", "sdt", "sdtContent"})
# Names of styles as Word writes them into the file in every language (ids are translated, built-in names are not).
_STYLES = {
    "quote": "quoted",
    "intense quote": "quoted",
    "block text": "quoted",
    "title": "heading",
    "subtitle": "heading",
    "html preformatted": "code",
    "quotations": "quoted",
    "preformatted text": "code",
} | {f"heading {level}": "heading" for level in range(1, 10)}


class Piece(NamedTuple):
    """text[at : at + length] stands in `node` (w:t, w:tab, ...).

    `run` is its run when a comment may be set there, else None. `field`: the number of the outermost
    field that it is the result of; it is made anew with the field. 0: none.
    """

    at: int
    length: int
    node: Any
    run: Any
    field: int = 0


@dataclass
class Opened:
    """A Word document that was read. `roots` are the element trees by name of part; `main` is the name of the body's part."""

    archive: Archive
    main: str
    roots: dict[str, Any]
    relations: dict[str, str]  # name of the part -> the last word of its kind, of what the body points to
    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    field_ends: dict[int, Any] = field(default_factory=dict)  # number of a field -> the run in which it ends
    known: list[Known] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class _Walk(Telling):
    """One walk over all stories. Recursion is bounded: the parser refuses trees deeper than 256."""

    def __init__(self, styles: dict[str, str], most: int) -> None:
        super().__init__(most)
        self._styles = styles
        self.pieces: list[Piece] = []
        self.references: dict[str, list[str]] = {"footnoteReference": [], "endnoteReference": []}
        self.left_out = 0
        self._writable = True
        self._fields: list[bool] = []  # open fields, innermost last: whether we are in the instruction
        self._field_number = 0
        self.field_ends: dict[int, Any] = {}
        self._read_fields = True
        self._boxes: list[Any] = []
        self._tables = self._box = self._paragraphs = 0

    def story(self, root: Any, *, writable: bool, words: str = "") -> None:
        """The blocks of a body, a footnote, a header. `words` names its part; the body names its own."""
        edges = [node.get(_attribute(node, "fldCharType")) for node in root.iter(*_tags("fldChar"))]
        # An instruction that never ends would hide the rest of the document.
        self._read_fields = edges.count("begin") == edges.count("end")
        self._fields, self._writable = [], writable
        self._blocks(root, words)

    def _blocks(self, holder: Any, words: str) -> None:
        for child in holder:
            name = _NAME.get(child.tag)
            if name == "p":
                self._paragraph(child, words)
            elif name == "tbl":
                self._table(child, words)
            elif name == "alternate":
                for branch in _branch(child):
                    self._blocks(branch, words)
            elif name == "altChunk":
                self.left_out += 1
            elif name in _HOLDERS:
                self._blocks(child, words)

    def _table(self, table: Any, words: str) -> None:
        self._tables += 1
        named = f"{words}, table" if words else f"table {self._tables}"
        row = 0
        for child in _through(table, "tr"):
            row += 1
            if child.find(f"{{*}}trPr/{{{_space(child)}}}del") is not None:
                continue
            for cell in _through(child, "tc"):
                self._blocks(cell, f"{named}, row {row}")

    def _paragraph(self, paragraph: Any, words: str) -> None:
        if not words:
            self._paragraphs += 1
        begins = self.length
        self.part(words or f"paragraph {self._paragraphs}")
        self._inline(paragraph)
        style = paragraph.find(f"{{*}}pPr/{{{_space(paragraph)}}}pStyle")
        kind = self._styles.get(style.get(_attribute(style, "val"), "")) if style is not None else None
        if kind:
            self.mark(begins, kind)
        self.gap()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._text_box(box, words)

    def _text_box(self, box: Any, words: str) -> None:
        self._box += 1
        writable, self._writable = self._writable, False
        fields, self._fields = self._fields, []
        self._blocks(box, f"{words}, text box" if words else f"text box {self._box}")
        self._writable, self._fields = writable, fields

    def _inline(self, holder: Any) -> None:
        for child in holder:
            name = _NAME.get(child.tag)
            if name == "r":
                self._run(child, child if self._writable else None)
            elif name in _HOLDERS:
                self._inline(child)
            elif name == "alternate":
                for branch in _branch(child):
                    self._inline(branch)

    def _run(self, holder: Any, run: Any) -> None:
        """What stands in a run, or in a branch of it; `run` is None where nothing can be set."""
        for child in holder:
            name = _NAME.get(child.tag)
            if name == "t":
                if child.text and not (self._fields and True in self._fields):
                    self._tell(child.text, child, run if len(child) == 0 else None)
            elif name in _LETTERS:
                if not (self._fields and True in self._fields):
                    self._tell(_LETTERS[name], child, run)
            elif name == "fldChar":
                self._field(child.get(_attribute(child, "fldCharType")), run)
            elif name in ("drawing", "pict", "object"):
                self._boxes.extend(_boxes(child))
            elif name in self.references:
                self.references[name].append(child.get(_attribute(child, "id"), ""))
            elif name == "alternate":
                for branch in _branch(child):
                    self._run(branch, None)
            elif name == "ruby":
                for base in child.iterfind(f"{{{_space(child)}}}rubyBase"):
                    for inner in base:
                        self._run(inner, None)

    def _field(self, edge: str | None, run: Any) -> None:
        if not self._read_fields:
            return
        if edge == "begin":
            self._field_number += not self._fields
            self._fields.append(True)
        elif edge == "separate" and self._fields:
            self._fields[-1] = False
        elif edge == "end" and self._fields:
            self._fields.pop()
            if not self._fields and run is not None:
                self.field_ends[self._field_number] = run

    def _tell(self, letters: str, node: Any, run: Any) -> None:
        self.pieces.append(Piece(self.length, len(letters), node, run, self._field_number if self._fields else 0))
        self.add(letters)


def _space(element: Any) -> str:
    """The namespace of an element: documents of the strict form have their own."""
    space: str = element.tag[1 : element.tag.index("}")]
    return space


def _attribute(element: Any, name: str) -> str:
    return f"{{{_space(element)}}}{name}"


def _tags(name: str) -> tuple[str, str]:
    return (f"{{{W}}}{name}", f"{{{STRICT}}}{name}")


def _through(holder: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table, cells of a row: also those in content controls and custom XML."""
    for child in holder:
        name = _NAME.get(child.tag)
        if name == wanted:
            yield child
        elif name in _HOLDERS:
            yield from _through(child, wanted)


def _branch(alternate: Any) -> list[Any]:
    """Of the forms in which the same thing stands, the first."""
    choices: list[Any] = alternate.findall(f"{{{_MC}}}Choice")[:1]
    return choices or list(alternate.findall(f"{{{_MC}}}Fallback")[:1])


def _boxes(drawing: Any) -> Iterator[Any]:
    """Text boxes in a drawing, each once, outermost only."""
    for child in drawing:
        name = _NAME.get(child.tag)
        if name == "txbxContent":
            yield child
        elif name == "alternate":
            for branch in _branch(child):
                yield from _boxes(branch)
        elif len(child):
            yield from _boxes(child)


def _relations(archive: Archive, part: str) -> dict[str, str]:
    """What a part points to inside the archive: name -> the last word of its kind."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in archive.names:
        return {}
    found = {}
    for relation in archive.xml(listed).iter(f"{{{_RELATIONSHIPS}}}Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External" and target:
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[full] = relation.get("Type", "").rpartition("/")[2]
    return found


def _styles(archive: Archive, relations: dict[str, str]) -> dict[str, str]:
    """The id of each style that says what a paragraph is -> its kind."""
    name = next((part for part, kind in relations.items() if kind == "styles" and part in archive.names), None)
    if name is None:
        return {}
    kinds, based = {}, {}
    for style in archive.xml(name).iter(*_tags("style")):
        key = style.get(_attribute(style, "styleId"), "")
        for child in style:
            said = child.get(_attribute(style, "val"), "")
            if child.tag == _attribute(style, "name") and said.lower() in _STYLES:
                kinds[key] = _STYLES[said.lower()]
            elif child.tag == _attribute(style, "basedOn"):
                based[key] = said
    for key in based:
        parent = key
        for _step in range(10):
            if parent in kinds or parent not in based:
                break
            parent = based[parent]
        if parent in kinds:
            kinds.setdefault(key, kinds[parent])
    return kinds


def opened(data: bytes, limits: Limits) -> Opened:
    """Reads a Word document. Raises Refused."""
    archive = Archive.of(data, limits)
    if "[Content_Types].xml" not in archive.names or "_rels/.rels" not in archive.names:
        raise Refused(_NOT_WORD)
    types = archive.part("[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types or any(name.endswith("vbaProject.bin") for name in archive.names):
        raise Refused("This Word document holds macros. Save it as .docx, without macros, and try again.")
    main = next((part for part, kind in _relations(archive, "").items() if kind == "officeDocument" and part in archive.names), None)
    root = archive.xml(main) if main else None
    if main is None or root is None or root.tag not in _tags("document"):
        raise Refused(_NOT_WORD)
    document = Opened(archive, main, {main: root}, _relations(archive, main))
    _walk(document, limits)
    return document


def _walk(document: Opened, limits: Limits) -> None:
    archive, root = document.archive, document.roots[document.main]
    walk = _Walk(_styles(archive, document.relations), limits.letters)
    for body in root.iterchildren(*_tags("body")):
        walk.story(body, writable=True)
    for kind in ("footnote", "endnote"):
        for number, note in enumerate(_notes(document, kind, walk.references[f"{kind}Reference"]), 1):
            walk.story(note, writable=False, words=f"{kind} {number}")
    for kind in ("header", "footer"):
        for part in (part for part, found in document.relations.items() if found == kind and part in archive.names):
            walk.story(archive.xml(part), writable=False, words=kind)
    document.text = walk.text
    document.pieces, document.field_ends, document.known, document.parts = walk.pieces, walk.field_ends, walk.known, walk.parts
    unread = walk.left_out + sum(name.startswith("word/diagrams/data") for name in archive.names)
    if unread:
        document.remarks.append(f"Not read: {unread} embedded document{'s'[: unread > 1]} or drawn diagram{'s'[: unread > 1]}.")


def _notes(document: Opened, kind: str, order: list[str]) -> list[Any]:
    """Footnotes or endnotes in the order in which the text points to them; then those it does not point to."""
    notes: dict[str, Any] = {}
    for part, found in document.relations.items():
        if found == f"{kind}s" and part in document.archive.names:
            document.roots[part] = root = document.archive.xml(part)
            for note in root.iterchildren(*_tags(kind)):
                if note.get(_attribute(note, "type"), "normal") == "normal":
                    notes[note.get(_attribute(note, "id"), "")] = note
    pointed = [notes.pop(key) for key in dict.fromkeys(order) if key in notes]
    return pointed + list(notes.values())
