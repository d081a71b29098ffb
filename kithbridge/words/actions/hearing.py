"""How somebody hears a word: one tap, or a pile of paper cards typed in by a peer.

Offers
------
hear(...)       one more in the tallies; counts with a slip, and one slip counts for several words within an hour
Carried, carry_of, read_carry   what lets the next word count with the slip that was just used
type_in(...)    what stands on a pile of paper cards

No row says who heard what, or when.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_source
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from kithbridge import rules
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import unix
from kithbridge.web.home import secrets
from kithbridge.words import bars, lists
from kithbridge.words.actions import telling
from kithbridge.words.actions.telling import CannotTell, Inside
from kithbridge.words.models import Heard, Hearer, How, TermVersion, Told

CARRIED_SECONDS = 3_600
MOST_OF_A_PILE = 200
MOST_LINES = 60


@dataclass(frozen=True)
class Outcome:
    """What she is shown. `carry` lets her next word count; `kept`: what became of her words, None without any."""

    counted: bool
    carry: str = ""
    kept: telling.Kept | None = None


# --- One slip for several words -------------------------------------------------------------------------
def _sign(text: str) -> str:
    return hmac.new(secrets().pepper, b"words carry" + text.encode(), hashlib.sha256).hexdigest()[:32]


def carry_of(nonce: str, until: int) -> str:
    """A capability: whoever holds it has used a slip. It works until then (seconds since 1970), once for each word."""
    return f"{nonce}.{until}.{_sign(f'{nonce}.{until}')}"


def read_carry(text: str) -> str:
    """Its nonce; "" where it is none of ours, or its hour is over."""
    nonce, _dot, rest = text.partition(".")
    until, _dot, mark = rest.partition(".")
    fresh = until.isascii() and until.isdigit() and len(until) < 12 and int(until) > unix()
    return nonce if fresh and hmac.compare_digest(_sign(f"{nonce}.{until}"), mark) else ""


def _new_carry() -> str:
    return carry_of(random_source.token_hex(16), unix() + CARRIED_SECONDS)


# --- One tap --------------------------------------------------------------------------------------------
def _add(version: TermVersion, turn: int, role: str, where: str, how: str, counted: bool, n: int = 1) -> None:
    row, _new = Heard.objects.get_or_create(version=version, turn=turn, role=role, where=where, how=how, counted=counted)
    Heard.objects.filter(pk=row.pk).update(n=F("n") + n)


def _fits(role: str, where: str, how: str) -> None:
    for why, value, options in (
        ("how", how, How.values),
        ("role", role, Hearer.values),
        ("where", where, rules.value("words.where")),
    ):
        if value not in options:
            raise CannotTell(why)


def hear(
    *,
    term: str,
    role: str,
    where: str,
    how: str,
    form_id: str,
    slip: str = "",
    carry: str = "",
    text: str = "",
    may_show: bool = False,
    readers: Sequence[UUID] = (),
) -> Outcome:
    """One more in the tallies, and her words where she wrote some. Raises CannotTell, or vault.CannotOpen."""
    entry = lists.found(term)
    if entry is None:
        raise CannotTell("gone")
    _fits(role, where, how)
    inside = Inside(text=text, role=role, where=where, how=how, may_show=may_show).fit()
    chosen = telling.left_in(readers) if inside.text else []
    nonce = read_carry(carry)
    telling.spend(slip or nonce)
    counted: list[bool] = []

    def beside(_told: Told | None = None) -> None:
        # A word counts once with one slip, however often it is sent.
        counted.append(once.claim(f"carry:{nonce}:{entry.id}") if nonce else telling.counts(slip))
        if nonce and not counted[0]:
            # Said again it is as without a slip: else one slip would open the door for a flood of an hour.
            telling.spend("")
        version = lists.version_of(entry)
        turn = bars.turn_of(version.sense)
        _add(version, turn, role, where, how, counted[0])
        bars.refresh(version=version, turn=turn, role=role, counted=counted[0])

    kept = None
    if inside.text:
        kept = telling.store(kind=Told.Kind.HEARD, term=entry.id, inside=inside, readers=chosen, form_id=form_id, beside=beside)
    else:
        with transaction.atomic():
            if once.claim(form_id):
                beside()
                record.count("said how a word is heard", role="neighbour")
    counts = any(counted) or (not counted and bool(nonce or slip.strip()))
    return Outcome(counts, (carry if nonce else _new_carry()) if counts else "", kept)


# --- Paper ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """So many cards of a pile say the same of one word."""

    role: str
    where: str
    how: str
    n: int


@transaction.atomic
def type_in(*, key: Key, term: str, lines: Sequence[Line], form_id: str) -> int:
    """A pile of paper cards about one word. They came from a peer's hand, so they count. How many; 0: sent before. Raises CannotTell."""
    entry = lists.found(term)
    if entry is None:
        raise CannotTell("gone")
    for line in lines:
        _fits(line.role, line.where, line.how)
    total = sum(line.n for line in lines)
    if not lines or len(lines) > MOST_LINES or any(line.n < 1 for line in lines) or total > MOST_OF_A_PILE:
        raise CannotTell("pile")
    if not once.claim(form_id):
        return 0
    version = lists.version_of(entry)
    turn = bars.turn_of(version.sense)
    for line in lines:
        _add(version, turn, line.role, line.where, line.how, True, line.n)
    for role in dict.fromkeys(line.role for line in lines):
        bars.refresh(version=version, turn=turn, role=role, counted=True)
    record.note("paper cards about a word typed in", role=acting(key, Role.PEER, Role.LEAD), ref=version.pk)
    return total
