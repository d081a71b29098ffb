"""What the picture compares, the estimates it compares with, and what other pages say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people import assurance, offers
from kithbridge.people.access import Caller
from kithbridge.people.models import Role
from kithbridge.reach import assuring, handing_on
from kithbridge.reach.actions import estimates
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.models import Alert, Estimate
from kithbridge.reach.picture import compared
from kithbridge.web import clock
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, decide, quick_kdf, sign_in
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


PARTS = {
    "sets": "Sets for each person who injects",
    "naloxone": "Naloxone for each death",
    "bins": "Bins that came back",
    "waste": "Thrown away or handed back unused",
    "reach": "For how many others",
}


class TestCompared:
    def furnish(self) -> None:
        year = clock.today().year
        for kind, low, high in (("inject", 100, 200), ("deaths", 2, 2)):
            estimates.write_down(kind=kind, low=low, high=high, year=year, source="A survey", form_id=new_form_id())
        happened(
            out("fine", 100), out("naloxone", 30), out("bin", 20), out("bin", 24, kind="back"), out("foil", 8),
            out("foil", 2, kind="waste"), *(out("gift", said="5-9") for _ in range(3)), Happened("passed", "", 1, "coast", said="notdared"),
        )  # fmt: skip

    def test_golden(self, team: Team, jo: Client) -> None:
        self.furnish()
        over = compared.year("2026-11")
        sets, naloxone, bins = compared.sets(over), compared.naloxone(over), compared.bins(over)
        assert sets.all.sets == 1000
        assert sets.all.each == compared.Ends("5", "10")
        assert naloxone.each == compared.Ends("15", "15")
        assert (naloxone.least, naloxone.aim) == (compared.Standing.REACHED, compared.Standing.BELOW)
        assert (bins.share, bins.room, bins.room_share) == (120, 720, 72)
        assert compared.waste(over).lines == (compared.WasteLine("Foil", 8, 2, 25),)
        page = text(jo)
        for said in ("5 to 10", "below 300", "That is 9 at least. The aim is 20.", "120 of 100", "Nobody has to bring one back"):
            assert said in page
        assert "5 to 9 others 3" in page
        assert "did not dare 1" in page

    @pytest.mark.parametrize("part", PARTS)
    def test_each_part_only_where_the_rule_names_it(self, team: Team, jo: Client, part: str) -> None:
        self.furnish()
        assert PARTS[part] in text(jo)
        decide("picture.shows", ["missing", *(one for one in PARTS if one != part)])
        page = text(jo)
        assert PARTS[part] not in page
        assert all(said in page for one, said in PARTS.items() if one != part)

    def test_without_an_estimate_there_is_no_figure(self, team: Team, jo: Client) -> None:
        happened(out("fine", 3))
        page = text(jo)
        assert "Nobody has written down how many people inject here." in page
        assert "Nobody has written down how many people die" in page
        assert "No bin went out in these months." in page
        assert "Nothing was written down as wasted." in page

    def test_nobody_died(self, team: Team, jo: Client) -> None:
        happened(out("naloxone", 3))
        estimates.write_down(kind="deaths", low=0, high=2, year=2026, source="Register", form_id=new_form_id())
        assert "at least 1.5" in text(jo)
        Estimate.objects.update(high=0)
        assert "No death is written down for that year." in text(jo)

    def test_the_first_weeks_are_no_year(self, team: Team, jo: Client) -> None:
        happened(out("foil", 3, week="2026-W45"))
        assert "Only 1 of the twelve months was counted." in text(jo)
        happened(out("foil", 3, week="2026-W23"))
        assert "Only 6 of the twelve months were counted." in text(jo)
        happened(out("foil", 3, week="2025-W23"))
        assert "The last month is not over yet." in text(jo)
        assert "of the twelve months" not in text(jo, p="2026-10")

    def test_by_area_where_an_area_has_an_estimate(self, team: Team, jo: Client) -> None:
        self.furnish()
        estimates.write_down(kind="inject", area="tarrowby", low=50, high=50, year=2026, source="A survey", form_id=new_form_id())
        page = text(jo)
        assert "Tarrowby 1000 50 20 A survey (2026)" in page


class TestEstimates:
    def write(self, **more: object) -> Estimate | None:
        given = {"kind": "inject", "low": 900, "high": 1_400, "year": 2025, "source": "A survey", "form_id": new_form_id()} | more
        return estimates.write_down(**given)  # type: ignore[arg-type]

    def test_several_years_are_kept_and_the_newest_is_used(self, team: Team) -> None:
        self.write(year=2026, low=1, high=2)
        self.write(year=2024, low=3, high=4)
        self.write(year=2026, area="coast", low=5, high=6)
        assert {area: (one.year, one.low) for area, one in compared.newest("inject").items()} == {"": (2026, 1), "coast": (2026, 5)}
        assert Estimate.objects.count() == 3

    def test_the_same_year_again_takes_its_place(self, team: Team) -> None:
        self.write()
        self.write(low=1_000)
        assert [(one.low, one.high) for one in Estimate.objects.all()] == [(1_000, 1_400)]

    def test_a_form_sent_twice_writes_once(self, team: Team) -> None:
        form = new_form_id()
        assert self.write(form_id=form) is not None
        assert self.write(form_id=form, low=1) is None
        assert Estimate.objects.get().low == 900

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"kind": "x"}, "kind"), ({"area": "x"}, "area"), ({"low": None}, "low"), ({"high": -1}, "high"), ({"low": 2_000}, "high"),
            ({"low": 0, "high": 0}, "high"), ({"year": 2027}, "year"), ({"year": None}, "year"), ({"source": "  "}, "source"),
            ({"source": "x" * 201}, "source"), ({"high": 10**9}, "high"),
        ],
    )  # fmt: skip
    def test_what_cannot_stand(self, team: Team, more: dict[str, object], field: str) -> None:
        with pytest.raises(estimates.Unfit) as found:
            self.write(**more)
        assert set(found.value.wrong) == {field}
        assert not Estimate.objects.exists()

    def test_by_hand(self, team: Team, lead: Client) -> None:
        sent = {"kind": "inject", "area": "", "low": "900", "high": "1,400", "year": "2025", "source": "A survey", "form_id": new_form_id()}
        assert lead.post(reverse("estimates"), sent).status_code == 302
        one = Estimate.objects.get()
        assert (one.low, one.high, one.entered) == (900, 1_400, "2026-W47")
        assert "900–1400" in text(lead, reverse("estimates"))
        assert lead.post(reverse("estimate_off", args=[one.pk])).status_code == 302
        assert not Estimate.objects.exists()
        assert sorted(Entry.objects.filter(kind__startswith="estimate").values_list("kind", flat=True)) == [
            "estimate set",
            "estimate taken off",
        ]

    def test_what_was_typed_is_kept_when_it_cannot_stand(self, team: Team, lead: Client) -> None:
        answer = lead.post(reverse("estimates"), {"kind": "inject", "low": "many", "high": "9", "year": "2025", "source": "The survey"})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert 'value="many"' in page
        assert 'value="The survey"' in page
        assert "A whole number." in page

    def test_for_leads_only(self, team: Team, jo: Client) -> None:
        assert jo.get(reverse("estimates")).status_code == 404


class TestOthersSay:
    def test_the_card_of_the_first_page(self, team: Team) -> None:
        happened(out("foil", 4), out("foil", 2, kind="none"))
        cards = {card.title: card for card in offers.home_cards(Caller("team", team.jo.key, frozenset({Role.PEER.value})))}
        assert cards["This month so far"].said == "4 things went out. Missing most: Foil, 2 times."
        assert cards["Warnings"].said == "None is shown."
        assert "This month so far" not in {
            one.title for one in offers.home_cards(Caller("team", team.jo.key, frozenset({Role.RESEARCHER.value})))
        }

    def test_the_months_page_in_bands(self, team: Team) -> None:
        happened(*(out("gift") for _ in range(12)), out("foil", 3), out("foil", 11, kind="none"), out("naloxone", 1, kind="none"))
        Alert.objects.create(grade="warn", text="Take care.", source="Lab", week="2026-W46", ends="2026-W47", given_out=True)
        running = {line.key for line in assuring.handed(assurance.month("2026-11")).lines}
        assert "handed.later" in running, "two pages a day apart would tell what went out between them"
        assert not running & {"handed.times", "handed.things", "handed.most"}
        with clock.at(NOW + timedelta(weeks=8)):
            found = {line.key: line.said for line in assuring.handed(assurance.month("2026-11")).lines}
            before = {line.key: line.said for line in assuring.handed(assurance.month("2026-10")).lines}
        assert found["handed.times"] == "Hand-outs counted one by one: 13."
        assert found["handed.things"] == "Things that went out: at least 12.", "15 would tell the 3 beside the 12"
        assert found["handed.missing"] == "Asked for and not there: at least 11."
        assert found["handed.maynot"] == "Asked for and may not be given: fewer than 10 of each thing."
        assert found["handed.most"] == "Missing most: Foil, 11 times."
        assert found["handed.warnings"] == "Warnings given out: 1."
        assert found["handed.phones"] == "Phones that may send now: fewer than 10."
        assert before["handed.missing"] == "Asked for and not there: fewer than 10 of each thing."
        assert "handed.most" not in before

    def test_a_group_that_ends_hands_on_no_small_number_and_no_kit(self, team: Team) -> None:
        happened(out("fine", 3), out("foil", 4))
        rows = {(row["thing"], row["how_many"]) for row in handing_on.figures()}
        assert rows == {("Syringe", "30"), ("Wipes", "30"), ("Gift", "fewer than 10"), ("Note", "fewer than 10"), ("Foil", "fewer than 10")}
