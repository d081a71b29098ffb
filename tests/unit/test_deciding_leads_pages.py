"""For leads: seats, rules to begin with, what two do in a hurry: each works, then each refusal by name."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest

from kithbridge import rules
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import seats, two_leads
from kithbridge.people.deciding.models import ByTwo, SeatCode, Willing
from kithbridge.people.models import Role
from kithbridge.rules import enact
from kithbridge.rules.models import Pause, Version
from kithbridge.web import once
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401
from tests.pressing import press
from tests.seated import Sitting, decided, of, shown, slip, with_group, without_group

NOBODY = UUID("00000000-0000-4000-8000-000000000000")

pytestmark = DATABASES


@pytest.fixture
def house() -> Sitting:
    return without_group()


@pytest.fixture
def sitting() -> Sitting:
    return with_group()


# --- Seats -----------------------------------------------------------------------------------------------
def test_a_lead_draws_lots_and_sees_no_counts(house: Sitting) -> None:
    lead = of(house.site.lead)
    for name in ("living", "living", "lived"):
        seats.say_yes(key=make_page().key, constituency=name, slip=slip(), form_id=once.new_form_id())
    page = lead.get("/t/decide/seats")
    assert "Fewer than 10 have said yes" in shown(page)
    assert "All seats are free." in shown(page)
    answer = press(lead, page, "Draw lots now")
    assert answer.headers["Location"] == "/t/decide/seats?drawn"
    assert queries.sits()
    text = shown(lead.get("/t/decide/seats?drawn"))
    assert "Some seats are taken, some are free." in text
    assert "A reference group sits." in text


def test_from_ten_on_the_number_of_willing_is_shown(house: Sitting) -> None:
    for _n in range(10):
        Willing.objects.create(id=uuid4(), who=uuid4().hex, constituency="living")
    assert "10 have said yes" in shown(of(house.site.lead).get("/t/decide/seats"))


def test_all_seats_are_taken(sitting: Sitting) -> None:
    assert "All seats are taken." in shown(of(sitting.site.lead).get("/t/decide/seats"))


def test_a_seat_code_is_shown_once_and_not_without_end(house: Sitting) -> None:
    lead = of(house.site.lead)
    page = lead.get("/t/decide/seats")
    first = press(lead, page, "Make a seat code")
    assert re.search(rb'class="code">\w{4} \w{4}<', first.content)
    again = press(lead, page, "Make a seat code")
    assert b'class="code"' not in again.content
    assert "That code was made already" in shown(again)
    for _n in range(5):
        last = press(lead, lead.get("/t/decide/seats"), "Make a seat code")
    assert last.status_code == 409
    assert "All seats that may be given out by code are given out." in shown(last)
    assert SeatCode.objects.count() == 2, "nine seats, three quarters by lot"


# --- To begin with ---------------------------------------------------------------------------------------
def test_a_lead_begins_with_a_rule(house: Sitting) -> None:
    enact.begin()
    lead = of(house.site.lead)
    assert b"/t/decide/begin?rule=words.card" in lead.get("/t/decide/begin").content
    answer = press(lead, lead.get("/t/decide/begin?rule=words.card"), "Begin with this", value="yes")
    assert answer.headers["Location"] == "/t/decide/begin?chosen"
    assert rules.value("words.card") is True
    assert "Maeve chose it to begin with" in rules.since("words.card")
    assert "It works from now on." in shown(lead.get("/t/decide/begin?chosen"))


@pytest.mark.parametrize(
    ("value", "said"), [("7", "No group can decide this:"), ("", "This must be a whole number."), ("x", "whole number")]
)
def test_a_beginning_that_is_refused(house: Sitting, value: str, said: str) -> None:
    lead = of(house.site.lead)
    answer = press(lead, lead.get("/t/decide/begin?rule=asks.silent_days"), "Begin with this", value="0" if value == "7" else value)
    assert answer.status_code == 400
    assert said in shown(answer)
    assert not Version.objects.exists()


def test_once_a_group_sits_nothing_is_chosen_alone(sitting: Sitting) -> None:
    lead = of(sitting.site.lead)
    page = lead.get("/t/decide/begin?rule=words.card")
    assert "Begin with this" not in shown(page)
    answer = lead.post("/t/decide/begin", {"rule": "words.card", "value": "yes"})
    assert answer.status_code == 409
    assert "A reference group sits: it decides now." in shown(answer)
    assert not Version.objects.exists()
    assert lead.post("/t/decide/begin", {"rule": "nothing"}).status_code == 400


# --- Two leads -------------------------------------------------------------------------------------------
def test_an_urgent_change_needs_two_leads(house: Sitting) -> None:
    maeve, bron = of(house.site.lead), of(house.bron)
    page = maeve.get("/t/decide/hurry")
    assert b"/t/decide/hurry?rule=asks.areas" in page.content
    assert b"?rule=group.who_for" not in page.content, "neither way protects more"
    form = maeve.get("/t/decide/hurry?rule=asks.areas")
    assert "More protection is: no." in shown(form)
    assert press(maeve, form, "Ask a second lead", value="no", weeks="2", reason="A man asks where women go.").status_code == 302
    assert rules.value("asks.areas") is True
    own = maeve.get("/t/decide/hurry")
    assert "You asked for this." in shown(own)
    assert "I agree" not in shown(own)
    assert "Another lead asks you to agree to something." in shown(bron.get("/t/"))
    seen = bron.get("/t/decide/hurry")
    assert "A man asks where women go." in shown(seen)
    assert press(bron, seen, "I agree").status_code == 302
    assert rules.value("asks.areas") is False
    assert press(bron, seen, "I agree").status_code == 400, "nothing happens twice"


def test_one_lead_alone_agrees_to_nothing(house: Sitting) -> None:
    two_leads.ask_urgent(rule="asks.areas", value=False, weeks=1, reason="Now.", by=house.site.lead.key, form_id=once.new_form_id())
    answer = of(house.site.lead).post("/t/decide/hurry", {"act": "agree", "request": str(ByTwo.objects.get().pk)})
    assert answer.status_code == 400
    assert "Somebody else has to agree." in shown(answer)
    assert rules.value("asks.areas") is True


def test_either_lead_calls_it_back(house: Sitting) -> None:
    two_leads.ask_urgent(rule="asks.areas", value=False, weeks=1, reason="Now.", by=house.site.lead.key, form_id=once.new_form_id())
    lead = of(house.site.lead)
    assert press(lead, lead.get("/t/decide/hurry"), "Call it back").status_code == 302
    assert not ByTwo.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "yes"}, "only towards more protection"),
        ({"value": "no", "weeks": "9"}, "one to 4 weeks"),
        ({"value": "no", "weeks": "soon"}, "one to 4 weeks"),
        ({"value": "no", "reason": " "}, "A public reason is needed"),
        ({"value": "no", "rule": "nothing"}, "Choose a rule."),
        ({"value": None}, "This must be yes or no."),
    ],
)
def test_an_urgent_change_that_is_refused(house: Sitting, typed: dict[str, str | None], said: str) -> None:
    lead = of(house.site.lead)
    sent = {"weeks": "2", "reason": "Kept reason", **typed}
    answer = press(lead, lead.get("/t/decide/hurry?rule=asks.areas"), "Ask a second lead", **sent)
    assert answer.status_code == 400
    assert said in shown(answer)
    if typed.get("rule") != "nothing" and sent["reason"].strip():  # type: ignore[union-attr]
        assert b"Kept reason</textarea>" in answer.content
    assert not ByTwo.objects.exists()


def test_a_pause_is_written_down_by_two(sitting: Sitting) -> None:
    row = decided(sitting)
    maeve, bron = of(sitting.site.lead), of(sitting.bron)
    page = maeve.get("/t/decide/hurry")
    assert str(row.pk).encode() in page.content
    typed = {"act": "pause", "decision": str(row.pk), "ground": "law", "office": "pharmacy lead", "weeks": "6", "reason": "Asked a lawyer."}
    assert maeve.post("/t/decide/hurry", typed).status_code == 302
    seen = bron.get("/t/decide/hurry")
    assert "A pause of 6 weeks, for the law, wanted by: pharmacy lead." in shown(seen)
    press(bron, seen, "I agree")
    assert Pause.objects.get().office == "pharmacy lead"
    assert rules.value("asks.most_each") == 3
    assert str(row.pk).encode() not in bron.get("/t/decide/hurry").content, "each decision is paused once"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"decision": ""}, "Choose which decision."),
        ({"decision": str(NOBODY)}, "There is no such decision"),
        ({"ground": ""}, "for law, danger or money only"),
        ({"office": ""}, "The office that asks for it must be named."),
        ({"weeks": "9"}, "one to 8 weeks"),
        ({"reason": ""}, "A public reason is needed"),
    ],
)
def test_a_pause_that_is_refused_keeps_what_was_typed(sitting: Sitting, typed: dict[str, str], said: str) -> None:
    row = decided(sitting)
    sent = {"decision": str(row.pk), "ground": "money", "office": "Kept office", "weeks": "6", "reason": "Kept reason", **typed}
    answer = of(sitting.site.lead).post("/t/decide/hurry", {"act": "pause", **sent})
    assert answer.status_code == 400
    assert said in shown(answer)
    if "office" not in typed:
        assert b'value="Kept office"' in answer.content
    if "decision" not in typed:
        assert f'value="{row.pk}" checked'.encode() in answer.content
    assert not ByTwo.objects.exists()


@pytest.mark.parametrize("address", ["seats", "begin", "hurry"])
@pytest.mark.parametrize("role", [Role.PEER, Role.FACILITATOR, Role.RESEARCHER])
def test_nobody_but_a_lead(house: Sitting, address: str, role: Role) -> None:
    client = of(make_member("Wren", role))
    assert client.get(f"/t/decide/{address}").status_code == 404
    assert client.post(f"/t/decide/{address}", {"act": "draw"}).status_code == 404
