"""The adversary of docs/adr/0010: holds every file `backup` ever wrote, raw copies of both databases of any age, and secrets.

Offers
------
Loot             what she has gathered; `take_files`, `take_databases`
opened(loot, epochs, privates)   what she opens: item -> texts

Her part of the format is written anew from docs/adr/0001 and 0010. Only pyrage, PyNaCl and PostgreSQL's own programs are used.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
from nacl import bindings
from nacl.exceptions import CryptoError

Wrap = tuple[UUID, str, bytes]
Body = tuple[str, str, UUID, bytes]


@dataclass
class Loot:
    """Wraps and sealed bodies from every copy, each once; names of files already taken.

    wraps : (item, holder, box) -> where it was found first
    """

    pepper: bytes
    site: str
    identity: Any
    wraps: dict[Wrap, str] = field(default_factory=dict)
    bodies: set[Body] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def take_files(self, paths: Iterable[Path], scratch_url: str = "") -> None:
        """Open each backup with the operator's private key and keep what is in it."""
        for path in paths:
            if path.name not in self.files:
                self.files.add(path.name)
                whole = pyrage.decrypt(path.read_bytes(), [self.identity])
                start = whole.index(b"\n") + 1
                length = int.from_bytes(whole[start : start + 4], "big")
                said = json.loads(whole[start + 4 : start + 4 + length])
                self._database(whole[start + 4 + length : -32], said["vendor"], path.name, scratch_url)

    def _database(self, data: bytes, vendor: str, where: str, scratch_url: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            copy.write_bytes(data)
            if vendor == "sqlite":
                self.take_sqlite(copy, where)
            else:
                done = subprocess.run(
                    ["pg_restore", "--no-owner", "--clean", "--if-exists", f"--dbname={scratch_url}", str(copy)], capture_output=True
                )
                assert done.returncode == 0, done.stderr
                self.take_postgres(scratch_url, where)

    def take_raw(self, content: Path | str, keyring: Path | str) -> None:
        """Copies of the live databases as they lie there: files with their logs, or what the server holds."""
        for place in (content, keyring):
            if isinstance(place, str):
                self.take_postgres(place, "raw copy")
                continue
            with tempfile.TemporaryDirectory() as folder:
                for path in place.parent.glob(place.name + "*"):
                    shutil.copy(path, folder)
                self.take_sqlite(Path(folder) / place.name, "raw copy")

    def take_sqlite(self, path: Path, where: str) -> None:
        rows = sqlite3.connect(path)
        tables = [name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        self._rows(tables, lambda table: _dicts(rows.execute(f'SELECT * FROM "{table}"')), where)  # noqa: S608
        rows.close()

    def take_postgres(self, url: str, where: str) -> None:
        import psycopg

        with psycopg.connect(url.replace("postgres://", "postgresql://")) as server:
            tables = [name for (name,) in server.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'")]
            self._rows(tables, lambda table: _dicts(server.execute(f'SELECT * FROM "{table}"')), where)  # noqa: S608

    def _rows(self, tables: list[str], of: Any, where: str) -> None:
        for table in tables:
            for row in of(table):
                if table in ("keyring_wrap", "keyring_offer"):
                    self.wraps.setdefault((_uuid(row["item"]), row["holder"], bytes(row["box"])), where)
                    continue
                for column, value in row.items():
                    if isinstance(value, bytes | memoryview) and bytes(value[:1]) == b"\x01" and len(value) > 1_000:
                        self.bodies.add((table, column, _uuid(row.get("id")), bytes(value)))


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _dicts(cursor: Any) -> Iterator[dict[str, Any]]:
    names = [one[0] for one in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _open(key: bytes, sealed: bytes, aad: str) -> bytes | None:
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[25:], aad.encode(), sealed[1:25], key)
    except (CryptoError, ValueError, TypeError):
        return None


def opened(loot: Loot, epochs: Iterable[bytes], privates: Iterable[tuple[UUID, bytes]]) -> dict[UUID, set[str]]:
    """item -> texts that open for her, with these epoch keys and these people's private keys."""
    keys = list(epochs)
    held: dict[str, list[bytes]] = {}
    for owner, private in privates:
        who = hmac.new(loot.pepper, b"holder" + owner.bytes, hashlib.sha256).hexdigest()[:32]
        held.setdefault(who, []).append(private)
    items: dict[UUID, set[bytes]] = {}
    for item, holder, box in loot.wraps:
        aad = f"kb1:{loot.site}:keyring.wrap:{item}:{holder}"
        for inner in filter(None, (_open(key, box, aad) for key in keys)):
            for private in held.get(holder, []):
                try:
                    public = bindings.crypto_scalarmult_base(private)
                    items.setdefault(item, set()).add(bindings.crypto_box_seal_open(inner, public, private))
                except CryptoError:
                    continue
    found: dict[UUID, set[str]] = {}
    for table, column, item, body in loot.bodies:
        for key in items.get(item, ()):
            text = _open(key, body, f"kb1:{loot.site}:{table}.{column}:{item}")
            if text is not None:
                found.setdefault(item, set()).add(text.rstrip(b"\0")[:-1].decode())
    return found
