"""Something that other groups bring is taken into the catalogue. Offers `take(key=...)`.

What there is to take stands in `reach/starting.py`.
"""

from __future__ import annotations

from django.db import transaction

from kithbridge.reach.actions import catalogue, kits
from kithbridge.reach.models import Item
from kithbridge.reach.starting import fields, items, recipes
from kithbridge.web import once


@transaction.atomic
def take(*, key: str) -> Item:
    """Add one; for a kit what it is made of, and its recipe, too. Raises catalogue.Unfit."""
    if key not in items():
        raise catalogue.Unfit
    made = catalogue.add_item(key=key, label=items()[key]["label"], **fields(key))
    made_of = recipes().get(key, {})
    there = set(Item.objects.filter(key__in=made_of).values_list("key", flat=True))
    for part in made_of:
        if part not in there:
            catalogue.add_item(key=part, label=items()[part]["label"], **fields(part))
    if made_of:
        kits.make_version(kit=key, lines=made_of, form_id=once.new_form_id())
    return made
