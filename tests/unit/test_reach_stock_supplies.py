"""Supply, confirm, settle: what leaves one place comes to another, once, and nothing is lost between."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.people.models import Role
from kithbridge.reach import shelves, stocking
from kithbridge.reach.actions import ledger, lots, stock, supplies
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.actions.supplies import Came
from kithbridge.reach.models import Event, Item, Lot, Place, Stock, Supply, SupplyLine, Tally
from kithbridge.web import clock, once
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


def form() -> str:
    return once.new_form_id()


@pytest.fixture
def lead() -> Member:
    site = furnish_site()
    Item.objects.filter(key="naloxone").update(dated=True)
    for label, kind in (("Hub", "hub"), ("Red", "bag"), ("Blue", "bag")):
        stock.add_place(key=site.lead.key, label=label, kind=kind, form_id=form())
    return site.lead


@pytest.fixture
def peer() -> Member:
    return make_member("Jo", Role.PEER)


def comes(item: str, n: int, place: str = "hub", lot: UUID | None = None) -> None:
    ledger.happened(kind="in", item=item, n=n, place=place, lot=lot)


def lot_of(code: str, weeks: int) -> Lot:
    return lots.find_or_add(item="naloxone", code=code, expires=clock.today() + dt.timedelta(weeks=weeks))


def lies(place: str, item: str) -> int:
    return Stock.objects.filter(place=place, item=item).aggregate(n=Sum("quantity"))["n"] or 0


def sent(lead: Member, to: str = "red", **lines: int) -> Supply:
    made = supplies.send(key=lead.key, origin="hub", to=to, lines=lines, form_id=form())
    assert made is not None
    return made


def came(who: Member, supply: Supply, *n: int) -> None:
    rows = list(supply.lines.order_by("item", "lot__expires"))
    supplies.confirm(key=who.key, supply=supply.pk, came={row.pk: Came(one) for row, one in zip(rows, n, strict=False)}, form_id=form())
    supply.refresh_from_db()


def everywhere(item: str) -> tuple[int, int, int]:
    return lies("hub", item), lies(shelves.WAY, item), lies("red", item)


def test_it_leaves_at_sending_and_arrives_at_confirming(lead: Member, peer: Member) -> None:
    comes("foil", 10)
    supply = sent(lead, foil=4)
    assert everywhere("foil") == (6, 4, 0)
    assert {line.item.key: line.coming for line in stocking.sheet()}["foil"] == 4
    came(peer, supply, 4)
    assert everywhere("foil") == (6, 0, 4)
    assert supply.state == Supply.State.DONE
    assert ledger.recount() == []


def test_what_ends_first_is_sent_first_and_what_must_not_be_used_stays(lead: Member) -> None:
    over, soon, late, bad = lot_of("OLD", -1), lot_of("SOON", 5), lot_of("LATE", 50), lot_of("BAD", 2)
    for lot in (over, soon, late, bad):
        comes("naloxone", 5, "hub", lot.pk)
    lots.recall(key=lead.key, lot=bad.pk, why="It leaks.", weeks=2)
    supply = sent(lead, naloxone=7)
    assert [(line.lot.code, line.sent) for line in supply.lines.select_related("lot").order_by("lot__expires") if line.lot] == [
        ("SOON", 5),
        ("LATE", 2),
    ]
    with pytest.raises(CannotDo, match="called back"):
        sent(lead, naloxone=4)
    assert Supply.objects.count() == 1


def test_sending_more_than_is_written_down_is_not_blocked(lead: Member) -> None:
    sent(lead, foil=4)
    assert everywhere("foil") == (-4, 4, 0)


def test_a_supply_sent_or_confirmed_twice_happens_once(lead: Member, peer: Member) -> None:
    comes("foil", 10)
    again = form()
    supply = supplies.send(key=lead.key, origin="hub", to="red", lines={"foil": 4}, form_id=again)
    assert supply is not None
    assert supplies.send(key=lead.key, origin="hub", to="red", lines={"foil": 4}, form_id=again) is None
    confirmed = form()
    assert supplies.confirm(key=peer.key, supply=supply.pk, came={}, form_id=confirmed)
    assert not supplies.confirm(key=peer.key, supply=supply.pk, came={}, form_id=confirmed)
    with pytest.raises(CannotDo, match="faster"):
        supplies.confirm(key=peer.key, supply=supply.pk, came={}, form_id=form())
    assert everywhere("foil") == (6, 0, 4)


@pytest.mark.parametrize(
    ("arrived", "how", "after"),
    [
        (3, supplies.CAME, (6, 0, 4)),
        (3, supplies.BACK, (7, 0, 3)),
        (3, supplies.LOST, (6, 0, 3)),
        (6, supplies.MORE, (4, 0, 6)),
        (0, supplies.BACK, (10, 0, 0)),
    ],
)
def test_a_difference_waits_for_the_lead(lead: Member, peer: Member, arrived: int, how: str, after: tuple[int, int, int]) -> None:
    comes("foil", 10)
    supply = sent(lead, foil=4)
    came(peer, supply, arrived)
    assert supply.state == Supply.State.DIFFERENT
    assert everywhere("foil") == (6, 4 - arrived, arrived)
    line = supply.lines.get()
    assert supplies.settle(key=lead.key, line=line.pk, how=how, why="One lay under the seat.", area="coast", form_id=form())
    supply.refresh_from_db()
    line.refresh_from_db()
    assert supply.state == Supply.State.DONE
    assert "One lay under the seat." in line.settled
    assert everywhere("foil") == after
    assert Tally.objects.filter(kind="waste").count() == (how == supplies.LOST)
    assert ledger.recount() == []


@pytest.mark.parametrize(
    ("arrived", "how", "after"),
    [(8, supplies.CAME, 10), (8, supplies.NEVER, 8), (12, supplies.KEPT, 12), (12, supplies.RETURNED, 10)],
)
def test_a_suppliers_difference(lead: Member, arrived: int, how: str, after: int) -> None:
    supply = Supply.objects.create(week=str(clock.this_week()), to_id="hub")
    SupplyLine.objects.create(supply=supply, item_id="foil", sent=10)
    came(lead, supply, arrived)
    assert lies("hub", "foil") == arrived
    supplies.settle(key=lead.key, line=supply.lines.get().pk, how=how, why="They will write.", form_id=form())
    assert lies("hub", "foil") == after


@pytest.mark.parametrize(
    ("how", "why", "area", "said"),
    [
        ("kept", "It is so.", "coast", "faster"),
        (supplies.BACK, " ", "coast", "one sentence"),
        (supplies.BACK, "x" * 161, "coast", "one sentence"),
        (supplies.LOST, "It tore.", "", "area"),
    ],
)
def test_what_cannot_be_settled_so(lead: Member, how: str, why: str, area: str, said: str) -> None:
    comes("foil", 10)
    supply = sent(lead, foil=4)
    came(lead, supply, 3)
    with pytest.raises(CannotDo, match=said):
        supplies.settle(key=lead.key, line=supply.lines.get().pk, how=how, why=why, area=area, form_id=form())
    assert everywhere("foil") == (6, 1, 3)


def test_a_difference_is_settled_once(lead: Member) -> None:
    comes("foil", 10)
    supply = sent(lead, foil=4)
    came(lead, supply, 3)
    line = supply.lines.get()
    supplies.settle(key=lead.key, line=line.pk, how=supplies.BACK, why="It stayed.", form_id=form())
    with pytest.raises(CannotDo, match="faster"):
        supplies.settle(key=lead.key, line=line.pk, how=supplies.BACK, why="It stayed.", form_id=form())
    assert everywhere("foil") == (7, 0, 3)


def test_a_bag_is_filled_up_to_its_numbers(lead: Member) -> None:
    comes("foil", 50)
    comes("foil", 3, "red")
    comes("fine", 5, "red")
    sent(lead, foil=2)
    made = supplies.fill_up(key=lead.key, origin="hub", to="red", par={"foil": 10, "fine": 5}, form_id=form())
    assert made is not None
    assert [(line.item_id, line.sent) for line in made.lines.all()] == [("foil", 5)]
    with pytest.raises(CannotDo, match="No number"):
        supplies.fill_up(key=lead.key, origin="hub", to="red", par={"fine": 5}, form_id=form())


def test_what_comes_from_a_supplier_gets_its_lot(lead: Member) -> None:
    supply = Supply.objects.create(week=str(clock.this_week()), to_id="hub")
    line = SupplyLine.objects.create(supply=supply, item_id="naloxone", sent=10)
    day = clock.today() + dt.timedelta(weeks=60)
    supplies.confirm(key=lead.key, supply=supply.pk, came={line.pk: Came(10, " NX-1 ", day)}, form_id=form())
    [row] = shelves.shelf("hub")
    assert row.lot is not None
    assert (row.lot.code, row.lot.expires, row.n) == ("NX-1", day, 10)


def test_two_supplies_at_once_leave_nothing_on_the_way(lead: Member) -> None:
    """One with a lot, one without, confirmed the other way round."""
    lot = lot_of("A1", 40)
    comes("naloxone", 5, "hub", lot.pk)
    first = sent(lead, "blue", naloxone=5)
    comes("naloxone", 5)
    second = sent(lead, naloxone=5)
    came(lead, second)
    came(lead, first)
    assert not Stock.objects.filter(place=shelves.WAY).exclude(quantity=0).exists()
    assert (lies("red", "naloxone"), lies("blue", "naloxone")) == (5, 5)
    assert ledger.recount() == []


STEPS = st.lists(
    st.tuples(st.sampled_from(("hub", "red", "blue")), st.sampled_from(("hub", "red", "blue")), st.integers(1, 9), st.integers(-3, 3)),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, settled=st.booleans())
def test_nothing_is_lost_or_made_between(lead: Member, steps: list[tuple[str, str, int, int]], settled: bool) -> None:
    """However supplies go, all places and the way together hold what came in, but for what was wasted."""
    Event.objects.all().delete()
    Stock.objects.all().delete()
    Tally.objects.all().delete()
    comes("foil", 20)
    for origin, to, n, differs in steps:
        if origin == to:
            continue
        supply = supplies.send(key=lead.key, origin=origin, to=to, lines={"foil": n}, form_id=form())
        assert supply is not None
        line = supply.lines.get()
        supplies.confirm(key=lead.key, supply=supply.pk, came={line.pk: Came(max(0, n + differs))}, form_id=form())
        line.refresh_from_db()
        if settled and line.came != line.sent:
            supplies.settle(key=lead.key, line=line.pk, how=supplies.ways(line)[0], why="So it was.", form_id=form())
    everything = Stock.objects.filter(item="foil").aggregate(n=Sum("quantity"))["n"]
    assert everything == 20
    if settled:
        assert lies(shelves.WAY, "foil") == 0


# --- Pages --------------------------------------------------------------------------------------------------
def test_a_lead_sends_and_a_peer_says_what_came(lead: Member, peer: Member, client: Client) -> None:
    comes("foil", 10)
    comes("fine", 5, "red")
    sign_in(client, lead)
    assert b"Hub: 10. Red: 0." in client.get(f"{reverse('supply_new')}?to=red").content
    form_fields = {"from": "hub", "to": "red", "how": "up_to", "n-foil": "4", "n-fine": "", "form_id": form()}
    assert client.post(reverse("supply_new"), form_fields).status_code == 302
    supply = Supply.objects.get()
    jo = Client()
    sign_in(jo, peer)
    assert b"Say what came" in jo.get(reverse("stock")).content
    line = supply.lines.get()
    answer = jo.post(reverse("supply", args=[supply.pk]), {f"n-{line.pk}": "3", "form_id": form()}, follow=True)
    assert b"a lead looks at it" in answer.content
    assert jo.post(reverse("supply_settle", args=[supply.pk, line.pk]), {"how": "back", "why": "It stayed."}).status_code == 404
    page = client.get(reverse("supply", args=[supply.pk])).content
    assert b"4 sent, 3 came" in page
    refused = client.post(reverse("supply_settle", args=[supply.pk, line.pk]), {"how": "back", "why": ""})
    assert refused.status_code == 422
    done = client.post(reverse("supply_settle", args=[supply.pk, line.pk]), {"how": "back", "why": "It stayed."}, follow=True)
    assert b"Settled." in done.content
    assert everywhere("foil") == (7, 0, 3)
    assert b"Came" in client.get(reverse("supplies")).content


def test_a_bag_is_offered_what_went_out_of_it(lead: Member, client: Client) -> None:
    ledger.happened(kind="out", item="foil", n=7, area="coast", place="red")
    ledger.happened(kind="out", item="foil", n=90, area="coast", place="blue")
    ledger.happened(kind="out", item="fine", n=60, area="coast", place="red", week=clock.this_week() - 3)
    undone = ledger.happened(kind="out", item="foil", n=50, area="coast", place="red")
    ledger.undo(undone)
    assert shelves.went_out("red") == {"foil": 7}
    sign_in(client, lead)
    assert b'name="n-foil" value="7"' in client.get(f"{reverse('supply_new')}?to=red").content


def test_a_peer_sees_no_supply_to_a_hub(lead: Member, peer: Member, client: Client) -> None:
    supply = Supply.objects.create(week=str(clock.this_week()), to_id="hub")
    SupplyLine.objects.create(supply=supply, item_id="foil", sent=1)
    sign_in(client, peer)
    assert client.get(reverse("supply", args=[supply.pk])).status_code == 404
    assert b"From the supplier" not in client.get(reverse("stock")).content
    with pytest.raises(CannotDo, match="Only a lead"):
        supplies.confirm(key=peer.key, supply=supply.pk, came={}, form_id=form())


@pytest.mark.parametrize("typed", [{"n-foil": "many"}, {"n-foil": ""}, {"n-foil": "0"}])
def test_numbers_that_say_nothing(lead: Member, client: Client, typed: dict[str, str]) -> None:
    sign_in(client, lead)
    answer = client.post(reverse("supply_new"), {"from": "hub", "to": "red", "how": "send", **typed})
    assert answer.status_code == 422
    assert not Supply.objects.exists()


def test_to_where_it_is(lead: Member) -> None:
    with pytest.raises(CannotDo, match="where it is"):
        supplies.send(key=lead.key, origin="hub", to="hub", lines={"foil": 1}, form_id=form())
    Place.objects.filter(key="red").update(on=False)
    with pytest.raises(CannotDo, match="no such place"):
        sent(lead, foil=1)


def test_a_day_that_is_none(lead: Member, client: Client) -> None:
    supply = Supply.objects.create(week=str(clock.this_week()), to_id="hub")
    line = SupplyLine.objects.create(supply=supply, item_id="naloxone", sent=10)
    sign_in(client, lead)
    typed = {f"n-{line.pk}": "10", f"code-{line.pk}": "NX", f"day-{line.pk}": "soon"}
    answer = client.post(reverse("supply", args=[supply.pk]), typed)
    assert answer.status_code == 422
    assert b'value="NX"' in answer.content
    assert Supply.objects.get().state == Supply.State.SENT
