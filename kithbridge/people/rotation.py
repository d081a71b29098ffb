"""The weekly change of the epoch key: what was taken back before it opens from no copy any more (docs/adr/0010).

Offers
------
rotate(said)         change the key, or finish a change that was interrupted; one runner over all processes and machines
due(), weekly()      whether this week's key is still to come; the tick that sees to it
gone_week()          the ISO week in which the last key of what is taken back now is destroyed
register_copy(copy)  whoever keeps backups: called between moving and destroying, raises when no good copy was made
CopyFailed, Busy     why it stopped

    draw      the new key into the spare place, then into the own store
    switch    the turn names it: from now on everything is wrapped under it, and both keys open
    rewrap    what is under the older key is moved, in batches
    copy      a backup of the keyring under the new key
    destroy   the older key is overwritten in both places; every process drops it at its next tick

Killed at any point the next run goes on where it stopped: the turn says where, in the keyring itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import NAMESPACE_OID, uuid5

from django.db import connections, transaction

from kithbridge.people import epoch, rewrap, spare, spare_files
from kithbridge.people.keyring import turn, upkeep
from kithbridge.people.keyring.models import Turn
from kithbridge.people.keyring.turn import Busy
from kithbridge.web import home, once, record
from kithbridge.web.clock import this_week, today

__all__ = ["Busy", "CopyFailed", "due", "gone_week", "register_copy", "rotate", "weekly"]

# No backup is kept longer than two years (the operator's weeks are fewer).
TOMBSTONE_WEEKS = 104
# A backup that fails is tried again on the day the week begins; then the promise to forget comes first.
PATIENT_ON = 1
TRY_AGAIN_SECONDS = 600

Said = Callable[[str], None]
Copy = Callable[[], str]
_copy: Copy | None = None
_not_before = 0.0


class CopyFailed(Exception):
    """No good backup of the keyring under the new key: the older key stays until one is made, or the day is over."""


def register_copy(copy: Copy) -> None:
    """`copy()` writes a backup of the keyring, opens it again, and says in one line what it did; it raises when the copy is no good."""
    global _copy
    _copy = copy


def gone_week() -> str:
    """The ISO week in which the last key of what is taken back now is destroyed: with the first change of the week after this one."""
    return str(this_week() + 1)


def due() -> bool:
    """Whether this week's key is still to come, or a change was interrupted."""
    now = turn.now()
    return now.stage != Turn.Stage.DONE or now.week < str(this_week())


def weekly() -> None:
    """The tick: the first one of a new week changes the key."""
    global _not_before
    if time.monotonic() < _not_before or connections["keyring"].in_atomic_block or not due():
        return
    try:
        rotate()
    except Busy:
        return
    except CopyFailed:
        _not_before = time.monotonic() + TRY_AGAIN_SECONDS
        raise


def _quiet(line: str) -> None:
    pass


def rotate(said: Said = _quiet, *, mend: bool = False) -> int:
    """Change the epoch key. Returns the number of the epoch in force.

    said : called with a line for each stage
    mend : make a store that is gone altogether anew from the spare place; only where somebody asks for it, since the disk with the store
        may just not be mounted
    Raises Busy, CopyFailed (nothing is lost; run it again), MissingSecretsError (no key here and none in the spare place).
    """
    with turn.one_runner():
        if (mend or epoch.store().path.exists()) and (back := epoch.from_spare()):
            said(f"The own store had lost {len(back)} of its keys. Put back from the spare place.")
        epoch.reload()
        now = turn.now()
        if epoch.from_spare(now.current):
            said("The own store had an older key only. Put right from the spare place.")
        # A start, or a process that was killed: raises when the key in force is nowhere.
        _in_force(now.current)
        if now.stage == Turn.Stage.DONE:
            now = _switch(now.current, _draw(now.current, said))
            said(f"Epoch {now.current} is in force.")
        if now.stage == Turn.Stage.REWRAP:
            now = _rewrap(now.current, said)
        if now.stage == Turn.Stage.COPY:
            now = _copied(now.current, said)
        if now.stage == Turn.Stage.DESTROY:
            now = _destroy(now.current, said)
        return now.current


def _in_force(number: int) -> None:
    try:
        epoch.key(number)
    except KeyError:
        raise home.MissingSecretsError(
            f"The key of epoch {number} is neither here nor in the spare place; what is there is older and opens nothing. Nothing was "
            "changed. Put the newest spare place back, or restore the newest keyring backup."
        ) from None


def _draw(current: int, said: Said) -> bytes:
    """The next key, in the spare place. One that an interrupted run has drawn is taken: it may be in the own store already."""
    key = epoch.store().keys().get(current + 1) or spare_files.keys().get(current + 1) or epoch.draw()
    if spare.place() is None:
        said("No spare place is named: the new key will lie on this disk alone.")
    elif not _spared({current: epoch.key(current), current + 1: key}):
        # Forgetting does not wait for a stick. What lies there is overwritten by the first tick that finds it.
        said("The spare place is not there: it gets the new key, and loses the old one, when it is back.")
    return key


def _spared(wanted: dict[int, bytes]) -> bool:
    """Whether the spare place now has exactly these keys."""
    try:
        if spare_files.wrong() is None:
            spare_files.keep_only(wanted)
            return True
    except OSError:
        pass
    return False


def _switch(current: int, key: bytes) -> Turn:
    with turn.writing() as now:
        if now.current != current or now.stage != Turn.Stage.DONE:
            raise Busy
        store = epoch.store()
        store.destroy_others(current, current + 1)
        store.put(current + 1, key)
        if store.keys().get(current + 1) != key:
            raise OSError("The own store did not keep the new key. Nothing was changed.")
        epoch.reload()
        now.current, now.stage, now.week = current + 1, Turn.Stage.REWRAP, str(this_week())
        now.save()
    return now


def _rewrap(current: int, said: Said) -> Turn:
    """Offers before wraps: one of an older epoch that becomes a wrap meanwhile is then met among the wraps."""
    broken = 0
    for table in rewrap.TABLES:
        walk = rewrap.move(table, current)
        broken += walk.broken
        said(f"{walk.moved} {table._meta.verbose_name_plural} moved to epoch {current}.")
    with turn.writing() as now:
        # Under the lock, so that this is so: nothing but what opens for nobody is left under an older key.
        if sum(rewrap.left(table, current) for table in rewrap.TABLES) > broken:
            raise Busy
        now.stage = Turn.Stage.COPY
        now.save()
    if broken:
        said(f"{broken} were damaged and open for nobody. They are left as they are.")
    return now


def _copied(current: int, said: Said) -> Turn:
    if _copy is None:
        said("No backups are set up: no copy of the keyring under the new key was made.")
    else:
        try:
            said(_copy())
        except Exception as problem:
            if today().isoweekday() == PATIENT_ON:
                raise CopyFailed(
                    f"The backup of the keyring under the new key failed: {problem or type(problem).__name__} Both keys are kept and "
                    "nothing is lost. Mend the backup and run `kithbridge rotate` again; tomorrow the older key goes in any case."
                ) from problem
            said(f"The backup of the keyring failed: {problem} The older key goes all the same: what was taken back comes first.")
    return _stage(current, Turn.Stage.COPY, Turn.Stage.DESTROY)


def _stage(current: int, old: Turn.Stage, new: Turn.Stage) -> Turn:
    with turn.writing() as now:
        if now.current != current or now.stage != old:
            raise Busy
        now.stage = new
        now.save()
    return now


def _destroy(current: int, said: Said) -> Turn:
    if spare.place() is not None and not _spared({current: epoch.key(current)}):
        said("The spare place is not there: the older key is still on it, until it is back.")
    epoch.store().destroy_others(current)
    _note(current)
    now = _stage(current, Turn.Stage.DESTROY, Turn.Stage.DONE)
    epoch.reload()
    said("The older key is destroyed.")
    spare.forget_old(str(this_week() - TOMBSTONE_WEEKS))
    upkeep.by_number()
    return now


def _note(current: int) -> None:
    """One entry for each change, however often it was interrupted."""
    with transaction.atomic():
        if once.claim(str(uuid5(NAMESPACE_OID, f"rotation-{home.secrets().site}-{current}"))):
            record.note("epoch key changed", role="software")
