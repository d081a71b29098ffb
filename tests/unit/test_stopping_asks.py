"""Stopping further asks from a page: two eyes, a reason, and nothing else taken from her."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.actions import notes, refusing
from kithbridge.people.models import Role
from kithbridge.reach.actions import asking
from kithbridge.web import once
from tests.builders import DATABASES, Member, Page, decide, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@pytest.fixture
def house() -> tuple[Member, Member, Page]:
    site = furnish_site()
    jo, cass = (make_member(name, Role.PEER, circle=site.circle) for name in ("Jo", "Cass"))
    page = make_page()
    notes.write(key=page.key, text="hello", readers=[jo.key.owner, cass.key.owner], form_id=once.new_form_id())
    return jo, cass, page


def ask(page: Page, *readers: Member) -> None:
    asking.ask(readers=[one.key.owner for one in readers], chosen={"fine": 1}, form_id=once.new_form_id(), page=page.key)


def test_two_of_the_team_stop_them_and_one_lets_them_through(house: tuple[Member, Member, Page]) -> None:
    jo, cass, page = house
    refusing.propose(key=jo.key, page=page.key.owner, reason="machine")
    ask(page, jo, cass)
    refusing.agree(key=cass.key, page=page.key.owner)
    with pytest.raises(asking.CannotAsk, match="refused"):
        ask(page, jo, cass)
    assert notes.write(key=page.key, text="still here", readers=[jo.key.owner], form_id=once.new_form_id())
    refusing.lift(key=jo.key, page=page.key.owner)
    ask(page, jo, cass)


def test_one_alone_cannot(house: tuple[Member, Member, Page]) -> None:
    jo, _cass, page = house
    refusing.propose(key=jo.key, page=page.key.owner, reason="threat")
    with pytest.raises(refusing.NotRefused):
        refusing.agree(key=jo.key, page=page.key.owner)
    with pytest.raises(refusing.NotRefused):
        refusing.propose(key=jo.key, page=page.key.owner, reason="threat")
    assert not refusing.refused(page.key.owner)


def test_a_reason_is_needed(house: tuple[Member, Member, Page]) -> None:
    jo, _cass, page = house
    with pytest.raises(refusing.NotRefused):
        refusing.propose(key=jo.key, page=page.key.owner, reason="she asks too often")


def test_the_page(house: tuple[Member, Member, Page]) -> None:
    jo, cass, page = house
    first, second = Client(), Client()
    sign_in(first, jo)
    sign_in(second, cass)
    address = reverse("talk_refuse", args=[page.key.owner])
    assert first.post(address, {"reason": ""}).status_code == 422
    assert first.post(address, {"reason": "not_her"}).status_code == 302
    assert b"1 more must agree" in first.get(reverse("talk", args=[page.key.owner])).content
    assert first.post(address, {"agree": "1"}).status_code == 422
    assert second.post(address, {"agree": "1"}).status_code == 302
    assert b"No more asks come from this page" in second.get(reverse("talk", args=[page.key.owner])).content


def test_nobody_who_does_not_hold_her_notes(house: tuple[Member, Member, Page]) -> None:
    _jo, _cass, page = house
    client = Client()
    sign_in(client, make_member("Wren", Role.PEER))
    assert client.post(reverse("talk_refuse", args=[page.key.owner]), {"reason": "machine"}).status_code == 404


def test_where_three_must_agree_two_are_not_enough(house: tuple[Member, Member, Page]) -> None:
    jo, cass, page = house
    decide("asks.refusers", 3)
    refusing.propose(key=jo.key, page=page.key.owner, reason="machine")
    refusing.agree(key=cass.key, page=page.key.owner)
    assert not refusing.refused(page.key.owner)
    with pytest.raises(refusing.NotRefused):
        refusing.agree(key=cass.key, page=page.key.owner)
    refusing.agree(key=make_member("Wren", Role.PEER).key, page=page.key.owner)
    assert refusing.refused(page.key.owner)
    with pytest.raises(refusing.NotRefused):
        refusing.agree(key=make_member("Fern", Role.PEER).key, page=page.key.owner)


def test_a_stop_by_two_no_longer_holds_once_three_are_needed(house: tuple[Member, Member, Page]) -> None:
    jo, cass, page = house
    refusing.propose(key=jo.key, page=page.key.owner, reason="machine")
    refusing.agree(key=cass.key, page=page.key.owner)
    assert refusing.refused(page.key.owner)
    decide("asks.refusers", 3)
    assert not refusing.refused(page.key.owner)
