"""The pages of the pay ledger: written down on a phone, refused in plain words, and what everybody sees."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from uuid import uuid4

import pytest
from django.test import Client

from kithbridge.agree import ledger
from kithbridge.agree.actions import paying
from kithbridge.agree.ledger_models import Payment, PaymentAsked, PayRate
from kithbridge.agree.views_pay import pence
from kithbridge.engines.language.reading import grade
from kithbridge.people.actions import group
from kithbridge.people.models import Role
from kithbridge.rules.charter import floors
from kithbridge.web import clock, once
from kithbridge.web.clock import LONDON, this_week
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse

pytestmark = DATABASES
SENT = {"role": "living", "what": "interview", "amount": "27.50", "form": "cash", "week": ""}


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def lead(client: Client, site: Site) -> Client:
    sign_in(client, site.lead)
    return client


def said(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


def sent(**more: str) -> dict[str, str]:
    return SENT | {"form_id": once.new_form_id()} | more


def somebody(*roles: Role, name: str = "Bron") -> tuple[Client, Member]:
    member, client = make_member(name, *roles), Client()
    sign_in(client, member)
    return client, member


def test_it_works(lead: Client) -> None:
    page = said(lead.get("/t/pay"))
    assert "We owe nobody anything." in page
    answer = lead.post("/t/pay", sent())
    assert answer.status_code == 200
    found = Payment.objects.get()
    assert found.pence == 2_750
    assert found.receipt in said(answer)
    assert "£27.50" in said(answer)
    page = said(lead.get("/t/pay"))
    assert found.receipt in page
    assert "Take it back" in page


def test_a_form_sent_twice_is_written_once_and_says_so(lead: Client) -> None:
    form = sent()
    lead.post("/t/pay", form)
    answer = lead.post("/t/pay", form, follow=True)
    assert Payment.objects.count() == 1
    assert "Nothing was written twice" in said(answer)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount": "0"}, "More than nothing"),
        ({"amount": "-5"}, "More than nothing"),
        ({"amount": "a lot"}, "More than nothing"),
        ({"amount": ""}, "More than nothing"),
        ({"amount": "٢٧"}, "More than nothing"),
        ({"amount": "10000.01"}, "Look at the noughts"),
        ({"role": "Jane"}, "Choose as what"),
        ({"what": ""}, "Choose what the time was for"),
        ({"form": "cheque"}, "Choose how it was paid"),
        ({"week": "2020-W01"}, "Choose one of these weeks"),
        ({"rate": str(uuid4()), "amount": ""}, "does not hold any more"),
        ({"rate": "x", "amount": ""}, "does not hold any more"),
        ({"rate": str(uuid4())}, "Leave one of them out"),
    ],
)
def test_what_cannot_stand_keeps_what_was_typed(lead: Client, more: dict[str, str], words: str) -> None:
    answer = lead.post("/t/pay", sent(**more))
    assert answer.status_code == 422
    assert words in said(answer)
    assert "What you chose is still here" in said(answer)
    if "amount" not in more:
        assert 'value="27.50"' in said(answer)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("27.50", 2_750),
        ("£27.5", 2_750),
        (" 5 ", 500),
        ("1,200", 120_000),
        ("£ 1,200.05", 120_005),
        ("27,50", 0),
        ("1e3", 0),
        ("27.505", 0),
        ("--5", 0),
        ("", 0),
        ("१२", 0),
    ],
)
def test_pounds_as_people_type_them(typed: str, found: int) -> None:
    assert pence(typed) == found


def test_a_rate_fills_the_amount_in(lead: Client) -> None:
    rate = {"role": "", "length": "hour", "amount": "27.50", "week": str(this_week()), "source": "NIHR, read in November 2026"}
    assert lead.post("/t/pay/rates", rate | {"form_id": once.new_form_id()}).status_code == 302
    page = said(lead.get("/t/pay"))
    assert "an hour: £27.50" in page
    lead.post("/t/pay", sent(rate=str(PayRate.objects.get().pk), amount=""))
    assert Payment.objects.get().pence == 2_750


def test_rates_say_their_source_and_keep_their_history(lead: Client) -> None:
    assert "None yet" in said(lead.get("/t/pay/rates"))
    whole = {"role": "", "length": "hour", "amount": "27.50", "week": str(this_week()), "source": "NIHR, read in November 2026"}
    for amount in ("27.50", "30"):
        lead.post("/t/pay/rates", whole | {"amount": amount, "form_id": once.new_form_id()})
    lead.post("/t/pay/rates", whole | {"length": "day", "end": "1", "amount": "", "form_id": once.new_form_id()})
    page = said(lead.get("/t/pay/rates"))
    assert "£30.00" in page.split("Every rate there was")[0]
    assert "£27.50" not in page.split("Every rate there was")[0]
    assert "£27.50" in page.split("Every rate there was")[1]
    assert "no rate" in page
    answer = lead.post("/t/pay/rates", whole | {"source": "", "amount": "31", "form_id": once.new_form_id()})
    assert answer.status_code == 422
    assert 'value="31"' in said(answer)
    assert PayRate.objects.count() == 3


def test_a_large_one_waits_for_a_second_lead(lead: Client) -> None:
    answer = lead.post("/t/pay", sent(amount="1,000.01"))
    assert "waits for a second lead" in said(answer)
    assert not Payment.objects.exists()
    asked = PaymentAsked.objects.get().pk
    own = said(lead.get("/t/pay"))
    assert "£1,000.01" in own
    assert "I agree" not in own
    assert lead.post(f"/t/pay/large/{asked}").status_code == 422
    second, _bron = somebody(Role.LEAD)
    assert "I agree" in said(second.get("/t/pay"))
    assert "waits for a second lead" in said(second.get("/t/"))
    answer = second.post(f"/t/pay/large/{asked}")
    assert Payment.objects.get().receipt in said(answer)
    assert second.post(f"/t/pay/large/{asked}").status_code == 422


def test_let_go_of_a_large_one(lead: Client) -> None:
    lead.post("/t/pay", sent(amount="1500"))
    answer = lead.post(f"/t/pay/large/{PaymentAsked.objects.get().pk}", {"drop": "1"}, follow=True)
    assert "Let go of" in said(answer)
    assert not PaymentAsked.objects.exists()


def test_promised_paid_and_taken_back(lead: Client) -> None:
    lead.post("/t/pay", sent(form="later"))
    promise = Payment.objects.get()
    page = said(lead.get("/t/pay"))
    assert promise.receipt in page
    assert "promised and not paid yet" in said(lead.get("/t/"))
    answer = lead.post(f"/t/pay/{promise.pk}/out", {"form": "voucher", "form_id": once.new_form_id()})
    assert "Paid now" in said(answer)
    assert lead.post(f"/t/pay/{promise.pk}/out", {"form": "cash", "form_id": once.new_form_id()}).status_code == 422
    settled = Payment.objects.get(settles=promise)
    assert f"paid by {settled.receipt}" in said(lead.get("/t/pay"))
    assert "Take the payment back first" in said(lead.post("/t/pay/back", {"number": promise.receipt, "form_id": once.new_form_id()}))
    typed = f" {settled.receipt.replace('-', ' ').lower()} "
    assert "Taken back" in said(lead.post("/t/pay/back", {"number": typed, "form_id": once.new_form_id()}))
    assert f"takes back {settled.receipt}" in said(lead.get("/t/pay"))
    assert f"paid by {settled.receipt}" not in said(lead.get("/t/pay"))


@pytest.mark.parametrize("number", ["", "K7MA-42XQ", "x" * 50])
def test_a_number_nobody_has(lead: Client, number: str) -> None:
    answer = lead.post("/t/pay/back", {"number": number, "form_id": once.new_form_id()})
    assert answer.status_code == 422
    assert "no line with this number" in said(answer)
    assert f'value="{number[:40]}"' in said(answer)
    assert lead.get("/t/pay/back").status_code == 302


def test_the_bookkeepers_file(lead: Client) -> None:
    for _n in range(3):
        lead.post("/t/pay", sent())
    answer = lead.get("/t/pay/export")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [one["amount"] for one in rows] == ["27.50"] * 3
    assert lead.get("/t/pay/export?q=2026-Q9").status_code == 404
    assert lead.get("/t/pay?q=x").status_code == 404


def test_who_writes_and_who_does_not(site: Site) -> None:
    writes, _wren = somebody(Role.FACILITATOR, name="Wren")
    assert writes.get("/t/pay").status_code == 200
    assert writes.post("/t/pay", sent()).status_code == 200
    for path in ("/t/pay/rates", "/t/pay/export"):
        assert writes.get(path).status_code == 404
    for n, role in enumerate((Role.PEER, Role.RESEARCHER, Role.SAFEGUARDING_LEAD)):
        other, _member = somebody(role, name=f"Other {n}")
        assert other.get("/t/pay").status_code == other.post("/t/pay", sent()).status_code == 404
    assert Payment.objects.count() == 1


def test_benefits_come_before_the_first_payment(lead: Client) -> None:
    assert "Nobody has checked yet what being paid can do to benefits" in said(lead.get("/t/pay"))
    group.set_facts(values={"pay_advice": "Ring the law centre first.", "pay_checked": f"The law centre, {clock.today():%-d %B %Y}"})
    page = said(lead.get("/t/pay"))
    assert "Ring the law centre first." in page
    assert "Nobody has checked" not in page
    assert "Ring the law centre first." in said(Client().get("/talks/paid"))


# --- What everybody sees ----------------------------------------------------------------------------------
def test_the_public_page_shows_bands_of_quarters_that_are_over(site: Site) -> None:
    with clock.at(dt.datetime(2026, 8, 4, 12, tzinfo=LONDON)):
        for _n in range(3):
            paying.write(key=site.lead.key, role="living", what="talk", pence=21_234, form="cash", form_id=once.new_form_id())
    with clock.at(dt.datetime(2026, 11, 3, 12, tzinfo=LONDON)):
        paying.write(key=site.lead.key, role="lived", what="talk", pence=77_700, form="things", form_id=once.new_form_id())
        answer = Client().get("/talks/paid")
    page = said(answer)
    assert "£500 to £1,000" in page
    assert "2026 so far" in page
    assert not re.search(r"212|636|777|things you may|[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    assert answer.headers["Cache-Control"].startswith("public")


def test_the_public_page_reads_easily_and_works_empty(site: Site) -> None:
    page = said(Client().get("/talks/paid"))
    assert "Nothing to show yet" in page
    main = page.split("<main")[1].split(">", 1)[1].split("</main>")[0]
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</(?:p|li|h1|h2|h3)>", ". ", main))
    assert grade(text) <= 6


def test_paid_when_she_stops_is_a_floor_and_no_rule() -> None:
    assert any("paid all the same" in one.said for one in floors())


def test_every_total_fits_where_it_stands() -> None:
    assert ledger.pounds(-1_234_567) == "−£12,345.67"
