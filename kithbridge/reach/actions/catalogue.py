"""What the group brings and the areas it counts in: set by a lead, shown to everybody.

Offers
------
add_item, change_item, move_up   the catalogue
add_area                         one more area
wrong_with(item)                 what is wrong with a thing as it would be stored, field by field
PICTURES                         which drawings there are, and what a lead calls them

That the group carries a thing is a fact like the reading days: set at once, recorded, open to all. Whether it can be asked for is the
rule menu.items (reach/menu.py). What kits are made of stands in `actions/kits.py`, by whom what may be supplied in `actions/grounds.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach.models import Area, Item, RecipeLine, Stock, Tally
from kithbridge.web import record

# which drawing (web/_pictures.html) and what a lead calls it
PICTURES = {
    "fine": _("thin needle"),
    "short": _("short needle"),
    "syringe": _("syringe"),
    "needle": _("loose needle"),
    "spoon": _("spoon"),
    "water": _("drop"),
    "sachet": _("small packet"),
    "smoke": _("pipe and smoke"),
    "pipe": _("pipe"),
    "naloxone": _("heart"),
    "box": _("bin that shuts"),
    "lock": _("box with a lock"),
    "wipes": _("wipe"),
    "foil": _("roll"),
    "test": _("test"),
    "card": _("card"),
    "note": _("letter"),
    "gift": _("present"),
    "else": _("dots"),
}
LONGEST = {"label": 60, "plain": 200, "neutral": 24, "unit": 20, "options": 200, "note": 200, "code": 40}
MOST_IN_A_PACK = 10_000


class Unfit(Exception):
    """What does not fit: field -> sentence. Nothing was changed."""

    def __init__(self, wrong: Mapping[str, str] | None = None) -> None:
        self.wrong = dict(wrong or {})
        super().__init__(" ".join(self.wrong.values()))


class Fields(TypedDict, total=False):
    """What can be set of a thing, beside its label."""

    plain: str
    picture: str
    on: bool
    alone: bool
    kind: str
    neutral: str
    unit: str
    counts: str
    dated: bool
    women: bool
    must: bool
    grounds: bool
    pack: int
    takes: int
    replaces_id: str | None
    options: str
    note: str
    code: str


def key_of(label: str) -> str:
    """A short key from a label: "Fine needles" -> "fine-needles"."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-")


def wrong_with(item: Item) -> dict[str, str]:
    """What is wrong with a thing, field -> sentence; empty where it may be stored."""
    wrong = {}
    if not key_of(item.label):
        wrong["label"] = _now("Give it a name.")
    elif Item.objects.filter(label__iexact=item.label).exclude(key=item.key).exists():
        wrong["label"] = _now("This name is there already.")
    if key_of(item.key) != item.key or not item.key:
        wrong["key"] = _now("A key has small letters, figures and hyphens, 30 at most.")
    for field, most in LONGEST.items():
        if len(getattr(item, field)) > most:
            wrong[field] = _now("This is too long: %(n)s letters fit.") % {"n": most}
    if not item.unit:
        wrong["unit"] = _now("Say what one of it is: each, sheet, kit.")
    if item.picture not in PICTURES:
        wrong["picture"] = _now("There is no such drawing.")
    if item.kind not in Item.Kind.values:
        wrong["kind"] = _now("There is no such kind.")
    if item.counts not in Item.Counts.values:
        wrong["counts"] = _now("There is no such way to count.")
    if not 1 <= item.pack <= MOST_IN_A_PACK:
        wrong["pack"] = _now("A pack holds 1 or more.")
    if not 0 <= item.takes <= MOST_IN_A_PACK:
        wrong["takes"] = _now("Say how many syringes go in, or 0.")
    if item.replaces_id and (item.replaces_id == item.key or not Item.objects.filter(key=item.replaces_id).exists()):
        wrong["replaces"] = _now("It can only take the place of something else in the catalogue.")
    return {**wrong, **_wrong_as_kit(item)}


def _wrong_as_kit(item: Item) -> dict[str, str]:
    """Kits and things stay apart: what was counted as the one must not become the other."""
    if item.kind == Item.Kind.KIT:
        if RecipeLine.objects.filter(item=item.key).exists():
            return {"kind": _now("It lies in a kit, so it cannot be one.")}
        # Pictures and what leaves leave kits out, since they count by their parts: all that was counted of the thing would vanish.
        was = Item.objects.filter(key=item.key).exclude(kind=Item.Kind.KIT)
        if was.filter(Q(pk__in=Tally.objects.values("item")) | Q(pk__in=Stock.objects.values("item")) | Q(lots__isnull=False)).exists():
            return {"kind": _now("It was counted as a thing and stays one. Take it off and add the kit as something new.")}
        if item.counts:
            return {"counts": _now("A kit does not count as a set. What is in it does.")}
        if item.dated or item.grounds:
            return {"dated": _now("Lots, dates and grounds belong to what is in the kit.")}
    elif item.recipes.exists():
        return {"kind": _now("It is a kit with a recipe and stays one. Take it off and add something new.")}
    return {}


def _next(model: type[Item] | type[Area]) -> int:
    most = model.objects.aggregate(most=Max("order"))["most"]
    return 0 if most is None else int(most) + 1


def _set(item: Item, fields: Mapping[str, Any]) -> None:
    for field, value in fields.items():
        setattr(item, field, " ".join(value.split()) if isinstance(value, str) else value)
    wrong = wrong_with(item)
    if wrong:
        raise Unfit(wrong)


@transaction.atomic
def add_item(*, label: str, key: str = "", **fields: Unpack[Fields]) -> Item:
    """One more thing the group carries, last in its order. Raises Unfit."""
    item = Item(key=key or key_of(label), order=_next(Item), picture="else")
    _set(item, {"label": label, **fields})
    if Item.objects.filter(key=item.key).exists():
        raise Unfit({"label": _now("This name is there already, or was: its key is kept for what was counted.")})
    item.save(force_insert=True)
    record.note("menu changed", role=shown_role(Role.LEAD), ref=item.key)
    return item


@transaction.atomic
def change_item(*, key: str, label: str | None = None, **fields: Unpack[Fields]) -> Item:
    """Other words, another picture, other facts, or not carried any more. Its key and what was counted under it stay. Raises Unfit."""
    item = Item.objects.select_for_update().filter(key=key).first()
    if item is None:
        raise Unfit({"key": _now("There is no such thing any more.")})
    _set(item, {**({} if label is None else {"label": label}), **fields})
    item.save()
    record.note("menu changed", role=shown_role(Role.LEAD), ref=key)
    return item


@transaction.atomic
def move_up(*, key: str) -> None:
    """One place up on the menu; the first stays where it is."""
    rows = list(Item.objects.select_for_update().order_by("order", "key"))
    keys = [row.key for row in rows]
    if key not in keys or keys.index(key) == 0:
        return
    place = keys.index(key)
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for order, row in enumerate(rows):
        row.order = order
    Item.objects.bulk_update(rows, ["order"])
    record.note("menu changed", role=shown_role(Role.LEAD), ref=key)


@transaction.atomic
def add_area(*, label: str) -> Area:
    """One more area that tallies are kept for. Raises Unfit."""
    label = " ".join(label.split())
    if not key_of(label) or len(label) > LONGEST["label"]:
        raise Unfit({"area": _now("Give it a name of 60 letters at most.")})
    area, made = Area.objects.get_or_create(key=key_of(label), defaults={"label": label, "order": _next(Area)})
    if not made:
        raise Unfit({"area": _now("This area is there already.")})
    record.note("area added", role=shown_role(Role.LEAD), ref=area.key)
    return area
