"""Where backups lie, what they are called, in which order they were taken, and what goes when.

Offers
------
folder(), weeks_kept()       KITHBRIDGE_BACKUPS (default `backups` in the home), KITHBRIDGE_BACKUP_WEEKS (default 8)
Kept, kept(kind)             a whole backup file; those that are there, oldest first. A half file is never among them
reserve, new_file            the next place in the order; a file that appears whole or not at all
prune()                      what has had its time goes
scratch(), alone()           a private folder for these minutes; one backup, restore or drill at a time

A name holds kind, ISO week and a random number. The file's time is the beginning of its week. Which of two files of one week is newer
stands in the file `order` beside them, and inside each file, where only the operator can read it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import json
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError

from kithbridge.engines.week import LONDON, Week
from kithbridge.people.backups.refusal import Refused
from kithbridge.web import home
from kithbridge.web.clock import this_week

KINDS = ("content", "keyring")
NAME = re.compile(r"(content|keyring)-(\d{4}-W\d{2})-[0-9a-f]{16}\.age")
ORDER = "order"
# An older keyring backup of the same week tells nothing that a newer one does not, but opens what was taken back in between.
KEYRINGS_KEPT = 3
# What ended is known for so long (people/rotation.py): an older backup would bring back what nobody knows to have ended.
MOST_WEEKS = 104


@dataclass(frozen=True)
class Kept:
    """One whole backup file.

    n : its place in the order, 0 when the file `order` does not know it
    epochs : keyring only: the epochs whose keys it needs
    """

    path: Path
    kind: str
    week: str
    n: int
    epochs: tuple[int, ...]


def folder() -> Path:
    """Where backups are written; made if absent."""
    place = Path(os.environ.get("KITHBRIDGE_BACKUPS") or home.home() / "backups").absolute()
    if not place.is_dir():
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise Refused(f"The folder for backups, {place}, cannot be made ({problem.strerror}). Set KITHBRIDGE_BACKUPS.") from None
    return place


def weeks_kept() -> int:
    """How many weeks content backups are kept."""
    text = os.environ.get("KITHBRIDGE_BACKUP_WEEKS", "8")
    if not text.isdigit() or not 1 <= int(text) <= MOST_WEEKS:
        raise Refused(f"KITHBRIDGE_BACKUP_WEEKS must be a number of weeks from 1 to {MOST_WEEKS}. Nothing was changed.")
    return int(text)


def _order() -> dict[str, Any]:
    try:
        found = json.loads((folder() / ORDER).read_text())
        return {"next": int(found["next"]), "files": dict(found["files"])}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # Lost or damaged: what is there gets no place, and what comes is newer than anything the lost one can have held.
        return {"next": 1_000 * sum(1 for _ in folder().glob("*.age")) + 1, "files": {}}


def kept(kind: str) -> list[Kept]:
    """The whole files of one kind, oldest first."""
    known = _order()["files"]
    found = []
    for path in folder().iterdir():
        match = NAME.fullmatch(path.name)
        if match and match[1] == kind:
            said = known.get(path.name, {})
            found.append(Kept(path, kind, match[2], int(said.get("n", 0)), tuple(said.get("epochs", ()))))
    return sorted(found, key=lambda one: (one.week, one.n, one.path.name))


def reserve(kind: str, epochs: Collection[int] = ()) -> Kept:
    """A name and the next place in the order, written down before the file is, so that no later one can be given the same."""
    order, week, there = _order(), str(this_week()), folder()
    name = f"{kind}-{week}-{secrets.token_hex(8)}.age"
    n = order["next"]
    files = {known: said for known, said in order["files"].items() if (there / known).exists()}
    files[name] = {"n": n, "epochs": sorted(epochs)}
    home.write_private(there / ORDER, json.dumps({"next": n + 1, "files": files}))
    return Kept(there / name, kind, week, n, tuple(sorted(epochs)))


@contextlib.contextmanager
def new_file(place: Kept) -> Iterator[IO[bytes]]:
    """A file under `<name>.part` until it is written, closed and on the disk; then it has its name. Stopped before: no file."""
    part = place.path.with_name(place.path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        began = dt.datetime.combine(Week.parse(place.week).monday(), dt.time(), LONDON).timestamp()
        os.utime(part, (began, began))
        part.replace(place.path)
        sync_folder(place.path.parent)
    except Exception:
        part.unlink(missing_ok=True)
        raise


def sync_folder(place: Path) -> None:
    """A rename is on the disk once its folder is."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune() -> list[str]:
    """Content backups older than their weeks go; keyring backups of an earlier week, and all but the newest few. The newest stays."""
    this, gone = this_week(), []
    contents, keyrings = kept("content"), kept("keyring")
    oldest = str(this - weeks_kept() + 1)
    gone += [one for one in contents[:-1] if one.week < oldest]
    gone += [one for one in keyrings[:-1] if one.week < str(this) or one not in keyrings[-KEYRINGS_KEPT:]]
    return _remove(gone)


def prune_closed(in_force: Collection[int]) -> list[str]:
    """Keyring backups go that need an epoch whose key is destroyed or about to be."""
    return _remove([one for one in kept("keyring") if one.epochs and not set(one.epochs) <= set(in_force)])


def _remove(gone: Collection[Kept]) -> list[str]:
    for one in gone:
        one.path.unlink(missing_ok=True)
    return [one.path.name for one in gone]


@contextlib.contextmanager
def alone(patience: float = 0.0) -> Iterator[None]:
    """One backup, restore or drill at a time; what a killed one left behind is cleared away first. Raises Refused.

    patience : seconds to wait for one that is under way
    """
    home.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(home.home() / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, time.monotonic() + patience)
        for left in [*home.home().glob("scratch-*"), *folder().glob("*.part")]:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Refused("A backup, restore or drill is under way. Nothing was changed. Try again when it has ended.") from None
            time.sleep(0.2)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that only this user can read, on the disk of the home; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=home.home(), ignore_cleanup_errors=True) as place:
        yield Path(place)


@contextlib.contextmanager
def plain_about_disk(kept_safe: str) -> Iterator[None]:
    """A full disk said in a sentence."""
    try:
        yield
    except (OSError, DatabaseError) as problem:
        full = problem.errno in {errno.ENOSPC, errno.EDQUOT} if isinstance(problem, OSError) else "disk is full" in str(problem)
        if not full:
            raise
        raise Refused(f"The disk is full. {kept_safe} Make room and try again.") from None


def room_for(size: int, place: Path) -> None:
    """Raises Refused when the disk under `place` has less room than `size` and a tenth."""
    free = shutil.disk_usage(place).free
    if free < size * 1.1:
        raise Refused(
            f"There is not enough room: about {size * 1.1 / 1e6:,.0f} MB are needed, {free / 1e6:,.0f} MB are free. Nothing was changed."
        )
