"""A database in an SQLite file. Offers: `SqliteStore`.

Copied with VACUUM INTO: as it stood at one moment, without what was deleted, while others read and write.
"""

from __future__ import annotations

import contextlib
import copy
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connections

from kithbridge.people.backups import running
from kithbridge.people.backups.places import plain_about_disk, room_for, sync_folder
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores.kinds import Copy, Store

CHUNK = 262_144
BESIDE = ("-wal", "-shm", "-journal")


class SqliteStore(Store):
    vendor = "sqlite"

    @property
    def path(self) -> Path:
        return Path(self.name)

    @contextlib.contextmanager
    def copied(self, scratch: Path) -> Iterator[Copy]:
        if not self.path.exists():
            raise Refused("The databases are not ready, so there is nothing to back up. Run `kithbridge init` or `kithbridge upgrade`.")
        target = scratch / f"{self.alias}-{secrets.token_hex(4)}"
        room_for(2 * sum(path.stat().st_size for path in self._files()), scratch)
        try:
            with contextlib.closing(sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, timeout=60)) as live:
                live.execute("VACUUM INTO ?", [str(target)])
        except sqlite3.OperationalError as problem:
            raise Refused(_why(problem)) from None
        with contextlib.closing(sqlite3.connect(target)) as found:
            found.execute("PRAGMA query_only=ON")

            def ask(sql: str) -> Iterator[tuple[Any, ...]]:
                yield from found.execute(sql)

            tables = [name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
            yield Copy(target.stat().st_size, [name for name in tables if not name.startswith("sqlite_")], ask, lambda: _bytes(target))
        target.unlink()

    def _files(self) -> list[Path]:
        return [path for path in [self.path, *(Path(self.name + end) for end in BESIDE)] if path.exists()]

    def has_tables(self) -> bool:
        if not self.path.exists():
            return False
        with contextlib.closing(sqlite3.connect(self.path)) as found:
            try:
                return bool(found.execute("SELECT count(*) FROM sqlite_master WHERE name='django_migrations'").fetchone()[0])
            except sqlite3.DatabaseError:
                return True  # damaged: somebody's group all the same

    def in_use(self) -> bool:
        connections[self.alias].close()
        return running.somebody_serves(self.path)

    def beside(self, purpose: str, scratch: Path | None = None) -> SqliteStore:
        path = scratch / f"{self.alias}-{purpose}-{secrets.token_hex(4)}" if scratch else Path(f"{self.name}.{purpose}")
        other = SqliteStore(self.alias, copy.deepcopy(self.settings) | {"NAME": str(path)})
        other.drop()
        return other

    @contextlib.contextmanager
    def filled(self, size: int) -> Iterator[Callable[[bytes], object]]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        room_for(size, self.path.parent)
        try:
            with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                yield file.write
        except Exception:
            self.drop()
            raise

    def settled(self) -> None:
        with plain_about_disk("Nothing was changed."), contextlib.closing(sqlite3.connect(self.path, timeout=60)) as found:
            try:
                # Out of the write-ahead log and into one file; Django sets its own mode again at the next opening.
                found.execute("PRAGMA journal_mode=DELETE")
                said = found.execute("PRAGMA quick_check(1)").fetchone()[0]
            except sqlite3.DatabaseError as problem:
                raise Refused(_why(problem)) from None
        if said != "ok":
            raise Refused("The database in this backup is damaged. Nothing was changed. Take another one.")
        for path in self._files():
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        sync_folder(self.path.parent)

    def drop(self) -> None:
        for path in self._files():
            path.unlink(missing_ok=True)

    def there(self) -> bool:
        return self.path.exists()

    def move_into(self, place: Store) -> None:
        if not isinstance(place, SqliteStore):
            raise TypeError("only a file takes a file's place")
        if self.path.exists():
            # A log that belongs to the old file must not be read into the new one. Once the file has moved, a log is the new one's.
            for end in BESIDE:
                Path(place.name + end).unlink(missing_ok=True)
            self.path.replace(place.path)
            sync_folder(place.path.parent)


def _bytes(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            yield part


def _why(problem: sqlite3.DatabaseError) -> str:
    if "full" in str(problem):
        return "The disk is full. Nothing was changed. Make room and try again."
    if "locked" in str(problem):
        return "The database was busy for a whole minute. Nothing was changed. Try again."
    return "The database file is damaged or cannot be read. Nothing was changed. `kithbridge doctor` looks at it."
