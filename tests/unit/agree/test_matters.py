"""Matters: written, put up, cited, put to the reference group, decided; each refusal; what a suggestion from a seat needs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kithbridge import rules
from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import citing, commenting, matters, waiting
from kithbridge.agree.actions.speaking import LONGEST, Refused
from kithbridge.agree.matter_models import Matter, Origin, Put, State
from kithbridge.people import vault
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, proposing
from kithbridge.people.deciding.models import Proposal, Saying, Stage
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.rules import decided, proof
from kithbridge.rules.models import Decision, Version
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry
from tests import sitting
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import PARTS, Room, a_room, form  # noqa: F401 - the fixture

pytestmark = DATABASES


# --- Something to do: the whole way --------------------------------------------------------------------
def test_from_words_to_a_decision_without_a_rule(room: Room) -> None:
    row, put, _group = room.decided()
    decision = Decision.objects.get()
    assert (decision.pk, decision.key, decision.words, decision.for_whom) == (put.pk, "", "Shall we open on Sunday?", "mothers")
    assert (row.state, put.came) == (State.DECIDED, "enacted")
    assert not Version.objects.exists(), "no rule changed"
    assert set(decision.confirmed) == {"living"}
    assert [(one.kind, one.role, one.source) for one in decision.evidence.all()] == [("quote", "living", "sayings")]
    told = decided.decisions_told([decision])[0]
    assert (told.question, told.value, told.before, told.stays) == ("Shall we open on Sunday?", "", "", False)
    assert [voice.words for voice in told.evidence] == ["I stood there on Sunday."]
    assert decided.doings() == [decision]


def test_a_decision_without_a_rule_is_in_the_record_and_proven(room: Room) -> None:
    room.decided()
    chain.link()
    assert proof.check().problems == []
    assert Entry.objects.filter(kind="decided: what to do").count() == 1
    Decision.objects.update(words="Shall we close on Sunday?")
    assert proof.check().problems != []
    Decision.objects.update(words="Shall we open on Sunday?")
    assert proof.check().problems == []


def test_the_record_never_holds_the_words(room: Room) -> None:
    room.decided()
    assert not [kind for kind in Entry.objects.values_list("kind", flat=True) if "Sunday" in kind]


# --- Rules ---------------------------------------------------------------------------------------------
def test_two_rules_are_two_questions_of_one_matter(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    puts = room.put(room.way(row, asks__live_weeks=4, messages__live_weeks=4))
    assert {one.rule for one in puts} == {"asks.live_weeks", "messages.live_weeks"}
    assert set(Proposal.objects.values_list("matter", flat=True)) == {row.pk}
    row.refresh_from_db()
    assert row.state == State.ASKED
    room.agree(puts, group)
    room.confirm(puts[0], group)
    row.refresh_from_db()
    assert row.state == State.ASKED, "one of two is still open"
    room.confirm(puts[1], group)
    row.refresh_from_db()
    assert row.state == State.DECIDED
    with sitting.later(40):
        assert (rules.value("asks.live_weeks"), rules.value("messages.live_weeks")) == (4, 4)


def test_what_falls_is_talked_about_again(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    puts = room.put(room.way(row))
    room.refuse(puts, group)
    row.refresh_from_db()
    put = Put.objects.get()
    assert (row.state, put.came, put.because) == (State.TALKING, "fell", "majority")
    assert asked_of.told(row).puts[0].standing == "Not enough said yes. It stays as it was."
    assert room.put(room.way(row, "A worker opens.")), "it can be put again"


def test_a_rule_past_its_limit_is_refused_when_the_way_is_written(room: Room) -> None:
    row = room.matter()
    with pytest.raises(Refused, match="No group can decide this"):
        room.way(row, asks__live_weeks=1)
    with pytest.raises(Refused, match="There is no rule"):
        room.way(row, nothing__here=1)
    assert not row.alternatives.exists()


def test_a_trial_without_a_rule_ends(room: Room) -> None:
    row, _put, _group = room.decided(trial_weeks=8, looks_at="How many come.", says_who="the peers")
    found = Decision.objects.get()
    assert found.until
    assert "A trial until the end of" in decided.decisions_told([found])[0].trial
    assert row.state == State.DECIDED


# --- Asking is refused ---------------------------------------------------------------------------------
def test_without_evidence_nobody_is_asked(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter(cited=False)
    way = room.way(row)
    with pytest.raises(Refused, match="It has no evidence yet"):
        room.put(way)
    assert not Proposal.objects.exists()
    assert not Put.objects.exists()


def test_with_evidence_one_alone_has_read_nobody_is_asked(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter(cited=False)
    citing.cite_words(key=room.jo.key, matter=row.pk, kind="quote", role="living", text="Please.", form_id=form())
    with pytest.raises(Refused, match="read by one person only"):
        room.put(room.way(row))


def test_without_a_group_nobody_is_asked(room: Room) -> None:
    row = room.matter()
    with pytest.raises(Refused, match="No reference group sits yet"):
        room.put(room.way(row))


def test_nobody_sits_of_those_it_is_for(room: Room) -> None:
    sitting.seat(living=2, lived=2)
    row = room.matter(for_whom="team")
    with pytest.raises(Refused, match="Nobody sits who could decide this"):
        room.put(room.way(row))


@pytest.mark.parametrize(("words", "why"), [("", "Say in words"), ("x" * 301, "Say in words"), ("  ", "Say in words")])
def test_the_question_needs_words(room: Room, words: str, why: str) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    with pytest.raises(Refused, match=why):
        matters.put(key=room.jo.key, alternative=room.way(row).pk, words=words, form_id=form())
    row.refresh_from_db()
    assert row.state == State.TALKING


def test_put_twice_is_put_once(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    way, same = room.way(row), form()
    assert len(matters.put(key=room.jo.key, alternative=way.pk, words="Shall we?", form_id=same)) == 1
    with pytest.raises(Refused, match="not possible any more"):
        matters.put(key=room.jo.key, alternative=way.pk, words="Shall we?", form_id=same)
    assert Proposal.objects.count() == 1


def test_those_it_is_for_decide(room: Room) -> None:
    group = sitting.seat(living=3, lived=2, work=1)
    put = room.put(room.way(room.matter()))[0]
    row = Proposal.objects.get()
    assert (queries.deciders(row), queries.question_of(row), queries.about(row)) == (
        ["living"],
        "Shall we open on Sunday?",
        "what to do",
    )
    sitting.answer_all(put.pk, group["living"], "no")
    sitting.answer_all(put.pk, group["lived"] + group["work"], "yes")
    row.refresh_from_db()
    assert (row.stage, row.fell_because) == (Stage.FELL, "majority")


def test_several_questions_about_doing_may_be_open_but_one_for_each_rule(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    room.put(room.way(room.matter()))
    assert room.put(room.way(room.matter(title="Another"))), "nothing to do stands in the way of another"
    room.put(room.way(room.matter(title="A third"), asks__live_weeks=4))
    fourth = room.way(room.matter(title="A fourth"), asks__live_weeks=3)
    with pytest.raises(Refused, match="Something is proposed for this rule already"):
        room.put(fourth)


def test_the_database_keeps_rules_and_doing_apart(room: Room) -> None:
    row = room.matter()
    made = proposing.propose_doing(words="Shall we?", for_whom="mothers", matter=row.pk, by=room.jo.key, form_id=form())
    assert made is not None
    for wrong in ({"words": ""}, {"for_whom": ""}, {"key": "asks.live_weeks"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=made.pk).update(**wrong)


# --- Writing and changing ------------------------------------------------------------------------------
def test_a_draft_is_seen_by_the_team_alone(room: Room) -> None:
    row = room.matter(up=False)
    assert asked_of.matters() == []
    assert asked_of.matter(row.number) is None
    assert [line.number for line in asked_of.matters(team=True)] == [row.number]
    assert asked_of.matter(row.number, team=True) == row
    matters.put_up(key=room.jo.key, matter=row.pk)
    assert [line.title for line in asked_of.matters()] == ["Open on Sunday"]


@pytest.mark.parametrize(
    ("part", "text", "why"),
    [
        ("title", "", "nothing written"),
        ("title", " \u200b.", "nothing written"),
        ("title", "x" * 121, "at most|too long"),
        ("what", "x" * (LONGEST + 1), "1000 letters"),
        ("what", "a\n" * 100, "too long"),
        ("risks", "z" + "\u0301" * 9, "nobody could read"),
        ("colour", "green", "no such part"),
    ],
)
def test_a_part_that_cannot_be_shown(room: Room, part: str, text: str, why: str) -> None:
    row = room.matter()
    with pytest.raises(Refused, match=why):
        matters.change(key=room.jo.key, matter=row.pk, part=part, text=text)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in PARTS} == PARTS


def test_only_its_writer_rewords_it(room: Room) -> None:
    row = room.matter()
    matters.change(key=room.jo.key, matter=row.pk, part="cost", text="Two shifts.\nNo more.")
    with pytest.raises(Refused, match="Somebody else wrote this"):
        matters.change(key=room.ann.key, matter=row.pk, part="cost", text="Nothing.")
    row.refresh_from_db()
    assert row.cost == "Two shifts.\nNo more."
    deputy = make_member("Cass", Role.RESEARCHER)
    with pytest.raises(Refused, match="Your jobs do not include"):
        matters.change(key=deputy.key, matter=row.pk, part="cost", text="Nothing.")


def test_while_people_are_asked_nothing_of_it_changes(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    way = room.way(row)
    room.put(way)
    for act in (
        lambda: matters.change(key=room.jo.key, matter=row.pk, part="cost", text="None."),
        lambda: matters.drop_alternative(key=room.jo.key, alternative=way.pk),
        lambda: room.way(row, "Another."),
        lambda: room.cite(row),
    ):
        with pytest.raises(Refused, match="not possible any more"):
            act()


def test_taken_back_while_people_are_asked(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    put = room.put(room.way(row))[0]
    matters.drop(key=room.jo.key, matter=row.pk, reason="We asked the wrong thing.")
    row.refresh_from_db()
    assert (row.state, row.because) == (State.DROPPED, "We asked the wrong thing.")
    assert (Put.objects.get().came, Proposal.objects.get().stage) == ("dropped", Stage.DROPPED)
    with pytest.raises(Refused):
        answering.answer(key=group["living"][0], proposal=put.pk, choice="yes")


def test_taking_back_needs_a_reason(room: Room) -> None:
    row = room.matter()
    with pytest.raises(Refused, match="nothing written"):
        matters.drop(key=room.jo.key, matter=row.pk, reason=" ")


def test_written_once(room: Room) -> None:
    same = form()
    first = matters.write(key=room.jo.key, for_whom="mothers", form_id=same, **PARTS)
    assert first is not None
    assert matters.write(key=room.jo.key, for_whom="mothers", form_id=same, **PARTS) is None
    with pytest.raises(Refused, match="whom it is for"):
        matters.write(key=room.jo.key, for_whom="nobody", form_id=form(), **PARTS)
    assert Matter.objects.count() == 1


def test_somebody_without_a_seat_or_job_writes_nothing(room: Room) -> None:
    page = make_page()
    with pytest.raises(Refused):
        matters.write(key=page.key, for_whom="mothers", form_id=form(), **PARTS)
    with pytest.raises(Refused, match="Only those who sit"):
        matters.suggest(key=page.key, for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)


# --- Suggested from a seat -----------------------------------------------------------------------------
def suggested(room: Room, key: Key, same: str = "") -> waiting.Kept:
    return matters.suggest(key=key, for_whom="mothers", readers=room.readers(), form_id=same or form(), **PARTS)


def test_a_seat_suggests_and_two_readers_show_it(room: Room) -> None:
    key = sitting.seat(living=3, lived=2)["living"][0]
    kept = suggested(room, key)
    row = Matter.objects.get()
    assert (row.title, row.what, row.by, asked_of.matters()) == ("", "", "living", [])
    assert [(one.kind, one.inside["title"], one.mine) for one in asked_of.waiting(room.jo.key)] == [("matter", PARTS["title"], False)]
    assert not matters.show_suggested(key=room.jo.key, matter=kept.number)
    with pytest.raises(Refused, match="another job"):
        matters.show_suggested(key=room.ann.key, matter=kept.number)
    assert matters.show_suggested(key=room.maeve.key, matter=kept.number)
    row.refresh_from_db()
    assert (row.title, row.state, row.words) == ("Open on Sunday", State.TALKING, None)
    with pytest.raises(vault.CannotOpen):
        vault.read(room.jo.key, row, "words")


def test_suggested_twice_is_once_with_the_same_code(room: Room) -> None:
    key, same = sitting.seat(living=3, lived=2)["living"][0], form()
    assert suggested(room, key, same) == suggested(room, key, same)
    assert Matter.objects.count() == 1


def test_few_of_a_kind_are_shown_as_the_group(room: Room) -> None:
    key = sitting.seat(living=3, lived=2)["lived"][0]
    suggested(room, key)
    assert Matter.objects.get().by == "group"


def test_a_suggestion_that_is_hidden_says_why_and_goes(room: Room) -> None:
    kept = suggested(room, sitting.seat(living=3, lived=2)["living"][0])
    with pytest.raises(Refused, match="which of the reasons"):
        matters.hide_suggested(key=room.jo.key, matter=kept.number, reason="dull", answer="No.")
    matters.hide_suggested(key=room.jo.key, matter=kept.number, reason="somebody", answer="It names a street.")
    found = waiting.became(kept.code)
    assert found is not None
    assert (found.stage, found.reason, found.answer) == ("hidden", "somebody could be recognised", "It names a street.")
    assert asked_of.matter(Matter.objects.get().number) is None
    assert waiting.shred_hidden(dry_run=True) == 0
    with sitting.later(7 * 6):
        assert (waiting.shred_hidden(dry_run=True), waiting.shred_hidden(), waiting.shred_hidden()) == (1, 1, 0)
        assert waiting.became(kept.code) is None
    assert Matter.objects.get().words is None


def test_taken_back_with_the_code_it_is_gone(room: Room) -> None:
    kept = suggested(room, sitting.seat(living=3, lived=2)["living"][0])
    matters.show_suggested(key=room.jo.key, matter=kept.number)
    matters.show_suggested(key=room.maeve.key, matter=kept.number)
    assert commenting.take_back(code=kept.code)
    assert not commenting.take_back(code=kept.code)
    row = Matter.objects.get()
    assert (row.title, row.what, row.state, asked_of.matters()) == ("", "", State.DROPPED, [])


def test_nobody_reads_it_alone(room: Room) -> None:
    kept = suggested(room, sitting.seat(living=3, lived=2)["living"][0])
    assert not matters.show_suggested(key=room.jo.key, matter=kept.number)
    with pytest.raises(Refused, match="another job"):
        matters.show_suggested(key=room.jo.key, matter=kept.number)
    stranger = make_member("Dee", Role.FACILITATOR)
    with pytest.raises(Refused, match="not yours to read"):
        matters.show_suggested(key=stranger.key, matter=kept.number)


# --- Where it comes from -------------------------------------------------------------------------------
def test_words_taken_back_are_gone_from_the_matter_and_the_role_stays(room: Room) -> None:
    row = room.matter(cited=False)
    code = room.cite(row)
    assert [one.words for one in asked_of.told(row).evidence] == ["I stood there on Sunday."]
    assert proposing.take_back(code=code)
    told = asked_of.told(row)
    assert [(one.gone, one.role) for one in told.evidence] == [(True, "somebody who uses now")]
    assert told.voices == ["somebody who uses now: 1 piece"]


def test_what_one_has_read_is_for_the_team(room: Room) -> None:
    row = room.matter(cited=False)
    citing.cite_words(key=room.jo.key, matter=row.pk, kind="quote", role="kin", text="Please.", form_id=form())
    assert asked_of.told(row).evidence == []
    assert [one.waits for one in asked_of.told(row, team=True).evidence] == [True]


def test_citing_what_nobody_holds(room: Room) -> None:
    row = room.matter(cited=False)
    for source in ("sayings", "statements", "nowhere"):
        with pytest.raises(Refused, match="no such words"):
            citing.cite(key=room.jo.key, matter=row.pk, kind="statement", role="living", source=source, ref=uuid4(), form_id=form())


def test_the_same_words_may_support_two_matters(room: Room) -> None:
    first, second = room.matter(), room.matter(title="Another", cited=False)
    ref = Saying.objects.get().pk
    for _twice in range(2):
        made = citing.cite(key=room.jo.key, matter=second.pk, kind="quote", role="living", source="sayings", ref=ref, form_id=form())
        assert made is not None
    assert Origin.objects.count() == 2
    assert [asked_of.told(row).evidence[0].words for row in (first, second)] == ["I stood there on Sunday."] * 2
    citing.uncite(key=room.jo.key, origin=first.origins.get().pk)
    assert Saying.objects.exists(), "the other matter rests on it"
    citing.uncite(key=room.jo.key, origin=second.origins.get().pk)
    assert not Saying.objects.exists()
