"""What could not be counted, for a lead to look at. Read only; what is done with it stands in `actions/asides.py`.

Offers
------
Shown, asides()       the oldest of them, opened with the server's event key, in plain words
how_many()            how many there are, how many of them nobody can read, and of how many the key may come back
skewed()              how many had a day that could not be, by week
double_pick_ups()     how many pick codes were used twice and nobody has looked, by week
waiting()             how many things wait for a lead
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy

from kithbridge.engines import handout
from kithbridge.engines.event_box import BoxError
from kithbridge.engines.week import Week
from kithbridge.people.queries.page import week_words
from kithbridge.reach.actions import event_keys
from kithbridge.reach.models import Area, Aside, Event, Item, PickUp, Place
from kithbridge.web.clock import this_week

WEEKS_SHOWN = 26
LONGEST_SHOWN, MOST_SHOWN = 40, 1_000_000
MOST_ON_A_PAGE = 60
NEVER_OPENED = (Aside.Why.UNREADABLE, Aside.Why.TOO_LONG, Aside.Why.NO_KEY)
# What a lead can count after all: it needs a thing and an area, or an area alone.
COUNTABLE = handout.OF_AN_AREA
KINDS = {
    **dict(Event.Kind.choices),
    "undo": gettext_lazy("something is taken back"),
    "rest": gettext_lazy("cannot be carried for now"),
    "hard": gettext_lazy("a hard one"),
}


def inside_of(aside: Aside) -> Mapping[str, Any] | None:
    """What it says; None when it does not open, or is no event at all."""
    try:
        found = json.loads(event_keys.open_aside(aside))
    except (BoxError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True)
class Shown:
    """One thing put aside.

    why : in plain words
    kind, item, area, n, week : what it says, as far as it can be read; item and area as labels where they are known
    item_key, area_key : for the form, "" where they are not known
    may_count : whether a lead can say what it was, and count it
    """

    id: UUID
    why: str
    came: str
    kind: str = ""
    item: str = field(default="", repr=False)
    area: str = ""
    place: str = ""
    week: str = ""
    n: int = 0
    item_key: str = ""
    area_key: str = ""
    needs_item: bool = True
    may_count: bool = False

    @property
    def readable(self) -> bool:
        return bool(self.kind)


def how_many() -> tuple[int, int, int]:
    """(all that was put aside, those of them that never opened, those of these whose key may come back)."""
    return (
        Aside.objects.count(),
        Aside.objects.filter(why__in=NEVER_OPENED).count(),
        Aside.objects.filter(why=Aside.Why.NO_KEY).count(),
    )


def asides() -> list[Shown]:
    """The first of what was put aside, the oldest week first; what can be read before what cannot.

    Not all of it: somebody who has a phone's token could put aside so much that this page never came up.
    """
    labels = dict(Item.objects.values_list("key", "label"))
    areas, places = (dict(model.objects.values_list("key", "label")) for model in (Area, Place))
    rows = Aside.objects.annotate(shut=Q(why__in=NEVER_OPENED)).order_by("shut", "week", "id")[:MOST_ON_A_PAGE]
    return [_shown(one, labels, areas, places) for one in rows]


def _shown(aside: Aside, labels: dict[str, str], areas: dict[str, str], places: dict[str, str]) -> Shown:
    inside = inside_of(aside)
    why, came = str(aside.get_why_display()), week_words(aside.week)
    kind = inside.get("k") if inside else None
    if inside is None or not isinstance(kind, str) or kind not in handout.EVENTS:
        return Shown(aside.pk, why, came)
    item, area, place = (_text(inside, name) for name in ("i", "a", "p"))
    many = inside.get("n", 1)
    return Shown(
        aside.pk,
        why,
        came,
        kind=str(KINDS[kind]),
        item=labels.get(item, item) if kind != "passed" else "",
        area=areas.get(area, area),
        place=places.get(place, place),
        week=_week(inside),
        n=many if isinstance(many, int) and not isinstance(many, bool) and 0 < many < MOST_SHOWN else 0,
        item_key=item if item in labels else "",
        area_key=area if area in areas else "",
        needs_item=kind != "passed",
        may_count=kind in COUNTABLE and (kind != "passed" or inside.get("s") in handout.PASSED),
    )


def _text(inside: Mapping[str, Any], name: str) -> str:
    value = inside.get(name, "")
    return value[:LONGEST_SHOWN] if isinstance(value, str) else ""


def _week(inside: Mapping[str, Any]) -> str:
    """The week of its day, never the day."""
    try:
        return week_words(str(Week.of(date.fromisoformat(str(inside.get("d"))))))
    except ValueError:
        return ""


def skewed() -> list[tuple[str, int]]:
    """(week, how many) of the last half-year whose day could not be, so that they stand in the week they came."""
    first = str(this_week() - WEEKS_SHOWN)
    rows = Event.objects.filter(skewed=True, undone=False, week__gte=first).values("week").annotate(n=Count("pk")).order_by("-week")
    return [(week_words(row["week"]), row["n"]) for row in rows]


def double_pick_ups() -> list[tuple[str, int]]:
    """(week, how many things) whose pick code was used more than once, as far as no lead has looked."""
    rows = PickUp.objects.filter(times__gt=1, seen=False).values("week").annotate(n=Count("pk")).order_by("-week")
    return [(week_words(row["week"]), row["n"]) for row in rows]


def waiting() -> int:
    """How many things wait for a lead."""
    return Aside.objects.count() + PickUp.objects.filter(times__gt=1, seen=False).count()
