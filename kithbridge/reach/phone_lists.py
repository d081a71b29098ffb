"""Phones as the team sees them: hers, and for a lead everybody's.

Offers: `mine(member)`, `everybody()`, `Owner`, `Shown`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from kithbridge.people.queries.page import week_words
from kithbridge.reach.actions import phones
from kithbridge.reach.models import Phone


@dataclass(frozen=True)
class Shown:
    """One phone. `quiet`: silent for longer than the rule says, so that it has forgotten how to send."""

    phone: UUID
    label: str
    heard: str
    off: bool
    quiet: bool


@dataclass(frozen=True)
class Owner:
    """Somebody of the team with her phones. `on`: how many of them may send."""

    member: UUID
    work_name: str
    phones: list[Shown]
    on: int


def _shown(rows: Iterable[Phone], off: set[UUID]) -> list[Shown]:
    ordered = sorted(rows, key=lambda row: (row.pk in off, row.label.casefold(), row.pk))
    return [
        Shown(row.pk, row.label, week_words(row.heard), off=row.pk in off, quiet=row.pk not in off and phones.quiet(row)) for row in ordered
    ]


def mine(member: UUID) -> list[Shown]:
    """Her own phones: those that are on first."""
    rows = list(Phone.objects.filter(member=member))
    return _shown(rows, phones.taken_off(rows))


def everybody() -> list[Owner]:
    """Everybody who has phones, by work-name."""
    rows = list(Phone.objects.select_related("member").order_by("member__work_name", "member"))
    off = phones.taken_off(rows)
    found = []
    for member, hers in groupby(rows, key=lambda row: row.member):
        shown = _shown(hers, off)
        found.append(Owner(member.pk, member.work_name, shown, sum(not one.off for one in shown)))
    return found
