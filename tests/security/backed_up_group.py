"""What the tests of backups share: a small group in a house of its own.

Offers: `a_house`, `a_group` (the fixtures `house` and `group`); `Group`, `NOW`, `weeks_later(n)`, `state_of(house)`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from kithbridge.engines.week import LONDON
from kithbridge.people import rotation, vault
from kithbridge.people.actions import notes
from kithbridge.people.backups import drilling, taking
from kithbridge.people.models import Message
from kithbridge.web import clock, once
from tests.builders import Member, Page, furnish_site, make_member, make_page, quick_kdf
from tests.security.backed_up import House
from tests.security.backed_up import house as make_house

__all__ = ["NOW", "Group", "House", "a_group", "a_house", "make_house", "quick_kdf", "state_of", "weeks_later"]

NOW = dt.datetime(2026, 11, 18, 12, tzinfo=LONDON)


def weeks_later(n: int) -> AbstractContextManager[None]:
    return clock.at(NOW + dt.timedelta(weeks=n))


@pytest.fixture(name="house")
def a_house(tmp_path: Path, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), clock.at(NOW), make_house(tmp_path) as found:
        rotation.register_copy(taking.copy_keyring)
        yield found


class Group:
    """A small group: Jo reads; one page with two messages."""

    def __init__(self) -> None:
        site = furnish_site()
        self.jo: Member = make_member("Jo", circle=site.circle)
        self.ann: Member = make_member("Ann", circle=site.circle)
        self.page: Page = make_page()
        self.one, self.two = (self.write(text) for text in ("one", "two"))

    def write(self, text: str) -> Message:
        made = notes.write(key=self.page.key, text=text, readers=[self.jo.key.owner, self.ann.key.owner], form_id=once.new_form_id())
        assert made is not None
        return made

    def texts(self) -> set[str]:
        """What Jo opens now."""
        opened = vault.read_many(self.jo.key, Message.objects.all(), "body")
        return {json.loads(text)["text"] for text in opened.values()}


@pytest.fixture(name="group")
def a_group(house: House) -> Group:
    return Group()


def state_of(house: House) -> dict[str, str]:
    """Every file of the group, by its hash; what an attempt may leave (locks, the drill's result) apart."""
    for alias in ("default", "keyring"):
        connections[alias].close()
    apart = {"backup.lock", "serving.lock", "rotation.lock", drilling.RESULT}
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(house.home.rglob("*"))
        if path.is_file() and path.name not in apart and not path.name.startswith("sessions")
    }
