"""What the ledger keeps and for how long; counting it all again; what was counted before there were events; the command."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import F

from kithbridge.cli import main
from kithbridge.engines import sealing
from kithbridge.people.actions import retention
from kithbridge.people.models import TeamMember
from kithbridge.reach.actions import asking, forgetting, handing, ledger
from kithbridge.reach.actions.ledger import Arrived
from kithbridge.reach.models import Area, Aside, Ask, Event, Item, MonthTally, PickUp, Place, Reached, Seen, Stock, Tally
from kithbridge.web import clock, once
from kithbridge.web.record.models import Count
from tests.builders import DATABASES, decide, furnish_site, make_member, quick_kdf

__all__ = ["quick_kdf"]
pytestmark = DATABASES

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def stocked() -> Any:
    Area.objects.create(key="coast", label="Coast")
    for key in ("fine", "foil"):
        Item.objects.create(key=key, label=key, picture="fine")
    for key in ("hub", "red"):
        Place.objects.create(key=key, label=key, kind="hub")
    with clock.at(NOON):
        yield


def weeks_later(n: int) -> Any:
    return clock.at(NOON + dt.timedelta(weeks=n))


def arrived(**change: Any) -> Arrived:
    return Arrived(uuid.uuid4(), {"v": 1, "k": "out", "i": "fine", "n": 1, "d": clock.today().isoformat(), "a": "coast", **change})


def ended() -> dict[str, int]:
    return {name: n for name, n in retention.sweep().items() if n}


def stock() -> dict[tuple[str, str], int]:
    return {(place, item): n for place, item, n in Stock.objects.exclude(quantity=0).values_list("place", "item", "quantity")}


class TestWhatGoes:
    def test_single_hand_outs_go_by_rule_and_sums_stay(self) -> None:
        ledger.happened(kind="in", item="fine", n=20, place="hub")
        ledger.happened(kind="move", item="fine", n=5, place="hub", to="red")
        ledger.take([arrived(p="red"), arrived(p="red", i="foil", s="1")])
        before = (stock(), Tally.objects.count(), Reached.objects.count(), MonthTally.objects.count())
        with weeks_later(103):
            assert ended().get("single hand-outs", 0) == 0
            ledger.take([arrived(p="red")])
        with weeks_later(104):
            assert retention.sweep(dry_run=True)["single hand-outs"] == 4
            assert ended()["single hand-outs"] == 4
            assert ended().get("single hand-outs", 0) == 0
            assert ledger.recount() == [], "sums of weeks that went are left as they are; stock is carried on"
        assert stock() == {("hub", "fine"): 15, ("red", "fine"): 3, ("red", "foil"): -1}
        assert (Tally.objects.count(), Reached.objects.count(), MonthTally.objects.count()) == (before[1] + 1, before[2] + 1, before[3] + 1)
        carried = Event.objects.filter(kind="count").values_list("place", "item", "n", "change")
        assert sorted(carried) == [("hub", "fine", 15, 15), ("red", "fine", 4, 4), ("red", "foil", 0, -1)]

    def test_week_after_week_the_stock_is_still_a_fold(self) -> None:
        for week in range(0, 40, 3):
            with weeks_later(week):
                ledger.happened(kind="in", item="fine", n=7, place="hub")
                ledger.take([arrived(p="hub", n=2)])
        for week in (104, 120, 140, 300):
            with weeks_later(week):
                ended()
                assert ledger.recount() == []
        assert stock() == {("hub", "fine"): 70}
        assert set(Event.objects.values_list("kind", "change")) == {("count", 70)}

    def test_the_rule_says_how_long(self) -> None:
        furnish_site()
        ledger.take([arrived()])
        decide("handouts.live_weeks", 30)
        with weeks_later(30):
            assert ended()["single hand-outs"] == 1
            assert Count.objects.filter(kind__contains="handouts.live_weeks").exists()

    def test_what_is_kept_against_doubling_goes_when_it_has_no_use(self) -> None:
        ledger.take([arrived(x="otter maple"), arrived(i="unknown")])
        with weeks_later(7):
            assert "pick codes used" not in ended()
        with weeks_later(8):
            assert ended()["pick codes used"] == 1
        with weeks_later(25):
            assert "hand-outs put aside" not in ended()
        with weeks_later(26):
            assert ended()["hand-outs put aside"] == 1
        with weeks_later(31):
            assert "numbers of hand-outs" not in ended()
        with weeks_later(32):
            assert ended()["numbers of hand-outs"] == 2
        assert [model.objects.count() for model in (PickUp, Aside, Seen)] == [0, 0, 0]

    @pytest.mark.parametrize("ahead", [-31, 0, 1, 31])
    def test_sent_again_at_any_time_it_never_counts_twice(self, ahead: int) -> None:
        one = arrived(d=(NOON.date() + dt.timedelta(days=ahead)).isoformat())
        ledger.take([one])
        for days in range(0, 300, 5):
            with clock.at(NOON + dt.timedelta(days=days)):
                forgetting.forget_seen()
                forgetting.forget_events()
                ledger.take([one])
        assert sum(Tally.objects.values_list("quantity", flat=True)) == 1


class TestCountedAgain:
    @pytest.fixture
    def counted(self) -> None:
        ledger.take([arrived(p="red", s="1"), arrived(k="none", i="foil"), arrived(k="passed", s="went")])

    @pytest.mark.parametrize(
        ("spoil", "where"),
        [
            (lambda: Tally.objects.filter(kind="out").update(quantity=F("quantity") + 1), {"tally", "month"}),
            (lambda: Tally.objects.filter(kind="missing").delete(), {"tally", "month"}),
            (lambda: MonthTally.objects.filter(kind="out").update(quantity=9), {"month"}),
            (lambda: MonthTally.objects.all().delete(), {"month"}),
            (lambda: MonthTally.objects.create(month="2020-01", area_id="coast", item_id="fine", kind="out", quantity=1), {"month"}),
            (lambda: Reached.objects.filter(kind="went").update(quantity=2), {"reached"}),
            (lambda: Reached.objects.filter(kind="for_1").delete(), {"reached"}),
            (lambda: Stock.objects.update(quantity=4), {"stock"}),
            (lambda: Stock.objects.all().delete(), {"stock"}),
            (lambda: Event.objects.filter(kind="out").update(undone=True), {"tally", "reached", "stock"}),
            (lambda: Event.objects.filter(kind="none").update(n=2), {"tally"}),
        ],
    )
    def test_finds_what_is_wrong_and_changes_nothing(self, counted: None, spoil: Any, where: set[str]) -> None:
        spoil()
        found = ledger.recount()
        assert {one.where for one in found} == where
        assert all(one.held != one.counted for one in found)
        assert ledger.recount() == found

    def test_says_what_differs(self, counted: None) -> None:
        Tally.objects.filter(kind="out").update(quantity=7)
        one = next(one for one in ledger.recount() if one.where == "tally")
        assert (one.what, one.held, one.counted) == ("2026-W47, coast, fine, out", 7, 1)

    @pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
    def test_reads_one_moment_outside_any_transaction(self, counted: None) -> None:
        assert ledger.recount() == []
        ledger.take([arrived()])
        assert ledger.recount() == []


class TestBeforeThereWereEvents:
    def test_every_line_of_a_week_gets_its_event(self) -> None:
        for week, item, kind, n in (
            ("2026-W44", "fine", "out", 640),
            ("2026-W44", "fine", "asked", 3),
            ("2026-W45", "fine", "out", 2),
            ("2026-W45", "foil", "missing", 5),
            ("2026-W45", "foil", "out", 0),
        ):
            Tally.objects.create(week=week, area_id="coast", item_id=item, kind=kind, quantity=n)
        import_module("kithbridge.reach.migrations.0003_events_from_tallies").forwards(apps, None)
        assert ledger.recount() == []
        assert sorted(Event.objects.values_list("week", "kind", "item", "n")) == [
            ("2026-W44", "asked", "fine", 3),
            ("2026-W44", "out", "fine", 640),
            ("2026-W45", "none", "foil", 5),
            ("2026-W45", "out", "fine", 2),
        ]
        assert MonthTally.objects.get(month="2026-11", kind="out").quantity == 2
        assert not Reached.objects.exists(), "nobody knows how many hand-outs it was"
        ledger.take([arrived(d="2026-11-05")])
        assert ledger.recount() == []


class TestAPhoneWasThere:
    def test_what_it_counted_for_an_ask_is_not_counted_again(self) -> None:
        site = furnish_site()
        team = [make_member(name, circle=site.circle) for name in ("Jo", "Cass", "Ann")]
        jo = team[0]
        made = asking.ask(
            readers=[one.member.pk for one in team],
            chosen={"fine": 2, "foil": 1, "naloxone": 1},
            area="coast",
            form_id=once.new_form_id(),
        )
        ledger.take([arrived(n=2, x=made.code)])
        before = Reached.objects.get(kind="handouts").quantity
        done = handing.hand_over(
            key=jo.key,
            ask=made.ask,
            given={"fine": 2, "foil": 1, "naloxone": 1},
            missing={"naloxone": 1},
            area="coast",
            form_id=once.new_form_id(),
            place="red",
        )
        assert done.by_phone == ("fine",)
        lines = {(item, kind): n for item, kind, n in Tally.objects.values_list("item", "kind", "quantity")}
        assert lines == {
            ("fine", "out"): 2,
            ("foil", "out"): 1,
            ("fine", "asked"): 2,
            ("foil", "asked"): 1,
            ("naloxone", "asked"): 1,
            ("naloxone", "missing"): 1,
        }
        assert stock() == {("red", "foil"): -1}
        assert Reached.objects.get(kind="handouts").quantity == before + 1
        assert ledger.recount() == []

    def test_a_bag_that_is_none_is_refused(self) -> None:
        site = furnish_site()
        jo = make_member("Jo", circle=site.circle)
        with pytest.raises(handing.NotDone, match="place"):
            handing.count(key=jo.key, kind="out", item="fine", n=1, area="coast", form_id=once.new_form_id(), place="lost")
        token = handing.count(key=jo.key, kind="out", item="fine", n=1, area="coast", form_id=once.new_form_id(), place="red")
        assert stock() == {("red", "fine"): -1}
        handing.undo(key=jo.key, token=token)
        assert (stock(), ledger.recount()) == ({}, [])


class TestTheCommand:
    def run(self, *words: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["reach", *words])
        return code, out.getvalue(), err.getvalue()

    def test_all_is_well(self) -> None:
        ledger.take([arrived()])
        code, said, wrong = self.run("recount")
        assert (code, wrong) == (0, "")
        assert "1 single hand-outs and acts of stock folded again, from 2026-W47 on." in said

    def test_a_difference_is_shown_and_exits_1(self) -> None:
        ledger.take([arrived()])
        Tally.objects.update(quantity=3)
        code, said, _wrong = self.run("recount")
        assert code == 1
        assert "differs: tally: 2026-W47, coast, fine, out: 3 is held, 1 was counted" in said
        assert "Nothing was changed" in said

    def test_nothing_to_count(self) -> None:
        assert self.run("recount")[0] == 0

    def test_tables_go_out_and_come_in_again(self, tmp_path: Path) -> None:
        furnish_site()
        code, said, _wrong = self.run("export", str(tmp_path / "out"))
        assert code == 0
        assert (tmp_path / "out" / "catalogue.csv").exists()
        code, said, _wrong = self.run("import", str(tmp_path / "out"))
        assert (code, "Nothing was different" in said) == (0, True)

    def test_what_is_no_table_is_refused_in_plain_words(self, tmp_path: Path) -> None:
        (tmp_path / "catalogue.csv").write_text("colour\nred\n")
        for path in (tmp_path / "catalogue.csv", tmp_path / "not-there.csv"):
            code, said, wrong = self.run("import", str(path))
            assert (code, said) == (2, "")
            assert wrong.startswith("kithbridge: ")
            assert "Traceback" not in wrong


def hand_over(key: Any, made: Any) -> None:
    handing.hand_over(key=key, ask=made.ask, given={"fine": 2}, missing={}, area="coast", form_id=once.new_form_id())


def asked() -> tuple[Any, Any]:
    site = furnish_site()
    team = [make_member(name, circle=site.circle) for name in ("Jo", "Cass", "Ann")]
    made = asking.ask(readers=[one.member.pk for one in team], chosen={"fine": 2}, area="coast", form_id=once.new_form_id())
    return team[0].key, made


class TestWhatIsKeptOfAPickCode:
    def test_a_phone_that_comes_after_the_hand_over_is_flagged(self) -> None:
        key, made = asked()
        hand_over(key, made)
        ledger.take([arrived(n=2, x=made.code)])
        assert Tally.objects.get(item="fine", kind="out").quantity == 4, "both are counted"
        assert PickUp.objects.get().times == 2, "and a lead looks"

    def test_it_does_not_tell_what_an_ask_that_ended_was_for(self) -> None:
        """Everything that is stored, the pepper among it: from an ended ask nobody gets to its words, and so not to what was counted."""
        key, made = asked()
        ledger.take([arrived(n=2, x=made.code)])
        assert ledger.picked_up(asking.pick_code(made.ask), ["fine", "foil"]) == {"fine"}
        hand_over(key, made)
        row = Ask.objects.get(pk=made.ask)
        assert (row.state, row.pick) == ("ended", 0)
        assert not ledger.picked_up(asking.pick_code(made.ask), ["fine", "foil"])

    def test_her_own_end_forgets_her_words_too(self) -> None:
        _key, made = asked()
        asking.take_back_by_tie(tie=made.tie)
        assert Ask.objects.get(pk=made.ask).pick == 0

    def test_words_that_something_was_counted_for_are_not_drawn_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pairs = ["copper kettle", "amber anchor"]
        monkeypatch.setattr(sealing, "pick_code", lambda _key, *, ask_id, n=0: pairs[n % 2])
        key, made = asked()
        hand_over(key, made)
        again = asking.ask(
            readers=[one.pk for one in TeamMember.objects.all()], chosen={"fine": 2}, area="coast", form_id=once.new_form_id()
        )
        assert {made.code, again.code} == set(pairs)
        hand_over(key, again)
        assert Tally.objects.get(item="fine", kind="out").quantity == 4
