"""Acts of warnings and estimates for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kithbridge.reach.actions import alerts, estimates
from kithbridge.reach.models import Estimate
from kithbridge.web import once

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World

TEXT, SOURCE = "The powder of this week is far stronger. Take less and wait.", "Test laboratory"


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _written(world: World) -> UUID:
    made = alerts.write(key=world.jo.key, grade="warn", text=TEXT, source=SOURCE, weeks=2, form_id=once.new_form_id())
    assert made is not None
    return made.pk


def write_a_warning(world: World) -> Again:
    form = once.new_form_id()
    return _again(lambda: alerts.write(key=world.jo.key, grade="warn", text=TEXT, source=SOURCE, weeks=2, form_id=form))


def give_out_a_warning(world: World) -> Again:
    made = _written(world)
    return _again(lambda: alerts.give_out(key=world.cass.key, alert=made))


def end_a_warning(world: World) -> Again:
    made = _written(world)
    alerts.give_out(key=world.cass.key, alert=made)
    return _again(lambda: alerts.end(key=world.site.lead.key, alert=made))


def drop_a_warning(world: World) -> Again:
    made = _written(world)
    return _again(lambda: alerts.end(key=world.jo.key, alert=made))


def write_down_an_estimate(world: World) -> Again:
    Estimate.objects.all().delete()
    form = once.new_form_id()
    return _again(lambda: estimates.write_down(kind="inject", low=900, high=1_400, year=2025, source="A survey", form_id=form))


def take_off_an_estimate(world: World) -> Again:
    Estimate.objects.all().delete()
    made = estimates.write_down(kind="inject", low=900, high=1_400, year=2025, source="A survey", form_id=once.new_form_id())
    assert made is not None
    return _again(lambda: estimates.take_off(estimate=made.pk))


def take_the_table_away(world: World) -> Act:
    return estimates.exported


ACTIONS = [
    *(write_a_warning, give_out_a_warning, end_a_warning, drop_a_warning),
    *(write_down_an_estimate, take_off_an_estimate, take_the_table_away),
]
