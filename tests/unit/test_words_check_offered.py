"""The check offered beside forms whose words others will read: shows what was heard above the same form, and never stands in the way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from kithbridge.people import offers
from kithbridge.people.models import Role
from kithbridge.reach.models import Alert
from kithbridge.words import checking
from kithbridge.words.offering import FIELD, Offer
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import filled, forms, press, words_on

pytestmark = DATABASES
ROOT = Path(__file__).resolve().parents[2] / "kithbridge"
LOOK = "Look at the words first"
HARD = "A heroin addict died of strong tablets. Do not use alone."


@pytest.fixture
def peer(client: Client) -> Client:
    site = furnish_site()
    sign_in(client, make_member("Jo", Role.PEER, circle=site.circle))
    return client


def warning(**more: str) -> dict[str, str]:
    return {"grade": "caution", "text": HARD, "source": "Tarrowby laboratory", "weeks": "2", **more}


def offered(client: Client):
    return press(client, client.get("/t/alerts"), LOOK, **warning())


def grades(client: Client) -> str:
    """A grade that the form knows."""
    return re.findall(r'name="grade" value="(\w+)"', client.get("/t/alerts").content.decode())[0]


def test_what_was_heard_stands_above_the_same_form(peer: Client):
    page = offered(peer)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    shown = words_on(page.content.decode())
    assert "You can send it as it is. Nothing was sent or kept yet." in shown
    assert "1. “heroin addict”" in shown or "1. “A heroin addict”" in shown
    action, sent = filled(page.content.decode(), "Put it before somebody else")
    assert action == "/t/alerts"
    assert sent["text"] == [HARD]
    assert (sent["source"], sent["weeks"]) == (["Tarrowby laboratory"], ["2"])
    assert not Alert.objects.exists()


def test_it_can_be_sent_as_it_is(peer: Client):
    page = press(peer, peer.get("/t/alerts"), LOOK, **warning(grade=grades(peer)))
    assert press(peer, page, "Put it before somebody else").status_code == 302
    assert Alert.objects.get().text == HARD


def test_a_wording_taken_goes_with_the_form(peer: Client):
    page = press(peer, peer.get("/t/alerts"), LOOK, **warning(grade=grades(peer)))
    (form,) = [one for one in forms(page.content.decode()) if one.values("text")]
    button = next(one for one in form.buttons if one.name == "take")
    took = press(peer, page, button.label)
    assert took.status_code == 200
    assert press(peer, took, "Put it before somebody else").status_code == 302
    text = Alert.objects.get().text
    assert button.label.lower() in text.lower()
    assert "addict" not in text


def test_a_press_twice_still_counts_once(peer: Client):
    page = press(peer, peer.get("/t/alerts"), LOOK, **warning(grade=grades(peer)))
    for _ in range(2):
        press(peer, page, "Put it before somebody else")
    assert Alert.objects.count() == 1


def test_looking_again_looks_at_what_stands_there_now(peer: Client):
    again = press(peer, offered(peer), "Look again", text="A person died of strong tablets.")
    assert "Nothing on the list is in this text." in words_on(again.content.decode())
    assert filled(again.content.decode(), "Put it before somebody else")[1]["text"] == ["A person died of strong tablets."]


def test_an_empty_field_is_no_text(peer: Client):
    page = press(peer, peer.get("/t/alerts"), LOOK, **warning(text=" "))
    assert "There is no text in it yet." in words_on(page.content.decode())
    assert filled(page.content.decode(), "Put it before somebody else")[1]["text"] == [" "]


def test_when_two_others_look_the_form_can_still_be_sent(peer: Client):
    with checking.one_of_two(), checking.one_of_two():
        page = offered(peer)
    assert page.status_code == 200
    assert "Press again in a moment." in words_on(page.content.decode())
    assert filled(page.content.decode(), "Put it before somebody else")[1]["text"] == [HARD]


def test_two_fields_of_a_leads_notice(client: Client):
    site = furnish_site()
    sign_in(client, site.lead)
    page = press(client, client.get("/t/facts/notice"), LOOK, lines="We bring to addicts.", threshold="We act for addicts.")
    assert page.content.decode().count("<mark ") == 2
    first = next(one for one in forms(page.content.decode())[0].buttons if one.name == "take" and one.value.startswith("threshold:"))
    _action, sent = filled(page.content.decode(), first.label)
    sent["take"] = [first.value]
    took = client.post("/w/offered", sent)
    kept = filled(took.content.decode(), "Put it in force")[1]
    assert kept["lines"] == ["We bring to addicts."]
    assert kept["threshold"] != ["We act for addicts."]


def test_of_several_fields_one_with_nothing_in_it_is_folded_and_still_sent(client: Client):
    sign_in(client, furnish_site().lead)
    page = press(client, client.get("/t/facts/notice"), LOOK, lines="We bring what you ask for.", threshold="We act for addicts.")
    html = page.content.decode()
    folded = html[html.index("<details>") : html.index("</details>")]
    assert "We bring what you ask for." in folded
    assert "We act for addicts." not in folded
    assert filled(html, "Put it in force")[1]["lines"] == ["We bring what you ask for."]


def test_the_reason_of_a_decision_in_a_hurry(client: Client):
    sign_in(client, furnish_site().lead)
    page = press(client, client.get("/t/decide/hurry?rule=asks.silent_days"), LOOK, reason="Junkies wait too long.", weeks="2", value="3")
    action, sent = filled(page.content.decode(), "Ask a second lead")
    assert action == "/t/decide/hurry"
    assert (sent["act"], sent["rule"], sent["weeks"]) == (["urgent"], ["asks.silent_days"], ["2"])
    assert page.content.decode().count("<mark ") == 1


def test_a_choice_of_several_is_carried_whole(client: Client):
    furnish_site()
    said = {"fields": ["value"], "to": "/t/decide/new", "act": "Write it down"}
    page = client.post("/w/offered", {FIELD: json.dumps(said), "value": ["an addict", "b"], "form_id": "x"})
    assert filled(page.content.decode(), "Write it down")[1]["value"] == ["an addict", "b"]


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "nonsense",
        "[]",
        '{"fields": ["text"]}',
        '{"fields": [], "to": "/t/alerts", "act": "x"}',
        '{"fields": ["text"], "to": "https://elsewhere.example/", "act": "x"}',
        '{"fields": ["text"], "to": "//elsewhere.example/t/alerts", "act": "x"}',
        '{"fields": ["text"], "to": "/\\\\elsewhere.example", "act": "x"}',
        '{"fields": ["text"], "to": "javascript:alert(1)", "act": "x"}',
        '{"fields": ["text"], "to": "/no/such/page", "act": "x"}',
        "[" * 5000,
    ],
)
def test_what_is_no_form_of_ours_leads_to_the_page_of_the_check(client: Client, sent: str):
    furnish_site()
    assert Offer.of(sent) is None
    answer = client.post("/w/offered", {FIELD: sent, "text": "x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/w/")


def test_opened_by_hand_it_leads_to_the_page_of_the_check(client: Client):
    furnish_site()
    assert client.get("/w/offered").headers["Location"] == "/w/"


def test_without_a_room_that_offers_it_there_is_no_button(peer: Client, monkeypatch: pytest.MonkeyPatch):
    assert LOOK in peer.get("/t/alerts").content.decode()
    monkeypatch.setattr(offers, "_wording_check", [])
    assert LOOK not in peer.get("/t/alerts").content.decode()


# Text fields without the button, and why: whoever writes there says it of herself, or nobody but the one addressed reads it.
NOT_OFFERED = {
    "write.html": "hers: her own words to those she chose",
    "still_here.html": "hers, carried",
    "sign_in.html": "hers, carried",
    "ask.html": "hers: what she asks for",
    "_said_fields.html": "hers: what a thing is like",
    "_team_fact.html": "the form around it has the button",
    "_matter_fields.html": "the forms around it have the button",
    "_value.html": "the forms around it have the button",
    "team_phone_notes.html": "locked notes: no words of anybody, and only the server opens them",
}


TEMPLATES = sorted(path for room in ("people", "reach", "agree") for path in (ROOT / room).glob("**/templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_field_of_the_team_offers_it(path: Path):
    source = path.read_text()
    if "<textarea" in source and path.name not in NOT_OFFERED:
        assert "{% words_check_button " in source


def test_what_is_left_out_is_there_and_has_a_text_field():
    with_fields = {path.name for path in TEMPLATES if "<textarea" in path.read_text()}
    assert set(NOT_OFFERED) <= with_fields


def test_every_form_that_offers_it_names_a_field_that_it_has():
    for path in sorted(ROOT.glob("**/templates/**/*.html")):
        for form in re.findall(r"(?s)<form\b.*?</form>", path.read_text()):
            for named in re.findall(r"{% words_check_button ((?:\"\w+\" )+)", form):
                for name in re.findall(r'"(\w+)"', named):
                    there = f'name="{name}"' in form or f'id="{name}"' in form or "include" in form
                    assert there, (path.name, name)
