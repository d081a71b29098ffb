"""Beside every effect of a rule stands the way to why it is so; and no page names a rule that nobody declared."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.test import Client

from kithbridge import rules
from kithbridge.people.models import Role
from kithbridge.reach.actions import asking
from kithbridge.web import once
from tests.builders import DATABASES, decide, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401 - autouse

pytestmark = DATABASES
ROOT = Path(__file__).resolve().parents[2] / "kithbridge"
LINK = re.compile(r'{%\s*(?:why|said)\s+"([^"]+)"\s*%}')
WHY = re.compile(r'{%\s*why\s+"([^"]+)"\s*%}')
ALL_RULES = ("how.html", "why.html")


def links() -> dict[str, set[str]]:
    """Rule -> templates that link to its why, the list of all rules left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in ROOT.glob("**/templates/**/*.html"):
        if path.name not in ALL_RULES:
            for key in WHY.findall(path.read_text()):
                found[key].add(path.name)
    return found


@pytest.mark.parametrize("key", [one.key for one in rules.all_rules()])
def test_each_rule_has_its_link_where_its_effect_shows(key: str) -> None:
    assert links()[key], f"no page links to why {key} is so"


def test_no_page_names_a_rule_that_nobody_declared() -> None:
    declared = {one.key for one in rules.all_rules()}
    for path in ROOT.glob("**/templates/**/*.html"):
        assert set(LINK.findall(path.read_text())) <= declared, path.name


def shown(client: Client, path: str) -> set[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return set(re.findall(r'href="/why/([\w.]+)"', answer.content.decode()))


def test_the_links_stand_on_the_pages_themselves(client: Client) -> None:
    site = furnish_site()
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    assert {"group.who_for", "start.says_what"} <= shown(client, "/others")
    assert {"asks.live_weeks", "asks.most_each", "asks.most_in_all", "asks.areas", "asks.openers", "menu.items"} <= shown(
        client, "/n/ask?v=1"
    )
    assert {"notice.again_weeks"} <= shown(client, "/n/how")
    page = make_page()
    page.enter(client)
    assert {"words.idle_minutes", "words.visit_minutes", "words.unused_weeks"} <= shown(client, "/n/")
    assert {"messages.live_weeks", "asks.openers"} <= shown(client, "/n/write?v=1")
    assert {"messages.close_seconds", "answers.live_weeks"} <= shown(client, "/n/read")
    sign_in(client, jo)
    assert {"team.idle_minutes", "team.visit_hours", "team.factors", "team.training", "record.keep_weeks"} <= shown(client, "/t/me")
    assert {"tallies.readers", "figures.smallest"} <= shown(client, "/t/tallies")


def test_a_rule_for_those_with_words_has_no_link_for_others(client: Client) -> None:
    furnish_site()
    decide("asks.places", True)
    assert "asks.places" not in shown(client, "/n/ask?v=1")
    make_page().enter(client)
    assert "asks.places" in shown(client, "/n/ask?v=1")


def test_she_is_told_when_nobody_has_decided_and_not_when_somebody_has(client: Client) -> None:
    furnish_site()
    before = client.get("/n/how").content.decode()
    assert "Nobody has decided this yet" in before
    decide("notice.again_weeks", 3)
    after = client.get("/n/how").content.decode()
    assert "again after 3 weeks" in after
    assert after.count("Nobody has decided this yet") < before.count("Nobody has decided this yet")


def test_what_she_wrote_about_a_place_comes_back_when_the_ask_does_not_go_through(client: Client) -> None:
    site = furnish_site()
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    decide("asks.places", True)
    decide("asks.most_in_all", 6)
    make_page().enter(client)
    sent = {"q_fine": "3", "q_foil": "3", "q_naloxone": "3", "where": "the blue door", "reader": str(jo.member.pk)}
    answer = client.post("/n/ask", {**sent, "form_id": once.new_form_id()})
    assert answer.status_code == 400
    assert "6 in all" in answer.content.decode()
    assert "the blue door" in answer.content.decode()


def test_a_place_that_is_too_long_is_refused(client: Client) -> None:
    site = furnish_site()
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    decide("asks.places", True)
    with pytest.raises(asking.CannotAsk, match="text"):
        asking.ask(readers=[jo.member.pk], chosen={"fine": 1}, where="x" * 201, form_id=once.new_form_id(), page=make_page().key)
