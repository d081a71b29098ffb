"""On what ground a thing is supplied: what switches it off, what only warns, and the lead's pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.actions import group
from kithbridge.people.models import Role
from kithbridge.reach import grounds, menu, starting
from kithbridge.reach.actions import catalogue
from kithbridge.reach.actions import grounds as writing
from kithbridge.reach.actions import starting as taking
from kithbridge.reach.grounds import Standing
from kithbridge.reach.models import Basis, Item
from kithbridge.web import clock
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Site, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import filled, words_on

pytestmark = DATABASES


@pytest.fixture(autouse=True)
def site() -> Site:
    return furnish_site()


@pytest.fixture
def boss(site: Site, client: Client) -> Client:
    sign_in(client, site.lead)
    return client


@contextmanager
def later(weeks: int) -> Iterator[None]:
    with clock.at(clock.now() + dt.timedelta(weeks=weeks)):
        yield


def line(
    item: str = "foil", ground: str = "service", office: str = "A solicitor", weeks: int | None = 52, nation: str = "England"
) -> Basis:
    until = "" if weeks is None else str(this_week() + weeks)
    return writing.write_down(item=item, nation=nation, ground=ground, who="Drug services.", checked_by=office, until=until)


def may(key: str = "foil") -> bool:
    return grounds.may(Item.objects.get(key=key))


def asked_for() -> set[str]:
    return {item.key for item in menu.on_menu()}


# --- What may be supplied -----------------------------------------------------------------------------
def test_what_nobody_checked_may_be_brought_and_is_shown_to_the_lead() -> None:
    assert may()
    assert [one.standing for one in grounds.lines()] == [Standing.NOBODY] * Item.objects.count()


def test_none_switches_it_off_everywhere() -> None:
    line(ground="none")
    assert not may()
    assert "foil" not in asked_for() | {item.key for item in menu.carried()}
    assert [item.key for item in menu.may_not()] == ["foil"]
    assert {one.key: one.flags for one in menu.for_phone()}["foil"] == "x"
    assert b"Foil" not in Client().get("/n/ask?v=1").content.split(b"may not bring")[0]


def test_a_line_of_another_nation_says_nothing_here() -> None:
    line(ground="none", nation="Wales")
    assert may()
    group.set_facts(values={"nation": "Wales"})
    assert not may()
    group.set_facts(values={"nation": "scotland, and its islands"})
    assert grounds.nation_now() == "Scotland"
    assert may()


def test_a_fact_that_names_no_nation_lets_no_line_hold() -> None:
    catalogue.change_item(key="foil", grounds=True)
    line()
    assert may()
    group.set_facts(values={"nation": "Utopia"})
    assert grounds.nation_now() == ""
    assert not may()


def test_what_needs_a_ground_is_off_without_a_checked_line() -> None:
    catalogue.change_item(key="foil", grounds=True)
    assert not may()
    line(office="", weeks=None)
    assert not may()
    line()
    assert may()


@pytest.mark.parametrize(("needs", "after"), [(True, False), (False, True)])
def test_when_its_last_week_is_over(needs: bool, after: bool) -> None:
    """What needs a ground goes off; the rest stays, and a lead is told."""
    catalogue.change_item(key="foil", grounds=needs)
    line(weeks=20)
    with later(20):
        assert may()
    with later(21):
        assert may() is after
        found = next(one for one in grounds.lines() if one.item.key == "foil")
        assert (found.standing, found.off) == (Standing.OVER, not after)
        assert found in grounds.urgent()


def test_a_lead_is_told_eight_weeks_before() -> None:
    line(weeks=20)
    with later(12):
        assert grounds.urgent() == []
    with later(13):
        assert [(one.item.key, one.standing) for one in grounds.urgent()] == [("foil", Standing.SOON)]


def test_a_kit_stands_on_what_is_in_it() -> None:
    taking.take(key="smoke")
    assert may("smoke")
    line(item="lip-balm", ground="none")
    assert not may("smoke")
    assert [item.key for item in menu.may_not()] == ["smoke"]  # lip balm comes in kits only
    assert {one.key: one.flags for one in menu.for_phone()}["smoke"] == "kx"


def test_what_nobody_has_checked_stands_first() -> None:
    line(item="fine")
    line(item="naloxone", weeks=3)
    taking.take(key="pipe")
    line(item="pipe", ground="none")
    assert [(one.item.key, one.standing) for one in grounds.lines()] == [
        ("foil", Standing.NOBODY),
        ("naloxone", Standing.SOON),
        ("pipe", Standing.NONE),
        ("fine", Standing.FINE),
    ]


def test_many_things_take_few_queries(django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    for key in starting.items():
        if not Item.objects.filter(key=key).exists():
            taking.take(key=key)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        menu.on_menu()


# --- Writing it down ----------------------------------------------------------------------------------
def test_it_is_one_line_in_a_nation_and_stands_in_the_record() -> None:
    line()
    again = line(ground="own", office="A pharmacist")
    assert Basis.objects.get() == again
    assert (again.ground, again.checked_by, again.checked) == ("own", "A pharmacist", str(this_week()))
    assert Entry.objects.filter(kind="ground of supply written down").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"item": "unicorn"}, "item"),
        ({"nation": "Utopia"}, "nation"),
        ({"ground": "hope"}, "ground"),
        ({"ground": ""}, "ground"),
        ({"who": "x" * 201}, "who"),
        ({"checked_by": "x" * 81}, "checked_by"),
        ({"until": ""}, "until"),
        ({"until": "next spring"}, "until"),
        ({"until": "2020-W01"}, "until"),
        ({"until": "2099-W01"}, "until"),
        ({"checked": "2099-W01"}, "checked"),
        ({"checked": "yesterday"}, "checked"),
    ],
)
def test_what_does_not_fit(wrong: dict[str, str], field: str) -> None:
    sent = {"item": "foil", "nation": "England", "ground": "own", "checked_by": "A solicitor", "until": str(this_week() + 9), **wrong}
    with pytest.raises(writing.Unfit) as refused:
        writing.write_down(**sent)
    assert field in refused.value.wrong
    assert not Basis.objects.exists()


def test_a_kit_has_no_line_of_its_own(boss: Client) -> None:
    taking.take(key="smoke")
    with pytest.raises(writing.Unfit, match="stands on what is in it"):
        line(item="smoke")
    assert boss.get(reverse("team_ground", args=["smoke"])).status_code == 404


# --- The pages ----------------------------------------------------------------------------------------
def sent_from(client: Client, key: str, **typed: str) -> tuple[str, dict[str, object]]:
    address, sent = filled(client.get(reverse("team_ground", args=[key])).content.decode(), "Write it down")
    return address, {**sent, "checked": str(this_week()), "until": "", **typed}


def test_it_works(boss: Client) -> None:
    shown = words_on(boss.get(reverse("team_grounds")).content.decode())
    assert "Nobody has checked this." in shown
    assert "It does not say what the law is." in shown
    ends = str(this_week() + 52)
    address, sent = sent_from(boss, "foil", ground="service", who="Drug services.", checked_by="A solicitor", until=ends)
    answer = boss.post(address, sent)
    assert answer.status_code == 302
    shown = words_on(boss.get(answer.headers["Location"]).content.decode())
    assert "Checked by A solicitor in the week of" in shown
    assert "By whom it may be supplied: Drug services." in shown


def test_without_an_office_nobody_has_checked_it(boss: Client) -> None:
    address, sent = sent_from(boss, "foil", ground="own")
    assert boss.post(address, sent).status_code == 302
    assert (Basis.objects.get().checked_by, Basis.objects.get().checked) == ("", None)
    assert "Nobody who knows the law has checked it." in words_on(boss.get(reverse("team_grounds")).content.decode())


def test_what_was_typed_is_still_there(boss: Client) -> None:
    address, sent = sent_from(boss, "foil", ground="own", who="Whoever.", checked_by="A solicitor")
    answer = boss.post(address, sent)
    assert answer.status_code == 400
    assert 'value="Whoever."' in answer.content.decode()
    assert "Say in which week it must be checked again." in words_on(answer.content.decode())


def test_the_first_page_tells_a_lead_and_nobody_else(boss: Client) -> None:
    assert "On what ground" not in words_on(boss.get("/t/").content.decode())
    line(weeks=3)
    assert "To be checked again soon: Foil." in words_on(boss.get("/t/").content.decode())
    with later(4):
        jo = Client()
        sign_in(jo, make_member("Jo", Role.PEER))
        assert "Foil" not in words_on(jo.get("/t/").content.decode())


def test_nobody_but_a_lead() -> None:
    jo = Client()
    sign_in(jo, make_member("Jo", Role.PEER))
    for address in (reverse("team_grounds"), reverse("team_ground", args=["foil"])):
        assert jo.get(address).status_code == 404
