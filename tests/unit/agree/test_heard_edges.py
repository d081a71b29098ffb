"""Whose word counts, at the edge: of a side with fewer than five nothing is told, and nothing that would tell it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from kithbridge.agree.heard import AT_WORK, FOR_THEM, gathered, heard
from kithbridge.agree.matter_models import Comment, Matter, Origin
from kithbridge.rules import enact
from kithbridge.rules.enact import Piece
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room  # noqa: F401 - the fixture
from tests.unit.agree.test_heard import decide, guidance, of, talk

pytestmark = DATABASES


@pytest.fixture(autouse=True)
def begun() -> Any:
    with sitting.week(0):
        enact.begin()
        yield


def say(row: Matter, by: str, n: int) -> None:
    """So many pieces of talk that are shown."""
    for _n in range(n):
        Comment.objects.create(id=uuid4(), matter=row, stage="shown", by=by, text="I can be there.", week=str(this_week()))


@pytest.mark.parametrize(("for_them", "at_work", "told"), [(5, 5, True), (4, 50, False), (50, 4, False), (0, 0, False), (0, 9, False)])
def test_talk_is_told_by_side_only_where_each_side_has_five(room: Room, for_them: int, at_work: int, told: bool) -> None:
    row = room.matter()
    say(row, "living", for_them)
    say(row, "peer", at_work)
    say(row, "group", 9)
    assert gathered().comments == (((FOR_THEM, for_them), (AT_WORK, at_work)) if told else ())


def test_a_piece_of_talk_that_was_taken_back_is_not_counted(room: Room) -> None:
    row = room.matter()
    say(row, "living", 5)
    say(row, "peer", 5)
    Comment.objects.filter(pk=Comment.objects.filter(by="peer").values("pk")[:1]).update(stage="gone", text="")
    assert gathered().comments == ()


@pytest.mark.parametrize(("n", "told"), [(4, ()), (5, ((FOR_THEM, 5), (AT_WORK, 0)))])
def test_how_often_words_of_each_side_are_named_is_told_from_five_on(n: int, told: tuple[tuple[str, int], ...]) -> None:
    decide(3, *of(talk(living=9), "living", n))
    assert heard().rests_by_side == told


@pytest.mark.parametrize("stage", ["waiting", "hidden"])
def test_what_a_matter_rests_on_that_nobody_may_read_is_not_counted(room: Room, stage: str) -> None:
    row = room.matter()
    assert len(gathered().pieces) == Origin.objects.count() == 1
    Matter.objects.filter(pk=row.pk).update(stage=stage, title="", what="")
    assert gathered().pieces == ()


def test_a_decision_about_doing_always_changed_something(room: Room) -> None:
    room.decided()
    assert [one.changed for one in gathered().uses] == [True]


def test_a_decision_that_rests_on_no_talk_is_compared_with_none() -> None:
    """Words that were written down to be cited are all used: beside them nobody is heard more than others."""
    quotes = [Piece("quote", role, "sayings", uuid4()) for role in ("living", "worker") for _n in range(6)]
    decide(3, *quotes)
    (one,) = heard().each
    assert (one.rests_on, one.view.roles, one.view.corroboration) == ((("living", 6), ("worker", 6)), (), None)


def test_papers_are_no_second_voice_where_talks_are_compared() -> None:
    rows = talk(living=9, worker=9)
    decide(3, *of(rows, "living", 1), guidance())
    decide(4, *of(rows, "worker", 1))
    found = heard()
    views = (found.rests, found.talks, *(view for _half, _n, view in found.halves))
    assert [view.corroboration and view.corroboration.experience for view in views] == [(1, 1), (0, 1), (0, 1)]
