"""Seats of the reference group, by lot and by a code on paper; and what two leads may do together."""

from __future__ import annotations

import random
from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction

from kithbridge import rules
from kithbridge.people.actions import slips
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving, seats, two_leads
from kithbridge.people.deciding.actions.seats import CannotSit
from kithbridge.people.deciding.models import (
    Answered,
    ByTwo,
    Proposal,
    Seat,
    SeatCode,
    Stage,
    Willing,
)
from kithbridge.people.sessions.models import Budget
from kithbridge.rules import enact
from kithbridge.rules.enact import NotAgreed, Refused
from kithbridge.rules.models import Version
from kithbridge.web import once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401
from tests.sitting import KEY, Team, a_team, agreed, later, seat, week  # noqa: F401 - the fixture

pytestmark = DATABASES
form = once.new_form_id


# --- seats -------------------------------------------------------------------------------------------------
def slip() -> str:
    return slips.make(number=1, role="lead", form_id=form())[0]


@pytest.mark.usefixtures("team")
def test_saying_yes_needs_a_slip_and_counts_once() -> None:
    key = sitting.somebody()
    with pytest.raises(CannotSit, match="slip"), transaction.atomic():
        seats.say_yes(key=key, constituency="living", slip="2222 2222", form_id=form())
    one = slip()
    seats.say_yes(key=key, constituency="living", slip=one, form_id=form())
    with pytest.raises(CannotSit, match="slip"), transaction.atomic():
        seats.say_yes(key=sitting.somebody(), constituency="living", slip=one, form_id=form())
    seats.say_yes(key=key, constituency="living", slip=slip(), form_id=form())
    assert Willing.objects.count() == 1
    with pytest.raises(CannotSit, match="who"):
        seats.say_yes(key=key, constituency="boss", slip=slip(), form_id=form())


@pytest.mark.usefixtures("team")
def test_the_lot_falls_once_for_a_form_and_frees_seats_whose_weeks_are_over() -> None:
    old = sitting.sit("living", weeks=1)
    for _ in range(3):
        seats.say_yes(key=sitting.somebody(), constituency="living", slip=slip(), form_id=form())
    with week(1):
        assert queries.seat_of(old.owner) is None
        sent = form()
        assert seats.draw(form_id=sent, rng=random.Random(1)) == 3
        assert seats.draw(form_id=sent, rng=random.Random(1)) == 0
    assert Counter(Seat.objects.values_list("constituency", "by_lot")) == {("living", True): 3}
    assert not Willing.objects.exists()


@pytest.mark.usefixtures("team")
def test_a_code_on_paper_is_one_seat() -> None:
    key, code = sitting.somebody(), seats.make_code(form_id=form())
    with pytest.raises(CannotSit, match="code"), transaction.atomic():
        seats.take(key=key, code="2222 2222", constituency="living")
    seats.take(key=key, code=code.upper(), constituency="living")
    with pytest.raises(CannotSit, match="already"), transaction.atomic():
        seats.take(key=key, code=seats.make_code(form_id=form()), constituency="living")
    with pytest.raises(CannotSit, match="code"), transaction.atomic():
        seats.take(key=sitting.somebody(), code=code, constituency="living")


@pytest.mark.usefixtures("team")
def test_without_a_code_nobody_learns_which_seats_are_taken_and_a_good_one_still_works_later() -> None:
    code = seats.make_code(form_id=form())
    group = seat(living=5, lived=4)
    with pytest.raises(CannotSit, match="code"), transaction.atomic():
        seats.take(key=sitting.somebody(), code="2222 2222", constituency="living")
    with pytest.raises(CannotSit, match="full"), transaction.atomic():
        seats.take(key=sitting.somebody(), code=code, constituency="lived")
    seats.leave(key=group["lived"][0])
    seats.take(key=sitting.somebody(), code=code, constituency="lived")


def test_an_objection_outlives_the_weeks_of_the_seat(team: Team) -> None:
    hers = sitting.sit("living", weeks=2)
    group = seat(living=4)
    number = agreed(team, {"living": [hers, *group["living"]]})
    answering.objects(key=hers, proposal=number, ground="harm")
    with later(14):
        assert seats.end_over() == 0
        Willing.objects.create(who=queries.who(hers.owner), constituency="living")
        assert seats.draw(form_id=form()) == 0, "she waits for the next time"
        moving.move_on()
        row = Proposal.objects.get(pk=number)
        assert (row.round, row.stage) == (2, Stage.ANSWERING)
        assert not Answered.objects.filter(seat__who=queries.who(hers.owner)).exists()
    with later(40):
        moving.move_on()
        assert seats.end_over() == 1
        assert seats.draw(form_id=form()) == 1


@pytest.mark.usefixtures("team")
def test_whose_weeks_are_over_may_sit_again() -> None:
    key = sitting.sit("living", weeks=1)
    with week(1):
        seats.take(key=key, code=seats.make_code(form_id=form()), constituency="living")
        held = queries.seat_of(key.owner)
        assert held is not None
        assert str(held.ends) > str(this_week())


@pytest.mark.usefixtures("team")
def test_no_more_seats_by_code_than_the_lot_leaves() -> None:
    wanted = 9 - 7
    for _ in range(wanted):
        assert seats.make_code(form_id=form())
    with pytest.raises(CannotSit, match="full"):
        seats.make_code(form_id=form())
    with week(seats.CODE_WEEKS):
        assert seats.end_over(dry_run=True) == SeatCode.objects.count() == wanted
        assert seats.end_over() == wanted


@pytest.mark.usefixtures("team")
def test_seats_for_people_who_use_now_are_given_to_nobody_else() -> None:
    seat(lived=4)
    with pytest.raises(CannotSit, match="full"):
        seats.take(key=sitting.somebody(), code=seats.make_code(form_id=form()), constituency="lived")
    seats.take(key=sitting.somebody(), code=seats.make_code(form_id=form()), constituency="living")


@pytest.mark.usefixtures("team")
def test_too_many_tries_in_an_hour() -> None:
    Budget.objects.all().delete()
    for _ in range(seats.TRIES_PER_HOUR):
        with pytest.raises(CannotSit, match="code"), transaction.atomic():
            seats.take(key=sitting.somebody(), code="2222 2222", constituency="living")
    with pytest.raises(CannotSit, match="busy"), transaction.atomic():
        seats.take(key=sitting.somebody(), code="2222 2222", constituency="living")
    Budget.objects.all().delete()


@pytest.mark.parametrize(
    ("how_many", "sits"),
    [
        ({"living": 3}, True),
        ({"living": 2}, False),
        ({"living": 1, "lived": 1, "work": 1}, True),
        ({"living": 1, "work": 4}, False),
        ({"lived": 5, "work": 2}, False),
    ],
)
@pytest.mark.usefixtures("team")
def test_when_a_group_sits(how_many: dict[str, int], sits: bool) -> None:
    seat(**how_many)
    assert queries.sits() is sits
    with week(60):
        assert not queries.sits()


@pytest.mark.usefixtures("team")
def test_leaving_takes_nothing_else_along_and_needs_no_reason() -> None:
    group = seat(living=3)
    seats.leave(key=group["living"][0])
    seats.leave(key=group["living"][0])
    assert Seat.objects.count() == 2
    assert Count.objects.get(kind="left the reference group").n == 1


# --- two leads ---------------------------------------------------------------------------------------------
URGENT = "messages.live_weeks"


def ask_urgent(team: Team, **other: object) -> None:
    told = {"rule": URGENT, "value": 3, "weeks": 2, "reason": "Papers were found.", "by": team.maeve.key, "form_id": form(), **other}
    two_leads.ask_urgent(**told)  # type: ignore[arg-type]


def test_one_asks_and_another_agrees(team: Team) -> None:
    ask_urgent(team)
    request = ByTwo.objects.get()
    assert rules.value(URGENT) == rules.rule(URGENT).default
    with pytest.raises(NotAgreed, match="Somebody else"):
        two_leads.agree(request=request.pk, by=team.maeve.key)
    two_leads.agree(request=request.pk, by=team.ann.key)
    assert rules.value(URGENT) == 3
    with pytest.raises(Refused, match="agreed, called back, or its week is over"):
        two_leads.agree(request=request.pk, by=team.ann.key)
    with week(2):
        assert rules.value(URGENT) == rules.rule(URGENT).default


@pytest.mark.parametrize(("rule", "value"), [("deciding.quorum", 100), ("deciding.answer_days", 42), ("deciding.use_now", 90)])
def test_how_people_decide_is_never_changed_in_a_hurry(team: Team, rule: str, value: int) -> None:
    with pytest.raises(Refused, match="never changed in a hurry"):
        ask_urgent(team, rule=rule, value=value)
    with pytest.raises(Refused, match="never changed in a hurry"):
        enact.protect(key=rule, value=value, leads=[uuid4(), uuid4()], reason="a flood", weeks=2, role="lead")
    assert not ByTwo.objects.exists()
    assert not Version.objects.exists()


def test_it_lapses_after_a_week(team: Team) -> None:
    ask_urgent(team)
    with later(8):
        with pytest.raises(Refused, match="its week is over"):
            two_leads.agree(request=ByTwo.objects.get().pk, by=team.ann.key)
        assert moving.forget_over(dry_run=True) == 1
        moving.forget_over()
    assert not ByTwo.objects.exists()
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"value": 20}, "towards more protection"),
        ({"value": 1}, "No group can decide"),
        ({"weeks": 5}, "one to 4 weeks"),
        ({"reason": " "}, "public reason"),
        ({"rule": "no.rule"}, "There is no rule"),
    ],
)
def test_not_asked_for(team: Team, other: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        ask_urgent(team, **other)
    assert not ByTwo.objects.exists()


def test_a_pause_by_two(team: Team) -> None:
    version = sitting.enacted(KEY, 6)
    told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "weeks": 2, "by": team.maeve.key}
    for other, says in [({"ground": "taste"}, "law, danger"), ({"office": ""}, "must be named"), ({"weeks": 9}, "one to 8")]:
        with pytest.raises(Refused, match=says):
            two_leads.ask_pause(decision=version.decision_id, form_id=form(), **{**told, **other})
    with pytest.raises(Refused, match="no such decision"):
        two_leads.ask_pause(decision=uuid4(), form_id=form(), **told)
    two_leads.ask_pause(decision=version.decision_id, form_id=form(), **told)
    assert rules.value(KEY) == 6
    two_leads.agree(request=ByTwo.objects.get().pk, by=team.ann.key)
    assert rules.value(KEY) == rules.rule(KEY).default
    with week(2):
        assert rules.value(KEY) == 6


def test_called_back(team: Team) -> None:
    ask_urgent(team)
    two_leads.call_back(request=ByTwo.objects.get().pk, by=team.ann.key)
    assert not ByTwo.objects.exists()
    assert Entry.objects.filter(kind="request for two leads called back").count() == 1


def test_to_begin_with_once_for_a_form(team: Team) -> None:
    sent = form()
    assert two_leads.choose(rule=KEY, value=4, by=team.maeve.key, form_id=sent)
    assert two_leads.choose(rule=KEY, value=5, by=team.maeve.key, form_id=sent) is None
    assert rules.value(KEY) == 4
