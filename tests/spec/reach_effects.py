"""What somebody sees of the rules of handing out. The table stands in `test_every_rule.py`; see `rule_effects.py`."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Sum
from django.test import Client

from kithbridge.reach import phone_catalogue, stocking
from kithbridge.reach.actions import forgetting, handing, supplies
from kithbridge.reach.models import Area, Event, Order, Place, Tally
from kithbridge.web import clock, once
from tests import stocked
from tests.spec.rule_effects import World, later, new_page, of_team, seen, with_words


def ways_offered(world: World) -> tuple[bool, bool, bool]:
    """A door: on the page of somebody without words, of somebody with words; and whether the peer reads it who opens her ask."""
    page, door = new_page(), "we bring it to a door"
    opened = seen(of_team(world.jo), f"/t/asks/{world.asked(page, way='door').ask}")
    return door in seen(Client(), "/n/ask?v=1"), door in seen(with_words(page), "/n/ask?v=1"), door in opened


def single_hand_out_lives(weeks: int) -> Callable[[World], tuple[bool, int]]:
    """Whether the single hand-out is there so many weeks later, and what the sum of its week says then."""

    def look(world: World) -> tuple[bool, int]:
        Event.objects.all().delete()
        Tally.objects.all().delete()
        handing.count(
            key=world.jo.key, kind="out", item="fine", n=2, area=Area.objects.order_by("order")[0].key, form_id=once.new_form_id()
        )
        with later(weeks=weeks):
            forgetting.forget_events()
        return Event.objects.exists(), Tally.objects.filter(item="fine", kind="out").aggregate(n=Sum("quantity"))["n"]

    return look


def month_shows_naloxone_for_each_death(world: World) -> bool:
    return "Naloxone for each death" in seen(of_team(world.jo), "/t/picture")


def weeks_until_a_phone_forgets(_world: World) -> int:
    return int(phone_catalogue.build()["q"])


def weeks_an_order_is_planned_with(world: World) -> int:
    """Five came; the last of them took four weeks."""
    stocked.lay_out(world.site.lead.key)
    for weeks in (2, 2, 2, 2, 4):
        with later(weeks=-weeks):
            order = Order.objects.create(week=str(clock.this_week()), state=Order.State.SENT, supplier="Northern")
            supply = supplies.expect(to=Place.objects.get(key=stocked.HUB), lines=[("foil", 25)], order=order)
        supplies.confirm(key=world.site.lead.key, supply=supply.pk, came={}, form_id=once.new_form_id())
    return next(line.lead for line in stocking.sheet() if line.item.key == "foil")
