"""Who may write about matters, as what she is shown, and which words may stand there."""

from __future__ import annotations

import pytest

from kithbridge.agree.actions import speaking
from kithbridge.agree.actions.speaking import LONGEST, MOST_LINES, THE_GROUP, THE_TEAM, Refused
from kithbridge.people.models import Role, RoleHeld
from tests import sitting
from tests.builders import DATABASES, decide, make_member, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room  # noqa: F401 - the fixture

pytestmark = DATABASES


def test_whoever_writes_holds_a_job_that_writes(room: Room) -> None:
    assert speaking.writer(room.jo.key) in (Role.PEER, THE_TEAM)
    assert speaking.writer(room.maeve.key) in (Role.LEAD, THE_TEAM)
    decide("deciding.writers", ["peer"])
    speaking.writer(room.jo.key)
    with pytest.raises(Refused, match="Your jobs do not include"):
        speaking.writer(room.maeve.key)


@pytest.mark.parametrize("who", ["researcher", "seat", "left"])
def test_whoever_holds_none_does_not_write(room: Room, who: str) -> None:
    if who == "researcher":
        key = make_member("Dr Lee", Role.RESEARCHER).key
    elif who == "seat":
        key = sitting.seat(living=3, lived=2)["living"][0]
    else:
        key = room.jo.key
        RoleHeld.objects.filter(member=key.owner).delete()
    with pytest.raises(Refused, match="Your jobs do not include"):
        speaking.writer(key)


def test_a_job_is_said_only_where_three_hold_it(room: Room) -> None:
    """Two peers could be told apart by their words; of three it is said that a peer wrote it."""
    assert speaking.speaker(room.jo.key) == speaking.Speaker(THE_TEAM, sits=False)
    make_member("Cass", Role.PEER)
    assert speaking.speaker(room.jo.key) == speaking.Speaker("peer", sits=False)


def test_a_seat_is_said_only_where_three_have_it() -> None:
    group = sitting.seat(living=3, lived=2)
    assert speaking.speaker(group["living"][0]) == speaking.Speaker("living", sits=True)
    assert speaking.speaker(group["lived"][0]) == speaking.Speaker(THE_GROUP, sits=True)
    sitting.sit("lived")
    assert speaking.speaker(group["lived"][0]).by == "lived"


def test_whoever_neither_sits_nor_works_here_says_nothing(room: Room) -> None:
    with pytest.raises(Refused, match="Only those who sit"):
        speaking.speaker(sitting.somebody())
    RoleHeld.objects.filter(member=room.jo.key.owner).delete()
    with pytest.raises(Refused, match="You hold no job here now"):
        speaking.speaker(room.jo.key)


def test_a_seat_that_has_ended_says_nothing(room: Room) -> None:
    key = sitting.sit("living", weeks=2)
    assert speaking.speaker(key).sits
    with sitting.later(14), pytest.raises(Refused, match="Only those who sit"):
        speaking.speaker(key)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (THE_GROUP, "somebody of the reference group"),
        (THE_TEAM, "the team"),
        ("peer", "peer"),
        ("living", "from the reference group: people who use now"),
        ("nobody any more", "the team"),
    ],
)
def test_as_what_in_words(by: str, words: str) -> None:
    assert speaking.by_words(by) == words


def test_lines_stay_and_what_nobody_could_read_goes() -> None:
    assert speaking.whole("One.\r\n\r\nTwo.\rThree.\n\n") == "One.\n\nTwo.\nThree."
    assert speaking.whole("O\u202epen\u200b  on\tSunday") == "Open on Sunday"
    assert speaking.whole("") == ""


@pytest.mark.parametrize("text", ["a" * (LONGEST + 1), "a\n" * (MOST_LINES + 1), "\u200b" * 5_000, "ab\n" * 40 + "a" * 900])
def test_what_is_too_long(text: str) -> None:
    with pytest.raises(Refused, match="It can have 1000 letters at most"):
        speaking.whole(text)


def test_as_long_as_it_may_be() -> None:
    assert len(speaking.whole("a" * LONGEST)) == LONGEST
    assert len(speaking.whole("\n".join("a" * MOST_LINES)).split("\n")) == MOST_LINES


def test_signs_that_pile_up() -> None:
    with pytest.raises(Refused, match="signs in it that nobody could read"):
        speaking.whole("a" + "\u0301" * 9)


@pytest.mark.parametrize("text", ["", "  \n ", "...", "\u2800\u3164"])
def test_something_must_be_said(text: str) -> None:
    with pytest.raises(Refused, match="nothing written there yet"):
        speaking.needed(text)
