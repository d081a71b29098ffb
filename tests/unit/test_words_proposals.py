"""What is told about a word: suggestions, objections, words beside a rating; two readers, taking back, the sweep."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.test import Client

from kithbridge.engines import sealing
from kithbridge.engines.language import lexicon
from kithbridge.people import tries, vault
from kithbridge.people.actions import danger, retention, slips
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Role, RoleHeld
from kithbridge.web import clock, once
from kithbridge.words import bars, lists, offers, queries
from kithbridge.words.actions import hearing, passing, telling
from kithbridge.words.actions.hearing import Line
from kithbridge.words.actions.telling import CannotTell, Inside
from kithbridge.words.models import Heard, Told
from tests.builders import DATABASES, Member, Site, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import words_on

pytestmark = DATABASES
ENTRY = lexicon.starter().entries[0]
TERM, SENSE = ENTRY.id, lists.sense_of(ENTRY)
STORY = "My nan said it to my face."
SHOWN = Inside(text=STORY, role="now", may_show=True)


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def jo(site: Site) -> Member:
    return make_member("Jo", Role.PEER, circle=site.circle)


@pytest.fixture
def lead(site: Site, jo: Member) -> Member:
    return site.lead


def everybody() -> list[UUID]:
    return [one.pk for one in telling.readers_now()]


def slip() -> str:
    return slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]


def object_to(kind: str = "again", inside: Inside = SHOWN, **more: object) -> telling.Kept:
    return telling.object_to(
        **{"kind": kind, "term": TERM, "inside": inside, "readers": everybody(), "form_id": once.new_form_id(), **more}  # type: ignore[arg-type]
    )


def suggest(kind: str, inside: Inside, **more: object) -> telling.Kept:
    return telling.suggest(**{"kind": kind, "inside": inside, "readers": everybody(), "form_id": once.new_form_id(), **more})  # type: ignore[arg-type]


def heard(jo: Member, n: int = 12) -> None:
    hearing.type_in(key=jo.key, term=TERM, lines=[Line("now", "notes", "hurts", n)], form_id=once.new_form_id())


# --- Locked ---------------------------------------------------------------------------------------------
def test_what_was_told_opens_for_those_she_left_in_and_nobody_else(jo: Member, lead: Member) -> None:
    kept = object_to(readers=[jo.member.pk])
    assert kept.readers == ("Jo",)
    assert queries.opened(jo.key, kept.told).text == STORY  # type: ignore[union-attr]
    assert queries.opened(lead.key, kept.told) is None
    row = Told.objects.get()
    assert STORY.encode() not in bytes(row.words)
    assert {row.shown, row.role} == {""}


def test_leads_and_the_circle_are_offered_as_readers(jo: Member, lead: Member) -> None:
    assert [one.work_name for one in telling.readers_now()] == ["Jo", "Maeve"]
    decide("asks.openers", ["peer"])
    assert [one.work_name for one in telling.readers_now()] == ["Jo", "Maeve"]


@pytest.mark.parametrize(
    ("kind", "inside", "why"),
    [
        ("again", Inside(), "nothing"),
        ("again", Inside(text="x" * 1_001), "text"),
        ("again", Inside(text="x", role="queen"), "role"),
        ("new", Inside(text="x"), "gone"),
    ],
)
def test_an_objection_that_cannot_be_is_refused(jo: Member, kind: str, inside: Inside, why: str) -> None:
    with pytest.raises(CannotTell, match=why):
        object_to(kind, inside)
    assert not Told.objects.exists()


@pytest.mark.parametrize(
    ("kind", "term", "inside", "why"),
    [
        ("new", "", Inside(text="because"), "nothing"),
        ("change", TERM, Inside(), "nothing"),
        ("change", "KB999999", Inside(text="x"), "gone"),
        ("off", "", Inside(text="x"), "gone"),
        ("heard", TERM, Inside(text="x"), "gone"),
        ("new", "", Inside(word="x" * 81), "text"),
    ],
)
def test_a_suggestion_that_cannot_be_is_refused(jo: Member, kind: str, term: str, inside: Inside, why: str) -> None:
    with pytest.raises(CannotTell, match=why):
        suggest(kind, inside, term=term)
    assert not Told.objects.exists()


def test_without_a_reader_nothing_is_taken(jo: Member) -> None:
    with pytest.raises(CannotTell, match="readers"):
        object_to(readers=[])


def test_the_same_form_tells_once_and_shows_the_same_code(jo: Member) -> None:
    form = once.new_form_id()
    first, again = (object_to(form_id=form) for _n in range(2))
    assert (first.told, first.code) == (again.told, again.code)
    assert Told.objects.count() == 1


# --- Objections -----------------------------------------------------------------------------------------
def test_an_objection_with_a_slip_opens_the_vote_at_once(jo: Member) -> None:
    heard(jo)
    kept = object_to("owned", slip=slip())
    assert kept.reopened
    assert (bars.turn_of(SENSE), Heard.objects.get().n) == (2, 12)
    with pytest.raises(passing.NotPassed, match="gone"):
        passing.ask_again(key=jo.key, told=kept.told)
    assert bars.turn_of(SENSE) == 2


def test_one_slip_does_not_set_back_what_hardly_anybody_has_said_yet(jo: Member) -> None:
    """Otherwise one person with slips could keep a word from ever coming to a standing."""
    heard(jo, 3)
    kept = object_to("again", slip=slip())
    assert (kept.reopened, bars.turn_of(SENSE)) == (False, 1)
    assert passing.ask_again(key=jo.key, told=kept.told), "a reader can still ask again"


def test_words_that_are_shown_can_be_taken_down(jo: Member, lead: Member, client: Client) -> None:
    kept = object_to(inside=SHOWN)
    passing.agree(key=jo.key, told=kept.told)
    passing.agree(key=lead.key, told=kept.told)
    sign_in(client, jo)
    assert STORY in client.get("/t/w").content.decode()
    assert client.post("/t/w", {"down": str(kept.told), "form_id": once.new_form_id()}).status_code == 302
    assert STORY not in client.get("/t/w").content.decode()
    assert STORY not in client.get(f"/w/l/{TERM.lower()}").content.decode()
    assert client.post("/t/w", {"down": str(kept.told), "form_id": once.new_form_id()}).status_code == 302, "twice does no harm"
    assert client.post("/t/w", {"down": "no number"}).status_code == 404


def test_an_objection_without_a_slip_waits_for_a_reader(jo: Member) -> None:
    heard(jo)
    kept = object_to()
    assert not kept.reopened
    assert bars.turn_of(SENSE) == 1
    assert passing.ask_again(key=jo.key, told=kept.told)
    assert bars.turn_of(SENSE) == 2
    with pytest.raises(passing.NotPassed, match="gone"):
        passing.ask_again(key=jo.key, told=kept.told)


def test_a_suggestion_opens_no_vote(jo: Member) -> None:
    heard(jo)
    kept = suggest("off", Inside(text="Nobody says it."), term=TERM)
    with pytest.raises(passing.NotPassed, match="gone"):
        passing.ask_again(key=jo.key, told=kept.told)


def test_a_wrong_slip_takes_nothing_and_keeps_what_was_written(jo: Member, client: Client) -> None:
    sent = {
        "form_id": once.new_form_id(),
        "i": TERM.lower(),
        "kind": "again",
        "text": STORY,
        "slip": "2222 2222",
        "reader": str(jo.member.pk),
    }
    answer = client.post("/w/i/o", sent)
    assert (answer.status_code, Told.objects.count()) == (400, 0)
    assert STORY in answer.content.decode()


# --- Two readers ----------------------------------------------------------------------------------------
def test_words_are_shown_once_two_with_different_jobs_have_read_them(jo: Member, lead: Member, client: Client) -> None:
    kept, page = object_to(), f"/w/l/{TERM.lower()}"
    assert not passing.agree(key=jo.key, told=kept.told)
    assert STORY not in client.get(page).content.decode()
    assert passing.agree(key=lead.key, told=kept.told)
    shown = words_on(client.get(page).content.decode())
    assert STORY in shown
    assert "A mother who uses drugs now" in shown


def test_the_same_person_or_the_same_job_is_no_second_reader(site: Site, jo: Member) -> None:
    ann = make_member("Ann", Role.PEER, circle=site.circle)
    kept = object_to()
    passing.agree(key=jo.key, told=kept.told)
    for who in (jo, ann):
        with pytest.raises(passing.NotPassed, match="same"):
            passing.agree(key=who.key, told=kept.told)
    assert Told.objects.get().shown == ""


def test_whoever_lost_her_job_is_no_first_reader_any_more(jo: Member, lead: Member) -> None:
    kept = object_to()
    passing.agree(key=jo.key, told=kept.told)
    RoleHeld.objects.filter(member=jo.member).delete()
    assert not passing.agree(key=lead.key, told=kept.told)
    assert (Told.objects.get().shown, Told.objects.get().first_id) == ("", lead.member.pk)


@pytest.mark.parametrize("inside", [Inside(text=STORY, role="now"), Inside(text=STORY, may_show=True)])
def test_what_she_did_not_agree_to_is_not_shown(jo: Member, inside: Inside) -> None:
    with pytest.raises(passing.NotPassed, match="asked"):
        passing.agree(key=jo.key, told=object_to(inside=inside).told)


def test_who_does_not_hold_it_cannot_pass_it(jo: Member, lead: Member) -> None:
    kept = object_to(readers=[jo.member.pk])
    with pytest.raises(passing.NotPassed, match="gone"):
        passing.agree(key=lead.key, told=kept.told)


def test_laid_aside_it_is_shown_no_longer(jo: Member, lead: Member, client: Client) -> None:
    kept = object_to()
    for who in (jo, lead):
        passing.agree(key=who.key, told=kept.told)
    passing.lay_aside(key=jo.key, told=kept.told)
    assert STORY not in client.get(f"/w/l/{TERM.lower()}").content.decode()
    assert queries.waiting(lead.key) == []


# --- Taking back, and how it ends -----------------------------------------------------------------------
@pytest.mark.parametrize("shown", [False, True])
def test_with_the_code_it_is_gone_for_everybody(jo: Member, lead: Member, client: Client, shown: bool) -> None:
    kept = object_to()
    for who in (jo, lead) if shown else ():
        passing.agree(key=who.key, told=kept.told)
    assert client.post("/w/b", {"code": kept.code.upper(), "form_id": once.new_form_id()}).headers["Location"] == "/w/b?gone"
    assert (Told.objects.count(), Wrap.objects.filter(item=kept.told).count()) == (0, 0)
    assert STORY not in client.get(f"/w/l/{TERM.lower()}").content.decode()
    assert queries.opened(jo.key, kept.told) is None


def test_codes_about_words_are_not_guessed_without_end(jo: Member, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = object_to()
    monkeypatch.setattr(tries, "WRONG_AN_HOUR", 1)
    client.post("/w/b", {"code": "2222 2222", "form_id": once.new_form_id()})

    def crowded(_secret: str) -> None:
        raise sealing.Busy

    monkeypatch.setattr(tries, "derive", crowded)
    answer = client.post("/w/b", {"code": kept.code, "form_id": once.new_form_id()})
    assert (answer.status_code, Told.objects.count()) == (400, 1)
    assert "too many wrong codes just now" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "2222 2222", "    "])
def test_another_code_takes_nothing_back(jo: Member, client: Client, code: str) -> None:
    object_to()
    answer = client.post("/w/b", {"code": code, "form_id": once.new_form_id()})
    assert (answer.status_code, Told.objects.count()) == (400, 1)


def test_after_its_weeks_it_goes_and_what_is_shown_stays_without_a_key(jo: Member, lead: Member) -> None:
    stays, goes = object_to(), object_to("owned", Inside(text="mine"))
    for who in (jo, lead):
        passing.agree(key=who.key, told=stays.told)
    with clock.at(clock.now() + dt.timedelta(weeks=11)):
        assert telling.end_old() == 0
    with clock.at(clock.now() + dt.timedelta(weeks=12)):
        assert telling.end_old(dry_run=True) == 2
        retention.sweep()
    assert [(row.pk, row.shown, row.words) for row in Told.objects.all()] == [(stays.told, STORY, None)]
    assert not Wrap.objects.filter(item__in=[stays.told, goes.told]).exists()
    assert telling.take_back(code=stays.code)
    assert not Told.objects.exists()


def test_a_worry_begins_with_what_was_told_and_ends_with_it(site: Site, jo: Member) -> None:
    kept = object_to()
    worry = danger.raise_worry(
        key=jo.key, kind="told", about=kept.told, second=site.deputy.member.pk, text="worried", form_id=once.new_form_id()
    )
    assert worry is not None
    assert offers.worry_links(jo.key, kept.told) == [("word_told", kept.told)]
    telling.take_back(code=kept.code)
    assert offers.subject(jo.key, kept.told) is None


# --- Words beside a rating ------------------------------------------------------------------------------
def test_words_beside_a_rating_are_locked_and_the_tally_knows_nothing_of_them(jo: Member, client: Client) -> None:
    sent = {
        "form_id": once.new_form_id(),
        "i": TERM.lower(),
        "how": "hurts",
        "where": "me",
        "role": "now",
        "text": STORY,
        "reader": str(jo.member.pk),
    }
    page = words_on(client.post("/w/i/h", sent).content.decode())
    assert "Read by: Jo." in page
    row = Told.objects.get()
    assert (row.kind, row.term, Heard.objects.get().n) == ("heard", TERM, 1)
    assert vault.readable(jo.key, [row.pk]) == {row.pk}
    assert queries.opened(jo.key, row.pk).beside == "it hurts · about me · a mother who uses drugs now"  # type: ignore[union-attr]


def test_while_nobody_reads_a_tap_still_counts_and_words_are_not_taken(jo: Member, client: Client) -> None:
    with clock.at(clock.now() + dt.timedelta(days=8)):
        tap = {"i": TERM.lower(), "how": "hurts", "where": "me", "role": "now"}
        answer = client.post("/w/i/h", {**tap, "form_id": once.new_form_id(), "text": STORY, "reader": str(jo.member.pk)})
        assert (answer.status_code, Told.objects.count(), Heard.objects.count()) == (400, 0, 0)
        assert STORY in answer.content.decode()
        assert client.post("/w/i/h", {**tap, "form_id": once.new_form_id()}).status_code == 200


# --- The team's pages -----------------------------------------------------------------------------------
def test_what_waits_stands_on_the_team_s_page_and_its_card(jo: Member, lead: Member, client: Client) -> None:
    kept = suggest("new", Inside(word="lifestyle choice", text="They say it of us."))
    sign_in(client, jo)
    page = words_on(client.get("/t/w").content.decode())
    assert "lifestyle choice" in page
    assert "1 thing somebody told us waits for you." in words_on(client.get("/t/").content.decode())
    opened = client.get(f"/t/w/told/{kept.told}").content.decode()
    assert "They say it of us." in opened
    assert "/t/w/new?word=lifestyle%20choice" in opened


@pytest.mark.parametrize(("act", "done"), [("show", "read"), ("aside", "aside"), ("again", "open")])
def test_each_button_does_what_it_says(jo: Member, client: Client, act: str, done: str) -> None:
    kept = object_to()
    sign_in(client, jo)
    answer = client.post(f"/t/w/told/{kept.told}", {"act": act, "form_id": once.new_form_id()})
    assert answer.headers["Location"] == f"/t/w?done={done}"
    assert words_on(client.get(answer.headers["Location"]).content.decode())


def test_an_unknown_button_changes_nothing(jo: Member, client: Client) -> None:
    kept = object_to()
    sign_in(client, jo)
    assert client.post(f"/t/w/told/{kept.told}", {"act": "burn", "form_id": once.new_form_id()}).status_code == 422
    assert not Told.objects.get().done


def test_who_does_not_hold_it_reads_that_it_has_ended(jo: Member, lead: Member, client: Client) -> None:
    kept = object_to(readers=[jo.member.pk])
    sign_in(client, lead)
    answer = client.get(f"/t/w/told/{kept.told}")
    assert answer.status_code == 410
    assert STORY not in answer.content.decode()


def test_safeguarding_may_open_what_was_passed_on_and_not_decide_about_it(site: Site, jo: Member, client: Client) -> None:
    kept = object_to()
    vault.share(jo.key, kept.told, site.deputy.member.pk)
    sign_in(client, site.deputy)
    assert STORY in client.get(f"/t/w/told/{kept.told}").content.decode()
    assert client.post(f"/t/w/told/{kept.told}", {"act": "aside", "form_id": once.new_form_id()}).status_code == 404


def test_the_pages_of_telling_work(jo: Member, client: Client) -> None:
    reader = {"reader": str(jo.member.pk)}
    assert client.get("/w/i/s?v=1").status_code == 200
    told = client.post("/w/i/s", {"form_id": once.new_form_id(), "kind": "new", "word": "lifestyle choice", **reader})
    assert "With this code you take it back" in words_on(told.content.decode())
    changed = client.post("/w/i/s", {"form_id": once.new_form_id(), "kind": "off", "i": TERM.lower(), "text": STORY, **reader})
    assert changed.status_code == 200
    assert client.get(f"/w/i/o?v=1&i={TERM.lower()}").status_code == 200
    owned = client.post("/w/i/o", {"form_id": once.new_form_id(), "kind": "owned", "i": TERM.lower(), "text": STORY, **reader})
    assert "One of us reads it." in words_on(owned.content.decode())
    assert sorted(Told.objects.values_list("kind", flat=True)) == ["new", "off", "owned"]


@pytest.mark.parametrize("path", ["/w/i/o", "/w/i/s"])
def test_a_kind_that_is_none_is_refused(jo: Member, client: Client, path: str) -> None:
    sent = {"form_id": once.new_form_id(), "kind": "shout", "i": TERM.lower(), "text": STORY, "reader": str(jo.member.pk)}
    answer = client.post(path, sent)
    assert (answer.status_code, Told.objects.count()) == (400, 0)
    assert STORY in answer.content.decode()
