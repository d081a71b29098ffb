"""Pages of the charter: how we work, why, what has changed, look at this again; and the link beside each effect."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from kithbridge.engines.language.reading import grade
from kithbridge.people.access import Caller
from kithbridge.people.actions import again as acts
from kithbridge.people.models import Role
from kithbridge.people.queries import again as asked
from kithbridge.rules import Group, Protects, Readers, Rule, enact, explain
from kithbridge.rules.charter import floors
from kithbridge.rules.kinds import YesNo
from kithbridge.rules.models import Evidence
from kithbridge.web import clock, once
from kithbridge.web.record.models import Count, Entry
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401
from tests.decisions import WORDS, decide, declare_only, words_of_tests  # noqa: F401
from tests.unit.test_reading_pages import grade_of

pytestmark = DATABASES
KEY = "asks.live_weeks"
GUESSED = "Nobody has decided this yet. The makers of the software guessed it."
VOICES = [("quote", "living", "Two weeks is short."), ("quote", "living", "I was away."), ("guidance", "guidance", "Four weeks is common.")]


def text_of(answer) -> str:
    """What a page says, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode())).replace("&#x27;", "'")


def hidden(readers: Readers) -> Rule:
    return Rule("test.hidden", Group.ASKING, "MARKER?", YesNo(), False, "MARKER is {value}.", Protects.MOTHERS, readers=readers)


# --- The link beside an effect ----------------------------------------------------------------------------
def shown(key: str, caller: Caller | None = None, *, times: int = 1) -> str:
    request = RequestFactory().get("/")
    request.caller = caller or Caller()  # type: ignore[attr-defined]
    template = engines["django"].from_string("{% load why %}" + f'{{% why "{key}" %}}' * times)
    return template.render({}, request)


def test_the_link_leads_to_why_and_says_what_it_is_about():
    assert shown(KEY) == (
        f'<span class="small"><a href="/why/{KEY}">Why is it so?<span class="vh"> What you asked for goes when it is handed over, '
        f'or after 2 weeks.</span></a> <span class="quiet">Nobody has decided this yet.</span></span>'
    )


def test_beside_a_decided_rule_the_link_stands_alone():
    decide(KEY, 4)
    assert "quiet" not in shown(KEY)
    assert "after 4 weeks." in shown(KEY)


def test_a_rule_for_some_has_no_link_for_others(monkeypatch: pytest.MonkeyPatch):
    callers = {"anybody": Caller(), "waiting": Caller("waiting"), "words": Caller("words"), "team": Caller("team")}
    for readers, may in ((Readers.WORDS, {"words", "team"}), (Readers.TEAM, {"team"})):
        declare_only(monkeypatch, hidden(readers))
        assert {name for name, caller in callers.items() if shown("test.hidden", caller)} == may


def test_a_rule_nobody_declared_breaks_the_page():
    with pytest.raises(KeyError):
        shown("no.such")


def test_many_links_on_a_page_ask_for_a_name_once():
    enact.found(key=KEY, value=3, by=make_member("Maeve").member.pk, role="team")
    with CaptureQueriesContext(connection) as queries:
        said = shown(KEY, times=5)
    assert said.count("Maeve chose it to begin with.") == 5
    assert sum("people_teammember" in query["sql"] for query in queries) == 1


def test_when_the_database_is_down_the_link_is_still_there(monkeypatch: pytest.MonkeyPatch):
    def gone(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(explain, "explained", gone)
    assert f'href="/why/{KEY}"' in shown(KEY)


# --- How we work ------------------------------------------------------------------------------------------
def test_how_we_work_says_who_is_who_first_and_every_rule(client: Client):
    furnish_site()
    decide(KEY, 4)
    answer = client.get("/how-we-work")
    said = text_of(answer)
    html = answer.content.decode()
    assert said.index("Nobody with powers over children") < said.index("There are ") < said.index("If you ask us")
    for one in explain.told(Readers.EVERYBODY):
        assert f'href="/why/{one.key}"' in html
    assert "Since the week of" in said
    assert "No reference group sits yet." in said
    assert "The steering group has never stopped a decision." in said
    assert html.count("<code>") == 1
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_how_we_work_takes_few_queries(client: Client):
    furnish_site()
    decide(KEY, 4)
    client.get("/how-we-work")
    with CaptureQueriesContext(connection) as queries:
        client.get("/how-we-work")
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]


def test_overdue_is_said_on_top(client: Client):
    enact.begin()
    with clock.at(clock.now() + dt.timedelta(weeks=12)):
        said = text_of(client.get("/how-we-work"))
    assert "This is overdue. Nothing new can be set." in said
    assert said.count("It is overdue.") == len(explain.told(Readers.EVERYBODY))


def test_rules_for_the_team_stand_on_the_teams_page_only(client: Client, monkeypatch: pytest.MonkeyPatch):
    site = furnish_site()
    public = explain.told(Readers.EVERYBODY)
    declare_only(monkeypatch, *public, hidden(Readers.TEAM))
    said = text_of(client.get("/how-we-work"))
    assert "MARKER" not in said
    assert "1 rule does not stand here" in said
    sign_in(client, site.lead)
    assert "MARKER is no." in text_of(client.get("/t/how-we-work"))


def test_the_pdf_is_served(client: Client):
    answer = client.get("/how-we-work.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'inline; filename="how-we-work.pdf"'


# --- Why --------------------------------------------------------------------------------------------------
def test_why_tells_the_decision_and_draws_whose_voices(client: Client):
    decision = decide(KEY, 4, voices=VOICES, objections=["unclear"])
    answer = client.get(f"/why/{KEY}")
    said, html = text_of(answer), answer.content.decode()
    for words in (
        "after 4 weeks.",
        "people who use now: more than half said yes",
        "it is not clear what it means",
        "Two weeks is short.",
        "published guidance · 33 in 100",
        "from 2 weeks to 4 weeks",
        "These are pieces of what was said or found. They are not votes.",
    ):
        assert words in said
    assert f'id="d-{decision.pk}"' in html
    pictures = "".join(re.findall(r"<svg class=\"chart\".*?</svg>", html, re.DOTALL))
    assert [int(width) for width in re.findall(r'class="bar-a"[^>]*width="(\d+)"', pictures)] == [322, 158]
    assert "style" not in pictures
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_words_taken_back_are_gone_from_the_page_at_once(client: Client):
    decision = decide(KEY, 4, voices=[("quote", "living", "MARKER")])
    assert "MARKER" in text_of(client.get(f"/why/{KEY}"))
    del WORDS[Evidence.objects.get(decision=decision).ref]
    said = text_of(client.get(f"/why/{KEY}"))
    assert "MARKER" not in said
    assert "These words were taken back." in said
    assert "somebody who uses now · 100 in 100" in said


def test_earlier_decisions_stay_to_be_read(client: Client):
    first = decide(KEY, 4, voices=[("quote", "peer", "Four is right.")])
    decide(KEY, 6)
    answer = client.get(f"/why/{KEY}")
    assert "An earlier decision" in text_of(answer)
    assert "Four is right." in text_of(answer)
    assert f'id="d-{first.pk}"' in answer.content.decode()
    assert f'href="/why/{KEY}#d-{first.pk}"' in client.get("/what-changed").content.decode()


def test_a_pause_and_a_hurry_are_said(client: Client):
    decision = decide(KEY, 6)
    leads = [uuid4(), uuid4()]
    enact.pause(decision=decision.pk, ground="danger", office="the trustees", reason="A list was found.", weeks=3, leads=leads, role="lead")
    said = text_of(client.get(f"/why/{KEY}"))
    assert "is paused until the end of" in said
    assert "A list was found." in said
    enact.protect(key="messages.live_weeks", value=2, leads=leads, reason="A phone is gone.", weeks=2, role="lead")
    said = text_of(client.get("/why/messages.live_weeks"))
    assert "Two leads agreed. Nobody else was asked." in said
    assert "A phone is gone." in said


def test_who_may_read_decides_what_is_found(monkeypatch: pytest.MonkeyPatch):
    site = furnish_site()
    her, lead, anybody = Client(), Client(), Client()
    make_page().enter(her)
    sign_in(lead, site.lead)
    clients = {"anybody": anybody, "words": her, "team": lead}
    nothing = anybody.get("/why/no.such")
    for readers, may in ((Readers.WORDS, {"words", "team"}), (Readers.TEAM, {"team"})):
        declare_only(monkeypatch, *explain.told(Readers.EVERYBODY), hidden(readers))
        for name, client in clients.items():
            answer = client.get("/why/test.hidden")
            assert answer.status_code == (200 if name in may else 404), (readers, name)
            assert answer.headers["Cache-Control"] == "no-store"
            if name == "anybody":
                assert answer.content == nothing.content


def test_what_may_be_kept_is_the_same_for_everybody():
    site = furnish_site()
    decide(KEY, 4, voices=VOICES)
    her, lead = Client(), Client()
    make_page().enter(her)
    sign_in(lead, site.lead)
    for address in ("/how-we-work", f"/why/{KEY}", "/what-changed", "/api/charter"):
        assert Client().get(address).content == her.get(address).content == lead.get(address).content


# --- What has changed -------------------------------------------------------------------------------------
def test_what_has_changed_is_a_list_with_differences(client: Client):
    assert "Nothing has changed yet." in text_of(client.get("/what-changed"))
    decide(KEY, 4)
    decide("messages.live_weeks", 6, trial_until=str(clock.this_week() + 4))
    said = text_of(client.get("/what-changed"))
    assert said.index("How long does a message live?") < said.index("How long does an ask live?")
    assert "Before 2 weeks Then 4 weeks" in said
    assert f"Until the end of {explain.week_words(clock.this_week() + 4)}" in said


def test_what_was_decided_to_stay_as_it_is_reads_differently_from_a_change(client: Client):
    first = decide(KEY, 2)
    assert "How long does an ask live? Decided It stays as it is: 2 weeks" in text_of(client.get("/what-changed"))
    said = text_of(client.get(f"/why/{KEY}"))
    assert "Decided: it stays as it is, 2 weeks" in said
    assert "from 2 weeks to 2 weeks" not in said
    assert first.before == first.value
    decide(KEY, 4)
    decide(KEY, 4, trial_until=str(clock.this_week() + 4))
    said = text_of(client.get("/what-changed"))
    assert said.count("It stays as it is") == 1
    assert "Before 2 weeks Then 4 weeks" in said
    assert "A trial Before 4 weeks Then 4 weeks" in said


# --- Look at this again -----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/n/how", "/help/", "/how-we-work", "/about", "/n/in", "/no-such-page", "/t/in"])
def test_the_way_to_say_that_something_is_wrong_stands_on_every_page(client: Client, address: str):
    furnish_site()
    html = client.get(address).content.decode()
    footer = html[html.index('<footer class="foot">') :]
    assert footer.index("This is wrong / look at this again") < footer.index("How we work")


def test_from_the_page_of_a_rule_it_is_about_that_rule(client: Client):
    assert f'href="/again?about={KEY}"' in client.get(f"/why/{KEY}").content.decode()
    assert 'href="/again?about=start"' in client.get("/").content.decode()
    said = text_of(client.get("/again", {"about": KEY}))
    assert "How long does an ask live?" in said


def pressed(client: Client, about: str, form_id: str = "") -> str:
    answer = client.post("/again", {"about": about, "form_id": form_id or once.new_form_id()})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_pressing_counts_once_and_keeps_no_more_than_week_and_subject(client: Client):
    furnish_site()
    form = once.new_form_id()
    before = Entry.objects.count()
    for _ in range(2):
        assert pressed(client, KEY, form) == f"/again?about={KEY}&heard=y"
    row = Count.objects.get(kind__startswith=acts.KIND)
    assert (row.kind, row.role, row.n, row.week) == (f"look at this again: {KEY}", "anybody", 1, str(clock.this_week()))
    assert Entry.objects.count() == before
    said = text_of(client.get("/again", {"about": KEY, "heard": "y"}))
    assert "It is counted, without a name." in said
    assert "Write to the trustees, 1 Quay." in said


@pytest.mark.parametrize("about", ["no.such", "<script>", "x" * 500, ""])
def test_what_is_neither_rule_nor_page_is_counted_without_a_subject(client: Client, about: str):
    assert pressed(client, about) == "/again?about=&heard=y"
    assert Count.objects.get(kind__startswith=acts.KIND).kind == acts.KIND


def test_a_machine_cannot_fill_the_record(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(acts, "MOST_AN_HOUR", 3)
    assert [pressed(client, KEY)[-6:] for _ in range(5)] == ["eard=y"] * 3 + ["full=y"] * 2
    assert Count.objects.get(kind__startswith=acts.KIND).n == 3
    assert "Try again in an hour" in text_of(client.get("/again", {"full": "y"}))


def test_the_subject_of_a_rule_for_some_is_not_told_to_others(monkeypatch: pytest.MonkeyPatch):
    site = furnish_site()
    declare_only(monkeypatch, *explain.told(Readers.EVERYBODY), hidden(Readers.TEAM))
    lead = Client()
    sign_in(lead, site.lead)
    assert "MARKER" in text_of(lead.get("/again", {"about": "test.hidden"}))
    assert "MARKER" not in text_of(Client().get("/again", {"about": "test.hidden"}))


def test_somebody_whose_page_is_open_is_led_to_her_page(client: Client):
    furnish_site()
    assert "if you have words" in text_of(client.get("/again"))
    make_page().enter(client)
    assert 'href="/n/write"' in client.get("/again").content.decode()


def test_the_team_sees_what_was_asked_without_small_numbers(client: Client):
    site = furnish_site()
    jo = make_member("Jo", Role.PEER)
    for _ in range(9):
        acts.look_again(about=KEY, form_id=once.new_form_id())
    for _ in range(10):
        acts.look_again(about="notice", form_id=once.new_form_id())
    assert asked.asked_again() == ["the page “notice” (10 times)", "How long does an ask live?"]
    for member in (site.lead, jo):
        sign_in(client, member)
        said = text_of(client.get("/t/"))
        assert "Somebody asked us to look again at: the page “notice” (10 times); How long does an ask live?" in said


def test_what_was_asked_long_ago_is_not_shown_any_more():
    acts.look_again(about=KEY, form_id=once.new_form_id())
    with clock.at(clock.now() + dt.timedelta(weeks=3)):
        assert asked.asked_again() == ["How long does an ask live?"]
    with clock.at(clock.now() + dt.timedelta(weeks=4)):
        assert asked.asked_again() == []
        assert asked.card(Caller("team")) is None


# --- Plain words ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/how-we-work", f"/why/{KEY}", "/what-changed", "/again?about=asks.live_weeks", "/who"])
def test_they_are_plain_with_decisions_on_them(address: str):
    furnish_site()
    decide(KEY, 4, voices=VOICES, objections=["unheard"])
    decide("messages.live_weeks", 6, trial_until=str(clock.this_week() + 4), voices=VOICES)
    enact.protect(key="slips.live_weeks", value=4, leads=[uuid4(), uuid4()], reason="A pile of slips is gone.", weeks=2, role="lead")
    found, words = grade_of(Client(), address)
    assert words >= 100
    assert found <= 6, f"{address}: grade {found:.1f} over {words} words"


def test_what_no_group_can_change_is_plain():
    assert grade(" ".join(f"{floor.said} {floor.reason}" for floor in floors())) <= 6
