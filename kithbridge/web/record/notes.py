"""Writing into the event record, inside an action's transaction.

Offers
------
note(kind, role, ref="")   one entry, in the action's own transaction (acts of the team)
count(kind, role)          one more in this week's count (acts of neighbours; votes)
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db.models import F

from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry


def note(kind: str, *, role: str, ref: UUID | str = "") -> None:
    """Record one act of the team. `ref` is hashed: the record never holds words, names or ids."""
    digest = hashlib.sha256(str(ref).encode()).hexdigest() if ref else ""
    Entry.objects.create(week=str(this_week()), kind=kind, role=role, ref=digest)


def count(kind: str, *, role: str) -> None:
    """Record that something happened once more this week, without an entry of its own."""
    counted = 0
    while not counted:  # the linker may close the line between the two, when a week ends
        line, _ = Count.objects.get_or_create(week=str(this_week()), kind=kind, role=role)
        counted = Count.objects.filter(pk=line.pk).update(n=F("n") + 1)
