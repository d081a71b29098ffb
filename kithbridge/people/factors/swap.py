"""Putting something into an open visit: the blob only opens with its token, so the visit gets a new token and keeps its end.

Offers: `swap(token, key, stage, **extra)`.
"""

from __future__ import annotations

from django.db import transaction

from kithbridge.people import visit
from kithbridge.people.sessions.models import Session
from kithbridge.people.vault import CannotOpen, Key


def swap(token: str, key: Key, stage: visit.Stage, **extra: str) -> str:
    """A new token for the same visit with `extra` inside; the old one is dead and no time is won by it.

    Raises CannotOpen when the visit has ended.
    """
    with transaction.atomic(using="volatile"):
        old = Session.objects.filter(hash=visit.hash_of(token)).first()
        if old is None:
            raise CannotOpen("That took too long. Sign in again.")
        new = visit.start(key, stage, **extra)
        Session.objects.filter(hash=visit.hash_of(new)).update(until=old.until, idle_until=old.idle_until)
        visit.leave(token)
    return new
