"""What a group that ends hands on of its figures. Offers `figures()` and `open_asks()`.

Totals of a month over all areas, small ones not shown: what an area's tallies say stays with those who may read them (rule
tallies.readers), and goes with the group.
"""

from __future__ import annotations

from collections import Counter

from kithbridge.engines.week import Week
from kithbridge.people.assurance import band
from kithbridge.reach.models import Ask, Item, Tally


def open_asks() -> int:
    """How many asks nobody has answered."""
    return Ask.objects.filter(state=Ask.State.OPEN).count()


def figures() -> list[dict[str, str]]:
    """One row for each month, thing and kind of count."""
    labels = dict(Item.objects.values_list("key", "label"))
    sums: Counter[tuple[str, str, str]] = Counter()
    for week, item, kind, n in Tally.objects.values_list("week", "item", "kind", "quantity"):
        year, month = Week.parse(week).month()
        sums[f"{year:04d}-{month:02d}", item, kind] += n
    return [{"month": month, "thing": labels[item], "kind": kind, "how_many": band(n)} for (month, item, kind), n in sorted(sums.items())]
