"""Files that are refused: bombs, broken ones, locked ones. In bounded memory and time, with a sentence for a person.

Each runs in a process of its own, which measures itself: < 150 MB and < 2 s from the name of the file to the refusal.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kithbridge.formats import documents
from tests.unit.documents.comparing import members
from tests.unit.documents.pdf_files import PdfFile
from tests.unit.documents.word_files import p, packed, part, r, word

_MEASURED = r"""
import json, re, sys, time
from kithbridge.formats import documents
begun = time.process_time()
try:
    said = ""
    documents.read_file(sys.argv[1])
except documents.Refused as refused:
    said = str(refused)
# Not getrusage: its highest mark is the one of the process that started this one.
most = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([said, most, time.process_time() - begun]))
"""
MOST_MB, MOST_SECONDS = 150, 2.0


def _refusal(path: Path) -> str:
    """What is said when the file is read; holds the bounds."""
    ended = subprocess.run([sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, timeout=60)
    assert not ended.stderr, ended.stderr
    said, megabytes, seconds = json.loads(ended.stdout)
    assert megabytes < MOST_MB
    assert seconds < MOST_SECONDS
    return str(said)


def _word_with(body: bytes) -> bytes:
    return packed({**members(word(p(r("x")))), "word/document.xml": body})


def _zeros(megabytes: int, packer: zlib._Compress) -> bytes:
    block = bytes(1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(word(p(r("x")))).items():
            archive.writestr(name, data)
        with archive.open(zipfile.ZipInfo("word/media/image1.png"), "w") as opened:
            opened._compressor = zlib.compressobj(9, zlib.DEFLATED, -15)  # type: ignore[attr-defined]
            for _ in range(320):
                opened.write(bytes(1 << 20))
    return out.getvalue()


def _lying() -> bytes:
    """A part of 200 MB that says of itself that it has a thousand bytes."""
    body = b"<a>" + b" " * 200_000_000
    data = bytearray(_word_with(body))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        found = data.find(mark)
        while found >= 0:
            if struct.unpack("<L", data[found + at : found + at + 4])[0] == len(body):
                data[found + at : found + at + 4] = struct.pack("<L", 1000)
            found = data.find(mark, found + 4)
    return bytes(data)


def _overlapping() -> bytes:
    """Every entry of the list points to the same packed bytes."""
    data = bytearray(packed({**members(word(p(r("x")))), **{f"word/{number}.bin": b"same" * 99 for number in range(20)}}))
    entries, found = [], data.find(b"PK\x01\x02")
    while found >= 0:
        entries.append(found)
        found = data.find(b"PK\x01\x02", found + 4)
    for entry in entries[-20:]:
        data[entry + 42 : entry + 46] = data[entries[-20] + 42 : entries[-20] + 46]
    return bytes(data)


def _many_marks(number: int) -> bytes:
    """Too many kinds of them to be packed well."""
    some = b"".join(b"<%c/>" % letter for letter in random.Random(5).choices(b"abcdefghij", k=number // 100))
    return some * 100


def _document(inside: str, before: str = "") -> bytes:
    return part("document", f"<w:body>{inside}</w:body>").replace("?>\n", f"?>\n{before}", 1).encode("utf-8")


_LAUGHS = (
    '<!DOCTYPE w:document [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>\n"
)
_FILE = '<!DOCTYPE w:document [<!ENTITY f SYSTEM "file:///etc/hostname">]>\n'

BOMBS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a picture that unpacks to 320 MB": ("a.docx", _zip_bomb, "unpack to far more"),
    "text that unpacks to 200 MB": ("a.docx", lambda: _word_with(b"<a>" + b" " * 200_000_000), "unpack to far more"),
    "a part that lies about its size": ("a.docx", _lying, "damaged"),
    "members that overlap": ("a.docx", _overlapping, "unpack to far more"),
    "60,000 members": ("a.docx", lambda: packed({f"{number}": b"" for number in range(60_000)}), "unpack to far more"),
    "nine million marks": ("a.docx", lambda: _word_with(b"<a>" + _many_marks(9_000_000) + b"</a>"), "more marks"),
    "elements 100,000 deep": ("a.docx", lambda: _word_with(b"<a>" * 100_000 + b"</a>" * 100_000), "damaged"),
    "a billion laughs": ("a.docx", lambda: _word_with(_document("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", _LAUGHS)), "own document type"),
    "an entity that is a file": (
        "a.docx",
        lambda: _word_with(_document("<w:p><w:r><w:t>&f;</w:t></w:r></w:p>", _FILE)),
        "own document type",
    ),
    "odt: text that unpacks to 200 MB": ("a.odt", lambda: packed({"content.xml": b"<a>" + b" " * 200_000_000}), "unpack to far more"),
    "odt: a billion laughs": ("a.odt", lambda: packed({"content.xml": _LAUGHS + "<a>&j;</a>"}), "own document type"),
    "pdf: a page that unpacks to 300 MB": (
        "a.pdf",
        lambda: PdfFile().page(_zeros(300, zlib.compressobj(9)), flate=True).data(),
        "unpack to far more",
    ),
    "pdf: forms in forms": ("a.pdf", lambda: PdfFile().forms(depth=9, width=10).data(), "too long"),
    "pdf: a form that draws itself": ("a.pdf", lambda: PdfFile().forms(depth=1, width=1, itself=True).data(), "no text"),
    "200 MB of text": ("a.txt", lambda: b"word " * 40_000_000, "larger than 50 MB"),
    "45 MB of text": ("a.txt", lambda: b"word " * 9_000_000, "more than 20,000,000 letters"),
    "45 MB of html": ("a.html", lambda: b"<p>word " * 5_500_000, "more than 20,000,000 letters"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str, tmp_path: Path) -> None:
    called, made, said = BOMBS[name]
    path = tmp_path / called
    path.write_bytes(made())
    refusal = _refusal(path)
    assert any(words in refusal for words in said.split("|")), refusal


def test_a_file_of_200_mb_is_not_opened(tmp_path: Path) -> None:
    for name in ("a.docx", "a.pdf", "a.html", "a.srt"):
        with (tmp_path / name).open("wb") as opened:
            opened.truncate(200_000_000)
        assert "larger than 50 MB" in _refusal(tmp_path / name)


def test_broken_files_are_refused_in_words() -> None:
    whole = word(p(r("some words")))
    for cut in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        with pytest.raises(documents.Refused, match="damaged"):
            documents.read(whole[:cut], "a.docx")
    for number in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[number] ^= 0xFF
        with contextlib.suppress(documents.Refused):  # anything else would be a traceback for somebody
            documents.read(bytes(broken), "a.docx")
    with pytest.raises(documents.Refused, match="damaged"):
        documents.read(b"%PDF-1.7 and nothing else", "a.pdf")
    with pytest.raises(documents.Refused, match="not a PDF"):
        documents.read(b"GIF89a", "a.pdf")
    with pytest.raises(documents.Refused, match="not a text file"):
        documents.read(bytes(range(256)), "a.txt")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docm", b"", "macros"),
        ("a.doc", b"", "old Word"),
        ("a.rtf", b"", "rich text"),
        ("a.pages", b"", "Pages"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        ("a.docx", packed({**members(word(p(r("x")))), "word/vbaProject.bin": b"x"}), "macros"),
        ("a.docx", packed({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<a/>", "_rels/.rels": b"<a/>"}), "not a Word document"),
        ("a.docx", packed({"mimetype": b"application/epub+zip"}), "not a Word document"),
        ("a.odt", packed({"mimetype": b"x"}), "not an OpenDocument text"),
        ("a.odt", packed({"content.xml": b"<a/>"}), "not an OpenDocument text"),
        ("a.odt", packed({"content.xml": b"\x00\x01", "META-INF/manifest.xml": b"<m:encryption-data/>"}), "password"),
        ("a.srt", b"Just a letter, no times in it.", "no subtitles"),
    ],
)
def test_what_is_not_read_is_said(name: str, data: bytes, said: str) -> None:
    with pytest.raises(documents.Refused, match=said):
        documents.read(data, name)


def test_a_locked_archive_is_refused() -> None:
    data = bytearray(word(p(r("x"))))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = data.find(mark)
        while found >= 0:
            data[found + at] |= 1
            found = data.find(mark, found + 4)
    with pytest.raises(documents.Refused, match="password"):
        documents.read(bytes(data), "a.docx")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<" * 400_000),
        ("a.html", '<a b="' * 200_000),
        ("a.html", "<a " * 200_000),
        ("a.html", "<!--" * 200_000),
        ("a.html", "<q>" * 100_000 + "</code>" * 100_000),
        ("a.html", "<svg>" * 100_000 + "</del>" * 100_000),
        ("a.html", "&amp" * 200_000 + "&#" * 200_000),
        ("a.html", "<script>" * 100_000),
        ("a.md", "[" * 20_000),
        ("a.md", "[a](" * 20_000),
        ("a.md", "*a_ " * 20_000),
        ("a.md", "`" * 20_000 + "a"),
        ("a.md", "> " * 2_000 + "a"),
        ("a.md", "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|b" * 20_000),
        ("a.md", "<a" * 50_000),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n" + "<" * 300_000),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 300_000),
        ("a.vtt", "WEBVTT\n\n" + "00:00:01.000 --> 00:00:02.000\nx\n\n" * 10_000),
    ],
    ids=lambda value: value[:12],
)
def test_odd_text_takes_no_more_than_its_time(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    _refusal(tmp_path / name)


def test_packing_that_no_text_has_is_a_bomb_however_small() -> None:
    with pytest.raises(documents.Refused, match="unpack to far more"):
        documents.read(packed({**members(word(p(r("x")))), "word/more.xml": bytes(11_000_000)}), "a.docx")
    assert documents.read(packed({**members(word(p(r("x")))), "word/media/a.bmp": bytes(11_000_000)}), "a.docx").text == "x\n\n"


def test_limits_can_be_lower() -> None:
    with pytest.raises(documents.Refused, match="larger than 0 MB"):
        documents.read(b"more", "a.txt", limits=documents.Limits(size=3))
    with pytest.raises(documents.Refused, match="more than 3 letters"):
        documents.read(word(p(r("more"))), "a.docx", limits=documents.Limits(letters=3))
