"""Phones that may send hand-outs: put on, named, taken off; the catalogue they get; the page where it is done."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kithbridge.people.actions import retention, team
from kithbridge.people.backups import restoring, taking
from kithbridge.people.demo import Cast
from kithbridge.people.models import Role
from kithbridge.reach import demo_phones, menu, phone_catalogue, phone_lists
from kithbridge.reach.actions import event_keys, phones
from kithbridge.reach.models import Area, Item, Lot, Phone, Place
from kithbridge.web import clock, once
from kithbridge.web.clock import LONDON, this_week
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import press, words_on
from tests.security.backed_up_group import Group, House, a_group, a_house  # noqa: F401 - fixtures

pytestmark = DATABASES
NOW = dt.datetime(2026, 11, 18, 12, tzinfo=LONDON)


def in_weeks(n: int) -> dt.datetime:
    return NOW + dt.timedelta(weeks=n)


def begin(member: Member, label: str = "") -> phones.Begun:
    return phones.begin(member=member.member.pk, label=label, form_id=once.new_form_id())


@pytest.fixture
def jo() -> Member:
    return make_member("Jo")


@pytest.fixture
def lead() -> Member:
    return furnish_site().lead


# --- The acts -----------------------------------------------------------------------------------------
def test_a_phone_is_put_on(jo: Member) -> None:
    begun = begin(jo, "  old   one ")
    found = phones.of_token(begun.token)
    assert found is not None
    assert (found.pk, found.label, found.heard, found.event_key) == (begun.phone, "old one", str(this_week()), event_keys.newest().id.hex())
    assert Entry.objects.filter(kind="phone put on", role="team").count() == 1


def test_only_the_hash_of_its_token_is_kept(jo: Member) -> None:
    begun = begin(jo)
    row = Phone.objects.get()
    assert len(begun.token) >= 43, "256 bits"
    assert row.digest == hashlib.sha256(begun.token.encode()).hexdigest()
    assert begun.token not in repr(begun) + str(vars(row))


def test_a_form_puts_on_one_phone(jo: Member) -> None:
    form_id = once.new_form_id()
    phones.begin(member=jo.member.pk, form_id=form_id)
    with pytest.raises(phones.AlreadyDone):
        phones.begin(member=jo.member.pk, form_id=form_id)
    assert Phone.objects.count() == 1


def test_three_at_most_and_room_again_when_one_is_off(jo: Member) -> None:
    begun = [begin(jo) for _ in range(phones.MOST)]
    with pytest.raises(phones.TooMany):
        begin(jo)
    assert phones.take_off(phone=begun[0].phone, member=jo.member.pk)
    begin(jo)
    assert Phone.objects.filter(off=False).count() == phones.MOST


@pytest.mark.parametrize("label", ["x" * 31, "a\x00b", "a\u202eb"])
def test_what_it_cannot_be_called(jo: Member, label: str) -> None:
    with pytest.raises(phones.LabelUnfit):
        begin(jo, label)
    begun = begin(jo, "old one")
    with pytest.raises(phones.LabelUnfit):
        phones.rename(phone=begun.phone, member=jo.member.pk, label=label)
    assert Phone.objects.get().label == "old one"


def test_it_gets_another_name_from_its_owner_only(jo: Member) -> None:
    begun, other = begin(jo), make_member("Cass")
    assert not phones.rename(phone=begun.phone, member=other.member.pk, label="mine now")
    assert phones.rename(phone=begun.phone, member=jo.member.pk, label="new one")
    assert phones.rename(phone=begun.phone, member=jo.member.pk, label="new one")
    assert Phone.objects.get().label == "new one"
    assert Entry.objects.filter(kind="phone named").count() == 1


def test_taken_off_it_sends_nothing_from_then_on(jo: Member) -> None:
    begun, other = begin(jo), make_member("Cass")
    assert not phones.take_off(phone=begun.phone, member=other.member.pk)
    assert phones.of_token(begun.token) is not None
    assert phones.take_off(phone=begun.phone, member=jo.member.pk)
    assert not phones.take_off(phone=begun.phone, member=jo.member.pk)
    assert phones.of_token(begun.token) is None
    assert Entry.objects.filter(kind="phone taken off").count() == 1


def test_a_lead_takes_off_any_and_all_of_one_person(jo: Member) -> None:
    tokens = [begin(jo).token for _ in range(3)]
    theirs = begin(make_member("Cass"))
    assert phones.take_off(phone=theirs.phone, member=None)
    assert phones.take_off_all(member=jo.member.pk) == 3
    assert phones.take_off_all(member=jo.member.pk) == 0
    assert all(phones.of_token(token) is None for token in [*tokens, theirs.token])
    assert Entry.objects.filter(kind="phone taken off").count() == 4


def test_they_go_with_their_owner_at_once(jo: Member) -> None:
    token = begin(jo).token
    furnish_site()
    team.leave(member=jo.member.pk)
    assert phones.of_token(token) is None
    assert not Phone.objects.exists()


def test_a_restored_backup_does_not_let_a_lost_phone_send_again(house: House, group: Group) -> None:
    with clock.at(NOW):
        kept, lost = begin(group.jo, "kept"), begin(group.jo, "lost")
        taking.backup()
        phones.take_off(phone=lost.phone, member=group.jo.member.pk)
        restoring.restore(identity=house.identity, over=True)
        assert Phone.objects.get(pk=lost.phone).off is False, "the backup does not know it"
        assert phones.of_token(lost.token) is None
        assert phones.of_token(kept.token) is not None
        assert [(one.label, one.off) for one in phone_lists.mine(group.jo.member.pk)] == [("kept", False), ("lost", True)]


def test_who_no_longer_hands_out_has_no_phone_that_sends(jo: Member) -> None:
    token = begin(jo).token
    team.set_roles(member=jo.member.pk, roles=[Role.RESEARCHER])
    assert phones.of_token(token) is None
    team.set_roles(member=jo.member.pk, roles=[Role.PEER, Role.LEAD])
    assert phones.of_token(token) is not None


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5_000, "\ud800", "a\x00b"])
def test_a_token_nobody_was_given(jo: Member, token: str) -> None:
    begin(jo)
    assert phones.of_token(token) is None
    phones.told(token=token)
    assert Phone.objects.count() == 1


@pytest.mark.parametrize(("weeks", "after", "sends"), [(2, 2, True), (2, 3, False), (4, 4, True), (4, 5, False)])
def test_silent_for_longer_than_the_rule_says_it_sends_nothing(jo: Member, weeks: int, after: int, sends: bool) -> None:
    with clock.at(in_weeks(0)):
        decide("phones.quiet_weeks", weeks)
        token = begin(jo).token
    with clock.at(in_weeks(after)):
        assert (phones.of_token(token) is not None) == sends
        assert phone_lists.mine(jo.member.pk)[0].quiet == (not sends)


def test_heard_of_it_is_written_once_a_week(jo: Member) -> None:
    with clock.at(in_weeks(0)):
        token = begin(jo).token
        phone = phones.of_token(token)
        assert phone is not None
        with CaptureQueriesContext(connection) as queries:
            phones.hear(phone=phone, event_key="")
            phones.hear(phone=phone, event_key=phone.event_key)
        assert not queries.captured_queries
    with clock.at(in_weeks(1)):
        phones.hear(phone=phone, event_key="aabbccdd")
        fresh = phones.of_token(token)
        assert fresh is not None
        assert (fresh.heard, fresh.event_key) == (str(this_week()), "aabbccdd")
        with CaptureQueriesContext(connection) as queries:
            phones.hear(phone=fresh, event_key="")
        assert not queries.captured_queries


def test_half_a_year_unheard_it_goes_from_the_list(jo: Member) -> None:
    with clock.at(in_weeks(0)):
        begin(jo, "on")
        phones.take_off(phone=begin(jo, "off").phone, member=jo.member.pk)
    with clock.at(in_weeks(26)):
        assert retention.sweep(dry_run=True)[phones.SWEPT] == 0
    with clock.at(in_weeks(27)):
        assert retention.sweep(dry_run=True)[phones.SWEPT] == 2
        retention.sweep(orphans_too=False)
        assert not Phone.objects.exists()


# --- The catalogue ------------------------------------------------------------------------------------
def test_the_catalogue_is_as_the_decision_says() -> None:
    furnish_site()
    Place.objects.create(key="hub", label="the hub", kind=Place.Kind.HUB)
    Place.objects.create(key="bag-red", label="red", kind=Place.Kind.BAG)
    Place.objects.create(key="bag-old", label="old", kind=Place.Kind.BAG, on=False)
    found = phone_catalogue.build()
    assert set(found) == {"v", "k", "q", "a", "p", "i", "x", "h"}
    assert found["a"] == [["tarrowby", "Tarrowby"], ["coast", "Coast and villages"]]
    assert found["p"] == [["bag-red", "red"]]
    assert found["q"] == 2
    assert [line[0] for line in found["i"]] == [one.key for one in menu.for_phone()]
    assert all(len(line) == 5 for line in found["i"])
    assert found["k"][0] == event_keys.newest().id.hex()
    assert json.loads(json.dumps(found)) == found


def test_its_version_is_a_digest_of_all_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    furnish_site()
    first = phone_catalogue.build()
    assert phone_catalogue.build()["v"] == first["v"]
    seen = {first["v"]}

    def changed() -> None:
        seen.add(phone_catalogue.build()["v"])

    Item.objects.filter(key="foil").update(label="Sheets")
    changed()
    Area.objects.filter(key="coast").update(label="Coast")
    changed()
    Place.objects.create(key="bag-red", label="red", kind=Place.Kind.BAG)
    changed()
    decide("phones.quiet_weeks", 1)
    changed()
    monkeypatch.setattr(phone_catalogue, "_warnings", [lambda: ["Lot 7: do not use it."]])
    changed()
    assert phone_catalogue.build()["x"] == ["Lot 7: do not use it."]
    with clock.at(clock.now() + dt.timedelta(weeks=52)):
        event_keys.renew()
        changed()
    assert len(seen) == 7


def test_it_names_nobody_of_the_team(jo: Member, lead: Member) -> None:
    begin(jo, "cracked one")
    # Without the version and the event key: random letters may spell a short name.
    text = json.dumps({name: value for name, value in phone_catalogue.build().items() if name not in ("v", "k")})
    for word in ("Jo", "Maeve", "cracked one", "Tarrowby Bridge", str(jo.member.pk)):
        assert word not in text


# --- The page -----------------------------------------------------------------------------------------
def test_the_page_works(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    page = client.get(reverse("team_phones"))
    assert "None yet." in words_on(page.content.decode())
    begun = press(client, page, "Put this phone on", called="cracked one")
    assert begun.status_code == 200
    assert begun.headers["Cache-Control"] == "no-store"
    found = re.search(r'data-token="([\w-]{43})"', begun.content.decode())
    assert found is not None
    phone = phones.of_token(found.group(1))
    assert phone is not None
    assert phone.member_id == jo.member.pk
    shown = words_on(client.get(reverse("team_phones")).content.decode())
    assert "cracked one" in shown
    assert "Last heard of: this week." in shown
    off = press(client, client.get(reverse("team_phones")), "Lost it? Take it off (cracked one)")
    assert off.headers["Location"].endswith("?off")
    assert phones.of_token(found.group(1)) is None
    assert "has not called since" in words_on(client.get(off.headers["Location"]).content.decode())


def test_the_token_stands_in_no_address_and_no_script(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    begun = press(client, client.get(reverse("team_phones")), "Put this phone on").content.decode()
    token = re.findall(r'data-token="([\w-]+)"', begun)[0]
    assert begun.count(token) == 1
    assert not re.search(r"<script(?![^>]*\bsrc=)", begun)
    assert f'src="{reverse("phone_begin")}"' in begun


def test_without_script_it_says_what_to_do(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    begun = press(client, client.get(reverse("team_phones")), "Put this phone on")
    assert "script is off" in words_on(begun.content.decode())
    assert f'href="{reverse("hand_out")}"' in begun.content.decode()
    assert press(client, begun, "Take it off again").headers["Location"].endswith("?off")
    assert not Phone.objects.filter(off=False).exists()


def test_pressed_twice_the_second_says_so(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    page = client.get(reverse("team_phones"))
    press(client, page, "Put this phone on")
    again = press(client, page, "Put this phone on")
    assert "sent twice" in words_on(client.get(again.headers["Location"]).content.decode())
    assert Phone.objects.count() == 1


def test_more_than_three_are_refused_in_words(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    page = client.get(reverse("team_phones"))
    for _ in range(3):
        begin(jo)
    refused = press(client, page, "Put this phone on")
    shown = client.get(refused.headers["Location"]).content.decode()
    assert "you have 3 phones on" in words_on(shown)
    assert reverse("team_phone_add") not in shown


def test_a_name_that_is_too_long_comes_back(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    refused = press(client, client.get(reverse("team_phones")), "Put this phone on", called="y" * 31)
    assert refused.status_code == 400
    assert "y" * 31 in refused.content.decode()
    assert "at most 30 signs" in words_on(refused.content.decode())
    begun = begin(jo, "old one")
    assert client.post(reverse("team_phone_name", args=[begun.phone]), {"called": "z" * 31}).status_code == 400
    assert client.post(reverse("team_phone_name", args=[begun.phone]), {"called": "new one"}).headers["Location"].endswith("?named")
    assert Phone.objects.get().label == "new one"


def test_a_peer_sees_and_touches_only_her_own(client: Client, jo: Member) -> None:
    theirs = begin(make_member("Cass"), "green one")
    sign_in(client, jo)
    assert "green one" not in client.get(reverse("team_phones")).content.decode()
    for name, number in (("team_phone_off", theirs.phone), ("team_phone_name", theirs.phone)):
        assert client.post(reverse(name, args=[number]), {"called": "x"}).headers["Location"].endswith("?none")
    assert client.post(reverse("team_phones_off", args=[jo.member.pk])).status_code == 404
    row = Phone.objects.get()
    assert (row.off, row.label) == (False, "green one")


def test_a_lead_sees_all_and_takes_off_any(client: Client, jo: Member, lead: Member) -> None:
    begun = [begin(jo, label) for label in ("one", "two", "three")]
    sign_in(client, lead)
    page = client.get(reverse("team_phones"))
    for word in ("Jo", "one", "two", "three"):
        assert word in words_on(page.content.decode())
    assert "Call it something else" not in page.content.decode()
    assert press(client, page, "Take it off (one)").headers["Location"].endswith("?off")
    assert phones.of_token(begun[0].token) is None
    assert press(client, client.get(reverse("team_phones")), "Take all of Jo’s off").headers["Location"].endswith("?all")
    assert not Phone.objects.filter(off=False).exists()


def test_a_lead_naming_nobody(client: Client, lead: Member) -> None:
    sign_in(client, lead)
    for name in ("team_phones_off", "team_phone_off"):
        assert client.post(reverse(name, args=[uuid4()])).headers["Location"].endswith("?none")


def test_who_neither_hands_out_nor_leads_has_no_such_page(client: Client) -> None:
    sign_in(client, make_member("Wren", Role.FACILITATOR))
    assert client.get(reverse("team_phones")).status_code == 404


def test_it_counts_nothing_by_phone() -> None:
    """A row says whose phone may send. Nothing that was sent has a column that could point to it."""
    from django.apps import apps

    pointing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is Phone and field.concrete
    ]
    assert pointing == []
    assert isinstance(Phone._meta.pk.get_default(), UUID)


def test_the_demos_phones() -> None:
    cast = Cast(team={name: make_member(name).key for name in ("Jo", "Shanice", "Cass", "Maeve")})
    for ago in range(25, -1, -1):
        with clock.at(in_weeks(-ago)):
            demo_phones.week(cast, ago)
    with clock.at(NOW):
        jo = phone_lists.mine(cast.team["Jo"].owner)
        assert [(one.label, one.off, one.quiet) for one in jo] == [("old one", False, False), ("cracked one", True, False)]
        assert phone_lists.mine(cast.team["Maeve"].owner)[0].quiet
        assert [one.work_name for one in phone_lists.everybody()] == ["Cass", "Jo", "Maeve", "Shanice"]


def test_the_card_on_the_first_page(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    assert "None of yours is on." in words_on(client.get("/t/").content.decode())
    with clock.at(NOW):
        begin(jo)
        begin(jo)
        assert "2 of yours are on." in words_on(client.get("/t/").content.decode())
    with clock.at(in_weeks(4)):
        sign_in(client, jo)
        assert "2 were silent for too long." in words_on(client.get("/t/").content.decode())
    sign_in(client, make_member("Wren", Role.FACILITATOR))
    assert reverse("team_phones") not in client.get("/t/").content.decode()


def test_a_lot_called_back_is_told_to_phones() -> None:
    furnish_site()
    Lot.objects.create(item_id="foil", code="F-7", recalled="2026-W47", recall="Do not use it. Bring it back.", recall_ends="2026-W49")
    with clock.at(NOW):
        assert phone_catalogue.build()["x"] == ["Foil, lot F-7: Do not use it. Bring it back."]
    with clock.at(in_weeks(4)):
        assert phone_catalogue.build()["x"] == []
