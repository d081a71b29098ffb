"""Places, and what is done with what lies there. Each act becomes events (`actions/ledger.py`); nothing here writes stock itself.

Offers
------
add_place, change_place, carried_again   hubs and bags: colours and plain words, never an owner
count_place   what lies there now, of all or some of it
waste         something cannot be used any more
give_back     something goes back to the supplier
pack          parts become kits
CannotDo      why nothing was done, in plain words
acted, parse_number, unfit   for the other acts of stock: the entry in the record; a row's number as a form names it; whether lots
              that must not be used would have to be taken

A peer counts bags; the rest is a lead's.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kithbridge.engines import handout
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach import kits
from kithbridge.reach.actions import ledger
from kithbridge.reach.actions.catalogue import key_of
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.models import Area, Item, Place, Stock, Supply
from kithbridge.reach.shelves import WAY, rows_of
from kithbridge.web import once, record

LONGEST_PLACE = 30
# why nothing was done -> what somebody is told
SAID = {
    "label": _("A place needs a short name or a colour that no other has. Nothing was changed."),
    "place": _("There is no such place. Nothing was changed."),
    "lies": _("Something still lies there or is on its way. Count it, or send it somewhere else first. Nothing was changed."),
    "hub": _("Only a lead does this for a hub. Nothing was changed."),
    "number": _("Write whole numbers, 10,000 at most. Nothing was counted. What you typed is still here."),
    "nothing": _("No number was written. Nothing was changed."),
    "item": _("There is no such thing, or it has no such lot. Nothing was changed."),
    "area": _("Choose an area: what is wasted is counted there. Nothing was changed."),
    "kit": _("Nobody has said what this kit is made of. Write its recipe first. Nothing was packed."),
    "same": _("It cannot go to where it is. Nothing was sent."),
    "gone": _("Somebody was faster: this was done already. Nothing was changed."),
    "why": _("Say why, in one sentence of 160 letters at most. Nothing was changed. What you typed is still here."),
    "date": _("Write the last day as it stands on the pack. Nothing was changed. What you typed is still here."),
    "code": _("Write the lot number as it stands on the pack, 40 letters at most. Nothing was changed."),
    "weeks": _("Say for how many weeks the line is shown: 1 to 26. Nothing was changed."),
    "draft": _("An order is being written already. Send it or drop it first. Nothing was changed."),
    "unfit": _(
        "Part of what lies there is over or was called back, and the rest is not enough. Count it or bin it first. Nothing was changed."
    ),
}


class CannotDo(Exception):
    """`why`: a key of SAID. Nothing was done."""

    def __init__(self, why: str) -> None:
        super().__init__(SAID[why])
        self.why = why


def is_lead(key: Key) -> bool:
    return RoleHeld.objects.filter(member=key.owner, role=Role.LEAD).exists()


def acted(kind: str, key: Key, ref: UUID | str) -> None:
    """A lead's act is an entry of its own; a peer's everyday act is one more in the week's count (docs/adr/0008)."""
    if is_lead(key):
        record.note(kind, role=acting(key, Role.LEAD), ref=ref)
    else:
        record.count(kind, role=acting(key, Role.PEER))


def _place(key: str) -> Place:
    found = Place.objects.filter(key=key).exclude(key=WAY).first()
    if found is None:
        raise CannotDo("place")
    return found


def may_handle(key: Key, place: Place) -> bool:
    """Bags are everybody's who hands out; a hub is a lead's."""
    return place.kind == Place.Kind.BAG or is_lead(key)


def parse_number(text: str) -> tuple[str, UUID | None]:
    """ "naloxone:<lot>" or "foil", as `Row.number` writes it. Raises CannotDo."""
    item, _colon, lot = text.partition(":")
    try:
        return item, UUID(lot) if lot else None
    except ValueError:
        raise CannotDo("item") from None


def unfit(place: str, item: str, n: int) -> bool:
    """Whether so many would come out of lots that must not be used: over, or called back."""
    rows = rows_of(Stock.objects.filter(place=place, item=item, quantity__gt=0).select_related("item", "lot"))
    return n > sum(row.n for row in rows if row.usable) and not all(row.usable for row in rows)


def write_down(lines: list[Happened]) -> None:
    """Into the ledger; what it cannot count is said in this room's words."""
    try:
        ledger.all_happened(lines)
    except ledger.CannotCount as problem:
        raise CannotDo({"area": "area", "many": "number", "form": "number", "place": "place"}.get(problem.why, "item")) from None


# --- Places ------------------------------------------------------------------------------------------------
def _label(label: str, *, but: str = "") -> str:
    label = " ".join(label.split())
    if not key_of(label) or len(label) > LONGEST_PLACE or Place.objects.filter(label__iexact=label).exclude(key=but).exists():
        raise CannotDo("label")
    return label


@transaction.atomic
def add_place(*, key: Key, label: str, kind: str, form_id: str) -> Place | None:
    """One more hub or bag, last in its order. None: this form made it before. Raises CannotDo."""
    if not once.claim(form_id):
        return None
    label = _label(label)
    if kind not in Place.Kind.values:
        raise CannotDo("place")
    number = key_of(label)
    if Place.objects.filter(key=number).exists():
        raise CannotDo("label")
    most = Place.objects.aggregate(most=Max("order"))["most"]
    made = Place.objects.create(key=number, label=label, kind=kind, order=0 if most is None else most + 1)
    acted("place added", key, made.key)
    return made


def empty(place: Place) -> bool:
    """Whether nothing lies there and nothing is on its way there."""
    lies = Stock.objects.filter(place=place).exclude(quantity=0).exists()
    return not lies and not Supply.objects.filter(to=place, state=Supply.State.SENT).exists()


@transaction.atomic
def change_place(*, key: Key, place: str, label: str, on: bool) -> None:
    """Another name, or put away: only what is empty can be put away. Raises CannotDo."""
    found = _place(place)
    found.label = _label(label, but=found.key)
    if found.on and not on and not empty(found):
        raise CannotDo("lies")
    found.on = on
    found.save(update_fields=["label", "on"])
    acted("place changed", key, found.key)


@transaction.atomic
def carried_again(*, key: Key, place: str) -> None:
    """A bag that was put down for now is carried again. Raises CannotDo."""
    if not Place.objects.filter(key=_place(place).key, resting=True).update(resting=False):
        raise CannotDo("gone")
    acted("bag taken up", key, place)


# --- What lies there -----------------------------------------------------------------------------------------
def _counts(place: str, item: str, typed: Mapping[UUID | None, int]) -> list[Happened]:
    """The counts of one item, so that its lots and what has no lot number stand as typed.

    A count without a lot is a count of all of the item (docs/adr/0012). So where there are lots too, what has none is set through the sum;
    where it has to fall, its lots are set to nothing before and to what lies there after. When every lot was counted, what went out without
    a lot is settled with them.
    """

    def count(n: int, lot: UUID | None) -> Happened:
        return Happened("count", item, n, place=place, lot=lot)

    stands: dict[UUID | None, int] = dict(Stock.objects.filter(place=place, item=item).values_list("lot", "quantity"))
    bare = stands.pop(None, 0)
    lots: dict[UUID | None, int] = {lot: n for lot, n in typed.items() if lot}
    settled = bare < 0 and set(stands) <= set(lots)
    rest = typed.get(None, 0 if settled else bare)
    every: dict[UUID | None, int] = {lot: max(n, 0) for lot, n in stands.items()}
    every |= lots
    if rest < bare and every:
        return [*(count(0, lot) for lot in every), count(rest, None), *(count(n, lot) for lot, n in every.items())]
    lines = [count(n, lot) for lot, n in lots.items()]
    return [*lines, count(rest + sum(every.values()), None)] if None in typed or rest > bare else lines


@transaction.atomic
def count_place(*, key: Key, place: str, counted: Mapping[str, int], form_id: str) -> int:
    """What lies at a place now: row number -> how many; what is not named was not counted. Returns how many lines were counted.

    A form sent twice counts once and returns 0. Raises CannotDo.
    """
    found = _place(place)
    if not may_handle(key, found):
        raise CannotDo("hub")
    if any(not 0 <= n <= handout.MOST_STOCK for n in counted.values()):
        raise CannotDo("number")
    if not counted:
        raise CannotDo("nothing")
    by_item: dict[str, dict[UUID | None, int]] = {}
    for number, n in counted.items():
        item, lot = parse_number(number)
        by_item.setdefault(item, {})[lot] = n
    if not once.claim(form_id):
        return 0
    write_down([line for item, typed in by_item.items() for line in _counts(place, item, typed)])
    acted("place counted", key, place)
    return len(counted)


def _some(number: str, n: int) -> tuple[str, UUID | None]:
    if not 1 <= n <= handout.MOST_STOCK:
        raise CannotDo("number")
    return parse_number(number)


@transaction.atomic
def waste(*, key: Key, place: str, number: str, n: int, area: str, form_id: str) -> bool:
    """Torn, wet, over, called back: it cannot be used. Counted in an area's tallies. False: this form did it before. Raises CannotDo."""
    found, (item, lot) = _place(place), _some(number, n)
    if not may_handle(key, found):
        raise CannotDo("hub")
    if not Area.objects.filter(key=area).exists():
        raise CannotDo("area")
    if not once.claim(form_id):
        return False
    write_down([Happened("waste", item, n, area, place, lot=lot, said=handout.SUM)])
    acted("wasted", key, place)
    return True


@transaction.atomic
def give_back(*, key: Key, place: str, number: str, n: int, form_id: str) -> bool:
    """Back to the supplier. False: this form did it before. Raises CannotDo."""
    found, (item, lot) = _place(place), _some(number, n)
    if not once.claim(form_id):
        return False
    write_down([Happened("gone", item, n, place=found.key, lot=lot)])
    acted("sent back to the supplier", key, place)
    return True


@transaction.atomic
def pack(*, key: Key, place: str, kit: str, n: int, form_id: str) -> bool:
    """Parts become kits, by the kit's newest recipe; what is not there falls below 0, and somebody counts. Nothing that is over or called
    back goes in: where the rest is not enough, CannotDo("unfit").

    False: this form did it before. Raises CannotDo.
    """
    found, _unused = _place(place), _some(kit, n)
    if not may_handle(key, found):
        raise CannotDo("hub")
    parts = kits.parts(kit)
    if not Item.objects.filter(key=kit, kind=Item.Kind.KIT).exists() or not parts:
        raise CannotDo("kit")
    if any(unfit(place, part, n * each) for part, each in parts.items()):
        raise CannotDo("unfit")
    if not once.claim(form_id):
        return False
    write_down([Happened("pack", kit, n, place=place)])
    acted("kits packed", key, place)
    return True
