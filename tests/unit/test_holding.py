"""Legal hold: two leads keep named things; nothing but her own act ends them; two leads let them go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kithbridge import rules
from kithbridge.people import hers, vault
from kithbridge.people.actions import danger, holding, notes, opening, pages, retention, team
from kithbridge.people.actions.holding import NotHeld
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Hold, Kept, Message, Neighbour, Role, Worry
from kithbridge.people.queries import holding as held
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.reach.actions import asking, handing
from kithbridge.reach.models import Ask, Tally
from kithbridge.web import clock, once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, Page, Site, furnish_site, make_member, make_page, quick_kdf, sign_in
from tests.security import crashing

__all__ = ["quick_kdf"]
pytestmark = DATABASES
NOW = dt.datetime(2026, 11, 18, 12, 0, tzinfo=clock.LONDON)


@dataclass
class House:
    """Two leads (Maeve and Bea), two peers who read asks, one neighbour with a page."""

    site: Site
    bea: Member
    jo: Member
    cass: Member
    page: Page

    @property
    def maeve(self) -> Member:
        return self.site.lead

    @property
    def handle(self) -> str:
        return Neighbour.objects.get(pk=self.page.key.owner).handle

    def ask(self, page: Page | None = None) -> UUID:
        readers = [member.pk for member in readers_of_asks()]
        made = asking.ask(
            readers=readers, chosen={"fine": 2}, text="by the lamp", form_id=once.new_form_id(), page=page.key if page else None
        )
        return made.ask

    def write(self) -> UUID:
        readers = [member.pk for member in readers_of_asks()]
        made = notes.write(key=self.page.key, text="hello", readers=readers, form_id=once.new_form_id())
        assert made is not None
        return made.pk

    def hold(self, kind: str, named: str = "", *, silent: bool = False) -> Hold:
        """Asked by Maeve, agreed by Bea."""
        made = self.asked(kind, named, silent=silent)
        holding.agree(key=self.bea.key, hold=made.pk)
        return Hold.objects.get(pk=made.pk)

    def asked(self, kind: str, named: str = "", *, silent: bool = False) -> Hold:
        return holding.ask_for(
            key=self.maeve.key, kind=kind, named=named, ground="Order of a court", silent=silent, form_id=once.new_form_id()
        )

    def lift(self, hold: Hold) -> int:
        """Asked by Bea, agreed by Maeve."""
        holding.ask_to_lift(key=self.bea.key, hold=hold.pk)
        return holding.agree_to_lift(key=self.maeve.key, hold=hold.pk)


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def house() -> House:
    site = furnish_site()
    bea = make_member("Bea", Role.LEAD)
    jo, cass = (make_member(name, circle=site.circle) for name in ("Jo", "Cass"))
    page = make_page()
    opening.open_page(words=page.typed)
    return House(site, bea, jo, cass, page)


def sweep(weeks: int = 0) -> dict[str, int]:
    """The sweep, so many weeks later; what ended, without zeros and forms."""
    with clock.at(NOW + dt.timedelta(weeks=weeks)):
        return {name: n for name, n in retention.sweep().items() if n and name not in ("forms", "invitations")}


def opens(member: Member, item: UUID) -> bool:
    return vault.readable(member.key, [item]) == {item}


# --- Asking and agreeing --------------------------------------------------------------------------------
def test_it_works(house: House) -> None:
    message, ask = house.write(), house.ask(house.page)
    hold = house.hold("page", house.handle)
    assert (hold.thing, hold.since, hold.agreed_by_id) == (house.page.key.owner, "2026-W47", house.bea.key.owner)
    assert sweep(60) == {}
    assert opens(house.jo, message)
    assert opens(house.jo, ask)
    assert Neighbour.objects.filter(pk=house.page.key.owner).exists()
    said = sorted(Entry.objects.filter(kind__contains="hold").values_list("kind", "role"))
    assert said == [("hold agreed by two leads", "team"), ("hold asked for", "team")]


def test_one_lead_alone_keeps_nothing(house: House) -> None:
    ask = house.ask()
    hold = house.asked("ask", str(ask))
    with pytest.raises(NotHeld, match="second"):
        holding.agree(key=house.maeve.key, hold=hold.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(agreed_by=house.maeve.key.owner)
    assert sweep(3)["asks"] == 1


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (7, True), (8, False)])
def test_it_lapses_after_seven_days(house: House, days: int, in_time: bool) -> None:
    hold = house.asked("tallies")
    with clock.at(NOW + dt.timedelta(days=days)):
        assert len(held.shown(house.bea.key.owner)) == in_time
        if in_time:
            assert holding.lapse() == 0
            holding.agree(key=house.bea.key, hold=hold.pk)
        else:
            with pytest.raises(NotHeld, match="second"):
                holding.agree(key=house.bea.key, hold=hold.pk)
            assert holding.lapse(True) == holding.lapse() == 1
            assert Entry.objects.filter(kind="hold lapsed", role="software").count() == 1
            assert not Hold.objects.exists()


def test_a_first_lead_who_has_left_is_no_first_lead(house: House) -> None:
    hold = house.asked("tallies")
    make_member("Third", Role.LEAD)
    team.leave(member=house.maeve.key.owner)
    with pytest.raises(NotHeld, match="second"):
        holding.agree(key=house.bea.key, hold=hold.pk)


def test_who_is_no_lead_any_more_is_no_first_lead(house: House) -> None:
    hold = house.asked("tallies")
    team.set_roles(member=house.maeve.key.owner, roles=[Role.PEER])
    with pytest.raises(NotHeld, match="second"):
        holding.agree(key=house.bea.key, hold=hold.pk)


def test_in_force_it_stays_though_both_leads_leave(house: House) -> None:
    message = house.write()
    house.hold("thread", house.handle)
    make_member("Third", Role.LEAD)
    team.leave(member=house.maeve.key.owner)
    team.leave(member=house.bea.key.owner)
    assert "messages" not in sweep(20)
    assert opens(house.jo, message)


def test_called_off(house: House) -> None:
    hold = house.asked("tallies")
    holding.call_off(hold=hold.pk)
    assert not Hold.objects.exists()
    with pytest.raises(NotHeld, match="gone"):
        holding.call_off(hold=hold.pk)


def test_what_is_in_force_cannot_be_called_off_by_one(house: House) -> None:
    hold = house.hold("tallies")
    with pytest.raises(NotHeld, match="gone"):
        holding.call_off(hold=hold.pk)


@pytest.mark.parametrize(
    ("kind", "named", "ground", "why"),
    [
        ("page", "Nobody Here", "Order", "named"),
        ("page", "", "Order", "named"),
        ("ask", "copper kettle", "Order", "named"),
        ("ask", "2ad40193-54f1-45d9-89d2-63420397e8fd", "Order", "named"),
        ("person", "x", "Order", "kind"),
        ("tallies", "", "  ", "ground"),
        ("tallies", "", "x" * 201, "long"),
    ],
)
def test_what_cannot_be_asked_for(house: House, kind: str, named: str, ground: str, why: str) -> None:
    with pytest.raises(NotHeld, match=why):
        holding.ask_for(key=house.maeve.key, kind=kind, named=named, ground=ground, silent=False, form_id=once.new_form_id())
    assert not Hold.objects.exists()


def test_a_form_sent_twice_asks_once(house: House) -> None:
    form = once.new_form_id()
    sent = {"key": house.maeve.key, "kind": "tallies", "named": "", "ground": "Order", "silent": False, "form_id": form}
    holding.ask_for(**sent)
    with pytest.raises(NotHeld, match="again"):
        holding.ask_for(**sent)
    assert Hold.objects.count() == 1


def test_an_ask_is_named_by_its_two_words_its_number_or_its_address(house: House) -> None:
    ask = house.ask()
    code = asking.pick_code(ask)
    for typed in (code, code.upper(), f" {code.replace(' ', '-')} ", str(ask), f"https://things.example/t/asks/{ask}"):
        assert held.find("ask", typed) == ask


def test_two_asks_with_the_same_words_must_be_told_apart(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second = house.ask(), house.ask()
    monkeypatch.setattr(asking, "pick_code", lambda _ask: "copper kettle")
    with pytest.raises(NotHeld, match="many"):
        house.asked("ask", "copper kettle")
    assert house.asked("ask", str(first)).thing == first


# --- What stays -----------------------------------------------------------------------------------------
def test_an_ask_past_its_weeks_goes_off_the_lists_and_stays_locked(house: House) -> None:
    kept, other = house.ask(), house.ask()
    house.hold("ask", str(kept))
    assert sweep(3)["asks"] == 1
    assert not Ask.objects.filter(pk=kept).exists()
    assert not opens(house.jo, other)
    row = Kept.objects.get(pk=kept)
    assert row.label == "reach.Ask"
    assert "by the lamp" in vault.read(house.jo.key, held.as_it_was(row), "words")
    assert "fine" in vault.read(house.jo.key, held.as_it_was(row), "label")
    assert "asks" not in sweep(40)
    assert crashing.broken() == []


def test_a_message_past_its_weeks_the_same(house: House) -> None:
    message = house.write()
    house.hold("thread", house.handle)
    assert "messages" not in sweep(9)
    assert not Message.objects.exists()
    assert "hello" in vault.read(house.cass.key, held.as_it_was(Kept.objects.get(pk=message)), "body")


def test_handing_over_counts_as_ever_and_the_words_stay(house: House) -> None:
    ask = house.ask()
    house.hold("ask", str(ask))
    form = once.new_form_id()
    sent = {"key": house.jo.key, "ask": ask, "given": {"fine": 2}, "missing": {}, "area": "coast", "form_id": form}
    done = handing.hand_over(**sent)
    assert done.kept
    assert dict(done.out) == {"fine": 2}
    assert Tally.objects.get(kind="out").quantity == 2
    assert opens(house.jo, ask)
    assert not Ask.objects.exists()
    assert handing.hand_over(**sent).again, "the same form once more"
    assert Tally.objects.get(kind="out").quantity == 2
    with pytest.raises(handing.NotDone, match="gone"):
        handing.hand_over(**{**sent, "form_id": once.new_form_id()})


@pytest.mark.parametrize("with_page", [False, True])
def test_closing_it_the_same(house: House, with_page: bool) -> None:
    ask = house.ask(house.page if with_page else None)
    house.hold("ask", str(ask))
    assert handing.close(key=house.jo.key, work_name="Jo", ask=ask, text="sorry", form_id=once.new_form_id())
    assert opens(house.jo, ask)
    assert not Ask.objects.exists()


def test_without_a_hold_the_words_go(house: House) -> None:
    ask, other = house.ask(), house.ask()
    house.hold("ask", str(other))
    done = handing.hand_over(key=house.jo.key, ask=ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
    assert not done.kept
    assert not Wrap.objects.filter(item=ask).exists()
    assert not Kept.objects.exists()


def test_worries_of_a_held_page_stay_and_others_go(house: House) -> None:
    house.write()
    mine = danger.raise_worry(
        key=house.jo.key,
        kind="page",
        about=house.page.key.owner,
        second=house.maeve.key.owner,
        text="worried",
        form_id=once.new_form_id(),
    )
    other = Worry.objects.create(week="2026-W20", ends="2026-W46")
    house.hold("page", house.handle)
    assert sweep(30)["worries"] == 1
    assert not Worry.objects.filter(pk=other.pk).exists()
    assert Worry.objects.filter(pk=mine).exists()


def test_after_she_took_the_held_page_back_no_worry_that_may_be_about_it_goes(house: House) -> None:
    house.write()
    mine = danger.raise_worry(
        key=house.jo.key,
        kind="page",
        about=house.page.key.owner,
        second=house.maeve.key.owner,
        text="worried",
        form_id=once.new_form_id(),
    )
    hold = house.hold("page", house.handle)
    pages.take_everything_back(key=house.page.key)
    assert "worries" not in sweep(30)
    assert Worry.objects.filter(pk=mine).exists()
    with clock.at(NOW + dt.timedelta(weeks=30)):
        house.lift(hold)
    assert sweep(30)["worries"] == 1


def test_all_worries_and_the_record(house: House) -> None:
    Worry.objects.create(week="2026-W20", ends="2026-W46")
    retention.sweep()
    house.hold("worries")
    record = house.hold("record")
    Worry.objects.create(week="2026-W20", ends="2026-W46")
    far = rules.value("record.keep_weeks") + 2
    with clock.at(NOW):
        from kithbridge.web.record import chain

        chain.link()
    found = sweep(far)
    assert "worries" not in found
    assert "weeks of the event record" not in found
    with clock.at(NOW + dt.timedelta(weeks=far)):
        house.lift(record)
    assert sweep(far)["weeks of the event record"] == 1


def test_a_page_stays_while_something_held_hangs_on_it(house: House) -> None:
    ask = house.ask(house.page)
    house.hold("ask", str(ask))
    assert "pages unused" not in sweep(60)
    assert Neighbour.objects.filter(pk=house.page.key.owner).exists()


# --- Her own acts ---------------------------------------------------------------------------------------
def test_what_she_takes_back_is_gone_hold_or_not(house: House) -> None:
    message, ask = house.write(), house.ask(house.page)
    house.hold("page", house.handle)
    assert notes.take_back(key=house.page.key, message=message)
    assert asking.take_back_ask(key=house.page.key, ask_id=ask)
    assert not Kept.objects.exists()
    assert not Wrap.objects.filter(item__in=[message, ask]).exists()


def test_she_sees_what_is_kept_of_hers_and_can_take_it_back(house: House) -> None:
    ask = house.ask(house.page)
    house.hold("ask", str(ask))
    handing.hand_over(key=house.jo.key, ask=ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
    [one] = [mine for mine in hers.mine(house.page.key) if mine.kind == "Kept longer"]
    assert "by the lamp" in one.text
    assert "Fine and short kit: 2" in one.text
    client = Client()
    house.page.enter(client)
    assert b"A law asks us to keep this longer" in client.get(reverse("last")).content
    client.post(reverse("last"), {"back": one.item, "form_id": once.new_form_id()})
    assert not Kept.objects.exists()
    assert not Wrap.objects.filter(item=ask).exists()
    assert not opens(house.jo, ask)


def test_nobody_else_takes_it_back(house: House) -> None:
    ask = house.ask(house.page)
    house.hold("ask", str(ask))
    sweep(3)
    assert not holding.take_back_kept(make_page().key, str(ask))
    assert opens(house.jo, ask)


def test_taking_everything_back_takes_what_is_kept_too(house: House) -> None:
    ask = house.ask(house.page)
    house.hold("page", house.handle, silent=True)
    sweep(3)
    pages.take_everything_back(key=house.page.key)
    assert not Kept.objects.exists()
    assert not Wrap.objects.filter(item=ask).exists()


# --- Whether it may be said -----------------------------------------------------------------------------
def test_an_order_that_forbids_it_is_spoken_of_nowhere_but_to_leads(house: House) -> None:
    ask = house.ask(house.page)
    hold = house.hold("ask", str(ask), silent=True)
    before = Client().get("/held").content.decode()
    assert "We know of nothing that we could tell you here." in before
    done = handing.hand_over(key=house.jo.key, ask=ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
    assert not done.kept
    assert [mine for mine in hers.mine(house.page.key) if mine.kind == "Kept longer"] == []
    client = Client()
    sign_in(client, house.bea)
    assert "the order forbids saying so" in client.get(reverse("team_holds")).content.decode()
    Hold.objects.filter(pk=hold.pk).update(silent=False)
    assert "1 thing is kept longer because a law asks for it." in Client().get("/held").content.decode()


def test_a_hold_that_waits_is_not_counted(house: House) -> None:
    house.asked("tallies")
    assert held.said_in_public() == 0


def test_a_peer_is_told_before_and_after(house: House) -> None:
    ask = house.ask()
    house.hold("ask", str(ask))
    client = Client()
    sign_in(client, house.jo)
    assert "A law asks us to keep her words." in client.get(reverse("ask_open", args=[ask])).content.decode()
    sent = {"q_fine": "2", "area": "coast", "form_id": once.new_form_id()}
    answer = client.post(reverse("ask_hand_over", args=[ask]), sent, follow=True)
    assert "A law asks us to keep it locked a while longer." in answer.content.decode()


# --- Lifting --------------------------------------------------------------------------------------------
def test_two_leads_lift_it_and_what_was_set_aside_ends(house: House) -> None:
    ask = house.ask()
    hold = house.hold("ask", str(ask))
    sweep(3)
    holding.ask_to_lift(key=house.bea.key, hold=hold.pk)
    with pytest.raises(NotHeld, match="second"):
        holding.agree_to_lift(key=house.bea.key, hold=hold.pk)
    assert opens(house.jo, ask)
    assert holding.agree_to_lift(key=house.maeve.key, hold=hold.pk) == 1
    assert not opens(house.jo, ask)
    assert not Kept.objects.exists()
    assert not Wrap.objects.filter(item=ask).exists()
    assert Entry.objects.filter(kind="hold lifted by two leads").count() == 1


def test_what_lies_in_its_place_has_its_weeks_as_ever(house: House) -> None:
    message = house.write()
    house.lift(house.hold("page", house.handle))
    assert "messages" not in sweep(7)
    assert opens(house.jo, message)
    assert sweep(8)["messages"] == 1


def test_another_hold_on_the_same_thing_keeps_it(house: House) -> None:
    ask = house.ask(house.page)
    first = house.hold("ask", str(ask))
    house.hold("page", house.handle)
    sweep(3)
    assert house.lift(first) == 0
    assert opens(house.jo, ask)


@pytest.mark.parametrize(("days", "in_time"), [(7, True), (8, False)])
def test_a_lifting_lapses_and_the_hold_stays(house: House, days: int, in_time: bool) -> None:
    hold = house.hold("tallies")
    holding.ask_to_lift(key=house.bea.key, hold=hold.pk)
    with clock.at(NOW + dt.timedelta(days=days)):
        if in_time:
            holding.agree_to_lift(key=house.maeve.key, hold=hold.pk)
            return
        with pytest.raises(NotHeld, match="second"):
            holding.agree_to_lift(key=house.maeve.key, hold=hold.pk)
        assert holding.lapse() == 1
    row = Hold.objects.get(pk=hold.pk)
    assert (row.since, row.lift_on, row.lift_by_id) == ("2026-W47", None, None)


def test_a_lifting_called_off(house: House) -> None:
    hold = house.hold("tallies")
    with pytest.raises(NotHeld, match="gone"):
        holding.keep_on(hold=hold.pk)
    holding.ask_to_lift(key=house.bea.key, hold=hold.pk)
    holding.keep_on(hold=hold.pk)
    with pytest.raises(NotHeld, match="second"):
        holding.agree_to_lift(key=house.maeve.key, hold=hold.pk)


def test_the_sweep_ends_what_no_hold_covers(house: House) -> None:
    ask = house.ask()
    hold = house.hold("ask", str(ask))
    sweep(3)
    hold.delete()
    assert sweep(3)["kept things"] == 1
    assert not Wrap.objects.filter(item=ask).exists()


# --- The dry run ----------------------------------------------------------------------------------------
def test_the_dry_run_says_what_a_hold_keeps_back(house: House) -> None:
    kept, _other = house.ask(), house.ask()
    house.write()
    house.hold("ask", str(kept))
    with clock.at(NOW + dt.timedelta(weeks=20)):
        lines = {line.kind: line for line in retention.forecast()}
        assert (lines["asks"].ends, lines["asks"].kept) == (1, 1)
        assert (lines["messages"].ends, lines["messages"].kept) == (1, 0)
        assert lines["asks"].rule == "asks.live_weeks"
        retention.sweep()
        lines = {line.kind: line for line in retention.forecast()}
        assert (lines["asks"].ends, lines["asks"].kept) == (0, 1), "set aside it is still kept back"


# --- The leads' page ------------------------------------------------------------------------------------
def test_the_page_from_asking_to_lifting(house: House) -> None:
    first, second = Client(), Client()
    sign_in(first, house.maeve)
    sign_in(second, house.bea)
    ask = house.ask()
    sent = {"kind": "ask", "named": asking.pick_code(ask), "ground": "Order of a court", "form_id": once.new_form_id()}
    assert first.post(reverse("team_holds"), sent).headers["Location"] == reverse("team_holds")
    hold = Hold.objects.get()
    address = reverse("team_hold", args=[hold.pk])
    assert "I agree: keep it" not in first.get(reverse("team_holds")).content.decode()
    waiting = second.get(reverse("team_holds")).content.decode()
    assert "I agree: keep it" in waiting
    assert asking.pick_code(ask) in waiting
    assert "1 waits for a second lead." in second.get(reverse("team_home")).content.decode()
    assert second.post(address, {"act": "agree"}).status_code == 302
    assert "Cass, Jo" in second.get(reverse("team_holds")).content.decode()
    first.post(address, {"act": "lift"})
    assert first.post(address, {"act": "lift_agree"}).status_code == 409
    first.post(address, {"act": "keep"})
    first.post(address, {"act": "lift"})
    second.post(address, {"act": "lift_agree"})
    assert not Hold.objects.exists()
    assert first.post(address, {"act": "drop"}).status_code == 409


def test_what_was_typed_stays(house: House) -> None:
    client = Client()
    sign_in(client, house.maeve)
    answer = client.post(reverse("team_holds"), {"kind": "page", "named": "No One", "ground": "Order 7", "silent": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="No One"' in page
    assert 'value="Order 7"' in page
    assert 'name="silent" value="1" checked' in page
    assert "Nothing here goes by those words." in page


@pytest.mark.parametrize("role", [Role.PEER, Role.SAFEGUARDING_LEAD, Role.RESEARCHER, Role.FACILITATOR])
def test_nobody_but_a_lead(house: House, role: Role) -> None:
    hold = house.asked("tallies")
    client = Client()
    sign_in(client, make_member("Wren", role))
    assert client.get(reverse("team_holds")).status_code == 404
    assert client.post(reverse("team_hold", args=[hold.pk]), {"act": "agree"}).status_code == 404
    assert Hold.objects.get().since is None


def test_a_page_she_took_back_is_said_to_be_gone(house: House) -> None:
    house.hold("page", house.handle)
    pages.take_everything_back(key=house.page.key)
    client = Client()
    sign_in(client, house.maeve)
    assert "It is gone: she took it back." in client.get(reverse("team_holds")).content.decode()


# --- Reading what was set aside -------------------------------------------------------------------------
def test_who_could_always_read_it_still_can_and_nobody_else(house: House) -> None:
    ask = house.ask()
    house.hold("ask", str(ask))
    handing.hand_over(key=house.jo.key, ask=ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
    address = reverse("team_kept", args=[ask])
    lead, peer, late = Client(), Client(), Client()
    sign_in(lead, house.maeve)
    sign_in(peer, house.jo)
    sign_in(late, make_member("Wren", circle=house.site.circle))
    assert address in lead.get(reverse("team_holds")).content.decode()
    assert "by the lamp" in peer.get(address).content.decode()
    assert lead.get(address).status_code == late.get(address).status_code == 404
    holding.take_back_kept(house.page.key, str(ask))
    assert "by the lamp" in peer.get(address).content.decode(), "it is not hers: the ask had no page"
