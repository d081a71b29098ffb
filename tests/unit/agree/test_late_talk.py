"""What people want to change cannot be left lying: after some weeks of talk it stands as late, before everybody, until it is put."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from kithbridge.agree import matters as lists
from kithbridge.agree.actions import effects, matters, waiting
from kithbridge.agree.deciding.card import decide_card
from kithbridge.agree.matter_models import Matter, State
from kithbridge.agree.said_done import trails
from kithbridge.people.access import Caller
from kithbridge.people.models import Role
from kithbridge.web import clock
from tests import sitting
from tests.builders import DATABASES, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.decisions import decide
from tests.pressing import words_on
from tests.unit.agree.putting import PARTS, Room, a_room, form, weeks  # noqa: F401 - the fixture

pytestmark = DATABASES

LATE = "We have talked about it for 8 weeks, and nobody has asked the reference group yet."


def late() -> list[str]:
    return [line.late for line in lists.matters(State.TALKING)]


def test_late_after_the_weeks_of_the_rule_and_no_sooner(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    room.matter()
    with weeks(7):
        assert (late(), lists.late_talks(), trails()[0].overdue, trails()[0].answer) == ([""], 0, False, "We talk about it.")
    with weeks(8):
        assert (late(), lists.late_talks(), trails()[0].overdue) == ([LATE], 1, True)
        assert trails()[0].answer == f"We talk about it. {LATE}"
        assert lists.told(Matter.objects.get()).late == LATE
    decide("agree.talk_weeks", 26)
    with weeks(25):
        assert late() == [""]


def test_nothing_is_late_while_nobody_sits_whom_it_could_be_put_to(room: Room) -> None:
    room.matter()
    with weeks(30):
        assert (late(), lists.late_talks(), trails()[0].overdue) == ([""], 0, False)


def test_a_draft_is_not_talked_about(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter(up=False)
    with weeks(30):
        assert lists.late_talks() == 0
        matters.put_up(key=room.jo.key, matter=row.pk)
        assert late() == [""]
        with weeks(8):
            assert late() == [LATE]


def test_what_a_seat_wrote_counts_from_the_week_in_which_it_was_shown(room: Room) -> None:
    key = sitting.seat(living=3, lived=2)["living"][0]
    kept = matters.suggest(key=key, for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)
    with weeks(3):
        for reader in (room.jo, room.maeve):
            matters.show_suggested(key=reader.key, matter=kept.number)
    with weeks(10):
        assert late() == [""]
    with weeks(11):
        assert late() == [LATE]
        assert waiting.take_back(code=kept.code)
        assert lists.late_talks() == 0


def test_once_it_is_put_it_is_not_late_and_when_it_falls_its_weeks_begin_anew(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    with weeks(9):
        puts = room.put(room.way(row))
        assert (lists.late_talks(), trails()[0].overdue) == (0, False)
        room.refuse(puts, group)
        assert Matter.objects.get().state == State.TALKING
        assert late() == [""]
        with weeks(8):
            assert late() == [LATE]


def test_opened_again_its_weeks_begin_anew(room: Room) -> None:
    row, _put, _group = room.decided()
    with weeks(20):
        effects.reopen(key=room.jo.key, matter=row.pk, reason="The council has changed.")
        assert late() == [""]
        with weeks(8):
            assert late() == [LATE]


def test_one_of_before_this_was_kept_counts_from_its_week(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    room.matter()
    Matter.objects.update(talked_since=None)
    with weeks(8):
        assert late() == [LATE]


def test_what_is_late_stands_first(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    room.matter(title="Old")
    with weeks(8):
        room.matter(title="New")
        assert [line.title for line in lists.matters(State.TALKING)] == ["Old", "New"]
        assert [one.title for one in trails()] == ["Old", "New"]


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD])
def test_who_may_put_it_is_told_on_the_first_page(room: Room, role: Role) -> None:
    sitting.seat(living=3, lived=2)
    room.matter()
    caller = Caller(side="team", key=room.jo.key, roles=frozenset({role}))
    with weeks(8):
        card = decide_card(caller)
        assert card is not None
        assert (card.care, card.said) == (True, "1 thing has been talked about for too long. Put it to the reference group.")


def test_pages_say_so_to_the_team_and_to_everybody(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    with clock.at(sitting.MONDAY + dt.timedelta(weeks=8)):
        jo = Client()
        sign_in(jo, room.jo)
        for address in ("/t/decide", f"/t/decide/matter/{row.number}", "/talks/done"):
            assert LATE in words_on(jo.get(address).content.decode()), address
