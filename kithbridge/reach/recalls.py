"""Lots that were called back: the line on every page, the page it leads to, what still lies where, and which packed kits hold some.

Offers
------
line()          what every page says while a lot is called back: words and address, or None. One query of a small table
called_back()   the lots whose line is shown now
lies(lot)       how much of a lot lies where, and where packed kits lie that hold some of it or may
inside(lot)     the kits that hold some of it or may, each with what is to be said of it in one sentence
kit_line(lot)   these sentences as one line; `neutral` for a phone
in_kits(rows)   one line for each lot called back that may be inside the kits of a shelf
number_of(week) the number that is written on a kit when it is packed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.reach.models import Item, Lot, Packed, Place, RecipeLine, Stock
from kithbridge.reach.shelves import WAY, Row
from kithbridge.web.clock import this_week


class PageLine(NamedTuple):
    """One line of a page: what it says, the word that leads on, and where to."""

    said: str
    act: str
    url: str


def line() -> PageLine | None:
    """Neutral, since it stands on first screens too: nothing in it tells what we bring."""
    if not Lot.objects.filter(recall_ends__gte=str(this_week())).exists():
        return None
    return PageLine(_("A notice about something we brought."), _("Look"), reverse("recall"))


def called_back() -> list[Lot]:
    """Newest first."""
    return list(Lot.objects.filter(recall_ends__gte=str(this_week())).select_related("item").order_by("-recalled", "item__order", "code"))


# --- What went into kits ---------------------------------------------------------------------------------
def number_of(week: Week | str) -> str:
    """Year and week, such as "26W47": short enough for a pen, and nothing that looks like a last day."""
    found = week if isinstance(week, Week) else Week.parse(week)
    return f"{found.year % 100:02d}W{found.week:02d}"


@dataclass(frozen=True)
class Inside:
    """A sort of kit that a lot is inside, or may be.

    numbers : those on the kits that it went into
    pieces : how many of it went in
    unknown : whether there are kits of this sort of which nobody wrote down what went in
    """

    kit: Item
    numbers: tuple[str, ...]
    pieces: int
    unknown: bool

    def said(self, *, neutral: bool = False) -> str:
        """Which kits to open, in one sentence."""
        facts = {"kit": (self.kit.neutral if neutral else "") or self.kit.label, "numbers": _(" or ").join(self.numbers)}
        if not self.numbers:
            return _("%(kit)s: it may be inside. Nobody wrote that down. Open each one and look.") % facts
        said = _("%(kit)s with %(numbers)s on it: it is inside.") % facts
        return said + " " + _("Open the others as well: of some nobody wrote down what is inside.") if self.unknown else said


def inside(lot: Lot) -> list[Inside]:
    """In the group's order. A sort of which every packing is known, and none took of this lot, is not there.

    A count that found more kits than were written down says nothing of what is inside: they are taken to be of those that were packed.
    """
    rows = list(Packed.objects.filter(item=lot.item_id).order_by("week"))
    sorts = {row.kit_id for row in rows} | set(RecipeLine.objects.filter(item=lot.item_id).values_list("recipe__kit", flat=True))
    # Of a sort that was never packed here nothing is known either.
    vague = {row.kit_id for row in rows if not row.lot} | (sorts - {row.kit_id for row in rows})
    found = []
    for kit in Item.objects.filter(key__in=sorts).order_by("order", "key"):
        of_it = [row for row in rows if row.kit_id == kit.key and row.lot == lot.pk.hex]
        numbers = tuple(number_of(row.week) for row in of_it)
        if numbers or kit.key in vague:
            found.append(Inside(kit, numbers, sum(row.quantity for row in of_it), kit.key in vague))
    return found


def kit_line(lot: Lot, *, neutral: bool = False) -> str:
    return " ".join(one.said(neutral=neutral) for one in inside(lot))


def in_kits(rows: Iterable[Row]) -> list[str]:
    """For the page of a place: which of its kits are to be opened, and for which lot."""
    here = {row.item.key for row in rows if row.item.kind == Item.Kind.KIT and row.n > 0}
    found = []
    for lot in (
        Lot.objects.filter(recalled__isnull=False).select_related("item").order_by("-recalled", "item__order", "code") if here else ()
    ):
        said = " ".join(one.said() for one in inside(lot) if one.kit.key in here)
        if said:
            found.append(_("%(thing)s, lot %(code)s is called back.") % {"thing": lot.item.label, "code": lot.code} + " " + said)
    return found


@dataclass(frozen=True)
class Lies:
    """How many lie at a place. `kit`: packed kits of this sort, which hold some of the lot, or may: they have to be opened."""

    place: Place
    n: int
    kit: Item | None = None


def lies(lot: Lot) -> list[Lies]:
    """Where it lies, the way between places included; then where the kits of `inside` lie.

    Which kit of a sort went where nobody writes down: so each place that has such kits is named, and the number on the kit decides.
    """
    rows = Stock.objects.filter(lot=lot).exclude(quantity=0).select_related("place")
    found = [Lies(row.place, row.quantity) for row in rows.order_by("place__order", "place__key")]
    kits = Stock.objects.filter(item__in=[one.kit for one in inside(lot)], quantity__gt=0).select_related("place", "item")
    found += [Lies(row.place, row.quantity, row.item) for row in kits.order_by("place__order", "item__order")]
    return sorted(found, key=lambda one: one.place.key == WAY)
