"""The team's pages of proposals: each works, then each refusal by name."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID

import pytest
from django.test import Client
from django.utils.html import escape

from kithbridge import rules
from kithbridge.people.deciding.actions import moving, proposing
from kithbridge.people.deciding.models import Proposal, Saying, Stage
from kithbridge.rules import enact
from kithbridge.web import clock, once
from tests.builders import DATABASES, quick_kdf  # noqa: F401
from tests.pressing import press
from tests.seated import Sitting, agreed, decided, hers, of, proposed, shown, with_group, without_group, written

NOBODY = UUID("00000000-0000-4000-8000-000000000000")

pytestmark = DATABASES


@pytest.fixture
def house() -> Sitting:
    return without_group()


@pytest.fixture
def sitting() -> Sitting:
    return with_group()


# --- /t/decide, /t/decide/new ----------------------------------------------------------------------------
def test_the_team_sees_where_all_stands(sitting: Sitting) -> None:
    proposed(sitting)
    dropped = proposed(sitting, "asks.per_hour", 130, ask=False, text="More.")
    proposing.drop(proposal=dropped.pk, by=sitting.jo.key)
    text = shown(of(sitting.jo).get("/t/decide"))
    assert "A reference group sits" in text
    assert "Being decided by people who use now" in text
    assert "The team took it back before it was decided." in text
    assert "Nobody has decided this yet" in text
    assert "Seats of the reference group" not in text
    assert "Seats of the reference group" in shown(of(sitting.site.lead).get("/t/decide"))


def test_before_a_group_sits_the_weeks_are_said_and_then_overdue(house: Sitting) -> None:
    enact.begin()
    client = of(house.site.lead)
    assert "whoever starts the group may set rules to begin with" in shown(client.get("/t/decide"))
    assert "12 weeks are left" in shown(client.get("/t/decide/begin"))
    with clock.at(clock.now() + dt.timedelta(weeks=12)):
        client = of(house.site.lead)
        assert "This is overdue." in shown(client.get("/t/decide"))
        assert "Nothing can be chosen alone now." in shown(client.get("/t/decide/begin"))


def test_somebody_who_may_not_write_reads_only(sitting: Sitting) -> None:
    client = of(sitting.site.deputy)
    row = proposed(sitting)
    page = client.get("/t/decide")
    assert page.status_code == 200
    assert b"/t/decide/new" not in page.content
    assert client.get("/t/decide/new").status_code == 404
    assert b"Take this proposal back" not in client.get(f"/t/decide/{row.pk}").content
    refused = client.post(f"/t/decide/{row.pk}", {"act": "drop"})
    assert refused.status_code == 400
    assert "Your jobs do not include writing proposals down." in shown(refused)


def test_a_rule_is_chosen_first(sitting: Sitting) -> None:
    client = of(sitting.jo)
    page = client.get("/t/decide/new")
    assert b"/t/decide/new?rule=asks.live_weeks" in page.content
    assert client.get("/t/decide/new?rule=nothing.here").status_code == 200
    assert client.post("/t/decide/new", {"rule": "nothing.here", "value": "1"}).status_code == 400


def test_a_proposal_is_written_down_once(sitting: Sitting) -> None:
    client = of(sitting.jo)
    page = client.get("/t/decide/new?rule=asks.live_weeks")
    text = shown(page)
    assert "Never less than 2 weeks. Never more than 8 weeks." in text
    assert "What is kept can be found." in text or "what is kept can be found" in text.lower()
    typed = {"value": "4", "begins": "3", "trial_weeks": "12", "looks_at": "How many asks run out.", "says_who": "The peers."}
    answer = press(client, page, "Write it down", **typed)
    row = Proposal.objects.get()
    assert answer.headers["Location"] == f"/t/decide/{row.pk}"
    assert (row.value, row.trial_weeks, row.begins) == (4, 12, str(clock.this_week() + 3))
    assert press(client, page, "Write it down", **typed).status_code == 409
    assert "Something is proposed for this rule already." in shown(client.get("/t/decide/new?rule=asks.live_weeks"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "soon"}, "This must be a whole number."),
        ({"value": "99"}, "No group can decide this:"),
        ({"value": "1"}, "No group can decide this:"),
        ({"value": "4", "begins": "99"}, "It can begin within a year"),
        ({"value": "4", "begins": "next"}, "It can begin within a year"),
        ({"value": "4", "trial_weeks": "4"}, "A trial says what will be looked at"),
    ],
)
def test_a_proposal_that_is_refused_keeps_what_was_typed(sitting: Sitting, typed: dict[str, str], said: str) -> None:
    client = of(sitting.jo)
    answer = press(client, client.get("/t/decide/new?rule=asks.live_weeks"), "Write it down", says_who="Us <b>", **typed)
    assert answer.status_code == 400
    assert said in shown(answer)
    for text in (*typed.values(), escape("Us <b>")):
        assert f'value="{text}"'.encode() in answer.content
    assert not Proposal.objects.exists()


def test_what_was_decided_is_so_already(sitting: Sitting) -> None:
    decided(sitting)
    client = of(sitting.jo)
    answer = press(client, client.get("/t/decide/new?rule=asks.most_each"), "Write it down", value="10")
    assert answer.status_code == 400
    assert "It is so already." in shown(answer)


def test_what_nobody_decided_may_be_confirmed_as_it_is(sitting: Sitting) -> None:
    client = of(sitting.jo)
    page = client.get("/t/decide/new?rule=asks.places")
    assert press(client, page, "Write it down").status_code == 302, "the form holds what is so now"
    assert Proposal.objects.get().value is False


# --- One proposal and its evidence -----------------------------------------------------------------------
def test_words_are_kept_read_by_another_and_shown(sitting: Sitting) -> None:
    jo, lead = of(sitting.jo), of(sitting.site.lead)
    row = proposing.propose(rule="asks.most_each", value=10, by=sitting.jo.key, form_id=once.new_form_id())
    assert row is not None
    address = f"/t/decide/{row.pk}"
    page = jo.get(address)
    assert "It has no evidence yet" in shown(page)
    answer = press(jo, page, "Keep these words", text="Three is gone by Friday.", kind="quote", role="living")
    found = re.search(r'class="code">(\w{4} \w{4})<', answer.content.decode())
    assert found
    assert found[1] not in shown(jo.get(address)), "the code is shown once"
    own = jo.get(address)
    assert "read by one person only" in shown(own)
    assert "I have read this" not in shown(own)
    assert "Some of the evidence has been read by one person only." in shown(own)
    assert press(lead, lead.get(address), "I have read this, it may be shown").status_code == 302
    assert Saying.objects.get().shown
    assert press(jo, jo.get(address), "Ask them").status_code == 302
    row.refresh_from_db()
    assert row.stage == Stage.ANSWERING
    assert "Ask them" not in shown(jo.get(address))
    assert proposing.take_back(code=found[1])


def test_sent_twice_the_words_are_kept_once(sitting: Sitting) -> None:
    jo = of(sitting.jo)
    row = proposing.propose(rule="asks.most_each", value=10, by=sitting.jo.key, form_id=once.new_form_id())
    assert row is not None
    page = jo.get(f"/t/decide/{row.pk}")
    typed = {"text": "Three is gone.", "kind": "quote", "role": "living"}
    assert press(jo, page, "Keep these words", **typed).status_code == 200
    again = press(jo, page, "Keep these words", **typed)
    assert again.status_code == 409
    assert "That was written down already." in shown(again)
    assert Saying.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": " ", "said_by": "Nobody"}, "Evidence needs words"),
        ({"text": "x" * 1_001}, "Evidence needs words"),
        ({"text": "Clean needles.", "kind": "guidance"}, "Guidance needs its source"),
        ({"text": "Clean needles.", "url": "http://plain"}, "begins with https://"),
        ({"text": "Clean needles.", "role": "mayor"}, "Say what kind of evidence it is"),
    ],
)
def test_evidence_that_is_refused_stays_on_the_page(sitting: Sitting, typed: dict[str, str], said: str) -> None:
    jo = of(sitting.jo)
    row = proposing.propose(rule="asks.most_each", value=10, by=sitting.jo.key, form_id=once.new_form_id())
    assert row is not None
    sent = {"act": "evidence", "kind": "quote", "role": "living", **typed}
    answer = jo.post(f"/t/decide/{row.pk}", sent)
    assert answer.status_code == 400
    assert said in shown(answer)
    assert f">{typed['text']}</textarea>".encode() in answer.content
    assert not Saying.objects.exists()


def test_nobody_passes_her_own_words(sitting: Sitting) -> None:
    row, _code = written(sitting)
    answer = of(sitting.jo).post(f"/t/decide/{row.pk}", {"act": "read", "saying": str(Saying.objects.get().pk)})
    assert answer.status_code == 400
    assert "Somebody else, with another job, has to read it." in shown(answer)
    assert not Saying.objects.get().shown


@pytest.mark.parametrize("act", ["read", "remove"])
def test_words_without_a_number(sitting: Sitting, act: str) -> None:
    row, _code = written(sitting)
    answer = of(sitting.jo).post(f"/t/decide/{row.pk}", {"act": act, "saying": "x"})
    assert answer.status_code == 400
    assert Saying.objects.count() == 1


def test_words_are_taken_away(sitting: Sitting) -> None:
    row, _code = written(sitting)
    lead = of(sitting.site.lead)
    assert press(lead, lead.get(f"/t/decide/{row.pk}"), "Take these words away").status_code == 302
    assert not Saying.objects.exists()


def test_nobody_can_be_asked_without_a_group(house: Sitting) -> None:
    row, _code = written(house)
    jo = of(house.jo)
    assert "No reference group sits yet." in shown(jo.get(f"/t/decide/{row.pk}"))
    answer = jo.post(f"/t/decide/{row.pk}", {"act": "ask"})
    assert answer.status_code == 400
    assert "No reference group sits yet." in shown(answer)


def test_a_proposal_is_taken_back_until_it_is_agreed(sitting: Sitting) -> None:
    jo = of(sitting.jo)
    late = agreed(sitting)
    assert jo.post(f"/t/decide/{late.pk}", {"act": "drop"}).status_code == 400
    assert b"Take this proposal back" not in jo.get(f"/t/decide/{late.pk}").content
    early = proposed(sitting, "asks.per_hour", 130, text="More.")
    assert press(jo, jo.get(f"/t/decide/{early.pk}"), "Take it back").status_code == 302
    early.refresh_from_db()
    assert early.stage == Stage.DROPPED


def test_asked_twice_is_refused(sitting: Sitting) -> None:
    row = proposed(sitting)
    answer = of(sitting.jo).post(f"/t/decide/{row.pk}", {"act": "ask"})
    assert answer.status_code == 409
    assert "They were asked already." in shown(answer)


def test_a_proposal_that_is_not_there(sitting: Sitting) -> None:
    jo = of(sitting.jo)
    for answer in (jo.get(f"/t/decide/{NOBODY}"), jo.post(f"/t/decide/{NOBODY}", {"act": "ask"})):
        assert answer.status_code == 404
    assert jo.post(f"/t/decide/{proposed(sitting).pk}", {"act": "nothing"}).status_code == 200


def test_the_card_says_what_waits(sitting: Sitting) -> None:
    jo, lead = of(sitting.jo), of(sitting.site.lead)
    assert "Nothing is being decided." in shown(jo.get("/t/"))
    written(sitting)
    assert "1 proposal is open." in shown(jo.get("/t/"))
    assert "Some words wait for a second reader." not in shown(jo.get("/t/")), "she wrote them"
    assert "Some words wait for a second reader." in shown(lead.get("/t/"))
    assert "proposal is open" not in shown(of(sitting.site.deputy).get("/t/"))


# --- From the first word to what the software does, all through pages ------------------------------------
def test_the_whole_way_through_pages(sitting: Sitting) -> None:
    jo, lead = of(sitting.jo), of(sitting.site.lead)
    address = press(jo, jo.get("/t/decide/new?rule=asks.most_each"), "Write it down", value="10").headers["Location"]
    press(jo, jo.get(address), "Keep these words", text="Three is gone by Friday.", kind="quote", role="living")
    press(lead, lead.get(address), "I have read this, it may be shown")
    press(jo, jo.get(address), "Ask them")
    hers_of_it = address.replace("/t/", "/n/")
    for name in ("living", "lived", "work"):
        for page in sitting.pages[name]:
            client = hers(page)
            assert press(client, client.get(hers_of_it), "Yes").status_code == 302
    assert "Agreed. Whoever was asked can object" in shown(jo.get(address))
    assert rules.value("asks.most_each") == 3
    with clock.at(clock.now() + dt.timedelta(days=9)):
        moving.move_on()
        assert "Two who took part still have to confirm it, until " in shown(of(sitting.jo).get(address))
        for page in sitting.pages["living"][:2]:
            client = hers(page)
            assert press(client, client.get(hers_of_it), "Confirm it", took_part="1", did_not_write="1").status_code == 302
        assert rules.value("asks.most_each") == 10
        why = shown(Client().get("/why/asks.most_each"))
        assert "Three is gone by Friday." in why
        assert "One ask can hold up to 10 of each thing." in why
