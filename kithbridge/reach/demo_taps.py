"""The invented area's hand-outs as peers' phones sent them: for how many others, being passed on, boxes that came back, what was wasted.

Offers `send(ago, taps)`: one week's taps as one batch, through the ledger as a phone's are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach import demo_stock, kits
from kithbridge.reach.actions import ledger
from kithbridge.web.clock import today

# How often a hand-out is for others, too, and for how many; of a hundred.
BANDS = ("", "1", "2-4", "5-9", "10+")
OFTEN = (58, 22, 14, 4, 2)
PASSED = ("went", "noone", "notdared")
PASSED_OFTEN = (2, 3, 4)
BIN = "box"


def _outs(area: str, item: str, n: int, place: str, draw: random.Random) -> Iterator[dict[str, Any]]:
    """So many out, one or two at a time."""
    while n > 0:
        some = min(n, draw.choice((1, 1, 1, 2)))
        yield {"k": "out", "i": item, "n": some, "a": area, "p": place, "s": draw.choices(BANDS, OFTEN)[0]}
        n -= some


def _beside(areas: Sequence[str], draw: random.Random) -> Iterator[dict[str, Any]]:
    """What else a week brings."""
    for area in areas:
        for way in PASSED:
            if draw.random() < 0.06 * PASSED_OFTEN[PASSED.index(way)]:
                yield {"k": "passed", "n": 1, "a": area, "s": way}
        if back := draw.choice((0, 1, 1, 2, 3)):
            yield {"k": "back", "i": BIN, "n": back, "a": area}
    if draw.random() < 0.15:
        yield {"k": "waste", "i": "wipes", "n": draw.randint(1, 4), "a": areas[0]}
    if draw.random() < 0.1:
        yield {"k": "hard"}


def send(ago: int, taps: Sequence[tuple[str, str, str, int]]) -> None:
    """One week: what went out and what was missing, as it was tapped, and what came with it. The clock stands in that week."""
    draw = random.Random(f"Tarrowby {ago}")  # noqa: S311 - invented, the same every time
    said: list[dict[str, Any]] = []
    for kind, area, item, n in taps:
        if kind == "out":
            said += _outs(area, item, n, demo_stock.bag(area, ago), draw)
        else:
            said.append({"k": "none", "i": item, "n": n, "a": area})
    said += _beside(list(dict.fromkeys(area for _kind, area, _item, _n in taps)), draw)
    recipes = kits.versions_now()
    common = {"v": 1, "d": today().isoformat()}
    batch = [{**common, **one, **({"r": recipes[one["i"]]} if one.get("i") in recipes else {})} for one in said]
    ledger.take([ledger.Arrived(uuid4(), one) for one in batch], role=shown_role(Role.PEER))
