"""The order: written by the rule, changed with a reason, sent, dropped. What comes of it is a supply (`actions/supplies.py`).

Offers: `write`, `change_line`, `send`, `drop`.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach import stocking
from kithbridge.reach.actions import supplies
from kithbridge.reach.actions.lots import sentence
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Order, OrderLine, Place, Supply
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

MOST_PACKS, LONGEST_SUPPLIER, LONGEST_REASON = 999, 60, 200


def _draft(order: UUID) -> Order:
    found = Order.objects.select_for_update().filter(pk=order, state=Order.State.DRAFT).first()
    if found is None:
        raise CannotDo("gone")
    return found


@transaction.atomic
def write(*, key: Key, form_id: str) -> Order | None:
    """An order as the rule has it now: every thing of which something is to be ordered, with its reason.

    None: this form wrote it before. Raises CannotDo("draft") while another is being written.
    """
    if not once.claim(form_id):
        return None
    if Order.objects.filter(state=Order.State.DRAFT).exists():
        raise CannotDo("draft")
    made = Order.objects.create(week=str(this_week()))
    OrderLine.objects.bulk_create(_line(made, one) for one in stocking.sheet() if one.advice.packs)
    record.note("order written", role=acting(key, Role.LEAD), ref=made.pk)
    return made


def _line(order: Order, one: stocking.Line, packs: int | None = None, why: str = "") -> OrderLine:
    return OrderLine(
        order=order,
        item=one.item,
        suggested=one.advice.packs,
        packs=one.advice.packs if packs is None else packs,
        size=one.item.pack or 1,
        reason=one.reason[:LONGEST_REASON],
        override=why,
    )


@transaction.atomic
def change_line(*, key: Key, order: UUID, item: str, packs: int, why: str) -> None:
    """Another number of packs than the rule's, with a reason; also of something the rule does not order. Raises CannotDo."""
    found = _draft(order)
    if not 0 <= packs <= MOST_PACKS:
        raise CannotDo("number")
    row = found.lines.filter(item=item).first()
    if row is None:
        one = next((one for one in stocking.sheet() if one.item.key == item), None)
        if one is None:
            raise CannotDo("item")
        row = _line(found, one)
    # Going back to the rule's number needs no reason.
    row.override = "" if packs == row.suggested else sentence(why)
    row.packs = packs
    row.save()
    record.note("order changed", role=acting(key, Role.LEAD), ref=found.pk)


@transaction.atomic
def send(*, key: Key, order: UUID, supplier: str, to: str, form_id: str) -> Supply | None:
    """It was sent to the supplier; what comes will be confirmed at a hub. None: this form sent it before. Raises CannotDo."""
    supplier = " ".join(supplier.split())[:LONGEST_SUPPLIER]
    hub = Place.objects.filter(key=to, kind=Place.Kind.HUB, on=True).first()
    if hub is None:
        raise CannotDo("place")
    if not once.claim(form_id):
        return None
    found = _draft(order)
    lines = [(line.item_id, line.packs * line.size) for line in found.lines.all() if line.packs]
    if not lines:
        raise CannotDo("nothing")
    found.state, found.supplier, found.week = Order.State.SENT, supplier, str(this_week())
    found.save(update_fields=["state", "supplier", "week"])
    record.note("order sent", role=acting(key, Role.LEAD), ref=found.pk)
    return supplies.expect(to=hub, lines=lines, order=found)


@transaction.atomic
def drop(*, key: Key, order: UUID) -> None:
    """It is not sent, or the supplier does not send it. What came already stays. Raises CannotDo."""
    found = Order.objects.select_for_update().filter(pk=order, state__in=(Order.State.DRAFT, Order.State.SENT)).first()
    if found is None:
        raise CannotDo("gone")
    if any(one.state != Supply.State.SENT for one in found.supplies.select_for_update()):
        raise CannotDo("gone")
    # Nothing of it has come, so no event knows of it.
    found.supplies.all().delete()
    found.state = Order.State.DROPPED
    found.save(update_fields=["state"])
    record.note("order dropped", role=acting(key, Role.LEAD), ref=found.pk)
