"""You said, we did: each step from words to effect, what is late, what opens again; the page, the feed, the PDF and the one tap there."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kithbridge.agree import said_done, said_done_pdf
from kithbridge.agree.actions import citing, doing, effects, matters
from kithbridge.agree.feed import feed
from kithbridge.agree.matter_models import Effect, Matter, Move, Put, Task
from kithbridge.agree.models import Conversation, Statement
from kithbridge.agree.said_done import Standing, Trail, trails
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import proposing
from kithbridge.people.models import Role, TeamMember
from kithbridge.rules import evidence
from kithbridge.rules.evidence import Words
from kithbridge.rules.models import Evidence
from tests import sitting
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401 - autouse
from tests.decisions import decide, words_of_tests  # noqa: F401 - autouse
from tests.pressing import words_on
from tests.unit.agree.putting import Room, a_room, form, weeks  # noqa: F401 - the fixture
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES


@pytest.fixture(autouse=True)
def written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said_done_pdf, "_written", ("", b""))


def only() -> Trail:
    (one,) = trails()
    return one


def page(address: str = "/talks/done") -> str:
    if not TeamMember.objects.exists():
        furnish_site()
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def effect(room: Room) -> Effect:
    row, put, _group = room.decided()
    doing.done(key=room.maeve.key, task=Task.objects.get().pk, came="It is open.")
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="The door is open on Sunday.", form_id=form())
    assert made is not None
    return made


def many(made: Effect, n: int, answer: str) -> None:
    for slip in slips.make(number=n, role=Role.LEAD, form_id=form()):
        effects.answer_changed(effect=made.pk, voice="living", answer=answer, slip=slip, form_id=form())


# --- Each step ------------------------------------------------------------------------------------------
def test_nothing_said() -> None:
    assert trails() == []
    assert "Nothing here yet" in page()


def test_a_draft_is_nobodys_business_yet(room: Room) -> None:
    room.matter(up=False)
    assert trails() == []


def test_talked_about(room: Room) -> None:
    row = room.matter()
    one = only()
    assert (one.standing, one.done, one.overdue, one.confirmed, one.took) == (Standing.TALKING, False, False, "", "")
    assert (one.anchor, one.title, [said.words for said in one.said]) == (f"m{row.number}", "Open on Sunday", ["I stood there on Sunday."])


def test_taken_back_before_anybody_was_asked_leaves_no_trace(room: Room) -> None:
    row = room.matter()
    matters.drop(key=room.jo.key, matter=row.pk, reason="Said twice.")
    assert trails() == []


def test_being_asked(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    room.put(room.way(room.matter()))
    one = only()
    assert (one.standing, one.done) == (Standing.ASKED, False)
    assert [(choice.question, choice.week) for choice in one.choices] == [("Shall we open on Sunday?", "")]


def test_decided_but_not_done(room: Room) -> None:
    room.decided()
    one = only()
    assert (one.standing, one.answer, one.done, one.overdue) == (Standing.DECIDED, "Yes.", False, False)
    assert one.confirmed == "We have not written down yet what changed."
    assert one.took == "From words to a choice: 1 week."
    assert [task.state for task in one.tasks] == ["open"]


def test_a_task_past_its_week_is_late_and_stands_first(room: Room) -> None:
    row, _put, _group = room.decided()
    other = room.matter(title="Later than that")
    with weeks(20):
        first, second = trails()
        assert (first.anchor, first.overdue, second.anchor) == (f"m{row.number}", True, f"m{other.number}")
        assert "late" in words_on(page())
    with weeks(1):
        assert not any(one.overdue for one in trails())


def test_what_fell_says_why(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    room.refuse(room.put(room.way(room.matter())), group)
    one = only()
    assert (one.standing, one.done) == (Standing.FELL, False)
    assert [choice.came for choice in one.choices] != [[]]


def test_done_when_nothing_is_left_and_an_effect_is_written(room: Room) -> None:
    effect(room)
    one = only()
    assert (one.done, one.confirmed) == (True, "We ask people: did it change?")
    assert [told.text for told in one.effects] == ["The door is open on Sunday."]
    assert (len(trails("done")), len(trails("open"))) == (1, 0)


def test_done_is_not_what_the_team_says_while_a_task_is_open(room: Room) -> None:
    row, put, _group = room.decided()
    effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="Nearly.", form_id=form())
    assert not only().done


# --- Did it change? -------------------------------------------------------------------------------------
def test_eight_are_heard_and_not_told(room: Room) -> None:
    many(effect(room), 8, "yes")
    assert only().confirmed == "Some have said whether it changed. More must, before we can tell."


def test_those_it_is_for_say_that_it_changed(room: Room) -> None:
    many(effect(room), 17, "yes")
    one = only()
    assert (one.done, one.confirmed) == (True, "Those who answered say: it changed.")


def test_not_yet_opens_it_again(room: Room) -> None:
    many(effect(room), 8, "not yet")
    one = only()
    assert (one.standing, one.answer, one.done) == (Standing.AGAIN, "It is open again.", False)
    assert one.confirmed == "Many said: not yet. So it is open again."
    assert "It is open again" in words_on(page("/talks/done?which=open"))


@pytest.mark.parametrize(
    ("shown", "confirmed"),
    [
        ({"together": {"yes": "most", "not yet": "few"}}, "Those who answered say: it changed."),
        ({"living": {"yes": "most"}, "lived": {"yes": "split"}}, "Those who answered do not agree whether it changed."),
        ({"living": {"yes": "nearly all"}, "lived": {"not yet": "most"}}, "Those who answered say: not yet."),
    ],
)
def test_one_kind_of_people_cannot_speak_for_the_other(room: Room, shown: dict[str, Any], confirmed: str) -> None:
    Effect.objects.filter(pk=effect(room).pk).update(shown=shown, shown_at=40)
    one = only()
    assert one.confirmed == confirmed
    assert one.done is ("not yet" not in confirmed)


def test_after_half_a_year_nobody_is_asked_any_more(room: Room) -> None:
    effect(room)
    with weeks(27):
        assert only().confirmed == "Too few said whether it changed."


def test_after_a_year_should_it_go_on(room: Room) -> None:
    effect(room)
    with weeks(50):
        assert not only().year_old
    with weeks(54):
        assert only().year_old
        assert "Should this go on?" in page()


# --- Rules ----------------------------------------------------------------------------------------------
def test_a_rule_decided_from_what_was_said_is_done() -> None:
    row = decide("asks.live_weeks", 4, voices=[("quote", "living", "Two weeks is short.")])
    one = only()
    assert (one.anchor, one.done, one.standing) == (f"d-{row.pk}", True, Standing.DECIDED)
    assert [said.words for said in one.said] == ["Two weeks is short."]
    assert (one.choices[0].value, one.answer, one.part) == ("4 weeks", "Decided: 4 weeks.", "rules")
    html = page()
    assert html.count(f'id="d-{row.pk}"') == 1
    assert "/why/asks.live_weeks" in html


def test_guidance_and_figures_are_not_what_you_said() -> None:
    decide("asks.live_weeks", 4, voices=[("quote", "living", "Too short."), ("guidance", "guidance", "Four weeks is usual.")])
    one = only()
    assert ([said.words for said in one.said], [said.words for said in one.beside]) == (["Too short."], ["Four weeks is usual."])
    html = page()
    assert html.index("You said") < html.index("Too short.") < html.index("What else it rests on") < html.index("Four weeks is usual.")


def test_a_rule_not_everybody_may_read_is_not_told() -> None:
    decide("asks.places", True, voices=[("quote", "living", "By the lamp.")])
    assert trails() == []
    assert said_done.anchors() == {}


def test_a_rule_of_a_matter_stands_once_with_its_matter(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    room.decide(room.put(room.way(room.matter(), asks__live_weeks=4)), group)
    one = only()
    assert one.anchor.startswith("m")
    assert [(choice.rule, choice.anchor) for choice in one.choices] == [("asks.live_weeks", f"d-{Put.objects.get().pk}")]


def test_words_taken_back_are_gone_here_too(room: Room) -> None:
    row = room.matter(cited=False)
    code = room.cite(row)
    group = sitting.seat(living=3, lived=2)
    room.decide(room.put(room.way(row)), group)

    def rss() -> str:
        return Client().get("/talks/done.xml").content.decode()

    printed = said_done_pdf.pages(trails(), "A")
    assert "I stood there on Sunday" in rss()
    assert proposing.take_back(code=code)
    assert [said.gone for said in only().said] == [True]
    assert "I stood there on Sunday" not in page()
    assert "I stood there on Sunday" not in rss()
    assert said_done_pdf.pages(trails(), "A") != printed


# --- The page -------------------------------------------------------------------------------------------
def test_the_page_is_plain_and_may_be_kept(room: Room) -> None:
    effect(room)
    answer = Client().get("/talks/done")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "csrf" not in answer.content.decode()
    found, words = grade_of(Client(), "/talks/done")
    assert found <= HIGHEST, f"grade {found:.1f} over {words} words"


@pytest.mark.parametrize("which", ["", "open", "done", "nothing", "<b>"])
def test_filters(room: Room, which: str) -> None:
    room.decided()
    html = page(f"/talks/done?which={which}")
    assert ("Open on Sunday" in html) is (which != "done")


@pytest.mark.parametrize("address", ["/talks/done", "/talks/done.xml", "/talks/done.pdf", "/talks/heard"])
def test_closed_until_the_assessments_are_signed(address: str) -> None:
    assert Client().get(address).status_code == 503


# --- The feed -------------------------------------------------------------------------------------------
def items(xml: str) -> list[ET.Element]:
    return ET.fromstring(xml).findall("channel/item")  # noqa: S314 - ours


def test_the_feed_tells_weeks_by_their_mondays(room: Room) -> None:
    effect(room)
    answer = Client().get("/talks/done.xml")
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    xml = answer.content.decode()
    (one,) = items(xml)
    assert one.findtext("pubDate") == "Mon, 09 Nov 2026 00:00:00 +0000"
    dates = re.findall(r"\w{3}, \d\d \w{3} \d{4} [\d:]+", xml)
    assert dates
    assert all(found.startswith("Mon, ") and found.endswith("00:00:00") for found in dates)
    assert (one.findtext("title"), one.findtext("link")) == ("Open on Sunday: Yes.", "http://testserver/talks/done?at=m1#m1")
    assert "You said: I stood there on Sunday." in (one.findtext("description") or "")


def test_an_empty_feed_does_not_tell_the_time() -> None:
    xml = feed([], "A", "https://a/", "https://a/x")
    assert re.findall(r"<lastBuildDate>(.*?)</lastBuildDate>", xml)[0].endswith("00:00:00 +0000")
    assert feed([], "A", "https://a/", "https://a/x") == xml


def test_strange_signs_do_not_break_the_feed(room: Room) -> None:
    row = room.matter()
    Matter.objects.filter(pk=row.pk).update(title="A \x0b ]]> & <b>")
    (one,) = items(feed(trails(), "G\x00", "https://a/", "https://a/x"))
    assert (one.findtext("title") or "").startswith("A  ]]> & <b>")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("It costs £5\u00a0000", "It costs £5\u00a0000"),  # a space that does not break is a space
        ("A nappy \U0001f37c, \u0627\u0644\u0623", "A nappy \U0001f37c, \u0627\u0644\u0623"),
        ("Open\u202e yadnuS\u2066", "Open yadnuS"),  # what turns the rest of a reader's list round
        ("A\x1b[31m\x85\ufffe B", "A[31m B"),
    ],
)
def test_words_come_through_the_feed_whole(room: Room, written: str, told: str) -> None:
    Matter.objects.filter(pk=room.matter().pk).update(title=written)
    (one,) = items(feed(trails(), "G", "https://a/", "https://a/x"))
    assert one.findtext("title") == f"{told}: We talk about it."


# --- The PDF --------------------------------------------------------------------------------------------
def test_the_pdf_can_be_read_aloud(room: Room) -> None:
    effect(room)
    answer = Client().get("/talks/done.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = answer.content
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"/DisplayDocTitle true", b"pdfuaid:part"):
        assert mark in pdf.replace(b"/Lang (", b"/Lang("), mark
    tags = set(re.findall(rb"/S\s*/(\w+)", pdf))
    assert {b"H1", b"H2", b"H3", b"L", b"P", b"BlockQuote"} <= tags
    assert said_done_pdf.pages(trails(), "A") == said_done_pdf.pages(trails(), "A")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_the_pdf_says_what_the_page_says(room: Room, tmp_path: Path) -> None:
    effect(room)
    file = tmp_path / "done.pdf"
    file.write_bytes(said_done_pdf.pages(trails(), '#panic("x") *bold*'))
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    flat = "".join(text.split())
    one = only()
    told = [one.title, one.answer, one.confirmed, one.took, *(said.words for said in one.said), *(task.came for task in one.tasks)]
    assert [words for words in told if "".join(words.split()) not in flat] == []
    assert '#panic("x")' in text or "panic" in text


@pytest.mark.parametrize(
    "odd", ["\U0001f37c \u2764\ufe0f \U0001f469\U0001f3fd\u200d\U0001f37c", "\x0b\x00\ufffe", "\u202e back", "\u0627\u0644"]
)
def test_one_odd_sign_does_not_keep_the_pdf_from_being_read_aloud(room: Room, odd: str) -> None:
    row = room.matter()
    row.title, row.what = f"Nappies {odd}", odd
    row.save()
    assert b"pdfuaid:part" in said_done_pdf.pages(trails(), f"Group {odd}")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_a_rule_of_its_own_stands_once_in_the_pdf_under_rules(tmp_path: Path) -> None:
    decide("asks.live_weeks", 4, voices=[("quote", "living", "Two weeks is short.")])
    file = tmp_path / "done.pdf"
    file.write_bytes(said_done_pdf.pages(trails(), "A"))
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(text.split())
    assert flat.count(only().title) == 1
    assert flat.index("Rules that were decided") < flat.index(only().title) < flat.index("Decided: 4 weeks.")


def test_an_empty_pdf_is_a_pdf() -> None:
    assert said_done_pdf.pages([], "A").startswith(b"%PDF")


# --- One tap from what was said -------------------------------------------------------------------------
def tapped(text: str, **context: Any) -> str:
    return Template("{% load said_done %}" + text).render(Context({"request": HttpRequest(), **context}))


def test_one_tap_from_a_statement(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation.objects.create(number=1, question="Which days?", week="2026-W40", first_until="2026-W41", until="2026-W43")
    said, other = (
        Statement.objects.create(
            conversation=talk, number=n, stage="shown", origin="hers", voice="living", week="2026-W40", text=f"Words {n}."
        )
        for n in (117, 118)
    )
    monkeypatch.setitem(evidence._sources, "statements", lambda refs: {said.pk: Words(said.text)} if said.pk in refs else {})
    row = room.matter(cited=False)
    citing.cite(key=room.jo.key, matter=row.pk, kind="statement", role="living", source="statements", ref=said.pk, form_id=form())
    for text in ("{% became ref %}", "{% became_line talk 117 %}"):
        assert f'href="/talks/done?at=m{row.number}#m{row.number}"' in tapped(text, ref=said.pk, talk=talk)
    assert tapped("{% became ref %}{% became_line talk 118 %}", ref=other.pk, talk=talk).strip() == ""
    assert tapped("{% became ref %}", ref=uuid4()).strip() == ""
    assert f'id="m{row.number}"' in page()


def test_one_tap_from_a_quote() -> None:
    row = decide("asks.live_weeks", 4, voices=[("quote", "living", "Two weeks is short.")])
    assert f"#d-{row.pk}" in tapped("{% became ref %}", ref=Evidence.objects.get().ref)


def test_many_taps_ask_once(django_assert_max_num_queries: Any) -> None:
    decide("asks.live_weeks", 4, voices=[("quote", "living", "Two weeks is short.")])
    ref = Evidence.objects.get().ref
    with django_assert_max_num_queries(2):
        tapped("{% for n in many %}{% became ref %}{% endfor %}", ref=ref, many=range(20))


def _queries_of_all() -> int:
    with CaptureQueriesContext(connection) as asked:
        trails()
    return len(asked)


def test_many_matters_ask_no_more_of_the_database_than_one(room: Room) -> None:
    effect(room)
    room.put(room.way(room.matter(title="Asked"), asks__live_weeks=4))
    few = _queries_of_all()
    for n in range(9):
        row = room.matter(title=f"Matter {n}")
        room.put(room.way(row))
    decision = Put.objects.filter(came="enacted").get()
    for n in range(5):
        task = Task.objects.create(
            matter=decision.matter, alternative=decision.alternative, decision=decision.pk, what=f"Task {n}", owner="lead",
            weeks=2, due="2027-W20", state="open",
        )  # fmt: skip
        Move.objects.create(task=task, place=1, was="2026-W50", now="2026-W52", week="2026-W49", reason="Illness.")
        Effect.objects.create(
            matter=decision.matter, decision=decision.pk, task=task, text=f"It is so {n}.", by="lead", week="2026-W45", turn=1
        )
    assert len(trails()) == 11
    assert _queries_of_all() == few


def test_twenty_five_stand_on_a_page_and_a_link_finds_its_own(room: Room) -> None:
    rows = [room.matter(title=f"Matter number {n:02}", cited=False) for n in range(27)]
    first, second, beyond = page(), page("/talks/done?page=2"), page("/talks/done?page=nonsense")
    assert (first.count("<article"), second.count("<article"), beyond.count("<article")) == (25, 2, 25)
    assert "Page 1 of 2" in first
    assert "?page=2" in first
    assert "?page=1" in second
    there = page(f"/talks/done?at=m{rows[0].number}")
    assert f'id="m{rows[0].number}"' in there
    assert "Page 2 of 2" in there
    assert "Page 1 of 2" in page("/talks/done?at=m999")
    assert "which=open&amp;page=2" in page("/talks/done?which=open")
