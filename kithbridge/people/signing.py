"""Who signed what, and when: read from the words a lead wrote down.

Offers
------
signed_on(text)   the newest day that stands in it, or None
is_signed(text)   a day stands in it, and beside the day somebody who signed
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# As people here write a day: "3 March 2026", "3rd of March, 2026", "March 3, 2026", "2026-03-03", "3/3/2026" (day before month).
_WORDS = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? ([0-9]{4})\b")
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\b")
_FIGURES = re.compile(r"\b([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})\b")
_ISO = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
# What stands around a day without naming anybody.
_NOBODY = {"signed", "by", "on", "the", "of", "date", "day", "and", "yes", "done"}


def _month(word: str) -> int:
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else 0


def _found(text: str) -> Iterator[tuple[str, int, int, int]]:
    """What was written, with its year, month and day."""
    for one in _WORDS.finditer(text):
        yield one[0], int(one[3]), _month(one[2]), int(one[1])
    for one in _MONTH_FIRST.finditer(text):
        yield one[0], int(one[3]), _month(one[1]), int(one[2])
    for one in _FIGURES.finditer(text):
        yield one[0], int(one[3]), int(one[2]), int(one[1])
    for one in _ISO.finditer(text):
        yield one[0], int(one[1]), int(one[2]), int(one[3])


def _days(text: str) -> Iterator[tuple[str, date]]:
    for written, year, month, day in _found(text):
        try:
            yield written, date(year, month, day)
        except ValueError:
            continue


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def signed_on(text: str) -> date | None:
    """The newest day that stands in it.

    >>> signed_on("The chair of the trustees, 3rd March 2026")
    datetime.date(2026, 3, 3)
    """
    return max((day for _written, day in _days(_plain(text))), default=None)


def is_signed(text: str) -> bool:
    """Whether it says a day and, beside the day, who.

    >>> is_signed("The chair, 2026-03-03"), is_signed("on 2026-03-03"), is_signed("the chair")
    (True, False, False)
    """
    plain = _plain(text)
    written = [one for one, _day in _days(plain)]
    for one in written:
        plain = plain.replace(one, " ")
    who = [word for word in re.findall(r"[^\W\d_]{2,}", plain) if word not in _NOBODY]
    return bool(written) and bool(who)
