"""What stands in one backup file, and how it is locked and opened, in a stream: neither side holds more than a few KB in memory.

    age( "kithbridge backup 1\\n" | length of the manifest, 4 bytes | manifest, JSON | the database | HMAC-SHA256, 32 bytes )

Offers
------
Manifest             what a file says about itself
write(...)           lock a database's stream to the operator's public keys
peek(path, keys)     the manifest alone
unlock(path, ...)    the whole: its database goes to `take`, as it comes

age finds every changed or missing byte of a file. The HMAC is under the site's pepper: anybody who knows the public key can lock
something to it, but only this site can have written what restores it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

import pyrage  # type: ignore[import-untyped]

from kithbridge.people.backups.refusal import Refused
from kithbridge.web.home import secrets

FORMAT = 1
MAGIC = b"kithbridge backup %d\n"
LONGEST_MANIFEST = 1_000_000
MAC_BYTES = 32
CHUNK = 262_144


@dataclass(frozen=True)
class Manifest:
    """What a backup file says about itself.

    kind, week, n : content or keyring; when; its place in the order
    vendor : sqlite or postgresql
    size : bytes the database takes, about
    counts : rows of each table
    migrations : those applied
    head : the event record's newest hash (content)
    epoch, epochs : the epoch in force, and all that its wraps need (keyring)
    """

    site: str
    kind: str
    week: str
    n: int
    vendor: str
    size: int
    counts: dict[str, int]
    migrations: list[str]
    head: str = ""
    epoch: int = 0
    epochs: list[int] = field(default_factory=list)
    format: int = FORMAT


class Peeked(Exception):
    """Enough was read."""


def _mac() -> Any:
    return hmac.new(secrets().pepper, b"backup", hashlib.sha256)


class _Outgoing:
    """What age reads from: head, database, HMAC."""

    def __init__(self, manifest: Manifest, database: Iterator[bytes]) -> None:
        said = json.dumps(asdict(manifest), sort_keys=True).encode()
        self._parts = self._all(MAGIC % FORMAT + len(said).to_bytes(4, "big") + said, database)
        self._rest: bytes = b""
        self._at = 0
        self.problem: BaseException | None = None

    @staticmethod
    def _all(head: bytes, database: Iterator[bytes]) -> Iterator[bytes]:
        mac = _mac()
        mac.update(head)
        yield head
        for part in database:
            mac.update(part)
            yield part
        yield mac.digest()

    def read(self, size: int = -1) -> bytes:
        try:
            while self._at >= len(self._rest):
                self._rest, self._at = next(self._parts), 0
        except StopIteration:
            return b""
        except BaseException as problem:  # age hides what it was: kept for `write` to raise again
            self.problem = problem
            raise
        end = len(self._rest) if size < 0 else self._at + size
        part = self._rest[self._at : end]
        self._at += len(part)
        return part


class _Watched:
    """The file age writes to, remembering what went wrong there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.problem: BaseException | None = None

    def write(self, part: bytes) -> int:
        try:
            return self._file.write(part)
        except BaseException as problem:
            self.problem = problem
            raise

    def flush(self) -> None:
        self._file.flush()


def write(file: IO[bytes], manifest: Manifest, database: Iterator[bytes], to: list[Any]) -> None:
    """Lock the manifest and the database's bytes to the public keys `to`."""
    source, target = _Outgoing(manifest, database), _Watched(file)
    try:
        pyrage.encrypt_io(source, target, to)
    except BaseException:
        _as_it_was(source.problem, target.problem)
        raise
    # What pyrage writes at its very end, it writes without looking whether that worked (measured, 1.4: a full disk went unsaid).
    _as_it_was(source.problem, target.problem)


def _as_it_was(*problems: BaseException | None) -> None:
    for problem in problems:
        if problem is not None:
            raise problem from None


class _Incoming:
    """What age writes to: reads the head, then hands the database on, keeping back the last 32 bytes, which are the HMAC."""

    def __init__(self, begin: Callable[[Manifest], Callable[[bytes], object]]) -> None:
        self._begin = begin
        self._take: Callable[[bytes], object] | None = None
        self._held = bytearray()
        self._mac = _mac()
        self.problem: BaseException | None = None

    def write(self, part: bytes) -> int:
        if self.problem is not None:  # age tries once more before it gives up: the first problem is the one that counts
            raise self.problem
        try:
            self._held += part
            if self._take is None and not self._head():
                return len(part)
            if len(self._held) > MAC_BYTES + CHUNK:
                self._pass_on()
        except BaseException as problem:
            self.problem = problem
            raise
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back but the HMAC."""

    def _head(self) -> bool:
        first = len(MAGIC % FORMAT)
        if len(self._held) < first + 4:
            return False
        if not self._held.startswith(MAGIC[:18]):
            raise Refused("This is not a backup of kithbridge. Nothing was changed.")
        if self._held[:first] != MAGIC % FORMAT:
            raise Refused("This backup was written by a newer version of kithbridge. Install that version first. Nothing was changed.")
        length = int.from_bytes(self._held[first : first + 4], "big")
        if length > LONGEST_MANIFEST:
            raise Refused("This is not a backup of kithbridge. Nothing was changed.")
        if len(self._held) < first + 4 + length:
            return False
        head = bytes(self._held[: first + 4 + length])
        self._mac.update(head)
        del self._held[: len(head)]
        self._take = self._begin(_read(head[first + 4 :]))
        return True

    def _pass_on(self) -> None:
        part = bytes(self._held[:-MAC_BYTES])
        del self._held[:-MAC_BYTES]
        self._mac.update(part)
        assert self._take is not None  # noqa: S101 - the head was read before anything is passed on
        self._take(part)

    def finish(self) -> None:
        """The end is reached: hand on what is left and compare the HMAC."""
        if self._take is None or len(self._held) < MAC_BYTES:
            raise Refused("This backup is only half there. Nothing was changed. Take another one.")
        self._pass_on()
        if not hmac.compare_digest(bytes(self._held), self._mac.digest()):
            raise Refused("This backup was not written by this site, or the site's secrets are others now. Nothing was changed.")


def _read(said: bytes) -> Manifest:
    try:
        found = json.loads(said)
        known = {one.name for one in fields(Manifest)}
        return Manifest(**{name: value for name, value in found.items() if name in known})
    except (ValueError, TypeError, AttributeError):
        raise Refused("This is not a backup of kithbridge. Nothing was changed.") from None


def _open(path: Path, sink: _Incoming, keys: list[Any]) -> None:
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, sink, keys)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}. Nothing was changed.") from None
    except BaseException as problem:
        _as_it_was(sink.problem)
        if isinstance(problem, pyrage.DecryptError) and "No matching keys" in str(problem):
            raise Refused(f"{path.name} does not open with this private key. Nothing was changed. Give the one it was locked to.") from None
        if isinstance(problem, pyrage.DecryptError | OSError | ValueError):
            raise Refused(f"{path.name} is half a file, or damaged. Nothing was changed. Take another one.") from None
        raise
    _as_it_was(sink.problem)


def peek(path: Path, keys: list[Any]) -> Manifest:
    """The manifest of a file. Raises Refused for what is no backup, half a file, or locked to somebody else."""
    seen: list[Manifest] = []

    def begin(manifest: Manifest) -> Callable[[bytes], object]:
        seen.append(manifest)
        raise Peeked

    sink = _Incoming(begin)
    try:
        _open(path, sink, keys)
    except Peeked:
        return seen[0]
    raise Refused(f"{path.name} is only half there. Nothing was changed. Take another one.")


def unlock(path: Path, keys: list[Any], begin: Callable[[Manifest], Callable[[bytes], object]]) -> None:
    """Read the whole file: `begin(manifest)` gives what takes the database's bytes. Raises Refused at any fault."""
    sink = _Incoming(begin)
    _open(path, sink, keys)
    sink.finish()
