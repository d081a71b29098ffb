"""What every file of a conversation is read with: tables, JSON, ids.

Offers: `opened`, `table` (names of columns, rows with their lines), `from_json`, `column_name`, `place_of` (a column), `value_of` (the
first of some columns that a row has), `number_of`, `ids_of` (whole numbers or texts), `Unreadable`. For `formats.polis`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO, TypeAlias

__all__ = ["Id", "Unreadable", "column_name", "from_json", "ids_of", "number_of", "opened", "place_of", "table", "value_of"]

Id: TypeAlias = int | str

# Longer lines are no table: a file without line ends would otherwise be read into memory whole.
MOST_LETTERS: Final = 1_000_000


class Unreadable(ValueError):
    """The file is not what it should be. The message says where and why, for a person."""


def opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", newline="")


def table(file: TextIO, path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and the rows with the line each ends on."""
    lines = _lines(file, path)
    first = next(lines, "")
    if not first.strip():
        raise Unreadable(f"{path.name}: the file is empty.")
    delimiter = max(",;\t", key=first.count)
    header = [column_name(name) for name in next(csv.reader([first], delimiter=delimiter), [])]
    return header, _rows(path, csv.reader(lines, delimiter=delimiter))


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    try:
        while line := file.readline(MOST_LETTERS + 1):
            if len(line) > MOST_LETTERS:
                raise Unreadable(f"{path.name}: a line is longer than {MOST_LETTERS:,} letters. This is no table.")
            yield line
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{path.name}: the text is not UTF-8. Save it as CSV UTF-8 and try again.") from problem


def _rows(path: Path, reader: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for row in reader:
            if row:
                yield reader.line_num + 1, row
    except csv.Error as problem:
        raise Unreadable(f"{path.name}, line {reader.line_num + 1}: this is no row of a table ({problem}).") from problem


def column_name(name: str) -> str:
    return str(name).strip().lower().replace("_", "-").replace(" ", "-")


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
    """Whole numbers if all are written as such (and not as 007), else the texts; and whether they are numbers."""
    given = list(texts)
    distinct = dict.fromkeys(given)
    if all(_whole(text) for text in distinct):
        return [int(text) for text in given], True
    return list(given), False


def _whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 18 and (digits == "0" or digits[0] != "0") and text != "-0"


def value_of(row: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(row[name]).strip() for name in names if row.get(name) is not None), "")


def number_of(text: str) -> int:
    try:
        return max(int(float(text)), 0)
    except (ValueError, OverflowError):
        return 0
