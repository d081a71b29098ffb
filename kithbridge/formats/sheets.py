"""Tables as CSV that spreadsheets open safely and people can edit.

Offers
------
write(columns, rows)   text of a CSV file: UTF-8 with a mark at its start (Excel then reads it as UTF-8), commas, CRLF
read(raw)              columns and rows with their line numbers; commas, semicolons or tabs; with or without the mark
Unreadable             why a file could not be read, in one sentence

A cell that a spreadsheet would take for a formula (it begins with = + - @ or a control character) is written with an apostrophe before
it, and read back without (OWASP, "CSV Injection"). Plain numbers are left as they are. Source of the form: RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Row", "Sheet", "Unreadable", "read", "write"]

# The wide forms are taken for the narrow ones by some spreadsheets.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DELIMITERS = ",;\t"
MOST_LETTERS = 20_000  # in one cell


class Unreadable(ValueError):
    """The file is no table. The message says why, for a person."""


@dataclass(frozen=True)
class Row:
    """One row: the line of the file it begins on, and what stands under each column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def _safe(cell: str) -> str:
    """A cell as it may stand in a file that a spreadsheet opens."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _meant(cell: str) -> str:
    """What a cell of a file means: the inverse of `_safe`, with line ends as they are here."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A CSV file's text. The first letter is the mark that says UTF-8.

    >>> write(["key", "label"], [["gift", "=1+1"]])
    "\ufeffkey,label\r\ngift,'=1+1\r\n"
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is not UTF-8. Save it as “CSV UTF-8” and try again.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable("The file is not UTF-8. Save it as “CSV UTF-8” and try again.") from problem
    if _FORBIDDEN.search(text):
        raise Unreadable("The file holds characters that no text has. Is it a CSV file?")
    return text


def _delimiter(first: str) -> str:
    """What parts the columns of the first line: whichever of comma, semicolon and tab stands there most."""
    return max(_DELIMITERS, key=first.count)


def read(raw: bytes) -> Sheet:
    """The rows of a CSV file; empty lines are left out. The first line names the columns. Raises Unreadable.

    >>> read(b"key;label\\r\\ngift;'=1+1\\r\\n").rows
    (Row(line=2, cells={'key': 'gift', 'label': '=1+1'}),)
    """
    text, skipped = _text(raw), 0
    named = re.match(r"sep=([,;\t])\r?\n", text)  # a line that Excel writes and reads
    if named:
        text, skipped = text[named.end() :], 1
    delimiter = named[1] if named else _delimiter(text.split("\n", 1)[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    rows, line = [], skipped + 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + skipped + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(cells)
                continue
            rows.append(_row(begins, columns, cells))
    except csv.Error as problem:
        if "limit" in str(problem):
            raise Unreadable(f"Line {line}: a cell is too long.") from problem
        raise Unreadable(f"Line {line}: a quotation mark is open or stands in a wrong place.") from problem
    if not columns:
        raise Unreadable("The file is empty.")
    return Sheet(columns, tuple(rows))


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(set(names)) < len(names) or "" in names:
        raise Unreadable("The first line must name each column, each once.")
    return tuple(names)


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise Unreadable(f"Line {line}: there are more cells than columns. A comma in a text needs quotation marks around the text.")
    if any(len(cell) > MOST_LETTERS for cell in cells):
        raise Unreadable(f"Line {line}: a cell is too long.")
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return Row(line, {column: _meant(cell) for column, cell in zip(columns, padded, strict=False)})
