"""A reference group and what is put to it, for tests; made through the real actions, but for the paper slips.

group = seat(living=5, lived=2, work=1)      # people with seats, by constituency
number = written("asks.live_weeks", 4, by=jo, second=maeve)   # a proposal with evidence that two have read
carry(number, group, by=jo)                  # everybody says yes; the days of objecting pass; two confirm
a_team                                       # the fixture `team`: import it, and ask for `team`
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving, proposing
from kithbridge.people.deciding.models import Proposal, Saying, Seat, Stage
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.rules import Constituency, enact, state
from kithbridge.rules.enact import Confirmed, Decided, Piece
from kithbridge.web import clock, once
from kithbridge.web.clock import this_week
from tests.builders import Member, make_member

KEY = "asks.live_weeks"
MONDAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.LONDON)
Group = dict[str, list[Key]]


@contextmanager
def week(n: float) -> Iterator[None]:
    """The clock stands `n` weeks after a Monday, at nine."""
    with clock.at(MONDAY + dt.timedelta(weeks=n)):
        yield


@contextmanager
def later(days: int) -> Iterator[None]:
    """The clock stands so many days later than it does."""
    with clock.at(clock.now() + dt.timedelta(days=days)):
        yield


def somebody() -> Key:
    """Who has a page, as far as deciding asks: a number of her own. No keys: nothing here opens anything."""
    return Key(uuid4(), "page", b"\x01" * 32, uuid4().hex, 1)


def sit(constituency: str, *, weeks: int = 52) -> Key:
    """One seat, as the lot would give it."""
    key = somebody()
    Seat.objects.create(who=queries.who(key.owner), constituency=constituency, by_lot=True, ends=str(this_week() + weeks - 1))
    return key


def seat(**how_many: int) -> Group:
    """Seats by constituency."""
    return {name: [sit(name) for _ in range(n)] for name, n in how_many.items()}


def everybody(group: Group) -> list[Key]:
    return [key for keys in group.values() for key in keys]


def written(rule: str, value: Any, *, by: Member, second: Member, **more: Any) -> UUID:
    """A proposal with one piece of evidence that two have read."""
    row = proposing.propose(rule=rule, value=value, by=by.key, form_id=once.new_form_id(), **more)
    assert row is not None
    form = once.new_form_id()
    proposing.add_evidence(proposal=row.pk, kind="quote", role="living", text="It is too short.", by=by.key, form_id=form)
    for saying in Saying.objects.filter(shown=False):
        proposing.pass_evidence(saying=saying.pk, by=second.key)
    return row.pk


def row_of(number: UUID) -> Proposal:
    return Proposal.objects.get(pk=number)


def answer_all(number: UUID, keys: list[Key], choice: str = "yes") -> None:
    """Whoever may answer now does; those whose turn comes after do then."""
    left = list(keys)
    for _turn in range(2):
        for key in list(left):
            held = queries.seat_of(key.owner)
            if held and queries.for_seat(row_of(number), held).answer:
                answering.answer(key=key, proposal=number, choice=choice)
                left.remove(key)


def confirm(number: UUID, *keys: Key) -> bool:
    done = [answering.confirm(key=key, proposal=number, took_part=True, did_not_write=True) for key in keys]
    return any(done)


def carry(number: UUID, group: Group, *, by: Member) -> None:
    """The whole way, with everybody for it. Ends some days later than it began: call it with the clock set."""
    answering.ask(proposal=number, by=by.key)
    answer_all(number, everybody(group))
    with later(40):
        moving.move_on()
        confirm(number, *everybody(group)[:2])


def decided(key: str, value: Any, **other: Any) -> Decided:
    """A decision that may be enacted: by majority, confirmed by two of those it protects."""
    from kithbridge import rules

    one = sorted(rules.rule(key).protects.constituencies, key=lambda who: who.value)[0]
    told: dict[str, Any] = {
        "id": uuid4(),
        "key": key,
        "value": value,
        "method": "majority",
        "asked": list(Constituency),
        "outcome": {"living": "more than 50"},
        "quorum": True,
        "carried": True,
        "confirmed": [Confirmed("a", one), Confirmed("b", one)],
        "recorder": "c",
        "based_on": state.newest(key),
        "week": this_week(),
        "evidence": [Piece("quote", "living", "sayings", uuid4())],
    }
    return Decided(**{**told, **other})


def enacted(key: str, value: Any, **other: Any) -> Any:
    return enact.enact(decided(key, value, **other))


def new_numbers(n: int) -> list[UUID]:
    """Random numbers, as of people of the team."""
    return [uuid4() for _ in range(n)]


def one_piece(row: Proposal) -> None:
    """A piece of evidence whose words nobody holds."""
    row.pieces.create(kind="quote", role="living", source="sayings", ref=uuid4())


# --- a team that puts things to it ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Team:
    """A peer and two leads."""

    jo: Member
    maeve: Member
    ann: Member


@pytest.fixture(name="team")
def a_team() -> Iterator[Team]:
    """The group begins; the clock stands on a Monday."""
    with week(0):
        enact.begin()
        yield Team(make_member("Jo", Role.PEER), make_member("Maeve", Role.LEAD), make_member("Ann", Role.LEAD))


def asked(team: Team, value: Any = 4, rule: str = KEY, **more: Any) -> UUID:
    """Written down, read by two, and put to the group."""
    number = written(rule, value, by=team.jo, second=team.maeve, **more)
    answering.ask(proposal=number, by=team.jo.key)
    return number


def agreed(team: Team, group: Group, value: Any = 4, rule: str = KEY) -> UUID:
    """Asked, answered yes by everybody; open to objections."""
    number = asked(team, value, rule)
    answer_all(number, everybody(group))
    assert row_of(number).stage == Stage.OBJECTING
    return number
