"""A database on PostgreSQL. Offers: `PostgresStore`.

Copied and filled with PostgreSQL's own pg_dump and pg_restore. Address and password go to them in their environment, never on the
command line. Scratch databases stand on the same server: the role needs CREATEDB, and owns its database.
"""

from __future__ import annotations

import contextlib
import copy
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.db.utils import load_backend
from psycopg import sql

from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores.kinds import Copy, Store

CHUNK = 262_144
LONGEST_NAME = 63
LINGER_TRIES, LINGER_SECONDS = 20, 0.1
IN_ENVIRONMENT = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
}
OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
}


class PostgresStore(Store):
    vendor = "postgresql"

    def _connect(self, name: str = "", **more: Any) -> psycopg.Connection[Any]:
        wrapper = load_backend(self.settings["ENGINE"]).DatabaseWrapper(copy.deepcopy(self.settings), self.alias)
        params = {key: value for key, value in wrapper.get_connection_params().items() if key != "cursor_factory"}
        try:
            return psycopg.connect(**{**params, "dbname": name or self.name, **more})
        except psycopg.OperationalError as problem:
            if "does not exist" in str(problem):
                raise Absent from None
            raise Refused("PostgreSQL does not answer. Nothing was changed. Check the address, and that it is running.") from None

    def _outside(self) -> psycopg.Connection[Any]:
        """Beside the database, to make, rename and drop it."""
        for name in ("postgres", "template1"):
            with contextlib.suppress(Absent):
                return self._connect(name, autocommit=True)
        raise Refused("PostgreSQL has no database `postgres` to connect to. Nothing was changed.")

    @contextlib.contextmanager
    def copied(self, scratch: Path) -> Iterator[Copy]:
        with self._moment() as found:
            snapshot = found.execute("SELECT pg_export_snapshot()").fetchone()[0]
            size = found.execute("SELECT pg_database_size(current_database())").fetchone()[0]
            tables = found.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()

            def ask(query: str) -> Iterator[tuple[Any, ...]]:
                with found.cursor(name=f"k{secrets.token_hex(4)}") as rows:
                    rows.itersize = 2_000
                    rows.execute(query)
                    yield from rows

            yield Copy(int(size), [name for (name,) in tables], ask, lambda: self._dumped(snapshot))

    @contextlib.contextmanager
    def _moment(self) -> Iterator[Any]:
        try:
            with self._connect() as found:
                found.isolation_level, found.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
                yield found
        except Absent:
            raise Refused("The databases are not ready, so there is nothing to back up. Run `kithbridge init`.") from None

    def _dumped(self, snapshot: str) -> Iterator[bytes]:
        words = [self._program("pg_dump"), "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        with tempfile.TemporaryFile() as said:
            running = subprocess.Popen(words, env=self._environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
            try:
                assert running.stdout is not None  # noqa: S101 - it was asked for
                while part := running.stdout.read(CHUNK):
                    yield part
                if running.wait():
                    said.seek(0)
                    last = said.read().decode(errors="replace").strip().splitlines()[-1:]
                    raise Refused(f"pg_dump stopped: {' '.join(last)}. No backup was taken; older ones are as they were.")
            finally:
                running.kill()
                running.wait()

    def _environment(self) -> dict[str, str]:
        """What PostgreSQL's programs need, and nothing of ours."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("KITHBRIDGE_") and not name.endswith("_URL")}
        given |= {target: str(self.settings[key]) for key, target in IN_ENVIRONMENT.items() if self.settings.get(key)}
        options = self.settings.get("OPTIONS") or {}
        given |= {target: str(options[key]) for key, target in OPTIONS.items() if options.get(key)}
        return given | {"PGDATABASE": self.name}

    def _program(self, name: str) -> str:
        """One of PostgreSQL's programs that is not older than the server. Raises Refused."""
        with self._outside() as server:
            wanted = server.info.server_version // 10_000
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parent.name.zfill(4), reverse=True)
        found = [str(one / name) for one in folders if (one / name).exists()]
        if on_path := shutil.which(name):
            found.insert(0, on_path)
        if not found:
            raise Refused(f"{name} is missing. Nothing was changed. Install PostgreSQL's client programs (Debian: postgresql-client).")
        versions = {program: _major(program) for program in found}
        fit = [program for program, version in versions.items() if version >= wanted]
        if not fit:
            raise Refused(
                f"{name} is of version {max(versions.values())}, the server of {wanted}. Nothing was changed. Install that client."
            )
        return fit[0]

    def has_tables(self) -> bool:
        try:
            with self._connect() as found:
                row = found.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'django_migrations'").fetchone()
                return bool(row and row[0])
        except Absent:
            return False

    def in_use(self) -> bool:
        connections[self.alias].close()
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        with self._outside() as server:
            # A connection that was closed just now is still counted for a moment.
            for _ in range(LINGER_TRIES):
                row = server.execute(others, [self.name]).fetchone()
                if row and not row[0]:
                    return False
                time.sleep(LINGER_SECONDS)
        return True

    def beside(self, purpose: str, scratch: Path | None = None) -> PostgresStore:
        ending = f"_{purpose}_{secrets.token_hex(3)}" if scratch else f"_{purpose}"
        name = self.name[: LONGEST_NAME - len(ending)] + ending
        settings = copy.deepcopy(self.settings) | {"NAME": name}
        other = PostgresStore(self.alias, settings)
        other.drop()
        return other

    @contextlib.contextmanager
    def filled(self, size: int) -> Iterator[Callable[[bytes], object]]:
        program = self._program("pg_restore")
        self._make()
        words = [program, "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={self.name}"]
        # What it says about a row would hold its values: it is not shown.
        running = subprocess.Popen(
            words, env=self._environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            assert running.stdin is not None  # noqa: S101 - it was asked for
            yield running.stdin.write
            running.stdin.close()
            if running.wait():
                raise BrokenPipeError
        except BrokenPipeError:
            self._give_up(running)
            raise Refused(
                "pg_restore stopped in the middle. Nothing was changed. Look whether PostgreSQL's disk is full, and at its log."
            ) from None
        except BaseException:
            self._give_up(running)
            raise

    def _give_up(self, running: subprocess.Popen[bytes]) -> None:
        running.kill()
        with contextlib.suppress(BrokenPipeError):
            running.communicate()
        self.drop()

    def _make(self) -> None:
        try:
            with self._outside() as server:
                server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(self.name)))
        except psycopg.errors.InsufficientPrivilege:
            raise Refused(
                "This PostgreSQL role may not make a database, so there is no scratch place. Nothing was changed. "
                f"As its administrator: ALTER ROLE {self.settings.get('USER') or 'kithbridge'} CREATEDB"
            ) from None

    def settled(self) -> None:
        with self._connect(autocommit=True) as found:
            found.execute("ANALYZE")

    def drop(self) -> None:
        with self._outside() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def there(self) -> bool:
        with self._outside() as server:
            return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone() is not None

    def move_into(self, place: Store) -> None:
        if not isinstance(place, PostgresStore):
            raise TypeError("only a database takes a database's place")
        old = PostgresStore(place.alias, copy.deepcopy(place.settings) | {"NAME": place.name[: LONGEST_NAME - 9] + "_replaced"})
        if self.there():
            old.drop()
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            try:
                with self._outside() as server, server.transaction():
                    if place.there():
                        server.execute(rename.format(sql.Identifier(place.name), sql.Identifier(old.name)))
                    server.execute(rename.format(sql.Identifier(self.name), sql.Identifier(place.name)))
            except psycopg.errors.ObjectInUse:
                raise Refused("Somebody is connected to the database. Stop every server of this group and try again.") from None
            except psycopg.errors.InsufficientPrivilege:
                raise Refused(
                    "This PostgreSQL role does not own its database and may not rename it. Nothing was changed. "
                    f"As its administrator: ALTER DATABASE {place.name} OWNER TO {self.settings.get('USER') or 'kithbridge'}"
                ) from None
        old.drop()


class Absent(Exception):
    """There is no such database."""


def _major(program: str) -> int:
    """The major version of one of PostgreSQL's programs; 0 when it does not say."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", done.stdout)
    return int(found[1]) if found else 0
