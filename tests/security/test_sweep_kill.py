"""The sweep and the hold, stopped at every single database statement: whole or not at all, the receipt with it.

Each part of the sweep ends its things and writes its tally in one transaction a batch. A sweep that was stopped anywhere and runs
again leaves what an undisturbed one leaves.
"""

from __future__ import annotations

import datetime as dt
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import connections

from kithbridge.people import vault
from kithbridge.people.actions import danger, holding, notes, opening, retention
from kithbridge.people.models import FactorReset, Hold, Invitation, Kept, Message, Neighbour, Role, Slip, Worry
from kithbridge.people.queries import holding as held
from kithbridge.people.sessions.models import Budget
from kithbridge.reach.actions import asking, ending, handing
from kithbridge.reach.models import Ask
from kithbridge.web import clock, once
from kithbridge.web.record.models import Segment
from tests.builders import Member, Page, Site, furnish_site, make_member, make_page, quick_kdf  # noqa: F401
from tests.security import crashing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
MOST_STATEMENTS = 400
# Every statement on SQLite; on PostgreSQL, where each costs five times as much, another third of them for each sweep and way of stopping.
STEP = 3 if os.environ.get("KITHBRIDGE_TEST_DATABASE_URL") else 1
THEN = dt.datetime(2026, 11, 18, 12, 0, tzinfo=clock.LONDON)
# Late enough for everything that is made at THEN, but for the event record.
LATER = THEN + dt.timedelta(weeks=40)


class World:
    """Two leads, three peers; what each part of the sweep ends is made anew for each stop."""

    def __init__(self) -> None:
        self.site: Site = furnish_site()
        self.bea: Member = make_member("Bea", Role.LEAD)
        self.peers = [make_member(name, circle=self.site.circle) for name in ("Jo", "Cass", "Ann")]

    @property
    def readers(self) -> list[UUID]:
        return [one.member.pk for one in self.peers]

    def page(self, *, tried: bool = True) -> Page:
        Budget.objects.all().delete()
        page = make_page()
        if tried:
            opening.open_page(words=page.typed)
        return page

    def ask(self, page: Page | None = None) -> UUID:
        Budget.objects.all().delete()
        made = asking.ask(readers=self.readers, chosen={"fine": 1}, form_id=once.new_form_id(), page=page.key if page else None)
        return made.ask

    def write(self, page: Page) -> UUID:
        made = notes.write(key=page.key, text="hello", readers=self.readers, form_id=once.new_form_id())
        assert made is not None
        return made.pk

    def asked(self, kind: str, named: str = "") -> Hold:
        return holding.ask_for(key=self.site.lead.key, kind=kind, named=named, ground="Order", silent=False, form_id=once.new_form_id())

    def hold(self, kind: str, named: str = "") -> Hold:
        made = self.asked(kind, named)
        holding.agree(key=self.bea.key, hold=made.pk)
        return made


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # On PostgreSQL each sweep would rewrite every table in order of its numbers: not what is tested, and most of the time.
    monkeypatch.setattr(retention, "rewrite_by_number", list)
    for alias in ("default", "keyring"):
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
    with clock.at(THEN):
        made = World()
        Invitation.objects.all().delete()
        once.Once.objects.all().delete()
        yield made


def facts() -> Counter[tuple[str, ...]]:
    found = crashing.facts()
    for model in (Hold, Kept, Slip, FactorReset):
        found.update(dict(crashing.tallied(model)))
    found.update(dict(crashing.tallied(Hold, label="Hold in force", since__isnull=False)))
    found.update(dict(crashing.tallied(Hold, label="Hold to be lifted", lift_on__isnull=False)))
    found.update(dict(crashing.tallied(Segment, label="Segment dropped", dropped=True)))
    return found


Act = Callable[[], object]


def asks(world: World) -> Act:
    for _ in range(3):
        world.ask()
    return ending.end_old_asks


def asks_of_which_one_is_held(world: World) -> Act:
    kept = world.ask()
    world.ask()
    world.hold("ask", str(kept))
    return ending.end_old_asks


def messages(world: World) -> Act:
    page = world.page()
    for _ in range(3):
        world.write(page)
    return retention.end_messages


def messages_of_which_one_is_held(world: World) -> Act:
    page, other = world.page(), world.page()
    world.write(page)
    world.write(other)
    world.hold("thread", Neighbour.objects.get(pk=page.key.owner).handle)
    return retention.end_messages


def unused_pages(world: World) -> Act:
    page = world.page()
    world.write(page)
    world.ask(page)
    return retention.end_unused_pages


def untried_pages(world: World) -> Act:
    world.page(tried=False)
    return retention.end_unpractised_pages


def worries(world: World) -> Act:
    page = world.page()
    world.write(page)
    raised = danger.raise_worry(
        key=world.peers[0].key,
        kind="page",
        about=page.key.owner,
        second=world.site.deputy.member.pk,
        text="worried",
        form_id=once.new_form_id(),
    )
    Worry.objects.filter(pk=raised).update(ends="2026-W48")
    return retention.end_worries


def kept_things(world: World) -> Act:
    kept = world.ask()
    hold = world.hold("ask", str(kept))
    with clock.at(LATER):
        ending.end_old_asks()
    hold.delete()
    return holding.end_free


def holds_not_agreed_to(world: World) -> Act:
    world.asked("tallies")
    holding.ask_to_lift(key=world.bea.key, hold=world.hold("record").pk)
    return holding.lapse


def invitations(world: World) -> Act:
    Invitation.objects.create(hash=once.new_form_id(), jobs="peer", until=0)
    return retention.end_invitations


def forms(world: World) -> Act:
    for _ in range(3):
        once.claim(once.new_form_id())
    return retention.forget_forms


def slips(world: World) -> Act:
    Slip.objects.create(hash=once.new_form_id(), week="2026-W10")
    return retention.forget_slips


def old_record(world: World) -> Act:
    week = f"2019-W{Segment.objects.filter(week__lt='2020').count() + 1:02d}"
    Segment.objects.create(week=week, opens="0" * 64, closes="0" * 64)
    return retention.end_record


def agree(world: World) -> Act:
    with clock.at(LATER):
        made = world.asked("tallies")
    return lambda: holding.agree(key=world.bea.key, hold=made.pk)


def lift(world: World) -> Act:
    kept = world.ask()
    hold = world.hold("ask", str(kept))
    with clock.at(LATER):
        ending.end_old_asks()
        holding.ask_to_lift(key=world.bea.key, hold=hold.pk)
    return lambda: holding.agree_to_lift(key=world.site.lead.key, hold=hold.pk)


def hand_over_what_is_held(world: World) -> Act:
    kept, form = world.ask(), once.new_form_id()
    world.hold("ask", str(kept))
    jo = world.peers[0].key
    return lambda: handing.hand_over(key=jo, ask=kept, given={"fine": 1}, missing={}, area="coast", form_id=form)


def she_takes_back_what_is_kept(world: World) -> Act:
    page = world.page()
    kept = world.ask(page)
    world.hold("ask", str(kept))
    with clock.at(LATER):
        ending.end_old_asks()
    return lambda: holding.take_back_kept(page.key, str(kept))


SWEEPS = [
    *(asks, asks_of_which_one_is_held, messages, messages_of_which_one_is_held, unused_pages, untried_pages, worries),
    *(kept_things, holds_not_agreed_to, invitations, forms, slips, old_record),
]
ACTS = [agree, lift, hand_over_what_is_held, she_takes_back_what_is_kept]


def locked() -> list[tuple[object, str]]:
    rows: list[tuple[object, str]] = [(row, "words") for row in Ask.objects.filter(words__isnull=False)]
    rows += [(row, "body") for row in Message.objects.all()]
    rows += [(held.as_it_was(row), held.sealed_columns(type(held.as_it_was(row)))[-1]) for row in Kept.objects.all()]
    return rows


def nothing_ended_opens_and_nothing_held_is_shut(world: World, before: list[tuple[object, str]]) -> None:
    there = {row.pk for row, _column in locked()}  # type: ignore[attr-defined]
    for row, column in before:
        if row.pk in there:  # type: ignore[attr-defined]
            assert vault.read(world.peers[0].key, row, column)  # type: ignore[arg-type]
            continue
        for one in world.peers:
            with pytest.raises(vault.CannotOpen):
                vault.read(one.key, row, column)  # type: ignore[arg-type]


def without_few(happened: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """A receipt that says only that it ran is there once a week, however often: the second time nothing is added."""
    return {kind: n for kind, n in happened.items() if not (kind[0] == "Count" and kind[1].startswith("ended a few"))}


@pytest.mark.parametrize("how", ["kill", "error"])
@pytest.mark.parametrize("prepare", [*SWEEPS, *ACTS], ids=lambda one: one.__name__)
def test_whole_or_not_at_all_with_its_receipt(world: World, prepare: Callable[[World], Act], how: str) -> None:
    act = prepare(world)
    with clock.at(LATER):
        before = facts()
        act()
        whole = crashing.change(before, facts())
    assert whole, "an act that changes nothing proves nothing"
    outcomes, back = set(), crashing.kept()
    for at in range(1 + zlib.crc32(f"{prepare.__name__} {how}".encode()) % STEP, MOST_STATEMENTS, STEP):
        if not back():
            # What was stopped is done by the next one, so that each round begins from the same place.
            with clock.at(LATER):
                retention.sweep(orphans_too=False)
        act = prepare(world)
        rows = locked()
        with clock.at(LATER):
            before = facts()
            with crashing.Stop(at, how) as stop:
                act()
            if not stop.reached:
                break
            crashing.restart()
            happened = crashing.change(before, facts())
            assert without_few(happened) in ({}, without_few(whole)), f"stopped at {at}: half of it happened"
            assert crashing.broken() == [], f"stopped at {at}"
            nothing_ended_opens_and_nothing_held_is_shut(world, rows)
            outcomes.add(bool(happened))
    else:
        pytest.fail("there seems to be no end of statements")
    assert False in outcomes
