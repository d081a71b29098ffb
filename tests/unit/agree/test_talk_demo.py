"""The invented talks of the demo: one closed with two groups and common ground on children, one open, one a draft."""

from __future__ import annotations

import datetime as dt

import pytest

from kithbridge.agree import demo_talk, demo_texts, queries, results
from kithbridge.agree.models import Conversation, State, Statement, Vote, Voter
from kithbridge.people import facts
from kithbridge.people.demo import HERON, Cast
from kithbridge.people.models import Role
from kithbridge.web import clock
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


@pytest.fixture
def played() -> Cast:
    """All weeks of it, by the real actions."""
    now = clock.now()
    with clock.at(now - dt.timedelta(weeks=demo_talk.OPENED + 1)):
        site = furnish_site()
        team = {name: make_member(name, circle=site.circle).key for name in ("Jo", "Shanice", "Cass")}
        wren = make_member("Wren", Role.FACILITATOR).key
        cast = Cast({**team, "Wren": wren, "Maeve": site.lead.key}, {HERON: make_page().key})
    for ago in range(demo_talk.OPENED, -1, -1):
        with clock.at(now - dt.timedelta(weeks=ago)):
            facts.looked()
            demo_talk.week(cast, ago)
    return cast


def test_the_three_talks_are_there_and_the_closed_one_is_published(played: Cast) -> None:
    states = {row.question: row.state for row in Conversation.objects.all()}
    assert states == {
        demo_texts.QUESTION: State.CLOSED,
        demo_texts.NOW_QUESTION: State.FIRST,
        demo_texts.DRAFT_QUESTION: State.DRAFT,
    }
    closed = Conversation.objects.get(question=demo_texts.QUESTION)
    assert len(queries.shown(closed)) == len(demo_texts.SEEDS) + len(demo_texts.THEIRS) == 52
    assert queries.record_of_hidden(closed) == [("it names somebody", 1)]
    assert not Voter.objects.filter(conversation=closed).exists()
    assert not Vote.objects.filter(statement__conversation=closed).exists()


def test_two_groups_differ_and_about_children_all_say_the_same(played: Cast) -> None:
    closed = Conversation.objects.get(question=demo_texts.QUESTION)
    result = results.result(closed)
    assert result is not None
    assert closed.result["people"] == [30, 34]
    assert len(closed.result["groups"]["groups"]) == 2
    word = {one.text: closed_word(closed, one.number) for one in queries.shown(closed)}
    children = [said.text for said in demo_texts.SEEDS[:4]]
    assert {word[text] for text in children} <= {"most", "nearly all"}
    divided = [said.text for said in demo_texts.SEEDS[4:12]]
    assert [text for text in divided if word[text] in ("most", "nearly all")] == []


def closed_word(row: Conversation, number: int) -> str:
    """What is told of those who agree with a statement."""
    return next(one["whole"]["agree"][0] for one in row.result["statements"] if one["number"] == number)


def test_what_waits_is_for_readers_of_two_jobs(played: Cast) -> None:
    jo, lead = played.team["Jo"], played.team["Maeve"]
    assert len(queries.waiting(jo)) == 2, "one she has read"
    assert len(queries.waiting(lead)) == 3
    assert Statement.objects.filter(stage=Statement.Stage.WAITING).count() == 3
