"""The simple form of deciding: the whole way, answering and objecting; what leaving and coming back must not make possible."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest

from kithbridge import rules
from kithbridge.people.actions import slips
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving, seats
from kithbridge.people.deciding.actions.answering import NotHers
from kithbridge.people.deciding.models import (
    Answered,
    Ballot,
    Confirmation,
    Objection,
    Seat,
    Stage,
)
from kithbridge.rules import explain
from kithbridge.rules.enact import AlreadyDone, Refused
from kithbridge.rules.models import Decision
from kithbridge.web import once
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401
from tests.sitting import KEY, Team, a_team, agreed, answer_all, asked, confirm, everybody, later, row_of, seat, week  # noqa: F401 - the fixture

pytestmark = DATABASES
form = once.new_form_id


# --- the whole way -----------------------------------------------------------------------------------------
def test_the_whole_way_from_a_slip_to_a_rule_that_works(team: Team) -> None:
    people = []
    for name in ["living"] * 5 + ["lived"] * 2 + ["work"]:
        page = make_page()
        slip = slips.make(number=1, role="lead", form_id=form())[0]
        seats.say_yes(key=page.key, constituency=name, slip=slip, form_id=form())
        people.append((page.key, name))
    assert not queries.sits()
    assert seats.draw(form_id=form(), rng=random.Random(1)) == 8
    assert queries.sits()
    number = asked(team)
    for key, name in sorted(people, key=lambda one: one[1] != "living"):
        answering.answer(key=key, proposal=number, choice="yes" if name != "work" else "no")
    assert (row_of(number).stage, row_of(number).outcome) == (Stage.OBJECTING, {"together": "more than 50"})
    with later(8):
        moving.move_on()
        assert row_of(number).stage == Stage.CONFIRMING
        assert not confirm(number, people[0][0])
        assert rules.value(KEY) != 4
        assert confirm(number, people[1][0])
        assert rules.value(KEY) == 4
        told = explain.why(KEY)
        assert told.decision is not None
        assert told.decision.outcome == ["everybody together: more than half said yes"]
        assert [voice.words for voice in told.decision.evidence] == ["It is too short."]
    assert row_of(number).stage == Stage.ENACTED
    assert not any(model.objects.exists() for model in (Answered, Ballot, Confirmation, Objection))


def test_for_mothers_those_who_use_now_decide_and_are_asked_first(team: Team) -> None:
    group = seat(living=3, lived=2, work=2)
    number = asked(team)
    row = row_of(number)
    assert (queries.deciders(row), queries.answering_now(row)) == (["living"], ["living"])
    with pytest.raises(NotHers, match="your turn later"):
        answering.answer(key=group["work"][0], proposal=number, choice="yes")
    answer_all(number, group["living"], "yes")
    assert row_of(number).stage == Stage.ADVISING
    answer_all(number, group["lived"] + group["work"], "no")
    assert row_of(number).stage == Stage.OBJECTING, "those who advise cannot stop it"


def test_for_mothers_nobody_else_can_carry_it(team: Team) -> None:
    group = seat(living=3, lived=3, work=3)
    number = asked(team)
    answer_all(number, group["living"], "no")
    answer_all(number, group["lived"] + group["work"], "yes")
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "majority")


def test_what_protects_everybody_needs_each(team: Team) -> None:
    group = seat(living=3, lived=2, work=1)
    number = asked(team, 12, "deciding.seats")
    assert set(queries.deciders(row_of(number))) == {"living", "lived", "work"}
    answer_all(number, group["living"] + group["lived"], "yes")
    answer_all(number, group["work"], "no")
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "majority")


def test_too_few_answered(team: Team) -> None:
    group = seat(living=5, lived=1)
    number = asked(team)
    answer_all(number, group["living"][:2])
    for days, stage in [(14, Stage.ANSWERING), (15, Stage.ADVISING), (40, Stage.FELL)]:
        with later(days):
            moving.move_on()
            moving.move_on()
            assert row_of(number).stage == stage
    assert row_of(number).fell_because == "quorum"
    assert rules.value(KEY) != 4


# --- small groups ------------------------------------------------------------------------------------------
def test_fewer_than_five_consent_and_nothing_is_shown(team: Team) -> None:
    group = seat(living=2, lived=2)
    number = asked(team)
    assert row_of(number).method == "consent"
    for key, choice in zip(everybody(group), ["yes", "live", "yes", "yes"], strict=True):
        answering.answer(key=key, proposal=number, choice=choice)
    assert (row_of(number).stage, row_of(number).outcome) == (Stage.OBJECTING, {})
    with later(8):
        moving.move_on()
        confirm(number, *group["living"])
        assert rules.value(KEY) == 4
    assert Decision.objects.get().outcome == {}


def test_one_no_stops_a_consent(team: Team) -> None:
    group = seat(living=2, lived=1)
    number = asked(team)
    for key, choice in zip(everybody(group), ["yes", "live", "no"], strict=True):
        answering.answer(key=key, proposal=number, choice=choice)
    assert (row_of(number).stage, row_of(number).outcome, row_of(number).fell_because) == (Stage.FELL, {}, "majority")


def test_consent_needs_everybody_who_was_asked_also_when_somebody_leaves_after_answering(team: Team) -> None:
    group = seat(living=2, lived=2)
    number = asked(team)
    answer_all(number, [*group["living"], group["lived"][0]])
    seats.leave(key=group["living"][0])
    with later(15):
        moving.move_on()
        assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "quorum")


def test_in_a_small_group_no_pile_belongs_to_one_constituency(team: Team) -> None:
    group = seat(living=1, lived=2)
    number = asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="no")
    assert set(Ballot.objects.values_list("constituency", flat=True)) == {"together"}


# --- answering ---------------------------------------------------------------------------------------------
def test_an_answer_is_given_once_and_cannot_be_changed(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="yes")
    with pytest.raises(AlreadyDone, match="cannot be changed"):
        answering.answer(key=group["living"][0], proposal=number, choice="no")
    assert dict(Ballot.objects.values_list("choice", "n")) == {"yes": 1, "no": 0, "abstain": 0}


@pytest.mark.parametrize("choice", ["", "maybe", "live", "YES", None])
def test_only_the_answers_that_stand_there(team: Team, choice: str) -> None:
    group = seat(living=5)
    number = asked(team)
    with pytest.raises(Refused, match="Choose one of the answers"):
        answering.answer(key=group["living"][0], proposal=number, choice=choice)
    assert not Answered.objects.filter(done=True).exists()


def test_who_does_not_sit_is_not_asked(team: Team) -> None:
    seat(living=3)
    number = asked(team)
    for stranger in (sitting.somebody(), team.maeve.key):
        for act in (
            lambda key: answering.answer(key=key, proposal=number, choice="yes"),
            lambda key: answering.objects(key=key, proposal=number, ground="harm"),
            lambda key: answering.confirm(key=key, proposal=number, took_part=True, did_not_write=True),
        ):
            with pytest.raises(NotHers, match="You do not sit"):
                act(stranger)
    with pytest.raises(NotHers):
        answering.answer(key=team.jo.key, proposal=uuid4(), choice="yes")


def test_leaving_and_coming_back_gives_no_second_answer(team: Team) -> None:
    group = seat(living=5, lived=1)
    number = asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="yes")
    seats.leave(key=group["living"][0])
    code = seats.make_code(form_id=form())
    again = sitting.somebody()
    seats.take(key=again, code=code, constituency="living")
    with pytest.raises(NotHers, match="not asked now"):
        answering.answer(key=again, proposal=number, choice="yes")
    assert sum(Ballot.objects.values_list("n", flat=True)) == 1
    answer_all(number, group["living"][1:])
    assert row_of(number).stage == Stage.ADVISING, "whoever sat down later is not waited for"
    answer_all(number, group["lived"])
    for act in ("harm", "unheard"):
        with pytest.raises(NotHers):
            answering.objects(key=again, proposal=number, ground=act)


def test_whoever_left_after_answering_still_counts_once(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answer_all(number, group["living"][:3])
    for key in group["living"][:3]:
        seats.leave(key=key)
    with later(15):
        moving.move_on()
        assert row_of(number).stage == Stage.OBJECTING
        assert row_of(number).quorum


def test_a_seat_whose_weeks_are_over_answers_nothing(team: Team) -> None:
    group = seat(living=3)
    last = sitting.sit("living", weeks=1)
    number = asked(team)
    with week(1):
        with pytest.raises(NotHers):
            answering.answer(key=last, proposal=number, choice="no")
        answer_all(number, group["living"])
        assert row_of(number).stage == Stage.OBJECTING


# --- objecting ---------------------------------------------------------------------------------------------
def test_an_objection_of_those_it_protects_sends_it_back_once(team: Team) -> None:
    group = seat(living=3, lived=2)
    number = agreed(team, group)
    answering.objects(key=group["living"][0], proposal=number, ground="harm")
    with later(8):
        moving.move_on()
        assert (row_of(number).stage, row_of(number).round) == (Stage.ANSWERING, 2)
        answer_all(number, everybody(group))
        assert row_of(number).stage == Stage.OBJECTING
        with later(8):
            moving.move_on()
            assert row_of(number).stage == Stage.CONFIRMING, "nobody objected a second time"
            assert confirm(number, *group["living"][:2])
    assert Decision.objects.get().objections == ["harm"]


def test_a_second_objection_ends_it(team: Team) -> None:
    group = seat(living=3, lived=2)
    number = agreed(team, group)
    answering.objects(key=group["living"][0], proposal=number, ground="harm")
    with later(8):
        moving.move_on()
        answer_all(number, everybody(group))
        answering.objects(key=group["living"][0], proposal=number, ground="wrong")
        with later(8):
            moving.move_on()
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "objection")
    assert not Objection.objects.exists()


def test_others_may_object_but_do_not_send_it_back(team: Team) -> None:
    group = seat(living=3, lived=2)
    number = agreed(team, group)
    answering.objects(key=group["lived"][0], proposal=number, ground="unclear")
    answering.objects(key=group["lived"][0], proposal=number, ground="unclear")
    assert Objection.objects.count() == 1
    with later(8):
        moving.move_on()
        assert row_of(number).stage == Stage.CONFIRMING


def test_objecting_for_no_reason_or_at_no_time(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    with pytest.raises(NotHers, match="nothing to object to"):
        answering.objects(key=group["living"][0], proposal=number, ground="harm")
    answer_all(number, everybody(group))
    with pytest.raises(Refused, match="which of the reasons"):
        answering.objects(key=group["living"][0], proposal=number, ground="because")


def test_sent_back_when_nobody_is_left_to_ask(team: Team) -> None:
    group = seat(living=3, lived=3)
    number = agreed(team, group)
    answering.objects(key=group["living"][0], proposal=number, ground="harm")
    for key in group["living"][1:]:
        seats.leave(key=key)
    Seat.objects.filter(constituency="lived").update(ends=str(this_week()))
    with later(8):
        moving.move_on()
        assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "gone")
