"""From words to keys, slowly, and never more than two at a time on one machine.

Offers: `derive` (words to `Derived`: lookup id and wrapping key), `team_secret` (a work-name and words to the
one secret that is derived), `Slots` and `Busy` (the limiter shared by all processes of a machine).

    r        = Argon2id(secret, salt = site, t=3, m=64 MiB, p=1, 32 bytes)
    lookup   = HMAC-SHA256(pepper, "lookup" || r)[:16]
    wrapping = HMAC-SHA256(pepper, "wrap" || r)

Sources: RFC 9106 (Argon2id; its second recommended option has t=3, m=64 MiB, with p=4: one lane here, because
a slot is one core), RFC 2104 (HMAC); times and costs measured in shared/research/people.md section 3.3.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from kithbridge.engines.sealing.words import normalise

__all__ = ["Busy", "Derived", "Slots", "derive", "team_secret"]

TIME_COST: Final = 3  # passes
MEMORY_COST: Final = 65_536  # KiB
PARALLELISM: Final = 1  # lanes: one slot, one core
ROOT_BYTES: Final = 32
SITE_BYTES: Final = 16
PEPPER_BYTES: Final = 32
LOOKUP_BYTES: Final = 16
_TEAM: Final = "kb1:team"  # holds a colon, which normalised secret words never do
_POLL_SECONDS: Final = 0.01
_LOOKS: Final = 3  # a queue that is moving up may look full for an instant


@dataclass(frozen=True, slots=True)
class Derived:
    """What words open: `lookup` (16 bytes, finds the row) and `wrapping` (32 bytes, opens the private
    key)."""

    lookup: bytes = field(repr=False)
    wrapping: bytes = field(repr=False)


def derive(secret: str, *, site: bytes, pepper: bytes) -> Derived:
    """Run the slow function once and split its result. Same steps and time for known and unknown words.

    Parameters
    ----------
    secret : str
        Normalised secret words, or what `team_secret` returns.
    site : bytes
        The site's salt, 16 random bytes.
    pepper : bytes
        At least 32 random bytes, kept outside every database and backup.

    Raises
    ------
    ValueError
        Site or pepper has the wrong length.

    Examples
    --------
    >>> one = derive("apple basket cabin", site=bytes(16), pepper=bytes(32))
    >>> len(one.lookup), len(one.wrapping), one
    (16, 32, Derived())
    """
    if len(site) != SITE_BYTES or len(pepper) < PEPPER_BYTES:
        raise ValueError(f"the site salt has {SITE_BYTES} bytes, the pepper at least {PEPPER_BYTES}")
    root = hash_secret_raw(
        secret.encode("utf-8", "surrogatepass"),
        site,
        time_cost=TIME_COST,
        memory_cost=MEMORY_COST,
        parallelism=PARALLELISM,
        hash_len=ROOT_BYTES,
        type=Type.ID,
        version=ARGON2_VERSION,
    )
    return Derived(
        lookup=hmac.digest(pepper, b"lookup" + root, "sha256")[:LOOKUP_BYTES],
        wrapping=hmac.digest(pepper, b"wrap" + root, "sha256"),
    )


def team_secret(work_name: str, words: str | Sequence[str]) -> str:
    """The secret of a team member: work-name and words, so that it can never be a neighbour's, nor another
    member's.

    Parameters
    ----------
    work_name : str
        As typed; case, width and outer spaces do not matter (NFKC, casefold).
    words : str or sequence of str
        The words as `read_words` returns them, or a passphrase as typed (NFKC, casefold, single spaces).

    Raises
    ------
    ValueError
        The work-name is empty.

    Examples
    --------
    >>> team_secret("Maeve ", ("apple", "basket")) == team_secret("ＭＡＥＶＥ", "Apple  basket")
    True
    """
    name = " ".join(unicodedata.normalize("NFKC", work_name).casefold().split())
    if not name:
        raise ValueError("a work-name is not empty")
    said = words.split() if isinstance(words, str) else words
    phrase = normalise(unicodedata.normalize("NFKC", word).casefold() for word in said)
    return f"{_TEAM}:{len(name)}:{name}:{phrase}"


class Busy(Exception):
    """Too many are signing in at this moment; nothing was computed. Try again in a minute."""


class Slots:
    """At most `at_once` inside and `waiting` in the queue, over all processes and threads of a machine.

    Each place inside and each place in the queue is a file; to hold it is to hold its lock (`flock`, one open
    file per holder, so threads count like processes). The kernel frees the locks of a process that dies.
    Whoever waits moves up place by place, so who came first goes first. Files are never written to: they tell
    no time.

    Parameters
    ----------
    directory : Path
        On a local file system, shared by the site's processes and nobody else; made when it is not there.
    at_once, waiting : int
        At least 1, and 0 or more.

    Examples
    --------
    >>> import tempfile
    >>> slots = Slots(Path(tempfile.mkdtemp()), at_once=1, waiting=0)
    >>> with slots.turn():
    ...     try:
    ...         with slots.turn():
    ...             pass
    ...     except Busy:
    ...         print("busy")
    busy
    """

    def __init__(self, directory: Path, at_once: int = 2, waiting: int = 6) -> None:
        if at_once < 1 or waiting < 0:
            raise ValueError("at least one at once, and a queue of 0 or more")
        self._inside = [directory / f"inside-{number}" for number in range(at_once)]
        self._queue = [directory / f"queue-{number}" for number in range(waiting)]
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def turn(self, timeout: float = 10.0) -> Iterator[None]:
        """Wait for a turn, at most `timeout` seconds, and hold it for the block.

        Raises
        ------
        Busy
            At once when the queue is full; after `timeout` when no turn came.
        """
        lock = self._enter(time.monotonic() + timeout)
        try:
            yield
        finally:
            _free(lock)

    def _enter(self, until: float) -> int:
        lock, place = self._join()
        if place is None:
            return lock
        try:
            while True:
                lock, place = self._move_up(lock, place)
                if place == 0 and (inside := _first_free(self._inside)) is not None:
                    _free(lock)
                    return inside
                if time.monotonic() >= until:
                    raise Busy
                time.sleep(_POLL_SECONDS)
        except BaseException:
            # Ctrl-C and a cancelled thread, too, give the place in the queue back.
            _free(lock)
            raise

    def _join(self) -> tuple[int, int | None]:
        """A place at the end of the queue; when it is full or there is none, a free place inside."""
        for look in range(_LOOKS):
            if look:
                time.sleep(_POLL_SECONDS / 10)
            for place in reversed(range(len(self._queue))):
                if (lock := _take(self._queue[place])) is not None:
                    return lock, place
            if (lock := _first_free(self._inside)) is not None:
                return lock, None
        raise Busy

    def _move_up(self, lock: int, place: int) -> tuple[int, int]:
        while place > 0 and (ahead := _take(self._queue[place - 1])) is not None:
            _free(lock)
            lock, place = ahead, place - 1
        return lock, place


def _first_free(paths: Sequence[Path]) -> int | None:
    return next((lock for path in paths if (lock := _take(path)) is not None), None)


def _take(path: Path) -> int | None:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    except BaseException:
        # Ctrl-C between open and lock must not leave the file open: whoever held it would be waited for.
        os.close(lock)
        raise
    return lock


def _free(lock: int) -> None:
    # Unlocked before it is closed: a process forked meanwhile shares the open file and would go on holding
    # the lock.
    fcntl.flock(lock, fcntl.LOCK_UN)
    os.close(lock)
