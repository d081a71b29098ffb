"""Handing out signed in, without script: what the form can say besides one out, and what it refuses."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.actions import group
from kithbridge.reach.actions import handing, noting
from kithbridge.reach.actions.handing import NotDone
from kithbridge.reach.models import Event, Item, Place, Reached, Stock
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Count
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@pytest.fixture
def site() -> Site:
    made = furnish_site()
    Place.objects.create(key="green", label="Green bag", kind=Place.Kind.BAG)
    Place.objects.create(key="hub", label="Hub", kind=Place.Kind.HUB)
    Item.objects.create(key="bin", label="Bin for sharps", neutral="Box", picture="box", kind=Item.Kind.DISPOSAL, order=9)
    Item.objects.create(key="pipe", label="Pipe", picture="smoke", kind=Item.Kind.SMOKING, grounds=True, order=10)
    return made


@pytest.fixture
def jo(site: Site) -> Member:
    return make_member("Jo", circle=site.circle)


@pytest.fixture
def client(jo: Member) -> Client:
    made = Client()
    sign_in(made, jo)
    return made


def press(client: Client, **fields: str) -> str:
    answer = client.post(reverse("hand_out"), {"area": "coast", "form_id": new_form_id()} | fields)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def refused(client: Client, **fields: str) -> str:
    answer = client.post(reverse("hand_out"), {"area": "coast", "form_id": new_form_id()} | fields)
    assert answer.status_code == 422
    assert not Event.objects.exists()
    return answer.content.decode()


def events() -> list[tuple[str, str, int, str, str]]:
    return list(Event.objects.filter(undone=False).values_list("kind", "item", "n", "place", "said"))


def recorded(kind: str) -> int:
    return sum(Count.objects.filter(kind=kind).values_list("n", flat=True))


class TestTaps:
    def test_from_a_bag_for_some_others(self, client: Client) -> None:
        page = press(client, tap="out:fine:2", bag="green", band="2-4")
        assert "Counted: 2 Fine and short kit out, Coast and villages" in page
        assert events() == [("out", "fine", 2, "green", "2-4")]
        assert Reached.objects.get(kind=Reached.Kind.FOR_2).quantity == 1
        assert Stock.objects.get(place="green").quantity == -2

    def test_area_and_bag_are_remembered_for_the_next_tap(self, client: Client) -> None:
        page = press(client, tap="out:fine", bag="green", band="10+")
        assert 'name="area" value="coast" checked' in page
        assert 'name="bag" value="green" checked' in page
        assert 'name="band" value="" checked' in page, "for how many others is said of one tap only"

    @pytest.mark.parametrize(
        ("tap", "said", "event"),
        [
            ("back:bin", "1 Box came back", ("back", "bin", 1, "", "")),
            ("waste:fine", "1 Fine and short kit wasted", ("waste", "fine", 1, "", "")),
            ("maynot:pipe", "Pipe asked for, may not", ("maynot", "pipe", 1, "", "")),
            ("missing:foil", "Foil asked for, had none", ("none", "foil", 1, "", "")),
            ("passed:noone", "wanted to be passed on, no one there", ("passed", "", 1, "", "noone")),
        ],
    )
    def test_what_else_one_tap_says(self, client: Client, tap: str, said: str, event: tuple[str, str, int, str, str]) -> None:
        assert said in press(client, tap=tap, band="5-9")
        assert events() == [event]

    def test_each_can_be_taken_back_once(self, client: Client) -> None:
        for tap in ("back:bin", "passed:went"):
            answer = client.post(reverse("hand_out"), {"area": "coast", "form_id": new_form_id(), "tap": tap})
            token = answer.context["undo"]
            assert "Taken back" in press(client, undo=token)
            assert client.post(reverse("hand_out"), {"undo": token}).status_code == 422
        assert events() == []

    def test_pressed_twice_is_counted_once(self, client: Client) -> None:
        form = new_form_id()
        for _ in range(2):
            page = press(client, tap="passed:went", form_id=form)
        assert "counted before" in page
        assert len(events()) == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"tap": "out:fine", "bag": "nobody's"},
            {"tap": "out:fine", "band": "3"},
            {"tap": "passed:perhaps"},
            {"tap": "passed:"},
            {"tap": "count:fine:9"},
            {"tap": "in:fine"},
            {"tap": "back:"},
        ],
    )
    def test_refuses(self, client: Client, fields: dict[str, str]) -> None:
        refused(client, **fields)

    def test_what_may_not_be_brought_has_no_button_to_hand_it_out(self, client: Client) -> None:
        page = client.get(reverse("hand_out")).content.decode()
        assert 'value="maynot:pipe"' in page
        assert 'value="out:pipe"' not in page
        assert 'value="back:bin"' in page
        assert 'value="back:fine"' not in page


class TestBag:
    def test_what_lies_there_is_counted(self, client: Client) -> None:
        page = press(client, bag_count="1", bag="green", there_fine="12", there_naloxone="0", there_foil="")
        assert "Counted: 2 things in the bag." in page
        assert {row.item_id: row.quantity for row in Stock.objects.filter(place="green")} == {"fine": 12, "naloxone": 0}
        assert recorded("bag counted") == 1

    def test_twice_is_once(self, jo: Member) -> None:
        form = new_form_id()
        assert noting.count_bag(key=jo.key, place="green", there={"fine": 3}, form_id=form) == 1
        assert noting.count_bag(key=jo.key, place="green", there={"fine": 3}, form_id=form) == 0
        assert len(events()) == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"there_fine": "12"},
            {"there_fine": "12", "bag": "hub"},
            {"bag": "green"},
            {"there_fine": "many", "bag": "green"},
            {"there_fine": "10001", "bag": "green"},
            {"there_fine": "-1", "bag": "green"},
        ],
    )
    def test_refuses(self, client: Client, fields: dict[str, str]) -> None:
        refused(client, bag_count="1", **fields)

    def test_an_item_nobody_knows_counts_nothing_at_all(self, jo: Member) -> None:
        with pytest.raises(NotDone, match="nothing"):
            noting.count_bag(key=jo.key, place="green", there={"fine": 3, "unknown": 1}, form_id=new_form_id())
        assert not Event.objects.exists()

    def test_it_can_be_put_down(self, client: Client) -> None:
        form = new_form_id()
        for _ in range(2):
            assert "The bag rests" in press(client, rest="1", bag="green", form_id=form)
        assert Place.objects.get(key="green").resting
        assert recorded("bag put down") == 1

    def test_no_bag_named_is_no_bag_put_down(self, client: Client) -> None:
        assert "Choose one from the list" in refused(client, rest="1", bag="")
        assert not Place.objects.filter(resting=True).exists()


class TestHardOne:
    def test_it_says_at_once_who_listens_and_keeps_a_number(self, client: Client) -> None:
        assert "You need not carry it alone" in press(client, hard="1")
        group.set_facts(values={"hard_day": "The office has a kettle until six.\nTalking about it is paid."})
        page = press(client, hard="1")
        assert "The office has a kettle until six." in page
        assert "Talking about it is paid." in page
        assert recorded("a hard one") == 2
        assert not Event.objects.exists()


def test_only_who_hands_out(site: Site) -> None:
    client = Client()
    sign_in(client, make_member("Wren", "facilitator"))
    assert client.post(reverse("hand_out"), {"hard": "1"}).status_code == 404
    assert handing.TAPS.keys() >= {"out", "missing"}
