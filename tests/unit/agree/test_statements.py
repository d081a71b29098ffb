"""Statements: what is cleaned or refused, two readers of two jobs, hiding with a reason, objecting, other words, taking back."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.agree import links, queries
from kithbridge.agree.actions import reading, returning, stating, voting, wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Statement, Voter
from kithbridge.people import vault
from kithbridge.people.keyring.models import Tombstone, Wrap
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from tests.builders import DATABASES, decide, make_member, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.talked import Talked, begin, closes, slip

pytestmark = DATABASES
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def talked() -> Talked:
    return begin()


def joined(talked: Talked, key: Key, code: str = "") -> voting.Taking:
    secret = links.hers(key, talked.talk)
    voting.join(conversation=talked.talk, secret=secret, voice="living", slip=code, form_id=once.new_form_id())
    return voting.taking(talked.talk, key=key)


def say(talked: Talked, text: str, key: Key | None = None, form: str = "", **more: object) -> stating.Kept:
    taking = joined(talked, key or make_page().key)
    readers = [one.pk for one in stating.readers_now()]
    form = form or once.new_form_id()
    return stating.say(voter=taking, conversation=talked.talk, text=text, **{"readers": readers, "form_id": form, **more})  # type: ignore[arg-type]


def why(call: object) -> str:
    with pytest.raises(Refused) as problem:
        call()  # type: ignore[operator]
    return problem.value.why


def row(kept: stating.Kept) -> Statement:
    return Statement.objects.get(pk=kept.statement)


# --- Two readers ----------------------------------------------------------------------------------------
def test_nothing_is_shown_before_two_of_two_jobs_have_read_it(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.")
    assert row(kept).text == ""
    assert len(queries.shown(talked.talk)) == 4
    assert [one.text for one in queries.waiting(talked.jo.key)] == ["Somewhere to wash."]
    assert not reading.read_and_show(key=talked.jo.key, statement=kept.statement)
    assert queries.waiting(talked.jo.key) == []
    assert [one.text for one in queries.with_second(talked.jo.key)] == ["Somewhere to wash."]
    assert row(kept).text == ""
    assert reading.read_and_show(key=talked.site.lead.key, statement=kept.statement)
    assert (row(kept).text, row(kept).first_reader) == ("Somewhere to wash.", None)


def test_what_changes_a_statement_holds_its_conversation_first_as_closing_does(talked: Talked) -> None:
    """Otherwise one waits for the other in a ring, or what was hidden at the last moment is counted all the same."""
    kept = say(talked, "A lamp in the window helps.")
    number, answer = row(kept).pk, {"reason": "names", "answer": "A name is in it."}
    acts = (
        lambda: reading.read_and_show(key=talked.jo.key, statement=number),
        lambda: reading.ask_other_words(key=talked.jo.key, statement=number, answer="Shorter?"),
        lambda: reading.hide(key=talked.jo.key, statement=queries.shown(talked.talk)[0].pk, **answer),
        lambda: returning.take_back(code=kept.code),
    )
    for act in acts:
        with CaptureQueriesContext(connection) as asked:
            act()
        said = [one["sql"] for one in asked.captured_queries]
        held = next(at for at, sql in enumerate(said) if "FROM agree_conversation" in sql or 'FROM "agree_conversation"' in sql)
        wrote = next(at for at, sql in enumerate(said) if "FOR UPDATE" in sql or sql.startswith(("UPDATE", "DELETE")))
        assert held < wrote


def test_the_same_reader_twice_or_two_of_one_job_are_not_two(talked: Talked) -> None:
    cass = make_member("Cass", Role.PEER, circle=talked.site.circle)
    kept = say(talked, "Somewhere to wash.")
    reading.read_and_show(key=talked.jo.key, statement=kept.statement)
    assert why(lambda: reading.read_and_show(key=talked.jo.key, statement=kept.statement)) == "same"
    assert why(lambda: reading.read_and_show(key=cass.key, statement=kept.statement)) == "same"
    assert row(kept).stage == "waiting"


def test_whom_she_unticked_cannot_read_it(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.", readers=[talked.site.lead.key.owner])
    assert kept.readers == ("Maeve",)
    assert queries.waiting(talked.jo.key) == []
    assert why(lambda: reading.read_and_show(key=talked.jo.key, statement=kept.statement)) == "gone"
    with pytest.raises(vault.CannotOpen):
        vault.read(talked.jo.key, row(kept), "words")


def test_a_first_reader_who_holds_no_job_any_more_is_none(talked: Talked) -> None:
    cass = make_member("Cass", Role.PEER, circle=talked.site.circle)
    kept = say(talked, "Somewhere to wash.")
    reading.read_and_show(key=talked.jo.key, statement=kept.statement)
    talked.jo.member.roles.all().delete()
    assert not reading.read_and_show(key=cass.key, statement=kept.statement)
    assert reading.read_and_show(key=talked.site.lead.key, statement=kept.statement)


def test_a_statement_of_the_team_after_the_opening_needs_a_second(talked: Talked) -> None:
    number = stating.seed(key=talked.site.lead.key, conversation=talked.talk, text="A phone to use.", form_id="s")
    assert Statement.objects.get(pk=number).stage == "waiting"
    assert why(lambda: reading.read_and_show(key=talked.site.lead.key, statement=number)) == "same"
    assert reading.read_and_show(key=talked.jo.key, statement=number)


# --- Words ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  A warm\r\n\troom.  ", "A warm room."),
        ("A \u202emoor\u202c is \u2066here\u2069", "A moor is here"),
        ("na\u200bme\ufeff of\u00ad it\u2060", "name of it"),
        ("bell\x07 and \x1b[31mred\x00", "bell and [31mred"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("tag \U000e0041\U000e0042 here", "tag here"),
        ("blank \u3164\u2800\u115f here", "blank here"),
        ("می\u200cخواهم بروم", "می\u200cخواهم بروم"),
        ("👩\u200d👧 together", "👩\u200d👧 together"),
        ("a\u200db", "ab"),
        ("private \ue000 sign", "private sign"),
        ("שָׁלוֹם means peace", unicodedata.normalize("NFC", "שָׁלוֹם means peace")),
        ("हम साथ हैं", "हम साथ हैं"),
    ],
)
def test_signs_that_hide_or_turn_round_go(text: str, shown: str) -> None:
    assert wording.sentence(text) == shown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        (" \u200b\u3164 ", "nothing"),
        ("?!… 🙂", "nothing"),
        ("x" * 201, "long"),
        ("x" * 1_000_000, "long"),
        ("\u200b" * 5_000 + "x", "long"),
        ("H" + "\u0336\u0330\u0347\u0300\u0301\u0302" + "elp", "signs"),
        ("\u0301\u0302 here", "signs"),
        ("a\u20dd\u20dd\u20dd\u20ddb", "signs"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    assert why(lambda: wording.sentence(text)) == reason


def test_two_hundred_signs_are_taken() -> None:
    assert len(wording.sentence("é" * 200)) == 200


@given(st.text(max_size=300))
def test_what_is_shown_is_one_line_and_stays_as_it_is(text: str) -> None:
    try:
        shown = wording.sentence(text)
    except Refused:
        return
    assert 0 < len(shown) <= wording.LONGEST
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u2060\ufeff")
    assert wording.sentence(shown) == shown
    assert wording.folded(wording.folded(shown)) == wording.folded(shown)


@pytest.mark.parametrize(
    "same",
    [
        "a WARM room is enough",
        "A warm room is enough!!",
        "Ａ ｗａｒｍ room is enough.",
        "Á warm röom is enough",
        "A wa\u200brm room is enough.",
    ],
)
def test_the_same_again_is_there_already(talked: Talked, same: str) -> None:
    assert why(lambda: say(talked, same)) == "there"


def test_the_same_as_what_waits_is_there_already(talked: Talked) -> None:
    say(talked, "Somewhere to wash.")
    assert why(lambda: say(talked, "somewhere to wash")) == "there"
    assert say(talked, "Somewhere to wash clothes.")


def test_vowels_that_are_marks_are_part_of_a_word() -> None:
    assert wording.folded("किताब") != wording.folded("कताब")


# --- Sent twice, too much, not open ---------------------------------------------------------------------
def test_a_form_sent_twice_is_one_statement_with_one_code(talked: Talked) -> None:
    key = make_page().key
    first = say(talked, "Somewhere to wash.", key, form="f")
    assert say(talked, "Somewhere to wash.", key, form="f") == first
    assert Voter.objects.get().written == 1
    assert Statement.objects.filter(origin="hers").count() == 1


def test_one_person_writes_so_much(talked: Talked) -> None:
    decide("agree.each_writes", 2)
    key = make_page().key
    for n in ("one", "two"):
        say(talked, f"Sentence {n}.", key)
    assert why(lambda: say(talked, "Sentence three.", key)) == "enough"
    assert say(talked, "Sentence of somebody else.")


def test_a_flood_stops_but_a_slip_goes_through(talked: Talked) -> None:
    Budget.objects.all().delete()
    decide("asks.per_hour", 20)
    for n in range(20):
        say(talked, f"Sentence {n}.")
    assert why(lambda: say(talked, "One more.")) == "busy"
    key = make_page().key
    joined(talked, key, slip())
    assert say(talked, "One more.", key)


def test_nobody_ticked_or_nobody_reading(talked: Talked) -> None:
    assert why(lambda: say(talked, "Somewhere to wash.", readers=[])) == "readers"


def test_she_has_not_joined_or_the_round_is_not_hers() -> None:
    talked = begin(to_all=False)
    key = make_page().key
    taking = voting.taking(talked.talk, key=key)
    assert why(lambda: stating.say(voter=taking, conversation=talked.talk, text="Hello there.", readers=[], form_id="f")) == "join"
    joined(talked, key)
    Voter.objects.update(voice="worker")
    readers = [one.pk for one in stating.readers_now()]
    taking = voting.taking(talked.talk, key=key)
    assert why(lambda: stating.say(voter=taking, conversation=talked.talk, text="Hello.", readers=readers, form_id="f")) == "not yet"
    assert not Wrap.objects.filter(item__in=[stating.number_of("f")]).exists(), "no key is left of what was not taken"


def test_after_the_close(talked: Talked) -> None:
    key = make_page().key
    taking = joined(talked, key)
    closes(talked.talk)
    readers = [one.pk for one in stating.readers_now()]
    assert why(lambda: stating.say(voter=taking, conversation=talked.talk, text="Late.", readers=readers, form_id="f")) == "closed"


# --- Hiding ---------------------------------------------------------------------------------------------
def test_its_writer_learns_why_and_objects_once(talked: Talked) -> None:
    cass = make_member("Cass", Role.PEER, circle=talked.site.circle)
    kept = say(talked, "Ask Dave on the corner.")
    assert reading.hide(key=talked.jo.key, statement=kept.statement, reason="names", answer="It names somebody. Say it without the name?")
    found = returning.became(kept.code)
    assert found is not None
    assert (found.stage, found.answer, found.text, found.can_object) == ("hidden", "It names somebody. Say it without the name?", "", True)
    assert found.reason == "it names somebody"
    assert queries.record_of_hidden(talked.talk) == [("it names somebody", 1)]
    assert returning.object_to(code=kept.code)
    assert why(lambda: reading.read_and_show(key=talked.jo.key, statement=kept.statement)) == "yours"
    assert queries.waiting(talked.jo.key) == []
    assert not reading.read_and_show(key=cass.key, statement=kept.statement)
    assert reading.hide(key=talked.site.lead.key, statement=kept.statement, reason="names", answer="Two of us say so.")
    assert not returning.object_to(code=kept.code)
    assert queries.record_of_hidden(talked.talk) == [("it names somebody", 1)]


@pytest.mark.parametrize(
    ("reason", "answer", "expected"), [("rude", "No.", "reason"), ("names", " ", "answer"), ("names", "x" * 201, "answer")]
)
def test_hiding_needs_a_reason_and_a_sentence(talked: Talked, reason: str, answer: str, expected: str) -> None:
    kept = say(talked, "Somewhere to wash.")
    assert why(lambda: reading.hide(key=talked.jo.key, statement=kept.statement, reason=reason, answer=answer)) == expected
    assert row(kept).stage == "waiting"


def test_what_is_shown_is_hidden_by_two_and_its_votes_are_out_of_the_result(talked: Talked) -> None:
    first = queries.shown(talked.talk)[0]
    assert not reading.hide(key=talked.jo.key, statement=first.pk, reason="hurts", answer="It hurts people.")
    assert [one.would_hide for one in queries.flagged(talked.site.lead.key)] == ["it hurts people"]
    assert len(queries.shown(talked.talk)) == 4
    assert why(lambda: reading.hide(key=talked.jo.key, statement=first.pk, reason="hurts", answer="It does.")) == "same"
    assert reading.hide(key=talked.site.lead.key, statement=first.pk, reason="hurts", answer="It hurts people.")
    assert len(queries.shown(talked.talk)) == 3
    first.refresh_from_db()
    assert first.text == ""
    result = closes(talked.talk).result
    assert first.number not in {one["number"] for one in result["statements"]}


def test_the_second_can_let_it_stay(talked: Talked) -> None:
    first = queries.shown(talked.talk)[0]
    reading.hide(key=talked.jo.key, statement=first.pk, reason="hurts", answer="It hurts people.")
    assert reading.read_and_show(key=talked.site.lead.key, statement=first.pk)
    assert queries.flagged(talked.jo.key) == []
    first.refresh_from_db()
    assert (first.reason, first.answer, first.first_reader) == ("", "", None)


def test_other_words(talked: Talked) -> None:
    kept = say(talked, "It.")
    reading.ask_other_words(key=talked.jo.key, statement=kept.statement, answer="What is it?")
    found = returning.became(kept.code)
    assert found is not None
    assert (found.can_say_otherwise, found.answer) == (True, "What is it?")
    readers = [one.pk for one in stating.readers_now()]
    again = returning.say_otherwise(code=kept.code, text="A place to sit.", readers=readers, form_id="o")
    assert returning.say_otherwise(code=kept.code, text="A place to sit.", readers=readers, form_id="o") == again
    assert returning.became(kept.code) is None
    assert Tombstone.objects.filter(item=kept.statement).exists()
    assert [one.text for one in queries.waiting(talked.jo.key)] == ["A place to sit."]
    assert Voter.objects.get().written == 1
    assert why(lambda: returning.say_otherwise(code=again.code, text="More.", readers=readers, form_id="p")) == "gone"


# --- Taking back, shredding -----------------------------------------------------------------------------
@pytest.mark.parametrize("shown", [False, True])
def test_taken_back_it_is_nowhere(talked: Talked, shown: bool) -> None:
    kept = say(talked, "Somewhere to wash.")
    if shown:
        for key in (talked.jo.key, talked.site.lead.key):
            reading.read_and_show(key=key, statement=kept.statement)
    stale = row(kept)
    assert returning.take_back(code=kept.code.upper().replace(" ", "-"))
    assert not Statement.objects.filter(pk=kept.statement).exists()
    with pytest.raises(vault.CannotOpen):
        vault.read(talked.jo.key, stale, "words")
    assert not returning.take_back(code=kept.code)
    assert returning.became(kept.code) is None
    assert not returning.take_back(code="")


def test_seeds_have_no_code() -> None:
    begin()
    assert returning.became("") is None
    assert not returning.take_back(code="  ")


def test_hidden_words_are_shredded_and_that_it_was_hidden_stays(talked: Talked) -> None:
    kept = say(talked, "Ask Dave on the corner.")
    reading.hide(key=talked.jo.key, statement=kept.statement, reason="names", answer="It names somebody.")
    stale = row(kept)
    with clock.at(clock.now() + 3 * WEEK):
        assert returning.shred_hidden(dry_run=True) == 0
        assert returning.shred_hidden() == 0
    with clock.at(clock.now() + 4 * WEEK):
        assert returning.shred_hidden(dry_run=True) == 1
        assert returning.shred_hidden() == 1
        assert returning.shred_hidden() == 0
    left = row(kept)
    assert (left.words, left.answer, left.back, left.text, left.hidden_by) == (None, "", "", "", None)
    assert queries.record_of_hidden(talked.talk) == [("it names somebody", 1)]
    with pytest.raises(vault.CannotOpen):
        vault.read(talked.jo.key, stale, "words")


def test_what_nobody_read_before_it_closed_goes_altogether(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.")
    closes(talked.talk)
    with clock.at(clock.now() + 8 * WEEK):
        assert returning.shred_hidden() == 1
    assert not Statement.objects.filter(pk=kept.statement).exists()


def test_what_is_shown_is_not_shredded(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.")
    for key in (talked.jo.key, talked.site.lead.key):
        reading.read_and_show(key=key, statement=kept.statement)
    with clock.at(clock.now() + 20 * WEEK):
        assert returning.shred_hidden() == 0
    assert row(kept).text
