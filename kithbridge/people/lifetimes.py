"""How long things live, by rule. What two leads shorten in a hurry does not reach back: it falls back, and what had ended would not.

Offers
------
of(key, week)      in how many weeks something of that week ends
over(key, field)   the condition for rows whose time is over, by the week they carry

So an urgent change counts for what is begun while it is in force; everything older keeps the time it was told. A decision counts for all.
"""

from __future__ import annotations

from django.db.models import Q

from kithbridge import rules
from kithbridge.rules import state
from kithbridge.web.clock import this_week


def of(key: str, week: str) -> int:
    """How many weeks something of `week` lives; its own week is the first of them."""
    standing = rules.in_force(key)
    urgent = standing.how == "urgent" and week < standing.week
    return int(state.lasting(key) if urgent else standing.value)


def _before(weeks: int) -> str:
    """The first week whose things are still alive."""
    return str(this_week() - weeks + 1)


def over(key: str, field: str = "week") -> Q:
    """Rows whose weeks are over."""
    standing = rules.in_force(key)
    if standing.how != "urgent":
        return Q(**{f"{field}__lt": _before(standing.value)})
    older = Q(**{f"{field}__lt": min(_before(state.lasting(key)), standing.week)})
    return older | Q(**{f"{field}__gte": standing.week, f"{field}__lt": _before(standing.value)})
