"""The rules of the room reach at their edges: the menu, what an ask holds, small numbers for those outside."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.models import Role
from kithbridge.reach import menu, picturing
from kithbridge.reach.actions import asking, catalogue, handing
from kithbridge.reach.models import Item
from kithbridge.reach.picture import leaving
from kithbridge.rules.enact import PastLimit, Refused
from kithbridge.web import clock, once
from tests.builders import DATABASES, Site, decide, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401 - autouse

pytestmark = DATABASES
KEYS = st.lists(st.sampled_from(["all", "fine", "short", "naloxone", "foil", "gift", "warm-socks"]), unique=True, min_size=1)


@pytest.fixture
def site() -> Site:
    return furnish_site()


def labels() -> list[str]:
    return [item.label for item in menu.on_menu()]


def test_a_thing_a_lead_adds_is_on_the_menu_while_all_is(site: Site) -> None:
    catalogue.add_item(label="Warm socks")
    assert "Warm socks" in labels()
    assert menu.now().not_decided == set()


def test_where_a_list_was_decided_a_new_thing_is_carried_and_not_on_the_menu(site: Site, client: Client) -> None:
    decide("menu.items", ["fine", "naloxone", "foil"])
    catalogue.add_item(label="Warm socks")
    assert "Warm socks" not in labels()
    assert menu.now().not_decided == {"warm-socks"}
    sign_in(client, site.lead)
    page = client.get("/t/menu").content.decode()
    assert "Carried, not on the menu" in page
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    assert handing.count(key=jo.key, kind="out", item="warm-socks", n=1, area="coast", form_id=once.new_form_id())
    decide("menu.items", ["fine", "naloxone", "foil", "warm-socks"])
    assert "Warm socks" in labels()


def test_the_menu_holds_only_what_is_carried(site: Site) -> None:
    decide("menu.items", ["fine", "naloxone", "gift"])
    assert labels() == ["Fine and short kit", "Naloxone"]


@pytest.mark.parametrize("value", [["foil"], ["naloxone"], ["fine", "foil"]])
def test_what_keeps_people_alive_cannot_be_decided_away(site: Site, value: list[str]) -> None:
    with pytest.raises(PastLimit, match="keeps people alive"):
        decide("menu.items", value)
    assert "Naloxone" in labels()


def test_it_stays_whatever_key_a_group_gave_it(site: Site) -> None:
    """The floor speaks of keys; a group may have named its kit otherwise. It is known by its drawing."""
    Item.objects.all().delete()
    catalogue.add_item(label="Tarrowby kit", picture="short")
    catalogue.add_item(label="Breath spray", picture="naloxone")
    catalogue.add_item(label="Foil", picture="foil")
    decide("menu.items", ["naloxone", "fine"])
    assert labels() == ["Tarrowby kit", "Breath spray"]


def test_nothing_carried_is_a_gap_before_opening(site: Site) -> None:
    Item.objects.update(on=False)
    assert "Something on the menu" in facts.missing()


@given(KEYS)
def test_a_menu_is_typed_as_it_is_read(value: list[str]) -> None:
    kind = rules.rule("menu.items").kind
    assert kind.parse(kind.typed(value)) == value
    assert kind.fit(value) == value
    assert kind.below(value, None) == ("all" not in value and ("naloxone" not in value or not {"fine", "short"} & set(value)))


def test_an_empty_menu_is_no_value(site: Site) -> None:
    with pytest.raises(Refused):
        decide("menu.items", [])


def test_many_of_one_and_few_of_others_fit_as_long_as_they_fit_in_all(site: Site) -> None:
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    decide("asks.most_each", 10)
    with pytest.raises(asking.CannotAsk, match="many"):
        asking.ask(readers=[jo.member.pk], chosen={"fine": 10, "foil": 3}, form_id=once.new_form_id())
    assert asking.ask(readers=[jo.member.pk], chosen={"fine": 9, "foil": 3}, form_id=once.new_form_id()).code


def test_without_words_no_place_is_taken_even_when_it_is_sent(site: Site) -> None:
    from kithbridge.reach import queries

    jo = make_member("Jo", Role.PEER, circle=site.circle)
    decide("asks.places", True)
    made = asking.ask(readers=[jo.member.pk], chosen={"fine": 1}, where="the blue door", form_id=once.new_form_id())
    assert queries.opened_ask(jo.key, made.ask).words.where == ""


def test_a_place_is_read_by_those_she_left_in_and_by_her(site: Site, client: Client) -> None:
    jo, page = make_member("Jo", Role.PEER, circle=site.circle), make_page()
    decide("asks.places", True)
    made = asking.ask(readers=[jo.member.pk], chosen={"fine": 1}, where="the blue door", form_id=once.new_form_id(), page=page.key)
    sign_in(client, jo)
    assert "the blue door" in client.get(f"/t/asks/{made.ask}").content.decode()
    assert "the blue door" not in client.get("/t/asks").content.decode()
    page.enter(client)
    assert "the blue door" in client.get("/n/copy").content.decode()


@pytest.mark.parametrize("path", ["/t/picture", "/t/tallies?by=month"])
def test_who_does_not_hand_out_sees_no_small_number_and_none_that_gives_it_away(site: Site, client: Client, path: str) -> None:
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    for item, n in (("fine", 12), ("foil", 2)):
        handing.count(key=jo.key, kind="out", item=item, n=n, area="coast", form_id=once.new_form_id())
    decide("tallies.readers", ["lead", "peer", "researcher"])
    # Its month is the newest that is whole; how many weeks that takes hangs on where in the month we are.
    until_whole = picturing.weeks_of(picturing.running())[-1] - clock.this_week() + leaving.WEEKS_OPEN + 1
    with clock.at(clock.now() + dt.timedelta(weeks=until_whole)):
        sign_in(client, make_member("Rowan", Role.RESEARCHER))
        page = client.get(path).content.decode()
    assert '<td class="num">12</td>' in page
    assert "fewer than 10" in page
    assert ">14<" not in page
    assert '<td class="num">2</td>' not in page


def test_a_facilitator_sees_no_tallies_before_it_is_decided(site: Site, client: Client) -> None:
    sign_in(client, make_member("Fay", Role.FACILITATOR))
    assert client.get("/t/tallies").status_code == 404
