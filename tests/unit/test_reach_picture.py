"""The picture of the month, as whoever hands out or leads sees it."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kithbridge.engines.week import Week
from kithbridge.reach import picturing
from kithbridge.reach.models import Item, MonthTally, Tally
from kithbridge.reach.picture import compared, drawing, lines
from kithbridge.web import clock
from tests.builders import DATABASES, quick_kdf, sign_in
from tests.unit.pictured import NOW, Team, furnish, happened, out, text

__all__ = ["quick_kdf"]
pytestmark = DATABASES


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def team() -> Team:
    return furnish()


@pytest.fixture
def jo(team: Team, client: Client) -> Client:
    sign_in(client, team.jo)
    return client


@pytest.fixture
def lead(team: Team) -> Client:
    client = Client()
    sign_in(client, team.site.lead)
    return client


class TestSums:
    def test_a_kit_stands_apart_and_counts_by_its_parts(self, team: Team) -> None:
        happened(out("fine", 3), out("foil", 4), out("foil", 2, kind="none"))
        table = lines.table(picturing.month("2026-11"))
        assert [line.key for line in table.kits if line.all.out] == ["fine"]
        assert table.kits_out == 3
        assert {line.key: line.all.out for line in table.things if line.all.out} == {
            "syringe": 30,
            "wipes": 30,
            "gift": 3,
            "note": 3,
            "foil": 4,
        }
        assert (table.total.out, table.total.missing) == (70, 2)
        assert sum(one.out for one in table.of_areas) == table.total.out

    def test_sets_are_counted_on_things_only(self, team: Team) -> None:
        happened(out("fine", 3), out("barrel", 7), out("needle", 20), out("barrel", 5, "coast"))
        over = compared.year("2026-11")
        assert over.sets() == 30 + 12
        # Counted over the sums of the unit: the coast gave barrels, and no needle of its own.
        assert (over.sets("tarrowby"), over.sets("coast")) == (30 + 7, 0)

    def test_what_is_missing_most_is_what_was_asked_for(self, team: Team) -> None:
        happened(out("fine", 2, kind="none"), out("foil", 3, kind="none"))
        most = lines.table(picturing.month("2026-11")).missing_most()
        assert most is not None
        assert most.key == "wipes"  # asked for by itself as well, and twenty of it
        Item.objects.filter(key="wipes").update(alone=False)
        most = lines.table(picturing.month("2026-11")).missing_most()
        assert most is not None
        assert (most.key, most.all.missing, most.all.unmet) == ("foil", 3, 100)

    @pytest.mark.parametrize(
        ("week", "month"), [("2026-W49", "2026-12"), ("2026-W44", "2026-10"), ("2026-W01", "2026-01"), ("2025-W01", "2025-01")]
    )
    def test_a_week_belongs_to_the_month_of_its_thursday(self, team: Team, week: str, month: str) -> None:
        """2026-W49 begins on 30 November, 2026-W01 on 29 December: each lies whole in the later month."""
        with clock.at(NOW + dt.timedelta(weeks=8)):
            happened(out("foil", 5, week=week))
            assert picturing.month(month) == {("foil", "tarrowby", "out"): 5}
            assert Week.parse(week) in picturing.weeks_of(month)

    def test_the_same_as_the_weeks_added_up(self, team: Team) -> None:
        """A slow twin: every week's tallies, put into months one by one."""
        draw = random.Random(4)
        weeks = [str(clock.this_week() - back) for back in range(0, 70, 3)]
        happened(
            *(
                out(draw.choice(["foil", "fine", "naloxone"]), draw.randint(1, 9), draw.choice(["tarrowby", "coast"]), kind=kind, week=week)
                for week in weeks
                for kind in ("out", "none", "asked", "back", "waste")
            )
        )
        slow: Counter[tuple[str, str, str, str]] = Counter()
        for row in Tally.objects.all():
            slow[picturing.name_of(*Week.parse(row.week).month()), row.item_id, row.area_id, row.kind] += row.quantity
        names = picturing.until("2026-11", 60)
        for name in names:
            assert picturing.month(name) == {key[1:]: n for key, n in slow.items() if key[0] == name and n}
        assert picturing.months(names) == sum((picturing.month(name) for name in names), Counter())
        by_month: Counter[tuple[str, str, str]] = Counter()
        for (name, thing, _area, kind), n in slow.items():
            by_month[name, thing, kind] += n
        assert picturing.years(5, "2026-11") == +by_month

    def test_months_are_read_from_their_own_sums_and_in_one_query(self, team: Team) -> None:
        happened(out("foil", 5))
        for read in (
            lambda: picturing.month("2026-11"),
            lambda: picturing.years(5),
            lambda: picturing.months(picturing.until("2026-11", 12)),
        ):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert read()
            assert len(seen) == 1
            assert MonthTally._meta.db_table in seen[0]["sql"]
            assert "JOIN" not in seen[0]["sql"]


class TestSpans:
    def test_five_years_have_sixty_months_and_every_week_once(self, team: Team) -> None:
        found = picturing.span("years", "2026-11")
        assert (len(found.months), found.months[0], found.months[-1]) == (60, "2021-12", "2026-11")
        assert len(found.weeks) == len(set(found.weeks))
        assert list(found.weeks) == list(Week.range(found.weeks[0], found.weeks[-1]))

    @pytest.mark.parametrize("name", ["", "2027-01", "1999-12", "x", "2026-13", "2026-W01", "2026-1", "'"])
    def test_an_unknown_month_is_the_running_one(self, team: Team, name: str) -> None:
        assert picturing.span("month", name).name == "2026-11"

    @pytest.mark.parametrize(
        ("name", "n", "then"),
        [("2026-11", 1, "2026-12"), ("2026-12", 1, "2027-01"), ("2026-01", -1, "2025-12"), ("2026-12", 12, "2027-12")],
    )
    def test_steps(self, name: str, n: int, then: str) -> None:
        assert picturing.shifted(name, n) == then

    def test_no_way_on_beyond_what_was_counted(self, team: Team) -> None:
        happened(out("foil", week="2026-W40"))
        assert (picturing.span("month").before, picturing.span("month").after) == ("2026-10", "")
        assert picturing.span("month", "2026-10").before == ""
        assert picturing.span("month", "2026-10").after == "2026-11"


class TestPage:
    def test_what_went_out_and_what_was_missing(self, team: Team, jo: Client) -> None:
        happened(out("fine", 3), out("foil", 4), out("foil", 2, kind="none"), out("foil", 1, kind="maynot"))
        page = text(jo)
        assert "3 kits went out. With what was in them: 70 things. 2 were asked for and not there." in page
        assert "Foil · 4 out, 2 had none, 1 asked for and may not be given" in page
        assert "Syringe · 30 out" in page
        assert "May not" in page

    @pytest.mark.parametrize("by", ["week", "month", "year", "years", "nonsense"])
    def test_every_span_before_anything_was_counted_and_after(self, team: Team, jo: Client, by: str) -> None:
        assert "Nothing was counted." in text(jo, by=by)
        happened(out("foil", 12))
        assert "Foil · 12 out" in text(jo, by=by)

    def test_every_drawing_says_what_it_draws_and_has_its_table(self, team: Team, jo: Client) -> None:
        happened(*(out("foil", n, week=f"2026-W{30 + n}") for n in range(1, 17)))
        page = jo.get(reverse("picture")).content.decode()
        drawings = re.findall(r'<svg class="chart"[^>]*>', page)
        assert len(drawings) > 3
        for one in drawings:
            # What it says stands in its label, or beside it as text.
            assert re.search(r'role="img" aria-label="[^"]{20,}"|aria-hidden="true"', one), one
        assert re.search(r'aria-label="Foil, July 2026 to November 2026: 136 out, 0 had none\. The highest: October 2026\."', page)
        assert "Month by month: out, and in brackets" in page

    def test_the_widest_gap_between_areas_is_said(self, team: Team, jo: Client) -> None:
        happened(out("foil", 18), out("foil", 2, kind="none"), out("foil", 5, "coast"), out("foil", 15, "coast", kind="none"))
        assert "Foil: of 100 asked for, 75 were not there in Coast and villages, 10 in Tarrowby." in text(jo)

    def test_few_asks_are_no_gap(self, team: Team, jo: Client) -> None:
        happened(out("foil", 9), out("foil", 9, "coast", kind="none"))
        assert "of 100 asked for, 100 were not there" not in text(jo)

    def test_a_rare_lack_is_not_called_none(self, team: Team) -> None:
        assert lines.Counts(out=900, missing=1).unmet_said == "under 1"
        assert lines.Counts(out=900).unmet_said == "0"
        assert lines.Counts().unmet_said == "–"

    def test_only_for_whom_the_rule_names(self, team: Team, client: Client) -> None:
        sign_in(client, team.site.deputy)
        assert client.get(reverse("picture")).status_code == 404

    def test_a_mad_column_stays_inside_its_drawing(self) -> None:
        found = drawing.columns("Foil", ["a", "b", "c"], [(0, 0), (10**6, 5), (1, 10**6)])
        for one in found.columns:
            assert one.x >= 0
            assert one.x + one.width <= drawing.WIDTH
            assert drawing.TOP - 0.2 <= one.none_y <= one.y <= drawing.TOP + drawing.TALL
        assert drawing.columns("Foil", ["a"], [(0, 0)]).most == 0
