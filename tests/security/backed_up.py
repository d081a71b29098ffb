"""A group with a home of its own, a spare place and backups, in this process and apart from the tests' databases.

Offers
------
house(folder, ...)    inside, Django's aliases mean this group's databases; yields a House
make_database(url)    a fresh database on the server that `url` names; its address
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend

from kithbridge.people import epoch, spare_files
from kithbridge.people.backups import new_identity
from kithbridge.web import home

ALIASES = ("default", "keyring", "volatile")
FILES = {"default": "content.sqlite3", "keyring": "keyring.sqlite3", "volatile": "sessions.sqlite3"}


@dataclass(frozen=True)
class House:
    """Where everything of this group lies, and the operator's private backup key."""

    home: Path
    spare: Path
    backups: Path
    identity: Path
    public: str

    def files(self, kind: str = "*") -> list[Path]:
        """The whole backup files there are."""
        return sorted(self.backups.glob(f"{kind}-*.age"))

    def database(self, alias: str) -> Path:
        return self.home / FILES[alias]


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    home.secrets.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        home.secrets.cache_clear()


def _settings(alias: str, at: Path, url: str) -> dict[str, Any]:
    base = dict(connections[alias].settings_dict)
    if not url:
        engine = "kithbridge.web.sqlite"
        options = {"init_command": _pragmas(alias), "transaction_mode": "IMMEDIATE", "timeout": 20}
        return base | {
            "ENGINE": engine,
            "NAME": str(at / FILES[alias]),
            "OPTIONS": options,
            "USER": "",
            "HOST": "",
            "PORT": "",
            "PASSWORD": "",
        }
    return base | {"OPTIONS": {}, "USER": "", "HOST": "", "PORT": "", "PASSWORD": ""} | dict(dj_database_url.parse(url))


def _pragmas(alias: str) -> str:
    from kithbridge.web import settings

    common = settings._COMMON
    wal = "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
    return (wal if alias == "default" else settings._KEYRING) + common


@contextlib.contextmanager
def house(folder: Path, *, database_url: str = "", keyring_url: str = "", migrated: bool = True, **more: str) -> Iterator[House]:
    """A group begun in `folder`: keys, databases, spare place, backups locked to an operator's key."""
    public, private = new_identity()
    found = House(folder / "home", folder / "spare", folder / "backups", folder / "operator.key", public)
    for place in (found.home, found.spare):
        place.mkdir(parents=True, exist_ok=True)
    found.identity.write_text(private)
    values = {
        "KITHBRIDGE_HOME": str(found.home),
        "KITHBRIDGE_SPARE": str(found.spare),
        "KITHBRIDGE_BACKUPS": str(found.backups),
        "KITHBRIDGE_BACKUP_TO": public,
    }
    with _environment(**(values | more)), contextlib.ExitStack() as stack:
        if not home.have_secrets():
            home.make_secrets()
            spare_files.begin()
            epoch.make_first()
        _stand_in(stack, found, {"default": database_url, "keyring": keyring_url, "volatile": ""})
        if migrated:
            _migrate(found, database_url, keyring_url)
        yield found


def _stand_in(stack: contextlib.ExitStack, found: House, urls: dict[str, str]) -> None:
    before = {alias: connections[alias] for alias in ALIASES}
    new = {}
    for alias in ALIASES:
        settings = _settings(alias, found.home, urls[alias])
        new[alias] = connections[alias] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias)

    def back() -> None:
        for alias in ALIASES:
            new[alias].close()
            connections[alias] = before[alias]

    stack.callback(back)


_empty: dict[str, bytes] = {}


def _migrate(found: House, database_url: str, keyring_url: str) -> None:
    """SQLite files are migrated once and copied."""
    for alias, url in (("default", database_url), ("keyring", keyring_url), ("volatile", "")):
        if not url and alias in _empty:
            found.database(alias).write_bytes(_empty[alias])
            continue
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        connections[alias].close()
        if not url:
            _empty[alias] = found.database(alias).read_bytes()


def make_database(url: str, name: str) -> str:
    """A fresh database beside the one that `url` names. Returns its address."""
    import psycopg

    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    return url.rsplit("/", 1)[0] + f"/{name}"


@contextlib.contextmanager
def in_a_folder(**more: str) -> Iterator[House]:
    """A house in a temporary folder, for scripts."""
    folder = Path(tempfile.mkdtemp(prefix="kithbridge-backed-up-"))
    try:
        with house(folder, **more) as found:
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)
