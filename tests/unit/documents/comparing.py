"""Looks at Word documents in a second way, without the code under test: what a comment covers, and what is the same in two files.

Offers: `covered(data)` (comment -> the letters between its marks), `bare(data, author)` (the body in canonical XML without what an author
added, runs of one formatting joined), `rejected(...)` (the same with the author's tracked changes refused), `members(data)`.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

from lxml import etree

_LETTERS = {"tab": "\t", "br": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: Any, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            # A reader of streams believes the head of a member, where bit 3 says that the sizes come behind it.
            head = data[info.header_offset : info.header_offset + 30]
            sizes = struct.unpack("<LL", head[18:26])
            assert head[6] & 8 or sizes == (info.compress_size, info.file_size)
            assert not (head[6] & 8 and sizes != (0, 0))
        return {name: archive.read(name) for name in archive.namelist()}


def _comments(data: bytes) -> Any:
    return etree.fromstring(members(data)["word/comments.xml"])


def covered(data: bytes) -> dict[str, tuple[str, str, str]]:
    """For each comment: who says it, what it says, the letters it stands on, in the order of the XML. Text boxes are left out."""
    said = {
        _value(one, "id"): (_value(one, "author") or "", "\n".join("".join(each.itertext()) for each in one)) for one in _comments(data)
    }
    open_ones: dict[str, str] = {}
    found: dict[str, tuple[str, str, str]] = {}
    for element in etree.fromstring(members(data)["word/document.xml"]).iter():
        name, key = _local(element), _value(element, "id") or ""
        if name == "commentRangeStart":
            open_ones[key] = ""
        elif name == "commentRangeEnd":
            found[key] = (*said[key], open_ones.pop(key))
        elif name == "commentReference":
            found.setdefault(key, (*said[key], ""))  # LibreOffice writes remarks on a point without a range
            assert key not in open_ones, "a reference stands behind its range"
        elif not any(_local(above) in ("txbxContent", "moveFrom", "del") for above in element.iterancestors()):
            letters = (element.text or "") if name == "t" else _LETTERS.get(name, "")
            open_ones = {one: words + letters for one, words in open_ones.items()}
    assert not open_ones
    return found


def bare(data: bytes, author: str) -> bytes:
    """The body without the comments of `author`, runs of one formatting and their letters joined, in canonical XML."""
    return _canonical(_without(data, author))


def rejected(data: bytes, author: str) -> bytes:
    """The same with the tracked changes of `author` refused."""
    root = _without(data, author)
    for element in list(root.iter()):
        if _local(element) == "ins" and _value(element, "author") == author:
            element.getparent().remove(element)
        elif _local(element) == "del" and _value(element, "author") == author:
            for letters in element.iter():
                if _local(letters) == "delText":
                    letters.tag = letters.tag.replace("delText", "t")
            for child in reversed(list(element)):
                element.addnext(child)
            element.getparent().remove(element)
    return _canonical(root)


def _without(data: bytes, author: str) -> Any:
    files = members(data)
    root = etree.fromstring(files["word/document.xml"])
    if "word/comments.xml" not in files:
        return root
    ours = {_value(one, "id") for one in _comments(data) if _value(one, "author") == author}
    for element in list(root.iter()):
        if _local(element).startswith("comment") and _value(element, "id") in ours:
            gone = element.getparent() if _local(element) == "commentReference" else element
            gone.getparent().remove(gone)
    return root


def _canonical(root: Any) -> bytes:
    for paragraph in [element for element in root.iter() if _local(element) == "r"]:
        if paragraph.getparent() is not None:
            _join(paragraph)
    for run in [element for element in root.iter() if _local(element) == "r"]:
        _join_letters(run)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="c14n")


def _join(run: Any) -> None:
    """Takes in the runs after this one that are formatted like it."""
    following = run.getnext()
    while following is not None and _local(following) == "r" and _look(following) == _look(run):
        for child in list(following):
            if _local(child) != "rPr":
                run.append(child)
        following.getparent().remove(following)
        following = run.getnext()


def _look(run: Any) -> tuple[object, ...]:
    formatting = next((child for child in run if _local(child) == "rPr"), None)
    return (sorted(run.attrib.items()), b"" if formatting is None else etree.tostring(formatting, method="c14n"))


def _join_letters(run: Any) -> None:
    for child in list(run):
        before = child.getprevious()
        if _local(child) == "t":
            child.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
            if before is not None and _local(before) == "t":
                before.text = (before.text or "") + (child.text or "")
                run.remove(child)
