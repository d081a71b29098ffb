"""The epoch key: every wrap lies under it, so that destroying an old one closes every old copy at once (docs/adr/0010).

Offers
------
epochs()            the keys in force, read once in each process
key(number)         one of them; looks at the store again when the number is new
reload()            reads the store again
forget_below(n)     drops older keys from this process's memory
draw(), make_first()  a new key; the first one, into the own store and the spare place
from_spare()        puts keys that the own store lost back from the spare place
store()             the own store, for rotation
"""

from __future__ import annotations

import contextlib
import json
import secrets as random_source
from dataclasses import dataclass, field
from pathlib import Path

from kithbridge.people import spare_files
from kithbridge.people.keyfile import PLACES, KeyFile, write_at
from kithbridge.web.home import MissingSecretsError, epoch_folder, secrets

FILE = "epoch.keys"
OLD_FILE = "epoch.json"


@dataclass(frozen=True)
class Epochs:
    """The keys in force: one, or two while wraps are being moved from the older to the newer."""

    keys: dict[int, bytes] = field(repr=False)

    def current(self) -> tuple[int, bytes]:
        """Number and key (32 bytes) of the newest."""
        number = max(self.keys)
        return number, self.keys[number]

    def key(self, number: int) -> bytes:
        """Raises KeyError for an epoch whose key was destroyed."""
        return self.keys[number]


_kept: dict[Path, Epochs] = {}


def store() -> KeyFile:
    """The own store."""
    return KeyFile(epoch_folder() / FILE, secrets().site)


def _old_file() -> Path:
    return epoch_folder() / OLD_FILE


def _convert() -> None:
    """A home made before there were two places: its key moves into the store, and the old file is overwritten and removed."""
    old = _old_file()
    with contextlib.suppress(FileNotFoundError, ValueError, AttributeError):
        size = old.stat().st_size
        keys = {int(number): bytes.fromhex(key) for number, key in json.loads(old.read_text()).items()}
        with contextlib.suppress(FileExistsError):
            store().begin()
        for number, key in keys.items():
            store().put(number, key)
        if keys.items() <= store().keys().items():
            write_at(old, 0, random_source.token_bytes(size))
            write_at(old, 0, bytes(size))
            old.unlink(missing_ok=True)


def draw() -> bytes:
    """A new key."""
    return random_source.token_bytes(32)


def make_first() -> None:
    """Draw the first epoch's key. Raises FileExistsError when there is one, or a damaged store."""
    there = store()
    if _old_file().exists() or (there.path.exists() and (there.keys() or there.damaged())):
        raise FileExistsError(there.path)
    first = draw()
    # A stick that is not plugged in does not stop a group from beginning: `doctor` says so, and the next tick writes it.
    with contextlib.suppress(OSError):
        spare_files.begin()
        if spare_files.wrong() is None:
            spare_files.put(1, first)
    if not there.path.exists():
        there.begin()
    there.put(1, first)
    _kept.clear()


def epochs() -> Epochs:
    """The keys in force. Raises MissingSecretsError with what to do."""
    return _kept.get(epoch_folder()) or reload()


def reload() -> Epochs:
    """Read the store again. Raises MissingSecretsError with what to do; what is in memory stays then."""
    if _old_file().exists():
        _convert()
    try:
        keys = store().keys()
    except FileNotFoundError:
        keys = {}
    if not keys:
        raise MissingSecretsError(_what_to_do())
    _kept[epoch_folder()] = Epochs(keys)
    return _kept[epoch_folder()]


def _what_to_do() -> str:
    lost = "The epoch key's file is damaged." if store().path.exists() else "The epoch key is missing."
    if spare_files.keys():
        return f"{lost} The spare place has it. Put it back with `kithbridge rotate`: it does that first."
    if spare_files.place() is not None:
        return f"{lost} The spare place is not there or has none. Plug it in or mount it, then run `kithbridge rotate`."
    return (
        f"{lost} Without it nothing locked opens. If there is a spare place, name it in KITHBRIDGE_SPARE and run `kithbridge rotate`. "
        "A new group begins with `kithbridge init` in another folder."
    )


def key(number: int) -> bytes:
    """The key of one epoch. Raises KeyError when it was destroyed, MissingSecretsError when the store is gone."""
    kept = epochs()
    return kept.key(number) if number in kept.keys else reload().key(number)


def forget_below(number: int) -> None:
    """Drop the keys of older epochs from memory. Needs no store: a web machine may have lost sight of it for a moment."""
    kept = _kept.get(epoch_folder())
    if kept is not None and min(kept.keys) < number <= max(kept.keys):
        _kept[epoch_folder()] = Epochs({n: one for n, one in kept.keys.items() if n >= number})


def from_spare(needed: int = 0) -> list[int]:
    """Put keys that the own store lost back from the spare place. Returns their numbers; none while the store is whole.

    needed : the epoch in force, where it is known: a store without it lost something, too
    What a rotation has destroyed here, but could not yet destroy there, may come back with them: the next rotation destroys it again.
    """
    if _old_file().exists():
        _convert()
    there = store()
    if not there.path.exists():
        there.begin()
    whole = there.keys()
    if whole and not there.damaged() and (not needed or needed in whole):
        return []
    missing = {number: one for number, one in spare_files.keys().items() if number not in whole}
    if needed in missing:
        # What is older than what is needed may be in the way.
        there.destroy_others(*(number for number in whole if number >= needed - 1))
    for number in sorted(missing, reverse=True)[: PLACES - len(there.keys())]:
        there.put(number, missing[number])
    _kept.pop(epoch_folder(), None)
    return sorted(missing.keys() & there.keys().keys())
