"""The ledger, stopped at every statement: a batch was taken whole or not at all, and sent again it counts once. And many at once."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from kithbridge.reach.actions import asides, forgetting, ledger
from kithbridge.reach.actions.ledger import Arrived, Happened
from kithbridge.reach.models import (
    Area,
    Aside,
    Event,
    Item,
    Lot,
    MonthTally,
    PickUp,
    Place,
    Reached,
    Recipe,
    RecipeLine,
    Seen,
    Stock,
    Tally,
)
from kithbridge.web import clock
from kithbridge.web.record.models import Count, Entry
from tests.builders import Member, furnish_site, quick_kdf
from tests.security import crashing

__all__ = ["quick_kdf"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=clock.LONDON)
MOST_STATEMENTS = 150
weeks_later = itertools.count()


def furnish() -> Member:
    """Two areas, things, a kit, a hub and a bag with a lot in it; returns a lead."""
    for alias in ("default", "keyring"):
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
    lead = furnish_site().lead
    Item.objects.create(key="kit", label="Kit", picture="fine", kind="kit")
    Item.objects.create(key="needle", label="Needle", picture="fine")
    made = Recipe.objects.create(kit_id="kit", version=1, week="2026-W01")
    RecipeLine.objects.create(recipe=made, item_id="needle", quantity=10)
    for key in ("hub", "red"):
        Place.objects.create(key=key, label=key, kind="hub")
    lot = Lot.objects.create(item_id="naloxone", code="L1", expires=dt.date(2027, 1, 1))
    ledger.happened(kind="in", item="naloxone", n=50, place="red", lot=lot.pk)
    ledger.happened(kind="in", item="needle", n=500, place="hub")
    return lead


def says(number: UUID, **change: Any) -> Arrived:
    return Arrived(number, {"v": 1, "k": "out", "i": "fine", "n": 1, "d": "2026-11-22", "a": "coast", **change})


def batch() -> list[Arrived]:
    """One of everything: kit, stock, code, count, an undo of this batch and one of nothing yet, a hard one, resting, a bad one."""
    first, gone = uuid4(), uuid4()
    return [
        says(first, i="naloxone", p="red", s="2-4", x=f"otter {first.hex[:6]}"),
        says(uuid4(), i="kit", r=1, n=2),
        says(uuid4(), k="none", i="foil"),
        says(gone, i="naloxone", p="red", n=3),
        Arrived(uuid4(), {"v": 1, "k": "undo", "u": str(gone)}),
        Arrived(uuid4(), {"v": 1, "k": "undo", "u": str(uuid4())}),
        says(uuid4(), k="count", p="red", i="needle", n=7),
        says(uuid4(), k="passed", s="went"),
        says(uuid4(), i="unknown"),
        Arrived(uuid4(), None, b"tampered"),
        Arrived(uuid4(), {"v": 1, "k": "hard"}),
        Arrived(uuid4(), {"v": 1, "k": "rest", "p": "red"}),
        first_again(first),
    ]


def first_again(first: UUID) -> Arrived:
    return says(first, i="naloxone", p="red", s="2-4")


def facts() -> dict[str, Any]:
    """Everything the ledger holds, without what is drawn at random."""
    return {
        "events": sorted(Event.objects.values_list("kind", "week", "item", "n", "change", "place", "to", "said", "undone")),
        "seen": Seen.objects.count(),
        "counted": Seen.objects.exclude(event=None).count(),
        "asides": sorted(Aside.objects.values_list("why", flat=True)),
        "codes": sorted(PickUp.objects.values_list("times", "seen")),
        "tally": sorted(Tally.objects.filter(quantity__gt=0).values_list("week", "area", "item", "kind", "quantity")),
        "months": sorted(MonthTally.objects.filter(quantity__gt=0).values_list("month", "area", "item", "kind", "quantity")),
        "reached": sorted(Reached.objects.filter(quantity__gt=0).values_list("week", "area", "kind", "quantity")),
        "stock": sorted(Stock.objects.exclude(quantity=0).values_list("place", "item", "lot__code", "quantity"), key=str),
        "resting": sorted(Place.objects.filter(resting=True).values_list("key", flat=True)),
        "record": [sorted(Entry.objects.values_list("kind", flat=True)), sorted(Count.objects.values_list("kind", "n"))],
    }


Act = Callable[[], object]
# What each prepares, and the act; `Again` says that the same act may be sent again and then has happened once.


def take(lead: Member) -> tuple[Act, bool]:
    some = batch()
    return lambda: ledger.take(some), True


def undo_what_was_taken(lead: Member) -> tuple[Act, bool]:
    number = uuid4()
    ledger.take([says(number, i="kit", r=1, s="1")])
    some = [Arrived(uuid4(), {"v": 1, "k": "undo", "u": str(number)})]
    return lambda: ledger.take(some), True


def acts_of_the_team(lead: Member) -> tuple[Act, bool]:
    lines = [
        Happened("pack", "kit", 3, place="hub"),
        Happened("move", "kit", 2, place="hub", to="red"),
        Happened("count", "naloxone", 5, place="red"),
        Happened("out", "kit", 1, "coast", "red"),
    ]
    return lambda: ledger.all_happened(lines), False


def undo_an_act(lead: Member) -> tuple[Act, bool]:
    number = ledger.happened(kind="out", item="kit", area="coast", place="red")
    return lambda: ledger.undo(number), True


def count_what_was_put_aside(lead: Member) -> tuple[Act, bool]:
    ledger.take([says(uuid4(), i="unknown")])
    aside = Aside.objects.order_by("id")[0].pk
    return lambda: asides.count(key=lead.key, aside=aside, item="fine", n=2, area="coast"), False


def forget_events(lead: Member) -> tuple[Act, bool]:
    # Each time a week later: into a week whose events have gone, nothing can come any more.
    with clock.at(NOON - dt.timedelta(weeks=300 - next(weeks_later))):
        ledger.happened(kind="in", item="foil", n=9, place="hub")
        ledger.happened(kind="out", item="foil", area="coast", place="hub")
    return lambda: forgetting.forget_events(), True


@pytest.mark.parametrize("how", ["kill", "error"])
@pytest.mark.parametrize(
    "prepare",
    [take, undo_what_was_taken, acts_of_the_team, undo_an_act, count_what_was_put_aside, forget_events],
    ids=lambda one: one.__name__,
)
def test_whole_or_not_at_all(prepare: Callable[[Member], tuple[Act, bool]], how: str) -> None:
    with clock.at(NOON):
        lead = furnish()
        stopped = 0
        for at in range(1, MOST_STATEMENTS):
            act, again = prepare(lead)
            before = facts()
            with crashing.Stop(at, how) as stop:
                act()
            after = facts()
            assert ledger.recount() == [], f"stopped at {at}: sums are not what events come to"
            if not stop.reached:
                assert after != before
                break
            stopped += 1
            if after == before:
                act()
                assert facts() != before, f"stopped at {at}: it could not be done again"
            elif again:
                act()
                assert facts() == after, f"stopped at {at}: sent again it was done twice"
            assert ledger.recount() == []
        else:
            pytest.fail("there seems to be no end of statements")
        assert stopped > 5


def test_half_of_a_batch_is_never_there() -> None:
    """Stopped anywhere, the answer never came: sent again, all of it counts once, and nothing twice."""
    with clock.at(NOON):
        furnish()
        before = facts()
        ledger.take(batch())
        whole = {name: _grown(before[name], facts()[name]) for name in ("tally", "reached", "events")}
        for at in range(1, MOST_STATEMENTS):
            some, before = batch(), facts()
            with crashing.Stop(at, "kill") as stop:
                ledger.take(some)
            ledger.take(some)
            grown = {name: _grown(before[name], facts()[name]) for name in ("tally", "reached")}
            assert grown == {name: whole[name] for name in grown}, f"stopped at {at}"
            if not stop.reached:
                return
        pytest.fail("there seems to be no end of statements")


def _grown(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> dict[Any, int]:
    if before and not isinstance(before[0][-1], bool):
        was = {row[:-1]: row[-1] for row in before}
    else:
        was = {}
    return {row[:-1]: row[-1] - was.get(row[:-1], 0) for row in after if row[-1] != was.get(row[:-1], 0)}


def test_many_at_once_never_wait_in_a_ring_and_count_once() -> None:
    """Four threads bring overlapping batches in their own order while the team moves stock about in its own."""
    with clock.at(NOON):
        furnish()
    events = [
        says(uuid4(), i=item, a=area, p=place)
        for item in ("fine", "naloxone", "foil")
        for area in ("coast", "tarrowby")
        for place in ("red", "hub")
    ]
    problems: list[BaseException] = []
    together = threading.Barrier(6)

    def work(seed: int, act: Callable[[random.Random], object]) -> None:
        dice = random.Random(seed)
        try:
            together.wait()
            with clock.at(NOON):
                for _time in range(4):
                    act(dice)
        except BaseException as problem:  # noqa: BLE001 - shown by the test
            problems.append(problem)
        finally:
            connections.close_all()

    def phone(dice: random.Random) -> None:
        some = dice.sample(events, 9)
        ledger.take([*some, Arrived(uuid4(), {"v": 1, "k": "undo", "u": str(events[0].id)})])

    def team(dice: random.Random) -> None:
        lines = [Happened("in", item, 2, place=place) for item in ("fine", "naloxone", "foil") for place in ("red", "hub")]
        ledger.all_happened(dice.sample(lines, len(lines)))

    threads = [threading.Thread(target=work, args=[seed, phone if seed < 4 else team]) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert problems == []
    with clock.at(NOON):
        ledger.take(events)
        assert ledger.recount() == []
    assert sum(Tally.objects.filter(kind="out").values_list("quantity", flat=True)) == len(events) - 1
    assert Area.objects.count() == 2
    assert sum(Stock.objects.filter(item="foil").values_list("quantity", flat=True)) == 2 * 2 * 4 * 2 - 4
