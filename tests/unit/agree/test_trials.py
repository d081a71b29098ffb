"""A trial that ends is told in time, of a rule and of something to do, until people were asked again."""

from __future__ import annotations

import pytest
from django.test import Client

from kithbridge.agree.actions import effects
from kithbridge.agree.deciding import card, trials
from kithbridge.agree.deciding.trials import Ending
from kithbridge.people.deciding.actions import proposing
from kithbridge.rules.models import Decision
from kithbridge.rules.spoken import week_words
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import words_on
from tests.unit.agree.putting import Room, a_room, form, weeks  # noqa: F401 - the fixture

pytestmark = DATABASES
TRIED = {"looks_at": "How many come.", "says_who": "The peers."}


def ends(ending: Ending) -> tuple[str, bool, bool]:
    return ending.question, ending.of_rule, ending.over


def said_at_home(room: Room) -> str:
    from kithbridge.people.access import Caller
    from kithbridge.people.models import Role

    found = card.decide_card(Caller(side="team", key=room.jo.key, roles=frozenset({Role.PEER})))
    assert found is not None
    return found.said


def test_a_trial_of_something_to_do_is_told_four_weeks_before_it_ends(room: Room) -> None:
    row, _put, _group = room.decided(trial_weeks=8, **TRIED)
    until = Decision.objects.get().until
    with weeks(1):
        assert until == str(this_week() + 7)
        assert trials.ending() == []
    for n, over in ((4, False), (8, False), (9, True), (16, True)):
        with weeks(n):
            found = trials.ending()
            assert [ends(one) for one in found] == [("Shall we open on Sunday?", False, over)]
            assert (found[0].until, found[0].looks_at, found[0].says_who) == (week_words(until), "How many come.", "The peers.")
            assert found[0].url == f"/t/decide/matter/{row.number}#again"
    with weeks(17):
        assert trials.ending() == [], "two months later it stands in the record"


def test_nobody_is_reminded_of_what_is_talked_about_again(room: Room) -> None:
    row, _put, group = room.decided(trial_weeks=8, **TRIED)
    with weeks(6):
        assert trials.ending()
        effects.reopen(key=room.jo.key, matter=row.pk, reason="The trial ends.")
        assert trials.ending() == []
        row.refresh_from_db()
        room.decide(room.put(row.alternatives.get()), group)
    with weeks(8):
        assert trials.ending() == [], "it was decided for good"


def test_a_trial_of_a_rule_is_told_until_something_is_proposed(room: Room) -> None:
    sitting.enacted("asks.live_weeks", 5, trial_until=str(this_week() + 9), looks_at="asks", says_who="peers")
    sitting.enacted("asks.most_each", 6)
    assert trials.ending() == []
    with weeks(5):
        found = trials.ending()
        assert [(one.of_rule, one.url) for one in found] == [(True, "/t/decide/new?rule=asks.live_weeks")]
        proposing.propose(rule="asks.live_weeks", value=5, by=room.jo.key, form_id=form())
        assert trials.ending() == []


def test_a_trial_that_was_decided_about_since_is_over(room: Room) -> None:
    sitting.enacted("asks.live_weeks", 5, trial_until=str(this_week() + 2), looks_at="asks", says_who="peers")
    assert trials.ending()
    sitting.enacted("asks.live_weeks", 4)
    assert trials.ending() == []


@pytest.mark.parametrize("n", [3, 12])
def test_it_stands_on_the_first_page_and_first_under_decide(room: Room, n: int) -> None:
    room.decided(trial_weeks=n, **TRIED)
    with weeks(4):
        reminded = n == 3
        # The task that opened with it was given four weeks from the decision on: it is not late yet.
        assert ("1 trial ends. Ask whether it goes on." in said_at_home(room)) is reminded
        client = Client()
        sign_in(client, room.jo)
        text = words_on(client.get("/t/decide").content.decode())
        assert ("Trials that end" in text) is reminded
        if reminded:
            assert text.index("Trials that end") < text.index("Put to the reference group")
            assert "Look at: How many come. Who says if it worked: The peers." in text
