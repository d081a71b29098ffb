"""Whole databases into place, all of them or none, wherever it is stopped.

Offers
------
swap(pairs)            each finished scratch database takes the place of a live one
finish_interrupted()   carry on with a swap that was stopped; True when there was one

What is to move is written into one file first. Before that file is there, nothing has moved; once it is there, everything moves, now or at
the next start. Each step can be done twice.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from django.db import DatabaseError, connections

from kithbridge.people.backups import stores
from kithbridge.people.backups.places import sync_folder
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores import Store
from kithbridge.people.sessions.models import Session
from kithbridge.web import home

PLAN = "restoring.json"
Pair = tuple[Store, Store]


def _plan() -> Path:
    return home.home() / PLAN


def swap(pairs: Sequence[Pair]) -> None:
    """Move every (new, place). Raises Refused when the first one cannot be moved: then nothing was."""
    # A server's database first: it is the one that may say no.
    ordered = sorted(pairs, key=lambda pair: pair[0].vendor != "postgresql")
    home.write_private(_plan(), json.dumps([{"alias": place.alias, "new": new.name} for new, place in ordered]))
    sync_folder(home.home())
    try:
        _move(*ordered[0])
    except Refused:
        if ordered[0][0].there():
            _plan().unlink()
        raise
    _carry_out(ordered)


def finish_interrupted() -> bool:
    """Carry on where a restore was stopped while it moved things into place. Nothing happens when there is none."""
    try:
        steps = json.loads(_plan().read_text())
    except FileNotFoundError:
        return False
    places = [(stores.of(step["alias"]), step["new"]) for step in steps]
    _carry_out([(place.called(new), place) for place, new in places])
    return True


def _move(new: Store, place: Store) -> None:
    connections[place.alias].close()
    new.move_into(place)


def _carry_out(pairs: Sequence[Pair]) -> None:
    for new, place in pairs:
        _move(new, place)
    # Visits opened with the keys that were here before: everybody signs in again.
    with contextlib.suppress(DatabaseError):
        Session.objects.all().delete()
    _plan().unlink(missing_ok=True)
    sync_folder(home.home())
