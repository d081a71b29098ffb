"""Things on their way: sent, confirmed by whoever gets them, and what differs settled by a lead.

Offers
------
send      from a hub or bag to another
fill_up   a bag filled up to numbers per thing: only what is missing is sent
expect    a supplier sends something to a hub
confirm   whoever gets it says what came
settle    a lead says what became of a difference

How the way between is counted. Between two places: sending moves things to the place WAY, which nobody sees; confirming moves what came on
from there. What was sent and did not come stays at WAY until it is settled: it came after all (moved on), it is lost or spoilt (wasted), it
never left (moved back). Where more came than was sent, WAY stands below nothing until it is settled by moving the rest out of where it came
from. So each step is one event and at no time does a thing count twice. From a supplier nothing is stock before it comes: confirming is
where it comes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge.engines import handout
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.actions.lots import LONGEST_SENTENCE, find_or_add, sentence
from kithbridge.reach.actions.stock import CannotDo, acted, may_handle, unfit, write_down
from kithbridge.reach.models import Area, Order, Place, Stock, Supply, SupplyLine
from kithbridge.reach.shelves import WAY, rows_of
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

# what became of a difference -> what a lead reads. Which of them fit depends on the way it went: `ways`.
CAME, LOST, BACK, NEVER, MORE, KEPT, RETURNED = "came", "lost", "back", "never", "more", "kept", "returned"
WAYS: dict[str, str | Promise] = {
    CAME: _("it came after all"),
    LOST: _("it is lost or spoilt"),
    BACK: _("it never left, or went back"),
    NEVER: _("it does not come any more"),
    MORE: _("more was sent than was written down"),
    KEPT: _("we keep what came"),
    RETURNED: _("what was too much goes back to the supplier"),
}


def ways(line: SupplyLine) -> tuple[str, ...]:
    """How a difference of this line can be settled."""
    if line.came is None or line.came == line.sent:
        return ()
    if line.supply.origin_id is None:
        return (CAME, NEVER) if line.came < line.sent else (KEPT, RETURNED)
    return (CAME, LOST, BACK) if line.came < line.sent else (MORE,)


def _place(key: str) -> Place:
    found = Place.objects.filter(key=key, on=True).exclude(key=WAY).first()
    if found is None:
        raise CannotDo("place")
    return found


def _way() -> str:
    """The place of what is on its way, made when it is first needed. It is never in use, so no list and no phone names it."""
    Place.objects.get_or_create(key=WAY, defaults={"label": "on the way", "kind": Place.Kind.HUB, "on": False})
    return WAY


def _from_lots(place: str, item: str, n: int) -> list[tuple[UUID | None, int]]:
    """From which lots so many are taken: what ends first, never what is over or called back. The rest is what nobody dated.

    Raises CannotDo where the rest would come out of lots that must not be used.
    """
    if unfit(place, item, n):
        raise CannotDo("unfit")
    rows = rows_of(Stock.objects.filter(place=place, item=item, quantity__gt=0).select_related("item", "lot"))
    found: list[tuple[UUID | None, int]] = []
    for row in sorted(rows, key=lambda row: (row.lot and row.lot.expires) or date.max):
        some = min(n, row.n)
        if row.lot and row.usable and some:
            found.append((row.lot.pk, some))
            n -= some
    return [*found, (None, n)] if n else found


def _whole(lines: Mapping[str, int]) -> dict[str, int]:
    if any(not 0 <= n <= handout.MOST_STOCK for n in lines.values()):
        raise CannotDo("number")
    found = {item: n for item, n in lines.items() if n}
    if not found:
        raise CannotDo("nothing")
    return found


@transaction.atomic
def send(*, key: Key, origin: str, to: str, lines: Mapping[str, int], form_id: str) -> Supply | None:
    """So many of each thing leave one place for another. None: this form sent it before. Raises CannotDo."""
    here, there, wanted = _place(origin), _place(to), _whole(lines)
    if here == there:
        raise CannotDo("same")
    if not once.claim(form_id):
        return None
    made = Supply.objects.create(week=str(this_week()), origin=here, to=there)
    parts = [(item, lot, some) for item, n in wanted.items() for lot, some in _from_lots(origin, item, n)]
    way = _way()
    # Events first: they refuse what there is none of in the catalogue.
    write_down([Happened("move", item, n, place=origin, to=way, lot=lot) for item, lot, n in parts])
    SupplyLine.objects.bulk_create(SupplyLine(supply=made, item_id=item, lot_id=lot, sent=n) for item, lot, n in parts)
    record.note("supply sent", role=acting(key, Role.LEAD), ref=made.pk)
    return made


def missing(place: str, par: Mapping[str, int]) -> dict[str, int]:
    """What a place lacks to hold so many of each thing; what is on its way there counts as there, what is below 0 as nothing."""
    have = dict.fromkeys(par, 0)
    for item, n in Stock.objects.filter(place=place, item__in=par, quantity__gt=0).values_list("item", "quantity"):
        have[item] += n
    coming = SupplyLine.objects.filter(supply__to=place, supply__state=Supply.State.SENT, item__in=par)
    for item, n in coming.values_list("item", "sent"):
        have[item] += n
    return {item: n - have[item] for item, n in par.items() if n > have[item]}


@transaction.atomic
def fill_up(*, key: Key, origin: str, to: str, par: Mapping[str, int], form_id: str) -> Supply | None:
    """Send what is missing up to these numbers. None: this form sent it before. Raises CannotDo("nothing") where nothing is missing."""
    return send(key=key, origin=origin, to=to, lines=missing(to, _whole(par)), form_id=form_id)


def expect(*, to: Place, lines: Iterable[tuple[str, int]], order: Order) -> Supply:
    """A supplier will send so many of each thing; inside the caller's transaction (`actions/orders.py`)."""
    made = Supply.objects.create(week=str(this_week()), to=to, order=order)
    SupplyLine.objects.bulk_create(SupplyLine(supply=made, item_id=item, sent=n) for item, n in lines)
    return made


@dataclass(frozen=True)
class Came:
    """What came of one line. `code`, `expires`: the lot on the pack, where it came from a supplier and somebody wrote it down."""

    n: int
    code: str = ""
    expires: date | None = None


def _arrives(line: SupplyLine, came: Came) -> list[Happened]:
    """What came, where it came."""
    goal = line.supply.to_id
    if line.supply.origin_id is not None:
        return [Happened("move", line.item_id, came.n, place=WAY, to=goal, lot=line.lot_id)] if came.n else []
    if came.code.strip():
        line.lot = find_or_add(item=line.item_id, code=came.code, expires=came.expires)
    return [Happened("in", line.item_id, came.n, place=goal, lot=line.lot_id)] if came.n else []


def _locked(supply: UUID, state: str) -> Supply:
    found = Supply.objects.select_for_update().filter(pk=supply).first()
    if found is None or found.state != state:
        raise CannotDo("gone")
    return found


def _tidy(supply: Supply) -> None:
    """Nothing of these things is on its way any more: then nothing lies at WAY, whatever lots two supplies at once were counted from."""
    items = set(supply.lines.values_list("item", flat=True))
    still = SupplyLine.objects.filter(item__in=items).exclude(supply__state=Supply.State.DONE).values_list("item", flat=True)
    left = Stock.objects.filter(place=WAY, item__in=items - set(still)).exclude(quantity=0)
    write_down([Happened("count", item, 0, place=WAY) for item in sorted(set(left.values_list("item", flat=True)))])


def _done(supply: Supply) -> None:
    """All that was sent has come or is settled; an order is done when everything that was sent for it is."""
    Supply.objects.filter(pk=supply.pk).update(state=Supply.State.DONE)
    _tidy(supply)
    if supply.order_id and not Supply.objects.filter(order=supply.order_id).exclude(state=Supply.State.DONE).exists():
        Order.objects.filter(pk=supply.order_id, state=Order.State.SENT).update(state=Order.State.DONE)


@transaction.atomic
def confirm(*, key: Key, supply: UUID, came: Mapping[UUID, Came], form_id: str) -> bool:
    """Whoever gets it says what came, line by line; a line not named came as sent. False: this form did it before. Raises CannotDo.

    Where something differs the supply waits for a lead.
    """
    if any(not 0 <= one.n <= handout.MOST_STOCK for one in came.values()):
        raise CannotDo("number")
    if not once.claim(form_id):
        return False
    found = _locked(supply, Supply.State.SENT)
    if not may_handle(key, found.to):
        raise CannotDo("hub")
    # What has a lot first: what has none then finds only what has none.
    lines = sorted(found.lines.select_related("supply"), key=lambda line: (line.item_id, line.lot_id is None, str(line.lot_id)))
    events = []
    for line in lines:
        one = came.get(line.pk, Came(line.sent))
        line.came = one.n
        events += _arrives(line, one)
    write_down(events)
    SupplyLine.objects.bulk_update(lines, ["came", "lot"])
    Supply.objects.filter(pk=found.pk).update(came=str(this_week()))
    if any(line.came != line.sent for line in lines):
        Supply.objects.filter(pk=found.pk).update(state=Supply.State.DIFFERENT)
    else:
        _done(found)
    acted("supply came", key, found.pk)
    return True


def _settling(line: SupplyLine, how: str, area: str) -> list[Happened]:
    """The events of settling a difference. Nothing where only the paper was wrong."""
    n, item, lot, origin, goal = abs(line.sent - (line.came or 0)), line.item_id, line.lot_id, line.supply.origin_id, line.supply.to_id
    if how == CAME and origin is None:
        return [Happened("in", item, n, place=goal, lot=lot)]
    if how == CAME:
        return [Happened("move", item, n, place=WAY, to=goal, lot=lot)]
    if how == BACK:
        return [Happened("move", item, n, place=WAY, to=str(origin), lot=lot)]
    if how == MORE:
        return [Happened("move", item, n, place=str(origin), to=WAY, lot=lot)]
    if how == LOST:
        return [Happened("waste", item, n, area, WAY, lot=lot, said=handout.SUM)]
    return [Happened("gone", item, n, place=goal, lot=lot)] if how == RETURNED else []


@transaction.atomic
def settle(*, key: Key, line: UUID, how: str, why: str, area: str = "", form_id: str) -> bool:
    """A lead says what became of a difference, in a sentence that stays. False: this form did it before. Raises CannotDo."""
    why = sentence(why)
    if not once.claim(form_id):
        return False
    row = SupplyLine.objects.select_related("supply").filter(pk=line).first()
    if row is None:
        raise CannotDo("gone")
    found = _locked(row.supply_id, Supply.State.DIFFERENT)
    row.refresh_from_db()
    if row.settled or how not in ways(row):
        raise CannotDo("gone")
    if how == LOST and not Area.objects.filter(key=area).exists():
        raise CannotDo("area")
    write_down(_settling(row, how, area))
    row.settled = f"{WAYS[how]}: {why}"[: LONGEST_SENTENCE + 40]
    row.save(update_fields=["settled"])
    if all(one.came == one.sent or one.settled for one in found.lines.all()):
        _done(found)
    record.note("difference settled", role=acting(key, Role.LEAD), ref=found.pk)
    return True
