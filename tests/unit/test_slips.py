"""Paper slips: shown once, used once, and the door they open when a flood has used up the hour's budget."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import tries, visit
from kithbridge.people.actions import pages, slips
from kithbridge.people.models import Role, Slip
from kithbridge.people.sessions.models import Budget
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Ask
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


# --- Not guessed without end ----------------------------------------------------------------------------
@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong code in this hour is quick; after that too many others are trying."""

    def crowded(_secret: str) -> None:
        raise sealing.Busy

    monkeypatch.setattr(tries, "WRONG_AN_HOUR", 1)
    monkeypatch.setattr(tries, "derive", crowded)


def ask_with(client: Client, slip: str) -> HttpResponse:
    sent = {"fine": "1", "text": "by the <bridge>", "slip": slip, "form_id": once.new_form_id()}
    return client.post(reverse("ask"), sent)


def test_a_good_slip_costs_none_of_the_quick_tries(client: Client, crowd: None) -> None:
    furnish_site()
    for code in pile(3):
        assert ask_with(client, code).status_code != 503
    assert visit.left("codes", most=1)


def test_after_many_wrong_slips_each_waits_and_hers_comes_back_to_her(client: Client, crowd: None) -> None:
    furnish_site()
    code = pile()[0]
    ask_with(client, "2222 2222")
    before = Ask.objects.count()
    answer = ask_with(client, code)
    page = answer.content.decode()
    assert (answer.status_code, Ask.objects.count(), Slip.objects.count()) == (503, before, 3)
    assert "too many wrong codes just now" in page
    assert f'name="slip" value="{code}"' in page
    assert "by the &lt;bridge&gt;" in page
    assert ask_with(client, "").status_code != 503


@pytest.mark.parametrize("address", ["/n/ask", "/n/words/try", "/n/talk/as"])
def test_a_wrong_slip_is_counted_whatever_the_form_says_of_the_rest(client: Client, address: str) -> None:
    furnish_site()
    for wrong in (1, 2):
        client.post(address, {"slip": "2222 2222", "form_id": once.new_form_id()})
        assert spent() == wrong
    client.post(address, {"slip": "  ", "form_id": once.new_form_id()})
    client.get(address, {"slip": "2222 2222"})
    assert spent() == 2


def spent() -> int:
    line = Budget.objects.filter(slot__startswith="codes-").first()
    return line.n if line else 0
