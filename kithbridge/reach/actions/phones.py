"""Phones that may send hand-outs: put on, named, taken off.

Offers
------
begin, rename, take_off, take_off_all   what a peer does with her phones and a lead with any
taken_off(phones)    which of them are off
of_token(token)      the phone that a call comes from; None where it must forget how to send
told(token)          a phone that was taken off has called and was told
hear(phone, key)     that it called this week, and which event key it uses
end_unheard(dry_run) part of the sweep: what nobody has heard of for half a year

Only the SHA-256 of a token is kept: it has 256 random bits, so nothing slower is needed. Nothing that a phone sends points back to it.
"""

from __future__ import annotations

import hashlib
import secrets as random_source
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kithbridge import rules
from kithbridge.engines.week import Week
from kithbridge.people import vault
from kithbridge.people.actions import retention
from kithbridge.people.keyring.models import Tombstone
from kithbridge.people.models import Role, TeamMember
from kithbridge.people.queries.roles import MERGED, shown_role
from kithbridge.people.vault import Ending
from kithbridge.reach.actions import event_keys
from kithbridge.reach.models import Phone
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

MOST = 3
LONGEST_LABEL = 30
UNHEARD_WEEKS = 26
SENDERS = (Role.PEER, Role.LEAD)
SWEPT = "phones not heard of"


class TooMany(Exception):
    """She has three phones already."""


class AlreadyDone(Exception):
    """This form was sent before: the phone was put on once, and its key was shown once."""


class LabelUnfit(Exception):
    """What she calls it has at most 30 signs, and none that cannot be seen."""


@dataclass(frozen=True)
class Begun:
    """A phone put on. The token is handed to it once: only its hash is kept."""

    phone: UUID
    token: str = field(repr=False)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _fit(label: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", label).split())
    if len(text) > LONGEST_LABEL or not text.isprintable():
        raise LabelUnfit
    return text


def begin(*, member: UUID, label: str = "", form_id: str) -> Begun:
    """Put a phone on. Raises AlreadyDone, TooMany, LabelUnfit, TeamMember.DoesNotExist; nothing is kept then."""
    called = _fit(label)
    # It can have no older key than this one; made first, because keyring and content never commit as one.
    newest = event_keys.newest().id.hex()
    token = random_source.token_urlsafe(32)
    with transaction.atomic():
        if not once.claim(form_id):
            raise AlreadyDone
        TeamMember.objects.select_for_update().get(pk=member)
        if Phone.objects.filter(member=member, off=False).count() >= MOST:
            raise TooMany
        phone = Phone.objects.create(member_id=member, label=called, digest=digest_of(token), event_key=newest, heard=str(this_week()))
        record.note("phone put on", role=MERGED, ref=member)
    return Begun(phone.pk, token)


def _whose(phone: UUID, member: UUID | None) -> QuerySet[Phone]:
    found = Phone.objects.filter(pk=phone, off=False)
    return found if member is None else found.filter(member=member)


@transaction.atomic
def rename(*, phone: UUID, member: UUID, label: str) -> bool:
    """What she calls her phone. False when it is not hers or is taken off. Raises LabelUnfit."""
    called = _fit(label)
    mine = _whose(phone, member).exclude(label=called)
    if not mine.update(label=called):
        return _whose(phone, member).exists()
    record.note("phone named", role=MERGED, ref=member)
    return True


def take_off(*, phone: UUID, member: UUID | None) -> bool:
    """From this commit on it sends nothing; it forgets when it next calls. False when it is not hers, or is off already.

    member : whose it must be; None for a lead, who may take off any
    """
    return bool(_off(lambda: _whose(phone, member), MERGED if member else ""))


def take_off_all(*, member: UUID, by_herself: bool = False) -> int:
    """Every phone of one person at once; how many there were."""
    return _off(lambda: Phone.objects.filter(member=member, off=False), MERGED if by_herself else "")


def _off(which: Callable[[], QuerySet[Phone]], role: str) -> int:
    """Ended as a second factor ends: with a tombstone, so that no restored backup lets a lost phone send again."""

    def content() -> tuple[int, Ending]:
        rows = list(which().select_for_update())
        Phone.objects.filter(pk__in=[row.pk for row in rows]).update(off=True)
        for row in rows:
            record.note("phone taken off", role=role or shown_role(Role.LEAD), ref=row.member_id)
        return len(rows), Ending(items=[row.pk for row in rows])

    return vault.end(content)


def taken_off(phones: Iterable[Phone]) -> set[UUID]:
    """Which of these are off: by their row, or by what a restored backup does not know."""
    rows = list(phones)
    stones = Tombstone.objects.filter(item__in=[row.pk for row in rows if not row.off], holder="")
    return {*(row.pk for row in rows if row.off), *stones.values_list("item", flat=True)}


# --- Calls ---------------------------------------------------------------------------------------------
def quiet(phone: Phone) -> bool:
    """Silent for longer than the rule says. The phone forgets by itself then; this is for one that was kept from doing so."""
    return Week.parse(phone.heard) + int(rules.value("phones.quiet_weeks")) < this_week()


def of_token(token: str) -> Phone | None:
    """The phone that may send with this token. None: unknown, taken off, silent for too long, or its owner no longer hands out."""
    phone = Phone.objects.filter(digest=digest_of(token), off=False, member__roles__role__in=SENDERS).distinct().first()
    return None if phone is None or quiet(phone) or taken_off([phone]) else phone


def told(*, token: str) -> None:
    """A phone that was taken off has called, and its answer tells it to forget: its row has done its work."""
    gone = Phone.objects.filter(digest=digest_of(token), off=True)
    if gone.exists():
        with transaction.atomic():
            if gone.delete()[0]:
                record.note("phone told to forget", role="software")


def hear(*, phone: Phone, event_key: str) -> None:
    """That it called this week, and which event key it uses ("": it did not say). One write a week, apart from what it sent."""
    key = event_key or phone.event_key
    if (phone.heard, phone.event_key) != (str(this_week()), key):
        Phone.objects.filter(pk=phone.pk, off=False).update(heard=str(this_week()), event_key=key)


def end_unheard(dry_run: bool = False) -> int:
    """Phones that nobody has heard of for half a year, and those taken off that never called again."""
    return retention.delete(SWEPT, Phone.objects.filter(heard__lt=str(this_week() - UNHEARD_WEEKS)), dry_run)
