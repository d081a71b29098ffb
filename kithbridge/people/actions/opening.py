"""From words to an open visit.

Known and unknown words run the same steps: KDF, look-up, open, session write (GROUND section 5). `steps` records them for the test
that proves it. No lock-out and no address is kept: 72 bits and two slow runs at a time are the guard.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import secrets as random_source
from collections.abc import Iterator

from django.db import transaction

from kithbridge.engines import sealing
from kithbridge.people import vault, visit
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Neighbour
from kithbridge.people.vault import Key
from kithbridge.web import home, record
from kithbridge.web.clock import this_week

# A sealed private key has 73 bytes and begins with its format; without that the opening of an unknown box would fail early.
_LIKE_A_BOX = b"\x01"
_trace: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("trace", default=None)


@contextlib.contextmanager
def traced() -> Iterator[list[str]]:
    """Collect the steps that are run inside."""
    steps: list[str] = []
    token = _trace.set(steps)
    try:
        yield steps
    finally:
        _trace.reset(token)


def _step(name: str) -> None:
    steps = _trace.get()
    if steps is not None:
        steps.append(name)


def slots() -> sealing.Slots:
    """The machine's two places for slow key runs. Raises sealing.Busy when the queue is full."""
    return sealing.Slots(home.volatile() / "kdf")


def derive(secret: str) -> sealing.Derived:
    """The one slow run. Raises sealing.Busy at once when too many wait."""
    known = home.secrets()
    with slots().turn():
        _step("kdf")
        return sealing.derive(secret, site=known.salt, pepper=known.pepper)


def unlock(derived: sealing.Derived, kind: str) -> Key | None:
    """Look up and open; for unknown words a box of the same size is tried and fails."""
    lookup = derived.lookup.hex()
    _step("look-up")
    row = Person.objects.filter(lookup=lookup, kind=kind).first()
    box = bytes(row.private) if row else _LIKE_A_BOX + random_source.token_bytes(72)
    _step("open")
    try:
        private = sealing.open_with(derived.wrapping, box, aad=vault.person_aad(lookup))
    except sealing.SealError:
        return None
    if row is None:
        return None
    return Key(owner=row.owner, kind=kind, private=private, lookup=lookup, generation=row.generation)


def open_page(*, words: str) -> str | None:
    """Secret words to a token, or None when nobody has these words. Notes the use for her eyes only."""
    key = unlock(derive(words), "page")
    _step("session write")
    if key is None or not Neighbour.objects.filter(pk=key.owner).exists():
        visit.dummy()
        return None
    return enter(key=key)


def enter(*, key: Key) -> str:
    """Open a visit to a page whose key is open, and note the use for her eyes only."""
    token = visit.start(key, visit.Stage.PAGE)
    _note_use(key)
    return token


def _note_use(key: Key) -> None:
    """One more use this week, sealed under her own key; in clear stands only the week, for ending unused pages."""
    now = str(this_week())
    with transaction.atomic():
        page = Neighbour.objects.select_for_update().get(pk=key.owner)
        uses = json.loads(vault.read(key, page, "uses"))
        notice = uses.pop("notice", [0, ""])
        uses[now] = uses.get(now, 0) + 1
        newest = dict(sorted(uses.items())[-8:])
        vault.restate(key, page, "uses", json.dumps({**newest, "notice": notice}))
        page.last_week, page.practised = now, True
        page.save(update_fields=["uses", "last_week", "practised"])
        record.count("words used", role="neighbour")


def notice_seen(*, key: Key, version: int) -> None:
    """Note, for her eyes only, that she has seen this version of the notice this week."""
    with transaction.atomic():
        page = Neighbour.objects.select_for_update().get(pk=key.owner)
        uses = json.loads(vault.read(key, page, "uses"))
        vault.restate(key, page, "uses", json.dumps({**uses, "notice": [version, str(this_week())]}))
        page.save(update_fields=["uses"])


def open_team(*, work_name: str, words: str) -> str | None:
    """Work-name and passphrase to a waiting token that opens nothing until the second factor is right."""
    key = unlock(derive(sealing.team_secret(work_name, words)), "team")
    _step("session write")
    if key is None:
        visit.dummy()
        return None
    return visit.start(key, visit.Stage.WAITING)


def second_factor_passed(*, token: str) -> str:
    """Trade a waiting visit for a team visit. The caller has checked the second factor."""
    found = visit.resume(token)
    if found is None or found[1] is not visit.Stage.WAITING:
        raise vault.CannotOpen("That took too long. Sign in again.")
    visit.leave(token)
    return visit.start(found[0], visit.Stage.TEAM)


def leave_everywhere(*, key: Key) -> None:
    """End all of her visits on every device."""
    visit.everywhere(key)
