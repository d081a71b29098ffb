"""Lots: their days, calling one back, the line on every page, what may lie in packed kits."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach import recalls
from kithbridge.reach.actions import ledger, lots, stock
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Item, Lot, Recipe, RecipeLine
from kithbridge.web import clock, once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES
WHY = "The spray may not work. Do not use it."


def form() -> str:
    return once.new_form_id()


@pytest.fixture
def lead() -> Member:
    site = furnish_site()
    Item.objects.filter(key="naloxone").update(dated=True)
    for label, kind in (("Hub", "hub"), ("Red", "bag")):
        stock.add_place(key=site.lead.key, label=label, kind=kind, form_id=form())
    return site.lead


@pytest.fixture
def lot(lead: Member) -> Lot:
    made = lots.add_lot(key=lead.key, item="naloxone", code="NX-1", expires=clock.today() + dt.timedelta(weeks=50), form_id=form())
    assert made is not None
    ledger.happened(kind="in", item="naloxone", n=6, place="hub", lot=made.pk)
    ledger.happened(kind="move", item="naloxone", n=2, place="hub", to="red", lot=made.pk)
    return made


def test_a_lot_typed_again_keeps_its_number_and_gets_the_day(lead: Member, lot: Lot) -> None:
    day = clock.today() + dt.timedelta(weeks=9)
    again = lots.add_lot(key=lead.key, item="naloxone", code="NX-1", expires=day, form_id=form())
    assert again == lot
    assert Lot.objects.get().expires == day


@pytest.mark.parametrize(
    ("item", "code", "said"), [("naloxone", " ", "lot number"), ("naloxone", "x" * 41, "lot number"), ("no", "1", "such")]
)
def test_a_lot_that_is_none(lead: Member, item: str, code: str, said: str) -> None:
    with pytest.raises(CannotDo, match=said):
        lots.add_lot(key=lead.key, item=item, code=code, expires=clock.today(), form_id=form())
    assert not Lot.objects.exists()


def test_called_back_until_its_last_week(lead: Member, lot: Lot) -> None:
    assert recalls.line() is None
    lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
    assert recalls.line() == ("A notice about something we brought.", "Look", "/n/recall")
    assert Entry.objects.filter(kind="lot called back").count() == 1
    with clock.at(clock.now() + dt.timedelta(weeks=1)):
        assert recalls.line()
    with clock.at(clock.now() + dt.timedelta(weeks=2)):
        assert recalls.line() is None
        assert Lot.objects.get().recalled, "it stays out of use until a lead ends it"


def test_ended_by_the_lead(lead: Member, lot: Lot) -> None:
    lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
    lots.end_recall(key=lead.key, lot=lot.pk)
    assert recalls.line() is None
    assert Lot.objects.get().recall == ""
    with pytest.raises(CannotDo, match="faster"):
        lots.end_recall(key=lead.key, lot=lot.pk)


@pytest.mark.parametrize(
    ("why", "weeks", "said"), [("", 2, "one sentence"), ("x" * 161, 2, "one sentence"), (WHY, 0, "weeks"), (WHY, 27, "weeks")]
)
def test_a_call_that_does_not_say_enough(lead: Member, lot: Lot, why: str, weeks: int, said: str) -> None:
    with pytest.raises(CannotDo, match=said):
        lots.recall(key=lead.key, lot=lot.pk, why=why, weeks=weeks)
    assert recalls.line() is None


def test_what_lies_where_with_packed_kits(lead: Member, lot: Lot) -> None:
    kit = Item.objects.create(key="full", label="Full kit", picture="fine", kind=Item.Kind.KIT)
    for version, item in ((1, "naloxone"), (2, "foil")):
        recipe = Recipe.objects.create(kit=kit, version=version, week=str(clock.this_week()))
        RecipeLine.objects.create(recipe=recipe, item_id=item, quantity=1)
    ledger.happened(kind="pack", item="full", n=3, place="hub", recipe=1)
    found = [(one.place.key, one.n, one.kit.key if one.kit else "") for one in recalls.lies(lot)]
    assert found == [("hub", 1, ""), ("red", 2, ""), ("hub", 3, "full")], "an older recipe had it in it"


def test_everybody_can_read_it_and_it_names_the_pack(lead: Member, lot: Lot, client: Client) -> None:
    assert b"Nothing is called back now" in client.get("/n/recall").content
    lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
    page = client.get("/n/recall").content.decode()
    assert all(words in page for words in ("NX-1", WHY, "Naloxone"))
    assert "<title>Notes</title>" in page


def test_the_line_stands_on_every_page_but_the_one_it_leads_to(lead: Member, lot: Lot, client: Client) -> None:
    lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
    line = b"A notice about something we brought."
    assert line in client.get("/n/notes").content
    assert line not in client.get("/n/recall").content


def test_it_is_plain(lead: Member, lot: Lot, client: Client) -> None:
    lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
    assert grade_of(client, "/n/recall")[0] <= HIGHEST


def test_the_team_sees_it_on_every_place(lead: Member, lot: Lot, client: Client) -> None:
    lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
    jo = make_member("Jo", Role.PEER)
    sign_in(client, jo)
    assert WHY in client.get(reverse("stock")).content.decode()
    assert b"called back" in client.get(reverse("stock_place", args=["red"])).content
    assert b"Called back: put it apart" in client.get(reverse("stock_count", args=["red"])).content
    assert client.post(reverse("lot_recall", args=[lot.pk]), {"why": WHY, "weeks": "2"}).status_code == 404


def test_the_leads_pages(lead: Member, lot: Lot, client: Client) -> None:
    sign_in(client, lead)
    assert b"NX-1" in client.get(reverse("lots")).content
    assert client.post(reverse("lots"), {"item": "naloxone", "code": "NX-2", "expires": "2030-01-31", "form_id": form()}).status_code == 302
    refused = client.post(reverse("lots"), {"item": "naloxone", "code": "NX-3", "expires": "soon", "form_id": form()})
    assert refused.status_code == 422
    assert b'value="NX-3"' in refused.content
    assert Lot.objects.count() == 2
    address = reverse("lot_recall", args=[lot.pk])
    assert client.post(address, {"why": "", "weeks": "2"}).status_code == 422
    assert client.post(address, {"why": WHY, "weeks": "2"}).status_code == 302
    page = client.get(reverse("lot", args=[lot.pk])).content.decode()
    assert "Red: 2" in page
    assert client.post(reverse("lot_end_recall", args=[lot.pk])).status_code == 302
    assert client.post(reverse("lot_end_recall", args=[lot.pk])).status_code == 422
