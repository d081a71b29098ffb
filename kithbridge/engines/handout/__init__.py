"""One thing that happened, as a phone, a form or a sheet says it; what a kit comes to; and what counts as a syringe set.

Offers
------
Said                  one event, read
read(inside), write(said)   from and to the short keys that stand inside a phone's seal
when(day, today)      in which week it is counted, and whether its day could not be
explode(...)          a kit as itself and as its parts
whole(said)           whether it says all that an event of its kind needs; most_of(kind, said): the largest number it may name
words_of(text)        the words of a pick code, however they were typed
sets(...)             how many syringe sets fixed needles, barrels and loose needles make
Malformed, Old, Future   why it cannot be counted

Pure: what is known of items, areas and places is asked by whoever takes the event. Sources: docs/adr/0012; research notes of the room
reach, 3.3 and 3.9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from kithbridge.engines.week import Week

__all__ = [
    "BANDS",
    "BELIEVED_DAYS",
    "EVENTS",
    "HAPPENED",
    "MOST_HANDED",
    "MOST_STOCK",
    "OF_AN_AREA",
    "OF_A_PHONE",
    "OF_A_PLACE",
    "OLDEST_DAYS",
    "PASSED",
    "SUM",
    "Future",
    "Malformed",
    "Old",
    "Said",
    "explode",
    "most_of",
    "read",
    "sets",
    "when",
    "whole",
    "words_of",
    "write",
]

FORMAT: Final = 1
# What is counted where she is, and what moves things about.
OF_AN_AREA: Final = frozenset({"out", "asked", "none", "maynot", "back", "waste", "passed"})
OF_A_PLACE: Final = frozenset({"count", "in", "pack", "move", "gone"})
HAPPENED: Final = OF_AN_AREA | OF_A_PLACE
# These become no event: an earlier one is taken back, "a hard one today", "I can't carry this for now".
EVENTS: Final = HAPPENED | {"undo", "hard", "rest"}
# What a phone says. The rest is said on the team's pages, by whoever has the role for it.
OF_A_PHONE: Final = EVENTS - {"asked", "in", "pack", "move", "gone"}
# For how many others a hand-out was: what is sent -> what is counted.
BANDS: Final[Mapping[str, str]] = {"1": "for_1", "2-4": "for_2_4", "5-9": "for_5_9", "10+": "for_10"}
# Wanted to be passed on: she went, there was no one, she did not dare.
PASSED: Final = ("went", "noone", "notdared")
# `said` of an event that is a sum, such as a line of a paper sheet: not one hand-out.
SUM: Final = "sum"
MOST_HANDED, MOST_STOCK = 200, 10_000
BELIEVED_DAYS, FAST_CLOCK_DAYS, OLDEST_DAYS, AHEAD_DAYS = 31, 1, 26 * 7, 31
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_LONGEST: Final = {"code": 60, "undoes": 36, "catalogue": 64}


class Malformed(ValueError):
    """It does not say what it should. `why`: "form", or "many" (a very large number)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Old(ValueError):
    """Its day lies more than half a year back."""


class Future(ValueError):
    """Its day has not come yet."""


@dataclass(frozen=True)
class Said:
    """One event.

    Attributes
    ----------
    kind : one of EVENTS
    item, recipe, n : which thing or kit, the version of the kit's recipe (0: a thing), how many
    day : when; None where it does not matter
    area, place, to : keys; "" = not said
    said : a band (BANDS), how passing on went (PASSED), or SUM
    code : the two words of the pick code, in small letters
    undoes : the number of the event that is taken back
    catalogue, seq : which catalogue the phone had, and the how-manyeth event it was
    """

    kind: str
    item: str = ""
    recipe: int = 0
    n: int = 1
    day: date | None = None
    area: str = ""
    place: str = ""
    to: str = ""
    said: str = ""
    code: str = ""
    undoes: str = ""
    catalogue: str = ""
    seq: int = 0


_SHORT: Final = {
    "kind": "k",
    "item": "i",
    "recipe": "r",
    "n": "n",
    "day": "d",
    "area": "a",
    "place": "p",
    "to": "t",
    "said": "s",
    "code": "x",
    "undoes": "u",
    "catalogue": "c",
    "seq": "q",
}


def write(said: Said) -> dict[str, Any]:
    """The short keys; what is empty is left out, so that an event stays small.

    >>> write(Said("out", "fine", n=2, day=date(2026, 11, 22), area="coast"))
    {'v': 1, 'k': 'out', 'i': 'fine', 'n': 2, 'd': '2026-11-22', 'a': 'coast'}
    """
    found: dict[str, Any] = {"v": FORMAT}
    for one in fields(Said):
        value = getattr(said, one.name)
        if value != one.default:
            found[_SHORT[one.name]] = value.isoformat() if isinstance(value, date) else value
    return found


def _text(inside: Mapping[str, Any], name: str) -> str:
    value = inside.get(_SHORT[name], "")
    if not isinstance(value, str) or len(value) > _LONGEST[name]:
        raise Malformed("form")
    return value


def _key(inside: Mapping[str, Any], name: str) -> str:
    value = inside.get(_SHORT[name], "")
    if not isinstance(value, str) or (value and not _KEY.fullmatch(value)):
        raise Malformed("form")
    return value


def _number(inside: Mapping[str, Any], name: str, least: int, most: int, otherwise: int) -> int:
    value = inside.get(_SHORT[name], otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Malformed("form")
    if value > most:
        raise Malformed("many")
    return value


def _day(inside: Mapping[str, Any]) -> date | None:
    value = inside.get(_SHORT["day"])
    if value is None:
        return None
    # Exactly so: `fromisoformat` would also take other spellings of a day.
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise Malformed("form")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Malformed("form") from None


def words_of(text: str) -> str:
    """The words of a pick code, however they were typed: whatever is no letter stands between them.

    >>> words_of(" Otter-Maple ")
    'otter maple'
    """
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def most_of(kind: str, said: str) -> int:
    """The largest number that one event of this kind may name."""
    return MOST_STOCK if kind in OF_A_PLACE or said == SUM else MOST_HANDED


def read(inside: Mapping[str, Any]) -> Said:
    """One event from its short keys. Keys that are not ours are left alone: a newer phone may send more.

    Raises
    ------
    Malformed
        Something has to be there and is not, or is of the wrong kind.

    Examples
    --------
    >>> said = read({"v": 1, "k": "out", "i": "fine", "d": "2026-11-22", "a": "coast", "s": "2-4"})
    >>> said.item, said.n, said.said
    ('fine', 1, '2-4')
    """
    kind = inside.get("k")
    if inside.get("v") != FORMAT or not isinstance(kind, str) or kind not in EVENTS:
        raise Malformed("form")
    band = inside.get("s", "")
    if not isinstance(band, str):
        raise Malformed("form")
    said = Said(
        kind=kind,
        item=_key(inside, "item"),
        recipe=_number(inside, "recipe", 0, 32_767, 0),
        n=_number(inside, "n", 0 if kind == "count" else 1, most_of(kind, band), 1),
        day=_day(inside),
        area=_key(inside, "area"),
        place=_key(inside, "place"),
        to=_key(inside, "to"),
        said=band,
        code=words_of(_text(inside, "code")),
        undoes=_text(inside, "undoes"),
        catalogue=_text(inside, "catalogue"),
        seq=_number(inside, "seq", 0, 2**53, 0),
    )
    if not whole(said):
        raise Malformed("form")
    return said


def whole(said: Said) -> bool:
    """Whether everything is there that an event of this kind needs. Whether it is known is for whoever takes it."""
    if said.kind == "undo":
        return bool(said.undoes)
    if said.kind == "hard":
        return True
    if said.kind == "rest":
        return bool(said.place)
    bands = {"out": ("", SUM, *BANDS), "passed": PASSED}.get(said.kind, ("", SUM))
    needs = {
        "item": said.kind != "passed",
        "area": said.kind in OF_AN_AREA,
        "place": said.kind in OF_A_PLACE,
        "to": said.kind == "move",
        "recipe": said.kind == "pack",
        "day": True,
    }
    there = all(getattr(said, name) for name, needed in needs.items() if needed)
    return there and said.said in bands and (said.kind != "move" or said.place != said.to)


def when(day: date, today: date) -> tuple[Week, bool]:
    """The week it is counted in, and whether its day could not be so that it stands in the week it came.

    A day up to 31 days back is believed, and one day ahead (a clock a little fast, another zone). Up to 26 weeks back or 31 days ahead it
    is counted where it came in.

    Raises
    ------
    Old, Future
        Beyond that.

    Examples
    --------
    >>> when(date(2026, 11, 20), date(2026, 11, 22))
    (Week(year=2026, week=47), False)
    >>> when(date(2026, 8, 1), date(2026, 11, 22))
    (Week(year=2026, week=47), True)
    """
    back = (today - day).days
    if -FAST_CLOCK_DAYS <= back <= BELIEVED_DAYS:
        return Week.of(day), False
    if back > OLDEST_DAYS:
        raise Old
    if back < -AHEAD_DAYS:
        raise Future
    return Week.of(today), True


def explode(item: str, n: int, recipe_lines: Sequence[tuple[str, int]] = ()) -> dict[str, int]:
    """How many of what `n` of an item come to: itself, and for a kit each of its parts.

    Parameters
    ----------
    recipe_lines : (item, how many in one kit) of the version that was handed out; empty for a thing

    Examples
    --------
    >>> explode("fine-kit", 2, [("syringe-1ml", 10), ("wipes", 10)])
    {'fine-kit': 2, 'syringe-1ml': 20, 'wipes': 20}
    """
    found = {item: n}
    for part, each in recipe_lines:
        found[part] = found.get(part, 0) + n * each
    return found


def sets(fixed: int, barrels: int, needles: int) -> int:
    """Syringe sets: syringes with a fixed needle, and barrels as far as there is a loose needle for each.

    Barrels count and loose needles do not, unless there are fewer needles than barrels: then the needles (Harm Reduction Works, notes on
    coverage, 5). Barrels without any needle are no sets: nobody can inject with them, and counting them would hide what is lacking. Counted
    over the sums of the unit that reports, never over single hand-outs: needles of one day belong to barrels of another.

    Parameters
    ----------
    fixed, barrels, needles : how many of each, 0 or more

    Raises
    ------
    ValueError
        Less than nothing.

    Examples
    --------
    >>> sets(10, 5, 20), sets(10, 5, 3), sets(0, 5, 0)
    (15, 13, 0)
    """
    if min(fixed, barrels, needles) < 0:
        raise ValueError("there is no such number of things")
    return fixed + min(barrels, needles)
