"""The catalogue as data: one thing's page, what a lead can start from, and what the phone and the menu make of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach import demo_catalogue, kits, menu, starting
from kithbridge.reach import grounds as checked
from kithbridge.reach.actions import catalogue, grounds
from kithbridge.reach.actions import kits as making
from kithbridge.reach.actions import starting as taking
from kithbridge.reach.grounds import Standing
from kithbridge.reach.models import Item
from kithbridge.web import clock, once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import filled, press, words_on

pytestmark = DATABASES


@pytest.fixture
def boss(client: Client) -> Client:
    site = furnish_site()
    sign_in(client, site.lead)
    return client


def thing(key: str) -> Item:
    return Item.objects.get(key=key)


def keep(client: Client, key: str, **typed: str) -> Any:
    """A thing's page as a browser sends it, with other words in some fields."""
    found = thing(key)
    address, sent = filled(client.get(reverse("team_item", args=[key])).content.decode(), "Keep the change")
    chosen = {"picture": found.picture, "kind": found.kind, "counts": found.counts, "replaces": found.replaces_id or ""}
    return client.post(address, {**sent, **chosen, **typed})


# --- One thing ----------------------------------------------------------------------------------------
def test_it_works(boss: Client) -> None:
    typed = {"plain": "New sheets.", "neutral": "Sheet", "unit": "sheet", "pack": "50", "code": "F-1", "kind": "smoking", "must": "on"}
    answer = keep(boss, "foil", **typed)
    assert answer.status_code == 302
    foil = thing("foil")
    assert (foil.plain, foil.neutral, foil.unit, foil.pack, foil.code, foil.kind, foil.must) == (
        *("New sheets.", "Sheet", "sheet", 50, "F-1", "smoking", True),
    )
    assert "Kept." in words_on(boss.get(answer.headers["Location"]).content.decode())
    assert Entry.objects.filter(kind="menu changed").exists()


def test_its_page_says_everything_it_is(boss: Client) -> None:
    made = taking.take(key="loose-needle")
    shown = boss.get(reverse("team_item", args=[made.key])).content.decode()
    for said in (made.label, made.plain, made.options, made.neutral):
        assert said in shown
    assert '<option value="needle" selected>' in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"label": ""}, "Give it a name."),
        ({"label": "naloxone"}, "This name is there already."),
        ({"label": "x" * 61}, "60 letters fit"),
        ({"neutral": "x" * 25}, "24 letters fit"),
        ({"unit": ""}, "each, sheet, kit"),
        ({"pack": "0"}, "1 or more"),
        ({"pack": "-3"}, "1 or more"),
        ({"pack": "ten"}, "1 or more"),
        ({"pack": "1" * 30}, "1 or more"),
        ({"kind": "medicine"}, "no such kind"),
        ({"counts": "lots"}, "no such way"),
        ({"replaces": "foil"}, "something else in the catalogue"),
        ({"replaces": "nothing-here"}, "something else in the catalogue"),
        ({"kind": "kit", "dated": "on"}, "belong to what is in the kit"),
        ({"kind": "kit", "counts": "set"}, "does not count as a set"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_changes(boss: Client, typed: dict[str, str], said: str) -> None:
    before = list(Item.objects.order_by("key").values())
    answer = keep(boss, "foil", **typed)
    assert answer.status_code == 400
    assert said in words_on(answer.content.decode())
    assert "Nothing was changed" in words_on(answer.content.decode())
    assert list(Item.objects.order_by("key").values()) == before


def test_what_was_typed_is_still_there(boss: Client) -> None:
    answer = keep(boss, "foil", label="", plain="Fresh sheets.", pack="ten")
    shown = answer.content.decode()
    assert 'value="Fresh sheets."' in shown
    assert 'value="ten"' in shown


def test_no_such_thing(boss: Client) -> None:
    assert boss.get(reverse("team_item", args=["unicorn"])).status_code == 404
    with pytest.raises(catalogue.Unfit):
        catalogue.change_item(key="unicorn", label="Unicorn")


def test_a_thing_in_a_kit_cannot_become_one_and_a_kit_stays_one(boss: Client) -> None:
    taking.take(key="smoke")
    with pytest.raises(catalogue.Unfit, match="It lies in a kit"):
        catalogue.change_item(key="lip-balm", kind="kit")
    with pytest.raises(catalogue.Unfit, match="stays one"):
        catalogue.change_item(key="smoke", kind="other")


def test_a_key_that_was_used_is_never_used_again(boss: Client) -> None:
    catalogue.add_item(label="Warm socks")
    catalogue.change_item(key="warm-socks", label="Thin socks", on=False)
    with pytest.raises(catalogue.Unfit, match="its key is kept"):
        catalogue.add_item(label="Warm socks")


@pytest.mark.parametrize("name", ["team_item", "team_ground"])
def test_nobody_but_a_lead(client: Client, name: str) -> None:
    furnish_site()
    sign_in(client, make_member("Jo", Role.PEER))
    address = reverse(name, args=["foil"])
    assert client.get(address).status_code == 404
    assert client.post(address, {"label": "Mine"}).status_code == 404


# --- To start from ------------------------------------------------------------------------------------
def test_nothing_is_there_before_a_lead_takes_it(boss: Client) -> None:
    Item.objects.all().delete()
    boss.get(reverse("team_menu"))
    assert not Item.objects.exists()
    assert len(starting.offered()) == len(starting.items()) >= 17


def test_a_kit_comes_with_what_is_in_it(boss: Client) -> None:
    Item.objects.all().delete()
    press(boss, boss.get(reverse("team_menu")), "Add “Fine needles”")
    assert kits.parts("fine") == starting.recipes()["fine"]
    assert set(Item.objects.values_list("key", flat=True)) == {"fine", *starting.recipes()["fine"]}


def test_every_starting_thing_fits_and_every_part_is_there(boss: Client) -> None:
    Item.objects.all().delete()
    for key in starting.items():
        if not Item.objects.filter(key=key).exists():
            taking.take(key=key)
    assert [item.key for item in Item.objects.all() if catalogue.wrong_with(item)] == []
    assert starting.offered() == []
    assert {kit: kits.parts(kit) for kit in starting.recipes()} == starting.recipes()


def test_what_the_starting_things_must_be() -> None:
    """Must-haves, what waits for a ground, sets and lots, as the research notes have them."""
    rows = starting.items()
    told = {column: {key for key, row in rows.items() if row[column] == "yes"} for column in ("must", "grounds", "women", "dated")}
    assert told["must"] == {"naloxone", "box", "medicine-box"}
    assert told["grounds"] == {"pipe", "strap"}
    assert "short-syringe" in told["women"]
    assert {"naloxone", "thin-syringe", "short-syringe", "test"} <= told["dated"]
    counts = {row["counts"]: {key for key, one in rows.items() if one["counts"] == row["counts"]} for row in rows.values() if row["counts"]}
    assert counts == {"set": {"thin-syringe", "short-syringe"}, "needle": {"loose-needle"}, "barrel": {"barrel"}}


def test_a_pipe_that_was_taken_is_off_until_a_ground_is_checked(boss: Client) -> None:
    taking.take(key="pipe")
    assert [item.key for item in menu.may_not()] == ["pipe"]
    assert "pipe" not in {item.key for item in menu.on_menu()}
    until = str(this_week() + 52)
    grounds.write_down(item="pipe", nation="England", ground="police", who="", checked_by="", until="")
    assert [item.key for item in menu.may_not()] == ["pipe"]
    grounds.write_down(item="pipe", nation="England", ground="police", checked_by="Solicitor", until=until)
    assert menu.may_not() == []
    assert "pipe" in {item.key for item in menu.on_menu()}


# --- The menu and the phone ---------------------------------------------------------------------------
def test_what_comes_in_kits_only_is_handed_out_and_not_asked_for(boss: Client) -> None:
    catalogue.change_item(key="foil", alone=False)
    assert "foil" in {item.key for item in menu.carried()}
    assert "foil" not in {item.key for item in menu.on_menu()}
    assert "foil" not in menu.now().not_decided
    decide("menu.items", ["all", "foil"])
    assert "foil" in {item.key for item in menu.on_menu()}


def test_loose_syringes_keep_the_floor_where_no_needle_kit_is_carried(boss: Client) -> None:
    decide("menu.items", ["naloxone", "fine"])
    catalogue.change_item(key="fine", on=False)
    taking.take(key="thin-syringe")
    assert {item.key for item in menu.on_menu()} == {"naloxone", "thin-syringe"}


def test_the_phone_gets_kits_first_and_flags(boss: Client) -> None:
    Item.objects.all().delete()
    for key in ("foil", "pipe", "smoke", "naloxone", "box"):
        taking.take(key=key)
    catalogue.add_item(label="Empty bag", kind=Item.Kind.KIT)
    found = {one.key: one for one in menu.for_phone()}
    assert menu.for_phone()[0] == ("smoke", "Mouth and lung", "smoke", 1, "k")
    assert "empty-bag" not in found
    assert {key: found[key].flags for key in ("foil", "pipe", "naloxone", "box", "lip-balm")} == {
        "foil": "",
        "pipe": "x",
        "naloxone": "dm",
        "box": "bm",
        "lip-balm": "p",
    }
    making.make_version(kit="smoke", lines={**kits.parts("smoke"), "foil": 9}, form_id=once.new_form_id())
    assert menu.for_phone()[0].recipe == 2


def test_a_label_without_a_short_one_is_cut_for_the_phone(boss: Client) -> None:
    catalogue.add_item(label="A very long name that no phone shows")
    assert max(len(one.label) for one in menu.for_phone()) == menu.SCREEN


# --- The demo area ------------------------------------------------------------------------------------
def test_the_demo_area_has_one_thing_off_one_soon_over_and_a_kit_in_its_second_version(boss: Client) -> None:
    Item.objects.all().delete()
    now = clock.now()
    with clock.at(now - dt.timedelta(weeks=77)):
        demo_catalogue.begin()
    for ago in (52, demo_catalogue.PEERS_SAID, 0):
        with clock.at(now - dt.timedelta(weeks=ago)):
            demo_catalogue.week(ago)
    assert [item.key for item in menu.may_not()] == ["pipe"]
    stands = {line.item.key: line.standing for line in checked.lines()}
    assert {key for key, standing in stands.items() if standing is Standing.SOON} == {"foil"}
    assert {key for key, standing in stands.items() if standing is Standing.NOBODY} == {"test"}
    assert kits.versions_now() == {"fine": 1, "short": 2, "smoke": 1}
    assert [item.key for item in menu.on_menu()] == [key for key in demo_catalogue.CARRIED if key != "pipe"]
