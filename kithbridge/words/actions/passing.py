"""What the team does with what was told: shows it when two have read it, asks people again, or lays it aside.

Offers
------
agree        somebody has read her words and would show them; the second of another job shows them
ask_again    an objection opens the vote again
lay_aside    it was dealt with, or stays with us
"""

from __future__ import annotations

import json
from uuid import UUID

from django.db import transaction

from kithbridge.people import vault
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import record
from kithbridge.words import lists
from kithbridge.words.actions import reopening
from kithbridge.words.actions.telling import OBJECTED
from kithbridge.words.models import Told

JOBS = (Role.PEER, Role.LEAD)


class NotPassed(Exception):
    """Why nothing changed, as a word the page explains: gone, same, asked."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def inside(key: Key, row: Told) -> dict[str, object]:
    """What she told. Raises vault.CannotOpen."""
    found: dict[str, object] = json.loads(vault.read(key, row, "words"))
    return found


def _held(key: Key, told: UUID) -> Told:
    row = Told.objects.select_for_update().filter(pk=told, words__isnull=False).first()
    if row is None or not vault.readable(key, [told]):
        raise NotPassed("gone")
    return row


def _jobs(member: UUID | None) -> set[str]:
    return set(RoleHeld.objects.filter(member=member).values_list("role", flat=True)) if member else set()


@transaction.atomic
def agree(*, key: Key, told: UUID) -> bool:
    """She has read it and would show it. True when it is shown now: two with different jobs have. Raises NotPassed.

    "asked": whoever wrote it did not agree that it is shown. "same": the second needs another job than the first.
    """
    row = _held(key, told)
    if row.shown:
        return True
    said = inside(key, row)
    if not said.get("may_show") or not said.get("role") or not said.get("text"):
        raise NotPassed("asked")
    if not _jobs(row.first_id) & set(JOBS):
        # Nobody has read it, or whoever did holds no job any more that reads these: she begins.
        row.first_id = key.owner
        row.save(update_fields=["first"])
        record.note("words about a word read", role=acting(key, *JOBS), ref=row.pk)
        return False
    if row.first_id == key.owner or _jobs(row.first_id) == _jobs(key.owner):
        raise NotPassed("same")
    row.shown, row.role, row.first, row.done = str(said["text"]), str(said["role"]), None, True
    row.save(update_fields=["shown", "role", "first", "done"])
    record.note("words about a word read by a second", role=acting(key, *JOBS), ref=row.pk)
    return True


@transaction.atomic
def ask_again(*, key: Key, told: UUID) -> bool:
    """An objection that somebody of us has read opens the vote. False when nobody had spoken yet: it is open. Raises NotPassed."""
    row = _held(key, told)
    entry = lists.found(row.term)
    if row.kind not in OBJECTED or entry is None or row.done or row.asked:
        raise NotPassed("gone")
    opened = reopening.reopen(sense=lists.sense_of(entry), why=row.kind)
    row.asked = True
    row.save(update_fields=["asked"])
    record.note("people are asked again about a word", role=acting(key, *JOBS), ref=row.pk)
    return opened


@transaction.atomic
def lay_aside(*, key: Key, told: UUID) -> None:
    """Dealt with. What is shown is shown no longer; the rest goes when its weeks are over. Raises NotPassed."""
    row = Told.objects.select_for_update().filter(pk=told).first()
    if row is None:
        raise NotPassed("gone")
    row.done, row.first, row.shown, row.role = True, None, "", ""
    row.save(update_fields=["done", "first", "shown", "role"])
    record.note("words about a word laid aside", role=acting(key, *JOBS), ref=row.pk)
