"""What the group carries, and what of it can be asked for.

Offers
------
carried()    everything the group carries, in its order: what can be handed out
on_menu()    what can be asked for: the rule menu.items, as far as it is carried
not_decided()   keys of what is carried and not on the menu

That a thing is carried is a fact, set by a lead. That it can be asked for is a rule. Things that keep people alive stay on the
menu while they are carried, whatever their key is: they are known by their drawing.
"""

from __future__ import annotations

from kithbridge import rules
from kithbridge.reach.models import Item
from kithbridge.reach.rules import BREATH, EVERYTHING, NEEDLES

MUSTS = ((BREATH,), NEEDLES)


def carried() -> list[Item]:
    """Everything the group carries, in its order."""
    return list(Item.objects.filter(on=True).order_by("order", "key"))


def on_menu() -> list[Item]:
    """What can be asked for, in the group's order."""
    everything, decided = carried(), set(rules.value("menu.items"))
    if EVERYTHING in decided:
        return everything
    chosen = {item.key for item in everything if item.key in decided}
    for drawings in MUSTS:
        if not any(item.key in chosen and item.picture in drawings for item in everything):
            chosen |= {item.key for item in everything if item.picture in drawings}
    return [item for item in everything if item.key in chosen]


def not_decided() -> set[str]:
    """Keys of what is carried, and that nobody decided to put on the menu."""
    return {item.key for item in carried()} - {item.key for item in on_menu()}
