"""Lots that were called back: the line on every page, the page it leads to, and what still lies where.

Offers
------
line()        what every page says while a lot is called back: words and address, or None. One query of a small table
called_back() the lots whose line is shown now
lies(lot)     how much of a lot lies where, and in which packed kits some of it may be
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from kithbridge.reach.models import Item, Lot, Place, RecipeLine, Stock
from kithbridge.reach.shelves import WAY
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


@dataclass(frozen=True)
class Lies:
    """How many lie at a place. `kit`: packed kits of this sort, which may hold some of the lot and have to be opened."""

    place: Place
    n: int
    kit: Item | None = None


def lies(lot: Lot) -> list[Lies]:
    """Where it lies, the way between places included; then packed kits whose recipe, of any version, has the item in it.

    Nobody writes down which lots went into a kit, so every packed kit of that sort counts as one that may hold it.
    """
    rows = Stock.objects.filter(lot=lot).exclude(quantity=0).select_related("place")
    found = [Lies(row.place, row.quantity) for row in rows.order_by("place__order", "place__key")]
    packed = RecipeLine.objects.filter(item=lot.item_id).values_list("recipe__kit", flat=True)
    kits = Stock.objects.filter(item__in=packed, quantity__gt=0).select_related("place", "item")
    found += [Lies(row.place, row.quantity, row.item) for row in kits.order_by("place__order", "item__order")]
    return sorted(found, key=lambda one: one.place.key == WAY)
