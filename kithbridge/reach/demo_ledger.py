"""The ledger's share of the invented area: what a phone sent and could not be counted, and one whose clock was wrong.

Offers: `week(cast, ago)`.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from kithbridge.people.demo import Cast
from kithbridge.reach.actions import ledger
from kithbridge.reach.actions.ledger import Arrived
from kithbridge.reach.models import Item
from kithbridge.web.clock import today

AREA = "coast-and-villages"
# weeks ago -> (kind, item, how many, days back): a thing that only one phone ever knew, and a clock that stood still for three months.
STORY = {
    12: ("back", "", 1, 95),
    2: ("out", "warm-socks", 2, 1),
    1: ("none", "warm-socks", 1, 2),
}


def week(cast: Cast, ago: int) -> None:
    """What came in this week from phones and is worth a look."""
    if ago not in STORY:
        return
    kind, item, n, days = STORY[ago]
    named = item or Item.objects.filter(kind=Item.Kind.DISPOSAL).values_list("key", flat=True).first()
    if named:
        day = today() - dt.timedelta(days=days)
        inside = {"v": 1, "k": kind, "i": named, "n": n, "d": day.isoformat(), "a": AREA}
        ledger.take([Arrived(UUID(int=0xDE40 + ago, version=4), inside)])
