"""What somebody sees of the rules of deciding. The table stands in `test_every_rule.py`."""

from __future__ import annotations

from collections.abc import Callable

from kithbridge.engines.week import Week
from kithbridge.people.actions import slips
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving, proposing, seats
from kithbridge.people.deciding.models import Proposal, Seat, SeatCode, Willing
from kithbridge.people.models import Role
from kithbridge.rules.enact import Refused
from kithbridge.web import once
from kithbridge.web.clock import this_week, today
from tests import sitting
from tests.spec.rule_effects import World, later, outcome


def _anew() -> None:
    for model in (Proposal, Seat, SeatCode, Willing):
        model.objects.all().delete()


def _say_yes(constituency: str, n: int) -> None:
    for slip in slips.make(number=n, role=Role.LEAD, form_id=once.new_form_id()):
        seats.say_yes(key=sitting.somebody(), constituency=constituency, slip=slip, form_id=once.new_form_id())


def seats_drawn_from(n: int, constituency: str) -> Callable[[World], int]:
    def look(world: World) -> int:
        _anew()
        _say_yes(constituency, n)
        return seats.draw(form_id=once.new_form_id())

    return look


def somebody_who_works_here_says_yes(world: World) -> str:
    _anew()
    return outcome(lambda: _say_yes("work", 1), seats.CannotSit)


def seat_given_without_the_lot(world: World) -> str:
    _anew()
    return outcome(lambda: seats.make_code(form_id=once.new_form_id()), seats.CannotSit)


def weeks_of_a_seat(world: World) -> int:
    _anew()
    _say_yes("living", 1)
    seats.draw(form_id=once.new_form_id())
    return Week.parse(str(Seat.objects.get().ends)) - this_week() + 1


def _asked(world: World) -> tuple[Proposal, sitting.Group]:
    _anew()
    group = sitting.seat(living=5)
    number = sitting.written("asks.live_weeks", 4, by=world.jo, second=world.site.lead)
    answering.ask(proposal=number, by=world.jo.key)
    return sitting.row_of(number), group


def _answered(world: World, choices: list[str]) -> Proposal:
    row, group = _asked(world)
    for key, choice in zip(group["living"], choices, strict=False):
        answering.answer(key=key, proposal=row.pk, choice=choice)
    with later(days=50):
        moving.move_on()
    return sitting.row_of(row.pk)


def three_of_five_answered(world: World) -> str:
    return _answered(world, ["yes"] * 3).fell_because


def three_said_yes_and_two_no(world: World) -> str:
    return _answered(world, ["yes"] * 3 + ["no"] * 2).fell_because


def days_to_answer(world: World) -> int:
    row, _group = _asked(world)
    assert row.closes is not None
    return (row.closes - today()).days


def days_to_object(world: World) -> int:
    row, group = _asked(world)
    sitting.answer_all(row.pk, sitting.everybody(group))
    closes = sitting.row_of(row.pk).closes
    assert closes is not None
    return (closes - today()).days


def lead_writes_a_proposal_down(world: World) -> str:
    _anew()
    lead = world.site.lead.key

    def act() -> object:
        return proposing.propose(rule="asks.live_weeks", value=4, by=lead, form_id=once.new_form_id())

    assert queries.seats_taken() == 0
    return outcome(act, Refused)
