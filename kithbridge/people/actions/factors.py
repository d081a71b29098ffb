"""Second factors and spare codes: set up, checked, taken off, reset by two leads."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from kithbridge.people import vault, visit
from kithbridge.people.factors import spare, totp
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Factor, FactorReset, RecoveryCode, Role, TeamMember
from kithbridge.people.queries.roles import MERGED, shown_role
from kithbridge.people.vault import CannotOpen, Ending, Key, Seal
from kithbridge.web import record
from kithbridge.web.clock import unix

TRIES_AN_HOUR = 12
RESET_SECONDS = 7 * 86_400


class WrongCode(Exception):
    """The code is wrong, or was used before."""


class TooManyTries(Exception):
    """Too many codes in this hour for one person."""


class LastFactor(Exception):
    """The only second factor cannot be taken off: set up another first."""


class NotTheSecond(Exception):
    """The lead who asked, or the one it is for, cannot also agree; or its time is over."""


def factors_of(member: UUID) -> list[Factor]:
    """Her second factors; which and how many, never the secrets."""
    return list(Factor.objects.filter(member=member).order_by("kind", "pk"))


def secrets_of(key: Key, kind: str) -> dict[UUID, dict[str, str]]:
    """The opened secrets of her factors of one kind: only with her own key."""
    rows = Factor.objects.filter(member=key.owner, kind=kind)
    return {pk: json.loads(text) for pk, text in vault.read_many(key, rows, "secret").items()}


def add(*, key: Key, kind: str, secret: dict[str, str]) -> Factor:
    """Keep a second factor that was tried and is right, sealed to its holder."""
    factor = Factor(id=uuid4(), member_id=key.owner, kind=kind)

    def content() -> Factor:
        if not TeamMember.objects.filter(pk=key.owner).exists():
            raise CannotOpen("You are no longer in the team.")
        factor.save(force_insert=True)
        record.note("second factor set up", role=MERGED, ref=key.owner)
        return factor

    return vault.create(content, Seal(factor, [key.owner], {"secret": json.dumps(secret)}))


def add_totp(*, key: Key, secret: str, code: str) -> Factor:
    """Keep a code app once it has shown a right code, which is used up by this. Raises WrongCode."""
    if not totp.right(secret, code, owner=key.owner):
        raise WrongCode
    return add(key=key, kind="totp", secret={"secret": secret})


def remove(*, key: Key, factor: UUID) -> None:
    """Take off one of her own factors. Raises LastFactor when it is the only one."""

    def content() -> tuple[None, Ending]:
        mine = set(Factor.objects.select_for_update().filter(member=key.owner).values_list("pk", flat=True))
        if factor not in mine:
            return None, Ending()
        if len(mine) == 1:
            raise LastFactor
        Factor.objects.filter(pk=factor).delete()
        record.note("second factor taken off", role=MERGED, ref=key.owner)
        return None, Ending(items=[factor])

    vault.end(content)


def one_try(*, owner: UUID) -> None:
    """Count a try at somebody's second factor. Raises TooManyTries. Only who has her passphrase gets this far."""
    if not visit.spend(f"2f-{vault.holder(owner)[:16]}", most=TRIES_AN_HOUR):
        raise TooManyTries


def check_totp(*, key: Key, code: str) -> None:
    """Raises WrongCode or TooManyTries. Each code works once, over all processes."""
    one_try(owner=key.owner)
    if not any(totp.right(found["secret"], code, owner=key.owner) for found in secrets_of(key, "totp").values()):
        raise WrongCode


def use_spare(*, key: Key, code: str) -> None:
    """Use up a spare code. Raises WrongCode or TooManyTries."""
    one_try(owner=key.owner)
    with transaction.atomic():
        gone, _rows = RecoveryCode.objects.filter(member=key.owner, hash=spare.hashed(key.owner, code)).delete()
        if not gone:
            raise WrongCode
        record.note("spare code used", role=MERGED, ref=key.owner)


@transaction.atomic
def new_spares(*, key: Key) -> list[str]:
    """Ten new spare codes, shown once; the old ones are void."""
    member = TeamMember.objects.select_for_update().get(pk=key.owner)
    codes = spare.draw()
    RecoveryCode.objects.filter(member=member).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(member=member, hash=spare.hashed(key.owner, code)) for code in codes])
    record.note("new spare codes", role=MERGED, ref=key.owner)
    return codes


@transaction.atomic
def ask_reset(*, by: UUID, member: UUID) -> None:
    """One lead asks for somebody's second factor to be taken off; another must agree within a week."""
    FactorReset.objects.filter(until__lt=unix()).delete()
    _, first = FactorReset.objects.get_or_create(member_id=member, defaults={"asked_by_id": by, "until": unix() + RESET_SECONDS})
    if first:
        record.note("second factor reset asked for", role=shown_role(Role.LEAD), ref=member)


@transaction.atomic
def drop_reset(*, member: UUID) -> None:
    """A lead calls the reset off."""
    gone, _rows = FactorReset.objects.filter(member=member).delete()
    if gone:
        record.note("second factor reset called off", role=shown_role(Role.LEAD), ref=member)


def agree_reset(*, by: UUID, member: UUID) -> None:
    """A second lead agrees: factors and spare codes go, visits end; at her next sign-in she sets up anew. Raises NotTheSecond."""

    def content() -> tuple[None, Ending]:
        asked = FactorReset.objects.select_for_update().filter(member=member, until__gte=unix()).first()
        if asked is None or by in (asked.asked_by_id, member):
            raise NotTheSecond
        factors = list(Factor.objects.filter(member=member).values_list("pk", flat=True))
        Factor.objects.filter(pk__in=factors).delete()
        RecoveryCode.objects.filter(member=member).delete()
        asked.delete()
        record.note("second factor reset by two leads", role=shown_role(Role.LEAD), ref=member)
        return None, Ending(items=factors)

    vault.end(content)
    end_visits(member)


def end_visits(member: UUID) -> None:
    """Every visit of somebody ends, on every device; needs no key of hers."""
    with transaction.atomic(using="keyring"):
        Person.objects.filter(owner=member).update(generation=F("generation") + 1)
