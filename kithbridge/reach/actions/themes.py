"""What the peer team reads out of the answers of a round.

Offers
------
write, remove    a theme in the team's own words; it can go until the brief is given out
agree            somebody else with another job has read it: it may leave the team
mark             an answer carries these themes

No word of an answer is copied by the software. A theme is written by hand and read by two.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from kithbridge.people import vault
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.models import Answer, Mark, Round, Theme
from kithbridge.web import once, record

LONGEST_LABEL, MOST_THEMES = 120, 40
JOBS = (Role.PEER, Role.LEAD)
READABLE = (Round.State.ASKING, Round.State.READING)


class NotWritten(Exception):
    """Why nothing changed, as a word the page explains: side, label, there, many, given, gone, same."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _round(number: UUID) -> Round:
    """The round, locked, while its themes may still change."""
    row = Round.objects.select_for_update().filter(pk=number).first()
    if row is None or row.state not in READABLE:
        raise NotWritten("given")
    return row


@transaction.atomic
def write(*, key: Key, round_id: UUID, side: str, label: str, form_id: str) -> Theme | None:
    """One theme. None: this form was sent before. Raises NotWritten."""
    row, label = _round(round_id), " ".join(label.split())
    if side not in Theme.Side.values:
        raise NotWritten("side")
    if not label or len(label) > LONGEST_LABEL:
        raise NotWritten("label")
    known = list(row.themes.values_list("side", "label"))
    if (side, label.casefold()) in {(one, said.casefold()) for one, said in known}:
        raise NotWritten("there")
    if len(known) >= MOST_THEMES:
        raise NotWritten("many")
    if not once.claim(form_id):
        return None
    theme = Theme.objects.create(round=row, side=side, label=label, first_id=key.owner)
    record.note("theme of a round written", role=acting(key, *JOBS), ref=theme.pk)
    return theme


def _jobs(member: UUID | None) -> set[str]:
    return set(RoleHeld.objects.filter(member=member).values_list("role", flat=True)) if member else set()


def _theme(number: UUID) -> Theme:
    theme = Theme.objects.filter(pk=number).first()
    if theme is None:
        raise NotWritten("gone")
    _round(theme.round_id)
    return theme


@transaction.atomic
def agree(*, key: Key, theme: UUID) -> None:
    """Somebody else with another job has read it. Raises NotWritten("same") for whoever wrote it, or has the same jobs and no other.

    Where whoever wrote it has left the team nobody can be the second: it is removed and written again.
    """
    row = _theme(theme)
    if row.agreed:
        return
    if row.first_id is None or row.first_id == key.owner or _jobs(row.first_id) == _jobs(key.owner):
        raise NotWritten("same")
    row.second_id, row.agreed = key.owner, True
    row.save(update_fields=["second", "agreed"])
    record.note("theme read by a second person", role=acting(key, *JOBS), ref=row.pk)


@transaction.atomic
def remove(*, key: Key, theme: UUID) -> None:
    """It goes, with its marks; the answers stay as they are. Raises NotWritten."""
    row = _theme(theme)
    record.note("theme of a round removed", role=acting(key, *JOBS), ref=row.pk)
    row.delete()


@transaction.atomic
def mark(*, key: Key, answer: UUID, themes: Iterable[UUID]) -> None:
    """An answer that she holds carries these themes of its round and no others. Raises NotWritten."""
    # The row is locked: what she takes back at this moment leaves no mark behind.
    row = Answer.objects.select_for_update().filter(pk=answer, round__isnull=False).first()
    if row is None or row.round_id is None or not vault.readable(key, [answer]):
        raise NotWritten("gone")
    chosen = set(_round(row.round_id).themes.filter(pk__in=list(themes)).values_list("pk", flat=True))
    Mark.objects.filter(answer=row).exclude(theme__in=chosen).delete()
    there = set(Mark.objects.filter(answer=row).values_list("theme", flat=True))
    Mark.objects.bulk_create([Mark(theme_id=theme, answer=row) for theme in chosen - there])
    record.count("answer read for themes", role=acting(key, *JOBS))
