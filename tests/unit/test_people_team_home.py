"""The team's first page, and what every page may use."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse

from kithbridge import rules
from kithbridge.people import context, facts, offers
from kithbridge.people.access import Caller
from kithbridge.people.actions import factors, group
from kithbridge.people.models import Role, RoleHeld
from tests.builders import DATABASES, fill_facts, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@pytest.fixture
def no_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_cards", [])


def test_it_works(client: Client, no_cards: None) -> None:
    site = furnish_site()
    factors.new_spares(key=site.lead.key)
    offers.register_home_card(lambda caller: offers.HomeCard("Asks", "3 open.", "/t/asks", "Look") if caller.key else None)
    offers.register_home_card(lambda caller: None)
    sign_in(client, site.lead)
    page = client.get(reverse("team_home")).content.decode()
    assert "3 open." in page
    assert "Still missing" not in page
    assert "0 people read asks now" in page
    assert "few spare codes" not in page


def test_a_lead_sees_what_is_missing_others_do_not(client: Client) -> None:
    sign_in(client, make_member("Maeve", Role.LEAD))
    assert b"Still missing" in client.get(reverse("team_home")).content
    sign_in(client, make_member("Jo"))
    page = client.get(reverse("team_home")).content
    assert b"Still missing" not in page
    assert b"few spare codes" in page


def test_who_has_no_role_sees_nothing(client: Client) -> None:
    jo = make_member("Jo")
    RoleHeld.objects.filter(member=jo.member).delete()
    sign_in(client, jo)
    assert client.get(reverse("team_home")).status_code == 404


def test_neighbours_do_not_get_in(client: Client) -> None:
    make_page().enter(client)
    assert client.get(reverse("team_home")).headers["Location"] == reverse("team_sign_in")


@pytest.mark.parametrize(("role", "shown", "hidden"), [(Role.LEAD, "team_facts", ""), (Role.PEER, "team_me", "team_facts")])
def test_the_way_around_shows_what_the_role_may_open(client: Client, role: Role, shown: str, hidden: str) -> None:
    sign_in(client, make_member("Jo", role))
    page = client.get(reverse("team_home")).content.decode()
    assert f'<a href="{reverse(shown)}"' in page
    assert not hidden or f'<a href="{reverse(hidden)}"' not in page
    assert f'href="{reverse("team_home")}" aria-current="page"' in page
    assert reverse("team_sign_out") in page


def test_one_query_of_facts_a_page_and_none_unless_used(django_assert_num_queries: object) -> None:
    fill_facts()
    group.set_facts(values={"closing": "Closed today: <b>storm</b>"})
    given = context.people(RequestFactory().get("/help/"))
    rules.value("group.who_for")  # rules are asked for once a process, not once a page
    with django_assert_num_queries(1):  # type: ignore[operator]
        text = "{{ closed_note }}|{{ who_for }}|{{ help_numbers.legal.number }}|{% if closed_note %}shut{% endif %}"
        shown = engines["django"].from_string(text).render(given)
    assert shown == "Closed today: &lt;b&gt;storm&lt;/b&gt;|mums|0808 157 0003|shut"
    with django_assert_num_queries(0):  # type: ignore[operator]
        context.people(RequestFactory().get("/leave"))


def test_a_page_about_a_broken_database_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr(facts, "all_facts", broken)
    given = context.people(RequestFactory().get("/"))
    assert not given["closed_note"]
    assert given["help_numbers"]["emergency"]["number"] == "999"


def test_no_way_around_for_who_waits_or_is_out() -> None:
    request = RequestFactory().get("/t/second")
    assert context.people(request)["nav"] == []
    assert not context.people(request)["sign_out_url"]
    request.caller = Caller("waiting")  # type: ignore[attr-defined]
    assert context.people(request)["nav"] == []
    assert context.people(request)["sign_out_url"]
    assert "nav" not in context.people(RequestFactory().get("/n/"))


def test_who_waits_stands_first_then_what_wants_a_look(no_cards: None) -> None:
    for title, care, waits in (("Rest", False, False), ("Look", True, False), ("Wait", False, True), ("More", False, False)):
        offers.register_home_card(lambda caller, t=title, c=care, w=waits: offers.HomeCard(t, "", care=c, waits=w))  # type: ignore[misc]
    assert [card.title for card in offers.home_cards(Caller())] == ["Wait", "Look", "Rest", "More"]


def test_pages_below_another_say_where_one_is(client: Client) -> None:
    sign_in(client, make_member("Maeve", Role.LEAD))
    for name, below in (("stock", "orders"), ("hand_out", "team_paper"), ("team_decide", "pay"), ("team_decide", "turns")):
        page = client.get(reverse(below)).content.decode()
        at = page.index(f'<a href="{reverse(name)}"')
        assert 'aria-current="page"' in page[at : at + 80]
