"""Any events, in any order, sent any number of times in any batches: the sums are what a slow twin gets from the bare set of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.reach import asides as put_aside
from kithbridge.reach.actions import ledger
from kithbridge.reach.actions.batches import digest_of
from kithbridge.reach.actions.ledger import Arrived
from kithbridge.reach.models import Area, Aside, Event, Item, MonthTally, Place, Reached, Recipe, RecipeLine, Stock, Tally
from kithbridge.web import clock
from tests.builders import DATABASES, quick_kdf

__all__ = ["quick_kdf"]
pytestmark = DATABASES

TODAY = dt.date(2026, 11, 22)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=clock.LONDON)
ITEMS = ("needle", "wipes", "bin", "kit")
RECIPES = {1: {"needle": 10, "wipes": 5}, 2: {"needle": 6, "bin": 1}}
PLACES = ("hub", "red")
AS_TALLY = {"out": "out", "asked": "asked", "none": "missing", "maynot": "may_not", "back": "back", "waste": "waste"}

keys = st.sampled_from
days = st.integers(-5, 60).map(lambda back: (TODAY - dt.timedelta(days=back)).isoformat())


@st.composite
def happened(draw: st.DrawFn) -> dict[str, Any]:
    """One thing that happened; now and then an item, an area or a place that nobody knows."""
    kind = draw(keys([*AS_TALLY, "passed", "in", "move", "pack", "gone", "hard"]))
    item = draw(keys([*ITEMS, "kit", "unknown"]))
    inside: dict[str, Any] = {
        "v": 1,
        "k": kind,
        "i": item,
        "n": draw(st.integers(1, 4)),
        "d": draw(days),
        "a": draw(keys(["coast", "town", "sea"])),
    }
    if item == "kit" or kind == "pack":
        inside |= {"i": "kit", "r": draw(keys([1, 2] if kind == "pack" else [0, 1, 2, 3]))}
    if kind in ("in", "move", "pack", "gone") or draw(st.booleans()):
        inside["p"] = draw(keys([*PLACES, "lost"]))
    if kind == "move":
        inside |= {"p": "hub", "t": "red"}
    if kind == "out":
        inside["s"] = draw(keys(["", "1", "2-4", "5-9", "10+", "sum"]))
    if kind == "passed":
        inside["s"] = draw(keys(["went", "noone", "notdared"]))
    return inside


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[tuple[UUID, dict[str, Any]]], list[list[int]]]:
    """Numbered events, some undoing others; and the batches in which their places arrive: each at least once, in any order."""
    said = draw(st.lists(happened(), min_size=1, max_size=10))
    numbers = draw(st.lists(st.uuids(version=4), min_size=len(said) * 2, max_size=len(said) * 2, unique=True))
    events = list(zip(numbers, said, strict=False))
    for place in draw(st.sets(st.integers(0, len(said) - 1), max_size=4)):
        events.append((numbers[len(events)], {"v": 1, "k": "undo", "u": str(numbers[place]), "d": TODAY.isoformat()}))
    order = draw(st.permutations(range(len(events)))) + draw(st.lists(st.integers(0, len(events) - 1), max_size=8))
    batches, rest = [], list(order)
    while rest:
        many = draw(st.integers(1, len(rest)))
        batches.append(rest[:many])
        rest = rest[many:]
    return events, batches


def furnish() -> None:
    for key in ("coast", "town"):
        Area.objects.create(key=key, label=key)
    for key in ITEMS:
        Item.objects.create(key=key, label=key, picture="fine", kind="kit" if key == "kit" else "other")
    for key in PLACES:
        Place.objects.create(key=key, label=key, kind="hub")
    for version, lines in RECIPES.items():
        made = Recipe.objects.create(kit_id="kit", version=version, week="2026-W01")
        for item, n in lines.items():
            RecipeLine.objects.create(recipe=made, item_id=item, quantity=n)


def week_of(day: str) -> str:
    year, week, _day = dt.date.fromisoformat(day).isocalendar()
    back = (TODAY - dt.date.fromisoformat(day)).days
    if not -1 <= back <= 31:
        year, week, _day = TODAY.isocalendar()
    return f"{year}-W{week:02d}"


def counts(said: dict[str, Any]) -> bool:
    """Whether it can be counted: everything it names is known."""
    of_area = said["k"] in AS_TALLY or said["k"] == "passed"
    known = said["k"] == "passed" or (said["i"] in ITEMS and (said["i"] != "kit" or said.get("r", 0) in (0, 1, 2)))
    return known and (not of_area or said["a"] != "sea") and said.get("p", "") != "lost"


Sums = dict[str, Counter[tuple[str, ...]]]


def twin(events: Sequence[tuple[UUID, dict[str, Any]]]) -> Sums:
    """One event after the other, as slowly as can be; nothing of the ledger's own."""
    undone = {said["u"] for _number, said in events if said["k"] == "undo"}
    tally: Counter[tuple[str, ...]] = Counter()
    month: Counter[tuple[str, ...]] = Counter()
    reached: Counter[tuple[str, ...]] = Counter()
    stock: Counter[tuple[str, ...]] = Counter()
    for number, said in events:
        kind = said["k"]
        if kind in ("undo", "hard") or str(number) in undone or not counts(said):
            continue
        week, area, item, n, place = week_of(said["d"]), said["a"], said["i"], said["n"], said.get("p", "")
        parts = RECIPES[said["r"]] if said.get("r") and kind != "passed" else {}
        thursday = dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 4)
        for one, many in [(item, n), *((part, n * each) for part, each in parts.items())]:
            if kind in AS_TALLY:
                tally[week, area, one, AS_TALLY[kind]] += many
                month[f"{thursday:%Y-%m}", area, one, AS_TALLY[kind]] += many
        if kind == "out" and said["s"] != "sum":
            reached[week, area, "handouts"] += 1
            if said["s"]:
                reached[week, area, "for_" + said["s"].replace("-", "_").replace("+", "")] += 1
        if kind == "passed":
            reached[week, area, said["s"]] += n
        if place:
            stock[place, item] += n * {"out": -1, "waste": -1, "gone": -1, "move": -1, "in": 1, "pack": 1}.get(kind, 0)
            if kind == "move":
                stock[said["t"], item] += n
            for part, each in parts.items() if kind == "pack" else ():
                stock[place, part] -= n * each
    return {"tally": +tally, "month": +month, "reached": +reached, "stock": Counter({key: n for key, n in stock.items() if n})}


def sums() -> Sums:
    def read(model: Any, *names: str) -> Counter[tuple[str, ...]]:
        found: Counter[tuple[str, ...]] = Counter()
        for *key, n in model.objects.values_list(*names, "quantity"):
            found[tuple(key)] += n
        return Counter({key: n for key, n in found.items() if n})

    return {
        "tally": read(Tally, "week", "area", "item", "kind"),
        "month": read(MonthTally, "month", "area", "item", "kind"),
        "reached": read(Reached, "week", "area", "kind"),
        "stock": read(Stock, "place", "item"),
    }


def arrivals(events: Sequence[tuple[UUID, dict[str, Any]]], batches: list[list[int]]) -> Iterator[list[Arrived]]:
    for batch in batches:
        yield [Arrived(*events[place]) for place in batch]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(stories())
def test_any_order_any_doubling_any_batches_come_to_the_same(story: tuple[list[tuple[UUID, dict[str, Any]]], list[list[int]]]) -> None:
    events, batches = story
    with transaction.atomic(), clock.at(NOON):
        furnish()
        for batch in arrivals(events, batches):
            taken = ledger.take(batch)
            assert {*taken.ok, *taken.held} == {one.id for one in batch}
        assert sums() == twin(events)
        assert ledger.recount() == []
        undone = {said["u"] for _number, said in events if said["k"] == "undo"}
        bad = [number for number, said in events if said["k"] not in ("undo", "hard") and not counts(said) and str(number) not in undone]
        assert set(Aside.objects.values_list("digest", flat=True)) == {digest_of(number) for number in bad}
        assert not {number for number, _said in events} & set(Event.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)


json_things = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(happened(), st.dictionaries(keys("vkirndaptsxucq"), json_things, max_size=4)), max_size=4))
def test_no_poison_stops_the_others(spoiled: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Whatever a box holds, the good ones beside it are counted, and it is counted or put aside."""
    good = {"v": 1, "k": "out", "i": "bin", "n": 1, "d": TODAY.isoformat(), "a": "town", "p": "red"}
    with transaction.atomic(), clock.at(NOON):
        furnish()
        batch = [Arrived(uuid4(), {**said, **change}) for said, change in spoiled]
        ours = [Arrived(uuid4(), good) for _one in range(3)]
        taken = ledger.take([ours[0], *batch, *ours[1:]])
        assert {one.id for one in ours} <= set(taken.ok)
        assert len(taken.held) == Aside.objects.count()
        assert ledger.recount() == []
        assert len(put_aside.asides()) == Aside.objects.count()
        transaction.set_rollback(True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(stories(), st.lists(st.tuples(st.integers(0, 20), keys(PLACES), keys(ITEMS), st.integers(0, 9)), max_size=6))
def test_counts_in_between_leave_stock_a_fold(
    story: tuple[list[tuple[UUID, dict[str, Any]]], list[list[int]]], counted: list[tuple[int, str, str, int]]
) -> None:
    """A count sets what lies there, so order matters; what stands there at the end is still what the events come to."""
    events, batches = story
    with transaction.atomic(), clock.at(NOON):
        furnish()
        for step, batch in enumerate(arrivals(events, batches)):
            ledger.take(batch)
            for when, place, item, n in counted:
                if when % len(batches) == step:
                    number = ledger.happened(kind="count", item=item, n=n, place=place)
                    assert sums()["stock"].get((place, item), 0) == n
                    if when > 15:
                        ledger.undo(number)
        assert ledger.recount() == []
        transaction.set_rollback(True)
