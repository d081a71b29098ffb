"""Going out with somebody who knows, and being back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.access import Caller
from kithbridge.people.actions import outings
from kithbridge.people.actions.outings import CannotGo
from kithbridge.people.models import Role, TeamMember
from kithbridge.people.queries import outings as known
from kithbridge.people.sessions.models import Outing
from kithbridge.people.views import team_outing
from kithbridge.web import clock
from kithbridge.web.record.models import Count
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse

pytestmark = DATABASES
NOON = dt.datetime(2026, 11, 23, 12, 5, tzinfo=clock.LONDON)


def two() -> tuple[Member, Member]:
    furnish_site()
    return make_member("Jo", Role.PEER), make_member("Shanice", Role.PEER)


def test_she_goes_out_somebody_knows_and_she_is_back() -> None:
    jo, shanice = two()
    with clock.at(NOON):
        outings.go(key=jo.key, buddy=shanice.key.owner, hours=2)
        assert known.mine(jo.key.owner) == known.Out("Shanice", "14:15", False)
        assert known.watched(shanice.key.owner) == [known.Out("Jo", "14:15", False)]
        assert known.watched(jo.key.owner) == []
    with clock.at(NOON + dt.timedelta(hours=2, minutes=11)):
        assert known.watched(shanice.key.owner)[0].late
    outings.back(key=jo.key)
    outings.back(key=jo.key)
    assert not Outing.objects.exists()


def test_going_again_moves_the_time_and_counts_once() -> None:
    jo, shanice = two()
    with clock.at(NOON):
        outings.go(key=jo.key, buddy=shanice.key.owner, hours=1)
        outings.go(key=jo.key, buddy=shanice.key.owner, hours=4)
        mine = known.mine(jo.key.owner)
    assert mine is not None
    assert mine.until == "16:15"
    assert [row.n for row in Count.objects.filter(kind="went out, and somebody knew")] == [1]


def test_neither_herself_nor_a_stranger_nor_any_number_of_hours() -> None:
    jo, shanice = two()
    stranger = type(jo.key.owner)(int=7)
    for buddy, hours, why in (
        (jo.key.owner, 2, "buddy"),
        (stranger, 2, "buddy"),
        (shanice.key.owner, 5, "hours"),
        (shanice.key.owner, 0, "hours"),
    ):
        with pytest.raises(CannotGo, match=why):
            outings.go(key=jo.key, buddy=buddy, hours=hours)
    assert not Outing.objects.exists()


def test_nothing_in_it_names_anybody_and_it_goes_by_itself() -> None:
    jo, shanice = two()
    with clock.at(NOON):
        outings.go(key=jo.key, buddy=shanice.key.owner, hours=6)
    row = Outing.objects.get()
    assert not {jo.key.owner.hex, shanice.key.owner.hex} & {row.who, row.buddy}
    with clock.at(NOON + dt.timedelta(hours=18)):
        outings.drop_old()
        assert Outing.objects.exists()
    with clock.at(NOON + dt.timedelta(hours=18, minutes=30)):
        outings.drop_old()
        assert not Outing.objects.exists()


def test_who_has_left_the_team_is_named_nowhere() -> None:
    jo, shanice = two()
    with clock.at(NOON):
        outings.go(key=jo.key, buddy=shanice.key.owner, hours=2)
        TeamMember.objects.filter(pk=shanice.key.owner).delete()
        mine = known.mine(jo.key.owner)
    assert mine is not None
    assert mine.who == ""


def test_the_page_goes_there_and_back(client: Client) -> None:
    jo, shanice = two()
    sign_in(client, jo)
    assert "I am going out" in client.get(reverse("team_outing")).content.decode()
    assert client.post(reverse("team_outing"), {"buddy": "", "hours": "2"}).status_code == 422
    assert client.post(reverse("team_outing"), {"buddy": str(shanice.key.owner), "hours": "many"}).status_code == 422
    assert client.post(reverse("team_outing"), {"buddy": str(shanice.key.owner), "hours": "2"}).status_code == 302
    assert re.search(r"You are out until <b>\d\d:\d\d</b>", client.get(reverse("team_outing")).content.decode())
    client.post(reverse("team_outing"), {"back": "1"})
    assert not Outing.objects.exists()


def test_who_knows_sees_it_on_her_first_page_and_at_once_when_it_is_late(client: Client) -> None:
    jo, shanice = two()
    outings.go(key=jo.key, buddy=shanice.key.owner, hours=1)
    sign_in(client, shanice)
    assert "Jo is out until" in client.get(reverse("team_home")).content.decode()
    Outing.objects.update(until=clock.unix() - 60)
    page = client.get(reverse("team_home")).content.decode()
    assert "Ring Jo." in page
    assert 'class="card care"' in page


def test_without_a_key_there_is_no_card() -> None:
    assert team_outing.card(Caller()) is None
