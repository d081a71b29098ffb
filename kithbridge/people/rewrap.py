"""Moves wraps, offers, event keys and link keys from older epochs to the one in force, many at a time. Only the outer layer: no
reader's key is needed.

Offers
------
move(table, number, go_on)   one walk through a table in batches; how many were moved, how many do not open
left(table, number)          how many are still under an older epoch
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections

from kithbridge.engines import sealing
from kithbridge.people import epoch
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import EventKey, LinkKey, Offer, Turn, Wrap
from kithbridge.web.home import secrets

BATCH = 5_000
# Between two batches others write: SQLite hands its lock to whoever happens to ask.
PAUSE_SECONDS = 0.01
Table = type[Offer] | type[Wrap] | type[EventKey] | type[LinkKey]
TABLES: tuple[Table, ...] = (Offer, Wrap, EventKey, LinkKey)

Row = tuple[Any, str, int, Any]  # item as the database has it, holder, epoch, box


@dataclass(frozen=True)
class Walk:
    """What one walk through a table found."""

    moved: int
    broken: int


def left(table: Table, number: int) -> int:
    """How many rows are under an epoch before this one."""
    return table.objects.filter(epoch__lt=number).count()


def move(table: Table, number: int, said: Callable[[int], None] = lambda n: None) -> Walk:
    """Put every row of older epochs under the key of epoch `number`. Each batch is one transaction; what does not open stays as it is.

    said : called after each batch with how many were moved so far
    Raises turn.Busy when another runner has gone on.
    """
    moved = broken = 0
    last: tuple[Any, str] | None = None
    while True:
        with turn.writing() as turned:
            if turned.current != number or turned.stage != Turn.Stage.REWRAP:
                raise turn.Busy
            rows = _next(table, number, last)
            again = _again(rows, number)
            _write(table, number, again)
        if not rows:
            return Walk(moved, broken)
        moved, broken = moved + len(again), broken + len(rows) - len(again)
        last = rows[-1][0], rows[-1][1]
        said(moved)
        time.sleep(PAUSE_SECONDS)


def _next(table: Table, number: int, last: tuple[Any, str] | None) -> list[Row]:
    # Names are our own; values are parameters.
    after = " AND (item, holder) > (%s, %s)" if last else ""
    sql = f"SELECT item, holder, epoch, box FROM {table._meta.db_table} WHERE epoch < %s{after} ORDER BY item, holder LIMIT {BATCH}"  # noqa: S608
    with connections["keyring"].cursor() as cursor:
        cursor.execute(sql, [number, *(last or ())])
        return list(cursor.fetchall())


def _again(rows: Sequence[Row], number: int) -> list[tuple[bytes, Any, str]]:
    """The same boxes under the newer key, without those that are damaged or whose key is gone: they opened for nobody."""
    keys, site, found = epoch.epochs().keys, secrets().site, []
    for item, holder, old, box in rows:
        aad = sealing.wrap_aad(site, item if isinstance(item, UUID) else UUID(hex=item), holder)
        with contextlib.suppress(sealing.SealError, KeyError):
            found.append((sealing.rewrap(bytes(box), old_epoch_key=keys[old], new_epoch_key=keys[number], aad=aad), item, holder))
    return found


def _write(table: Table, number: int, rows: Sequence[tuple[bytes, Any, str]]) -> None:
    if not rows:
        return
    connection, name = connections["keyring"], table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            boxes, items, holders = zip(*rows, strict=True)
            cursor.execute(
                f"UPDATE {name} AS old SET epoch = %s, box = new.box "  # noqa: S608 - our own table's name
                "FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS new(item, holder, box) "
                "WHERE old.item = new.item AND old.holder = new.holder",
                [number, list(items), list(holders), list(boxes)],
            )
        else:
            cursor.executemany(
                f"UPDATE {name} SET epoch = {number:d}, box = %s WHERE item = %s AND holder = %s",  # noqa: S608 - our own names
                rows,
            )
