"""The invented matters of the demo: one decided, done and answered for; one that is talked about."""

from __future__ import annotations

import datetime as dt

import pytest

from kithbridge.agree import demo_matter, demo_talk, matters
from kithbridge.agree.matter_models import Comment, Matter, Stage, State, TaskState
from kithbridge.people import facts
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.demo import LIVED, LIVING, WORKING
from kithbridge.people.deciding.models import Seat
from kithbridge.people.demo import HERON, Cast
from kithbridge.people.models import Role
from kithbridge.rules import enact
from kithbridge.web import clock
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


@pytest.fixture
def played() -> Cast:
    """All weeks of it, by the real actions; the seats are there from the beginning."""
    now = clock.now()
    with clock.at(now - dt.timedelta(weeks=demo_talk.OPENED + 1)):
        enact.begin()
        site = furnish_site()
        team = {name: make_member(name, Role.PEER, circle=site.circle).key for name in ("Jo", "Shanice", "Cass")}
        team |= {"Wren": make_member("Wren", Role.FACILITATOR).key, "Bron": make_member("Bron", Role.LEAD).key}
        pages = {handle: make_page().key for handle in (*LIVING, *LIVED, *WORKING, HERON)}
        for name, handles in (("living", LIVING), ("lived", LIVED), ("work", WORKING)):
            for handle in handles:
                Seat.objects.create(who=queries.who(pages[handle].owner), constituency=name, by_lot=True, ends=str(this_week() + 51))
        cast = Cast({**team, "Maeve": site.lead.key}, pages)
    for ago in range(demo_talk.OPENED, -1, -1):
        with clock.at(now - dt.timedelta(weeks=ago)):
            facts.looked()
            demo_talk.week(cast, ago)
            demo_matter.week(cast, ago)
    return cast


def test_one_is_decided_done_and_answered_for(played: Cast) -> None:
    told = matters.told(Matter.objects.get(title=demo_matter.TITLE))
    assert told.state == State.DECIDED
    assert {task.state for task in told.tasks} == {TaskState.DONE}
    assert [other.outcome for other in told.amendments] == ["taken"]
    assert told.risks == demo_matter.OTHER_RISK
    assert any(demo_matter.RESTS_ON in piece.words for piece in told.evidence)
    [effect] = told.effects
    assert effect.asks
    assert any("Yes" in line for line in effect.said)
    assert not effect.reopened
    [put] = told.puts
    assert put.decision is not None
    assert put.decision.question == demo_matter.QUESTION


def test_one_is_talked_about_with_two_ways_side_by_side(played: Cast) -> None:
    told = matters.told(Matter.objects.get(title=demo_matter.NOW_TITLE))
    assert told.state == State.TALKING
    assert [way.text for way in told.ways] == list(demo_matter.NOW_WAYS)
    assert {comment.text for comment in told.comments} == {demo_matter.NOW_HERS, *(text for _name, text in demo_matter.NOW_COMMENTS)}
    assert [other.outcome for other in told.amendments] == ["open"]
    assert Comment.objects.get(stage=Stage.WAITING).text == ""
    assert [one.inside["text"] for one in matters.waiting(played.team["Jo"])] == [demo_matter.NOW_WAITS]
