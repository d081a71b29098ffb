"""Visits: a random token in the browser, a row that only the token opens (GROUND section 5).

Offers
------
Stage                      page, team, or waiting for a second factor
start(key, stage)          a new token
resume(token)              the key, or None; every request checks that person and generation still stand
leave(token)               the row is gone before the answer is sent
everywhere(key)            all of her visits end, on every device
dummy()                    writes and removes a row, so that wrong words take the same steps as right ones
forget_expired()
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets as random_source
from enum import Enum
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people.keyring.models import Person
from kithbridge.people.sessions.models import Budget, Session, UsedCode
from kithbridge.people.vault import Key
from kithbridge.web.clock import unix

COOKIE = "__Host-k"
PRE_SECONDS = 5 * 60
STEP_SECONDS = 30


class Stage(Enum):
    """What an open visit may do. WAITING opens nothing: the second factor is still to come."""

    PAGE = "page"
    TEAM = "team"
    WAITING = "waiting"


def hash_of(token: str) -> str:
    """What the store holds of a token or a one-time code."""
    return hashlib.sha256(token.encode()).hexdigest()


def _lock(token: str) -> bytes:
    return hmac.new(token.encode(), b"s", hashlib.sha256).digest()


def _times(stage: Stage) -> tuple[int, int]:
    if stage is Stage.WAITING:
        return PRE_SECONDS, PRE_SECONDS
    if stage is Stage.TEAM:
        return rules.value("team.idle_minutes") * 60, rules.value("team.visit_hours") * 3600
    return rules.value("words.idle_minutes") * 60, rules.value("words.visit_minutes") * 60


def new_token() -> str:
    """32 random bytes for a cookie."""
    return base64.urlsafe_b64encode(random_source.token_bytes(32)).decode().rstrip("=")


def start(key: Key, stage: Stage, **extra: str) -> str:
    """Open a visit. `extra` rides inside the sealed blob (a passkey challenge). Returns the token for the cookie."""
    token = new_token()
    inside = json.dumps(
        {
            "owner": str(key.owner),
            "kind": key.kind,
            "private": key.private.hex(),
            "lookup": key.lookup,
            "generation": key.generation,
            **extra,
        }
    )
    idle, most = _times(stage)
    Session.objects.create(
        hash=hash_of(token),
        stage=stage.value,
        blob=sealing.seal_with(_lock(token), inside.encode(), aad="session"),
        idle_until=unix() + idle,
        until=unix() + most,
    )
    return token


def resume(token: str) -> tuple[Key, Stage, dict[str, str]] | None:
    """The visit behind a token, if it still stands."""
    row = Session.objects.filter(hash=hash_of(token)).first()
    if row is None:
        return None
    now = unix()
    if row.idle_until < now or row.until < now:
        Session.objects.filter(hash=row.hash).delete()
        return None
    try:
        inside = json.loads(sealing.open_with(_lock(token), bytes(row.blob), aad="session"))
    except (sealing.SealError, ValueError):
        return None
    key = Key(
        owner=UUID(inside.pop("owner")),
        kind=inside.pop("kind"),
        private=bytes.fromhex(inside.pop("private")),
        lookup=inside.pop("lookup"),
        generation=int(inside.pop("generation")),
    )
    if not Person.objects.filter(lookup=key.lookup, owner=key.owner, generation=key.generation).exists():
        Session.objects.filter(hash=row.hash).delete()
        return None
    stage = Stage(row.stage)
    idle, _most = _times(stage)
    if row.idle_until < now + idle - STEP_SECONDS:
        Session.objects.filter(hash=row.hash).update(idle_until=now + idle)
    return key, stage, inside


def leave(token: str) -> None:
    """End the visit behind this token; its row is gone when this returns."""
    Session.objects.filter(hash=hash_of(token)).delete()


def everywhere(key: Key) -> None:
    """End every visit opened with these words: their generation no longer stands."""
    with transaction.atomic(using="keyring"):
        Person.objects.filter(lookup=key.lookup).update(generation=F("generation") + 1)


def dummy() -> None:
    """The writes of a visit that opens nothing, for words nobody has."""
    empty = Key(owner=uuid4(), kind="page", private=random_source.token_bytes(32), lookup="0" * 32, generation=0)
    leave(start(empty, Stage.PAGE))


def use_code(code: str, *, seconds: int) -> bool:
    """Note that a one-time code was used. False when it was used before, by any process."""
    _, first = UsedCode.objects.get_or_create(hash=hash_of(code), defaults={"until": unix() + seconds})
    return first


def spend(name: str, *, most: int) -> bool:
    """Take one from the site's budget of this hour. False when it is used up."""
    slot = f"{name}-{unix() // 3600}"
    line, _ = Budget.objects.get_or_create(slot=slot, defaults={"until": unix() + 7200})
    return Budget.objects.filter(slot=line.slot, n__lt=most).update(n=F("n") + 1) == 1


def left(name: str, *, most: int) -> bool:
    """Whether this hour's budget has anything left. Takes nothing."""
    return not Budget.objects.filter(slot=f"{name}-{unix() // 3600}", n__gte=most).exists()


def forget_expired() -> None:
    """Rows whose time is over go; called every few seconds."""
    now = unix()
    Session.objects.filter(until__lt=now).delete()
    Session.objects.filter(idle_until__lt=now).delete()
    UsedCode.objects.filter(until__lt=now).delete()
    Budget.objects.filter(until__lt=now).delete()
