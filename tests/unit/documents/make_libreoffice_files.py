"""Makes the files in made_by_libreoffice: small texts written here, saved by LibreOffice as .docx and .odt.

    python tests/unit/documents/make_libreoffice_files.py

Needs LibreOffice Writer (Debian: apt install libreoffice-writer-nogui). The files are committed, so that tests need none.
"""

# ruff: noqa: E501 - XML is easier to read in its own lines
from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

_SPACES = (
    "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("style", "style"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
            ("svg", "svg-compatible"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_BY = "<office:change-info><dc:creator>Kim</dc:creator><dc:date>2026-01-05T09:00:00</dc:date></office:change-info>"
_EDGES = (
    '<style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/><style:header-style/>'
    "<style:footer-style/></style:page-layout>",
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl"><style:header><text:p>top of page</text:p>'
    "</style:header><style:footer><text:p>foot of page</text:p></style:footer></style:master-page></office:master-styles>",
)
_NOTE = '<text:note text:note-class="{0}"><text:note-citation>1</text:note-citation><text:note-body><text:p>{1}</text:p></text:note-body></text:note>'
TEXTS = {
    "report": '<text:h text:outline-level="1">At the town hall</text:h><text:p>It was <text:span text:style-name="T1">a lo</text:span>ng walk, '
    '<text:a xlink:href="http://example.org/">out there</text:a>.</text:p><text:list><text:list-item><text:p>the bullet</text:p></text:list-item>'
    "</text:list><table:table><table:table-column/><table:table-column/><table:table-row><table:table-cell><text:p>first column</text:p>"
    "</table:table-cell><table:table-cell><text:p>second column</text:p></table:table-cell></table:table-row></table:table>"
    '<text:p text:style-name="Quotations">so it was told</text:p>',
    "notes": f"<text:p>This is the main text{_NOTE.format('footnote', 'under the line')} and it{_NOTE.format('endnote', 'behind the end')} goes on.</text:p>",
    "changes": f'<text:tracked-changes><text:changed-region text:id="c1"><text:insertion>{_BY}</text:insertion></text:changed-region>'
    f'<text:changed-region text:id="c2"><text:deletion>{_BY}<text:p> was taken</text:p></text:deletion></text:changed-region></text:tracked-changes>'
    '<text:p>This<text:change-start text:change-id="c1"/> was added<text:change-end text:change-id="c1"/> and'
    '<text:change text:change-id="c2"/> this stays here<office:annotation><dc:creator>Kim</dc:creator><text:p>what Kim thinks</text:p></office:annotation>'
    ".</text:p>",
    "frame": '<text:p>Words are around it.<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:text-box>'
    "<text:p>words in a frame</text:p></draw:text-box></draw:frame></text:p><text:p>And afterwards.</text:p>",
    "fields": '<text:p><text:bookmark-start text:name="b"/>Chapter list<text:bookmark-end text:name="b"/> on page <text:page-number>1</text:page-number>,'
    ' see<text:s text:c="1"/>there<text:tab/>end</text:p>',
}


def flat(name: str) -> str:
    """The text as a flat OpenDocument file."""
    layout, masters = _EDGES if name == "notes" else ("", "")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{_SPACES} office:version="1.3" office:mimetype="application/vnd.oasis.'
        'opendocument.text"><office:styles><style:style style:name="Quotations" style:family="paragraph"/></office:styles>'
        f'<office:automatic-styles>{layout}<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/>'
        f"</style:style></office:automatic-styles>{masters}<office:body><office:text>{TEXTS[name]}</office:text></office:body></office:document>"
    )


def main() -> None:
    into = Path(__file__).parent / "made_by_libreoffice"
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for name in TEXTS:
            sources.append(Path(folder) / f"{name}.fodt")
            sources[-1].write_text(flat(name), encoding="utf-8")
        for form in ("docx", "odt"):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            subprocess.run(["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(into), *map(str, sources)], check=True)


if __name__ == "__main__":
    main()
