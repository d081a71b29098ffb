"""What could not be counted, on its page: each in plain words, with why; counted after all, or dropped."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach.actions import ledger
from kithbridge.reach.actions.ledger import Arrived
from kithbridge.reach.models import Aside, Event, PickUp, Place, Tally
from kithbridge.web.clock import this_week, today
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Site, furnish_site, make_member, quick_kdf, sign_in

__all__ = ["quick_kdf"]
pytestmark = DATABASES


@pytest.fixture
def site() -> Site:
    found = furnish_site()
    Place.objects.create(key="red", label="Red bag", kind="bag")
    return found


@pytest.fixture
def lead(site: Site, client: Client) -> Client:
    sign_in(client, site.lead)
    return client


def arrive(**change: Any) -> uuid.UUID:
    number = uuid.uuid4()
    inside = {"v": 1, "k": "out", "i": "fine", "n": 1, "d": today().isoformat(), "a": "coast", **change}
    ledger.take([Arrived(number, inside)])
    return number


def page(client: Client) -> str:
    return client.get(reverse("team_asides")).content.decode()


def press(client: Client, **fields: str) -> tuple[int, str]:
    answer = client.post(reverse("team_asides"), {"form_id": new_form_id(), **fields}, follow=True)
    return answer.status_code, answer.content.decode()


def tally() -> dict[tuple[str, str], int]:
    return {(item, kind): n for item, kind, n in Tally.objects.filter(quantity__gt=0).values_list("item", "kind", "quantity")}


class TestThePage:
    def test_nothing(self, lead: Client) -> None:
        assert "All that came could be counted" in page(lead)

    def test_says_what_it_was_and_why_in_plain_words(self, lead: Client) -> None:
        arrive(i="warm-socks", n=3, p="red")
        shown = page(lead)
        for words in ("Handed out: 3 × warm-socks", "it names a thing we do not know", "Coast and villages", "Red bag", "this week"):
            assert words in shown
        assert today().isoformat() not in shown, "a day stands inside the seal only"

    def test_what_does_not_open_says_so_and_can_only_be_dropped(self, lead: Client) -> None:
        ledger.take([Arrived(uuid.uuid4(), None, b"tampered")])
        shown = page(lead)
        assert "We cannot tell what it says" in shown
        assert "Count it in this week" not in shown
        code, said = press(lead, count=str(Aside.objects.get().pk), item="fine", n="1", area="coast")
        assert (code, "cannot be counted here" in said) == (422, True)

    def test_a_flood_does_not_take_the_page_away(self, lead: Client) -> None:
        """Whoever has a phone's token can put aside what nobody can read; what can be read comes first, and the rest goes at one press."""
        ledger.take([Arrived(uuid.uuid4(), None, b"noise") for _one in range(150)])
        arrive(i="warm-socks", n=3)
        shown = page(lead)
        assert shown.count('class="card"') == 60
        assert "3 × warm-socks" in shown
        assert "91 more wait" in shown
        assert "150 of all that was put aside cannot be opened" in shown
        code, said = press(lead, unread="1")
        assert (code, "Dropped. It was not counted." in said) == (200, True)
        assert Aside.objects.get().why == "item"
        assert press(lead, unread="1")[0] == 409

    @pytest.mark.parametrize("item", ["<script>alert(1)</script>", "x" * 5_000, ["a"], None, {"b": 1}])
    def test_whatever_stands_in_it_is_only_text(self, lead: Client, item: Any) -> None:
        arrive(i=item, d=["x"], n={"x": 1}, s=[1])
        shown = page(lead)
        assert "<script>alert" not in shown
        assert "x" * 50 not in shown

    def test_only_for_leads(self, site: Site, client: Client) -> None:
        sign_in(client, make_member("Jo", circle=site.circle))
        assert client.get(reverse("team_asides")).status_code == 404

    def test_days_that_cannot_be_are_shown_by_week(self, lead: Client) -> None:
        arrive(d=(today() - dt.timedelta(days=90)).isoformat())
        shown = page(lead)
        assert "Days that cannot be" in shown
        assert not Aside.objects.exists()


class TestCounting:
    def test_as_something_else_in_this_week(self, lead: Client) -> None:
        arrive(i="warm-socks", n=3, s="2-4")
        aside = Aside.objects.get()
        code, said = press(lead, count=str(aside.pk), item="foil", n="2", area="tarrowby")
        assert (code, "Counted in this week" in said) == (200, True)
        event = Event.objects.get()
        assert (event.item, event.n, event.area, event.said, event.week) == ("foil", 2, "tarrowby", "2-4", str(this_week()))
        assert not Aside.objects.exists()
        assert Entry.objects.filter(kind="put aside, counted after all").count() == 1
        assert ledger.recount() == []
        assert press(lead, count=str(aside.pk), item="foil", n="2", area="tarrowby")[0] == 409
        assert tally() == {("foil", "out"): 2}

    def test_its_phone_can_still_take_it_back(self, lead: Client) -> None:
        number = arrive(i="warm-socks")
        press(lead, count=str(Aside.objects.get().pk), item="foil", n="1", area="coast")
        ledger.take([Arrived(uuid.uuid4(), {"v": 1, "k": "undo", "u": str(number)})])
        assert tally() == {}

    def test_a_large_number_that_was_true_is_a_sum(self, lead: Client) -> None:
        arrive(n=640)
        assert press(lead, count=str(Aside.objects.get().pk), item="fine", n="640", area="coast")[0] == 200
        assert Event.objects.get().said == "sum"

    def test_somebody_who_wanted_to_be_passed_on(self, lead: Client) -> None:
        arrive(k="passed", s="noone", a="nowhere")
        assert press(lead, count=str(Aside.objects.get().pk), n="1", area="coast")[0] == 200
        assert (Event.objects.get().kind, Event.objects.get().said) == ("passed", "noone")

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"item": ""}, "Say what it was first"),
            ({"item": "unknown"}, "Say what it was first"),
            ({"area": ""}, "Choose the area first"),
            ({"area": "nowhere"}, "Choose the area first"),
            ({"n": "0"}, "Use 1 to 10,000"),
            ({"n": "-4"}, "Use 1 to 10,000"),
            ({"n": "10001"}, "Use 1 to 10,000"),
            ({"n": "many"}, "Use 1 to 10,000"),
        ],
    )
    def test_refuses_and_keeps_it(self, lead: Client, fields: dict[str, str], said: str) -> None:
        arrive(i="warm-socks")
        code, shown = press(lead, **{"count": str(Aside.objects.get().pk), "item": "fine", "n": "1", "area": "coast", **fields})
        assert (code, said in shown) == (422, True)
        assert Aside.objects.exists()
        assert tally() == {}

    def test_what_is_about_stock_is_not_counted_here(self, lead: Client) -> None:
        arrive(k="count", p="lost", n=7)
        assert "about stock" in page(lead)
        assert press(lead, count=str(Aside.objects.get().pk), item="fine", n="7", area="coast")[0] == 422


class TestDropping:
    def test_it_is_not_counted(self, lead: Client) -> None:
        arrive(i="warm-socks")
        aside = str(Aside.objects.get().pk)
        assert "Dropped. It was not counted." in press(lead, drop=aside)[1]
        assert press(lead, drop=aside)[0] == 409
        assert press(lead, drop="nothing")[0] == 409
        assert press(lead)[0] == 409
        assert (tally(), Entry.objects.filter(kind="put aside, not counted").count()) == ({}, 1)


class TestTwoPhonesOnePickUp:
    def test_a_lead_sees_it_until_she_has_looked(self, lead: Client, site: Site) -> None:
        arrive(x="otter maple")
        assert "Two phones wrote down one pick-up" not in page(lead)
        arrive(x="otter maple")
        assert "Two phones wrote down one pick-up" in page(lead)
        assert "Both stay counted" in press(lead, looked="1")[1]
        assert "Two phones wrote down one pick-up" not in page(lead)
        assert tally() == {("fine", "out"): 2}
        assert PickUp.objects.get().seen


def test_a_lead_hears_of_it_on_her_first_page(lead: Client, site: Site) -> None:
    assert "Put aside" not in lead.get("/t/").content.decode()
    arrive(i="warm-socks")
    assert "1 thing could not be counted" in lead.get("/t/").content.decode()
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    sign_in(lead, jo)
    assert "could not be counted" not in lead.get("/t/").content.decode()
