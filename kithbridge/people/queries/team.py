"""What may be known about the team.

Offers
------
invitation(token), jobs_of(invitation), invitations(), join_link(token)
members(), one(member), other_leads(member), would_close(member, roles)
resets(), spares_left(member)
Impact, if_gone(member, circle=None)   what would be left with no reader, or with too few
unread()                               how many locked things nobody of the team can open any more
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse

from kithbridge import rules
from kithbridge.people import leftovers, vault
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import (
    Circle,
    Factor,
    FactorReset,
    Invitation,
    Neighbour,
    RecoveryCode,
    Role,
    RoleHeld,
    TeamMember,
)
from kithbridge.web.clock import unix
from kithbridge.web.fields import SealedField

# Sealed to their holder only: nobody else was ever meant to read them.
OWN: tuple[type[models.Model], ...] = (Factor, Neighbour)
_CHUNK = 500


def invitation(token: str) -> Invitation | None:
    """The invitation behind a link, while its time lasts."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return Invitation.objects.filter(hash=digest, until__gte=unix()).first()


def join_link(token: str) -> str:
    """The whole address of an invitation."""
    return settings.ADDRESS.rstrip("/") + reverse("team_join", args=[token])


def jobs_of(found: Invitation) -> list[Role]:
    """The roles an invitation gives."""
    return [Role(job) for job in found.jobs.split(",") if job in Role.values]


def invitations() -> list[Invitation]:
    """Links that nobody has used yet."""
    return list(Invitation.objects.filter(until__gte=unix()).select_related("circle").order_by("until"))


def members() -> list[TeamMember]:
    """Everybody, by work-name, with roles and circles."""
    return list(TeamMember.objects.prefetch_related("roles", "circles__circle", "factors").order_by("work_name"))


def one(member: UUID) -> TeamMember | None:
    return TeamMember.objects.filter(pk=member).first()


def roles_of(member: TeamMember) -> list[str]:
    """Her roles in plain words, in the order they are declared."""
    held = {row.role for row in member.roles.all()}
    return [str(role.label) for role in Role if role.value in held]


def other_leads(member: UUID) -> bool:
    """Whether somebody else is a lead."""
    return RoleHeld.objects.filter(role=Role.LEAD).exclude(member=member).exists()


def would_close(member: UUID, roles: Collection[str]) -> bool:
    """Whether the site, open as far as safeguarding goes, would close if she held just these roles."""

    def named(rows: Iterable[tuple[str, UUID]]) -> bool:
        held = list(rows)
        leads = {who for role, who in held if role == Role.SAFEGUARDING_LEAD}
        deputies = {who for role, who in held if role == Role.SAFEGUARDING_DEPUTY}
        return bool(leads) and bool(deputies - leads)

    now = list(RoleHeld.objects.values_list("role", "member_id"))
    after = [row for row in now if row[1] != member] + [(role, member) for role in roles]
    return named(now) and not named(after)


def resets() -> list[FactorReset]:
    """Resets of a second factor that wait for a second lead."""
    return list(FactorReset.objects.filter(until__gte=unix()).select_related("member", "asked_by"))


def spares_left(member: UUID) -> int:
    """How many spare codes somebody has left."""
    return RecoveryCode.objects.filter(member=member).count()


def circle_items(circle: Circle | UUID) -> set[UUID]:
    """Every locked thing that was written to a circle, in every room: models with a sealed column and a `circle`."""
    found: set[UUID] = set()
    for model in leftovers.sealed_models():
        if any(field.name == "circle" for field in model._meta.local_fields):
            manager: Any = model._default_manager
            found |= set(manager.filter(circle=circle).values_list("pk", flat=True))
    return found


@dataclass(frozen=True)
class Impact:
    """What would be left if somebody could no longer read.

    alone : things nobody of the team could open any more
    few : things with fewer readers than the rule says, but at least one
    """

    alone: int
    few: int

    def __bool__(self) -> bool:
        return bool(self.alone or self.few)


def _readers_left(items: Iterable[UUID], holders: set[str]) -> Counter[UUID]:
    left: Counter[UUID] = Counter()
    listed = list(items)
    for at in range(0, len(listed), _CHUNK):
        rows = Wrap.objects.filter(item__in=listed[at : at + _CHUNK]).values_list("item", "holder")
        left.update(item for item, holder in rows if holder in holders)
    return left


def if_gone(member: UUID, circle: UUID | None = None) -> Impact:
    """What would be left if she left the team, or (circle given) only that circle."""
    held = set(Wrap.objects.filter(holder=vault.holder(member)).values_list("item", flat=True))
    if circle is not None:
        held &= circle_items(circle)
    held -= _own_items(held)
    others = {vault.holder(pk) for pk in TeamMember.objects.exclude(pk=member).values_list("pk", flat=True)}
    left = _readers_left(held, others)
    fewest = int(rules.value("circles.fewest_readers"))
    alone = sum(left[item] == 0 for item in held)
    return Impact(alone, sum(0 < left[item] < fewest for item in held))


def _own_items(items: set[UUID]) -> set[UUID]:
    own: set[UUID] = set()
    listed = list(items)
    for model in OWN:
        manager: Any = model._default_manager
        for at in range(0, len(listed), _CHUNK):
            own |= set(manager.filter(pk__in=listed[at : at + _CHUNK]).values_list("pk", flat=True))
    return own


def unread() -> int:
    """How many locked things in content nobody of the team holds."""
    holders = {vault.holder(pk) for pk in TeamMember.objects.values_list("pk", flat=True)}
    items: set[UUID] = set()
    for model in leftovers.sealed_models():
        if model not in OWN:
            manager: Any = model._default_manager
            written = models.Q()
            for field in model._meta.local_fields:
                if isinstance(field, SealedField):
                    written |= models.Q(**{f"{field.name}__isnull": False})
            items |= set(manager.filter(written).values_list("pk", flat=True))
    return len(items - set(Wrap.objects.filter(holder__in=holders).values_list("item", flat=True)))
