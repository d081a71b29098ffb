"""A paper tally sheet is typed in: its crosses become events, as if a phone had sent them.

Offers
------
Crosses          what stands on a sheet
type_in(...)     count them

The numbers of the events follow from the sheet's number, so a sheet typed in twice counts once. A line typed in with more crosses the
second time counts only what is new: the first ones have been counted.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from kithbridge.engines.week import Week
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.actions import ledger
from kithbridge.reach.models import Area, Item, Place, Recipe
from kithbridge.web import record
from kithbridge.web.clock import this_week, today
from kithbridge.web.home import secrets

MOST_CROSSES = 60
WEEKS_BACK = 5  # the Thursday of the oldest is believed as it stands (engines.handout.BELIEVED_DAYS)


class CannotTypeIn(Exception):
    """Why nothing was counted, as a word the page explains: empty, many, area, place, week, others."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Crosses:
    """How many boxes are crossed.

    out, none : item -> crosses
    others : band ("1", "2-4", "5-9", "10+") -> crosses
    passed : "went", "noone", "notdared" -> crosses
    back : item (a bin) -> crosses
    """

    out: Mapping[str, int] = field(default_factory=dict)
    none: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)
    passed: Mapping[str, int] = field(default_factory=dict)
    back: Mapping[str, int] = field(default_factory=dict)

    def all(self) -> Iterator[int]:
        for part in (self.out, self.none, self.others, self.passed, self.back):
            yield from part.values()


@dataclass(frozen=True)
class TypedIn:
    """How many crosses were counted now, and how many of this sheet had been counted before."""

    counted: int
    before: int


def _number(sheet: str, line: str, n: int) -> UUID:
    digest = hmac.new(secrets().pepper, f"sheet:{sheet}:{line}:{n}".encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def _recipes(week: Week) -> dict[str, int]:
    """Kit -> the version it had in that week."""
    found: dict[str, int] = {}
    for kit, version, made in Recipe.objects.order_by("version").values_list("kit", "version", "week"):
        if kit not in found or made <= str(week):
            found[kit] = version
    return found


def _checked(crosses: Crosses, week: Week, area: str, place: str) -> None:
    if any(n < 0 or n > MOST_CROSSES for n in crosses.all()):
        raise CannotTypeIn("many")
    if not any(crosses.all()):
        raise CannotTypeIn("empty")
    if sum(crosses.others.values()) > sum(crosses.out.values()):
        raise CannotTypeIn("others")
    if not this_week() - WEEKS_BACK < week <= this_week():
        raise CannotTypeIn("week")
    if not Area.objects.filter(key=area).exists():
        raise CannotTypeIn("area")
    if place and not Place.objects.filter(key=place, on=True).exists():
        raise CannotTypeIn("place")


def _events(crosses: Crosses) -> Iterator[tuple[str, dict[str, Any]]]:
    """(line of the sheet, what it says), one for each cross."""
    bands = [band for band, n in sorted(crosses.others.items()) for _cross in range(n)]
    for item, n in sorted(crosses.out.items()):
        for _cross in range(n):
            yield f"out:{item}", {"k": "out", "i": item, "s": bands.pop() if bands else ""}
    for kind, lines in (("none", crosses.none), ("back", crosses.back)):
        for item, n in sorted(lines.items()):
            for _cross in range(n):
                yield f"{kind}:{item}", {"k": kind, "i": item}
    for way, n in sorted(crosses.passed.items()):
        for _cross in range(n):
            yield f"passed:{way}", {"k": "passed", "s": way}


def type_in(*, key: Key, sheet: str, week: Week, area: str, place: str, crosses: Crosses) -> TypedIn:
    """Count the crosses of one sheet for the week it was used in.

    Parameters
    ----------
    sheet : its number, as `paper.codes.read` gives it
    week : the week written on it; this one or one of the four before
    area, place : where, and which bag ("": none named)

    Raises CannotTypeIn.
    """
    _checked(crosses, week, area, place)
    kits = set(Item.objects.filter(kind=Item.Kind.KIT).values_list("key", flat=True))
    recipes = _recipes(week)
    day = min(today(), week.thursday())
    common = {"v": 1, "n": 1, "d": day.isoformat(), "a": area, "p": place}
    lines: dict[str, int] = {}
    arrived = []
    for line, says in _events(crosses):
        lines[line] = lines.get(line, 0) + 1
        inside = {**common, **says, **({"r": recipes.get(says["i"], 0)} if says.get("i") in kits else {})}
        arrived.append(ledger.Arrived(_number(sheet, line, lines[line]), inside, json.dumps(inside).encode()))
    with transaction.atomic():
        before = ledger.known(one.id for one in arrived)
        ledger.take(arrived)
        counted = len(arrived) - before
        if counted:
            record.note("sheet typed in", role=acting(key, Role.LEAD, Role.PEER))
    return TypedIn(counted, before)
