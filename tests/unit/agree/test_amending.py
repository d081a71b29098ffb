"""Other words for a part: proposed, shown with the difference, taken or refused with a reason."""

from __future__ import annotations

import random

import pytest

from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import amending, matters
from kithbridge.agree.actions.amending import Piece, difference
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Amendment, Stage
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room, form  # noqa: F401 - the fixture

pytestmark = DATABASES
NEW = "The door is open on Sunday from ten."


def proposed(room: Room, **other: object) -> tuple[object, Amendment]:
    row = room.matter()
    amending.propose(key=room.ann.key, matter=row.pk, **{"part": "what", "text": NEW, "form_id": form(), **other})  # type: ignore[arg-type]
    return row, Amendment.objects.get()


# --- The difference -------------------------------------------------------------------------------------
def test_a_difference_word_by_word() -> None:
    assert difference("open on Sunday", "open on Monday, too") == [
        Piece("same", "open on "),
        Piece("out", "Sunday"),
        Piece("in", "Monday, too"),
    ]
    assert difference("", "") == []
    assert difference("", "a") == [Piece("in", "a")]
    assert difference("a\n\nb", "a\n\nb") == [Piece("same", "a\n\nb")]


def test_both_wordings_can_be_read_out_of_the_difference() -> None:
    rng = random.Random(6)
    words = ["we", " ", "open", ",", "\n", "don’t", "é", "10", "  ", "."]
    for _try in range(300):
        old, new = ("".join(rng.choices(words, k=rng.randint(0, 30))) for _side in range(2))
        pieces = difference(old, new)
        assert "".join(one.text for one in pieces if one.kind != "in") == old
        assert "".join(one.text for one in pieces if one.kind != "out") == new
        assert all(one.text for one in pieces)


# --- From the team --------------------------------------------------------------------------------------
def test_the_writer_takes_it(room: Room) -> None:
    _row, made = proposed(room)
    assert (made.stage, made.old) == (Stage.SHOWN, "The door is open on Sunday, too.")
    amending.take(key=room.jo.key, amendment=made.pk)
    told = asked_of.told(asked_of.matter(1))  # type: ignore[arg-type]
    assert told.what == NEW
    assert (told.amendments[0].outcome, [one.kind for one in told.amendments[0].pieces]) == ("taken", ["same", "out", "in", "same"])
    with pytest.raises(Refused, match="This was answered"):
        amending.refuse(key=room.jo.key, amendment=made.pk, reason="No.")


def test_the_writer_says_why_not(room: Room) -> None:
    _row, made = proposed(room)
    with pytest.raises(Refused, match="nothing written"):
        amending.refuse(key=room.jo.key, amendment=made.pk, reason="")
    amending.refuse(key=room.jo.key, amendment=made.pk, reason="Ten is too late.")
    told = asked_of.told(asked_of.matter(1))  # type: ignore[arg-type]
    assert (told.what, told.amendments[0].because) == ("The door is open on Sunday, too.", "Ten is too late.")


def test_another_than_the_writer_does_not_answer_it(room: Room) -> None:
    _row, made = proposed(room)
    for act in (
        lambda: amending.take(key=room.ann.key, amendment=made.pk),
        lambda: amending.refuse(key=room.ann.key, amendment=made.pk, reason="No."),
    ):
        with pytest.raises(Refused, match="Somebody else wrote this"):
            act()


def test_a_part_that_changed_meanwhile_is_not_overwritten(room: Room) -> None:
    row, made = proposed(room)
    matters.change(key=room.jo.key, matter=row.pk, part="what", text="Closed.")  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="reads otherwise by now"):
        amending.take(key=room.jo.key, amendment=made.pk)


def test_one_of_the_ways(room: Room) -> None:
    row = room.matter()
    way = room.way(row)
    amending.propose(key=room.ann.key, matter=row.pk, part="text", text="A worker opens.", alternative=way.pk, form_id=form())
    amending.take(key=room.jo.key, amendment=Amendment.objects.get().pk)
    way.refresh_from_db()
    assert way.text == "A worker opens."


@pytest.mark.parametrize(
    ("part", "text", "why"),
    [
        ("what", "The door is open on Sunday, too.", "reads so already"),
        ("text", "Another.", "no such part"),
        ("colour", "Green.", "no such part"),
        ("what", "", "nothing written"),
        ("what", "x" * 1_001, "too long"),
    ],
)
def test_what_cannot_be_proposed(room: Room, part: str, text: str, why: str) -> None:
    row = room.matter()
    with pytest.raises(Refused, match=why):
        amending.propose(key=room.ann.key, matter=row.pk, part=part, text=text, form_id=form())
    assert not Amendment.objects.exists()


def test_a_draft_and_what_is_being_decided_take_none(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    draft, asked = room.matter(up=False), room.matter(title="Another")
    room.put(room.way(asked))
    for row in (draft, asked):
        with pytest.raises(Refused, match="not possible any more"):
            amending.propose(key=room.ann.key, matter=row.pk, part="what", text=NEW, form_id=form())


def test_sent_twice_it_is_one(room: Room) -> None:
    same = form()
    row, _made = proposed(room, form_id=same)
    amending.propose(key=room.ann.key, matter=row.pk, part="what", text=NEW, form_id=same)  # type: ignore[attr-defined]
    assert Amendment.objects.count() == 1


# --- From a seat ----------------------------------------------------------------------------------------
def test_from_a_seat_it_waits_for_two_and_shows_the_difference_of_that_day(room: Room) -> None:
    key = sitting.seat(living=3, lived=2)["living"][0]
    row = room.matter()
    kept = amending.propose(key=key, matter=row.pk, part="what", text=NEW, readers=room.readers(), form_id=form())
    assert kept is not None
    made = Amendment.objects.get()
    assert (made.new, made.old, asked_of.told(row).amendments) == ("", "", [])
    with pytest.raises(Refused, match="This was answered"):
        amending.take(key=room.jo.key, amendment=made.pk)
    matters.change(key=room.jo.key, matter=row.pk, part="what", text="Open.")
    assert not amending.show(key=room.jo.key, amendment=made.pk)
    assert amending.show(key=room.maeve.key, amendment=made.pk)
    made.refresh_from_db()
    assert (made.old, made.new, made.by) == ("Open.", NEW, "living")
    amending.take(key=room.jo.key, amendment=made.pk)
    row.refresh_from_db()
    assert (row.what, row.last_by) == (NEW, "living"), "whose words came last"
