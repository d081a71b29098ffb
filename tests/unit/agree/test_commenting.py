"""What is said of a matter: at once from the team, after two readers from a seat; nobody else."""

from __future__ import annotations

import pytest

from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import commenting
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Comment, Matter, Stage
from kithbridge.agree.matter_offers import PAGE, reads, worry_links
from kithbridge.people import vault
from kithbridge.people.models import Role, TeamMember
from kithbridge.people.queries import danger
from tests import sitting
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room, form  # noqa: F401 - the fixture

pytestmark = DATABASES
WORDS = "Sunday is when I need it.\nNot Monday."


def said(room: Room, row: Matter, same: str = "") -> commenting.Kept:
    key = sitting.seat(living=3, lived=2)["living"][0]
    kept = commenting.say(key=key, matter=row.pk, text=WORDS, readers=room.readers(), form_id=same or form())
    assert kept is not None
    return kept


def test_the_team_says_it_at_once(room: Room) -> None:
    row = room.matter()
    same = form()
    for _twice in range(2):
        assert commenting.say(key=room.ann.key, matter=row.pk, text="I can open.", form_id=same) is None
    told = asked_of.told(row).comments
    assert [(one.text, one.by) for one in told] == [("I can open.", "the team")], "two peers are fewer than three: merged"


def test_from_a_seat_two_read_it_first(room: Room) -> None:
    row = room.matter()
    kept = said(room, row)
    made = Comment.objects.get()
    assert (made.text, asked_of.told(row).comments) == ("", [])
    assert set(kept.readers) == {"Ann", "Jo", "Maeve"}
    assert [(one.kind, one.matter and one.matter.number, one.inside) for one in asked_of.waiting(room.ann.key)] == [
        ("comment", row.number, {"text": WORDS})
    ]
    assert not commenting.show(key=room.ann.key, comment=made.pk)
    with pytest.raises(Refused, match="another job"):
        commenting.show(key=room.jo.key, comment=made.pk)
    assert commenting.show(key=room.maeve.key, comment=made.pk)
    told = asked_of.told(row).comments
    assert [(one.text, one.by) for one in told] == [(WORDS, "from the reference group: people who use now")]
    made.refresh_from_db()
    assert (made.words, made.first_reader) == (None, None)


def test_a_first_reader_who_left_counts_no_more(room: Room) -> None:
    made = said(room, room.matter()).number
    assert not commenting.show(key=room.ann.key, comment=made)
    TeamMember.objects.filter(pk=room.ann.key.owner).delete()
    assert not commenting.show(key=room.maeve.key, comment=made)
    assert commenting.show(key=room.jo.key, comment=made)


def test_hidden_its_writer_learns_why(room: Room) -> None:
    row = room.matter()
    kept = said(room, row)
    commenting.hide(key=room.jo.key, comment=kept.number, reason="hurts", answer="It calls somebody a name.")
    assert asked_of.told(row).comments == []
    with pytest.raises(Refused, match="not yours to read"):
        commenting.show(key=room.maeve.key, comment=kept.number)


@pytest.mark.parametrize("shown", [False, True])
def test_taken_back_wherever_it_stands(room: Room, shown: bool) -> None:
    row = room.matter()
    kept = said(room, row)
    before = Comment.objects.get()
    if shown:
        commenting.show(key=room.jo.key, comment=kept.number)
        commenting.show(key=room.maeve.key, comment=kept.number)
    assert commenting.take_back(code=kept.code)
    made = Comment.objects.get()
    assert (made.stage, made.text, made.words) == (Stage.GONE, "", None)
    assert [one.gone for one in asked_of.told(row).comments] == [True]
    with pytest.raises(vault.CannotOpen):
        vault.read(room.jo.key, before, "words")


def test_no_code_takes_nothing_back(room: Room) -> None:
    said(room, room.matter())
    for code in ("", " ", "zzzz zzzz", "--"):
        assert not commenting.take_back(code=code)


def test_the_team_takes_its_own_back(room: Room) -> None:
    row = room.matter()
    commenting.say(key=room.ann.key, matter=row.pk, text="I can open.", form_id=form())
    made = Comment.objects.get()
    with pytest.raises(Refused, match="Only whoever wrote it"):
        commenting.take_back_own(key=room.jo.key, comment=made.pk)
    commenting.take_back_own(key=room.ann.key, comment=made.pk)
    assert [one.gone for one in asked_of.told(row).comments] == [True]


def test_nobody_who_neither_sits_nor_works_here(room: Room) -> None:
    row = room.matter()
    with pytest.raises(Refused, match="Only those who sit"):
        commenting.say(key=make_page().key, matter=row.pk, text="Hello.", readers=room.readers(), form_id=form())


@pytest.mark.parametrize(("text", "why"), [("", "nothing written"), ("...", "nothing written"), ("x" * 1_001, "too long")])
def test_words_that_cannot_stand_there(room: Room, text: str, why: str) -> None:
    row = room.matter()
    with pytest.raises(Refused, match=why):
        commenting.say(key=room.ann.key, matter=row.pk, text=text, form_id=form())


def test_nobody_to_read_it(room: Room) -> None:
    row, key = room.matter(), sitting.seat(living=3, lived=2)["living"][0]
    with pytest.raises(Refused, match="Choose who may read this"):
        commenting.say(key=key, matter=row.pk, text=WORDS, readers=[], form_id=form())
    assert not Comment.objects.exists()


def test_a_draft_is_not_talked_about(room: Room) -> None:
    row, key = room.matter(up=False), sitting.seat(living=3, lived=2)["living"][0]
    for who, readers in ((room.ann.key, []), (key, room.readers())):
        with pytest.raises(Refused, match="not possible any more"):
            commenting.say(key=who, matter=row.pk, text=WORDS, readers=readers, form_id=form())
    assert not Comment.objects.exists()


def test_a_worry_may_begin_with_it_for_whoever_holds_it(room: Room) -> None:
    kept = said(room, room.matter())
    found = danger.subject(room.jo.key, PAGE, kept.number)
    assert found is not None
    assert worry_links(room.maeve.key, kept.number) == [(PAGE, kept.number)]
    stranger = make_member("Dee", Role.FACILITATOR)
    assert danger.subject(stranger.key, PAGE, kept.number) is None
    assert worry_links(stranger.key, kept.number) == []
    commenting.take_back(code=kept.code)
    assert danger.subject(room.jo.key, PAGE, kept.number) is None


def test_under_a_hold_it_reads_as_words(room: Room) -> None:
    kept = said(room, room.matter())
    opened = vault.read(room.jo.key, Comment.objects.get(pk=kept.number), "words")
    assert reads(opened) == WORDS
