"""Whose word counts, at the edge: of a side with fewer than five nothing is told, and nothing that would tell it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from kithbridge.agree.heard import AT_WORK, FOR_THEM, gathered, heard
from kithbridge.agree.matter_models import Comment, Matter
from kithbridge.rules import enact
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room  # noqa: F401 - the fixture
from tests.unit.agree.test_heard import decide, of, talk

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
