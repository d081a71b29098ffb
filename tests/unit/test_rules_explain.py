"""Why is it so? In words: who decided, since when, what it replaced, whose voices it rests on."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.people.models import TeamMember
from kithbridge.rules import Constituency, Group, Protects, Readers, Rule, enact, explain, state
from kithbridge.rules.kinds import Choice, Duration
from kithbridge.rules.models import Evidence, Version
from kithbridge.web import clock
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401
from tests.decisions import WORDS, decide, declare_only, words_of_tests  # noqa: F401

pytestmark = DATABASES
KEY = "asks.live_weeks"
GUESSED = "Nobody has decided this yet. The makers of the software guessed it."
WEEK = dt.timedelta(weeks=1)


def found(value: int, by: str = "Maeve") -> Version:
    member = TeamMember.objects.filter(work_name=by).first() or make_member(by).member
    return enact.found(key=KEY, value=value, by=member.pk, role="team")


def test_a_default_says_that_nobody_decided_it():
    told = explain.why(KEY)
    assert (told.since, told.undecided, told.decision, told.history) == (GUESSED, True, None, [])
    assert told.sentence == "What you asked for goes when it is handed over, or after 2 weeks."
    assert explain.Telling().few_words(KEY) == explain.Telling().since(KEY, brief=True) == "Nobody has decided this yet."


def test_a_founding_choice_says_whose_until_she_leaves():
    found(3)
    assert explain.since(KEY) == "Nobody has decided this yet. Maeve chose it to begin with."
    TeamMember.objects.all().delete()
    assert explain.since(KEY) == "Nobody has decided this yet. Somebody who has left chose it to begin with."


def test_after_twelve_weeks_it_is_overdue_wherever_it_shows():
    enact.begin()
    with clock.at(clock.now() + 12 * WEEK):
        assert explain.overdue()
        assert explain.since(KEY) == f"{GUESSED} It is overdue."
        assert explain.Telling().few_words(KEY) == "Nobody has decided this yet. It is overdue."
        assert explain.why(KEY).overdue
        assert "This is overdue" in explain.founding_note()
    with clock.at(clock.now() + 11 * WEEK):
        assert not explain.overdue()
        assert "to begin with" in explain.founding_note()


def test_a_decision_in_words():
    voices = [
        ("quote", "living", "Two weeks is short."),
        ("quote", "living", "I was in hospital."),
        ("figure", "tally", "A third went late."),
    ]
    decision = decide(KEY, 4, voices=voices, objections=["unclear"])
    told = explain.why(KEY)
    assert told.since == f"Since {explain.week_words(this_week())}, decided by people who use now, with people who work here."
    assert explain.Telling().few_words(KEY) == ""
    assert told.decision is not None
    assert (told.decision.before, told.decision.value) == ("2 weeks", "4 weeks")
    assert told.decision.asked == ["people who use now", "people who work here"]
    assert told.decision.outcome == ["people who use now: more than half said yes"]
    assert told.decision.objections == ["it is not clear what it means"]
    assert told.decision.confirmed == ["people who use now", "people who work here"]
    assert told.decision.voices == [
        {"role": "somebody who uses now", "pieces": 2, "share": 67},
        {"role": "what was counted", "pieces": 1, "share": 33},
    ]
    assert {voice.words for voice in told.decision.evidence} == {words for _kind, _role, words in voices}
    assert told.history[0]["was"], told.history[0]["now"] == ("2 weeks", "4 weeks")
    assert told.history[0]["decision"] == str(decision.pk)


def test_words_that_were_taken_back_are_gone_and_the_role_still_counts():
    decision = decide(KEY, 4, voices=[("quote", "living", "MARKER"), ("quote", "peer", "It stays.")])
    del WORDS[Evidence.objects.get(decision=decision, role="living").ref]
    told = explain.why(KEY).decision
    assert told is not None
    gone = [voice for voice in told.evidence if voice.gone]
    assert [(voice.role, voice.words) for voice in gone] == [("somebody who uses now", "These words were taken back.")]
    assert "MARKER" not in str(told)
    assert [voice["share"] for voice in told.voices] == [50, 50]


def test_by_consent_nothing_of_the_answers_is_shown():
    decide(KEY, 4, method="consent", outcome={})
    told = explain.why(KEY)
    assert told.decision is not None
    assert told.decision.outcome == ["Everybody said yes, or “I can live with it”. Nobody's answer is shown."]
    assert "decided by everybody who was asked" in told.since


def test_a_trial_says_until_when_and_what_comes_back_afterwards():
    found(3)
    decide(KEY, 5, trial_until=str(this_week() + 3))
    until = explain.week_words(this_week() + 3)
    assert explain.Telling().few_words(KEY) == f"It is a trial, until the end of {until}."
    assert f"until the end of {until}" in explain.since(KEY)
    told = explain.why(KEY).decision
    assert told is not None
    assert "Whether asks are closed later." in told.trial
    with clock.at(clock.now() + 4 * WEEK):
        assert explain.since(KEY) == "Nobody has decided this yet. Maeve chose it to begin with."
        assert explain.why(KEY).decision is None
        assert [one.value for one in explain.why(KEY).earlier] == ["5 weeks"]
        # What a later change replaces is what held then, not the trial that had ended.
        decide(KEY, 6)
        assert explain.timeline(Readers.EVERYBODY)[0]["was"] == "3 weeks"


def test_urgent_changes_say_that_nobody_was_asked_and_when_they_end():
    decide(KEY, 6)
    enact.protect(key=KEY, value=2, leads=[uuid4(), uuid4()], reason="A server was stolen.", weeks=4, role="lead")
    told = explain.why(KEY)
    assert told.how == "urgent"
    assert told.decision is not None
    assert told.decision.outcome == ["Two leads agreed. Nobody else was asked."]
    assert told.decision.reason == "A server was stolen."
    assert "Two leads set it in a hurry." in explain.Telling().few_words(KEY)
    assert explain.timeline(Readers.EVERYBODY)[0] | {"was": "6 weeks", "now": "2 weeks"} == explain.timeline(Readers.EVERYBODY)[0]


def test_a_pause_is_said_where_the_effect_shows_with_ground_and_office():
    decision = decide(KEY, 6)
    enact.pause(
        decision=decision.pk,
        ground="money",
        office="the trustees",
        reason="The grant ends.",
        weeks=8,
        leads=[uuid4(), uuid4()],
        role="lead",
    )
    until = explain.week_words(this_week() + 7)
    told = explain.why(KEY)
    assert told.shown == "2 weeks"
    assert told.paused == f"A decision about this is paused until the end of {until}, for money, by the trustees."
    assert told.decision is not None
    assert "The grant ends." in told.decision.pause
    assert f"paused until the end of {until}" in explain.Telling().few_words(KEY)
    assert [line["how"] for line in explain.timeline(Readers.EVERYBODY)] == ["Paused", "Decided"]
    with clock.at(clock.now() + 8 * WEEK):
        assert explain.why(KEY).shown == "6 weeks"
        assert explain.why(KEY).paused == ""


def test_what_begins_later_is_said_before():
    decide(KEY, 6, begins=3)
    coming = explain.why(KEY).coming
    assert coming == f"From {explain.week_words(this_week() + 3)}: 6 weeks."
    assert explain.since(KEY) == f"{GUESSED} {coming}"


def test_what_was_the_rule_then():
    first = this_week()
    decide(KEY, 4)
    with clock.at(clock.now() + 5 * WEEK):
        decide(KEY, 6)
        then, now = explain.why(KEY, week=first), explain.why(KEY)
        assert (then.shown, now.shown) == ("4 weeks", "6 weeks")
        assert then.decision is not None
        assert then.decision.value == "4 weeks"
        assert explain.why(KEY, week=first - 1).since == GUESSED


def way(*options: str, readers: Readers = Readers.EVERYBODY) -> Rule:
    kind = Choice({one: f"the {one} way" for one in options})
    return Rule("test.way", Group.ASKING, "Which way?", kind, "new", "We go {value}.", Protects.MOTHERS, readers=readers)


def test_a_rule_for_some_is_not_there_for_others(monkeypatch):
    for some, others in ((Readers.TEAM, [Readers.EVERYBODY, Readers.WORDS]), (Readers.WORDS, [Readers.EVERYBODY])):
        declare_only(monkeypatch, way("new", "old", readers=some))
        for reader in others:
            with pytest.raises(KeyError):
                explain.why("test.way", reader)
            assert explain.told(reader) == explain.timeline(reader) == []
        assert explain.why("test.way", Readers.TEAM).key == explain.why("test.way", some).key == "test.way"
    decide("test.way", "old")
    assert explain.timeline(Readers.EVERYBODY) == []
    assert len(explain.timeline(Readers.WORDS)) == 1


def test_a_value_that_the_software_has_given_up_is_still_told(monkeypatch):
    declare_only(monkeypatch, way("old", "new"))
    decide("test.way", "old")
    declare_only(monkeypatch, way("new"))
    told = explain.why("test.way")
    assert told.sentence == "We go the new way."
    assert told.history[0]["now"] == "something that this version of the software no longer knows"
    assert "so the limit holds" in told.since


def test_limits_in_words():
    def rule(**limits):
        return Rule("t.t", Group.ASKING, "?", Duration("weeks"), 2, "{value}", Protects.MOTHERS, floor_reason="So.", **limits)

    assert explain.limits(rule()) == ""
    assert explain.limits(rule(floor=1)) == "Never less than 1 week."
    assert explain.limits(rule(floor=1, ceiling=8)) == "Never less than 1 week. Never more than 8 weeks."


def test_a_whole_page_asks_for_each_thing_once():
    make_member("Maeve")
    found(3)
    decide("messages.live_weeks", 4)
    telling = explain.Telling()
    keys = [one.key for one in explain.told(Readers.TEAM)]
    state.value(KEY)
    with CaptureQueriesContext(connection) as asked:
        for key in keys:
            telling.since(key)
            telling.few_words(key)
    tables = [query["sql"] for query in asked]
    assert sum("rules_decision" in sql for sql in tables) == 1
    assert sum("people_teammember" in sql for sql in tables) == 1
    assert len(tables) <= 4, tables


def test_every_constituency_role_and_kind_has_words():
    assert all(str(one.label) for one in Constituency)
    for words in (explain.ROLES, explain.KINDS, explain.OBJECTIONS, explain.GROUNDS, explain.HOW):
        assert all(str(said).strip() for said in words.values())
