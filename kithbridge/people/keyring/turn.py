"""Which epoch is in force, and the one lock under which the keyring is written.

Offers
------
writing()       one keyring transaction of a writer: nobody else writes and no rotation moves on until it ends
now()           the turn as it is, without a lock
one_runner()    the lock of whoever changes keys, over all processes and machines
drop_old()      a tick: this process forgets keys that the turn says are gone

On SQLite every keyring transaction takes the file's one writer lock as it begins. On PostgreSQL the row of the turn is locked instead, so
that the same holds there: what is read after it is what every writer before has left.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator

from django.db import connections, transaction

from kithbridge.people import epoch
from kithbridge.people.keyring.models import Turn
from kithbridge.web import home
from kithbridge.web.clock import this_week

LOCK_FILE = "rotation.lock"


class Busy(Exception):
    """Somebody else is changing the keys at this moment."""


def _begun() -> None:
    """The first turn: what the store holds is in force."""
    keys = epoch.reload().keys
    stage = Turn.Stage.DONE if len(keys) == 1 else Turn.Stage.REWRAP
    Turn.objects.bulk_create([Turn(current=max(keys), stage=stage, week=str(this_week()))], ignore_conflicts=True)


@contextlib.contextmanager
def writing() -> Iterator[Turn]:
    """A keyring transaction that holds the turn."""
    with transaction.atomic(using="keyring"):
        turn = Turn.objects.select_for_update().first()
        if turn is None:
            _begun()
            turn = Turn.objects.select_for_update().get()
        yield turn


def now() -> Turn:
    """The turn, as it stands."""
    turn = Turn.objects.first()
    if turn is None:
        with writing() as turn:
            pass
    return turn


def _number() -> int:
    """This group's number among the advisory locks of a PostgreSQL database."""
    return int.from_bytes(hashlib.sha256(b"rotation" + home.secrets().site.encode()).digest()[:7], "big")


@contextlib.contextmanager
def one_runner() -> Iterator[None]:
    """Raises Busy at once while another process, or another machine on the same PostgreSQL, has it. A killed one leaves it free."""
    with (home.home() / LOCK_FILE).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        connection = connections["keyring"]
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number()])
            if not cursor.fetchone()[0]:
                raise Busy
        try:
            yield
        finally:
            # A connection that broke has given it back already.
            with contextlib.suppress(Exception), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number()])


def drop_old() -> None:
    """Once the older key is destroyed, no process may hold it in memory either."""
    turn = now()
    if turn.stage == Turn.Stage.DONE:
        epoch.forget_below(turn.current)
