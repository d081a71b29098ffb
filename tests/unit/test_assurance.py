"""One page a month for trustees: true, banded, and without any person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people import assurance
from kithbridge.people.actions import danger, group, holding, notes, retention
from kithbridge.people.models import Fact, Role, Worry
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.reach.actions import asking, handing
from kithbridge.web import clock, home, once
from kithbridge.web.record import chain
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, make_page, quick_kdf, sign_in
from tests.unit.test_cli import run

__all__ = ["quick_kdf"]
pytestmark = DATABASES
OCTOBER = dt.datetime(2026, 10, 14, 12, 0, tzinfo=clock.LONDON)
NOVEMBER = dt.datetime(2026, 11, 18, 12, 0, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    with clock.at(OCTOBER):
        yield


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def jo(site: Site) -> Member:
    make_member("Cass", circle=site.circle)
    return make_member("Jo", circle=site.circle)


def ask() -> object:
    readers = [member.pk for member in readers_of_asks()]
    return asking.ask(readers=readers, chosen={"fine": 1}, form_id=once.new_form_id()).ask


def lines(name: str = "2026-10", *, now: dt.datetime = NOVEMBER) -> dict[str, assurance.Line]:
    with clock.at(now):
        chain.link()
        found = assurance.page(assurance.month(name))
    return {line.key: line for section in found.sections for line in section.lines}


def test_asks_in_bands_and_how_long_the_oldest_waits(site: Site, jo: Member) -> None:
    asks = [ask() for _ in range(12)]
    for one in asks[:10]:
        handing.hand_over(key=jo.key, ask=one, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())  # type: ignore[arg-type]
    found = lines()
    assert found["asks.asked"].said == "Asked: 12."
    assert found["asks.handed"].said == "Handed over: 10."
    assert found["asks.open"].said == "Open now: fewer than 10."
    assert found["asks.oldest"].said == "The oldest that nobody has answered is from 5 weeks ago."
    assert found["asks.oldest"].care


def test_the_same_before_the_week_is_closed(site: Site, jo: Member) -> None:
    for _ in range(11):
        ask()
    assert lines(now=OCTOBER)["asks.asked"].said == "Asked: 11."
    assert lines("2026-09", now=OCTOBER)["asks.asked"].said == "Asked: fewer than 10."
    assert not lines(now=OCTOBER)["asks.oldest"].care


def test_none_hides_like_few(site: Site) -> None:
    found = lines()
    assert found["asks.asked"].said == "Asked: fewer than 10."
    assert found["worries.pass"].said == "Ended with passing on now: fewer than 10."


def test_worries_and_how_each_ended(site: Site, jo: Member) -> None:
    for outcome, n in (("stay", 11), ("tell", 2), ("pass", 1)):
        for _ in range(n):
            Worry.objects.create(week="2026-W42", ends="2027-W20", outcome=outcome)
    Worry.objects.create(week="2026-W47", ends="2027-W20", outcome="pass")
    found = lines()
    assert found["worries.stay"].said == "Ended with staying and talking: 11."
    assert found["worries.tell"].said == "Ended with telling her first, then passing on: fewer than 10."
    assert "worries.late" not in found


def test_an_undecided_worry_of_a_month_that_is_over_wants_care(site: Site, jo: Member) -> None:
    page = make_page()
    notes.write(key=page.key, text="help", readers=[jo.key.owner], form_id=once.new_form_id())
    danger.raise_worry(
        key=jo.key, kind="page", about=page.key.owner, second=site.deputy.key.owner, text="worried", form_id=once.new_form_id()
    )
    assert lines()["worries.late"].care
    assert "worries.late" not in lines(now=OCTOBER)


def test_complaints_are_what_a_lead_entered_and_an_old_entry_wants_care(site: Site) -> None:
    assert lines()["complaints"].care
    Fact.objects.create(key="complaints_count", value="none", set_on=dt.date(2026, 10, 30))
    found = lines()["complaints"]
    assert (found.said, found.care) == ("Complaints, as entered in 2026-10: none", False)
    assert lines("2026-11")["complaints"].care


def test_the_fact_is_one_a_lead_can_set(site: Site) -> None:
    group.set_facts(values={assurance.COMPLAINTS: "1, answered"})
    assert "1, answered" in lines(now=OCTOBER)["complaints"].said


@pytest.mark.parametrize(
    ("told", "care", "said"),
    [
        (None, True, "never tried"),
        ('{"week": "2026-W45", "ok": true}', False, "in 2026-W45, brought every backup back"),
        ('{"week": "2026-W45", "ok": false, "lines": ["found: x"]}', True, "found something"),
        ('{"week": "2026-W20", "ok": true}', True, "2026-W20"),
        ("{", True, "cannot be read"),
        ('{"week": "now", "ok": true}', True, "cannot be read"),
        ("[]", True, "cannot be read"),
    ],
)
def test_the_drill(site: Site, told: str | None, care: bool, said: str) -> None:
    path = home.home() / "drill.json"
    if told is not None:
        path.write_text(told)
    try:
        found = lines()["drill"]
    finally:
        path.unlink(missing_ok=True)
    assert said in found.said
    assert found.care is care


def test_backups(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITHBRIDGE_BACKUPS", str(tmp_path))
    assert lines()["backups"].said == "Backups: there are none."
    for week in ("2026-W40", "2026-W41", "2026-W47"):
        (tmp_path / f"content-{week}-0123456789abcdef.age").touch()
    (tmp_path / "content-2026-W42-0123456789abcdef.age.part").touch()
    found = lines()["backups"]
    assert found.said == "Backups: kept of 2 of the month's 5 weeks; the newest is of 2026-W47."
    assert not found.care


def test_sweeps_by_week(site: Site) -> None:
    retention.sweep()
    retention.sweep()
    found = lines()["sweeps"]
    assert (found.said, found.care) == ("What was past its time was ended in 1 of 5 weeks.", True)


def test_holds_that_may_be_said(site: Site) -> None:
    bea = make_member("Bea", Role.LEAD)
    for silent in (False, True):
        made = holding.ask_for(key=site.lead.key, kind="tallies", named="", ground="Order", silent=silent, form_id=once.new_form_id())
        holding.agree(key=bea.key, hold=made.pk)
    assert lines(now=OCTOBER)["holds"].said.startswith("1 thing is kept longer because a law asks for it.")


def test_rules_nobody_decided(site: Site) -> None:
    assert lines()["rules.undecided"].said.startswith("Nobody has decided ")


@pytest.mark.parametrize(
    ("name", "weeks"),
    [
        ("2026-10", ("2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44")),
        ("2026-11", ("2026-W45", "2026-W46", "2026-W47", "2026-W48")),
        ("", ("2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44")),
    ],
)
def test_a_month_is_the_weeks_whose_thursday_lies_in_it(name: str, weeks: tuple[str, ...]) -> None:
    with clock.at(NOVEMBER):
        assert assurance.month(name).weeks == weeks


@pytest.mark.parametrize("name", ["2026-13", "October", "2026", "2026-12", "2027-01", "0000-01"])
def test_no_such_month(name: str) -> None:
    with clock.at(NOVEMBER), pytest.raises(assurance.NoSuchMonth):
        assurance.month(name)


def test_no_name_number_or_day_of_anybody_stands_on_it(site: Site, jo: Member) -> None:
    page = make_page()
    notes.write(key=page.key, text="help", readers=[jo.key.owner], form_id=once.new_form_id())
    asked = ask()
    with clock.at(NOVEMBER):
        shown = assurance.page(assurance.month("2026-10"))
        text = assurance.as_text(shown) + assurance.as_json(shown)
    for never in ("Maeve", "Jo", "Cass", "Adeyemi", str(page.key.owner), str(asked), "2026-10-1"):
        assert never not in text, never


def test_as_json_and_as_text_say_the_same(site: Site) -> None:
    shown = assurance.page(assurance.month("2026-10"))
    told = json.loads(assurance.as_json(shown))
    assert told["schema"] == "kithbridge.assurance/1"
    text = assurance.as_text(shown)
    for section in told["sections"]:
        assert section["title"] in text
        for line in section["lines"]:
            assert ("! " if line["care"] else "  ") + line["said"] in text


def test_the_leads_page(site: Site) -> None:
    client = Client()
    sign_in(client, site.lead)
    answer = client.get(reverse("team_month"), {"m": "2026-10"})
    assert answer.status_code == 200
    assert b"October 2026" in answer.content
    assert b"look at this" in answer.content
    assert client.get(reverse("team_month"), {"m": "2031-01"}).status_code == 404
    peer = Client()
    sign_in(peer, make_member("Wren"))
    assert peer.get(reverse("team_month")).status_code == 404


def test_the_command(tmp_path: Path) -> None:
    assert run(tmp_path / "home", "init", "--yes", "--work-name", "Maeve").returncode == 0
    answer = run(tmp_path / "home", "assurance")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("Assurance, ")
    assert json.loads(run(tmp_path / "home", "assurance", "--json").stdout)["sections"][0]["title"] == "Asks"
    wrong = run(tmp_path / "home", "assurance", "--month", "2099-01")
    assert wrong.returncode == 2
    assert "a month is written like" in wrong.stderr
