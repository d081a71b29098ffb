"""What kits are made of, read. Versions are made in `actions/kits.py` and never changed.

Offers
------
newest(kit)               the newest recipe of a kit, or None
recipe(kit, version)      one version
recipes(kit)              all versions, the newest first
parts(kit, version=None)  what one kit is made of: thing -> how many
parts_now(kits)           the same for several kits at once, by their newest version
versions_now()            the newest version of every kit
lacks(lines)              what the rule kits.gift_and_note misses in lines: "gift", "note"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max, Prefetch

from kithbridge import rules
from kithbridge.reach.models import Item, Recipe, RecipeLine

KEPT = (Item.Kind.GIFT, Item.Kind.NOTE)  # never left out to save money (rule kits.gift_and_note)


def newest(kit: str) -> Recipe | None:
    """The newest recipe of a kit."""
    return Recipe.objects.filter(kit=kit).order_by("-version").first()


def recipe(kit: str, version: int) -> Recipe | None:
    return Recipe.objects.filter(kit=kit, version=version).first()


def recipes(kit: str) -> list[Recipe]:
    """Every version with its lines, the newest first."""
    in_order = Prefetch("lines", RecipeLine.objects.select_related("item").order_by("item__order", "item"))
    return list(Recipe.objects.filter(kit=kit).prefetch_related(in_order).order_by("-version"))


def parts(kit: str, version: int | None = None) -> dict[str, int]:
    """What one kit is made of, in the newest or in one version; empty where there is no such version."""
    found = newest(kit) if version is None else recipe(kit, version)
    if found is None:
        return {}
    return dict(found.lines.order_by("item__order", "item__key").values_list("item_id", "quantity"))


def versions_now() -> dict[str, int]:
    """Kit -> its newest version."""
    return dict(Recipe.objects.order_by().values_list("kit").annotate(newest=Max("version")))


def parts_now(kits: Iterable[str]) -> dict[str, dict[str, int]]:
    """What kits are made of now: kit -> thing -> how many. A kit without a recipe is not in it."""
    wanted = set(kits)
    if not wanted:
        return {}
    newest: dict[str, int] = {}
    found: dict[str, dict[str, int]] = {}
    rows = Recipe.objects.filter(kit__in=wanted).order_by("-version", "lines__item__order", "lines__item")
    for kit, version, item, n in rows.values_list("kit", "version", "lines__item", "lines__quantity"):
        if newest.setdefault(kit, version) == version:
            lines = found.setdefault(kit, {})
            if item is not None:
                lines[item] = n
    return found


def lacks(lines: Mapping[str, int]) -> list[str]:
    """Kinds that each kit must hold and these lines do not: "gift", "note". Empty where the rule lets them be left out."""
    if not rules.value("kits.gift_and_note"):
        return []
    there = set(Item.objects.filter(key__in=[key for key, n in lines.items() if n > 0]).values_list("kind", flat=True))
    return [kind.value for kind in KEPT if kind.value not in there]
