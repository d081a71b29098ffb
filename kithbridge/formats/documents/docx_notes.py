"""Comments and tracked changes into a Word document, and nothing else.

Offers
------
write(document, notes, author=, tracked=)    the new file: see docx.annotated

A comment needs whole runs: a run is split where a stretch begins or ends inside it, and both halves keep its formatting. All else that is
added: range marks and a reference in the body, the comment in its part, and that part with its type and relation where there was none.
Source: ECMA-376 part 1, 5th edition, sections 17.13.4 (comments) and 17.13.5 (revisions).
"""

from __future__ import annotations

import copy
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from kithbridge.formats.documents.docx_text import STRICT, Opened, Piece
from kithbridge.formats.documents.shapes import Annotated, Note, Refused

__all__ = ["write"]

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
# Characters that XML 1.0 does not have.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A tracked change is set only where these are all there is: in what a field made, in insertions of others, it would be lost or wrong.
_PARENTS = frozenset({"p", "hyperlink", "smartTag", "sdtContent"})
_PLAIN = frozenset({"rPr", "t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak"})


def write(document: Opened, notes: Sequence[Note], *, author: str, tracked: bool) -> Annotated:
    """The new file. Raises Refused."""
    if any(name.startswith("_xmlsignatures/") for name in document.archive.names):
        raise Refused("The document is signed. A comment would break the signature. Ask for a copy without it.")
    writing = _Writing(document, author)
    placed, elsewhere = [], []
    for number, note in enumerate(notes):
        if writing.comment(note, tracked=tracked):
            placed.append(number)
        else:
            elsewhere.append(number)
    return Annotated(document.archive.with_parts(writing.parts()) if placed else document.archive.data, tuple(placed), tuple(elsewhere))


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class _Writing:
    """One document that gets comments."""

    def __init__(self, document: Opened, author: str) -> None:
        self._document = document
        self._root = document.roots[document.main]
        self._space = self._root.tag[1 : self._root.tag.index("}")]
        self._author = _NOT_XML.sub("", author)
        self._initials = "".join(word[0] for word in self._author.split())[:4].upper()
        self._pieces: list[Piece] = document.pieces
        self._at = [piece.at for piece in self._pieces]
        self._comments_part, self._comments = self._comments_of(document)
        self._comment = self._next_comment()
        self._revision = self._next_revision()
        self._deleted: set[Any] = set()  # tracked deletions of ours: what stands in them is gone for later notes

    def _w(self, name: str) -> str:
        return f"{{{self._space}}}{name}"

    def _comments_of(self, document: Opened) -> tuple[str, Any]:
        for part, kind in document.relations.items():
            if kind == "comments" and part in document.archive.names:
                return part, document.archive.xml(part)
        folder = posixpath.dirname(document.main)
        name = posixpath.join(folder, "comments.xml")
        number = 1
        while name in document.archive.names:
            number += 1
            name = posixpath.join(folder, f"comments{number}.xml")
        return name, etree.Element(self._w("comments"), nsmap={"w": self._space})

    def _next_comment(self) -> int:
        said = self._comments.iter(self._w("comment"))
        marked = self._root.iter(self._w("commentReference"), self._w("commentRangeStart"))
        return max([-1, *(_number(element.get(self._w("id"))) for element in (*said, *marked))]) + 1

    def _next_revision(self) -> int:
        """Revisions, bookmarks and comments are numbered apart from each other; one above all of them is free everywhere."""
        return max([0, *(_number(value) for value in self._root.xpath("//@w:id", namespaces={"w": self._space}))]) + 1

    # A note

    def comment(self, note: Note, *, tracked: bool) -> bool:
        """Sets one comment. False when there is no place for it in this document."""
        if not self._settable(note.start, note.end):
            return False
        runs = self._runs(note.start, note.end)
        first, last = runs[0], runs[-1]
        number = str(self._comment)
        self._comment += 1
        first.addprevious(_plain(first, self._w("commentRangeStart"), {self._w("id"): number}))
        ending = _plain(last, self._w("commentRangeEnd"), {self._w("id"): number})
        last.addnext(ending)
        reference = _plain(last, self._w("r"), {})
        etree.SubElement(reference, self._w("commentReference"), {self._w("id"): number})
        self._before_reference(ending, self._between(note.start, note.end)[-1].field).addnext(reference)
        if tracked and note.replacement is not None:
            self._change(note.start, note.end, runs, note.replacement)
        self._comments.append(self._said(note.text, number))
        return True

    def _settable(self, start: int, end: int) -> bool:
        """Whether the stretch holds letters, and all of them where a comment may be set."""
        pieces = self._between(start, end)
        return bool(pieces) and all(piece.run is not None and piece.run.getparent() not in self._deleted for piece in pieces)

    def _between(self, start: int, end: int) -> list[Piece]:
        if end <= start:
            return []
        first = max(0, bisect_right(self._at, start) - 1)
        return [piece for piece in self._pieces[first : bisect_left(self._at, end)] if piece.at + piece.length > start]

    def _before_reference(self, ending: Any, field: int) -> Any:
        """What the reference stands behind: not part of what somebody else inserted, and not of what a field came to.

        A program that works a field out anew would drop it, or take the comment for the result (LibreOffice 7.4 does, trials).
        """
        element = ending
        last = self._document.field_ends.get(field)
        if last is not None and _paragraph_of(last) is _paragraph_of(ending):
            element = last
        while _local(element.getparent()) in ("ins", "moveTo", "hyperlink", "fldSimple"):
            element = element.getparent()
        return element

    # Splitting runs

    def _runs(self, start: int, end: int) -> list[Any]:
        """The runs of exactly text[start:end], split off where it begins or ends inside one."""
        pieces = self._between(start, end)
        self._cut(max(start, pieces[0].at), before=True)
        pieces = self._between(start, end)
        self._cut(min(end, pieces[-1].at + pieces[-1].length), before=False)
        runs: list[Any] = []
        for piece in self._between(start, end):
            if not runs or runs[-1] is not piece.run:
                runs.append(piece.run)
        return runs

    def _cut(self, offset: int, *, before: bool) -> None:
        """Makes a run begin with the letter at `offset`, or end with the one before it."""
        number = bisect_right(self._at, offset) - 1 if before else bisect_left(self._at, offset) - 1
        piece = self._pieces[number]
        if offset != piece.at and offset != piece.at + piece.length:
            self._cut_text(number, offset - piece.at)
            number += before
        piece = self._pieces[number]
        node = piece.node if before else piece.node.getnext()
        if node is None:
            return
        if before and all(_local(earlier) in ("rPr", "") for earlier in node.itersiblings(preceding=True)):
            return
        self._split(piece.run, node, number if before else number + 1)

    def _cut_text(self, number: int, length: int) -> None:
        """One w:t becomes two beside each other."""
        piece = self._pieces[number]
        letters = piece.node.text
        second = copy.copy(piece.node)
        piece.node.text, second.text, second.tail = letters[:length], letters[length:], None
        for node in (piece.node, second):
            node.set(_XML_SPACE, "preserve")
        piece.node.addnext(second)
        self._pieces[number : number + 1] = [
            piece._replace(length=length),
            piece._replace(at=piece.at + length, length=piece.length - length, node=second),
        ]
        self._at.insert(number + 1, piece.at + length)

    def _split(self, run: Any, node: Any, number: int) -> None:
        """A second run beside this one, from `node` on, with the same formatting. Its pieces begin with the one of this number."""
        second = _plain(run, run.tag, dict(run.attrib))
        formatting = run.find(self._w("rPr"))
        if formatting is not None:
            second.append(copy.deepcopy(formatting))
        second.extend([node, *node.itersiblings()])
        run.addnext(second)
        while number < len(self._pieces) and self._pieces[number].run in (run, None):
            if self._pieces[number].run is run:
                self._pieces[number] = self._pieces[number]._replace(run=second)
            number += 1

    # Tracked changes

    def _change(self, start: int, end: int, runs: list[Any], replacement: str) -> None:
        """Each run is marked deleted where it stands; the replacement is inserted after them, formatted like the first."""
        parent = runs[0].getparent()
        plain = all(run.getparent() is parent and all(_local(node) in _PLAIN for node in run) for run in runs)
        if not plain or _local(parent) not in _PARENTS or any(piece.field for piece in self._between(start, end)):
            return
        for run in runs:
            deleted = _plain(run, self._w("del"), self._revised())
            run.addprevious(deleted)
            deleted.append(run)
            self._deleted.add(deleted)
            for node in run.iterchildren(self._w("t")):
                node.tag = self._w("delText")
                node.set(_XML_SPACE, "preserve")
        inserted = _plain(parent, self._w("ins"), self._revised())
        inserted.append(self._run_saying(replacement, runs[0].find(self._w("rPr"))))
        deleted.addnext(inserted)

    def _revised(self) -> dict[str, str]:
        self._revision += 1
        return {self._w("id"): str(self._revision - 1), self._w("author"): self._author}

    # Parts

    def _run_saying(self, words: str, formatting: Any = None) -> Any:
        run = _plain(self._root, self._w("r"), {})
        if formatting is not None:
            run.append(copy.deepcopy(formatting))
        letters = etree.SubElement(run, self._w("t"), {_XML_SPACE: "preserve"})
        letters.text = _NOT_XML.sub("", words)
        return run

    def _said(self, words: str, number: str) -> Any:
        comment = _plain(self._comments, self._w("comment"), {self._w("id"): number, self._w("author"): self._author})
        comment.set(self._w("initials"), self._initials)
        for line in words.splitlines() or [""]:
            etree.SubElement(comment, self._w("p")).append(self._run_saying(line))
        return comment

    def parts(self) -> dict[str, bytes]:
        """The parts that changed, by name."""
        document = self._document
        changed = {document.main: self._root, self._comments_part: self._comments}
        if self._comments_part not in document.archive.names:
            changed |= self._announced()
        return {name: _written(root) for name, root in changed.items()}

    def _announced(self) -> dict[str, Any]:
        """The list of types and the relations of the body, with the new part in them."""
        archive, main = self._document.archive, self._document.main
        types = archive.xml("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", {"PartName": f"/{self._comments_part}", "ContentType": _COMMENTS_TYPE})
        folder, name = posixpath.split(main)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        relations = archive.xml(listed) if listed in archive.names else etree.Element(f"{{{_RELATIONSHIPS}}}Relationships")
        used = {relation.get("Id") for relation in relations}
        key = next(key for key in (f"rIdWords{number}" for number in range(1, len(used) + 2)) if key not in used)
        kind = f"{_OFFICE_STRICT if self._space == STRICT else _OFFICE}/comments"
        target = posixpath.basename(self._comments_part)
        etree.SubElement(relations, f"{{{_RELATIONSHIPS}}}Relationship", {"Id": key, "Type": kind, "Target": target})
        return {"[Content_Types].xml": types, listed: relations}


def _paragraph_of(element: Any) -> Any:
    while element is not None and _local(element) != "p":
        element = element.getparent()
    return element


def _number(value: str | None) -> int:
    """A number that stands in a file as text; 0 for what is none."""
    try:
        return int(value or 0)
    except ValueError:
        return 0


def _written(root: Any) -> bytes:
    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _plain(like: Any, tag: str, attributes: dict[str, str]) -> Any:
    """A new element with the prefixes of another."""
    return like.makeelement(tag, attributes, nsmap=like.nsmap)
