"""A file with two places for a key, written in place, so that what is overwritten is gone.

Offers
------
KeyFile(path, site)       begin(), keys(), put(), destroy(), destroy_others(), damaged(), others_site()
write_at(path, at, data)  the one way in which anything is written in place: open, write, fsync

Never a new file and a rename: that would leave the old bytes in free blocks of the disk. Each place has a block of the disk to itself, so
writing one cannot tear the other. A place that was half written is known by its checksum and counts as empty.

    place = "kbe1 <site> <number, 10 digits> <key, 64 hex> <checksum, 32 hex>\\n", then zeros up to 4,096 bytes
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets as random_source
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4_096
PLACES = 2
_LINE = re.compile(rb"kbe1 ([0-9a-zA-Z_-]{1,32}) (\d{10}) ([0-9a-f]{64}) ([0-9a-f]{32})\n\0*")


def write_at(path: Path, at: int, data: bytes) -> None:
    """Put `data` over what stands at `at`, and wait until the disk has it."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make_empty(path: Path, size: int) -> None:
    """A new file of zeros that only this user can read. Raises FileExistsError when there is one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, bytes(size))
        os.fsync(handle)
    finally:
        os.close(handle)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def checksum(*parts: str) -> str:
    """32 hexadecimal digits over these parts: tells a torn write, proves nothing."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class KeyFile:
    """Two places for epoch keys of one site."""

    path: Path
    site: str

    def begin(self) -> None:
        """Make the file with both places empty. Raises FileExistsError when there is one."""
        make_empty(self.path, PLACES * BLOCK)

    def _blocks(self) -> list[bytes]:
        found = self.path.read_bytes()[: PLACES * BLOCK].ljust(PLACES * BLOCK, b"\0")
        return [found[at : at + BLOCK] for at in range(0, PLACES * BLOCK, BLOCK)]

    def _read(self, block: bytes) -> tuple[int, bytes] | None:
        line = _LINE.fullmatch(block)
        if line is None:
            return None
        site, number, key, check = (part.decode() for part in line.groups())
        if site != self.site or check != checksum(site, number, key):
            return None
        return int(number), bytes.fromhex(key)

    def keys(self) -> dict[int, bytes]:
        """Number -> key (32 bytes) of every place that is whole. Raises FileNotFoundError."""
        return dict(filter(None, map(self._read, self._blocks())))

    def damaged(self) -> bool:
        """Whether a place holds something that is no key of this site."""
        return any(block.strip(b"\0") and self._read(block) is None for block in self._blocks())

    def others_site(self) -> bool:
        """Whether a place holds a key of another site."""
        lines = filter(None, map(_LINE.fullmatch, self._blocks()))
        return any(line.group(1).decode() != self.site for line in lines)

    def put(self, number: int, key: bytes) -> None:
        """Write a key into a place without one. Raises ValueError when both are taken, or the number stands for another key."""
        there = [self._read(block) for block in self._blocks()]
        for one in there:
            if one is not None and one[0] == number:
                if one[1] != key:
                    raise ValueError("This number stands for another key.")
                return
        free = [at for at, one in enumerate(there) if one is None]
        if not free:
            raise ValueError("Both places are taken.")
        digits = f"{number:010d}"
        line = f"kbe1 {self.site} {digits} {key.hex()} {checksum(self.site, digits, key.hex())}\n"
        write_at(self.path, free[0] * BLOCK, line.encode().ljust(BLOCK, b"\0"))

    def destroy(self, number: int) -> None:
        """Overwrite the place of this number, and what is damaged with it. Nothing when it is not there."""
        for at, block in enumerate(self._blocks()):
            one = self._read(block)
            if block.strip(b"\0") and (one is None or one[0] == number):
                self._overwrite(at)

    def destroy_others(self, *kept: int) -> None:
        """Overwrite every place that holds anything but these numbers."""
        for at, block in enumerate(self._blocks()):
            one = self._read(block)
            if block.strip(b"\0") and (one is None or one[0] not in kept):
                self._overwrite(at)

    def _overwrite(self, at: int) -> None:
        """Random bytes, then zeros: half of either is no key, and is overwritten again by whoever goes on."""
        write_at(self.path, at * BLOCK, random_source.token_bytes(BLOCK))
        write_at(self.path, at * BLOCK, bytes(BLOCK))
