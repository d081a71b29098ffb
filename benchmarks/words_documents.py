"""Documents in and out: how fast they are read and annotated. `.venv/bin/python benchmarks/words_documents.py`

Prints the machine, versions and sizes; a Word document with 0.8 MB of text, of runs as long as Word leaves them, read (bar 0.3 s) and with
200 comments (0.5 s), beside python-docx, which reads paragraphs and tables only; the same text as txt, Markdown, HTML, subtitles and
OpenDocument; a PDF of 40 pages; and what the parts of a mixed document python-docx finds beside ours. Ends with 1 when a bar is not held.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import docx as python_docx

from benchmarks.people_measuring import machine
from kithbridge.formats import documents
from kithbridge.formats.documents import Note, docx, pdf
from tests.unit.documents.pdf_files import PdfFile
from tests.unit.documents.word_files import MADE, p, packed, r, word

LETTERS, COMMENTS, PAGES = 800_000, 200, 40
READ_S, COMMENTED_S = 0.3, 0.5
WORDS = ("the", "mother", "came", "with", "her", "child", "to", "centre", "on", "a", "cold", "day", "and", "worker", "made", "some", "tea")


def paragraphs() -> list[list[str]]:
    """LETTERS letters in paragraphs of runs of about thirty letters."""
    chance, made, length = random.Random(13), [], 0
    while length < LETTERS:
        runs = [" ".join(chance.choices(WORDS, k=6)) + " " for _ in range(chance.randint(4, 20))]
        made.append(runs)
        length += sum(map(len, runs))
    return made


def seconds(act: Callable[[], object], times: int = 5) -> float:
    """Median."""
    act()
    runs = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        runs.append(time.perf_counter() - begun)
    return statistics.median(runs)


def theirs(data: bytes) -> str:
    """The text as python-docx gives it to somebody who asks for paragraphs and cells."""
    document = python_docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read(name: str, data: bytes, bar: float | None = None) -> bool:
    took = seconds(lambda: documents.read(data, name))
    letters = len(documents.read(data, name).text)
    held = bar is None or took <= bar
    said = "" if bar is None else f"   bar {bar} s: {'held' if held else 'NOT held'}"
    sizes = f"{len(data) / 1e6:6.2f} MB, {letters / 1e6:.2f} M letters"
    print(f"  read {name:8} {sizes}  {took:7.3f} s  {letters / 1e6 / took:7.2f} M letters/s{said}")
    return held


def main() -> None:
    print(machine())
    print(", ".join(f"{name} {version(name)}" for name in ("lxml", "python-docx", "pypdf", "pdfminer.six", "markdown-it-py")))
    text = paragraphs()
    formatting = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:sz w:val="22"/>'
    data = word("".join(p(*(r(run, formatting, f"00{number:04}") for number, run in enumerate(runs))) for runs in text))
    plain = "\n\n".join("".join(runs) for runs in text)
    held = read("a.docx", data, READ_S)
    print(f"  python-docx, paragraphs and cells only             {seconds(lambda: theirs(data)):7.3f} s")

    said = documents.read(data, "a.docx").text
    step = len(said) // (COMMENTS + 1)
    notes = [Note(step * number, step * number + 25, "A note\nof two lines", "other words") for number in range(1, COMMENTS + 1)]
    for tracked in (False, True):
        took = seconds(lambda tracked=tracked: docx.annotated(data, notes, author="Kithbridge words", tracked=tracked))  # type: ignore[misc]
        held &= took <= COMMENTED_S
        verdict = "held" if took <= COMMENTED_S else "NOT held"
        print(f"  {COMMENTS} comments{' and tracked changes' * tracked}: {took:.3f} s   bar {COMMENTED_S} s: {verdict}")

    read("a.txt", plain.encode())
    read("a.md", plain.encode())
    read("a.html", "".join(f"<p>{'<b>'.join(runs)}</p>\n" for runs in text).encode())
    cues = "\n\n".join(
        f"{number}\n00:{number // 60 % 60:02}:{number % 60:02},000 --> 00:00:00,000\n{''.join(runs)}" for number, runs in enumerate(text, 1)
    )
    read("a.srt", cues.encode())
    read("a.odt", open_document(text))
    pages = PdfFile()
    for number in range(PAGES):
        pages.lines(*((40, 560 - 13 * line, "".join(text[number * 3 + line % 3][:2])[:70]) for line in range(40)))
    read("a.pdf", pages.data())
    said = documents.read(pages.data(), "a.pdf").text
    some = [Note(at, at + 20, "A note") for at in range(10, len(said) - 30, len(said) // 100)]
    print(f"  {len(some)} highlights: {seconds(lambda: pdf.highlighted(pages.data(), some, author='Kithbridge words'), 3):.3f} s")
    compared()
    sys.exit(0 if held else 1)


def open_document(text: list[list[str]]) -> bytes:
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text"))
    inside = "".join(f"<text:p>{''.join(f'<text:span>{run}</text:span>' for run in runs)}</text:p>" for runs in text)
    return packed(
        {"content.xml": f"<office:document {spaces}><office:body><office:text>{inside}</office:text></office:body></office:document>"}
    )


def compared() -> None:
    """Phrases of the fixtures that stand in tables, changes, fields, text boxes and notes."""
    phrases = [(made, phrase) for made in MADE for phrase in (*made.here, *made.elsewhere)]
    ours = sum(phrase in documents.read(made.data, "a.docx").text for made, phrase in phrases)
    found = 0
    for made, phrase in phrases:
        try:
            found += phrase in theirs(made.data)
        except (KeyError, ValueError, AttributeError):
            continue
    print(f"  phrases found in {len(MADE)} Word documents of all kinds: ours {ours}/{len(phrases)}, python-docx {found}/{len(phrases)}")


if __name__ == "__main__":
    main()
