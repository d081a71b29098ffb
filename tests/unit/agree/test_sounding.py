"""Which ways those who sit could live with: answered once, nothing ties a seat to an answer, bands that tell on nobody."""

from __future__ import annotations

import itertools
from uuid import UUID, uuid4

import pytest

from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import matters, sounding
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Alternative, Asked, Matter, Pile, Sounding
from kithbridge.people.vault import Key
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.sitting import Group
from tests.unit.agree.putting import Room, a_room, form  # noqa: F401 - the fixture

pytestmark = DATABASES


def opened(room: Room, ways: int = 2, **seats: int) -> tuple[Matter, Sounding, list[UUID], Group]:
    group = sitting.seat(**(seats or {"living": 5, "lived": 2}))
    row = room.matter()
    numbers = [room.way(row, f"Way {n}.").pk for n in range(ways)]
    made = sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert made is not None
    return row, made, numbers, group


def say(key: Key, made: Sounding, ways: list[UUID], *choices: str) -> None:
    sounding.answer(key=key, sounding=made.pk, choices=dict(zip(ways, choices, strict=True)))


def test_all_answer_and_it_closes_in_bands(room: Room) -> None:
    row, made, ways, group = opened(room)
    for n, key in enumerate(sitting.everybody(group)):
        turn = sounding.hers(key, row.pk)
        assert turn is not None
        assert turn.answer
        say(key, made, ways, "live", "live" if n < 2 else "not")
    made.refresh_from_db()
    assert made.closes is None
    assert made.shown == {str(ways[0]): {"together": "more than 50"}, str(ways[1]): {"together": "at most 50"}}
    assert not Asked.objects.exists()
    assert not Pile.objects.exists()
    assert [way.sounding for way in asked_of.told(row).ways] == [
        ["everybody together: more than half could live with it"],
        ["everybody together: half or fewer could live with it"],
    ]


def test_nothing_is_told_while_it_is_open(room: Room) -> None:
    row, made, ways, group = opened(room)
    say(group["living"][0], made, ways, "live", "not")
    told = asked_of.told(row)
    assert [way.sounding for way in told.ways] == [[], []]
    assert told.sounding.startswith("Those who sit say until 16 November 2026")


def test_constituencies_apart_where_each_has_five(room: Room) -> None:
    _row, made, ways, group = opened(room, living=5, lived=5)
    for key in group["living"]:
        say(key, made, ways, "live", "not")
    for key in group["lived"]:
        say(key, made, ways, "not", "live")
    made.refresh_from_db()
    assert made.shown[str(ways[0])] == {"living": "more than 50", "lived": "at most 50"}


def test_fewer_than_five_show_nothing(room: Room) -> None:
    row, made, ways, group = opened(room, living=2, lived=2)
    for key in sitting.everybody(group):
        say(key, made, ways, "live", "live")
    made.refresh_from_db()
    assert (made.closes, made.shown) == (None, {})
    assert "Too few answered" in asked_of.told(row).sounding


def test_fewer_than_five_who_say_show_nothing(room: Room) -> None:
    _row, made, ways, group = opened(room)
    for n, key in enumerate(sitting.everybody(group)):
        say(key, made, ways, "live" if n < 4 else "none", "live")
    made.refresh_from_db()
    assert str(ways[0]) not in made.shown
    assert made.shown[str(ways[1])] == {"together": "more than 50"}


@pytest.mark.parametrize("n", [5, 6, 9])
def test_what_all_said_looks_like_what_nearly_all_said(n: int) -> None:
    """Who sees a band cannot tell that everybody, or nobody, could live with it."""
    from kithbridge.people.deciding import counting

    bands = {yes: counting.band(yes, n - yes, 50) for yes in range(n + 1)}
    assert bands[0] == bands[1]
    assert bands[n] == bands[n - 1]


def test_answered_once(room: Room) -> None:
    _row, made, ways, group = opened(room)
    key = group["living"][0]
    say(key, made, ways, "live", "not")
    with pytest.raises(Refused, match="You have answered"):
        say(key, made, ways, "not", "live")
    assert sum(Pile.objects.values_list("n", flat=True)) == 2


def test_no_row_tells_who_said_what(room: Room) -> None:
    """The tables after two people answered in either order, and crosswise, are the same but for who has answered."""
    found = set()
    for first, second in itertools.permutations((("live", "not"), ("not", "live"))):
        for table in (Sounding, Matter, Alternative):
            table.objects.all().delete()
        _row, made, ways, group = opened(room)
        say(group["living"][0], made, ways, *first)
        say(group["living"][1], made, ways, *second)
        order = {way: n for n, way in enumerate(ways)}
        piles = Pile.objects.filter(n__gt=0).values_list("alternative", "constituency", "choice", "n")
        found.add(tuple(sorted((order[way], *rest) for way, *rest in piles)))
    assert len(found) == 1


@pytest.mark.parametrize("choices", [{}, {"a": "live"}, "one", "strange", "more"])
def test_each_way_gets_one_answer(room: Room, choices: object) -> None:
    _row, made, ways, group = opened(room)
    sent = {
        "one": {ways[0]: "live"},
        "strange": dict.fromkeys(ways, "love"),
        "more": dict.fromkeys([*ways, uuid4()], "live"),
    }.get(str(choices), {})
    with pytest.raises(Refused, match="Choose one answer for each way"):
        sounding.answer(key=group["living"][0], sounding=made.pk, choices=sent)
    assert not Asked.objects.filter(done=True).exists()


def test_who_sits_down_later_or_not_at_all_is_not_asked(room: Room) -> None:
    row, made, ways, _group = opened(room)
    for key in (sitting.sit("living"), sitting.somebody(), room.jo.key):
        with pytest.raises(Refused, match="not asked of you"):
            say(key, made, ways, "live", "live")
    assert sounding.hers(sitting.somebody(), row.pk) is None


def test_it_closes_by_itself_after_its_days(room: Room) -> None:
    row, made, ways, group = opened(room)
    for key in group["living"]:
        say(key, made, ways, "live", "not")
    with sitting.later(14):
        sounding.close_over()
        assert Asked.objects.exists(), "its last day"
    with sitting.later(15):
        with pytest.raises(Refused, match="This is over"):
            say(group["lived"][0], made, ways, "live", "live")
        sounding.close_over()
        sounding.close_over()
    made.refresh_from_db()
    assert made.shown[str(ways[0])] == {"living": "more than 50"}, "nobody else answered"
    with sitting.later(28):
        assert sounding.open_(key=room.jo.key, matter=row.pk, form_id=form()), "they can be asked again, some weeks later"


def test_while_it_is_open_the_ways_stay_and_nothing_is_put(room: Room) -> None:
    row, _made, ways, _group = opened(room)
    for act in (
        lambda: room.way(row, "Another."),
        lambda: matters.drop_alternative(key=room.jo.key, alternative=ways[0]),
        lambda: room.put(Alternative.objects.get(pk=ways[0])),
    ):
        with pytest.raises(Refused, match="Wait until that is over"):
            act()
    with pytest.raises(Refused, match="asked already"):
        sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())


def test_nothing_to_choose_from(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    room.way(row)
    with pytest.raises(Refused, match="two ways"):
        sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())


def test_no_group(room: Room) -> None:
    row = room.matter()
    room.way(row)
    room.way(row, "Another.")
    with pytest.raises(Refused, match="No reference group sits"):
        sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
