"""What a group that ends hands on of its figures. Offers `figures()` and `open_asks()`.

Totals of a month over all areas, small ones not shown: what an area's tallies say stays with those who may read them (rule
tallies.readers), and goes with the group.
"""

from __future__ import annotations

from django.db.models import Sum

from kithbridge.people.assurance import band
from kithbridge.reach.models import Ask, Item, MonthTally


def open_asks() -> int:
    """How many asks nobody has answered."""
    return Ask.objects.filter(state=Ask.State.OPEN).count()


def figures() -> list[dict[str, str]]:
    """One row for each month, thing and kind of count. A kit counts by its parts: beside them a small number of kits could be reckoned."""
    labels = dict(Item.objects.exclude(kind=Item.Kind.KIT).values_list("key", "label"))
    found = MonthTally.objects.filter(item__in=labels).values_list("month", "item", "kind").annotate(n=Sum("quantity"))
    return [{"month": month, "thing": labels[item], "kind": kind, "how_many": band(n)} for month, item, kind, n in sorted(found) if n]
