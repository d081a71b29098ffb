"""What is taken back, handed over or left has no wrap in any byte of the live keyring, within 5 seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from kithbridge.people import vault
from kithbridge.people.actions import circles, notes, pages, team
from kithbridge.people.keyring.models import Person, Wrap
from kithbridge.reach.actions import asking, handing
from kithbridge.web import once
from tests.builders import furnish_site, make_member, make_page, quick_kdf  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"]), pytest.mark.sqlite]
AT_MOST_SECONDS = 5


def live_bytes() -> bytes:
    """Every byte of the keyring's files as they are now."""
    place = Path(connections["keyring"].settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in sorted(place.parent.glob(place.name + "*")))


class Few:
    """A page that wrote and asked, read by Jo and Cass, among a hundred other wraps."""

    def __init__(self) -> None:
        self.site = furnish_site()
        self.jo, self.cass = (make_member(name, circle=self.site.circle) for name in ("Jo", "Cass"))
        readers = [self.jo.member.pk, self.cass.member.pk]
        self.page = make_page()
        for _ in range(25):
            asking.ask(readers=readers, chosen={"fine": 1}, form_id=once.new_form_id())
        written = notes.write(key=self.page.key, text="x", readers=readers, form_id=once.new_form_id())
        assert written is not None
        self.message = written.pk
        self.ask = asking.ask(readers=readers, chosen={"fine": 1}, form_id=once.new_form_id(), page=self.page.key).ask

    @property
    def asks(self) -> list[UUID]:
        return list(asking.Ask.objects.values_list("pk", flat=True))

    def boxes(self, **which: object) -> list[bytes]:
        return [bytes(wrap.box) for wrap in Wrap.objects.filter(**which)]


ENDINGS: dict[str, tuple[Callable[[Few], list[bytes]], Callable[[Few], object]]] = {
    "everything": (
        lambda few: [
            *few.boxes(item__in=[few.message, few.ask, few.page.key.owner]),
            bytes(Person.objects.get(owner=few.page.key.owner).private),
        ],
        lambda few: pages.take_everything_back(key=few.page.key),
    ),
    "one note": (lambda few: few.boxes(item=few.message), lambda few: notes.take_back(key=few.page.key, message=few.message)),
    "one ask": (lambda few: few.boxes(item=few.ask), lambda few: asking.take_back_ask(key=few.page.key, ask_id=few.ask)),
    "handed over": (
        lambda few: few.boxes(item=few.ask),
        lambda few: handing.hand_over(key=few.jo.key, ask=few.ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id()),
    ),
    "new words": (
        lambda few: [*few.boxes(holder=vault.holder(few.page.key.owner)), bytes(Person.objects.get(owner=few.page.key.owner).private)],
        lambda few: pages.new_words(key=few.page.key, words=pages.draw()),
    ),
    "left a circle": (
        lambda few: few.boxes(holder=vault.holder(few.cass.member.pk), item__in=few.asks),
        lambda few: circles.leave(circle=few.site.circle.pk, member=few.cass.member.pk, confirmed=True),
    ),
    "left the team": (
        lambda few: few.boxes(holder=vault.holder(few.cass.member.pk)),
        lambda few: team.leave(member=few.cass.member.pk),
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_no_wrap_is_left_in_the_live_file(name):
    few = Few()
    boxes_of, act = ENDINGS[name]
    gone = boxes_of(few)
    assert len(gone) >= 2
    before = live_bytes()
    assert all(box in before for box in gone), "the search would not find them"
    began = time.monotonic()
    act(few)
    after = live_bytes()
    assert time.monotonic() - began < AT_MOST_SECONDS
    assert sum(box in after for box in gone) == 0
    assert Wrap.objects.count() > 25
