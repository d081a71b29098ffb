"""Word and OpenDocument texts: what is read, in which order, where it lies and what the file says of it."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from types import ModuleType

import pytest

from kithbridge.formats import documents
from kithbridge.formats.documents import plain, shapes
from tests.unit.documents.make_libreoffice_files import TEXTS
from tests.unit.documents.word_files import MADE, Made, p, packed, part, r, word

each_file = pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style"))
_LIBREOFFICE = Path(__file__).parent / "made_by_libreoffice"


@each_file
def test_every_phrase_is_found_once(made: Made) -> None:
    text = documents.read(made.data, "a.docx").text
    assert {phrase: text.count(phrase) for phrase in (*made.here, *made.elsewhere)} == dict.fromkeys((*made.here, *made.elsewhere), 1)
    assert not [phrase for phrase in made.absent if phrase in text]


@each_file
def test_parts_and_kinds_are_in_order(made: Made) -> None:
    document = documents.read(made.data, "a.docx")
    assert [part.start for part in document.parts] == sorted({part.start for part in document.parts})
    assert all(0 <= one.start < one.end <= len(document.text) for one in document.known)
    assert document.text.endswith("\n\n")
    assert not re.search(r"\S\n{3,}\S", document.text)


def _file(name: str) -> bytes:
    return next(made.data for made in MADE if made.name.startswith(name))


@pytest.mark.parametrize(
    ("name", "phrase", "place"),
    [
        ("footnotes", "first down", "footnote 1"),
        ("footnotes", "second down", "footnote 2"),
        ("footnotes", "at the end", "endnote 1"),
        ("headers", "top line", "header"),
        ("headers", "last line", "footer"),
        ("tables in tables", "inner lamp", "table 1, row 1, table, row 1"),
        ("tables in tables", "below", "paragraph 1"),
        ("a text box in both", "inside box", "text box 1"),
        ("a text box in both", "next", "paragraph 2"),
        ("LibreOffice: report", "second column", "table 1, row 1"),
    ],
)
def test_places_in_words(name: str, phrase: str, place: str) -> None:
    document = documents.read(_file(name), "a.docx")
    assert str(document.place(document.text.index(phrase))) == place
    assert document.source_span(0, 1) is None


def test_no_phrase_runs_over_a_border() -> None:
    document = documents.read(_file("tables in tables"), "a.docx")
    assert document.text == "outer lamp\n\ninner lamp\n\nright cell\n\nbelow\n\n"


def test_styles_say_what_a_paragraph_is() -> None:
    document = documents.read(_file("styles of quotations"), "a.docx")
    assert [(one.kind, document.text[one.start : one.end]) for one in document.known] == [("quoted", "so she said")]
    document = documents.read(_file("python-docx: heading"), "a.docx")
    assert [(one.kind, document.text[one.start : one.end]) for one in document.known] == [
        ("heading", "A house rule"),
        ("quoted", "as they say"),
    ]


def test_a_style_made_from_a_quotation_is_one() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Voices"/><w:basedOn w:val="Q"/></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/></w:style>'
    paragraph = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>{}</w:p>'.format
    document = documents.read(
        word(paragraph("Mine", r("hers")) + paragraph("Ring", r("round")), more={"styles": ("styles.xml", part("styles", styles))}),
        "a.docx",
    )
    assert [(one.kind, document.text[one.start : one.end]) for one in document.known] == [("quoted", "hers")]


def test_what_was_not_read_is_said() -> None:
    document = documents.read(word(p(r("x")) + '<w:altChunk r:id="rId9"/>'), "a.docx")
    assert "1 embedded document" in document.remarks[0]


def test_a_document_without_words_has_an_empty_text() -> None:
    assert documents.read(word(p()), "a.docx").text == ""


# OpenDocument


def odt(inside: str, styles: str = "", **more: str) -> bytes:
    content = f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
    return packed(
        {"content.xml": f"{content}<office:body><office:text>{inside}</office:text></office:body></office:document-content>", **more}
    )


@pytest.mark.parametrize("name", TEXTS)
def test_both_forms_that_libreoffice_writes_have_the_same_words(name: str) -> None:
    docx, odt_ = (documents.read_file(_LIBREOFFICE / f"{name}.{form}") for form in ("docx", "odt"))
    assert re.findall(r"[\w,.]+", odt_.text) == re.findall(r"[\w,.]+", docx.text)


def test_spaces_tabs_and_lines() -> None:
    document = documents.read(
        odt('<text:p>  one \n  two<text:s text:c="3"/>three<text:tab/>four<text:line-break/>five<text:span> s</text:span>ix </text:p>'),
        "a.odt",
    )
    assert document.text == "one two   three\tfour\nfive six \n\n"


def test_how_many_spaces_an_element_may_ask_for() -> None:
    assert len(documents.read(odt('<text:p>a<text:s text:c="999999999999"/>b</text:p>'), "a.odt").text) < 2_000


def test_quotations_and_headings() -> None:
    styles = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
    common = (
        f'<office:document-styles {_SPACES}><office:styles><style:style style:name="Quotations"/></office:styles></office:document-styles>'
    )
    inside = '<text:h>A head</text:h><text:p text:style-name="P1">so said</text:p><text:p>plain</text:p>'
    document = documents.read(odt(inside, styles, **{"styles.xml": common}), "a.odt")
    assert [(one.kind, document.text[one.start : one.end]) for one in document.known] == [("heading", "A head"), ("quoted", "so said")]


def test_tables_notes_and_changes() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = f"<table:table-row>{cell}{cell}</table:table-row>".format
    note = "<text:note><text:note-citation>9</text:note-citation><text:note-body><text:p>below</text:p></text:note-body></text:note>"
    inside = f"<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>up{note} here</text:p>"
    inside += f"<table:table><table:table-header-rows>{row('drug', 'user')}</table:table-header-rows>{row('c', 'd')}</table:table>"
    document = documents.read(odt(inside), "a.odt")
    assert document.text == "up here\n\ndrug\n\nuser\n\nc\n\nd\n\nbelow\n\n"
    assert [str(document.place(document.text.index(phrase))) for phrase in ("drug", "c\n", "below")] == [
        "table 1, row 1",
        "table 1, row 2",
        "footnote 1",
    ]


# What a file is


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("A.DOCX", b"", "docx"),
        ("x/y.htm", b"", "html"),
        ("notes", b"\n%PDF-1.4", "pdf"),
        ("notes", word(p(r("x"))), "docx"),
        ("notes", packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "odt"),
        ("README", b"hello", "txt"),
        ("x.unknown", b"hello", "txt"),
    ],
)
def test_the_kind_of_a_file(name: str, data: bytes, kind: str) -> None:
    assert documents.kind_of(data, name) == kind


def test_a_file_is_read_from_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("*hello*\n", encoding="utf-8")
    assert documents.read_file(tmp_path / "a.md").text == "hello\n\n"
    with pytest.raises(FileNotFoundError):
        documents.read_file(tmp_path / "none.md")


@pytest.mark.parametrize("module", [documents, plain, shapes], ids=lambda module: module.__name__)
def test_examples_in_docstrings(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
