"""Stopping further asks from a page: a reason, and as many of the team as rule asks.refusers says, two at least (GROUND section 5).

What she has, and her notes, stay as they are.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge import rules
from kithbridge.people.models import SAFEGUARDING, Neighbour, Refusal, Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import record

JOBS = (Role.PEER, Role.LEAD, *SAFEGUARDING)


class NotRefused(Exception):
    """No such page or reason, it is proposed already, or the same person would be counted twice."""


def agreed(row: Refusal) -> list[UUID]:
    """Who of the team wants it, the one who proposed it first."""
    return [one for one in (row.first_id, row.second_id, row.third_id) if one is not None]


def still_needed(row: Refusal) -> int:
    """How many more must agree before asks are stopped; 0 when they are."""
    return max(0, int(rules.value("asks.refusers")) - len(agreed(row)))


def refused(page: UUID) -> bool:
    """Whether enough of the team stopped further asks from this page."""
    row = Refusal.objects.filter(page=page).first()
    return row is not None and not still_needed(row)


@transaction.atomic
def propose(*, key: Key, page: UUID, reason: str) -> None:
    """The first of them. Nothing changes for her yet. Raises NotRefused."""
    if reason not in Refusal.Reason.values or not Neighbour.objects.filter(pk=page).exists():
        raise NotRefused
    _, new = Refusal.objects.get_or_create(page_id=page, defaults={"reason": reason, "first_id": key.owner})
    if not new:
        raise NotRefused
    record.note("stopping asks proposed", role=acting(key, *JOBS), ref=page)


@transaction.atomic
def agree(*, key: Key, page: UUID) -> None:
    """One more, who is somebody else. With the last that the rule asks for, asks are stopped. Raises NotRefused."""
    row = Refusal.objects.select_for_update().filter(page=page).first()
    if row is None or key.owner in agreed(row) or not still_needed(row):
        raise NotRefused
    place = "second" if row.second_id is None else "third"
    setattr(row, f"{place}_id", key.owner)
    row.save(update_fields=[place])
    record.note("stopping asks agreed to" if still_needed(row) else "asks stopped", role=acting(key, *JOBS), ref=page)


@transaction.atomic
def lift(*, key: Key, page: UUID) -> None:
    """Any one of the team lets asks through again. Raises NotRefused when there was nothing to lift."""
    gone, _rows = Refusal.objects.filter(page=page).delete()
    if not gone:
        raise NotRefused
    record.note("asks let through again", role=acting(key, *JOBS), ref=page)
