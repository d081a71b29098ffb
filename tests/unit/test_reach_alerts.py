"""Warnings: by two people, with a source, with an end, and nothing about how anything is got."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kithbridge.people.models import Role
from kithbridge.reach import alerts as warnings
from kithbridge.reach.actions import alerts
from kithbridge.reach.models import Alert
from kithbridge.web import clock
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, quick_kdf, sign_in
from tests.unit.test_reading_pages import HIGHEST, grade_of

__all__ = ["quick_kdf"]
pytestmark = DATABASES
NOW = dt.datetime(2026, 11, 18, 12, 0, tzinfo=clock.LONDON)
TEXT = "Blue pills sold as Valium hold something far stronger. Take a quarter, wait, and do not be alone."
SOURCE = "Regional drug testing service, letter of this week"


@dataclass(frozen=True)
class Team:
    site: Site
    jo: Member
    cass: Member

    @property
    def lead(self) -> Member:
        return self.site.lead


@pytest.fixture(autouse=True)
def now() -> object:
    with clock.at(NOW):
        yield


@pytest.fixture
def team() -> Team:
    site = furnish_site()
    return Team(site, make_member("Jo", circle=site.circle), make_member("Cass", circle=site.circle))


def write(who: Member, *, grade: str = "warn", text: str = TEXT, source: str = SOURCE, weeks: int = 2, form_id: str = "") -> Alert | None:
    return alerts.write(key=who.key, grade=grade, text=text, source=source, weeks=weeks, form_id=form_id or new_form_id())


def shown(who: Member, other: Member, **more: object) -> Alert:
    made = write(who, **more)  # type: ignore[arg-type]
    assert made is not None
    assert alerts.give_out(key=other.key, alert=made.pk)
    made.refresh_from_db()
    return made


class TestTwoPeople:
    def test_a_draft_is_seen_by_nobody_outside(self, team: Team, client: Client) -> None:
        write(team.jo)
        assert warnings.standing() == []
        assert warnings.line() is None
        assert "Valium" not in client.get(reverse("warning")).content.decode()

    def test_another_person_gives_it_out(self, team: Team, client: Client) -> None:
        made = shown(team.jo, team.cass)
        assert [row.pk for row in warnings.standing()] == [made.pk]
        assert "Valium" in client.get(reverse("warning")).content.decode()
        kinds = list(Entry.objects.filter(kind__startswith="warning").values_list("kind", flat=True))
        assert sorted(kinds) == ["warning given out", "warning written"]

    def test_never_the_same_even_as_a_lead(self, team: Team) -> None:
        made = write(team.lead)
        assert made is not None
        with pytest.raises(alerts.Refused, match="same"):
            alerts.give_out(key=team.lead.key, alert=made.pk)
        assert warnings.standing() == []

    def test_nobody_gives_out_what_somebody_wrote_who_has_left(self, team: Team) -> None:
        """She may be back under another name, and would then be both."""
        made = write(team.jo)
        assert made is not None
        Alert.objects.update(first=None)
        with pytest.raises(alerts.Refused, match="left"):
            alerts.give_out(key=team.lead.key, alert=made.pk)
        assert warnings.standing() == []

    def test_the_database_refuses_it_too(self, team: Team) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(
                grade="warn", text=TEXT, source=SOURCE, week="2026-W47", ends="2026-W48", first=team.jo.member, second=team.jo.member
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(grade="warn", text=TEXT, source="", week="2026-W47", ends="2026-W48")

    def test_given_out_once(self, team: Team) -> None:
        made = shown(team.jo, team.cass)
        assert not alerts.give_out(key=team.lead.key, alert=made.pk)
        made.refresh_from_db()
        assert made.second_id == team.cass.key.owner

    def test_a_form_sent_twice_writes_once(self, team: Team) -> None:
        form = new_form_id()
        assert write(team.jo, form_id=form) is not None
        assert write(team.jo, form_id=form) is None
        assert Alert.objects.count() == 1


class TestItsEnd:
    @pytest.mark.parametrize("weeks", [1, 2, 8])
    def test_it_ends_by_itself_after_its_last_week(self, team: Team, weeks: int) -> None:
        shown(team.jo, team.cass, weeks=weeks)
        with clock.at(NOW + dt.timedelta(weeks=weeks - 1)):
            assert len(warnings.standing()) == 1
            assert warnings.line() is not None
        with clock.at(NOW + dt.timedelta(weeks=weeks)):
            assert warnings.standing() == []
            assert warnings.line() is None

    def test_a_lead_ends_it_early(self, team: Team) -> None:
        made = shown(team.jo, team.cass)
        assert alerts.end(key=team.lead.key, alert=made.pk)
        assert warnings.standing() == []
        assert not alerts.end(key=team.lead.key, alert=made.pk)

    @pytest.mark.parametrize("who", ["jo", "cass"])
    def test_nobody_else_does(self, team: Team, who: str) -> None:
        made = shown(team.jo, team.cass)
        with pytest.raises(alerts.Refused, match="lead"):
            alerts.end(key=getattr(team, who).key, alert=made.pk)
        assert len(warnings.standing()) == 1

    def test_whoever_wrote_a_draft_drops_it_and_nobody_else(self, team: Team) -> None:
        made = write(team.jo)
        assert made is not None
        with pytest.raises(alerts.Refused, match="lead"):
            alerts.end(key=team.cass.key, alert=made.pk)
        assert alerts.end(key=team.jo.key, alert=made.pk)
        assert not Alert.objects.exists()

    def test_a_draft_whose_weeks_are_over_stays_in(self, team: Team) -> None:
        made = write(team.jo, weeks=1)
        assert made is not None
        with clock.at(NOW + dt.timedelta(weeks=1)), pytest.raises(alerts.Refused, match="over"):
            alerts.give_out(key=team.cass.key, alert=made.pk)

    def test_what_ended_is_gone_for_whoever_would_give_it_out(self, team: Team) -> None:
        made = shown(team.jo, team.cass)
        alerts.end(key=team.lead.key, alert=made.pk)
        with pytest.raises(alerts.Refused, match="gone"):
            alerts.give_out(key=team.cass.key, alert=made.pk)


class TestWhatItMaySay:
    @pytest.mark.parametrize(
        "text",
        [
            "Very strong grey powder, going for £20 a bag, take less of it.",
            "Strong stuff, the dealer by the arcade has it. Take care of yourselves.",
            "Do not buy the blue ones, they are far too strong for anybody.",
            "The strong ones are cheap this week, so be careful and wait.",
            "Three overdoses after powder from Mill Street. Take care of each other.",
            "Very strong powder around, ring 07700 900123 for more about it.",
            "Very strong powder around, see https://example.org for the rest.",
            "Strong powder, message @quay on Telegram if you want to know.",
        ],
    )
    def test_nothing_about_getting_it(self, team: Team, text: str) -> None:
        with pytest.raises(warnings.Unfit) as found:
            write(team.jo, text=text)
        assert set(found.value.wrong) == {"text"}
        assert not Alert.objects.exists()

    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "Nitazenes were found in heroin. Naloxone works, but you may need more than one. Ring 999 each time.",
            "Pills sold as oxycodone hold something else. Ring 111 if you feel odd and 999 if somebody won’t wake.",
            "The powder of this week is far stronger. Stay close to each other. Take turns.",
        ],
    )
    def test_what_is_dangerous_and_what_to_do(self, team: Team, text: str) -> None:
        assert write(team.jo, text=text) is not None

    @pytest.mark.parametrize(
        "source", ["", "?", "people say", "I heard it", "A rumour", "Facebook", "someone said so", "unknown", "WhatsApp group"]
    )
    def test_a_rumour_is_no_source(self, team: Team, source: str) -> None:
        with pytest.raises(warnings.Unfit) as found:
            write(team.jo, source=source)
        assert set(found.value.wrong) == {"source"}

    @pytest.mark.parametrize(
        ("field", "value"), [("grade", "worst"), ("weeks", 0), ("weeks", 9), ("text", "Take care."), ("text", "x" * 401)]
    )
    def test_other_refusals(self, team: Team, field: str, value: object) -> None:
        with pytest.raises(warnings.Unfit) as found:
            write(team.jo, **{field: value})  # type: ignore[arg-type]
        assert set(found.value.wrong) == {field}

    def test_every_grade_says_what_it_means(self) -> None:
        assert set(warnings.MEANS) == set(Alert.Grade.values) == set(warnings.GRAVEST)


class TestWhatOthersShow:
    def test_the_first_screens_line_gives_nothing_away(self, team: Team) -> None:
        shown(team.jo, team.cass)
        line = warnings.line()
        assert line == ("There is a warning.", "Look", reverse("warning"))

    def test_lines_in_full_the_gravest_first(self, team: Team) -> None:
        shown(team.jo, team.cass, grade="share", text="Benzodiazepines were found in powder. Take less and wait.")
        shown(team.cass, team.jo, grade="urgent")
        first, second = warnings.lines()
        assert first == f"Danger now: {TEXT} ({SOURCE}. Until the end of next week.)"
        assert second.startswith("For information: Benzo")

    def test_one_query_each(self, team: Team, django_assert_num_queries: object) -> None:
        shown(team.jo, team.cass)
        for offer in (warnings.line, warnings.lines):
            with django_assert_num_queries(1):  # type: ignore[operator]
                offer()


class TestPages:
    def test_written_given_out_and_ended_by_hand(self, team: Team) -> None:
        jo, cass, lead = (Client() for _ in range(3))
        for client, who in ((jo, team.jo), (cass, team.cass), (lead, team.lead)):
            sign_in(client, who)
        sent = {"grade": "urgent", "text": TEXT, "source": SOURCE, "weeks": "2", "form_id": new_form_id()}
        assert jo.post(reverse("alerts"), sent).status_code == 302
        made = Alert.objects.get()
        out, end = (reverse(name, args=[made.pk]) for name in ("alert_out", "alert_end"))
        assert out not in jo.get(reverse("alerts")).content.decode()
        assert out in cass.get(reverse("alerts")).content.decode()
        refused = jo.post(out)
        assert refused.status_code == 409
        assert "You wrote it." in refused.content.decode()
        assert cass.post(out).status_code == 302
        assert end not in cass.get(reverse("alerts")).content.decode()
        refused = cass.post(end)
        assert refused.status_code == 409
        assert "Only a lead" in refused.content.decode()
        assert lead.post(end).status_code == 302
        page = lead.get(reverse("alerts")).content.decode()
        assert "Ended early." in page
        assert warnings.standing() == []

    def test_what_she_typed_is_kept_when_it_cannot_stand(self, team: Team, client: Client) -> None:
        sign_in(client, team.jo)
        answer = client.post(reverse("alerts"), {"grade": "warn", "text": TEXT, "source": "people say", "weeks": "2"})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "Valium" in page
        assert "is no source" in page
        assert not Alert.objects.exists()

    def test_the_public_page_without_one(self, client: Client) -> None:
        furnish_site()
        page = client.get(reverse("warning")).content.decode()
        assert "No warning now" in page
        assert "Ring 999 first" in page

    def test_it_names_its_source_and_end_and_nobody_of_the_team(self, team: Team, client: Client) -> None:
        shown(team.jo, team.cass)
        page = client.get(reverse("warning")).content.decode()
        assert SOURCE in page
        assert "until the end of next week" in page
        assert "<title>Notes</title>" in page
        assert not any(f">{name}<" in page or f" {name}" in page for name in ("Jo.", "Cass", "Maeve"))

    @pytest.mark.parametrize("standing", [True, False])
    def test_it_is_read_by_anybody(self, team: Team, client: Client, standing: bool) -> None:
        if standing:
            shown(
                team.jo, team.cass, text="Blue pills are far too strong. Take a quarter. Wait an hour. Do not be alone.", source="Test lab"
            )
        found, words = grade_of(client, reverse("warning"))
        assert words > 100
        assert found <= HIGHEST

    def test_closed_to_who_opens_nothing(self, team: Team, client: Client) -> None:
        sign_in(client, make_member("Rowan", Role.RESEARCHER))
        assert client.get(reverse("alerts")).status_code == 404
