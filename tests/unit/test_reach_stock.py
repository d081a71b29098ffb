"""Places and what lies there: counting, wasting, giving back, packing; the pages, and who may not."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach import shelves, stocking
from kithbridge.reach.actions import ledger, lots, stock, supplies
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Area, Event, Item, Lot, Place, Recipe, RecipeLine, Stock, Tally
from kithbridge.web import clock, once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import words_on

pytestmark = DATABASES


@pytest.fixture
def lead() -> Member:
    site = furnish_site()
    Item.objects.filter(key="naloxone").update(dated=True, must=True, pack=10)
    for label, kind in (("Hub", "hub"), ("Red", "bag"), ("Blue", "bag")):
        assert stock.add_place(key=site.lead.key, label=label, kind=kind, form_id=once.new_form_id())
    return site.lead


@pytest.fixture
def peer() -> Member:
    return make_member("Jo", Role.PEER)


def form() -> str:
    return once.new_form_id()


def comes(item: str, n: int, place: str = "hub", lot: UUID | None = None) -> None:
    ledger.happened(kind="in", item=item, n=n, place=place, lot=lot)


def lot_of(item: str, code: str, weeks: int) -> Lot:
    return lots.find_or_add(item=item, code=code, expires=clock.today() + dt.timedelta(weeks=weeks))


def lies(place: str, item: str) -> dict[str, int]:
    rows = Stock.objects.filter(place=place, item=item).exclude(quantity=0).select_related("lot")
    return {row.lot.code if row.lot else "": row.quantity for row in rows}


# --- Places -------------------------------------------------------------------------------------------------
def test_a_place_is_added_renamed_and_put_away(lead: Member) -> None:
    stock.change_place(key=lead.key, place="red", label="Green", on=True)
    assert [place.label for place in shelves.places()] == ["Hub", "Green", "Blue"]
    stock.change_place(key=lead.key, place="red", label="Green", on=False)
    assert [place.label for place in shelves.bags()] == ["Blue"]
    assert [place.label for place in shelves.places(put_away=True)] == ["Hub", "Green", "Blue"]
    assert Entry.objects.filter(kind="place changed").count() == 2


@pytest.mark.parametrize("label", ["", "  ", "HUB", "x" * 31, "!!"])
def test_a_label_that_does_not_fit(lead: Member, label: str) -> None:
    with pytest.raises(CannotDo, match="short name"):
        stock.add_place(key=lead.key, label=label, kind="bag", form_id=form())
    assert Place.objects.count() == 3


def test_a_place_with_something_in_it_is_not_put_away(lead: Member) -> None:
    comes("foil", 3, "red")
    with pytest.raises(CannotDo, match="still lies there"):
        stock.change_place(key=lead.key, place="red", label="Red", on=False)
    assert Place.objects.get(key="red").on


def test_the_way_is_no_place(lead: Member) -> None:
    comes("foil", 3)
    supplies.send(key=lead.key, origin="hub", to="red", lines={"foil": 1}, form_id=form())
    assert shelves.WAY not in {place.key for place in shelves.places(put_away=True)}
    with pytest.raises(CannotDo, match="no such place"):
        stock.change_place(key=lead.key, place=shelves.WAY, label="Mine", on=True)


def test_a_bag_put_down_is_carried_again(lead: Member) -> None:
    Place.objects.filter(key="red").update(resting=True)
    stock.carried_again(key=lead.key, place="red")
    assert not Place.objects.get(key="red").resting
    with pytest.raises(CannotDo, match="faster"):
        stock.carried_again(key=lead.key, place="red")


# --- Counting -----------------------------------------------------------------------------------------------
def test_only_what_is_typed_is_counted(lead: Member, peer: Member) -> None:
    comes("foil", 5, "red")
    comes("fine", 7, "red")
    assert stock.count_place(key=peer.key, place="red", counted={"foil": 4}, form_id=form()) == 1
    assert (lies("red", "foil"), lies("red", "fine")) == ({"": 4}, {"": 7})
    assert Stock.objects.get(place="red", item="foil").counted == str(clock.this_week())
    assert Stock.objects.get(place="red", item="fine").counted is None


def test_a_count_sent_twice_counts_once(lead: Member) -> None:
    sent = form()
    assert stock.count_place(key=lead.key, place="hub", counted={"foil": 4}, form_id=sent) == 1
    assert stock.count_place(key=lead.key, place="hub", counted={"foil": 4}, form_id=sent) == 0
    assert Event.objects.filter(kind="count").count() == 1


@pytest.mark.parametrize("bare", [-3, 0, 5])
@pytest.mark.parametrize("typed", [None, 0, 2, 9])
def test_lots_and_what_has_none_stand_as_counted(lead: Member, bare: int, typed: int | None) -> None:
    first, second = lot_of("naloxone", "A1", 4), lot_of("naloxone", "B2", 40)
    comes("naloxone", 6, "red", first.pk)
    comes("naloxone", 6, "red", second.pk)
    if bare > 0:
        comes("naloxone", bare, "red")
    if bare < 0:
        # Twelve lie there in lots, fifteen go out.
        ledger.happened(kind="out", item="naloxone", n=12 - bare, area="tarrowby", place="red")
    counted = {f"naloxone:{first.pk}": 2, f"naloxone:{second.pk}": 8}
    if typed is not None:
        counted["naloxone"] = typed
    stock.count_place(key=lead.key, place="red", counted=counted, form_id=form())
    rest = typed if typed is not None else max(bare, 0)
    assert lies("red", "naloxone") == {"A1": 2, "B2": 8} | ({"": rest} if rest else {})
    assert ledger.recount() == []


def test_one_lot_counted_leaves_the_others(lead: Member) -> None:
    first, second = lot_of("naloxone", "A1", 4), lot_of("naloxone", "B2", 40)
    comes("naloxone", 6, "red", first.pk)
    comes("naloxone", 6, "red", second.pk)
    stock.count_place(key=lead.key, place="red", counted={f"naloxone:{second.pk}": 1}, form_id=form())
    assert lies("red", "naloxone") == {"A1": 6, "B2": 1}


@pytest.mark.parametrize("counted", [{"foil": -1}, {"foil": 10_001}])
def test_a_number_that_cannot_be(lead: Member, counted: dict[str, int]) -> None:
    with pytest.raises(CannotDo, match="whole numbers"):
        stock.count_place(key=lead.key, place="red", counted=counted, form_id=form())


@pytest.mark.parametrize("number", ["nothing-here", "naloxone:00000000-0000-4000-8000-000000000000", "naloxone:x"])
def test_a_row_that_is_not_there(lead: Member, number: str) -> None:
    with pytest.raises(CannotDo, match="no such thing"):
        stock.count_place(key=lead.key, place="red", counted={number: 1}, form_id=form())
    assert not Event.objects.exists()


def test_a_hub_is_the_leads(lead: Member, peer: Member) -> None:
    with pytest.raises(CannotDo, match="Only a lead"):
        stock.count_place(key=peer.key, place="hub", counted={"foil": 1}, form_id=form())
    with pytest.raises(CannotDo, match="Only a lead"):
        stock.waste(key=peer.key, place="hub", number="foil", n=1, area="tarrowby", form_id=form())


# --- Wasted, given back, packed -----------------------------------------------------------------------------
def test_what_is_wasted_is_taken_from_its_lot_and_counted(lead: Member) -> None:
    lot = lot_of("naloxone", "A1", -1)
    comes("naloxone", 6, "red", lot.pk)
    comes("naloxone", 6, "red")
    assert stock.waste(key=lead.key, place="red", number=f"naloxone:{lot.pk}", n=6, area="coast", form_id=form())
    assert lies("red", "naloxone") == {"": 6}
    assert Tally.objects.get(item="naloxone", kind="waste", area="coast").quantity == 6


def test_wasting_more_than_two_hundred(lead: Member) -> None:
    comes("foil", 900)
    assert stock.waste(key=lead.key, place="hub", number="foil", n=900, area="coast", form_id=form())
    assert lies("hub", "foil") == {}


def test_wasting_needs_an_area(lead: Member) -> None:
    with pytest.raises(CannotDo, match="area"):
        stock.waste(key=lead.key, place="red", number="foil", n=1, area="", form_id=form())
    Area.objects.all().delete()
    assert not Event.objects.exists()


def test_back_to_the_supplier(lead: Member) -> None:
    comes("foil", 5)
    assert stock.give_back(key=lead.key, place="hub", number="foil", n=2, form_id=form())
    assert lies("hub", "foil") == {"": 3}
    assert not Tally.objects.exists()


def test_packing_takes_parts_and_makes_kits(lead: Member) -> None:
    kit = Item.objects.create(key="full", label="Full kit", picture="fine", kind=Item.Kind.KIT)
    recipe = Recipe.objects.create(kit=kit, version=1, week=str(clock.this_week()))
    RecipeLine.objects.create(recipe=recipe, item_id="fine", quantity=3)
    RecipeLine.objects.create(recipe=recipe, item_id="foil", quantity=1)
    comes("fine", 10)
    assert stock.pack(key=lead.key, place="hub", kit="full", n=2, form_id=form())
    assert (lies("hub", "full"), lies("hub", "fine")) == ({"": 2}, {"": 4})
    assert lies("hub", "foil") == {"": -2}, "there was none: somebody should count"
    assert [row.item.key for row in shelves.shelf("hub") if row.below] == ["foil"]
    apart = [(row.item.key, row.n) for row in shelves.taken_apart(shelves.shelf("hub"))]
    assert sorted(apart) == [("fine", 4), ("fine", 6), ("foil", -2), ("foil", 2)]


def test_a_kit_without_a_recipe_is_not_packed(lead: Member) -> None:
    Item.objects.create(key="full", label="Full kit", picture="fine", kind=Item.Kind.KIT)
    with pytest.raises(CannotDo, match="recipe"):
        stock.pack(key=lead.key, place="hub", kit="full", n=2, form_id=form())


# --- What is shown ------------------------------------------------------------------------------------------
def test_what_ends_first_stands_first(lead: Member) -> None:
    late, soon = lot_of("naloxone", "Z9", 60), lot_of("naloxone", "A1", 3)
    comes("naloxone", 5, "hub", late.pk)
    comes("naloxone", 5, "hub", soon.pk)
    comes("naloxone", 5)
    assert [(row.lot.code if row.lot else "", row.ending) for row in shelves.shelf("hub")] == [("A1", True), ("Z9", False), ("", False)]


def test_what_would_be_left_at_the_present_use(lead: Member) -> None:
    soon = lot_of("naloxone", "A1", 4)
    comes("naloxone", 20, "hub", soon.pk)
    now = clock.now()
    for ago in range(10):
        with clock.at(now - dt.timedelta(weeks=ago)):
            ledger.happened(kind="none", item="naloxone", n=2, area="coast")
    [ending] = stocking.endings()
    assert (ending.n, ending.left_over, ending.over) == (20, 12, False)
    with clock.at(now + dt.timedelta(weeks=5)):
        assert stocking.endings()[0].over


# --- Pages --------------------------------------------------------------------------------------------------
def test_the_pages_open(lead: Member, client: Client) -> None:
    sign_in(client, lead)
    lot = lot_of("naloxone", "A1", 3)
    comes("naloxone", 5, "red", lot.pk)
    ledger.happened(kind="out", item="foil", n=2, area="coast", place="red")
    page = client.get(reverse("stock")).content.decode()
    assert all(word in page for word in ("count needed", "ends soon", "Red"))
    page = client.get(reverse("stock_place", args=["red"])).content.decode()
    assert "count needed -2" in words_on(page), "not in some number of the page"
    lying, others = client.get(reverse("stock_count", args=["red"])).content.decode().split("Something else lies here")
    assert "n-foil" in lying
    assert "n-foil" not in others
    assert "n-fine" in others, "what is not written down here is one tap away"
    assert client.get(reverse("stock_places")).status_code == 200


def test_counting_through_the_page(lead: Member, peer: Member, client: Client) -> None:
    sign_in(client, peer)
    lot = lot_of("naloxone", "A1", 30)
    sent = {f"n-naloxone:{lot.pk}": "4", "n-foil": "", "n-fine": "2", "form_id": form()}
    answer = client.post(reverse("stock_count", args=["red"]), sent)
    assert answer.status_code == 302
    assert (lies("red", "naloxone"), lies("red", "fine"), lies("red", "foil")) == ({"A1": 4}, {"": 2}, {})
    again = client.post(reverse("stock_count", args=["red"]), {"n-fine": "two", "form_id": form()})
    assert again.status_code == 422
    assert b"whole numbers" in again.content
    assert b'value="two"' in again.content, "what she typed is still there"


def test_acts_of_a_place_through_its_page(lead: Member, client: Client) -> None:
    sign_in(client, lead)
    comes("foil", 5, "red")
    assert client.post(reverse("stock_waste", args=["red"]), {"row": "foil", "n": "2", "area": "coast"}).status_code == 302
    assert client.post(reverse("stock_back", args=["red"]), {"row": "foil", "n": "1"}).status_code == 302
    assert lies("red", "foil") == {"": 2}
    assert client.post(reverse("stock_waste", args=["red"]), {"row": "foil", "n": "no", "area": "coast"}).status_code == 422
    assert client.post(reverse("stock_pack", args=["red"]), {"kit": "fine", "n": "1"}).status_code == 422


def test_places_through_the_page(lead: Member, client: Client) -> None:
    sign_in(client, lead)
    assert client.post(reverse("stock_places"), {"label": "Yellow", "kind": "bag", "form_id": form()}).status_code == 302
    assert Place.objects.get(key="yellow").kind == "bag"
    assert client.post(reverse("stock_places"), {"label": "Yellow", "kind": "bag", "form_id": form()}).status_code == 422
    Place.objects.filter(key="yellow").update(resting=True)
    assert client.post(reverse("stock_place_change", args=["yellow"]), {"again": "1"}).status_code == 302
    assert client.post(reverse("stock_place_change", args=["yellow"]), {"label": "Yellow"}).status_code == 302
    assert not Place.objects.get(key="yellow").on


def test_a_peer_sees_stock_and_not_what_is_the_leads(lead: Member, peer: Member, client: Client) -> None:
    sign_in(client, peer)
    assert client.get(reverse("stock")).status_code == 200
    assert client.get(reverse("stock_place", args=["hub"])).status_code == 200
    for name, args in (("stock_count", ["hub"]), ("stock_places", []), ("orders", []), ("lots", []), ("supply_new", [])):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    Place.objects.filter(key="red").update(on=False)
    assert client.get(reverse("stock_place", args=["red"])).status_code == 404
    assert client.get(reverse("stock_place", args=[shelves.WAY])).status_code == 404


def test_nobody_from_outside(client: Client) -> None:
    assert client.get(reverse("stock")).status_code in (302, 404)
