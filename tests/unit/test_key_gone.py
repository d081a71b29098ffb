"""What she is told about old copies: on the notice, beside taking one thing back, and on the receipt."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from kithbridge.people import spare
from kithbridge.people.actions import notes
from kithbridge.web import once
from tests.builders import DATABASES, Page, furnish_site, make_member, make_page, quick_kdf  # noqa: F401
from tests.own_keys import own_keys, own_spare  # noqa: F401
from tests.pressing import press, words_on

pytestmark = [DATABASES, pytest.mark.usefixtures("own_keys")]
GONE = "The last key to them is destroyed next week."
ONE_DISK = "Our keys lie on one disk"
AWAY = "A spare key lies in another place, and we cannot reach it now."


@pytest.fixture
def her(client: Client) -> Page:
    site = furnish_site()
    jo = make_member("Jo", circle=site.circle)
    page = make_page()
    page.enter(client)
    notes.write(key=page.key, text="hello", readers=[jo.member.pk], form_id=once.new_form_id())
    return page


def receipt(client: Client) -> str:
    return words_on(press(client, client.get("/n/away"), "Take it all back").content.decode())


def test_without_a_spare_place(client: Client, her: Page) -> None:
    assert ONE_DISK in words_on(client.get("/n/how").content.decode())
    said = receipt(client)
    assert GONE in said
    assert ONE_DISK in said
    assert "What you took back stays gone." in said
    assert AWAY not in said


def test_with_a_spare_place(own_spare: Path, client: Client, her: Page) -> None:  # noqa: F811
    spare.catch_up()
    notice = words_on(client.get("/n/how").content.decode())
    assert ONE_DISK not in notice
    assert "Their last key is destroyed within a week" in notice
    assert "copies the whole server" in notice
    said = receipt(client)
    assert GONE in said
    assert ONE_DISK not in said
    assert AWAY not in said


def test_while_the_stick_is_away(own_spare: Path, client: Client, her: Page) -> None:  # noqa: F811
    own_spare.rename(own_spare.parent / "away")
    spare.catch_up()
    assert ONE_DISK in words_on(client.get("/n/how").content.decode())
    said = receipt(client)
    assert GONE in said
    assert AWAY in said


def test_beside_taking_one_thing_back(client: Client, her: Page) -> None:
    assert "The last key to old copies is destroyed next week." in words_on(client.get("/n/last").content.decode())
