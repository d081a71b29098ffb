"""Word documents for the tests, made by code: the XML that Word writes where it is hardest to read.

Offers: `Made` (a file; what must be found where a comment can be set, what elsewhere, what nowhere), `word(body, ...)` (a file round a
body), `MADE` (all of them, with those that python-docx and LibreOffice made).
"""

# ruff: noqa: E501 - XML is easier to read in its own lines
from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True)
class Made:
    """One file and what stands in it. Each of `here` and `elsewhere` stands in the text once."""

    name: str
    data: bytes
    here: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def part(root: str, inside: str, space: str = W) -> str:
    """An XML part of a Word document."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} xmlns:w="{space}" {_SPACES}>{inside}</w:{root}>'


def packed(files: dict[str, str | bytes]) -> bytes:
    """A zip file of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word(body: str, *, space: str = W, more: dict[str, tuple[str, str]] | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """A document round a body. `more`: kind of part -> (its name, its XML); `extra`: files that nothing points to."""
    more = more or {}
    office = OFFICE if space == W else "http://purl.oclc.org/ooxml/officeDocument/relationships"
    types = [f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>']
    relations = []
    for number, (kind, (name, _xml)) in enumerate(more.items(), 1):
        bare = kind.rstrip("0123456789")
        types.append(f'<Override PartName="/word/{name}" ContentType="{_TYPE}.{bare}+xml"/>')
        relations.append(f'<Relationship Id="rId{number}" Type="{office}/{bare}" Target="{name}"/>')
    spaces = "http://schemas.openxmlformats.org/package/2006"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{spaces}/content-types"><Default Extension="rels" ContentType="application/vnd.openxml'
            f'formats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{"".join(types)}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{spaces}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>", space),
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{spaces}/relationships">{"".join(relations)}</Relationships>',
            **{f"word/{name}": xml for name, xml in more.values()},
            **(extra or {}),
        }
    )


def p(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def r(text: str, formatting: str = "", rsid: str = "") -> str:
    keep = ' xml:space="preserve"' if text != text.strip() else ""
    mark = f' w:rsidR="{rsid}"' if rsid else ""
    return f"<w:r{mark}>{f'<w:rPr>{formatting}</w:rPr>' if formatting else ''}<w:t{keep}>{text}</w:t></w:r>"


def _field(instruction: str, result: str) -> str:
    edge = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    asked = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return edge.format("begin") + asked + edge.format("separate") + result + edge.format("end")


def _box(inside: str) -> str:
    """A text box as Word writes it: the new form, and the old one for old readers, with the same text."""
    shape = '<wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>'
    old = '<w:pict><v:shape style="width:72pt;height:72pt"><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>'
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        + shape.format(inside)
        + "</w:drawing></mc:Choice><mc:Fallback>"
        + old.format(inside)
        + "</mc:Fallback></mc:AlternateContent></w:r>"
    )


_NOTE_EDGES = "".join(
    f'<w:{{0}} w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:{{0}}>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


def _notes(kind: str, *notes: str) -> tuple[str, str]:
    inside = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r>{note}</w:p></w:{kind}>' for number, note in enumerate(notes, 1)
    )
    return f"{kind}s.xml", part(f"{kind}s", _NOTE_EDGES.format(kind) + inside)


def _raw() -> list[Made]:
    by = 'w:author="Ro" w:date="2026-01-05T09:00:00Z"'
    cell = "<w:tc><w:tcPr/>{}</w:tc>".format
    table = "<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>".format
    row = "<w:tr>{}</w:tr>".format
    bold, italic = "<w:b/>", '<w:i/><w:color w:val="C00000"/>'
    comments = '<w:comment w:id="7" w:author="Ro" w:initials="R"><w:p><w:r><w:t>What Ro thinks</w:t></w:r></w:p></w:comment>'
    mark = '<w:commentRange{0} w:id="7"/>'.format
    link = f'<w:hyperlink w:anchor="x">{r("under the ", "<w:u/>")}{r("old bridge", "<w:u/>")}</w:hyperlink>'
    smart = (
        f'<w:smartTag w:uri="u" w:element="place">{r("market ")}<w:smartTag w:uri="u" w:element="x">{r("square")}</w:smartTag></w:smartTag>'
    )
    control = f'<w:sdt><w:sdtPr><w:alias w:val="n"/></w:sdtPr><w:sdtContent>{r("a boat")}</w:sdtContent></w:sdt>'
    inserted = f'<w:ins w:id="3" {by}>{r("new paint", bold)}</w:ins>'
    deleted = f'<w:del w:id="4" {by}><w:r><w:delText xml:space="preserve">grey dust</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="5" {by}>{r("cold tea")}</w:moveFrom><w:moveTo w:id="6" {by}>{r("warm tea")}</w:moveTo>'
    inner = table(row(cell(p(r("inner lamp")))))
    right = '<w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">שלום העיר הגדולה</w:t></w:r>'
    return [
        Made(
            "runs split by the numbers of editing sessions",
            word(
                p(
                    r("a re", rsid="00A1"),
                    '<w:proofErr w:type="spellStart"/>',
                    r("d ki", bold, "00B2"),
                    r("te and ", rsid="00C3"),
                    r("rope"),
                )
            ),
            ("red kite", "e and r", "rope"),
        ),
        Made(
            "bookmarks and proofing marks inside words",
            word(
                p(
                    r("the h"),
                    '<w:bookmarkStart w:id="1" w:name="b"/>',
                    r("ou"),
                    '<w:proofErr w:type="gramEnd"/><w:bookmarkEnd w:id="1"/>',
                    r("se"),
                )
            ),
            ("house", "the"),
        ),
        Made("a link with an anchor", word(p(r("meet "), link, r(" at noon"))), ("under the old bridge", "meet under", "bridge at")),
        Made(
            "fields: a simple one and a complex one",
            word(
                p(
                    f'<w:fldSimple w:instr="AUTHOR">{r("Lee Park")}</w:fldSimple>',
                    r(" on "),
                    _field("DATE secret", r("Monday night")),
                    r(" late"),
                )
            ),
            ("Lee Park", "Monday night", "Park on Mon", "night late"),
            absent=("secret",),
        ),
        Made(
            "a field in a field",
            word(p(_field("IF " + "x", _field("PAGE deep", r("leaf")) + r(" green")), r(" tail"))),
            ("leaf green", "tail"),
            absent=("deep",),
        ),
        Made("a field that never ends", word(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', r("still read"))), ("still read",)),
        Made("smart tags", word(p(r("the "), smart, r(" now"))), ("market square", "square now")),
        Made(
            "content controls",
            word(f"<w:sdt><w:sdtContent>{p(r('row '), control, r('home'))}</w:sdtContent></w:sdt>"),
            ("a boathome", "row a"),
        ),
        Made(
            "tracked changes of somebody else",
            word(p(r("some "), inserted, deleted, r(" and "), moved)),
            ("new paint", "some new", "paint and", "warm tea"),
            absent=("grey dust", "cold tea"),
        ),
        Made(
            "a deleted row",
            word(
                table(row(cell(p(r("kept row")))) + f'<w:tr><w:trPr><w:del w:id="1" {by}/></w:trPr>{cell(p(r("lost row")))}</w:tr>') + p()
            ),
            ("kept row",),
            absent=("lost row",),
        ),
        Made(
            "a text box in both forms",
            word(p(r("before "), _box(p(r("inside box"))), r("after")) + p(r("next"))),
            ("before after", "next"),
            elsewhere=("inside box",),
        ),
        Made(
            "a text box in the old form only",
            word(
                p(
                    r("old "),
                    f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(r('vml words'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
                )
            ),
            ("old",),
            elsewhere=("vml words",),
        ),
        Made(
            "footnotes and endnotes out of order",
            word(
                p(r("one"), '<w:r><w:footnoteReference w:id="2"/></w:r>', r(" two"), '<w:r><w:footnoteReference w:id="1"/></w:r>')
                + p(r("three"), '<w:r><w:endnoteReference w:id="1"/></w:r>'),
                more={"footnotes": _notes("footnote", r("second down"), r("first down")), "endnotes": _notes("endnote", r("at the end"))},
            ),
            ("one two", "three"),
            elsewhere=("first down", "second down", "at the end"),
        ),
        Made(
            "headers and footers",
            word(
                p(r("body")),
                more={"header": ("header1.xml", part("hdr", p(r("top line")))), "footer": ("footer1.xml", part("ftr", p(r("last line"))))},
            ),
            ("body",),
            elsewhere=("top line", "last line"),
        ),
        Made(
            "tables in tables",
            word(table(row(cell(p(r("outer lamp")) + inner + p()) + cell(p(r("right cell"))))) + p(r("below"))),
            ("outer lamp", "inner lamp", "right cell", "below"),
        ),
        Made("from right to left", word(p(right) + p(r("and latin"))), ("העיר הגדולה", "and latin")),
        Made(
            "comments that are there already",
            word(
                p(mark("Start"), r("noted "), r("words", bold), mark("End"), '<w:r><w:commentReference w:id="7"/></w:r>', r(" go on")),
                more={
                    "comments": ("comments.xml", part("comments", comments)),
                    "commentsExtended": ("commentsExtended.xml", part("x", "")),
                },
            ),
            ("noted words", "words go"),
            absent=("What Ro thinks",),
        ),
        Made(
            "tabs, lines and hyphens of all kinds",
            word(
                p(
                    "<w:r><w:t>left</w:t><w:tab/><w:t>right</w:t><w:br/><w:t>low</w:t><w:noBreakHyphen/><w:t>er mid</w:t><w:softHyphen/><w:t>dle</w:t>"
                    '<w:br w:type="page"/><w:t>new page</w:t></w:r>'
                )
            ),
            ("left\tright", "right\nlow", "low-er", "mid\u00addle", "new page"),
        ),
        Made(
            "styles of quotations under names of another language",
            word(
                '<w:p><w:pPr><w:pStyle w:val="Zitat"/></w:pPr>' + r("so she said") + "</w:p>" + p(r("plain words")),
                more={
                    "styles": (
                        "styles.xml",
                        part("styles", '<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>'),
                    )
                },
            ),
            ("so she said", "plain words"),
        ),
        Made("the strict form", word(p(r("strict "), r("words", italic)) + p(r("again")), space=STRICT), ("strict words", "again")),
        Made(
            "hidden text, ruby and a symbol",
            word(
                p(
                    r("hidden", "<w:vanish/>"),
                    r(" seen "),
                    "<w:r><w:ruby><w:rt><w:r><w:t>furi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r>",
                )
            ),
            ("hidden seen",),
            elsewhere=("base",),
            absent=("furi",),
        ),
        Made(
            "no relations of the body, defaults of the document",
            word(p('<w:pPr><w:jc w:val="both"/></w:pPr>', r("a &amp; b &lt;c&gt; “d”"))),
            ("a & b <c>", "“d”"),
        ),
        Made(
            "objects inside that nobody opens",
            word(p(r("with a sheet")), extra={"word/embeddings/sheet1.xlsx": b"PK\x03\x04 not read" * 50}),
            ("with a sheet",),
        ),
    ]


def _by_python_docx() -> list[Made]:
    made = []

    document = docx.Document()
    document.add_heading("A house rule", 1)
    words = document.add_paragraph("Nobody is ")
    words.add_run("left out").bold = True
    words.add_run(" of the cold").italic = True
    document.add_paragraph("first point", style="List Bullet")
    document.add_paragraph("as they say", style="Quote")
    grid = document.add_table(2, 2, style="Table Grid")
    grid.cell(0, 0).text, grid.cell(1, 1).text = "corner one", "corner two"
    document.sections[0].header.paragraphs[0].text = "letter head"
    made.append(
        Made(
            "python-docx: heading, list, table, header",
            _saved(document),
            ("house rule", "left out of", "first point", "as they say", "corner two"),
            ("letter head",),
        )
    )

    document = docx.Document()
    words = document.add_paragraph("commented before")
    document.add_comment(words.runs, text="an older remark", author="Sam", initials="S")
    run = words.add_run(" and more")
    run.add_break(WD_BREAK.LINE)
    run.add_text("under it")
    run.font.rtl = False
    made.append(Made("python-docx: with a comment", _saved(document), ("before and", "more\nunder"), absent=("an older remark",)))

    document = docx.Document()
    for number in range(40):
        line = document.add_paragraph()
        for letter in f"line {number:02} is long":
            line.add_run(letter).font.bold = number % 2 == 0
    document.add_page_break()
    document.element.body.set(qn("w:rsidR"), "00AA")
    made.append(Made("python-docx: one run for each letter", _saved(document), ("line 07 is", "05 is long", "39 is")))
    return made


def _saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_FOLDER = Path(__file__).parent / "made_by_libreoffice"
_EXPECTED = {
    "report": (("the town hall", "second column", "a long walk", "the bullet"), ()),
    "notes": (("the main text", "goes on"), ("under the line", "behind the end", "top of page", "foot of page")),
    "changes": (("was added", "stays here"), ()),
    "frame": (("around it", "afterwards"), ("in a frame",)),
    "fields": (("Chapter list", "see there"), ()),
}


def by_libreoffice() -> list[Made]:
    """What LibreOffice wrote of the texts in make_libreoffice_files.py."""
    absent = {"changes": ("was taken", "what Kim thinks")}
    return [
        Made(f"LibreOffice: {name}", (_FOLDER / f"{name}.docx").read_bytes(), here, elsewhere, absent.get(name, ()))
        for name, (here, elsewhere) in _EXPECTED.items()
    ]


MADE = [*_raw(), *_by_python_docx(), *by_libreoffice()]
