"""What of the picture may leave the team, and what cannot be reckoned from it."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from kithbridge.engines import handout
from kithbridge.engines.week import Week
from kithbridge.formats import sheets
from kithbridge.people.models import Role
from kithbridge.reach import picturing
from kithbridge.reach.actions import estimates, kits, ledger
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.models import Item, Tally
from kithbridge.reach.picture import leaving
from kithbridge.web import clock
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Site, decide, furnish_site, make_member, quick_kdf, sign_in

__all__ = ["quick_kdf"]
pytestmark = DATABASES
NOW = dt.datetime(2026, 11, 18, 12, 0, tzinfo=clock.LONDON)
MONTHS = ["2026-09", "2026-08", "2026-07"]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@dataclass(frozen=True)
class Team:
    site: Site
    outside: Client
    lead: Client


@pytest.fixture
def team() -> Team:
    """A researcher may see the picture. Three months of hand-outs with many small numbers among them, kits too."""
    site = furnish_site()
    decide("tallies.readers", ["lead", "peer", "researcher"])
    Item.objects.filter(key="fine").update(kind=Item.Kind.KIT)
    Item.objects.create(key="syringe", label="Syringe", picture="else", kind=Item.Kind.INJECTING, counts=Item.Counts.SET)
    decide("kits.gift_and_note", False)
    kits.make_version(kit="fine", lines={"syringe": 10}, form_id=new_form_id())
    draw = random.Random(9)
    some = []
    for name in ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11"):
        for week in picturing.weeks_of(name)[:4]:
            if week <= clock.this_week():
                for area in ("tarrowby", "coast"):
                    for thing, most in (("fine", 1), ("foil", 5), ("naloxone", 9)):
                        n = draw.randint(0, most)
                        some += [Happened(kind, thing, n, area, week=week) for kind in ("out", "none") if n]
    with transaction.atomic():
        ledger.all_happened(some)
    outside, lead = Client(), Client()
    sign_in(outside, make_member("Rowan", Role.RESEARCHER))
    sign_in(lead, site.lead)
    return Team(site, outside, lead)


def rows(team: Team, month: str = "") -> list[dict[str, str]]:
    answer = team.lead.post(reverse("picture_file"), {"p": month})
    assert answer.status_code == 200
    return [dict(row.cells) for row in sheets.read(answer.content).rows]


def true(month: str, thing: str, kind: str, area: str = "") -> int:
    sums = picturing.month(month)
    key = {"Foil": "foil", "Naloxone": "naloxone", "Syringe": "syringe"}[thing]
    return sum(n for (item, where, one), n in sums.items() if (item, one) == (key, kind) and area in ("", where))


class TestTakingDifferences:
    def test_a_hidden_area_is_never_the_total_less_the_others(self, team: Team) -> None:
        told: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        for row in rows(team):
            told[row["month"], row["thing"], row["counted"]][row["area"]] = row["how_many"]
        small = 0
        for (month, thing, kind), areas in told.items():
            total = areas.pop("all areas")
            parts = {"Tarrowby": true(month, thing, kind, "tarrowby"), "Coast and villages": true(month, thing, kind, "coast")}
            assert total in (str(sum(parts.values())), "fewer than 10")
            if areas:
                assert areas == {label: str(n) for label, n in parts.items()}
                assert min(parts.values()) >= 10
            else:
                small += total != "fewer than 10"
            # One area alone would give the other away.
            assert len(areas) in (0, 2)
        assert small > 3, "the example tests nothing"

    def test_no_sum_gives_away_a_hidden_month(self, team: Team) -> None:
        """A year is made of what its months show: whoever adds them up knows as much."""
        most = max(true(month, "Foil", "out") for month in MONTHS)
        decide("figures.smallest", most)
        shown = [int(row["how_many"]) for row in rows(team) if _is(row, "Foil", "out") and row["how_many"].isdigit()]
        assert shown == [most]
        assert leaving.year("2026-09").totals["foil", "out"] == most < sum(true(month, "Foil", "out") for month in MONTHS)

    def test_kits_beside_their_parts_would_be_a_division(self, team: Team) -> None:
        assert Tally.objects.filter(item="fine").exists()
        assert not any("Fine" in row["thing"] for row in rows(team))
        assert "Fine" not in team.outside.get(reverse("picture")).content.decode()

    @pytest.mark.parametrize("by", ["week", "month", "year", "years"])
    def test_no_other_grain_is_to_be_had(self, team: Team, by: str) -> None:
        """Weeks beside months would be differences; so would a month that still grows."""
        for p in ("", "2026-W40", "2026-11", "2026-10", "2026-09"):
            for name in ("picture", "tallies"):
                page = team.outside.get(reverse(name), {"by": by, "p": p})
                assert page.context["leaving"].name == "2026-09"

    def test_the_page_says_what_the_file_says(self, team: Team) -> None:
        for month in MONTHS:
            page = team.outside.get(reverse("picture"), {"p": month}).content.decode()
            file = {row["thing"]: row["how_many"] for row in rows(team, month) if row["counted"] == "out" and row["area"] == "all areas"}
            for thing, said in file.items():
                assert re.search(rf'<th scope="row">{thing}</th><td class="num">{said}</td>', page)

    def test_bands_of_others_too(self, team: Team) -> None:
        with transaction.atomic():
            ledger.all_happened(
                [
                    Happened("out", "foil", 1, "coast", said=band, week=Week(2026, 38))
                    for band, n in (("1", 12), ("10+", 3))
                    for _ in range(n)
                ]
            )
        found = leaving.reached(["2026-09"])
        assert (found["for_1"], found["for_10"]) == (12, 0)
        page = team.outside.get(reverse("picture"), {"p": "2026-09"}).content.decode()
        assert '10 others or more</th><td class="num">fewer than 10</td>' in page

    def test_the_rule_may_hide_more(self, team: Team) -> None:
        before = leaving.year("2026-09").totals["foil", "out"]
        decide("figures.smallest", 50)
        assert {row["how_many"] for row in rows(team) if row["thing"] == "Foil"} == {"fewer than 50"}
        assert leaving.year("2026-09").totals["foil", "out"] < before


def _is(row: dict[str, str], thing: str, kind: str) -> bool:
    return (row["thing"], row["counted"], row["area"]) == (thing, kind, "all areas")


class TestWholeMonths:
    def test_a_month_leaves_when_no_phone_can_add_to_it(self, team: Team) -> None:
        """September ends with Sunday 27th, week 39 (its Thursday is the 24th); October with week 44."""
        with clock.at(dt.datetime(2026, 12, 6, 12, tzinfo=clock.LONDON)):
            assert leaving.closed()[0] == "2026-09"
        with clock.at(dt.datetime(2026, 12, 7, 12, tzinfo=clock.LONDON)):
            assert leaving.closed()[0] == "2026-10"
            # The last day of its last week is too old to be believed: it would be counted where it comes in.
            last = picturing.weeks_of("2026-10")[-1].monday() + dt.timedelta(days=6)
            assert handout.when(last, clock.today()) == (clock.this_week(), True)

    def test_before_the_first_one_the_page_says_when(self, client: Client) -> None:
        site = furnish_site()
        sign_in(client, site.lead)
        page = client.get(reverse("picture_away"))
        assert page.status_code == 200
        assert "No month is whole yet." in page.content.decode()
        assert client.post(reverse("picture_file")).content.decode("utf-8-sig").splitlines() == ["month,thing,area,counted,how_many"]


class TestTheFile:
    def test_it_is_recorded(self, team: Team) -> None:
        before = Entry.objects.filter(kind="exported: picture").count()
        rows(team)
        assert Entry.objects.filter(kind="exported: picture").count() == before + 1

    def test_one_month_or_all(self, team: Team) -> None:
        assert {row["month"] for row in rows(team, "2026-08")} == {"2026-08"}
        assert {row["month"] for row in rows(team)} == set(MONTHS)
        assert {row["month"] for row in rows(team, "2026-11")} == set(MONTHS)

    def test_a_label_is_no_formula(self, team: Team) -> None:
        Item.objects.filter(key="foil").update(label="=1+1")
        assert ",'=1+1," in team.lead.post(reverse("picture_file")).content.decode()

    def test_for_leads_only(self, team: Team) -> None:
        assert team.outside.post(reverse("picture_file")).status_code == 404
        assert team.outside.get(reverse("picture_away")).status_code == 404
        assert team.lead.get(reverse("picture_away")).status_code == 200

    def test_figures_say_at_least(self, team: Team) -> None:
        estimates.write_down(kind="inject", low=10, high=20, year=2026, source="A survey", form_id=new_form_id())
        page = team.outside.get(reverse("picture")).content.decode()
        assert "so each sum means “at least”" in page
        assert "That is below 300" not in page
        assert "The target for 2030 is 300." in page
