"""What every file of a conversation is read with: tables, JSON, ids, moments.

Offers: `opened`, `is_json`, `table` (names of columns, rows with their lines), `from_json`, `column_name`, `place_of` (a column),
`value_of` (the first of some columns that a row has), `number_of`, `moment_of` (a time), `NOTHING` (how an empty cell is written),
`PERSON` (names of that column), `whole`, `ids_of` (whole numbers or texts), `text_of`, `Unreadable`. For `formats.polis`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_tz
from pathlib import Path
from typing import Any, Final, TextIO, TypeAlias

__all__ = [
    "NOTHING",
    "PERSON",
    "Id",
    "Unreadable",
    "column_name",
    "from_json",
    "ids_of",
    "is_json",
    "moment_of",
    "number_of",
    "opened",
    "place_of",
    "table",
    "text_of",
    "value_of",
    "whole",
]

Id: TypeAlias = int | str

# Longer lines are no table: a file without line ends would otherwise be read into memory whole.
MOST_LETTERS: Final = 1_000_000
# How programs write that a cell is empty.
NOTHING: Final = ("", "nan", "nat", "null", "none")
PERSON: Final = ("voter-id", "participant-id", "pid", "voter", "participant", "person")
PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04")


class Unreadable(ValueError):
    """The file is not what it should be. The message says where and why, for a person."""


def opened(path: Path) -> io.TextIOWrapper[io.BufferedReader]:
    """The file as text, whatever it is called; read once and in order, so that it may be a pipe."""
    raw = path.open("rb")
    if raw.peek(4).startswith(PACKED):
        raw.close()
        raise Unreadable(f"{path.name}: this is a packed file or a spreadsheet. Unpack it, or save the table as CSV UTF-8.")
    return io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")


def is_json(file: io.TextIOWrapper[io.BufferedReader], path: Path) -> bool:
    """By its name, or by its first sign; to be asked before anything is read."""
    start = file.buffer.peek(64)
    return path.suffix.lower() == ".json" or start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"[", b"{"))


def table(file: TextIO, path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and the rows with the line each ends on."""
    lines = _lines(file, path)
    above, first = next(((at, line) for at, line in enumerate(lines, 1) if line.strip()), (0, ""))
    if not first:
        raise Unreadable(f"{path.name}: the file is empty.")
    delimiter = max(",;\t", key=first.count)
    header = [column_name(name) for name in next(csv.reader([first], delimiter=delimiter), [])]
    return header, _rows(path, csv.reader(lines, delimiter=delimiter), above)


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    try:
        while line := file.readline(MOST_LETTERS + 1):
            if len(line) > MOST_LETTERS:
                raise Unreadable(f"{path.name}: a line is longer than {MOST_LETTERS:,} letters. This is no table.")
            yield line
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{path.name}: the text is not UTF-8. Save it as CSV UTF-8 and try again.") from problem


def _rows(path: Path, reader: Any, above: int) -> Iterator[tuple[int, list[str]]]:
    try:
        for row in reader:
            if row:
                yield reader.line_num + above, row
    except csv.Error as problem:
        raise Unreadable(f"{path.name}, line {reader.line_num + above}: this is no row of a table ({problem}).") from problem


def column_name(name: str) -> str:
    """Voter_ID, voter id and voterId are voter-id."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_ ]", "-", str(name).strip()).lower()


def place_of(header: Sequence[str], names: Iterable[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def from_json(file: TextIO, path: Path) -> Any:
    try:
        return json.load(file)
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{path.name}: the text is not UTF-8.") from problem
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"{path.name}: this is no JSON ({str(problem)[:80]}).") from problem


def ids_of(texts: Iterable[str]) -> tuple[list[Id], bool]:
    """Whole numbers if all are written as such (not as 007), else the texts; and whether they are numbers."""
    given = list(texts)
    plain = {text: text_of(text) for text in dict.fromkeys(given)}
    if all(whole(text) for text in plain.values()):
        return [int(plain[text]) for text in given], True
    return [plain[text] for text in given], False


def text_of(key: Any) -> str:
    """An id as the text by which one file finds what another names: 3, "3 " and 3.0 are "3"."""
    text = str(key).strip()
    return text.removesuffix(".0") if whole(text) else text


def whole(text: str) -> bool:
    """Written as a whole number, as programs write them."""
    digits = text.removesuffix(".0").removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 18 and (digits == "0" or digits[0] != "0") and text != "-0"


def moment_of(text: str) -> int | None:
    """A time as a whole number: as it stands where it is one, else milliseconds (UTC) of a date. None where the cell is empty.

    Dates are read as ISO 8601 writes them, or as Java and JavaScript do (Mon Jul 17 02:17:32 WIB 2017). Names of zones are not known:
    moments of one file are compared with each other, and stand in one zone.

    Raises
    ------
    ValueError, OverflowError
        It is no time.
    """
    if text.lower() in NOTHING or text == "Invalid Date":
        return None
    try:
        return int(float(text))
    except ValueError:
        pass
    if (stamp := parsedate_tz(text)) is not None:
        return (timegm(stamp[:6]) - (stamp[9] or 0)) * 1000
    date = datetime.fromisoformat(text)
    return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() * 1000)


def value_of(row: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(row[name]).strip() for name in names if row.get(name) is not None), "")


def number_of(text: str) -> int:
    try:
        return max(int(float(text)), 0)
    except (ValueError, OverflowError):
        return 0
