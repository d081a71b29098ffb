"""Lots: their days, calling one back, the line on every page, what may lie in packed kits."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach import phone_catalogue, recalls
from kithbridge.reach.actions import ledger, lots, stock
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.cards import mark
from kithbridge.reach.models import Item, Lot, Packed, Recipe, RecipeLine
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


@pytest.fixture
def kit(lead: Member) -> Item:
    """One naloxone and two foils; in an older version no foil."""
    made = Item.objects.create(key="full", label="Full kit", neutral="Bag one", picture="fine", kind=Item.Kind.KIT)
    for version, lines in ((1, {"naloxone": 1}), (2, {"naloxone": 1, "foil": 2})):
        recipe = Recipe.objects.create(kit=made, version=version, week=str(clock.this_week()))
        RecipeLine.objects.bulk_create(RecipeLine(recipe=recipe, item_id=item, quantity=n) for item, n in lines.items())
    return made


def pack(lead: Member, n: int, kit: str = "full") -> str:
    """So many kits, packed at the hub; the number that is written on them."""
    assert stock.pack(key=lead.key, place="hub", kit=kit, n=n, form_id=form())
    return recalls.number_of(clock.this_week())


def later(lead: Member, code: str, weeks: int, n: int = 10) -> Lot:
    made = lots.add_lot(key=lead.key, item="naloxone", code=code, expires=clock.today() + dt.timedelta(weeks=weeks), form_id=form())
    assert made is not None
    ledger.happened(kind="in", item="naloxone", n=n, place="hub", lot=made.pk)
    return made


class TestPackedKits:
    def test_the_lot_that_ends_first_goes_in_first_and_each_week_says_which(self, lead: Member, lot: Lot, kit: Item) -> None:
        """Four of NX-1 lie at the hub. Six kits take all of it and two of what ends later; next week's kits hold none of it."""
        other = later(lead, "NX-2", 80)
        number = pack(lead, 6)
        with clock.at(clock.now() + dt.timedelta(weeks=1)):
            second = pack(lead, 3)
        assert number != second
        assert [(one.kit, one.numbers, one.pieces, one.unknown) for one in recalls.inside(lot)] == [(kit, (number,), 4, False)]
        assert [(one.kit, one.numbers, one.pieces, one.unknown) for one in recalls.inside(other)] == [(kit, (number, second), 5, False)]
        assert recalls.kit_line(lot) == f"Full kit with {number} on it: it is inside."
        assert recalls.kit_line(lot, neutral=True).startswith("Bag one with ")

    def test_twice_in_a_week_is_one_line(self, lead: Member, lot: Lot, kit: Item) -> None:
        pack(lead, 1)
        pack(lead, 2)
        row = Packed.objects.get(item="naloxone")
        assert (row.lot, row.quantity, row.week) == (lot.pk.hex, 3, str(clock.this_week()))

    def test_a_kit_packed_from_another_lot_alone_is_left_out(self, lead: Member, lot: Lot, kit: Item) -> None:
        first = later(lead, "NX-0", 20)
        pack(lead, 5)
        assert recalls.inside(lot) == []
        assert [one.kit for one in recalls.lies(lot) if one.kit] == []
        assert [one.kit for one in recalls.lies(first) if one.kit] == [kit]

    def test_what_was_not_there_when_it_was_packed_stays_unknown(self, lead: Member, lot: Lot, kit: Item) -> None:
        number = pack(lead, 7)  # four lie there: of three nobody knows the lot
        (found,) = recalls.inside(lot)
        assert (found.numbers, found.pieces, found.unknown) == ((number,), 4, True)
        assert "Open the others as well" in found.said()

    @pytest.mark.parametrize("how", ["never packed here", "came packed"])
    def test_a_kit_that_nobody_packed_here_may_hold_it(self, lead: Member, lot: Lot, kit: Item, how: str) -> None:
        if how == "came packed":
            later(lead, "NX-0", 20)
            pack(lead, 1)
            ledger.happened(kind="in", item="full", n=3, place="hub")
        (found,) = recalls.inside(lot)
        assert (found.numbers, found.unknown) == ((), True)
        assert recalls.kit_line(lot) == "Full kit: it may be inside. Nobody wrote that down. Open each one and look."

    def test_what_was_packed_before_this_was_written_down(self, lead: Member, lot: Lot, kit: Item) -> None:
        """An upgrade cannot know which lots went in, and says so. What was packed and taken back is not there."""
        for recipe, n in ((1, 2), (2, 3)):
            ledger.happened(kind="pack", item="full", n=n, place="hub", recipe=recipe)
        assert ledger.undo(ledger.happened(kind="pack", item="full", n=50, place="hub"))
        Packed.objects.all().delete()
        import_module("kithbridge.reach.migrations.0005_packed_lots").forwards(apps, None)
        assert sorted(Packed.objects.values_list("item", "lot", "quantity")) == [("foil", "", 6), ("naloxone", "", 5)]
        assert recalls.inside(lot)[0].unknown

    @pytest.mark.parametrize("why", ["called back", "over"])
    def test_nothing_that_must_not_be_used_goes_into_a_kit(self, lead: Member, lot: Lot, kit: Item, why: str) -> None:
        """Of six kits' worth four must not be used. Two can be packed, and three not."""
        fine = later(lead, "NX-2", 80, 2)
        if why == "over":
            Lot.objects.filter(pk=lot.pk).update(expires=clock.today() - dt.timedelta(days=1))
        else:
            lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
        with pytest.raises(CannotDo, match="over or was called back"):
            pack(lead, 3)
        assert not Packed.objects.exists()
        pack(lead, 2)
        assert [(row.lot, row.quantity) for row in Packed.objects.filter(item="naloxone")] == [(fine.pk.hex, 2)]

    def test_a_packing_that_is_taken_back_leaves_its_line(self, lead: Member, lot: Lot, kit: Item) -> None:
        ledger.undo(ledger.happened(kind="pack", item="full", n=2, place="hub"))
        assert recalls.inside(lot)[0].pieces == 2
        assert ledger.recount() == []

    def test_where_such_kits_lie(self, lead: Member, lot: Lot, kit: Item) -> None:
        pack(lead, 3)
        ledger.happened(kind="move", item="full", n=1, place="hub", to="red")
        found = [(one.place.key, one.n, one.kit.key if one.kit else "") for one in recalls.lies(lot)]
        assert found == [("hub", 1, ""), ("red", 2, ""), ("hub", 2, "full"), ("red", 1, "full")]

    def test_every_page_it_concerns_says_so(self, lead: Member, lot: Lot, kit: Item, client: Client) -> None:
        number = pack(lead, 3)
        ledger.happened(kind="move", item="full", n=1, place="hub", to="red")
        stock.add_place(key=lead.key, label="Blue", kind="bag", form_id=form())
        lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
        said = f"Full kit with {number} on it: it is inside."
        assert said in client.get("/n/recall").content.decode()
        assert said in client.get(f"/n/notes?i={mark('full')}").content.decode()
        assert [line for line in phone_catalogue.build()["x"] if f"Bag one with {number} on it: it is inside." in line]
        sign_in(client, make_member("Jo", Role.PEER))
        assert said in client.get(reverse("stock")).content.decode()
        for page in ("stock_place", "stock_count"):
            red = client.get(reverse(page, args=["red"])).content.decode()
            assert "Naloxone, lot NX-1 is called back." in red
            assert said in red
            assert said not in client.get(reverse(page, args=["blue"])).content.decode(), "no such kit lies there"

    def test_the_lead_sees_how_many_pieces(self, lead: Member, lot: Lot, kit: Item, client: Client) -> None:
        sign_in(client, lead)
        assert "Nobody wrote that down" in client.get(reverse("lot", args=[lot.pk])).content.decode()
        pack(lead, 3)
        page = client.get(reverse("lot", args=[lot.pk])).content.decode()
        assert "3 pieces went in." in page
        assert "Hub: Full kit, 3" in page

    def test_the_number_to_write_on_a_kit_stands_where_it_is_packed(self, lead: Member, lot: Lot, kit: Item, client: Client) -> None:
        sign_in(client, lead)
        number = recalls.number_of(clock.this_week())
        assert f"Write <b>{number}</b> on each." in client.get(reverse("stock_place", args=["hub"])).content.decode()

    def test_it_is_plain(self, lead: Member, lot: Lot, kit: Item, client: Client) -> None:
        pack(lead, 7)
        lots.recall(key=lead.key, lot=lot.pk, why=WHY, weeks=2)
        assert grade_of(client, "/n/recall")[0] <= HIGHEST


@pytest.mark.parametrize(("week", "number"), [("2026-W47", "26W47"), ("2027-W01", "27W01")])
def test_the_number_of_a_week(week: str, number: str) -> None:
    assert recalls.number_of(week) == number


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
