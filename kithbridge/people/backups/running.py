"""Whether this group's server is running. Offers: `hold()` for each serving process, `somebody_serves()`."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from kithbridge.web import home

LOCK = "serving.lock"
_held: list[int] = []


def hold() -> None:
    """This process serves until it ends: a restore refuses meanwhile. The lock goes with the process, however it ends."""
    if not _held:
        handle = os.open(home.home() / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH)
        _held.append(handle)


def somebody_serves(*files: Path) -> bool:
    """Whether a process holds the lock, or another process of this user has one of these database files open (where /proc tells)."""
    handle = os.open(home.home() / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return _open_elsewhere({str(path) for path in files})


def _open_elsewhere(files: set[str]) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            if any(str(one.readlink()) in files for one in (process / "fd").iterdir()):
                return True
        except OSError:
            continue  # it has ended, or belongs to somebody else
    return False
