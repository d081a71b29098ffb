"""Acts of counting who speaks, for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kithbridge.agree.actions import turns
from kithbridge.agree.turns_models import Meeting
from kithbridge.web import once

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World

HEADS = {"living": 5, "kin": 2, "worker": 3, "manager": 2}


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _meeting(world: World, n: int = 0) -> Meeting:
    made = turns.begin(key=world.site.lead.key, kind="open", heads=HEADS, form_id=once.new_form_id())
    assert made is not None
    if n:
        turns.type_in(key=world.site.lead.key, meeting=made.pk, turns={"living": n}, form_id=once.new_form_id())
    return made


def begin_to_count(world: World) -> Again:
    form, key = once.new_form_id(), world.site.lead.key
    return _again(lambda: turns.begin(key=key, kind="open", heads=HEADS, form_id=form))


def count_a_turn(world: World) -> Again:
    made, form = _meeting(world), once.new_form_id()
    return _again(lambda: turns.tap(key=world.site.lead.key, meeting=made.pk, role="living", form_id=form))


def type_turns_in(world: World) -> Again:
    made, form = _meeting(world), once.new_form_id()
    return _again(lambda: turns.type_in(key=world.site.lead.key, meeting=made.pk, turns={"living": 7, "worker": 3}, form_id=form))


def keep_a_count(world: World) -> Act:
    made = _meeting(world, 12)
    return lambda: turns.keep(key=world.site.lead.key, meeting=made.pk)


def drop_a_count(world: World) -> Act:
    made = _meeting(world, 12)
    return lambda: turns.drop(key=world.site.lead.key, meeting=made.pk)


ACTIONS = [begin_to_count, count_a_turn, type_turns_in, keep_a_count, drop_a_count]
