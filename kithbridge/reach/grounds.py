"""On what ground the group supplies each thing, in its nation. Nothing here says what the law is: only who checked, and when.

Offers
------
NATIONS, nation_now()   the four nations, and the group's own (the fact "nation")
may(item)               whether a thing or kit may be supplied by us
barred(items)           which of several may not, in four queries however many there are
Standing, standing()    how a thing's line stands: nobody has checked, over, soon over, fine, none
lines()                 every carried thing with its line, what nobody has checked first
urgent()                what a lead must look at soon, or what is switched off for want of a ground

A thing may be supplied unless its line says "none". A thing that is marked `grounds` needs a line that somebody checked and that is
not over. A kit may be supplied where all that it is made of may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge.engines.week import Week
from kithbridge.people import facts
from kithbridge.reach.kits import parts_now
from kithbridge.reach.models import Basis, Item
from kithbridge.web.clock import this_week

NATIONS: dict[str, str | Promise] = {
    "England": _("England"),
    "Wales": _("Wales"),
    "Scotland": _("Scotland"),
    "Northern Ireland": _("Northern Ireland"),
}
SOON = 8  # weeks before the end of a line in which a lead is told
FREE = (Item.Kind.GIFT, Item.Kind.NOTE, Item.Kind.INFO)  # a present, a few kind words and a card ask nobody's leave


class Standing(Enum):
    """How a thing's line stands. The order is the order of the page."""

    NOBODY = "nobody"  # there is no line, or nobody checked it
    OVER = "over"  # checked once; its last week is past
    SOON = "soon"  # ends within SOON weeks
    NONE = "none"  # there is no ground: it is off everywhere
    FINE = "fine"


STANDINGS: dict[Standing, str | Promise] = {
    Standing.NOBODY: _("not checked yet"),
    Standing.OVER: _("check it again now"),
    Standing.SOON: _("check it again soon"),
    Standing.NONE: _("we may not bring it"),
    Standing.FINE: _("checked"),
}


def nation_now() -> str:
    """The group's nation as it stands in lines, or "" where the fact does not name one of the four."""
    said = facts.fact("nation").casefold()
    return next((nation for nation in NATIONS if nation.casefold() in said), "")


def standing(line: Basis | None) -> Standing:
    """How a line stands this week."""
    if line is None:
        return Standing.NOBODY
    if line.ground == Basis.Ground.NONE:
        return Standing.NONE
    if not line.checked_by or not line.checked:
        return Standing.NOBODY
    if not line.until:
        return Standing.FINE
    left = Week.parse(line.until) - this_week()
    if left < 0:
        return Standing.OVER
    return Standing.SOON if left < SOON else Standing.FINE


def _allows(item: Item, line: Basis | None) -> bool:
    """Whether the thing itself may be supplied, what it is made of left aside."""
    stands = standing(line)
    if stands is Standing.NONE:
        return False
    return not item.grounds or stands in (Standing.FINE, Standing.SOON)


def _own_lines() -> dict[str, Basis]:
    return {line.item_id: line for line in Basis.objects.filter(nation=nation_now())}


def barred(items: Iterable[Item], own: Mapping[str, Basis] | None = None) -> set[str]:
    """Keys of those that may not be supplied. `own`: the nation's lines, where they have been read already."""
    asked = list(items)
    if not asked:
        return set()
    own = _own_lines() if own is None else own
    made_of = parts_now(item.key for item in asked if item.kind == Item.Kind.KIT)
    # What a kit is made of may be something that nobody asked about here.
    needing = {key for parts in made_of.values() for key in parts} - {item.key for item in asked}
    known = [*asked, *(Item.objects.filter(key__in=needing) if needing else ())]
    off = {item.key for item in known if not _allows(item, own.get(item.key))}
    off |= {kit for kit, parts in made_of.items() if off & set(parts)}
    return off & {item.key for item in asked}


def may(item: Item) -> bool:
    """Whether this group may supply a thing or a kit in its nation, as far as anybody has written down."""
    return not barred([item])


@dataclass(frozen=True)
class Line:
    """One thing on the lead's page: its line in the group's nation, if there is one, and how it stands. `off`: switched off everywhere."""

    item: Item
    basis: Basis | None
    standing: Standing
    off: bool

    @property
    def said(self) -> str | Promise:
        return STANDINGS[self.standing]

    @property
    def care(self) -> bool:
        return self.standing is not Standing.FINE


def lines() -> list[Line]:
    """Every thing that is carried, by itself or in a kit: what nobody has checked first, then what is over or soon will be.

    Presents, notes and cards are among them only where somebody wrote a line for them.
    """
    own = _own_lines()
    inside = {
        key for parts in parts_now(Item.objects.filter(on=True, kind=Item.Kind.KIT).values_list("key", flat=True)).values() for key in parts
    }
    things = Item.objects.filter(Q(on=True) | Q(key__in=inside)).exclude(kind=Item.Kind.KIT).order_by("order", "key")
    items = [item for item in things if item.kind not in FREE or item.grounds or item.key in own]
    off = barred(items, own)
    found = [Line(item, own.get(item.key), standing(own.get(item.key)), item.key in off) for item in items]
    rank = list(Standing)
    return sorted(found, key=lambda line: rank.index(line.standing))


def urgent() -> list[Line]:
    """Carried things whose line is over, soon over, or missing although they are off without one."""
    return [line for line in lines() if line.standing in (Standing.OVER, Standing.SOON) or (line.off and line.standing is Standing.NOBODY)]
