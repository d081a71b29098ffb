"""What the group carries, what of it can be handed out and asked for, and what it may not bring.

Offers
------
wished()     everything the group carries, in its order, whether it may be supplied or not
carried()    what can be handed out: what it carries and may supply
on_menu()    what can be asked for: the rule menu.items, as far as it is carried
may_not()    what the group would carry and may not supply: asking for it is counted as "asked, may not"
Menu, now()  all of it read once: what may be supplied, what may not, what is on the menu, what nobody decided about
for_phone()  what a peer's phone shows: kits first, in the group's order

That a thing is carried is a fact, set by a lead. That it can be asked for is a rule. Whether it may be supplied stands in
`grounds`. Things that keep people alive stay on the menu while they are carried, whatever their key is: they are known by their
drawing. What comes in kits only (`Item.alone` is off) is asked for by itself only where somebody decided so by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kithbridge import rules
from kithbridge.reach import grounds, kits
from kithbridge.reach.models import Item
from kithbridge.reach.rules import BREATH, EVERYTHING, NEEDLES

MUSTS = ((BREATH,), NEEDLES)
SCREEN = 24  # letters of a label on a phone's button


def wished() -> list[Item]:
    """Everything the group says it carries, in its order."""
    return list(Item.objects.filter(on=True).order_by("order", "key"))


def _parted() -> tuple[list[Item], list[Item]]:
    """What is carried and may be supplied, and what may not."""
    items = wished()
    off = grounds.barred(items)
    return [item for item in items if item.key not in off], [item for item in items if item.key in off]


def carried() -> list[Item]:
    """Everything the group carries and may supply, in its order."""
    return _parted()[0]


def may_not() -> list[Item]:
    """What could be asked for by itself, and may not be supplied, in the group's order."""
    return [item for item in _parted()[1] if item.alone]


@dataclass(frozen=True)
class Menu:
    """What the group carries, in its order.

    not_decided : what could be asked for by itself, and nobody decided to put on the menu
    """

    carried: tuple[Item, ...]
    barred: tuple[Item, ...]
    on: tuple[Item, ...]

    @property
    def not_decided(self) -> set[str]:
        return {item.key for item in self.carried if item.alone} - {item.key for item in self.on}


def now() -> Menu:
    """All of it as it is now."""
    may, off = _parted()
    return Menu(tuple(may), tuple(off), tuple(_chosen(may, set(rules.value("menu.items")))))


def on_menu() -> list[Item]:
    """What can be asked for, in the group's order."""
    return list(now().on)


def _chosen(everything: list[Item], decided: set[str]) -> list[Item]:
    if EVERYTHING in decided:
        return [item for item in everything if item.alone or item.key in decided]
    chosen = {item.key for item in everything if item.key in decided}
    for drawings in MUSTS:
        keeping = _keeping(everything, drawings)
        if not chosen & keeping:
            chosen |= keeping
    return [item for item in everything if item.key in chosen]


def _keeping(everything: list[Item], drawings: tuple[str, ...]) -> set[str]:
    """What keeps people alive: known by its drawing; where no needle kit is carried, loose syringes."""
    found = {item.key for item in everything if item.picture in drawings}
    if drawings == NEEDLES and not found:
        found = {item.key for item in everything if item.counts == Item.Counts.SET}
    return found


class OnPhone(NamedTuple):
    """One button of a peer's phone.

    recipe : the newest version of the kit's recipe; 0 for a thing
    flags : letters. k: a kit. p: comes in kits only. x: we may not bring it, a tap counts "asked, may not". d: lot and expiry are
        written down. b: a bin, which can come back. m: we never want to be without it.
    """

    key: str
    label: str
    picture: str
    recipe: int
    flags: str


def for_phone() -> list[OnPhone]:
    """Kits first, then things, each in the group's order. A kit without a recipe is not there: nobody could say what went out."""
    may, off = _parted()
    barred, versions = {item.key for item in off}, kits.versions_now()
    found = []
    for item in sorted([*may, *off], key=lambda one: (one.kind != Item.Kind.KIT, one.order, one.key)):
        version = versions.get(item.key, 0) if item.kind == Item.Kind.KIT else 0
        if version or item.kind != Item.Kind.KIT:
            found.append(OnPhone(item.key, item.neutral or item.label[:SCREEN], item.picture, version, _flags(item, item.key in barred)))
    return found


def _flags(item: Item, barred: bool) -> str:
    said = {
        "k": item.kind == Item.Kind.KIT,
        "p": not item.alone,
        "x": barred,
        "d": item.dated,
        "b": item.kind == Item.Kind.DISPOSAL,
        "m": item.must,
    }
    return "".join(letter for letter, holds in said.items() if holds)
