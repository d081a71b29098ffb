"""Acts of stock for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING
from uuid import uuid4

from kithbridge.engines import event_box
from kithbridge.people.vault import Key
from kithbridge.reach.actions import catalogue, event_keys, ledger, lots, orders, pasting, stock, supplies
from kithbridge.reach.actions.supplies import Came
from kithbridge.reach.models import Item, Order, Place, Recipe, RecipeLine, Supply
from kithbridge.web import clock, once

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _places(key: Key) -> None:
    for label, kind in (("Hub", "hub"), ("Red", "bag")):
        if not Place.objects.filter(label=label).exists():
            stock.add_place(key=key, label=label, kind=kind, form_id=once.new_form_id())


def _thing(world: World, n: int = 20) -> str:
    """A new thing, so many of which lie at the hub."""
    _places(world.site.lead.key)
    key = catalogue.key_of(f"thing {once.new_form_id()[:12]}")
    catalogue.add_item(label=key, key=key, kind=Item.Kind.OTHER)
    ledger.happened(kind="in", item=key, n=n, place="hub")
    return key


def _fine(world: World) -> str:
    """A thing whose tallies are always the same."""
    _places(world.site.lead.key)
    ledger.happened(kind="in", item="fine", n=20, place="hub")
    return "fine"


def _sent(world: World, item: str) -> Supply:
    made = supplies.send(key=world.site.lead.key, origin="hub", to="red", lines={item: 8}, form_id=once.new_form_id())
    assert made is not None
    return made


def add_a_place(world: World) -> Again:
    label, form = f"Bag {once.new_form_id()[:12]}", once.new_form_id()
    return _again(lambda: stock.add_place(key=world.site.lead.key, label=label, kind="bag", form_id=form))


def count_a_place(world: World) -> Again:
    item, form = _thing(world), once.new_form_id()
    lot = lots.find_or_add(item=item, code="A1", expires=clock.today())
    counted = {item: 3, f"{item}:{lot.pk}": 5}
    return _again(lambda: stock.count_place(key=world.site.lead.key, place="hub", counted=counted, form_id=form))


def waste_some(world: World) -> Again:
    item, form = _fine(world), once.new_form_id()
    return _again(lambda: stock.waste(key=world.site.lead.key, place="hub", number=item, n=3, area="coast", form_id=form))


def send_a_supply(world: World) -> Again:
    _sent(world, _thing(world))
    item, form = _thing(world), once.new_form_id()
    return _again(lambda: supplies.send(key=world.site.lead.key, origin="hub", to="red", lines={item: 8}, form_id=form))


def say_what_came(world: World) -> Again:
    supply, form = _sent(world, _thing(world)), once.new_form_id()
    came = {supply.lines.get().pk: Came(6)}
    return _again(lambda: supplies.confirm(key=world.jo.key, supply=supply.pk, came=came, form_id=form))


def settle_a_difference(world: World) -> Again:
    supply, form = _sent(world, _fine(world)), once.new_form_id()
    line = supply.lines.get().pk
    supplies.confirm(key=world.jo.key, supply=supply.pk, came={line: Came(6)}, form_id=once.new_form_id())
    lead = world.site.lead.key
    return _again(lambda: supplies.settle(key=lead, line=line, how=supplies.LOST, why="It tore.", area="coast", form_id=form))


def _order(world: World) -> Order:
    """A new order with one line on it; the one before is dropped."""
    item, key = _thing(world), world.site.lead.key
    for one in Order.objects.filter(state=Order.State.DRAFT):
        orders.drop(key=key, order=one.pk)
    made = orders.write(key=key, form_id=once.new_form_id())
    assert made is not None
    made.lines.all().delete()
    orders.change_line(key=key, order=made.pk, item=item, packs=4, why="To begin with.")
    return made


def change_an_order(world: World) -> Act:
    order = _order(world)
    item = order.lines.get().item_id
    return lambda: orders.change_line(key=world.site.lead.key, order=order.pk, item=item, packs=0, why="They have none.")


def send_an_order(world: World) -> Again:
    order, form = _order(world), once.new_form_id()
    return _again(lambda: orders.send(key=world.site.lead.key, order=order.pk, supplier="Northern", to="hub", form_id=form))


def pack_kits(world: World) -> Again:
    """Parts of a lot and parts of none: what went in is written down with it."""
    part, form = _thing(world), once.new_form_id()
    lot = lots.find_or_add(item=part, code="A1", expires=clock.today())
    ledger.happened(kind="in", item=part, n=5, place="hub", lot=lot.pk)
    kit = catalogue.key_of(f"kit {once.new_form_id()[:12]}")
    recipe = Recipe.objects.create(kit=Item.objects.create(key=kit, label=kit, kind=Item.Kind.KIT), version=1, week=str(clock.this_week()))
    RecipeLine.objects.create(recipe=recipe, item_id=part, quantity=2)
    return _again(lambda: stock.pack(key=world.site.lead.key, place="hub", kit=kit, n=4, form_id=form))


def bring_notes_in(world: World) -> Again:
    """One that counts and one that is put aside."""
    notes = []
    for inside in ({"v": 1, "k": "out", "i": "fine", "d": clock.today().isoformat(), "a": "coast"}, {"v": 1, "k": "sold"}):
        number = str(uuid4())
        box = event_box.seal(event_keys.newest().public, number, json.dumps(inside).ljust(160))
        notes.append(f"{number.replace('-', '')}\n{b64encode(box).decode()}.\n")
    return _again(lambda: pasting.bring(key=world.jo.key, text="2 notes.\n" + "".join(notes)))


def call_a_lot_back(world: World) -> Act:
    lot = lots.find_or_add(item=_thing(world), code="A1", expires=clock.today())
    return lambda: lots.recall(key=world.site.lead.key, lot=lot.pk, why="It leaks.", weeks=2)


ACTIONS = [
    *(add_a_place, count_a_place, waste_some, send_a_supply, say_what_came, settle_a_difference),
    *(change_an_order, send_an_order, call_a_lot_back, pack_kits, bring_notes_in),
]
