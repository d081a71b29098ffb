"""The menu and the areas: a lead sets them, everybody sees them, nobody else may."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people import facts
from kithbridge.people.models import Role
from kithbridge.reach.actions import catalogue
from kithbridge.reach.models import Area, Item
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@pytest.fixture
def boss(client: Client) -> Client:
    site = furnish_site()
    sign_in(client, site.lead)
    return client


def test_it_works(boss: Client) -> None:
    before = Item.objects.count()
    page = boss.get(reverse("team_menu"))
    assert page.status_code == 200
    assert boss.post(reverse("team_menu"), {"label": "Warm socks", "plain": "Two pairs.", "picture": "gift"}).status_code == 302
    assert Item.objects.count() == before + 1
    assert b"Warm socks" in Client().get("/n/ask?v=1").content


def test_the_starting_menu_is_taken_one_by_one(boss: Client) -> None:
    Item.objects.all().delete()
    assert "Something on the menu" in facts.missing()
    boss.post(reverse("team_menu"), {"take": "naloxone"})
    assert list(Item.objects.values_list("key", "picture")) == [("naloxone", "naloxone")]
    assert boss.post(reverse("team_menu"), {"take": "nonsense"}).status_code == 400


def test_other_words_off_the_menu_and_one_place_up(boss: Client) -> None:
    second = Item.objects.order_by("order")[1]
    boss.post(reverse("team_menu"), {"up": second.key})
    assert Item.objects.order_by("order")[0].key == second.key
    sent = {"label": "Breath kit", "picture": "box", "kind": "other", "unit": "each", "pack": "1", "takes": "0"}
    assert boss.post(reverse("team_item", args=[second.key]), sent).status_code == 302
    second.refresh_from_db()
    assert (second.label, second.on) == ("Breath kit", False)
    assert b"Breath kit" not in Client().get("/n/ask?v=1").content


@pytest.mark.parametrize(
    "sent",
    [
        {"label": ""},
        {"label": "x" * 61},
        {"label": "Naloxone"},
        {"label": "Ok", "picture": "needle.png"},
        {"label": "Ok", "plain": "x" * 201},
    ],
)
def test_what_does_not_fit_changes_nothing(boss: Client, sent: dict[str, str]) -> None:
    Item.objects.get_or_create(key="naloxone", defaults={"label": "Naloxone", "picture": "naloxone"})
    before = list(Item.objects.values_list("key", "label"))
    answer = boss.post(reverse("team_menu"), sent)
    assert answer.status_code == 400
    assert b"Nothing was changed" in answer.content
    assert list(Item.objects.values_list("key", "label")) == before


def test_an_area(boss: Client) -> None:
    boss.post(reverse("team_menu"), {"area": "Mill side"})
    assert Area.objects.filter(key="mill-side", label="Mill side").exists()
    assert boss.post(reverse("team_menu"), {"area": "Mill side"}).status_code == 400
    Area.objects.all().delete()
    assert "An area that hand-outs are counted in" in facts.missing()


def test_nobody_but_a_lead(client: Client) -> None:
    sign_in(client, make_member("Jo", Role.PEER))
    assert client.get(reverse("team_menu")).status_code == 404
    assert client.post(reverse("team_menu"), {"area": "Mine"}).status_code == 404


def test_keys_come_from_labels() -> None:
    assert catalogue.key_of("  Crème & Socks ") == "creme-socks"
