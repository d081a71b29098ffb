"""A hub and bags with something in them, through the real actions, for tests and for looking at pages.

Offers: `lay_out(key)`; `coming(key)`, `differing(key)`, `ordered(key)`, `called_back(key)`, `fine_again(key)`.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from kithbridge.people.vault import Key
from kithbridge.reach.actions import ledger, lots, orders, stock, supplies
from kithbridge.reach.models import Item, Lot, Order, Place, Supply
from kithbridge.web import clock, once

PLACES = (("Hub at the quay", "hub"), ("Red", "bag"), ("Blue", "bag"))
HUB, RED = "hub-at-the-quay", "red"


def lay_out(key: Key) -> None:
    """Once: a hub and two bags; a lot that ends soon, something below nothing, a bag put down, ten weeks of asks."""
    if Place.objects.filter(key=HUB).exists():
        return
    for label, kind in PLACES:
        stock.add_place(key=key, label=label, kind=kind, form_id=once.new_form_id())
    Item.objects.filter(key="naloxone").update(dated=True, must=True, pack=10)
    Item.objects.filter(key="foil").update(pack=25)
    soon = lots.find_or_add(item="naloxone", code="NX-4471", expires=clock.today() + dt.timedelta(weeks=5))
    late = lots.find_or_add(item="naloxone", code="NX-5120", expires=clock.today() + dt.timedelta(weeks=70))
    for item, n, place, lot in (
        ("naloxone", 12, HUB, soon),
        ("naloxone", 20, HUB, late),
        ("naloxone", 3, RED, soon),
        ("foil", 22, HUB, None),
    ):
        ledger.happened(kind="in", item=item, n=n, place=place, lot=lot.pk if lot else None)
    now = clock.now()
    for ago in range(10, -1, -1):
        with clock.at(now - dt.timedelta(weeks=ago)):
            ledger.happened(kind="none", item="foil", n=20, area="tarrowby")
            ledger.happened(kind="none", item="naloxone", n=2, area="tarrowby")
    ledger.happened(kind="out", item="fine", n=2, area="tarrowby", place=RED)
    Place.objects.filter(key="blue").update(resting=True)


def coming(key: Key) -> UUID:
    """A supply from the hub to the red bag that nobody has confirmed."""
    lay_out(key)
    found = Supply.objects.filter(state=Supply.State.SENT, origin__isnull=False).first()
    return (found or supplies.send(key=key, origin=HUB, to=RED, lines={"foil": 4}, form_id=once.new_form_id())).pk  # type: ignore[union-attr]


def differing(key: Key) -> UUID:
    """One of which less came than was sent."""
    lay_out(key)
    found = Supply.objects.filter(state=Supply.State.DIFFERENT).first()
    if found is None:
        found = supplies.send(key=key, origin=HUB, to=RED, lines={"foil": 5}, form_id=once.new_form_id())
        assert found is not None
        line = found.lines.get()
        supplies.confirm(key=key, supply=found.pk, came={line.pk: supplies.Came(3)}, form_id=once.new_form_id())
    return found.pk


def ordered(key: Key, *, sent: bool = False) -> UUID:
    """An order being written, or sent with its supply."""
    lay_out(key)
    draft = Order.objects.filter(state=Order.State.DRAFT).first() or orders.write(key=key, form_id=once.new_form_id())
    assert draft is not None
    if not sent:
        return draft.pk
    supply = orders.send(key=key, order=draft.pk, supplier="Northern Harm Reduction Supplies", to=HUB, form_id=once.new_form_id())
    assert supply is not None
    return supply.pk


def called_back(key: Key) -> UUID:
    """The lot that ends soon is called back."""
    lay_out(key)
    lot = Lot.objects.get(code="NX-4471")
    lots.recall(key=key, lot=lot.pk, why="The spray may not work. Do not use it. Give it back to any of us.", weeks=4)
    return lot.pk


def fine_again(key: Key) -> None:
    for lot in Lot.objects.filter(recalled__isnull=False):
        lots.end_recall(key=key, lot=lot.pk)
