"""A matter and a reference group, for tests; made through the real actions.

    from tests.unit.agree.putting import Room, a_room     # the fixture `room`

room.matter() is talked about, with one piece of evidence two have read; room.way(matter) adds a way to do it; room.carry(put) takes the
machine's questions the whole way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from kithbridge.agree.actions import citing, matters, written
from kithbridge.agree.matter_models import Alternative, Matter, Put
from kithbridge.people.deciding.actions import moving
from kithbridge.people.deciding.models import Saying
from kithbridge.people.models import Role
from kithbridge.rules import enact
from kithbridge.web import clock, once
from tests import sitting
from tests.builders import Member, furnish_site, make_member
from tests.sitting import Group

form = once.new_form_id
PARTS = {
    "title": "Open on Sunday",
    "what": "The door is open on Sunday, too.",
    "cost": "One more shift.",
    "who_acts": "The leads.",
    "risks": "People tire.",
}


@dataclass(frozen=True)
class Room:
    """Jo writes (peer), Maeve reads second (lead), Ann is another peer; nobody sits yet."""

    jo: Member
    maeve: Member
    ann: Member

    def matter(self, *, for_whom: str = "mothers", up: bool = True, cited: bool = True, **other: str) -> Matter:
        row = matters.write(key=self.jo.key, for_whom=for_whom, form_id=form(), **{**PARTS, **other})
        assert row is not None
        if cited:
            self.cite(row)
        if up:
            matters.put_up(key=self.jo.key, matter=row.pk)
        row.refresh_from_db()
        return row

    def cite(self, row: Matter, text: str = "I stood there on Sunday.") -> str:
        code = citing.cite_words(key=self.jo.key, matter=row.pk, kind="quote", role="living", text=text, form_id=form())
        for saying in Saying.objects.filter(shown=False):
            citing.pass_words(key=self.maeve.key, saying=saying.pk)
        return code

    def way(self, row: Matter, text: str = "A peer opens at ten.", **changes: Any) -> Alternative:
        named = {key.replace("__", "."): value for key, value in changes.items()}
        made = matters.add_alternative(key=self.jo.key, matter=row.pk, text=text, changes=named, form_id=form())
        assert made is not None
        return made

    def put(self, way: Alternative, **other: Any) -> list[Put]:
        words = "" if way.changes else "Shall we open on Sunday?"
        return matters.put(key=self.jo.key, alternative=way.pk, words=words, form_id=form(), **other)

    def agree(self, puts: list[Put], group: Group) -> None:
        """Everybody says yes, and nobody objects; it waits to be confirmed."""
        for one in puts:
            sitting.answer_all(one.pk, sitting.everybody(group))
        with sitting.later(8):
            moving.move_on()

    def confirm(self, put: Put, group: Group) -> None:
        with sitting.later(8):
            sitting.confirm(put.pk, *sitting.everybody(group)[:2])

    def decide(self, puts: list[Put], group: Group) -> None:
        """The whole way, a good week long."""
        self.agree(puts, group)
        for one in puts:
            self.confirm(one, group)

    def refuse(self, puts: list[Put], group: Group) -> None:
        """Everybody says no."""
        for one in puts:
            sitting.answer_all(one.pk, sitting.everybody(group), "no")

    def readers(self) -> list[UUID]:
        return [one.pk for one in written.readers_now()]

    def decided(self, **other: Any) -> tuple[Matter, Put, Group]:
        """A matter about doing that was decided."""
        group = sitting.seat(living=3, lived=2)
        row = self.matter()
        put = self.put(self.way(row), **other)
        self.decide(put, group)
        row.refresh_from_db()
        return row, Put.objects.get(), group


@pytest.fixture(name="room")
def a_room() -> Iterator[Room]:
    """The group begins; the clock stands on a Monday."""
    with clock.at(sitting.MONDAY):
        enact.begin()
        site = furnish_site()
        jo, ann = (make_member(name, Role.PEER, circle=site.circle) for name in ("Jo", "Ann"))
        yield Room(jo, site.lead, ann)


def weeks(n: int) -> Any:
    """The clock stands so many weeks later than it does."""
    return clock.at(clock.now() + dt.timedelta(weeks=n))
