"""Texts to look through: named files, folders, standard input. No Django; what reads a kind of file is imported when one comes.

Offers: `Text`, `Where`, `SUFFIXES`, `named(files, settings)` (which files that is), `opened(name)` (bytes), `read(name, data)`,
`typed(name, source)` (from an editor), `whole(text)`, `Unread` (why not).
"""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from kithbridge.cli.words_config import Settings
    from kithbridge.engines.language.check import Known
    from kithbridge.formats.documents import Document

STDIN: Final = "-"
# What standard input is called when nobody says otherwise: a plain text.
CALLED: Final = "standard-input.txt"
SUFFIXES: Final = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".odt", ".pdf", ".srt", ".vtt"})
_LINE_END: Final = r"\r\n|\r|\n"


class Unread(Exception):
    """A text could not be read. The text of this says what happened and what to do, with the file's name; `name` is that alone."""

    def __init__(self, said: str, name: str = "") -> None:
        super().__init__(said)
        self.name = name


class Where(NamedTuple):
    """A stretch of a file: lines and columns from 1, offsets of code points; `part` and `page` for files without lines."""

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    part: str = ""
    page: int = 0


class Text:
    """One text, what its file says of its stretches, and the way back into the file."""

    def __init__(self, name: str, document: Document) -> None:
        self.name = name
        self.document = document

    @property
    def text(self) -> str:
        """What is checked."""
        return self.document.text

    @property
    def in_lines(self) -> bool:
        """Whether the file has lines and columns that a person can go to."""
        return self.document.source is not None

    @cached_property
    def known(self) -> list[Known]:
        """The stretches of which the file itself says what they are, as the engine takes them."""
        from kithbridge.engines.language.check import Known

        return [Known(one.start, one.end, one.kind) for one in self.document.known]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the source, where there is one, for offsets of the text."""
        return self.document.source_span(start, end) or (start, end)

    def as_it_stands(self, start: int, end: int) -> bool:
        """Whether the source has exactly these words there: only then can they be replaced without breaking markup."""
        source = self.document.source
        if source is None:
            return False
        first, last = self.span(start, end)
        return source[first:last] == self.text[start:end]

    def where(self, start: int, end: int) -> Where:
        """The place a person or an editor goes to."""
        place = self.document.place(start)
        first, last = self.span(start, end)
        line, column = self._line(first)
        end_line, end_column = self._line(last)
        return Where(line, column, end_line, end_column, first, last, place.part, place.page or 0)

    @cached_property
    def _starts(self) -> list[int]:
        """Where the lines begin: counted once, however many findings there are."""
        lines = self.text if self.document.source is None else self.document.source
        return [0, *(found.end() for found in re.finditer(_LINE_END, lines))]

    def _line(self, offset: int) -> tuple[int, int]:
        """Line and column from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def named(files: Sequence[str], settings: Settings) -> Iterator[str | Unread]:
    """Every file that was named or lies in a named folder, in order, each once; what is not there as an `Unread`."""
    seen: set[str] = set()
    for name in files:
        path = Path(name)
        if name == STDIN:
            ways: Iterator[str | Unread] = iter([name])
        elif name and path.is_dir():
            ways = (found for found in _inside(path) if not settings.leaves_out(Path(found)))
        elif name and path.exists():
            ways = iter([] if settings.leaves_out(path) else [name])
        else:
            ways = iter([Unread(f"{name or 'A name of no letters'}: there is no such file. Nothing of it was checked.", name)])
        for way in ways:
            if isinstance(way, Unread):
                yield way
            elif (one := os.path.normpath(way)) not in seen:
                seen.add(one)
                yield way


def _inside(folder: Path) -> Iterator[str]:
    """Files of the kinds that are read, in the order of their names. Hidden folders, folders behind links and pipes are left out."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in {"node_modules", "__pycache__"})
        for name in sorted(names):
            path = Path(top) / name
            if path.suffix.lower() in SUFFIXES and not name.startswith((".", "~$")) and path.is_file():
                yield str(path)


def opened(name: str) -> bytes:
    """What is in a file or on standard input, up to one byte more than is ever read: `read` refuses that. Raises `Unread`."""
    from kithbridge.formats.documents import Limits

    most = Limits().size + 1
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(most)
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as problem:
        raise Unread(f"{name} could not be read ({problem.strerror}). Nothing of it was checked.") from None


def read(name: str, data: bytes) -> Text:
    """A text out of a file's bytes; the ending of the name says how. Raises `Unread`."""
    from kithbridge.formats import documents

    try:
        return Text(name, documents.read(data, name))
    except documents.Refused as refused:
        raise Unread(f"{name}: {refused}") from None


def typed(name: str, source: str) -> Text:
    """The same for what stands in an editor, offset for offset. Raises `Unread`."""
    from kithbridge.formats import documents

    source = whole(source)
    if documents.kind_of(b"", name) == "txt":
        return Text(name, documents.Document("txt", source, source=source))
    # A mark at the start would be taken away: a space stands for it.
    return read(name, source.replace("\ufeff", " ").encode())


def whole(text: str) -> str:
    """The text with a sign for each half of a pair of surrogates: JSON can hold one, and no encoding can write it. Offsets stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text
