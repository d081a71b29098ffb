"""PDFs: their text, and highlights exactly on it."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Sequence

import pypdf
import pytest
import typst

from kithbridge.formats import documents
from kithbridge.formats.documents import Annotated, Limits, Note, pdf
from tests.unit.documents.pdf_files import PdfFile

AUTHOR = "Kithbridge words"
# Widths of Helvetica, thousandths of the size (Adobe, Core 14 AFM files).
_WIDTHS = {" ": 278, "a": 556, "b": 556, "c": 500, "d": 556, "e": 556, "n": 556, "o": 556}


def _text(data: bytes) -> str:
    return documents.read(data, "a.pdf").text


def _noted(data: bytes, *phrases: str) -> Annotated:
    text = _text(data)
    return pdf.highlighted(data, [Note(text.index(one), text.index(one) + len(one), f"About {one}") for one in phrases], author=AUTHOR)


def _highlights(data: bytes) -> list[tuple[int, str, list[list[float]]]]:
    """Page, what is said, and for each line: left, bottom, right, top."""
    found = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, 1):
        for one in page.get("/Annots", ()):
            note = one.get_object()
            assert (note["/Subtype"], note["/T"], "/M" in note) == ("/Highlight", AUTHOR, False)
            points = [float(value) for value in note["/QuadPoints"]]
            quads = [points[at : at + 8] for at in range(0, len(points), 8)]
            found.append((number, note["/Contents"], [[min(q[0::2]), min(q[1::2]), max(q[0::2]), max(q[1::2])] for q in quads]))
    return found


def _width(text: str, size: int) -> float:
    return sum(_WIDTHS[letter] for letter in text) * size / 1000


def _near(found: Sequence[float], wanted: Sequence[float]) -> bool:
    return all(abs(one - other) < 0.05 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("box", ["0 0 400 600", "100 200 500 800", "-50 -50 350 550"])
def test_a_highlight_covers_its_letters_and_no_others(box: str) -> None:
    data = PdfFile().lines((120, 300, "a bad code on a bean"), size=10, box=box).data()
    (page, said, [quad]) = _highlights(_noted(data, "code").data)[0]
    left = 120 + _width("a bad ", 10)
    assert (page, said) == (1, "About code")
    assert _near([quad[0], quad[2]], [left, left + _width("code", 10)])
    assert quad[1] < 300 < quad[3]
    assert quad[3] - quad[1] < 15


def test_on_a_turned_page() -> None:
    drawn = b"BT /F 10 Tf 0 1 -1 0 200 100 Tm (a bad code on) Tj ET"  # from bottom to top, upright once the page is turned
    data = PdfFile().page(drawn, rotate=90).data()
    (_page, _said, [quad]) = _highlights(_noted(data, "code").data)[0]
    bottom = 100 + _width("a bad ", 10)
    assert _near([quad[1], quad[3]], [bottom, bottom + _width("code", 10)])
    assert quad[0] < 200 < quad[2]


def test_over_lines_and_pages() -> None:
    first = ((40, 500, "one bean and"), (40, 486, "on and on and a"))
    data = PdfFile().lines(*first).lines((40, 500, "bad code of beans"), (40, 486, "and so on")).data()
    text = _text(data)
    assert text == "one bean and\non and on and a\nbad code of beans\nand so on\n\n"
    written = pdf.highlighted(data, [Note(text.index("and\non"), text.index("code") + 4, "x")], author=AUTHOR)
    assert [(page, len(quads)) for page, _said, quads in _highlights(written.data)] == [(1, 2), (2, 1)]
    assert written.placed == (0,)


def test_the_old_file_stands_in_front_of_the_new() -> None:
    data = PdfFile().lines((40, 500, "a bad code")).data()
    written = _noted(data, "bad", "code")
    assert written.data.startswith(data)
    assert written.data == _noted(data, "bad", "code").data
    assert _text(written.data) == _text(data)
    again = _noted(written.data, "a bad")
    assert [said for _page, said, _quads in _highlights(again.data)] == ["About bad", "About code", "About a bad"]


def test_a_note_on_nothing_has_no_place() -> None:
    data = PdfFile().lines((40, 500, "a bad code")).data()
    written = pdf.highlighted(data, [Note(3, 3, "x"), Note(10, 12, "x"), Note(900, 910, "x")], author=AUTHOR)
    assert (written.placed, written.elsewhere, written.data) == ((), (0, 1, 2), data)


def _set(body: str, *, columns: int = 1) -> bytes:
    """A page set by Typst: real fonts, ligatures, hyphens."""
    head = f"#set page(width: 12cm, height: 9cm, columns: {columns}, header: [Head of it], footer: context counter(page).display())\n"
    made: bytes = typst.compile((head + '#set text(hyphenate: true, lang: "en")\n' + body).encode("utf-8"))
    return made


def test_ligatures_are_letters() -> None:
    data = _set("The first official affliction was fluffy.")
    assert "The first official affliction was fluffy." in _text(data)
    written = _noted(data, "fi", "official", "ffl", "ction was")
    assert len(written.placed) == 4
    assert all(quad[2] > quad[0] for _page, _said, quads in _highlights(written.data) for quad in quads)


def test_columns_are_read_one_after_the_other_and_hyphens_stay() -> None:
    words = "Unkind terminology was repeatedly and unnecessarily used by organisations. " * 9
    text = _text(_set(f"#set par(justify: true)\n{words}", columns=2))
    joined = re.sub(r"-\n", "", text).replace("\n", " ")
    assert re.search(r"[a-z]-\n[a-z]", text)
    assert "\u00ad" not in text
    assert "  " not in text.replace("\n", "")
    assert joined.count(words[:-1].split(". ")[0]) >= 8


def test_a_short_right_column_comes_after_a_long_left_one() -> None:
    left = [(40, 500 - 14 * line, f"left line {line} of the page") for line in range(9)]
    right = [(230, 500 - 14 * line, f"right line {line} of the page") for line in range(3)]
    data = PdfFile().lines((40, 560, "a wide head over both of the columns, from the left to the right"), *left, *right).data()
    assert re.findall(r"head|(?:left|right) line \d", _text(data)) == [
        "head",
        *(words[:11] for *_at, words in left),
        *(words[:12] for *_at, words in right),
    ]


def test_a_page_with_thousands_of_words_apart_is_read_in_time() -> None:
    scattered = [(20 + 60 * (number % 100), 20 + 40 * (number // 100), f"w{number}") for number in range(5_000)]
    document = documents.read(PdfFile().lines(*scattered, size=6, box="0 0 6200 2200").data(), "a.pdf", limits=Limits(seconds=20))
    assert len(document.text.split()) == 5_000


def test_heads_and_feet_do_not_part_a_sentence() -> None:
    text = _text(_set("The word goes on and on over the border of the page until it is there. " * 40))
    body, _, edges = text.partition("Head of it")
    assert body.replace("\n", " ").count("over the border of the page until it is there.") == 40
    assert edges.count("Head of it") >= 1
    document = documents.read(_set("Hello there. " * 90), "a.pdf")
    assert str(document.place(0)) == "page 1"
    assert document.place(document.text.index("Head of it")).part == "page 1, edge"
    assert document.place(document.text.rindex("Hello")).page == 2


def test_a_table_keeps_its_cells_apart() -> None:
    text = _text(_set("#table(columns: (4cm, 4cm), inset: 8pt)[drug][user][warm][tea]"))
    assert "drug user" not in text.replace("\n\n", "|").replace("\n", " ")


def test_pictures_of_text_are_refused() -> None:
    with pytest.raises(documents.Refused, match="its pages are pictures"):
        documents.read(PdfFile().page(b"0 0 100 100 re f").data(), "a.pdf")


def test_fonts_without_meaning_are_said() -> None:
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2"
    info = " /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>] >>"
    data = PdfFile().page(b"BT /G 10 Tf 40 500 Td <00030004000500060007> Tj ET", resources=f"/Font << /G {font}{info} >>".encode()).data()
    document = documents.read(data.replace(b"/Font << /F 3 0 R >> /Font", b"/Font"), "a.pdf")
    assert "fonts do not say" in document.remarks[0]


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_locked_pdf_is_refused(password: str) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(PdfFile().lines((40, 500, "a bad code")).data()))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(documents.Refused, match="locked"):
        documents.read(out.getvalue(), "a.pdf")


def test_broken_pdfs_are_read_or_refused_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    whole = _set("A page that will be broken in many ways.")
    for number in range(0, len(whole), max(1, len(whole) // 50)):
        for broken in (whole[:number], whole[:number] + b"\xff" + whole[number + 1 :], whole[:number] + whole[number + 40 :]):
            with contextlib.suppress(documents.Refused):
                pdf.highlighted(broken, [Note(0, 3, "x")], author=AUTHOR)
    assert capfd.readouterr().err == ""  # what a parser finds odd stays out of the log: it quotes the text


def test_too_many_pages_and_too_little_time() -> None:
    data = PdfFile().lines((40, 500, "a")).lines((40, 500, "b")).data()
    with pytest.raises(documents.Refused, match="more than 1 pages"):
        documents.read(data, "a.pdf", limits=Limits(pages=1))
    with pytest.raises(documents.Refused, match="too long"):
        documents.read(data, "a.pdf", limits=Limits(seconds=-1))
