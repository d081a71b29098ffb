"""The files of the spare place: a folder on another machine, disk or stick (docs/adr/0010).

Offers
------
place()                    its folder for this group, or None when none is named (KITHBRIDGE_SPARE)
begin(), fill()            make that folder; make what is missing in it
wrong()                    why nothing can be written there, in plain words, or None
keys(), put(), keep_only()                         the epoch keys
append_tombstones(), tombstones(), compact()       what has ended
write_head(), head()                               the newest hash of the event record

Nothing here knows a database: `people/spare.py` says what is written, and when. A folder that is not there is never made by itself: an
empty mount point looks just like a stick, and lies on the disk that may break.

    epoch.keys = people/keyfile.py
    tombstones = header of 40 bytes (b"kb1stone", site padded to 16, checksum 16), then records of 40 bytes: item 16, holder 16, week 8
    head       = "<site> <64 hex> <checksum, 32 hex>\\n"
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from kithbridge.engines.week import Week
from kithbridge.people.keyfile import PLACES, KeyFile, checksum, make_empty, write_at
from kithbridge.web.home import secrets

KEYS, TOMBSTONES, HEAD = "epoch.keys", "tombstones", "head"
RECORD = 40
_MAGIC = b"kb1stone"
_NOBODY = bytes(16)
# What a compaction moves between two waits for the disk.
_CHUNK = 1_600 * RECORD

Stone = tuple[UUID, str, str]  # item, holder ("" for everybody), ISO week


def _named() -> Path | None:
    named = os.environ.get("KITHBRIDGE_SPARE")
    return Path(named).absolute() if named else None


def place() -> Path | None:
    """This group's folder in the spare place; None when no spare place is named."""
    named = _named()
    return named / f"kithbridge-{secrets().site}" if named else None


def _folder() -> Path:
    folder = place()
    if folder is None or not folder.is_dir():
        raise FileNotFoundError(str(folder))
    return folder


def _keyfile() -> KeyFile:
    return KeyFile(_folder() / KEYS, secrets().site)


def _header() -> bytes:
    site = secrets().site
    return _MAGIC + site.encode().ljust(16, b"\0") + bytes.fromhex(checksum("tombstones", site))


def begin() -> None:
    """Make this group's folder where the spare place is named and there. Twice is once. Raises OSError."""
    named, folder = _named(), place()
    if named is None or folder is None:
        return
    if not named.is_dir():
        raise FileNotFoundError(str(named))
    folder.mkdir(mode=0o700, exist_ok=True)
    fill()


def is_new() -> bool:
    """Whether the list of what has ended was not begun yet: then all of it is to be written."""
    try:
        with (_folder() / TOMBSTONES).open("rb") as file:
            return not file.read(RECORD).strip(b"\0")
    except FileNotFoundError:
        return True


def fill() -> None:
    """Make what is missing in the folder."""
    folder = _folder()
    with contextlib.suppress(FileExistsError):
        _keyfile().begin()
    for name, size in ((TOMBSTONES, RECORD), (HEAD, 0)):
        with contextlib.suppress(FileExistsError):
            make_empty(folder / name, size)
    if is_new():
        write_at(folder / TOMBSTONES, 0, _header())


# --- How it stands ------------------------------------------------------------------------------------------
def wrong() -> str | None:
    """Why nothing can be written there, and what to do; None when it can."""
    named, folder = _named(), place()
    if named is None or folder is None:
        return "No spare place is named. If this disk breaks, everything locked is lost. Name a folder elsewhere in KITHBRIDGE_SPARE."
    if not named.is_dir():
        return f"The spare place {named} is not there. Plug it in or mount it; what it missed is written by itself."
    if not folder.is_dir():
        return f"{named} holds no folder for this group. If it is the right disk and mounted, make it: mkdir -m 700 {folder}"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"{folder} cannot be written. Give it to this user, or mount it writable."
    try:
        return _others(folder)
    except OSError as wrong:
        return f"{folder} does not answer ({wrong.strerror or type(wrong).__name__}). Look at the disk or the mount."


def _others(folder: Path) -> str | None:
    stones, keys = folder / TOMBSTONES, KeyFile(folder / KEYS, secrets().site)
    ours = True
    if stones.exists():
        with stones.open("rb") as file:
            ours = file.read(RECORD) in (b"", bytes(RECORD), _header())
    if not ours or (keys.path.exists() and keys.others_site()):
        return f"{folder} holds another group's files. Name the right spare place; nothing is written there."
    for name in (KEYS, TOMBSTONES, HEAD):
        if (folder / name).exists() and not os.access(folder / name, os.R_OK | os.W_OK):
            return f"{folder / name} cannot be written. Give it to this user, or mount it writable."
    return None


# --- Keys -----------------------------------------------------------------------------------------------------
def keys() -> dict[int, bytes]:
    """The epoch keys it holds; none when it is not there."""
    try:
        return _keyfile().keys()
    except OSError:
        return {}


def put(number: int, key: bytes) -> None:
    """Write one key. Raises OSError when the spare place is not there."""
    _keyfile().put(number, key)


def keep_only(wanted: dict[int, bytes]) -> None:
    """Bring its keys to these (two at most): what is missing is written, what is too many is overwritten. Raises OSError."""
    file = _keyfile()
    stale = sorted(number for number, key in file.keys().items() if wanted.get(number) != key)
    for number, key in wanted.items():
        found = file.keys()
        if found.get(number) != key:
            # Something goes first only where it is in the way: as long as there is a free place, there is never none at all.
            if number in stale or len(found) == PLACES:
                file.destroy(stale.pop(stale.index(number) if number in stale else 0))
            file.put(number, key)
    file.destroy_others(*wanted)


# --- What has ended -------------------------------------------------------------------------------------------
def tombstone_record(item: UUID, holder: str, week: str) -> bytes:
    """The 40 bytes of one thing that has ended."""
    return item.bytes + (bytes.fromhex(holder) if holder else _NOBODY) + week.encode()


def _stone(record: bytes) -> Stone | None:
    try:
        week = str(Week.parse(record[32:].decode()))
    except ValueError:
        return None
    return UUID(bytes=record[:16]), "" if record[16:32] == _NOBODY else record[16:32].hex(), week


@contextlib.contextmanager
def _locked(how: int) -> Iterator[Path]:
    path = _folder() / TOMBSTONES
    with path.open("r+b" if how == fcntl.LOCK_EX else "rb") as file:
        fcntl.flock(file, how)
        yield path


def _end(path: Path) -> int:
    """Where the next record goes: half a record at the end, left by a pulled stick, is written over."""
    size = path.stat().st_size
    return max(size - size % RECORD, RECORD)


def append_tombstones(stones: Iterable[Stone]) -> None:
    """Add what has ended, and wait until the disk has it. Raises OSError."""
    added = b"".join(tombstone_record(*stone) for stone in stones)
    if not added:
        return
    with _locked(fcntl.LOCK_EX) as path:
        if path.stat().st_size < RECORD:
            raise FileNotFoundError(str(path))
        write_at(path, _end(path), added)


def tombstones() -> Iterator[Stone]:
    """Everything it knows to have ended: item, holder ("" for everybody), week. The same thing may come twice. Raises OSError."""
    with _locked(fcntl.LOCK_SH) as path, path.open("rb") as file:
        if file.read(RECORD) != _header():
            raise FileNotFoundError(str(path))
        while len(record := file.read(RECORD)) == RECORD:
            stone = _stone(record)
            if stone is not None:
                yield stone


def compact(before: str) -> int:
    """Drop what ended before this week, and what stands twice, in place. Returns how many records went. Raises OSError.

    Records only move towards the beginning and in their order, so at any moment each of them still stands at its old place or stands at its
    new one already.
    """
    with _locked(fcntl.LOCK_EX) as path:
        size = path.stat().st_size
        records = path.read_bytes()[RECORD : size - size % RECORD]
        found = dict.fromkeys(records[at : at + RECORD] for at in range(0, len(records), RECORD))
        kept = b"".join(record for record in found if (stone := _stone(record)) is not None and stone[2] >= before)
        if len(kept) == len(records):
            return 0
        for at in range(0, len(kept), _CHUNK):
            write_at(path, RECORD + at, kept[at : at + _CHUNK])
        os.truncate(path, RECORD + len(kept))
        return (len(records) - len(kept)) // RECORD


# --- The record's head ----------------------------------------------------------------------------------------
def write_head(newest: str) -> None:
    """Put the newest hash of the event record over the one before. Raises OSError."""
    site = secrets().site
    write_at(_folder() / HEAD, 0, f"{site} {newest} {checksum('head', site, newest)}\n".encode())


def head() -> str:
    """The hash it holds; empty when there is none, or half of one."""
    try:
        site, newest, check = (_folder() / HEAD).read_text().split()
    except (OSError, ValueError):
        return ""
    whole = site == secrets().site and check == checksum("head", site, newest)
    return newest if whole else ""
