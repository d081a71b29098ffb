"""What a lead can start from: things other groups bring, and three kits.

Nothing of it is there before a lead takes it (`actions/starting.py`).

Offers
------
items(), recipes()   what stands in starting_items.csv and starting_kits.csv
offered()            what is not in the group's catalogue yet
fields(key)          one thing as `catalogue.add_item` takes it

The files have the form of the exchange (`exchange.py`), so they show how a catalogue is written in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kithbridge.formats import sheets
from kithbridge.reach.actions.catalogue import Fields
from kithbridge.reach.models import Item

_HERE = Path(__file__).parent


def _rows(file: str) -> list[Mapping[str, str]]:
    return [row.cells for row in sheets.read((_HERE / file).read_bytes()).rows]


@cache
def items() -> dict[str, Mapping[str, str]]:
    """Key -> its row, in the order of the file."""
    return {row["key"]: row for row in _rows("starting_items.csv")}


@cache
def recipes() -> dict[str, dict[str, int]]:
    """Kit -> thing -> how many."""
    found: dict[str, dict[str, int]] = {}
    for row in _rows("starting_kits.csv"):
        found.setdefault(row["kit"], {})[row["item"]] = int(row["quantity"])
    return found


def fields(key: str) -> Fields:
    """What is said of a thing beside its label. Raises KeyError."""
    row = items()[key]
    return {
        "plain": row["plain"],
        "kind": row["kind"],
        "picture": row["picture"],
        "alone": row["alone"] == "yes",
        "neutral": row["neutral"],
        "unit": row["unit"],
        "counts": row["counts"],
        "dated": row["dated"] == "yes",
        "women": row["women"] == "yes",
        "must": row["must"] == "yes",
        "grounds": row["grounds"] == "yes",
        "pack": int(row["pack"]),
        "takes": int(row["takes"]),
        "options": row["options"],
    }


def offered() -> list[Item]:
    """What could be taken, in the order of the file; not stored."""
    there = set(Item.objects.values_list("key", flat=True))
    return [Item(key=key, label=row["label"], **fields(key)) for key, row in items().items() if key not in there]
