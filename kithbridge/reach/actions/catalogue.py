"""What the group brings and the areas it counts in: set by a lead, shown to everybody.

That the group carries a thing is a fact like the reading days: set at once, recorded, open to all. Whether it can be asked for is the
rule menu.items (reach/menu.py). Lots, recipes and who may supply what come with the room's own issue.
"""

from __future__ import annotations

import re
import unicodedata

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach.models import Area, Item
from kithbridge.web import record

# which drawing (web/_pictures.html) and what a lead calls it
PICTURES = {
    "fine": _("thin needle"),
    "short": _("short needle"),
    "smoke": _("pipe and smoke"),
    "naloxone": _("heart"),
    "box": _("bin that shuts"),
    "wipes": _("wipe"),
    "foil": _("roll"),
    "gift": _("present"),
    "else": _("dots"),
}
LONGEST_LABEL, LONGEST_PLAIN = 60, 200
# key and picture, plain words, what it is: offered to a lead who starts with an empty menu. Nothing is on it before she takes it.
STARTING = (
    ("fine", "Fine needles", "Ten thin ones with what goes with them, in a plain bag."),
    ("short", "Short needles", "Ten short ones, for arms and hands, in a plain bag."),
    ("smoke", "Mouth and lung kit", "Lip balm, gum, water and a card. For those who smoke."),
    ("naloxone", "Naloxone", "Brings breath back after too much heroin or methadone. Nose spray or needle."),
    ("box", "A box that shuts", "For used needles. It shuts tight. Keep it high up."),
    ("wipes", "Wipes", "For your hands and skin, before."),
    ("foil", "Foil", "New sheets, for smoking instead."),
    ("gift", "Something nice", "For you, not for the house. Hand cream, good chocolate, warm socks."),
)


class Unfit(Exception):
    """An empty or too long label, one that is there already, or a picture nobody drew."""


def key_of(label: str) -> str:
    """A short key from a label: "Fine needles" -> "fine-needles"."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30]


def _fit(label: str, plain: str = "", picture: str = "else") -> tuple[str, str]:
    label, plain = " ".join(label.split()), " ".join(plain.split())
    if not key_of(label) or len(label) > LONGEST_LABEL or len(plain) > LONGEST_PLAIN or picture not in PICTURES:
        raise Unfit
    return label, plain


def _next(model: type[Item] | type[Area]) -> int:
    most = model.objects.aggregate(most=Max("order"))["most"]
    return 0 if most is None else int(most) + 1


@transaction.atomic
def add_item(*, label: str, plain: str = "", picture: str = "else", key: str = "") -> Item:
    """One more thing the group carries, last in its order. Raises Unfit."""
    label, plain = _fit(label, plain, picture)
    if Item.objects.filter(label__iexact=label).exists():
        raise Unfit
    item, made = Item.objects.get_or_create(
        key=key or key_of(label), defaults={"label": label, "plain": plain, "picture": picture, "order": _next(Item)}
    )
    if not made:
        raise Unfit
    record.note("menu changed", role=shown_role(Role.LEAD), ref=item.key)
    return item


@transaction.atomic
def change_item(*, key: str, label: str, plain: str, picture: str, on: bool) -> None:
    """Other words or another picture, or not carried any more. Its key and what was counted under it stay. Raises Unfit."""
    label, plain = _fit(label, plain, picture)
    if not Item.objects.filter(key=key).update(label=label, plain=plain, picture=picture, on=on):
        raise Unfit
    record.note("menu changed", role=shown_role(Role.LEAD), ref=key)


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


@transaction.atomic
def add_area(*, label: str) -> Area:
    """One more area that tallies are kept for. Raises Unfit."""
    label, _none = _fit(label)
    area, made = Area.objects.get_or_create(key=key_of(label), defaults={"label": label, "order": _next(Area)})
    if not made:
        raise Unfit
    record.note("area added", role=shown_role(Role.LEAD), ref=area.key)
    return area
