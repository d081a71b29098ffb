"""What somebody sees of the rules about kits. Offers `kit_without_gift_and_note`; the table stands in `test_every_rule.py`."""

from __future__ import annotations

from kithbridge.reach import kits
from kithbridge.reach.actions import kits as making
from kithbridge.reach.actions import starting as taking
from kithbridge.reach.models import Item
from kithbridge.web import once
from tests.spec.rule_effects import World, outcome


def kit_without_gift_and_note(world: World) -> str:
    """A lead wants a kit with lip balm alone: another number of them each time, so that it is a new version."""
    if not Item.objects.filter(key="smoke").exists():
        taking.take(key="smoke")
    lines = {"lip-balm": len(kits.recipes("smoke")) + 1}
    return outcome(lambda: making.make_version(kit="smoke", lines=lines, form_id=once.new_form_id()), making.Unfit)
