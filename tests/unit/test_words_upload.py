"""Files for the check: held in memory, never on the disk; the answer on the page, or the same file with notes in it."""

from __future__ import annotations

import gc
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kithbridge.formats import documents
from kithbridge.web import middleware, uploads
from kithbridge.words import checking, noting
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401
from tests.pressing import forms, press, words_on

pytestmark = DATABASES
SAID = "She is a heroin addict. It was dirty."


@pytest.fixture(autouse=True)
def site():
    return furnish_site()


OPEN = "http://schemas.openxmlformats.org/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"


def a_docx(*paragraphs: str, header: str = "") -> bytes:
    """A small Word file."""
    types = f'<Default Extension="rels" ContentType="{PACKAGE}"/>'
    types += f'<Override PartName="/word/document.xml" ContentType="{WORD}document.main+xml"/>'
    types += f'<Override PartName="/word/header1.xml" ContentType="{WORD}header+xml"/>' if header else ""
    names = f'xmlns:w="{OPEN}wordprocessingml/2006/main" xmlns:r="{OPEN}officeDocument/2006/relationships"'
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    body += '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>' if header else ""

    def related(name: str, kind: str, target: str) -> str:
        relation = f'<Relationship Id="{name}" Type="{OPEN}officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{OPEN}package/2006/relationships">{relation}</Relationships>'

    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OPEN}package/2006/content-types">{types}</Types>',
        "_rels/.rels": related("r1", "officeDocument", "word/document.xml"),
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
    }
    if header:
        parts["word/_rels/document.xml.rels"] = related("h1", "header", "header1.xml")
        parts["word/header1.xml"] = f"<w:hdr {names}><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{xml}')
    return packed.getvalue()


def a_pdf(text: str) -> bytes:
    """A small PDF with one line of text."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    things = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(made))
    return made


def send(client: Client, data: bytes, name: str, **more: str):
    return client.post("/w/", {"file": SimpleUploadedFile(name, data), "level": "default", "genre": "", "text": "", **more})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("visit.txt", SAID.encode()),
        ("visit.md", b"# Visit\n\n" + SAID.encode()),
        ("visit.html", b"<p>" + SAID.encode() + b"</p>"),
        ("visit.srt", b"1\n00:00:01,000 --> 00:00:03,000\n" + SAID.encode() + b"\n"),
        ("visit.docx", a_docx("Visit", SAID)),
    ],
)
def test_the_answer_on_the_page(client: Client, name: str, data: bytes):
    page = send(client, data, name)
    assert page.status_code == 200, words_on(page.content.decode())
    assert page.content.decode().count("<mark ") >= 1
    assert "heroin addict" in page.content.decode()


def test_what_the_file_says_of_its_text_rides_along(client: Client):
    """A quotation of a web page is known as one, and still is after something was taken before it."""
    page = send(client, b"<p>A heroin addict spoke.</p><blockquote>I know a heroin addict.</blockquote>", "talk.html")
    assert page.content.decode().count("<mark ") == 1
    (form,) = [one for one in forms(page.content.decode()) if one.values("text")]
    button = next(one for one in form.buttons if one.name == "take")
    took = press(client, page, button.label)
    assert took.content.decode().count("<mark ") == 0
    assert "I know a heroin addict." in took.content.decode()


def test_a_word_file_comes_back_with_comments(client: Client):
    data = a_docx("Visit", SAID)
    back = send(client, data, "visit.docx", back="on")
    assert back.status_code == 200
    assert back.headers["Content-Type"] == noting.MEDIA["docx"]
    assert back.headers["Content-Disposition"] == 'attachment; filename="visit-notes.docx"'
    assert back.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(back.content)) as made:
        comments = made.read("word/comments.xml").decode()
    assert "Instead:" in comments
    assert documents.read(back.content, "visit.docx").text == documents.read(data, "visit.docx").text


def test_changes_come_when_ticked_and_only_then(client: Client):
    def body(**more: str) -> str:
        back = send(client, a_docx(SAID), "visit.docx", back="on", **more)
        with zipfile.ZipFile(io.BytesIO(back.content)) as made:
            return made.read("word/document.xml").decode()

    assert "w:del" not in body().replace("w:delText", "w:del")
    assert "w:ins" in body(tracked="on")


def test_a_word_file_with_nothing_in_it_is_answered_on_the_page(client: Client):
    page = send(client, a_docx("She came at ten."), "visit.docx", back="on")
    assert "Nothing found." in words_on(page.content.decode())
    assert "can carry notes" not in words_on(page.content.decode())


def test_what_can_carry_no_note_is_named_in_the_first(client: Client):
    def said(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as made:
            return made.read("word/comments.xml").decode()

    assert "Also found" not in said(send(client, a_docx(SAID, "A junkie."), "visit.docx", back="on").content)
    headed = send(client, a_docx(SAID, header="A junkie."), "visit.docx", back="on")
    assert "Also found where no note can stand (headers, footnotes, pictures): “junkie”." in said(headed.content)


def test_a_word_file_in_which_no_note_can_stand_is_answered_on_the_page(client: Client):
    page = send(client, a_docx("She came at ten.", header="A junkie."), "visit.docx", back="on")
    assert page.content.decode().count("<mark ") == 1
    assert "No note can stand where these words are in the file." in words_on(page.content.decode())


def test_a_pdf_comes_back_with_highlights(client: Client):
    data = a_pdf("She is a heroin addict.")
    back = send(client, data, "visit.pdf", back="on")
    assert back.status_code == 200
    assert back.headers["Content-Type"] == "application/pdf"
    assert b"/Highlight" in back.content
    assert send(client, data, "visit.pdf").content.decode().count("<mark ") == 1


def test_a_file_that_cannot_carry_notes_is_answered_on_the_page(client: Client):
    page = send(client, SAID.encode(), "visit.txt", back="on")
    assert page.status_code == 200
    assert "Only Word and PDF files can carry notes." in words_on(page.content.decode())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("visit.docx", b"PK\x03\x04 broken"),
        ("visit.docm", b"PK\x03\x04"),
        ("visit.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("visit.pdf", b"%PDF-1.7 and nothing else"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client: Client, name: str, data: bytes):
    page = send(client, data, name)
    assert page.status_code == 400
    (said,) = [one for one in page.context["error"].splitlines() if one]
    assert said.endswith(".")
    assert "Traceback" not in page.content.decode()


def test_too_large_a_file_is_dropped_and_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(uploads._most, "/w/", 1000)
    page = send(client, b"a" * 1001, "long.txt")
    assert page.status_code == 413
    assert "That file is over 10 MB." in words_on(page.content.decode())
    assert send(client, SAID.encode() + b" " * 900, "short.txt").status_code == 200


def test_many_files_together_are_no_way_round(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(uploads._most, "/w/", 1000)
    sent = {f"file{n}": SimpleUploadedFile(f"{n}.txt", b"a" * 400) for n in range(5)}
    request = RequestFactory().post("/w/", sent)
    uploads.ready(request)
    assert sum(one.size or 0 for one in request.FILES.values()) <= 1000
    assert uploads.too_big(request)
    request.close()
    assert uploads._held == 0


class Breaks(io.BytesIO):
    """A line that breaks where its bytes end."""

    def read(self, size: int | None = -1) -> bytes:
        if not (found := super().read(size)):
            raise ConnectionResetError
        return found


def test_a_line_that_breaks_gives_its_room_back_at_once(monkeypatch: pytest.MonkeyPatch):
    gc.collect()
    request = RequestFactory().post("/w/", {"file": SimpleUploadedFile("x.txt", b"a" * 300_000)})
    whole = request.read()
    broken = WSGIRequest(request.environ | {"wsgi.input": Breaks(whole[:200_000])})
    held: list[int] = []
    more = uploads._Share.more
    monkeypatch.setattr(uploads._Share, "more", lambda share, size: held.append(size) or more(share, size))
    gc.disable()
    try:
        assert middleware.text(lambda _request: HttpResponse("gone"))(broken).status_code == 200
        assert (sum(held) >= 100_000, uploads._held) == (True, 0)
    finally:
        gc.enable()


def test_all_who_send_at_once_share_one_room(client: Client, monkeypatch: pytest.MonkeyPatch):
    gc.collect()  # requests of other tests that nobody has closed
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1000)
    for _ in range(3):  # what was held is given back each time
        assert send(client, SAID.encode() + b" " * 900, "visit.txt").status_code == 200
    waiting = RequestFactory().post("/w/", {"file": SimpleUploadedFile("x.txt", b"a" * 900)})
    uploads.ready(waiting)
    assert waiting.FILES["file"].size == 900
    page = send(client, SAID.encode() + b" " * 900, "visit.txt")
    assert page.status_code == 503
    assert "Pick the file again in a moment." in words_on(page.content.decode())
    answer = client.post("/api/words/check/file", b"a" * 200, content_type="text/plain")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    waiting.close()
    assert send(client, SAID.encode() + b" " * 900, "visit.txt").status_code == 200
    assert client.post("/api/words/check/file", b"a" * 200, content_type="text/plain").status_code == 200


def test_what_was_dropped_holds_no_room(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1_000_000)
    monkeypatch.setitem(uploads._most, "/w/", 600_000)
    for _ in range(5):
        assert send(client, b"a" * 900_000, "long.txt").status_code == 413
    assert client.post("/api/words/check/file", b"She came. " * 10_000, content_type="text/plain").status_code == 200


def test_a_file_lies_in_memory(client: Client):
    request = RequestFactory().post("/w/", {"file": SimpleUploadedFile("long.txt", b"a" * 9_000_000)})
    uploads.ready(request)
    held = request.FILES["file"]
    assert isinstance(held.file, io.BytesIO)
    assert held.size == 9_000_000
    assert not uploads.too_big(request)
    request.close()


def test_other_addresses_take_what_they_took():
    request = RequestFactory().post("/n/ask", {"file": SimpleUploadedFile("x.txt", b"x")})
    before = [type(one) for one in request.upload_handlers]
    uploads.ready(request)
    assert [type(one) for one in request.upload_handlers] == before


def test_a_third_at_once_is_told_so(client: Client):
    with checking.one_of_two(), checking.one_of_two():
        page = send(client, SAID.encode(), "visit.txt")
    assert page.status_code == 503
    assert "Pick the file again in a moment." in words_on(page.content.decode())


@pytest.mark.parametrize(
    ("name", "new"),
    [("a.docx", "a-notes.docx"), ("C:\\x\\a b.docx", "a b-notes.docx"), ("plain", "plain-notes"), ("a.b.pdf", "a.b-notes.pdf")],
)
def test_the_name_of_the_new_file(name: str, new: str):
    assert noting.name_of(name) == new
