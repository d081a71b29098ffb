"""Acts of the catalogue for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kithbridge.reach.actions import catalogue, exchange, grounds, kits
from kithbridge.reach.models import Item
from kithbridge.web import once
from kithbridge.web.clock import this_week

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _thing(kind: str = Item.Kind.OTHER) -> str:
    """A new thing that nobody carries."""
    key = catalogue.key_of(f"thing {once.new_form_id()[:12]}")
    return catalogue.add_item(label=key, key=key, kind=kind, on=False).key


def add_a_thing(world: World) -> Act:
    label = f"thing {once.new_form_id()[:12]}"
    return lambda: catalogue.add_item(label=label, on=False)


def change_a_thing(world: World) -> Act:
    key = _thing()
    return lambda: catalogue.change_item(key=key, pack=20)


def make_a_kit(world: World) -> Again:
    kit, lines, form = _thing(Item.Kind.KIT), {_thing(): 2, _thing(Item.Kind.GIFT): 1, _thing(Item.Kind.NOTE): 1}, once.new_form_id()
    return _again(lambda: kits.make_version(kit=kit, lines=lines, form_id=form))


def write_a_ground_down(world: World) -> Act:
    item, until = _thing(), str(this_week() + 9)
    return lambda: grounds.write_down(item=item, nation="England", ground="own", checked_by="A solicitor", until=until)


def bring_tables_in(world: World) -> Again:
    label, kit, form = f"thing {once.new_form_id()[:12]}", _thing(Item.Kind.KIT), once.new_form_id()
    key, gift, note = catalogue.key_of(label), _thing(Item.Kind.GIFT), _thing(Item.Kind.NOTE)
    lines = "".join(f"{kit},1,{item},1\n" for item in (key, gift, note))
    files = {"catalogue": f"label,on\n{label},no\n".encode(), "kits": f"kit,version,item,quantity\n{lines}".encode()}
    return _again(lambda: exchange.bring_in(files=files, role="team", form_id=form))


ACTIONS = [add_a_thing, change_a_thing, make_a_kit, write_a_ground_down, bring_tables_in]
