"""`kithbridge reach`: hand-outs counted again and compared; the room's tables out and in as CSV."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from kithbridge.cli import demo, start_django
from kithbridge.web import home

MOST_SHOWN = 40


def run(options: argparse.Namespace) -> int:
    """Do what was asked. 0 done, 1 a difference was found, 2 it could not be done."""
    if options.what == "recount" and options.demo:
        return _recount_demo()
    home.secrets()
    start_django()
    if options.what == "recount":
        return _recount()
    return _export(Path(options.folder)) if options.what == "export" else _import(Path(options.path))


def _recount_demo() -> int:
    """The demo area that is there; where there is none of this week, one is furnished in a scratch folder."""
    if demo.opened():
        return _recount()
    memory = "/dev/shm"  # noqa: S108 - in memory where there is one
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        demo.furnished_in(Path(folder))
        try:
            return _recount()
        finally:
            from django.db import connections

            connections.close_all()


def _recount() -> int:
    """Counts again, in the database; changes nothing."""
    from kithbridge.reach.actions import ledger, recounting
    from kithbridge.reach.models import Event

    first, found = recounting.kept_from(), ledger.recount()
    if first is None:
        print("There are no single hand-outs yet, or all have gone by rule. Months were compared with their weeks.")
    else:
        print(f"{Event.objects.count()} single hand-outs and acts of stock folded again, from {first} on.")
    for one in found[:MOST_SHOWN]:
        print(f"  differs: {one.where}: {one.what}: {one.held} is held, {one.counted} was counted")
    if len(found) > MOST_SHOWN:
        print(f"  and {len(found) - MOST_SHOWN} more")
    if found:
        print(f"{len(found)} sums are not what they should be. Nothing was changed.")
        print("Keep a backup of today, and tell whoever looks after the software.")
        return 1
    print("Every sum is what its hand-outs come to. Nothing was changed.")
    return 0


def _export(folder: Path) -> int:
    from kithbridge.reach import exchange

    try:
        names = exchange.export(folder)
    except OSError as problem:
        print(f"kithbridge: {folder} was not written ({problem.strerror}). Choose a folder you may write to.", file=sys.stderr)
        return 2
    print(f"{len(names)} tables written to {folder}:")
    for name in names:
        print(f"  {name}")
    return 0


def _import(path: Path) -> int:
    from kithbridge.reach import exchange
    from kithbridge.reach.exchange_changes import Refused

    try:
        changes = exchange.read(path)
    except OSError as problem:
        print(f"kithbridge: {path} cannot be read ({problem.strerror}). Nothing was changed.", file=sys.stderr)
        return 2
    except Refused as refused:
        print(f"kithbridge: nothing was brought in. What is wrong:\n{refused}", file=sys.stderr)
        return 2
    for change in changes:
        print(f"  {change.table}: {change.row}: {change.what or 'new'}")
    print(f"{len(changes)} rows changed." if changes else "Nothing was different. Nothing was changed.")
    return 0
