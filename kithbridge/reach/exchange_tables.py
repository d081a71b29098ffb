"""The tables of this room as CSV: which columns each has, and its rows as they are now.

Offers
------
Table, IN, OUT    what can be brought in, and everything that is taken out; file name without ".csv" -> Table
written(name)     one table as the text of its file

Never among them: single events, phones, asks, answers, and who did what. Counts (stock, packed, tallies, reached) and orders are taken out
only: they come about by acts, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kithbridge.formats import sheets
from kithbridge.reach.actions.catalogue import MOST_IN_A_PACK, PICTURES
from kithbridge.reach.actions.kits import MOST_OF_ONE
from kithbridge.reach.exchange_cells import CHOICE, DAY, KEY, NUMBER, TEXT, WEEK, YES_NO, Cell
from kithbridge.reach.grounds import NATIONS
from kithbridge.reach.models import (
    Area,
    Basis,
    Card,
    Estimate,
    Item,
    Lot,
    OrderLine,
    Packed,
    Place,
    Reached,
    RecipeLine,
    Stock,
    Tally,
)
from kithbridge.reach.shelves import WAY

MANY = 32_767


@dataclass(frozen=True)
class Table:
    """`columns` are read and written; `told` are written only."""

    columns: Mapping[str, Cell]
    rows: Callable[[], Iterable[Iterable[Any]]]
    told: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def every(self) -> dict[str, Cell]:
        return {**self.columns, **self.told}


ITEM_COLUMNS = {
    "key": KEY(needed=False),
    "label": TEXT(60),
    "plain": TEXT(200),
    "kind": CHOICE(Item.Kind.values),
    "picture": CHOICE(PICTURES),
    "order": NUMBER(0, MANY),
    "on": YES_NO,
    "alone": YES_NO,
    "neutral": TEXT(24),
    "unit": TEXT(20),
    "counts": CHOICE(Item.Counts.values),
    "dated": YES_NO,
    "women": YES_NO,
    "must": YES_NO,
    "grounds": YES_NO,
    "pack": NUMBER(1, MOST_IN_A_PACK),
    "takes": NUMBER(0, MOST_IN_A_PACK),
    "replaces": KEY(needed=False),
    "options": TEXT(200),
    "note": TEXT(200),
    "code": TEXT(40),
}


def _values(model: type[Any], *columns: str, order: Iterable[str] = ("order", "key")) -> Callable[[], Iterable[Iterable[Any]]]:
    return lambda: model.objects.order_by(*order).values_list(*columns)


def _cards() -> Iterable[Iterable[Any]]:
    """What the group changed or added; the starting ones come with the software."""
    for card in Card.objects.order_by("order", "key"):
        words = (card.kind, card.item_id, card.when, card.side, card.text, card.source, card.link, card.dated)
        yield (card.key, *words, card.checked_by, card.checked, card.on)


CARD_COLUMNS = {
    "key": KEY(40),
    "kind": CHOICE(["", *Item.Kind.values]),
    "item": KEY(needed=False),
    "when": CHOICE(Card.When.values),
    "side": CHOICE(Card.Side.values),
    "text": TEXT(600, lines=True),
    "source": TEXT(200),
    "link": TEXT(200),
    "dated": TEXT(10),
    "checked_by": TEXT(80),
    "checked": WEEK,
    "on": YES_NO,
}

IN: dict[str, Table] = {
    "areas": Table({"key": KEY(needed=False), "label": TEXT(60)}, _values(Area, "key", "label")),
    "catalogue": Table(ITEM_COLUMNS, _values(Item, *ITEM_COLUMNS)),
    "kits": Table(
        {
            "kit": KEY(),
            "version": NUMBER(1, MANY, needed=True),
            "week": WEEK,
            "why": TEXT(200),
            "item": KEY(),
            "quantity": NUMBER(1, MOST_OF_ONE, needed=True),
        },
        _values(
            RecipeLine,
            "recipe__kit",
            "recipe__version",
            "recipe__week",
            "recipe__why",
            "item",
            "quantity",
            order=("recipe__kit__order", "recipe__kit", "recipe__version", "item__order", "item"),
        ),
    ),
    "grounds": Table(
        {
            "item": KEY(),
            "nation": CHOICE(NATIONS, needed=True),
            "who": TEXT(200),
            "ground": CHOICE(Basis.Ground.values, needed=True),
            "checked_by": TEXT(80),
            "checked": WEEK,
            "until": WEEK,
        },
        _values(Basis, "item", "nation", "who", "ground", "checked_by", "checked", "until", order=("nation", "item__order", "item")),
    ),
    "places": Table(
        {
            "key": KEY(needed=False),
            "label": TEXT(30),
            "kind": CHOICE(Place.Kind.values, needed=True),
            "order": NUMBER(0, MANY),
            "on": YES_NO,
        },
        lambda: Place.objects.exclude(key=WAY).order_by("order", "key").values_list("key", "label", "kind", "order", "on"),
    ),
    "lots": Table(
        {"item": KEY(), "code": TEXT(40), "expires": DAY},
        _values(Lot, "item", "code", "expires", "recalled", "recall", "recall_ends", order=("item__order", "item", "code")),
        told={"recalled": WEEK, "recall": TEXT(200), "recall_ends": WEEK},
    ),
    "estimates": Table(
        {
            "kind": CHOICE(Estimate.Kind.values, needed=True),
            "area": KEY(needed=False),
            "low": NUMBER(0, 9_999_999, needed=True),
            "high": NUMBER(0, 9_999_999, needed=True),
            "year": NUMBER(1990, 2200, needed=True),
            "source": TEXT(200),
        },
        _values(Estimate, "kind", "area", "low", "high", "year", "source", order=("kind", "area", "year")),
    ),
    "cards": Table(CARD_COLUMNS, _cards),
}

_TOLD = Cell(str, lambda value: "" if value is None else str(value))


def _told(*columns: str) -> dict[str, Cell]:
    return dict.fromkeys(columns, _TOLD)


def _packed() -> list[tuple[Any, ...]]:
    codes = {lot.hex: code for lot, code in Lot.objects.values_list("pk", "code")}
    rows = Packed.objects.order_by("week", "kit__order", "kit", "item__order", "item", "lot")
    return [
        (week, kit, item, codes.get(lot, ""), n) for week, kit, item, lot, n in rows.values_list("week", "kit", "item", "lot", "quantity")
    ]


OUT: dict[str, Table] = {
    **IN,
    "stock": Table(
        {},
        _values(
            Stock, "place", "item", "lot__code", "quantity", "counted", order=("place__order", "place", "item__order", "item", "lot__code")
        ),
        told=_told("place", "item", "lot", "quantity", "counted"),
    ),
    "packed": Table({}, _packed, told=_told("week", "kit", "item", "lot", "quantity")),
    "orders": Table(
        {},
        _values(
            OrderLine,
            "order__week",
            "order__state",
            "order__supplier",
            "item",
            "suggested",
            "packs",
            "size",
            "reason",
            "override",
            order=("order__week", "order", "item__order", "item"),
        ),
        told=_told("week", "state", "supplier", "item", "suggested", "packs", "size", "reason", "override"),
    ),
    "tallies": Table(
        {},
        _values(Tally, "week", "area", "item", "kind", "quantity", order=("week", "area__order", "area", "item__order", "item", "kind")),
        told=_told("week", "area", "item", "kind", "quantity"),
    ),
    "reached": Table(
        {},
        _values(Reached, "week", "area", "kind", "quantity", order=("week", "area", "kind")),
        told=_told("week", "area", "kind", "quantity"),
    ),
}


def written(name: str) -> str:
    """One table as the text of a CSV file."""
    table = OUT[name]
    cells = list(table.every.values())
    rows = ([cell.write(value) for cell, value in zip(cells, row, strict=True)] for row in table.rows())
    return sheets.write(list(table.every), rows)
