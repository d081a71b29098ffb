"""What may stand in a cell of the tables a group takes out and brings in, and how each value is written.

Offers
------
Cell              reads a cell's text into a value and writes it back
TEXT(n), KEY(n), YES_NO, NUMBER(low, high), WEEK, DAY, CHOICE(...)
Bad               why a cell cannot be, in a sentence that begins after "line 3, column pack:"

Writing is the inverse of reading: `cell.read(cell.write(value)) == value` for every value that may be stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kithbridge.engines.week import Week


class Bad(ValueError):
    """What is wrong with one cell."""


@dataclass(frozen=True)
class Cell:
    """`read` raises Bad. `needed`: the column must stand in the file, and the cell must not be empty."""

    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    needed: bool = False


def _one_line(text: str) -> str:
    return " ".join(text.split())


def TEXT(most: int, *, lines: bool = False) -> Cell:  # noqa: N802 - reads as a kind of cell in the tables
    """Words of at most `most` letters; `lines` keeps line ends."""

    def read(text: str) -> str:
        found = text.strip() if lines else _one_line(text)
        if len(found) > most:
            raise Bad(_("it is too long: %(n)s letters fit.") % {"n": most})
        return found

    return Cell(read, lambda value: value or "")


def KEY(most: int = 30, *, needed: bool = True) -> Cell:  # noqa: N802
    """Small letters, figures and hyphens."""

    def read(text: str) -> str:
        found = text.strip()
        if not found and not needed:
            return ""
        if len(found) > most or not re.fullmatch(r"[a-z0-9]+(-+[a-z0-9]+)*", found):
            raise Bad(_("a key has small letters, figures and hyphens, %(n)s at most.") % {"n": most})
        return found

    return Cell(read, lambda value: value or "", needed)


YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0", ""}


def _yes_no(text: str) -> bool:
    found = text.strip().casefold()
    if found not in YES | NO:
        raise Bad(_("write yes or no."))
    return found in YES


YES_NO = Cell(_yes_no, lambda value: "yes" if value else "no")


def NUMBER(low: int, high: int, *, needed: bool = False) -> Cell:  # noqa: N802
    """A whole number; an empty cell is the lowest."""

    def read(text: str) -> int:
        found = text.strip()
        if not found and not needed:
            return low
        if not re.fullmatch(r"-?[0-9]{1,9}", found) or not low <= int(found) <= high:
            raise Bad(_("write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high})
        return int(found)

    return Cell(read, str, needed)


def _week(text: str) -> str | None:
    found = text.strip()
    try:
        return str(Week.parse(found)) if found else None
    except ValueError:
        raise Bad(_("a week is written like 2026-W47.")) from None


WEEK = Cell(_week, lambda value: value or "")


def _day(text: str) -> dt.date | None:
    """A day as we write it, or as a spreadsheet here makes of it: 2027-03-31 or 31/03/2027."""
    found = text.strip()
    if not found:
        return None
    british = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", found)
    try:
        if british:
            return dt.date(int(british[3]), int(british[2]), int(british[1]))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found):
            return dt.date.fromisoformat(found)
    except ValueError:
        raise Bad(_("there is no such day.")) from None
    raise Bad(_("a day is written like 2027-03-31."))


DAY = Cell(_day, lambda value: value.isoformat() if value else "")


def CHOICE(values: Iterable[str], *, needed: bool = False) -> Cell:  # noqa: N802
    """One of these words."""
    known = list(values)

    def read(text: str) -> str:
        found = text.strip()
        if found not in known:
            raise Bad(_("write one of: %(words)s.") % {"words": ", ".join(word for word in known if word)})
        return found

    return Cell(read, str, needed)
