"""Confirming and enacting what was agreed; what is kept of it, and for how long."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from uuid import UUID

import pytest

from kithbridge import rules
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving
from kithbridge.people.deciding.actions.answering import NotHers
from kithbridge.people.deciding.models import (
    Answered,
    Confirmation,
    Piece,
    Proposal,
    Seat,
    Stage,
)
from kithbridge.rules.enact import Refused
from kithbridge.rules.models import Decision, Version
from kithbridge.web import once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401
from tests.sitting import KEY, Team, a_team, agreed, answer_all, asked, carry, confirm, later, row_of, seat, week, written  # noqa: F401 - the fixture

pytestmark = DATABASES
form = once.new_form_id


# --- confirming --------------------------------------------------------------------------------------------
def confirming(team: Team, group: sitting.Group, **more: object) -> UUID:
    number = agreed(team, group)
    Proposal.objects.filter(pk=number).update(stage=Stage.CONFIRMING, **more)
    return number


def test_two_confirm_one_of_those_it_protects(team: Team) -> None:
    group = seat(living=3, lived=3)
    number = confirming(team, group)
    assert not confirm(number, *group["lived"])
    assert rules.value(KEY) != 4
    assert confirm(number, group["living"][0])
    assert rules.value(KEY) == 4


def test_the_same_seat_twice_is_one(team: Team) -> None:
    group = seat(living=5)
    number = confirming(team, group)
    assert not confirm(number, group["living"][0], group["living"][0])
    assert Confirmation.objects.count() == 1


def test_whoever_wrote_it_down_does_not_confirm(team: Team) -> None:
    group = seat(living=4)
    mine = Seat.objects.create(who=queries.who(team.jo.member.pk), constituency="living", by_lot=True, ends=str(this_week() + 9))
    number = confirming(team, {"living": [*group["living"], team.jo.key]})
    assert mine.pk
    assert not confirm(number, team.jo.key, group["living"][0])
    assert confirm(number, group["living"][1])


@pytest.mark.parametrize("ticks", [(True, False), (False, True), (False, False)])
def test_both_must_be_ticked(team: Team, ticks: tuple[bool, bool]) -> None:
    group = seat(living=5)
    number = confirming(team, group)
    with pytest.raises(Refused, match="Tick both"):
        answering.confirm(key=group["living"][0], proposal=number, took_part=ticks[0], did_not_write=ticks[1])
    assert not Confirmation.objects.exists()


def test_who_did_not_answer_does_not_confirm(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answer_all(number, group["living"][:4])
    with later(15):
        moving.move_on()
        with later(8):
            moving.move_on()
            assert row_of(number).stage == Stage.CONFIRMING
            with pytest.raises(NotHers, match="Only those who took part"):
                confirm(number, group["living"][4])


def test_not_confirmed_in_time(team: Team) -> None:
    group = seat(living=5)
    number = agreed(team, group)
    with later(8):
        moving.move_on()
        confirm(number, group["living"][0])
        with later(29):
            moving.move_on()
            row = row_of(number)
            assert (row.stage, row.fell_because) == (Stage.FELL, "confirm")
            assert "too few confirmed" in queries.standing(row)
    assert not any(model.objects.exists() for model in (Answered, Confirmation))


def test_overtaken_while_it_waited(team: Team) -> None:
    group = seat(living=5)
    number = confirming(team, group)
    sitting.enacted(KEY, 6)
    assert not confirm(number, *group["living"][:2])
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "overtaken")
    assert rules.value(KEY) == 6


def test_a_limit_that_came_with_a_newer_version(team: Team) -> None:
    group = seat(living=5)
    number = confirming(team, group, value=99)
    assert not confirm(number, group["living"][0])
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "refused")


def test_a_trial_and_a_later_week_go_the_same_way(team: Team) -> None:
    group = seat(living=5)
    number = written(KEY, 5, by=team.jo, second=team.maeve, begins=12, trial_weeks=2, looks_at="asks", says_who="peers")
    carry(number, group, by=team.jo)
    version = Version.objects.get()
    assert (version.how, str(version.week), version.until) == ("trial", str(this_week() + 12), str(this_week() + 13))


# --- what is kept, and for how long ------------------------------------------------------------------------
def test_what_is_over_goes_after_half_a_year_and_the_decision_stays(team: Team) -> None:
    group = seat(living=5)
    number = written(KEY, 4, by=team.jo, second=team.maeve)
    carry(number, group, by=team.jo)
    with week(moving.KEPT_WEEKS):
        assert moving.forget_over() == 0
    with week(moving.KEPT_WEEKS + 1):
        assert moving.forget_over(dry_run=True) == 1
        assert moving.forget_over() == 1
    assert not Proposal.objects.exists()
    assert not Piece.objects.exists()
    assert Decision.objects.count() == 1


def test_acts_of_those_who_decide_are_counts_and_nothing_else(team: Team) -> None:
    group = seat(living=5)
    carry(written(KEY, 4, by=team.jo, second=team.maeve), group, by=team.jo)
    counts = Counter({(one.kind, one.role): one.n for one in Count.objects.all()})
    assert counts["answered a proposal", "reference group"] == 5
    assert counts["confirmed a decision", "reference group"] == 2
    assert not Entry.objects.filter(kind__contains="answered").exists()


def test_the_tick_moves_what_is_over_and_can_be_called_again_and_again(team: Team) -> None:
    group = seat(living=5)
    number = agreed(team, group)
    moving.move_on()
    assert row_of(number).stage == Stage.OBJECTING
    closes = row_of(number).closes
    assert closes is not None
    with later((closes - sitting.MONDAY.date()).days):
        moving.move_on()
        assert row_of(number).stage == Stage.OBJECTING, "its last day is still hers"
    with later((closes - sitting.MONDAY.date() + dt.timedelta(days=1)).days):
        for _ in range(3):
            moving.move_on()
            assert row_of(number).stage == Stage.CONFIRMING
