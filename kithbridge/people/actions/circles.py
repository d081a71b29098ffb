"""Circles: who shares keys. Joining never opens the past; leaving deletes that person's wraps at once and needs no key."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from kithbridge import rules
from kithbridge.people import vault
from kithbridge.people.actions.factors import end_visits
from kithbridge.people.models import Circle, CircleMember, Role
from kithbridge.people.queries import team as known
from kithbridge.people.queries.roles import shown_role
from kithbridge.people.vault import Ending
from kithbridge.web import record

LONGEST_NAME = 60


class NameTaken(Exception):
    """There is a circle of that name, or the name is empty or too long."""


class TooFew(Exception):
    """Fewer readers would remain than the rule says, or something would be left without a reader: the lead must say so again."""

    def __init__(self, impact: known.Impact, readers: int) -> None:
        super().__init__("too few readers")
        self.impact, self.readers = impact, readers


def make(*, name: str, reads_asks: bool = False) -> Circle:
    """A new circle. When it reads asks, the one that did so before no longer gets new ones. Raises NameTaken."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise NameTaken
    try:
        with transaction.atomic():
            if any(name.casefold() == other.casefold() for other in Circle.objects.values_list("name", flat=True)):
                raise NameTaken
            circle = Circle.objects.create(name=name)
            record.note("circle made", role=shown_role(Role.LEAD), ref=circle.pk)
            if reads_asks:
                _send_asks_to(circle)
            return circle
    except IntegrityError:
        raise NameTaken from None


def _send_asks_to(circle: Circle) -> None:
    Circle.objects.filter(reads_asks=True).exclude(pk=circle.pk).update(reads_asks=False)
    Circle.objects.filter(pk=circle.pk).update(reads_asks=True)
    record.note("asks go to a circle", role=shown_role(Role.LEAD), ref=circle.pk)


@transaction.atomic
def send_asks_to(*, circle: UUID) -> None:
    """New asks and messages go to this circle; exactly one circle gets them. Raises Circle.DoesNotExist."""
    _send_asks_to(Circle.objects.select_for_update().get(pk=circle))


@transaction.atomic
def add(*, circle: UUID, member: UUID) -> None:
    """Somebody joins: she reads what is written from now on, nothing older."""
    _, first = CircleMember.objects.get_or_create(circle_id=circle, member_id=member)
    if first:
        record.note("joined a circle", role=shown_role(Role.LEAD), ref=circle)


def leave(*, circle: UUID, member: UUID, confirmed: bool = False, by: UUID | None = None) -> None:
    """Somebody leaves: her keys to what was written to this circle go at once, and her visits end.

    Raises TooFew unless `confirmed`.
    """

    def content() -> tuple[bool, Ending]:
        rows = list(CircleMember.objects.select_for_update().filter(circle=circle))
        mine = [row for row in rows if row.member_id == member]
        if not mine:
            return False, Ending()
        impact = known.if_gone(member, circle)
        remain = len(rows) - 1
        if not confirmed and (remain < int(rules.value("circles.fewest_readers")) or impact):
            raise TooFew(impact, remain)
        CircleMember.objects.filter(pk=mine[0].pk).delete()
        record.note("left a circle", role=shown_role(Role.LEAD), ref=circle)
        held = vault.items_of(member, known.circle_items(circle))
        return True, Ending(readers=[(item, member) for item in held])

    if vault.end(content) and by != member:
        end_visits(member)


@transaction.atomic
def close(*, circle: UUID) -> None:
    """Close an empty circle that asks do not go to. Does nothing otherwise."""
    gone, _rows = Circle.objects.filter(pk=circle, members__isnull=True, reads_asks=False).delete()
    if gone:
        record.note("circle closed", role=shown_role(Role.LEAD), ref=circle)
