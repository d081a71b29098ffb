"""Taking backups: content first, then keyring, so that the newest keyring backup knows every living thing of every content backup.

Offers
------
backup(keyring_only)   what `kithbridge backup` does; returns what was written and what went
copy_keyring()         what a rotation needs before it destroys the old key
locked(), tried()      everything under an epoch key in the keyring that stands in; how much of it opens
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from kithbridge.engines import sealing
from kithbridge.people.backups import files, identity, places, stores, swapping
from kithbridge.people.backups.files import Manifest
from kithbridge.people.backups.places import plain_about_disk
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.epoch import epochs
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import EventKey, LinkKey, Offer, Turn, Wrap
from kithbridge.web import home, record
from kithbridge.web.clock import this_week
from kithbridge.web.record import chain
from kithbridge.web.record.models import Segment

# A rotation waits this long for a backup that is under way.
WAIT_SECONDS = 60.0
LOCKED: tuple[type[Wrap] | type[EventKey] | type[LinkKey], ...] = (Wrap, EventKey, LinkKey)
OLDER_STAND = "No backup was taken; older ones are as they were."


@dataclass(frozen=True)
class Taken:
    """What a backup did.

    written : the new files
    gone : names of those whose time was over
    """

    written: list[Path]
    gone: list[str]


def backup(*, keyring_only: bool = False) -> Taken:
    """Write the files, let go what has had its time, record it. Raises Refused; then what was there is as it was."""
    home.secrets()
    to = identity.recipients(os.environ.get("KITHBRIDGE_BACKUP_TO", ""))
    places.weeks_kept()
    with places.alone(), plain_about_disk(OLDER_STAND):
        swapping.finish_interrupted()
        if not keyring_only and stores.of("default").has_tables():
            chain.link()  # what waits to be chained would be chained anew after a restore, and end in another head
        written = [] if keyring_only else [_take("content", to)]
        written.append(_take("keyring", to))
        gone = places.prune_closed(epochs().keys) + places.prune()
    with transaction.atomic():
        record.note("backup taken", role="software")
    return Taken(written, gone)


def copy_keyring() -> str:
    """A rotation's copy: taken under the new key, opened again before it is locked, and only then kept. Says in one line what it did.

    Keyring backups of the epoch that ends go with it. Raises Refused when the copy is no good.
    """
    if not os.environ.get("KITHBRIDGE_BACKUP_TO"):
        return "No backups are set up: no copy of the keyring under the new key was made."
    to = identity.recipients(os.environ["KITHBRIDGE_BACKUP_TO"])
    with places.alone(patience=WAIT_SECONDS), plain_about_disk(OLDER_STAND):
        swapping.finish_interrupted()
        written = _take("keyring", to, only_current=True)
        gone = places.prune_closed([turn.now().current])
    with transaction.atomic():
        record.note("backup taken", role="software")
    return f"{written.name} was written under the new key. Keyring backups of past epochs that went: {len(gone)}."


def _take(kind: str, to: list[Any], *, only_current: bool = False) -> Path:
    store = stores.of("keyring" if kind == "keyring" else "default")
    if kind == "keyring" and store.has_tables():
        turn.now()  # written down by the first who asks
    with places.scratch() as scratch, store.copied(scratch) as copy:
        migrations = copy.migrations()
        current, needed = _epochs(copy) if kind == "keyring" else (0, [])
        if only_current:
            needed = [current]
            _opens(copy, current)
        place = places.reserve(kind, needed)
        manifest = Manifest(
            site=home.secrets().site,
            kind=kind,
            week=str(this_week()),
            n=place.n,
            vendor=store.vendor,
            size=copy.size,
            counts=copy.counts(),
            migrations=migrations,
            epoch=current,
            epochs=needed,
            head=_head(copy) if kind == "content" else "",
        )
        with places.new_file(place) as file:
            files.write(file, manifest, copy.chunks(), to)
    return place.path


def _head(copy: stores.Copy) -> str:
    """The event record's newest hash in this copy."""
    newest = list(copy.ask(f"SELECT closes FROM {Segment._meta.db_table} ORDER BY week DESC LIMIT 1"))  # noqa: S608 - our own names
    return str(newest[0][0]) if newest else chain.FIRST


def _epochs(copy: stores.Copy) -> tuple[int, list[int]]:
    """The epoch in force, and those in force that this copy needs. What is damaged may stand under older ones; it opens for nobody."""
    current = int(next(copy.ask(f"SELECT current FROM {Turn._meta.db_table}"))[0])  # noqa: S608 - our own names
    named = {current}
    there = copy.tables
    for model in (Wrap, Offer, EventKey, LinkKey):
        if model._meta.db_table not in there:
            continue  # `upgrade` has not run yet: it makes the table
        named |= {int(number) for (number,) in copy.ask(f"SELECT DISTINCT epoch FROM {model._meta.db_table}")}  # noqa: S608
    return current, sorted(named & {current, *epochs().keys})


def _opens(copy: stores.Copy, current: int) -> None:
    """Raises Refused unless everything of the epoch in force opens in this copy under its key."""
    there, closed = copy.tables, 0
    for table in (model._meta.db_table for model in LOCKED if model._meta.db_table in there):
        rows = copy.ask(f"SELECT item, holder, epoch, box FROM {table} WHERE epoch = {current}")  # noqa: S608 - our own names
        closed += tried(rows, {current: epochs().key(current)})[1]
    if closed:
        raise Refused(f"{closed} keys in the copy of the keyring do not open under the new key. The copy was not kept.")


def locked() -> Iterator[tuple[Any, ...]]:
    """(item, holder, epoch, box) of everything under an epoch key in the keyring that stands in: wraps, event keys and link keys."""
    there = connections["keyring"].introspection.table_names()
    for model in LOCKED:
        if model._meta.db_table in there:  # a past backup may be older than these tables
            yield from model.objects.values_list("item", "holder", "epoch", "box").iterator(2_000)


def tried(wraps: Iterable[tuple[Any, ...]], keys: dict[int, bytes]) -> tuple[int, int]:
    """How many of these (item, holder, epoch, box) open under these epoch keys, and how many do not. Every key is tried on each."""
    opened = closed = 0
    site = home.secrets().site
    for item, holder, number, box in wraps:
        aad = sealing.wrap_aad(site, str(item if isinstance(item, UUID) else UUID(item)), holder)
        first = [keys[number]] if number in keys else []
        if any(_outer(key, bytes(box), aad) for key in [*first, *(key for other, key in keys.items() if other != number)]):
            opened += 1
        else:
            closed += 1
    return opened, closed


def _outer(key: bytes, box: bytes, aad: str) -> bool:
    try:
        sealing.open_with(key, box, aad=aad)
    except sealing.SealError:
        return False
    return True
