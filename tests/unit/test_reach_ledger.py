"""The ledger: what phones, sheets and the team say becomes sums, once each; what cannot be counted is put aside and stops nothing."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

import kithbridge
from kithbridge.engines.handout import SUM
from kithbridge.reach.actions import event_keys, ledger
from kithbridge.reach.actions.ledger import Arrived, CannotCount, Taken
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
from kithbridge.web.record.models import Count
from tests.builders import DATABASES, quick_kdf

__all__ = ["quick_kdf"]
pytestmark = DATABASES

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=clock.LONDON)
TODAY = NOON.date()
WEEK, MONTH = "2026-W47", "2026-11"


@pytest.fixture(autouse=True)
def stocked() -> Any:
    """Areas, things, a kit with two recipes, a hub and a bag; the clock stands on a Sunday in November."""
    for key in ("coast", "town"):
        Area.objects.create(key=key, label=key)
    for key in ("fine", "needle", "wipes", "naloxone", "kit", "pipe"):
        Item.objects.create(key=key, label=key, picture="fine", kind="kit" if key == "kit" else "other", on=key != "pipe")
    Place.objects.create(key="hub", label="Hub", kind="hub")
    Place.objects.create(key="red", label="red", kind="bag")
    for version, lines in enumerate(({"needle": 10, "wipes": 5}, {"needle": 6}), start=1):
        made = Recipe.objects.create(kit_id="kit", version=version, week="2026-W01")
        for item, n in lines.items():
            RecipeLine.objects.create(recipe=made, item_id=item, quantity=n)
    with clock.at(NOON):
        yield


def says(**change: Any) -> dict[str, Any]:
    return {"v": 1, "k": "out", "i": "fine", "n": 1, "d": TODAY.isoformat(), "a": "coast", **change}


def came(number: UUID | None = None, box: bytes = b"", **change: Any) -> Arrived:
    return Arrived(number or uuid4(), says(**change), box)


def undoing(number: UUID) -> Arrived:
    return Arrived(uuid4(), {"v": 1, "k": "undo", "u": str(number), "d": TODAY.isoformat()})


def days_back(n: int) -> str:
    return (TODAY - dt.timedelta(days=n)).isoformat()


def tally() -> dict[tuple[str, str, str], int]:
    rows = Tally.objects.filter(quantity__gt=0).values_list("area", "item", "kind", "quantity")
    return {(area, item, kind): n for area, item, kind, n in rows}


def reached() -> dict[str, int]:
    return dict(Reached.objects.filter(quantity__gt=0).values_list("kind", "quantity"))


def stock(place: str = "red") -> dict[str, int]:
    found: dict[str, int] = {}
    for item, n in Stock.objects.filter(place=place).values_list("item", "quantity"):
        found[item] = found.get(item, 0) + n
    return {item: n for item, n in found.items() if n}


@pytest.fixture(autouse=True)
def sums_are_what_events_come_to(stocked: Any) -> Any:
    """After every test here."""
    yield
    assert ledger.recount() == []


class TestOnce:
    def test_a_hand_out_is_counted(self) -> None:
        one = came(n=2, s="2-4")
        assert ledger.take([one]) == Taken(ok=(one.id,))
        assert tally() == {("coast", "fine", "out"): 2}
        assert MonthTally.objects.get().month == MONTH
        assert reached() == {"handouts": 1, "for_2_4": 1}
        assert Tally.objects.get().week == WEEK

    def test_sent_again_it_is_an_ok_and_counts_no_more(self) -> None:
        one = came()
        for _time in range(3):
            assert ledger.take([one, one]) == Taken(ok=(one.id,))
        assert tally() == {("coast", "fine", "out"): 1}
        assert ledger.known([one.id, uuid4()]) == 1

    def test_the_number_of_the_phone_is_kept_nowhere(self) -> None:
        one = came()
        ledger.take([one])
        assert Event.objects.get().pk != one.id
        assert one.id.hex not in Seen.objects.get().digest
        assert len(Seen.objects.get().digest) == 43

    def test_what_is_known_and_switched_off_happened_all_the_same(self) -> None:
        assert ledger.take([came(i="pipe")]).held == ()
        assert tally() == {("coast", "pipe", "out"): 1}

    def test_nothing_comes_of_nothing(self) -> None:
        assert ledger.take([]) == Taken()


BAD = [
    ({"i": "unknown"}, "item"),
    ({"i": "kit", "r": 9}, "item"),
    ({"i": "fine", "r": 1}, "item"),
    ({"a": "nowhere"}, "area"),
    ({"p": "lost"}, "place"),
    ({"k": "rest", "p": "lost"}, "place"),
    ({"d": days_back(183)}, "old"),
    ({"d": days_back(-32)}, "future"),
    ({"n": 201}, "many"),
    ({"n": -1}, "form"),
    ({"k": "sold"}, "form"),
    ({"k": "undo", "u": "not a number"}, "form"),
    ({"x": "w" * 2_000}, "form"),
]


class TestPutAside:
    @pytest.mark.parametrize(("change", "why"), BAD)
    def test_a_bad_one_is_held_and_the_rest_is_taken(self, change: dict[str, Any], why: str) -> None:
        good, bad = [came() for _one in range(9)], came(**change)
        taken = ledger.take([*good[:4], bad, *good[4:]])
        assert taken.held == (bad.id,)
        assert set(taken.ok) == {one.id for one in good}
        assert tally() == {("coast", "fine", "out"): 9}
        assert Aside.objects.get().why == why
        assert ledger.take([bad]) == Taken(ok=(bad.id,)), "sent again it is known"
        assert Aside.objects.count() == 1

    def test_one_that_cannot_be_opened(self) -> None:
        bad = Arrived(uuid4(), None, b"tampered")
        assert ledger.take([bad, came()]).held == (bad.id,)
        assert (Aside.objects.get().why, bytes(Aside.objects.get().box)) == ("unread", b"tampered")

    def test_what_whoever_opened_it_says_of_it_holds(self) -> None:
        ledger.take([Arrived(uuid4(), None, b"x", "form")])
        assert Aside.objects.get().why == "form"

    def test_a_very_long_one_is_cut(self) -> None:
        bad = came(box=b"x" * 1_501)
        assert ledger.take([bad, came(box=b"x" * 1_500)]).held == (bad.id,)
        aside = Aside.objects.get()
        assert (aside.why, len(bytes(aside.box))) == ("long", 1_500)

    def test_what_it_says_opens_with_the_servers_key_only(self) -> None:
        ledger.take([came(i="unknown", box=b"as it came")])
        aside = Aside.objects.get()
        assert b"unknown" not in bytes(aside.box)
        assert '"unknown"' in event_keys.open_aside(aside)

    def test_one_poison_among_a_thousand(self) -> None:
        batch = [came() for _one in range(999)]
        taken = ledger.take([*batch[:500], came(i="unknown"), *batch[500:]])
        assert (len(taken.ok), len(taken.held)) == (999, 1)
        assert tally() == {("coast", "fine", "out"): 999}


class TestDays:
    def test_a_day_in_another_month_is_counted_there(self) -> None:
        ledger.take([came(d=days_back(25))])
        assert (Tally.objects.get().week, MonthTally.objects.get().month) == ("2026-W44", "2026-10")
        assert not Event.objects.get().skewed

    def test_a_day_that_cannot_be_is_flagged_and_stands_where_it_came(self) -> None:
        ledger.take([came(d=days_back(60)), came(d=days_back(-5))])
        assert list(Event.objects.values_list("week", "skewed")) == [(WEEK, True)] * 2

    def test_no_day_is_kept(self) -> None:
        ledger.take([came(d=days_back(3))])
        assert days_back(3) not in str(Event.objects.values().get())


class TestUndo:
    @pytest.mark.parametrize("order", ["after", "before", "together", "together, before"])
    def test_takes_the_sums_away_whenever_it_comes(self, order: str) -> None:
        one = came(i="kit", r=1, p="red", s="1")
        back = undoing(one.id)
        for batch in {"after": [[one], [back]], "before": [[back], [one]], "together": [[one, back]]}.get(order, [[back, one]]):
            assert ledger.take(batch).held == ()
        assert (tally(), reached(), stock()) == ({}, {}, {})

    def test_is_not_counted_again_when_sent_again(self) -> None:
        one, other = came(), came()
        ledger.take([one, other, undoing(one.id)])
        ledger.take([one, undoing(one.id), undoing(one.id)])
        assert tally() == {("coast", "fine", "out"): 1}

    def test_drops_what_was_put_aside(self) -> None:
        bad = came(i="unknown")
        ledger.take([bad])
        ledger.take([undoing(bad.id)])
        assert not Aside.objects.exists()
        ledger.take([(other := came(i="unknown")), undoing(other.id)])
        assert not Aside.objects.exists()

    def test_of_an_undo_changes_nothing(self) -> None:
        one = came()
        back = undoing(one.id)
        ledger.take([one, back, undoing(back.id)])
        assert tally() == {}

    def test_of_itself_changes_nothing(self) -> None:
        number = uuid4()
        assert ledger.take([Arrived(number, {"v": 1, "k": "undo", "u": str(number)}), came()]).held == ()
        assert tally() == {("coast", "fine", "out"): 1}

    def test_however_old_its_own_day_is(self) -> None:
        one = came(d=days_back(20))
        ledger.take([one])
        ledger.take([Arrived(uuid4(), {"v": 1, "k": "undo", "u": str(one.id), "d": days_back(400)})])
        assert tally() == {}


class TestWhatIsNoEvent:
    def test_a_hard_one_is_one_in_the_count_of_the_week(self) -> None:
        hard = Arrived(uuid4(), {"v": 1, "k": "hard", "d": TODAY.isoformat()})
        assert ledger.take([hard, Arrived(uuid4(), {"v": 1, "k": "hard"})], role="peer").hard == 2
        assert ledger.take([hard]).hard == 0
        assert Count.objects.get(kind="a hard one").n == 2
        assert not Event.objects.exists()

    def test_a_bag_that_cannot_be_carried_rests(self) -> None:
        ledger.take([Arrived(uuid4(), {"v": 1, "k": "rest", "p": "red"})])
        assert list(Place.objects.filter(resting=True).values_list("key", flat=True)) == ["red"]
        assert not Event.objects.exists()


class TestKits:
    def test_counts_as_itself_and_as_its_parts_of_the_version_it_was(self) -> None:
        ledger.take([came(i="kit", r=1, n=2), came(i="kit", r=2), came(k="none", i="kit", r=2)])
        assert tally() == {
            ("coast", "kit", "out"): 3,
            ("coast", "needle", "out"): 26,
            ("coast", "wipes", "out"): 10,
            ("coast", "kit", "missing"): 1,
            ("coast", "needle", "missing"): 6,
        }

    def test_five_catalogues_later_an_old_phone_still_counts(self) -> None:
        for version in range(3, 8):
            Recipe.objects.create(kit_id="kit", version=version, week="2026-W40")
        assert ledger.take([came(i="kit", r=1)]).held == ()
        assert tally()["coast", "needle", "out"] == 10

    def test_a_kit_without_a_version_is_itself_alone(self) -> None:
        ledger.take([came(i="kit")])
        assert tally() == {("coast", "kit", "out"): 1}

    def test_packing_turns_parts_into_kits(self) -> None:
        ledger.happened(kind="in", item="needle", n=100, place="hub")
        ledger.happened(kind="pack", item="kit", n=3, place="hub")  # the newest version
        assert stock("hub") == {"needle": 82, "kit": 3}
        ledger.happened(kind="move", item="kit", n=2, place="hub", to="red")
        ledger.take([came(i="kit", r=2, p="red")])
        assert (stock("hub"), stock("red")) == ({"needle": 82, "kit": 1}, {"kit": 1})


class TestStock:
    def lot(self, code: str, expires: dt.date | None, n: int, **more: Any) -> Lot:
        made = Lot.objects.create(item_id="naloxone", code=code, expires=expires, **more)
        ledger.happened(kind="in", item="naloxone", n=n, place="red", lot=made.pk)
        return made

    def lots(self) -> dict[str, int]:
        rows = Stock.objects.filter(place="red", item="naloxone").values_list("lot__code", "quantity")
        return {code or "": n for code, n in rows if n}

    def test_what_ends_first_goes_first(self) -> None:
        self.lot("late", dt.date(2028, 1, 1), 2)
        self.lot("soon", dt.date(2027, 1, 1), 2)
        self.lot("never", None, 2)
        ledger.happened(kind="in", item="naloxone", n=2, place="red")
        ledger.take([came(i="naloxone", p="red", n=3)])
        assert self.lots() == {"late": 1, "never": 2, "": 2}
        ledger.take([came(i="naloxone", p="red", n=4)])
        assert self.lots() == {"": 1}

    def test_a_lot_that_is_over_goes_last(self) -> None:
        """It lies apart: whoever hands out takes another one."""
        self.lot("over", clock.today() - dt.timedelta(days=1), 2)
        self.lot("last day", clock.today(), 1)
        ledger.take([came(i="naloxone", p="red")])
        assert self.lots() == {"over": 2}

    def test_a_recalled_lot_goes_last(self) -> None:
        self.lot("bad", dt.date(2026, 12, 1), 2, recalled=WEEK)
        self.lot("good", dt.date(2028, 1, 1), 1)
        ledger.take([came(i="naloxone", p="red")])
        assert self.lots() == {"bad": 2}

    def test_below_nothing_is_said_and_never_stops_a_hand_out(self) -> None:
        self.lot("one", dt.date(2027, 1, 1), 1)
        ledger.take([came(i="naloxone", p="red", n=3)])
        assert self.lots() == {"": -2}
        assert stock() == {"naloxone": -2}

    def test_a_count_says_what_lies_there(self) -> None:
        self.lot("soon", dt.date(2027, 1, 1), 5)
        ledger.take([came(i="naloxone", p="red", n=9)])
        ledger.take([came(k="count", i="naloxone", p="red", n=4, a="")])
        event = Event.objects.get(kind="count")
        assert (stock(), event.n, event.change) == ({"naloxone": 4}, 4, 8)
        assert all(row.quantity >= 0 and row.counted == WEEK for row in Stock.objects.filter(item="naloxone"))
        ledger.undo(event.pk)
        assert stock() == {"naloxone": -4}

    def test_a_count_stands_where_it_was_made_however_its_batch_is_mixed(self) -> None:
        """A phone keeps what waits under random numbers: what comes first is no sign of what happened first."""
        ledger.happened(kind="in", item="fine", n=20, place="red")
        yesterday, counted = came(q=9, d=days_back(1), p="red"), came(q=11, k="count", p="red", n=7)
        ledger.take([came(q=12, p="red"), counted, came(q=10, p="red", n=3), yesterday])
        assert Stock.objects.get(place="red", item="fine").quantity == 6
        assert ledger.recount() == []

    def test_a_count_of_less_takes_from_what_ends_first(self) -> None:
        self.lot("late", dt.date(2028, 1, 1), 5)
        self.lot("soon", dt.date(2027, 1, 1), 5)
        ledger.happened(kind="count", item="naloxone", n=6, place="red")
        assert self.lots() == {"late": 5, "soon": 1}

    def test_a_count_of_one_lot(self) -> None:
        soon = self.lot("soon", dt.date(2027, 1, 1), 5)
        self.lot("late", dt.date(2028, 1, 1), 5)
        ledger.happened(kind="count", item="naloxone", n=2, place="red", lot=soon.pk)
        assert self.lots() == {"late": 5, "soon": 2}

    def test_lots_go_along_to_another_place(self) -> None:
        self.lot("soon", dt.date(2027, 1, 1), 2)
        self.lot("late", dt.date(2028, 1, 1), 2)
        moved = ledger.happened(kind="move", item="naloxone", n=3, place="red", to="hub")
        there = Stock.objects.filter(place="hub").values_list("lot__code", "quantity")
        assert dict(there) == {"soon": 2, "late": 1}
        assert ledger.undo(moved)
        assert (stock("red"), stock("hub")) == ({"naloxone": 4}, {})

    def test_wasted_and_gone_leave_and_what_came_back_does_not_come_in(self) -> None:
        self.lot("soon", dt.date(2027, 1, 1), 9)
        ledger.take([came(k="waste", i="naloxone", p="red", n=2), came(k="back", i="naloxone", p="red")])
        ledger.happened(kind="gone", item="naloxone", n=3, place="red")
        assert stock() == {"naloxone": 4}
        assert tally() == {("coast", "naloxone", "waste"): 2, ("coast", "naloxone", "back"): 1}

    def test_a_tap_taken_back_lies_where_it_lay(self) -> None:
        self.lot("soon", dt.date(2027, 1, 1), 5)
        one = came(i="naloxone", p="red")
        ledger.take([one])
        ledger.take([undoing(one.id)])
        assert self.lots() == {"soon": 5}


class TestTheTeamsActs:
    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ({"kind": "sold", "item": "fine", "area": "coast"}, "form"),
            ({"kind": "undo"}, "form"),
            ({"kind": "out", "item": "fine"}, "form"),
            ({"kind": "out", "item": "fine", "area": "nowhere"}, "area"),
            ({"kind": "out", "item": "unknown", "area": "coast"}, "item"),
            ({"kind": "out", "item": "kit", "area": "coast", "recipe": 9}, "item"),
            ({"kind": "out", "item": "fine", "area": "coast", "place": "lost"}, "place"),
            ({"kind": "out", "item": "fine", "area": "coast", "n": 0}, "form"),
            ({"kind": "out", "item": "fine", "area": "coast", "n": 201}, "many"),
            ({"kind": "in", "item": "fine", "place": "hub", "n": 10_001}, "many"),
            ({"kind": "in", "item": "fine", "place": "hub", "lot": uuid4()}, "lot"),
            ({"kind": "move", "item": "fine", "place": "hub", "to": "hub"}, "form"),
        ],
    )
    def test_what_is_none_is_refused_and_changes_nothing(self, line: dict[str, Any], why: str) -> None:
        good = ledger.Happened("out", "fine", 1, "coast")
        with pytest.raises(CannotCount, match=why):
            ledger.all_happened([good, ledger.Happened(**line)])
        assert not Event.objects.exists()
        assert tally() == {}

    def test_a_sum_is_many_and_no_single_hand_out(self) -> None:
        ledger.happened(kind="out", item="fine", n=640, area="coast", said=SUM)
        assert (tally(), reached()) == ({("coast", "fine", "out"): 640}, {})

    def test_undo_once(self) -> None:
        number = ledger.happened(kind="out", item="fine", area="coast", n=4)
        assert [ledger.undo(number), ledger.undo(number), ledger.undo(uuid4())] == [True, False, False]
        assert tally() == {}


class TestPickUps:
    def test_two_phones_with_one_code_are_both_counted_and_flagged(self) -> None:
        ledger.take([came(x="otter maple"), came(x="Otter Maple"), came(i="wipes", x="otter maple")])
        assert set(PickUp.objects.values_list("times", flat=True)) == {1}, "one phone in one call is one pick-up"
        PickUp.objects.update(seen=True)
        ledger.take([came(x="otter-maple")])
        assert tally()["coast", "fine", "out"] == 3
        assert sorted(PickUp.objects.values_list("times", "seen")) == [(1, True), (2, False)]

    def test_says_which_things_a_phone_counted(self) -> None:
        ledger.take([came(x="otter maple"), came(k="none", i="wipes", x="otter maple")])
        assert ledger.picked_up("otter maple", ["fine", "wipes"]) == {"fine"}
        assert ledger.picked_up("other words", ["fine"]) == set()

    def test_the_words_are_not_kept(self) -> None:
        ledger.take([came(x="otter maple")])
        assert "otter" not in str(list(PickUp.objects.values())) + str(list(Event.objects.values()))

    def test_what_was_taken_back_before_it_counted_is_no_pick_up(self) -> None:
        one = came(x="otter maple")
        ledger.take([one, undoing(one.id)])
        assert not PickUp.objects.exists()


# --- Nobody else writes -----------------------------------------------------------------------------------
SUMS = {"Event", "Tally", "MonthTally", "Reached", "Stock"}
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete", "save"}
WRITERS = {"ledger.py", "batches.py", "folding.py", "forgetting.py", "0003_events_from_tallies.py"}
TABLES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b[^\"]*\breach_(event|tally|monthtally|reached|stock)\b", re.IGNORECASE)


def _root(node: ast.expr) -> str:
    """The name a chain of calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def writes(source: str) -> list[str]:
    """What in a file writes events or sums."""
    found = [f"SQL: {line}" for line in source.splitlines() if TABLES.search(line)]
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES and _root(node.func) in SUMS:
            found.append(f"line {node.lineno}: {_root(node.func)}...{node.func.attr}()")
        if isinstance(node.func, ast.Name) and node.func.id in SUMS:
            found.append(f"line {node.lineno}: {node.func.id}()")
    return found


def test_nobody_else_writes_events_and_sums() -> None:
    room = Path(kithbridge.__file__).parent
    files = [path for path in room.rglob("*.py") if path.name not in WRITERS]
    found = {path.name: some for path in files if (some := writes(path.read_text(encoding="utf-8")))}
    assert found == {}


def test_the_reader_of_sources_sees_what_writes() -> None:
    assert len(writes("Tally.objects.filter(a=1).update(quantity=2)\nStock(place=1).save()\nc('UPDATE reach_stock SET x = 1')")) == 4
    assert writes("Tally.objects.filter(a=1).values_list('week')\nCounter().update(Event.objects.all())") == []
    folding = (Path(kithbridge.__file__).parent / "reach" / "actions" / "folding.py").read_text(encoding="utf-8")
    assert writes(folding)


def test_a_long_batch_takes_few_statements() -> None:
    """Not one for each event: ten thousand must come in within seconds."""
    from django.test.utils import CaptureQueriesContext

    batch = [came(i="kit", r=1, p="red", s="1") for _one in range(500)]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ledger.take(batch)
    assert len(seen) < 60
