"""Paper slips: shown once, used once, and the door they open when a flood has used up the hour's budget."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge import rules
from kithbridge.people import visit
from kithbridge.people.actions import pages, slips
from kithbridge.people.models import Role, Slip
from kithbridge.reach.actions import asking
from kithbridge.web import once
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


def pile(number: int = 3) -> list[str]:
    return slips.make(number=number, role=Role.LEAD, form_id=once.new_form_id())


def flood(name: str, rule: str) -> None:
    while visit.spend(name, most=rules.value(rule)):
        pass


def test_a_slip_works_once_however_it_is_written() -> None:
    code = pile()[0]
    assert slips.use(code=f" {code.upper().replace(' ', '-')} ")
    assert not slips.use(code=code)
    assert Slip.objects.count() == 2


@pytest.mark.parametrize("code", ["", "   ", "nonsense", "0000 0000", "x" * 5_000])
def test_what_nobody_printed(code: str) -> None:
    pile()
    assert not slips.use(code=code)


def test_only_hashes_are_kept() -> None:
    code = pile()[0].replace(" ", "")
    assert all(code not in row.hash and len(row.hash) == 64 for row in Slip.objects.all())


def test_one_form_makes_one_pile() -> None:
    form_id = once.new_form_id()
    assert len(slips.make(number=5, role=Role.LEAD, form_id=form_id)) == 5
    assert slips.make(number=5, role=Role.LEAD, form_id=form_id) == []
    assert Slip.objects.count() == 5


def test_a_slip_opens_a_page_when_the_hour_is_used_up() -> None:
    flood("pages", "words.new_per_hour")
    with pytest.raises(pages.SiteBusy):
        pages.begin(words=pages.draw())
    assert pages.begin(words=pages.draw(), slip=pile()[0])


def test_a_slip_carries_an_ask_when_the_hour_is_used_up() -> None:
    site = furnish_site()
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    flood("asks", "asks.per_hour")
    asked = {"readers": [jo.key.owner], "chosen": {"fine": 1}}
    with pytest.raises(asking.CannotAsk, match="busy"):
        asking.ask(**asked, form_id=once.new_form_id())
    assert asking.ask(**asked, form_id=once.new_form_id(), slip=pile()[0]).code


def test_the_lead_sees_a_pile_once(client: Client) -> None:
    sign_in(client, furnish_site().lead)
    page = client.get(reverse("team_slips")).content.decode()
    form_id = page.split('name="form_id" value="')[1].split('"')[0]
    first = client.post(reverse("team_slips"), {"number": "4", "form_id": form_id})
    assert first.content.count(b'class="code"') == 4
    assert b"shown once" in client.post(reverse("team_slips"), {"number": "4", "form_id": form_id}).content
    assert Slip.objects.count() == 4


@pytest.mark.parametrize("number", ["", "0", "-3", "many", "99999"])
def test_a_number_that_is_none(client: Client, number: str) -> None:
    sign_in(client, furnish_site().lead)
    client.post(reverse("team_slips"), {"number": number})
    assert not Slip.objects.exists()


def test_nobody_but_a_lead(client: Client) -> None:
    sign_in(client, make_member("Jo", Role.PEER))
    assert client.get(reverse("team_slips")).status_code == 404
