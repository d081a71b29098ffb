"""What stands in the spare place besides this machine: the epoch key in force, what has ended, and the record's newest hash.

Offers
------
problem()                why the spare place does not know all it should, and what to do; None when all is well
standing()               NONE, AWAY or WELL, as the last tick of this process saw it: pages do not wait for a stick
write_through(stones)    what has just ended, at once; what cannot be written now is written by the next tick
catch_up()               the tick: keys, what has ended, head
forget_old(week)         what ended so long ago that no backup knows it goes, here and there
place, keys, append_tombstones, tombstones, write_head, head        the files themselves (people/spare_files.py)
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from enum import Enum

from django.db import transaction
from django.db.models import Q

from kithbridge.people import epoch, spare_files
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import Tombstone, Turn
from kithbridge.people.spare_files import append_tombstones, head, keys, place, tombstones, write_head
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry, Segment

__all__ = [
    "Standing",
    "append_tombstones",
    "catch_up",
    "forget_old",
    "head",
    "keys",
    "place",
    "problem",
    "standing",
    "tombstones",
    "write_head",
    "write_through",
]

# How long somebody who takes something back waits for a slow stick.
PATIENCE_SECONDS = 1.0
_BATCH = 200


class Standing(Enum):
    """How it stands with the spare place."""

    NONE = "none"
    AWAY = "away"
    WELL = "well"


_seen: Standing | None = None


def standing() -> Standing:
    """As the last tick of this process saw it."""
    if place() is None:
        return Standing.NONE
    return _seen or Standing.WELL


def problem() -> str | None:
    """Why the spare place does not know all it should, and what to do. `catch_up()` first mends what can be mended."""
    return spare_files.wrong() or _behind()


def _behind() -> str | None:
    turned = turn.now()
    there = keys()
    if turned.current not in there:
        return "The spare place does not have the epoch key in force. It is written within seconds while `kithbridge serve` runs."
    if turned.stage == Turn.Stage.DONE and min(there) < turned.current:
        return "The spare place still has an epoch key that is destroyed here. It goes within seconds while `kithbridge serve` runs."
    if Tombstone.objects.filter(spared=False).exists():
        return "The spare place does not know all that has ended. It is written within seconds while `kithbridge serve` runs."
    if not _follows(head()):
        return (
            "The event record here does not hold the head that the spare place kept. Either it was changed, or an older copy was put back: "
            "run `kithbridge audit verify` with that head. The spare place keeps it."
        )
    return None


def _follows(kept: str) -> bool:
    """Whether the record still holds the head that was kept: then the newer one may stand in its place."""
    if kept in ("", chain.FIRST) or Segment.objects.filter(Q(closes=kept) | Q(opens=kept)).exists():
        return True
    return Entry.objects.filter(hash=kept).exists()


def write_through(stones: Sequence[Tombstone]) -> None:
    """After the keyring's commit: what has ended goes to the spare place. Taking back never waits long for it, and never fails by it."""
    folder = place()
    if folder is None or not stones:
        return
    written: list[bool] = []

    def work() -> None:
        # A tick will write it: this one has only a second.
        with contextlib.suppress(OSError):
            append_tombstones([(stone.item, stone.holder, stone.week) for stone in stones])
            written.append(True)

    # A stick that hangs must not hold up the page: then the thread is left behind, and the record may stand there twice.
    thread = threading.Thread(target=work, name="kithbridge-spare", daemon=True)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    if written:
        _mark(stones)


def _mark(stones: Sequence[Tombstone]) -> None:
    with transaction.atomic(using="keyring"):
        for at in range(0, len(stones), _BATCH):
            Tombstone.objects.filter(pk__in=[(one.item, one.holder) for one in stones[at : at + _BATCH]]).update(spared=True)


def catch_up() -> None:
    """Write what the spare place missed. One process at a time; the others leave it to that one."""
    global _seen
    if place() is None:
        return
    if spare_files.wrong() is not None:
        _seen = Standing.AWAY
        return
    with contextlib.suppress(turn.Busy), turn.one_runner():
        try:
            if spare_files.is_new():
                Tombstone.objects.filter(spared=True).update(spared=False)
            spare_files.fill()
            _keys_in_force()
            while stones := list(Tombstone.objects.filter(spared=False)[:_BATCH]):
                append_tombstones([(stone.item, stone.holder, stone.week) for stone in stones])
                _mark(stones)
            _head()
        except OSError:
            _seen = Standing.AWAY
            raise
        _seen = Standing.WELL


def _keys_in_force() -> None:
    """Between two rotations: exactly the key in force, as the own store has it."""
    turned = turn.now()
    with contextlib.suppress(FileNotFoundError):
        own = epoch.store().keys()
        if turned.stage == Turn.Stage.DONE and turned.current in own and keys() != {turned.current: own[turned.current]}:
            spare_files.keep_only({turned.current: own[turned.current]})


def _head() -> None:
    newest, kept = chain.head(), head()
    if newest != kept and _follows(kept):
        write_head(newest)


def forget_old(week: str) -> None:
    """What ended before this week goes, here and in the spare place: no copy is that old."""
    with turn.writing():
        Tombstone.objects.filter(week__lt=week).delete()
    if place() is not None and spare_files.wrong() is None:
        with contextlib.suppress(OSError):
            spare_files.compact(week)
