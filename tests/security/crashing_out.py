"""Acts of the form for handing out, for the test that stops each action at every statement. Offers: `ACTIONS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kithbridge.reach.actions import handing, ledger, noting
from kithbridge.reach.models import Place
from kithbridge.web import once

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _bag() -> str:
    """A bag in which nothing lies."""
    Place.objects.get_or_create(key="green", defaults={"label": "Green bag", "kind": Place.Kind.BAG})
    for item in ("fine", "foil"):
        ledger.happened(kind="count", item=item, n=0, place="green")
    return "green"


def tap_from_a_bag(world: World) -> Again:
    bag, form = _bag(), once.new_form_id()
    given = {"kind": "out", "item": "fine", "n": 2, "area": "coast", "place": bag, "said": "2-4"}
    return _again(lambda: handing.count(key=world.jo.key, form_id=form, **given))


def wanted_to_be_passed_on(world: World) -> Again:
    form = once.new_form_id()
    return _again(lambda: handing.count(key=world.jo.key, kind="passed", item="", n=1, area="coast", said="went", form_id=form))


def count_her_bag(world: World) -> Again:
    bag, form = _bag(), once.new_form_id()
    return _again(lambda: noting.count_bag(key=world.jo.key, place=bag, there={"fine": 3, "foil": 0}, form_id=form))


def put_her_bag_down(world: World) -> Again:
    bag, form = _bag(), once.new_form_id()
    return _again(lambda: noting.put_down(key=world.jo.key, place=bag, form_id=form))


def say_it_was_a_hard_one(world: World) -> Again:
    form = once.new_form_id()
    return _again(lambda: noting.hard_one(key=world.jo.key, form_id=form))


ACTIONS = [tap_from_a_bag, wanted_to_be_passed_on, count_her_bag, put_her_bag_down, say_it_was_a_hard_one]
