"""What waits to be read, at its edges: hidden and taken back, never read, hidden a second time."""

from __future__ import annotations

import pytest

from kithbridge.agree.actions import matters, reading, returning, waiting
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Matter, Stage, State
from kithbridge.people.keyring.models import Wrap
from tests import sitting
from tests.builders import DATABASES, Member, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import PARTS, Room, a_room, form, weeks  # noqa: F401 - the fixture
from tests.unit.agree.talked import begin
from tests.unit.agree.test_statements import say

pytestmark = DATABASES


@pytest.fixture
def kept(room: Room) -> waiting.Kept:
    """What somebody who sits has suggested."""
    key = sitting.seat(living=3, lived=2)["living"][0]
    return matters.suggest(key=key, for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)


def test_what_was_hidden_can_still_be_taken_back_and_opens_for_nobody(room: Room, kept: waiting.Kept) -> None:
    matters.hide_suggested(key=room.jo.key, matter=kept.number, reason="hurts", answer="It hurts people.")
    assert waiting.take_back(code=kept.code)
    row = Matter.objects.get()
    assert (row.stage, row.state, row.words, row.answer, row.reason) == (Stage.GONE, State.DROPPED, None, "", "")
    assert waiting.became(kept.code) is None
    assert not Wrap.objects.filter(item=kept.number).exists()
    with pytest.raises(Refused, match="not yours to read"):
        matters.show_suggested(key=room.maeve.key, matter=kept.number)


def test_what_nobody_reads_waits_twenty_six_whole_weeks(kept: waiting.Kept) -> None:
    with weeks(26):
        assert waiting.shred_hidden(dry_run=True) == waiting.shred_hidden() == 0
    with weeks(27):
        assert waiting.shred_hidden(dry_run=True) == waiting.shred_hidden() == 1
    row = Matter.objects.get()
    assert (row.stage, row.words, row.back) == (Stage.HIDDEN, None, "")
    assert not Wrap.objects.filter(item=kept.number).exists()


def test_she_objects_once_and_the_second_hiding_stands() -> None:
    talked = begin()
    sentence = say(talked, "Somewhere to wash.")

    def hidden(by: Member) -> returning.Became | None:
        reading.hide(key=by.key, statement=sentence.statement, reason="other", answer="It is about something else.")
        return returning.became(sentence.code)

    first = hidden(talked.jo)
    assert first is not None
    assert first.can_object
    assert returning.object_to(code=sentence.code)
    waits = returning.became(sentence.code)
    assert waits is not None
    assert (waits.stage, waits.answer, waits.can_object) == ("waiting", "", False)
    second = hidden(talked.site.lead)
    assert second is not None
    assert (second.stage, second.can_object) == ("hidden", False)
    assert not returning.object_to(code=sentence.code)
