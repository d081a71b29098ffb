"""The order list and its reasons; the order, its changes, what comes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.engines.restock import Because
from kithbridge.people.models import Role
from kithbridge.reach import stocking
from kithbridge.reach.actions import ledger, lots, orders, stock, supplies
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Basis, Item, Order, Recipe, RecipeLine, Supply
from kithbridge.web import clock, once
from tests.builders import DATABASES, Member, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


def form() -> str:
    return once.new_form_id()


@pytest.fixture
def lead() -> Member:
    site = furnish_site()
    stock.add_place(key=site.lead.key, label="Hub", kind="hub", form_id=form())
    stock.add_place(key=site.lead.key, label="Red", kind="bag", form_id=form())
    Item.objects.filter(key="foil").update(pack=25)
    return site.lead


def asked(item: str, *weeks: int, kind: str = "none") -> None:
    """What was asked for, the last of them this week."""
    now = clock.now()
    for ago, n in enumerate(reversed(weeks)):
        with clock.at(now - dt.timedelta(weeks=ago)):
            if n:
                ledger.happened(kind=kind, item=item, n=n, area="tarrowby")


def line(item: str) -> stocking.Line:
    return next(one for one in stocking.sheet() if one.item.key == item)


def test_the_reason_is_one_anybody_can_check(lead: Member) -> None:
    asked("foil", 10, 20, 25, 15, 5, 5, 5, 5)
    ledger.happened(kind="in", item="foil", n=22, place="hub")
    found = line("foil")
    assert found.reason == (
        "In the busiest three weeks of the last half-year 60 were asked for. We keep four fifths: 48. 22 are here, 0 on the way. "
        "One pack is 25: order 2."
    )
    assert (found.order, found.pieces) == ("2 packs of 25, 50 in all", 50)


@pytest.mark.parametrize(
    ("weekly", "said"), [(3, ""), (9, "We keep one pack: 25."), (10, "We keep one pack: 25."), (11, "four fifths: 27.")]
)
def test_the_reason_names_the_part_of_the_rule(lead: Member, weekly: int, said: str) -> None:
    asked("foil", *[weekly] * 8)
    assert said in line("foil").reason
    assert ("We keep" in line("foil").reason) == bool(said)


def test_what_was_given_and_what_was_missing_both_count(lead: Member) -> None:
    asked("foil", *[3] * 8)
    asked("foil", *[4] * 8, kind="out")
    assert line("foil").advice.most == 21
    assert stocking.asks_by_week()["foil"] == [7] * 8


def test_only_the_last_half_year_counts(lead: Member) -> None:
    asked("foil", 150, *[0] * 25, 1)
    assert stocking.asks_by_week()["foil"] == [0] * 25 + [1]
    assert line("foil").advice.most == 1


def test_what_is_on_its_way_and_in_bags_counts(lead: Member) -> None:
    asked("foil", *[10] * 10)
    ledger.happened(kind="in", item="foil", n=8, place="hub")
    ledger.happened(kind="in", item="foil", n=4, place="red")
    supplies.send(key=lead.key, origin="hub", to="red", lines={"foil": 3}, form_id=form())
    found = line("foil")
    assert (found.here, found.coming, found.advice.level, found.advice.packs) == (9, 3, 25, 1)


def test_kits_are_taken_apart(lead: Member) -> None:
    kit = Item.objects.create(key="full", label="Full kit", picture="fine", kind=Item.Kind.KIT)
    recipe = Recipe.objects.create(kit=kit, version=1, week=str(clock.this_week()))
    RecipeLine.objects.create(recipe=recipe, item_id="foil", quantity=4)
    asked("full", *[2] * 8)
    ledger.happened(kind="in", item="foil", n=20, place="hub")
    stock.pack(key=lead.key, place="hub", kit="full", n=3, form_id=form())
    found = line("foil")
    assert (found.advice.most, found.here) == (24, 20)
    assert "full" not in {one.item.key for one in stocking.sheet()}


def deliveries(lead: Member, supplier: str, *took: int, item: str = "foil") -> None:
    """So many orders came, each so many weeks after it was sent."""
    for weeks in took:
        with clock.at(clock.now() - dt.timedelta(weeks=weeks)):
            order = orders.write(key=lead.key, form_id=form())
            assert order is not None
            order.lines.all().delete()
            orders.change_line(key=lead.key, order=order.pk, item=item, packs=1, why="For this test.")
            supply = orders.send(key=lead.key, order=order.pk, supplier=supplier, to="hub", form_id=form())
            assert supply is not None
        supplies.confirm(key=lead.key, supply=supply.pk, came={}, form_id=form())


class TestLateOrders:
    """Rule orders.plan_late: what a supplier's own orders took."""

    def test_the_reason_says_it_and_it_still_fits_into_an_order(self, lead: Member) -> None:
        for ago in range(10):
            with clock.at(clock.now() - dt.timedelta(weeks=ago)):
                ledger.happened(kind="out", item="foil", n=9_000, area="tarrowby", said="sum")
        deliveries(lead, "Northern", 2, 2, 2, 2, 3)
        assert line("foil").reason.startswith("In the busiest three weeks of the last half-year 27000 were asked for.")
        decide("orders.plan_late", True)
        found = line("foil")
        assert found.reason.startswith("Orders take 3 weeks, so we look at 4: in the busiest 4 of the last half-year 36000 were asked for.")
        assert (found.lead, found.advice.level) == (3, 28_800)
        assert len(found.reason) <= orders.LONGEST_REASON

    def test_each_thing_by_the_supplier_it_last_came_from(self, lead: Member) -> None:
        decide("orders.plan_late", True)
        deliveries(lead, "Slow", *[4] * 5)
        deliveries(lead, "Quick", *[1] * 5, item="naloxone")
        assert (line("foil").lead, line("naloxone").lead) == (4, 2)
        deliveries(lead, "Quick", 1)
        assert line("foil").lead == 2

    def test_four_orders_and_those_of_more_than_a_year_ago_are_no_habit(self, lead: Member) -> None:
        decide("orders.plan_late", True)
        deliveries(lead, "Northern", 4, 4, 4, 4)
        assert line("foil").lead == 2
        deliveries(lead, "Northern", 4)
        assert line("foil").lead == 4
        Supply.objects.update(week=str(clock.this_week() - 53))
        assert line("foil").lead == 2

    def test_what_comes_from_one_place_to_another_says_nothing_of_a_supplier(self, lead: Member) -> None:
        decide("orders.plan_late", True)
        ledger.happened(kind="in", item="foil", n=50, place="hub")
        for _one in range(5):
            with clock.at(clock.now() - dt.timedelta(weeks=5)):
                sent = supplies.send(key=lead.key, origin="hub", to="red", lines={"foil": 1}, form_id=form())
            assert sent is not None
            supplies.confirm(key=lead.key, supply=sent.pk, came={}, form_id=form())
        assert line("foil").lead == 2
        assert Supply.objects.filter(came=str(clock.this_week())).count() == 5


def test_to_begin_with(lead: Member) -> None:
    asked("foil", 1, 1, 1)
    found = line("foil")
    assert found.advice.because is Because.OPENING
    assert "Fewer than eight weeks" in found.reason
    assert found.advice.packs == 1


def test_a_thing_is_known_since_it_first_came(lead: Member) -> None:
    before = Supply.objects.create(week=str(clock.this_week() - 11), to_id="hub", state=Supply.State.DONE)
    before.lines.create(item_id="foil", sent=25, came=25)
    assert stocking.asks_by_week()["foil"] == [0] * 12
    asked("foil", 2)
    assert stocking.asks_by_week()["foil"] == [0] * 11 + [2]


def test_a_must_have_is_never_below_a_pack(lead: Member) -> None:
    Item.objects.filter(key="naloxone").update(must=True, pack=10)
    asked("naloxone", 1, *[0] * 9)
    ledger.happened(kind="in", item="naloxone", n=9, place="hub")
    found = line("naloxone")
    assert (found.advice.because, found.advice.packs) == (Because.MUST, 1)
    assert "never want to be without it" in found.reason


def test_what_ends_is_not_here_and_is_not_piled_up(lead: Member) -> None:
    Item.objects.filter(key="naloxone").update(dated=True, pack=1)
    asked("naloxone", *[0] * 6, 20, 20, 20, *[0] * 17)
    lot = lots.find_or_add(item="naloxone", code="A1", expires=clock.today() + dt.timedelta(weeks=2))
    ledger.happened(kind="in", item="naloxone", n=30, place="hub", lot=lot.pk)
    assert line("naloxone").here == 0, "it ends before an order would come"
    fresh = lots.find_or_add(item="naloxone", code="B2", expires=clock.today() + dt.timedelta(weeks=20))
    before = Supply.objects.create(week=str(clock.this_week()), to_id="hub", state=Supply.State.DONE)
    before.lines.create(item_id="naloxone", lot=fresh, sent=1, came=1)
    found = line("naloxone")
    assert found.advice.because is Because.ENDS
    # 60 asked in the 20 weeks since the first; what the supplier sends lasts 20 weeks, of which 8 are kept free: 12 x 60 / 20.
    assert found.advice.packs == 36
    assert "More would end unused" in found.reason
    longer = lots.find_or_add(item="naloxone", code="C3", expires=clock.today() + dt.timedelta(weeks=90))
    before.lines.create(item_id="naloxone", lot=longer, sent=1, came=1)
    assert line("naloxone").advice.because is Because.BUSIEST, "one batch that was nearly over does not count"


def test_what_may_not_be_supplied_is_not_ordered(lead: Member) -> None:
    Basis.objects.create(item_id="foil", nation="England", ground=Basis.Ground.NONE)
    assert "foil" not in {one.item.key for one in stocking.sheet()}


def test_nothing_asked_nothing_ordered(lead: Member) -> None:
    Item.objects.filter(key="foil").update(alone=False)
    assert line("foil").order == "nothing"


# --- The order ------------------------------------------------------------------------------------------------
@pytest.fixture
def draft(lead: Member) -> Order:
    asked("foil", *[20] * 8)
    made = orders.write(key=lead.key, form_id=form())
    assert made is not None
    return made


def test_the_rules_order(lead: Member, draft: Order) -> None:
    found = draft.lines.get(item="foil")
    assert (found.suggested, found.packs, found.size) == (2, 2, 25)
    assert found.reason == line("foil").reason
    with pytest.raises(CannotDo, match="being written already"):
        orders.write(key=lead.key, form_id=form())


def test_another_number_needs_a_reason(lead: Member, draft: Order) -> None:
    with pytest.raises(CannotDo, match="Say why"):
        orders.change_line(key=lead.key, order=draft.pk, item="foil", packs=3, why="")
    orders.change_line(key=lead.key, order=draft.pk, item="foil", packs=3, why="The festival comes.")
    found = draft.lines.get(item="foil")
    assert (found.suggested, found.packs, found.override) == (2, 3, "The festival comes.")
    orders.change_line(key=lead.key, order=draft.pk, item="foil", packs=2, why="")
    assert draft.lines.get(item="foil").override == ""


def test_an_order_sent_becomes_a_supply_and_comes(lead: Member, draft: Order) -> None:
    draft.lines.exclude(item="foil").delete()
    supply = orders.send(key=lead.key, order=draft.pk, supplier="Northern (invented)", to="hub", form_id=form())
    assert supply is not None
    assert line("foil").coming == 50
    assert line("foil").advice.packs == 0
    supplies.confirm(key=lead.key, supply=supply.pk, came={}, form_id=form())
    draft.refresh_from_db()
    assert draft.state == Order.State.DONE
    assert (line("foil").here, line("foil").coming) == (50, 0)


def test_an_order_says_which_sizes_there_are(lead: Member, draft: Order, client: Client) -> None:
    Item.objects.update(options="25G, 27G")
    sign_in(client, lead)
    assert "There are: 25G, 27G." in client.get(f"/t/orders/{draft.pk}").content.decode()


def test_an_order_that_will_not_come(lead: Member, draft: Order) -> None:
    orders.send(key=lead.key, order=draft.pk, supplier="", to="hub", form_id=form())
    orders.drop(key=lead.key, order=draft.pk)
    draft.refresh_from_db()
    assert draft.state == Order.State.DROPPED
    assert line("foil").coming == 0
    with pytest.raises(CannotDo, match="faster"):
        orders.drop(key=lead.key, order=draft.pk)


def test_what_came_cannot_be_dropped(lead: Member, draft: Order) -> None:
    supply = orders.send(key=lead.key, order=draft.pk, supplier="", to="hub", form_id=form())
    assert supply is not None
    supplies.confirm(key=lead.key, supply=supply.pk, came={}, form_id=form())
    with pytest.raises(CannotDo, match="faster"):
        orders.drop(key=lead.key, order=draft.pk)


@pytest.mark.parametrize(
    ("item", "packs", "said"), [("foil", 1_000, "whole numbers"), ("foil", -1, "whole numbers"), ("none", 1, "such thing")]
)
def test_what_cannot_be_ordered(lead: Member, draft: Order, item: str, packs: int, said: str) -> None:
    with pytest.raises(CannotDo, match=said):
        orders.change_line(key=lead.key, order=draft.pk, item=item, packs=packs, why="Because.")


def test_an_order_needs_a_hub_and_something_on_it(lead: Member, draft: Order) -> None:
    with pytest.raises(CannotDo, match="no such place"):
        orders.send(key=lead.key, order=draft.pk, supplier="", to="red", form_id=form())
    draft.lines.update(packs=0)
    with pytest.raises(CannotDo, match="No number"):
        orders.send(key=lead.key, order=draft.pk, supplier="", to="hub", form_id=form())
    draft.refresh_from_db()
    assert draft.state == Order.State.DRAFT


def test_the_pages(lead: Member, client: Client) -> None:
    asked("foil", *[20] * 8)
    sign_in(client, lead)
    page = client.get(reverse("orders")).content.decode()
    assert "Order 2 packs of 25, 50 in all" in page
    answer = client.post(reverse("orders"), {"form_id": form()})
    draft = Order.objects.get()
    assert answer["Location"].startswith(reverse("order", args=[draft.pk]))
    address = reverse("order_change", args=[draft.pk])
    assert client.post(address, {"item": "foil", "packs": "3", "why": ""}).status_code == 422
    assert client.post(address, {"item": "foil", "packs": "3", "why": "The festival."}).status_code == 302
    assert b"The festival." in client.get(reverse("order", args=[draft.pk])).content
    sent = {"supplier": "Northern", "to": "hub", "form_id": form()}
    assert client.post(reverse("order_send", args=[draft.pk]), sent).status_code == 302
    assert b"Say what came" in client.get(reverse("order", args=[draft.pk])).content
    assert client.post(reverse("order_drop", args=[draft.pk])).status_code == 302
    assert client.get(reverse("order", args=["00000000-0000-4000-8000-000000000000"])).status_code == 404


def test_nobody_but_a_lead(lead: Member, draft: Order, client: Client) -> None:
    sign_in(client, make_member("Jo", Role.PEER))
    assert client.get(reverse("order", args=[draft.pk])).status_code == 404
    assert client.post(reverse("order_drop", args=[draft.pk])).status_code == 404
    assert Order.objects.get().state == Order.State.DRAFT
