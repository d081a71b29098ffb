"""Kits: versions that never change, no kit in a kit, and the gift and the note that stay while the rule says so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach import kits, starting
from kithbridge.reach.actions import catalogue
from kithbridge.reach.actions import kits as making
from kithbridge.reach.actions import starting as taking
from kithbridge.reach.models import Item, Recipe, RecipeLine
from kithbridge.web import once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import press, words_on

pytestmark = DATABASES
BALM = {"lip-balm": 1, "card": 1, "gift": 1, "note": 1}


@pytest.fixture
def boss(client: Client) -> Client:
    """A site with the starting kit "smoke", and a lead who is signed in."""
    site = furnish_site()
    taking.take(key="smoke")
    sign_in(client, site.lead)
    return client


def make(lines: dict[str, int], kit: str = "smoke", why: str = "") -> Recipe | None:
    return making.make_version(kit=kit, lines=lines, why=why, form_id=once.new_form_id())


def refused(lines: dict[str, int], kit: str = "smoke") -> str:
    """Why a recipe is refused; "" where it is taken."""
    before = list(RecipeLine.objects.order_by("pk").values())
    try:
        make(lines, kit)
    except making.Unfit as problem:
        assert list(RecipeLine.objects.order_by("pk").values()) == before
        return problem.why
    return ""


def test_it_works(boss: Client) -> None:
    page = boss.get(reverse("team_kit", args=["smoke"]))
    assert "Version 1, since this week." in words_on(page.content.decode())
    answer = press(boss, page, "Make this the kit from now on", **{"n_lip-balm": "2", "n_foil": "", "why": "Foil was never used."})
    assert answer.status_code == 302
    assert kits.parts("smoke") == {"lip-balm": 2, "card": 1, "gift": 1, "note": 1}
    shown = words_on(boss.get(answer.headers["Location"]).content.decode())
    assert "Kept as version 2" in shown
    assert "Foil was never used." in shown
    assert "5 Foil" in shown  # what version 1 held
    assert Entry.objects.filter(kind="kit changed").count() == 2


def test_a_version_is_never_changed() -> None:
    furnish_site()
    taking.take(key="smoke")
    before = list(RecipeLine.objects.filter(recipe__version=1).order_by("pk").values())
    make(BALM)
    make({**BALM, "lip-balm": 3})
    assert list(RecipeLine.objects.filter(recipe__version=1).order_by("pk").values()) == before
    assert [one.version for one in kits.recipes("smoke")] == [3, 2, 1]
    assert kits.parts("smoke", 1) == starting.recipes()["smoke"]
    assert kits.parts("smoke", 2) == BALM
    assert kits.parts("smoke", 9) == {}
    assert kits.versions_now() == {"smoke": 3}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ({}, "nothing"),
        ({"lip-balm": 0}, "nothing"),
        ({**BALM, "unicorn": 1}, "unknown"),
        ({**BALM, "lip-balm": -1}, "number"),
        ({**BALM, "lip-balm": making.MOST_OF_ONE + 1}, "number"),
        ({key: n for key, n in BALM.items() if key != "gift"}, "gift"),
        ({key: n for key, n in BALM.items() if key != "note"}, "note"),
        ({**BALM, "gift": 0}, "gift"),
        (starting.recipes()["smoke"], "same"),
    ],
)
def test_what_is_refused(boss: Client, lines: dict[str, int], why: str) -> None:
    assert refused(lines) == why


def test_no_kit_lies_in_a_kit(boss: Client) -> None:
    catalogue.add_item(label="Big bag", kind=Item.Kind.KIT)
    assert refused({**BALM, "smoke": 1}, kit="big-bag") == "inside"
    assert refused({**BALM, "smoke": 1}) == "inside"


def test_only_a_kit_has_a_recipe(boss: Client) -> None:
    assert refused(BALM, kit="lip-balm") == "kit"
    assert refused(BALM, kit="unicorn") == "kit"
    assert boss.get(reverse("team_kit", args=["lip-balm"])).status_code == 404
    assert boss.get(reverse("team_kit", args=["unicorn"])).status_code == 404


def test_gift_and_note_may_be_left_out_where_the_group_decided_so(boss: Client) -> None:
    assert refused({"lip-balm": 1}) == "gift"
    decide("kits.gift_and_note", False)
    assert refused({"lip-balm": 1}) == ""
    decide("kits.gift_and_note", True)
    assert refused({"lip-balm": 2}) == "gift"


def test_the_page_says_which_rule_refuses(boss: Client) -> None:
    answer = press(boss, boss.get(reverse("team_kit", args=["smoke"])), "Make this the kit from now on", n_gift="", n_foil="7")
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "The gift is missing." in words_on(shown)
    assert "/why/kits.gift_and_note" in shown.partition('<div class="note care"')[2].partition("</div>")[0]
    assert 'name="n_foil" value="7"' in shown


def test_a_number_that_is_none_is_refused(boss: Client) -> None:
    answer = press(boss, boss.get(reverse("team_kit", args=["smoke"])), "Make this the kit from now on", n_foil="a few")
    assert answer.status_code == 400
    assert "whole numbers" in words_on(answer.content.decode())


def test_a_form_sent_twice_makes_one_version(boss: Client) -> None:
    form_id = once.new_form_id()
    assert making.make_version(kit="smoke", lines=BALM, form_id=form_id) is not None
    assert making.make_version(kit="smoke", lines={**BALM, "card": 2}, form_id=form_id) is None
    assert kits.versions_now() == {"smoke": 2}


def test_what_changed_is_one_line(boss: Client) -> None:
    with pytest.raises(making.Unfit, match="200 letters"):
        make(BALM, why="x" * 201)
    assert make(BALM, why="  Mothers   said\nso. ") is not None
    assert Recipe.objects.get(kit="smoke", version=2).why == "Mothers said so."


def test_parts_of_many_kits_at_once(boss: Client) -> None:
    taking.take(key="short")
    make(BALM)
    assert kits.parts_now(["smoke", "short", "unicorn"]) == {"smoke": kits.parts("smoke"), "short": kits.parts("short")}
    assert kits.parts_now([]) == {}


def test_nobody_but_a_lead(boss: Client) -> None:
    jo = Client()
    sign_in(jo, make_member("Jo", Role.PEER))
    assert jo.get(reverse("team_kit", args=["smoke"])).status_code == 404
    assert jo.post(reverse("team_kit", args=["smoke"]), {"n_card": "1"}).status_code == 404
