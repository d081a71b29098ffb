"""Stopping further asks from a page: two eyes and a reason (GROUND section 5). What she has, and her notes, stay as they are."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.people.models import Neighbour, Refusal, Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import record

JOBS = (Role.PEER, Role.LEAD)


class NotRefused(Exception):
    """No such page or reason, it is proposed already, or the same person would be both."""


def refused(page: UUID) -> bool:
    """Whether two of the team stopped further asks from this page."""
    return Refusal.objects.filter(page=page, second__isnull=False).exists()


@transaction.atomic
def propose(*, key: Key, page: UUID, reason: str) -> None:
    """The first of two. Nothing changes for her yet. Raises NotRefused."""
    if reason not in Refusal.Reason.values or not Neighbour.objects.filter(pk=page).exists():
        raise NotRefused
    _, new = Refusal.objects.get_or_create(page_id=page, defaults={"reason": reason, "first_id": key.owner})
    if not new:
        raise NotRefused
    record.note("stopping asks proposed", role=acting(key, *JOBS), ref=page)


@transaction.atomic
def agree(*, key: Key, page: UUID) -> None:
    """The second, who is somebody else. Raises NotRefused."""
    row = Refusal.objects.select_for_update().filter(page=page, second=None).exclude(first=key.owner).first()
    if row is None:
        raise NotRefused
    Refusal.objects.filter(pk=row.pk).update(second=key.owner)
    record.note("asks stopped", role=acting(key, *JOBS), ref=page)


@transaction.atomic
def lift(*, key: Key, page: UUID) -> None:
    """Any one of the team lets asks through again. Raises NotRefused when there was nothing to lift."""
    gone, _rows = Refusal.objects.filter(page=page).delete()
    if not gone:
        raise NotRefused
    record.note("asks let through again", role=acting(key, *JOBS), ref=page)
