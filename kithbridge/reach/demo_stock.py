"""The invented area's stock: one hub, three bags, and fourteen weeks of ordering, packing, filling up and counting.

Offers
------
begin(cast)        hub and bags, at the start
bag(area, ago)     which bag a hand-out came from; "" before anybody wrote stock down
week(cast, ago)    what was done with stock in that week, after its hand-outs, through the real actions

Today: foil has run out and its supplier has none; a lot of naloxone and the tests end soon; a lot of wipes is called back; one bag is put
down for now; one supply is on its way and one differs; an order is being written. All invented.
"""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from kithbridge.people.demo import Cast
from kithbridge.reach import kits, shelves
from kithbridge.reach.actions import ledger, lots, orders, stock, supplies
from kithbridge.reach.actions.supplies import Came
from kithbridge.reach.models import Lot, Order, Stock, Supply
from kithbridge.web import once
from kithbridge.web.clock import today

STARTED, EVERY = 14, 2  # weeks ago; the lead orders every other week
HUB, PLACES = "hub", (("Hub", "hub"), ("Red", "bag"), ("Blue", "bag"), ("Green", "bag"))
BAGS = {"tarrowby": "red", "coast-and-villages": "blue"}
CARRIERS = {"red": "Jo", "blue": "Cass"}
SUPPLIER = "Northern Harm Reduction Supplies (invented)"
# What a bag is filled up to every other week, and how many kits are packed by then.
PAR = {
    "blue": {"fine": 8, "short": 6, "smoke": 3, "naloxone": 4, "box": 4, "wipes": 5, "gift": 5},
    "red": {"fine": 12, "short": 9, "smoke": 5, "naloxone": 7, "box": 6, "wipes": 8, "gift": 8},
}
FOIL = {"red": 6, "blue": 4}
NO_FOIL = 8  # weeks ago the supplier had none any more
PACKED = ("fine", "short", "smoke")
# weeks ago it came -> item, number on the pack, weeks from then to its last day
LOTS = {
    12: (("naloxone", "NX-3306", 90), ("test", "HC-77", 18), ("wipes", "W-188", 120)),
    10: (("naloxone", "NX-3391", 88), ("wipes", "W-191", 120)),
    8: (("naloxone", "NX-4020", 86), ("wipes", "W-191", 118)),
    6: (("naloxone", "NX-4020", 84), ("wipes", "W-202", 118)),
    4: (("naloxone", "NX-4188", 84), ("wipes", "W-208", 120)),
    2: (("naloxone", "NX-4471", 8), ("wipes", "W-208", 118)),
    0: (("naloxone", "NX-5120", 90), ("wipes", "W-215", 120)),
}


def begin(cast: Cast) -> None:
    for label, kind in PLACES:
        stock.add_place(key=cast.team["Maeve"], label=label, kind=kind, form_id=once.new_form_id())


def bag(area: str, ago: int) -> str:
    """The red bag goes round Tarrowby, the blue one along the coast."""
    return BAGS.get(area, "") if ago <= STARTED - EVERY else ""


def _lies(place: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for item, n in Stock.objects.filter(place=place).values_list("item", "quantity"):
        found[item] = found.get(item, 0) + n
    return found


def _order(cast: Cast, ago: int) -> Order | None:
    """By the rule; the first one with what is wanted to begin with."""
    key = cast.team["Maeve"]
    made = orders.write(key=key, form_id=once.new_form_id())
    if made is None:
        return None
    if ago == STARTED:
        orders.change_line(key=key, order=made.pk, item="test", packs=9, why="The clinic gave nine for nothing.")
    if ago <= NO_FOIL and made.lines.filter(item="foil").exists():
        orders.change_line(
            key=key, order=made.pk, item="foil", packs=0, why="They have none before the new year. Another supplier was asked."
        )
    return made


def _sent(cast: Cast, order: Order) -> None:
    if order.lines.filter(packs__gt=0).exists():
        orders.send(key=cast.team["Maeve"], order=order.pk, supplier=SUPPLIER, to=HUB, form_id=once.new_form_id())
    else:
        orders.drop(key=cast.team["Maeve"], order=order.pk)


def _came(cast: Cast, ago: int) -> None:
    """What was ordered two weeks ago comes, with the lots on the packs."""
    dated = {item: (code, today() + dt.timedelta(weeks=life)) for item, code, life in LOTS.get(ago, ())}
    for supply in Supply.objects.filter(origin=None, state=Supply.State.SENT):
        came = {line.pk: Came(line.sent, *dated[line.item_id]) for line in supply.lines.all() if line.item_id in dated}
        supplies.confirm(key=cast.team["Maeve"], supply=supply.pk, came=came, form_id=once.new_form_id())


def _pack(cast: Cast) -> None:
    """As many kits as the bags will want and the parts give."""
    here, recipes = _lies(HUB), kits.parts_now(PACKED)
    for kit in PACKED:
        wanted = sum(par[kit] for par in PAR.values()) - here.get(kit, 0)
        n = min(wanted, *(here.get(part, 0) // many for part, many in recipes[kit].items()))
        if n > 0:
            stock.pack(key=cast.team["Maeve"], place=HUB, kit=kit, n=n, form_id=once.new_form_id())
            for part, many in recipes[kit].items():
                here[part] -= n * many


def _fill(cast: Cast, ago: int) -> None:
    """Each bag gets what it lacks and the hub has; who carries it says what came. The last two times not all goes well."""
    for place, par in PAR.items():
        here = _lies(HUB)
        wanted = {**par, "foil": FOIL[place]} if ago > NO_FOIL else par
        lines = {item: min(n, here.get(item, 0)) for item, n in supplies.missing(place, wanted).items() if here.get(item, 0) > 0}
        if not lines:
            continue
        made = supplies.send(key=cast.team["Maeve"], origin=HUB, to=place, lines=lines, form_id=once.new_form_id())
        if made is None or (ago == 0 and place == "blue"):
            continue
        short = {line.pk: Came(line.sent - 1) for line in made.lines.order_by("item")[:1]} if (ago, place) == (0, "red") else {}
        supplies.confirm(key=cast.team[CARRIERS[place]], supply=made.pk, came=short, form_id=once.new_form_id())


def _count(cast: Cast, place: str) -> None:
    """What is below nothing is counted, and there was none."""
    counted = {row.number: 0 for row in shelves.shelf(place) if row.below}
    if counted:
        key = cast.team[CARRIERS.get(place, "Maeve")]
        stock.count_place(key=key, place=place, counted=counted, form_id=once.new_form_id())


def week(cast: Cast, ago: int) -> None:
    """Every other week: what was ordered comes, kits are packed, bags filled up, the next order is sent."""
    if ago > STARTED:
        return
    if ago == 1:
        wipes = Lot.objects.filter(item="wipes", code="W-208").first()
        if wipes is not None:
            why = "Some packets are open at the seam, so germs may be in them. Do not use them. We bring new ones."
            lots.recall(key=cast.team["Maeve"], lot=wipes.pk, why=why, weeks=6)
        # Whoever carries the green bag said so on her phone.
        ledger.take([ledger.Arrived(uuid4(), {"v": 1, "k": "rest", "p": "green"})])
    if ago % EVERY:
        return
    if ago < STARTED:
        _came(cast, ago)
        _pack(cast)
        _count(cast, HUB)
        for place in CARRIERS if ago else ("red",):
            _count(cast, place)
        _fill(cast, ago)
    order = _order(cast, ago)
    if order is not None and ago > 0:
        _sent(cast, order)
