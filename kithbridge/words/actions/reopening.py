"""Asking people again about a word. What they said before stays, beside it.

Offers: `reopen(...)`, inside a transaction of somebody else's act.
"""

from __future__ import annotations

from kithbridge.web.clock import this_week
from kithbridge.words import bars
from kithbridge.words.models import Heard, Reopened


def reopen(*, sense: str, why: str) -> bool:
    """The next turn begins. False when nobody has spoken in this one yet: then it is open as it is."""
    turn = bars.turn_of(sense)
    if not Heard.objects.filter(version__sense=sense, turn=turn).exists():
        return False
    Reopened.objects.create(sense=sense, turn=turn + 1, week=str(this_week()), why=why)
    return True
