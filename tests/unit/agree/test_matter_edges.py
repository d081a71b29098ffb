"""Matters, soundings, tasks and what is told of them: limits and guards at their very edge."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.agree import heard, said_done
from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import citing, commenting, doing, effects, matters, sounding, waiting
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Asked, Effect, Matter, Pile, Put, Sounding, Stage, State, Task
from kithbridge.agree.models import Statement
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import proposing
from kithbridge.people.deciding.models import Proposal, Saying
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Role
from kithbridge.rules import all_rules
from kithbridge.rules.models import Decision
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import PARTS, Room, a_room, form, weeks  # noqa: F401 - the fixture

pytestmark = DATABASES


# --- Ways to do it ----------------------------------------------------------------------------------------
def test_six_ways_side_by_side_and_no_seventh_until_one_is_taken_back(room: Room) -> None:
    row = room.matter()
    ways = [room.way(row, f"Way number {n}.") for n in range(6)]
    with pytest.raises(Refused, match="enough to choose from"):
        room.way(row, "One more.")
    matters.drop_alternative(key=room.jo.key, alternative=ways[0].pk)
    assert room.way(row, "One more.")


def test_one_way_changes_five_rules_and_no_sixth(room: Room) -> None:
    row, whole = room.matter(), {one.key: one.default for one in all_rules()[:6]}
    five = dict(list(whole.items())[:5])
    matters.add_alternative(key=room.jo.key, matter=row.pk, text="Five.", changes=five, form_id=form())
    with pytest.raises(Refused, match="5 rules at most"):
        matters.add_alternative(key=room.jo.key, matter=row.pk, text="Six.", changes=whole, form_id=form())


def test_nobody_is_asked_about_a_draft(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    way = room.way(room.matter(up=False))
    with pytest.raises(Refused, match="not possible any more"):
        room.put(way)
    assert not Proposal.objects.exists()


def test_a_form_that_asked_once_does_not_ask_again_when_it_has_fallen(room: Room) -> None:
    group, same = sitting.seat(living=3, lived=2), form()
    way = room.way(room.matter())
    puts = matters.put(key=room.jo.key, alternative=way.pk, words="Shall we?", form_id=same)
    room.refuse(puts, group)
    assert Matter.objects.get().state == State.TALKING
    assert matters.put(key=room.jo.key, alternative=way.pk, words="Shall we?", form_id=same) == []
    assert (Proposal.objects.count(), Matter.objects.get().state) == (1, State.TALKING)


def test_of_two_rules_one_fell_it_is_decided_in_part(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    first, second = room.put(room.way(row, asks__live_weeks=4, messages__live_weeks=4))
    room.refuse([first], group)
    room.decide([second], group)
    row.refresh_from_db()
    assert row.state == State.DECIDED
    assert {one.pk: one.came for one in Put.objects.all()} == {first.pk: "fell", second.pk: "enacted"}
    (trail,) = said_done.trails()
    assert (trail.standing, trail.answer) == (said_done.Standing.IN_PART, "In part.")


def test_a_form_that_opened_a_sounding_once_opens_none_when_it_is_over(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row, same = room.matter(), form()
    for text in ("A peer opens.", "A worker opens."):
        room.way(row, text)
    assert sounding.open_(key=room.jo.key, matter=row.pk, form_id=same)
    with sitting.later(60):
        sounding.close_over()
        assert sounding.open_(key=room.jo.key, matter=row.pk, form_id=same) is None
    assert Sounding.objects.count() == 1


def test_a_way_that_was_taken_back_is_none_to_choose_from(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    ways = [room.way(row, text) for text in ("A peer opens.", "A worker opens.")]
    matters.drop_alternative(key=room.jo.key, alternative=ways[0].pk)
    with pytest.raises(Refused, match="nothing to choose from"):
        sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())


def test_whoever_sits_until_this_very_week_is_asked_and_whose_weeks_are_over_is_not(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    last = sitting.sit("living", weeks=1)
    row = room.matter()
    for text in ("A peer opens.", "A worker opens."):
        room.way(row, text)
    with weeks(1):
        assert sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
        assert Asked.objects.count() == 5
        assert sounding.hers(last, row.pk) is None
    Sounding.objects.all().delete()
    assert sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert Asked.objects.count() == 6


def test_on_its_last_day_a_sounding_is_still_answered(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    ways = [room.way(row, text).pk for text in ("A peer opens.", "A worker opens.")]
    made = sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert made is not None
    key = group["living"][0]
    with sitting.later((made.closes - sitting.MONDAY.date()).days):
        assert not sounding.close(sounding=made.pk)
        turn = sounding.hers(key, row.pk)
        assert turn is not None
        assert turn.answer
        sounding.answer(key=key, sounding=made.pk, choices=dict.fromkeys(ways, "live"))
    with sitting.later((made.closes - sitting.MONDAY.date()).days + 1):
        assert sounding.hers(key, row.pk) is None
        assert sounding.close(sounding=made.pk)


def test_only_whoever_wrote_it_puts_it_up_or_takes_it_back(room: Room) -> None:
    row = room.matter(up=False)
    for act in (
        lambda: matters.put_up(key=room.ann.key, matter=row.pk),
        lambda: matters.drop(key=room.ann.key, matter=row.pk, reason="Not this."),
    ):
        with pytest.raises(Refused, match="Somebody else wrote this"):
            act()
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_sounding_does_not_wait_for_whoever_sits_no_more(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    sitting.sit("living", weeks=1)
    ways = [room.way(row, text).pk for text in ("A peer opens.", "A worker opens.")]
    made = sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert made is not None
    with weeks(1):
        for key in sitting.everybody(group):
            sounding.answer(key=key, sounding=made.pk, choices=dict.fromkeys(ways, "live"))
    made.refresh_from_db()
    assert made.closes is None


def test_an_answer_writes_all_rows_of_its_sounding_anew(room: Room) -> None:
    """A row that is written alone could be told by the number of its writing: who has answered, and what."""
    group, row = sitting.seat(living=3, lived=2), room.matter()
    ways = [room.way(row, text).pk for text in ("A peer opens.", "A worker opens.")]
    made = sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert made is not None
    with CaptureQueriesContext(connection) as asked:
        sounding.answer(key=group["living"][0], sounding=made.pk, choices=dict.fromkeys(ways, "live"))
    for model in (Asked, Pile):
        table = model._meta.db_table
        (said,) = [one["sql"] for one in asked if one["sql"].startswith(f'UPDATE "{table}"')]
        assert re.fullmatch(rf'"{table}"\."sounding_id" = \S+', said.rpartition(" WHERE ")[2]), said


def test_what_was_taken_back_is_not_talked_about_again_whatever_comes_of_its_question(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    puts = room.put(room.way(row))
    Matter.objects.filter(pk=row.pk).update(state=State.DROPPED)
    room.refuse(puts, group)
    assert (Put.objects.get().came, Matter.objects.get().state) == ("fell", State.DROPPED)


def test_a_question_that_its_writer_takes_back_decides_nothing(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    (put,) = room.put(room.way(room.matter(), asks__live_weeks=4))
    proposing.drop(proposal=put.pk, by=room.jo.key)
    assert (Put.objects.get().came, Matter.objects.get().state) == ("dropped", State.TALKING)


def test_what_was_decided_is_not_taken_back(room: Room) -> None:
    row, _put, _group = room.decided()
    with pytest.raises(Refused, match="not possible any more"):
        matters.drop(key=room.jo.key, matter=row.pk, reason="We asked the wrong thing.")
    row.refresh_from_db()
    assert row.state == State.DECIDED


# --- Words of those who sit -------------------------------------------------------------------------------
def suggested(room: Room) -> waiting.Kept:
    key = sitting.seat(living=3, lived=2)["living"][0]
    return matters.suggest(key=key, for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)


def test_of_words_that_were_taken_back_nothing_stays(room: Room) -> None:
    kept = suggested(room)
    for reader in (room.jo, room.maeve):
        matters.show_suggested(key=reader.key, matter=kept.number)
    assert {part: getattr(Matter.objects.get(), part) for part in PARTS} == PARTS
    assert waiting.take_back(code=kept.code)
    assert {getattr(Matter.objects.get(), part) for part in PARTS} == {""}
    assert asked_of.matter(Matter.objects.get().number, team=True) is None


def test_whoever_reads_for_us_no_more_is_no_second_reader(room: Room) -> None:
    kept = suggested(room)
    matters.show_suggested(key=room.maeve.key, matter=kept.number)
    room.jo.member.roles.all().delete()
    with pytest.raises(Refused, match="not yours to read"):
        matters.show_suggested(key=room.jo.key, matter=kept.number)
    assert Matter.objects.get().stage == Stage.WAITING


def test_once_it_is_shown_no_key_of_the_locked_words_stays(room: Room) -> None:
    kept = suggested(room)
    assert Wrap.objects.filter(item=kept.number).exists()
    for reader in (room.jo, room.maeve):
        matters.show_suggested(key=reader.key, matter=kept.number)
    assert not Wrap.objects.filter(item=kept.number).exists()


@pytest.mark.parametrize("answer", [" ", "x" * 201])
def test_whoever_wrote_what_is_not_shown_hears_why_in_a_sentence(room: Room, answer: str) -> None:
    kept = suggested(room)
    with pytest.raises(Refused, match="a sentence to whoever wrote it"):
        matters.hide_suggested(key=room.jo.key, matter=kept.number, reason="hurts", answer=answer)
    assert Matter.objects.get().stage == Stage.WAITING


def test_with_words_that_were_not_shown_goes_what_was_said_to_their_writer(room: Room) -> None:
    kept = suggested(room)
    matters.hide_suggested(key=room.jo.key, matter=kept.number, reason="hurts", answer="It hurts people.")
    with weeks(6):
        assert waiting.shred_hidden() == 1
    row = Matter.objects.get()
    assert (row.stage, row.reason, row.words, row.answer, row.back) == (Stage.HIDDEN, "hurts", None, "", "")


def test_of_what_was_taken_back_nobody_talks_any_more(room: Room) -> None:
    row = room.matter()
    matters.drop(key=room.jo.key, matter=row.pk, reason="Said twice.")
    with pytest.raises(Refused, match="not possible any more"):
        commenting.say(key=room.jo.key, matter=row.pk, text="I can be there.", form_id=form())


def test_what_people_were_asked_with_stays_what_they_were_asked_with(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    room.refuse(room.put(room.way(row)), group)
    with pytest.raises(Refused, match="People were asked about it with this evidence"):
        citing.uncite(key=room.jo.key, origin=row.origins.get().pk)
    citing.remove_words(key=room.maeve.key, saying=Saying.objects.get().pk)
    assert (row.origins.count(), Saying.objects.count()) == (1, 0), "that there were some"


# --- Tasks ------------------------------------------------------------------------------------------------
def test_what_was_planned_for_another_way_does_not_open(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    taken, other = room.way(row), room.way(row, "A worker opens.")
    for way, what in ((taken, "Cut two keys."), (other, "Find a worker.")):
        doing.add_task(key=room.jo.key, alternative=way.pk, what=what, owner="peer", weeks=3, form_id=form())
    room.decide(room.put(taken), group)
    assert dict(Task.objects.values_list("what", "state")) == {"Cut two keys.": "open", "Find a worker.": "planned"}


def test_a_way_that_was_taken_back_gets_no_task(room: Room) -> None:
    way = room.way(room.matter())
    matters.drop_alternative(key=room.jo.key, alternative=way.pk)
    with pytest.raises(Refused, match="no such way"):
        doing.add_task(key=room.jo.key, alternative=way.pk, what="Cut two keys.", owner="peer", weeks=3, form_id=form())


def test_a_task_has_a_year_at_most_from_this_week_on(room: Room) -> None:
    room.decided()
    task = Task.objects.get()
    for due in (this_week() + 52, this_week()):
        doing.change_task(key=room.maeve.key, task=task.pk, due=str(due), reason="The locksmith is ill.", form_id=form())
        assert Task.objects.get().due == str(due)


# --- What changed -----------------------------------------------------------------------------------------
def effect(room: Room) -> Effect:
    row, put, _group = room.decided()
    doing.done(key=room.maeve.key, task=Task.objects.get().pk, came="It is open.")
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="The door is open.", form_id=form())
    assert made is not None
    return made


def many(made: Effect, n: int, answer: str) -> None:
    for slip in slips.make(number=n, role=Role.LEAD, form_id=form()):
        effects.answer_changed(effect=made.pk, voice="living", answer=answer, slip=slip, form_id=form())


def test_seven_of_seven_do_not_open_it_again_and_an_eighth_answer_does(room: Room) -> None:
    """Of fewer than eight nothing is told, nor that they all say "not yet"."""
    made = effect(room)
    many(made, 7, "not yet")
    assert Matter.objects.get().state == State.DECIDED, "all of them, but fewer than eight"
    many(made, 1, "yes")
    assert Matter.objects.get().state == State.TALKING


def test_four_of_eight_do_not_open_it_again_and_a_fifth_does(room: Room) -> None:
    made = effect(room)
    many(made, 4, "yes")
    many(made, 4, "not yet")
    assert Matter.objects.get().state == State.DECIDED, "half of them, but fewer than five"
    many(made, 1, "not yet")
    assert Matter.objects.get().state == State.TALKING


def test_what_changed_is_written_once_with_one_form(room: Room) -> None:
    row, put, _group = room.decided()
    told = {"key": room.jo.key, "matter": row.pk, "decision": put.pk, "text": "The door is open.", "form_id": form()}
    assert effects.write_effect(**told)
    assert effects.write_effect(**told) is None
    assert Effect.objects.count() == 1


def test_what_changed_by_a_task_belongs_to_the_decision_it_came_of(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    way = room.way(row, asks__live_weeks=4, messages__live_weeks=4)
    doing.add_task(key=room.jo.key, alternative=way.pk, what="Tell all.", owner="peer", weeks=3, form_id=form())
    room.decide(room.put(way), group)
    task = Task.objects.get()
    (other,) = Put.objects.exclude(pk=task.decision)
    with pytest.raises(Refused, match="no such task"):
        effects.write_effect(key=room.jo.key, matter=row.pk, decision=other.pk, text="All know.", task=task.pk, form_id=form())


def test_what_people_are_asked_about_is_not_opened_again_by_hand(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    room.put(room.way(row))
    with pytest.raises(Refused, match="not possible any more"):
        effects.reopen(key=room.jo.key, matter=row.pk, reason="The council has changed.")
    row.refresh_from_db()
    assert (row.state, row.turn) == (State.ASKED, 1)


def test_two_sentences_are_two_who_said_it_and_each_once(room: Room) -> None:
    made, first, second = effect(room), Statement(id=uuid4()), Statement(id=uuid4())
    assert [effects._first_time(made, who) for who in (first, second, first)] == [True, True, False]
    told = {"key": room.jo.key, "matter": made.matter_id, "decision": made.decision, "text": "Two come each Sunday."}
    other = effects.write_effect(**told, form_id=form())
    assert other is not None
    assert effects._first_time(other, first), "what else changed is another question"


def test_nobody_is_asked_about_what_changed_before_it_was_decided_anew(room: Room) -> None:
    row, put, group = room.decided()
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="The door is open.", form_id=form())
    assert made is not None
    effects.reopen(key=room.jo.key, matter=row.pk, reason="The council has changed.")
    room.decide(room.put(room.way(row, "A worker opens.")), group)
    made = Effect.objects.select_related("matter").get()
    assert (made.matter.state, made.matter.turn, effects.asks(made)) == (State.DECIDED, 2, False)


def test_nobody_is_asked_whether_it_changed_while_it_is_talked_about(room: Room) -> None:
    made = effect(room)
    assert effects.asks(made)
    made.matter.state = State.TALKING
    assert not effects.asks(made)


# --- You said, we did -------------------------------------------------------------------------------------
def test_what_is_only_planned_is_not_told_as_a_task(room: Room) -> None:
    way = room.way(room.matter())
    doing.add_task(key=room.jo.key, alternative=way.pk, what="Cut two keys.", owner="peer", weeks=3, form_id=form())
    (trail,) = said_done.trails()
    assert trail.tasks == []


def test_a_question_that_was_taken_back_is_not_told_as_one_that_was_asked(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    room.put(room.way(row))
    assert [one.question for one in said_done.trails()[0].choices] == ["Shall we open on Sunday?"]
    matters.drop(key=room.jo.key, matter=row.pk, reason="We asked the wrong thing.")
    (trail,) = said_done.trails()
    assert (trail.standing, trail.choices, trail.done) == (said_done.Standing.DROPPED, [], True)


def test_no_tap_leads_to_a_draft_nor_to_what_was_taken_back(room: Room) -> None:
    row = room.matter(up=False)
    assert said_done.anchors() == {}
    matters.put_up(key=room.jo.key, matter=row.pk)
    assert list(said_done.anchors().values()) == [f"m{row.number}"]
    matters.drop(key=room.jo.key, matter=row.pk, reason="Said twice.")
    assert said_done.anchors() == {}


def test_a_year_is_fifty_two_weeks(room: Room) -> None:
    effect(room)
    with sitting.later(8), weeks(51):
        assert not said_done.trails()[0].year_old
    with sitting.later(8), weeks(52):
        assert said_done.trails()[0].year_old


def test_words_of_a_matter_that_was_taken_back_were_said_all_the_same_and_stand_nowhere(room: Room) -> None:
    key = sitting.seat(living=3, lived=2)["living"][0]
    kept = matters.suggest(key=key, for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)
    for reader in (room.jo, room.maeve):
        matters.show_suggested(key=reader.key, matter=kept.number)
    row = Matter.objects.get()
    room.cite(row)
    ref = Saying.objects.get().pk
    assert said_done.anchors() == {ref: f"m{row.number}"}
    assert waiting.take_back(code=kept.code)
    assert Matter.objects.get().stage == Stage.GONE
    assert [one.key for one in heard.gathered().pieces] == [f"sayings {ref}"]
    assert said_done.anchors() == {}
    assert said_done.trails() == []


def test_no_tap_leads_to_a_matter_whose_words_were_taken_back_while_people_are_asked(room: Room) -> None:
    key = sitting.seat(living=3, lived=2)["living"][0]
    kept = matters.suggest(key=key, for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)
    for reader in (room.jo, room.maeve):
        matters.show_suggested(key=reader.key, matter=kept.number)
    row = Matter.objects.get()
    room.cite(row)
    room.put(room.way(row))
    assert waiting.take_back(code=kept.code)
    row.refresh_from_db()
    assert (row.stage, row.state, said_done.anchors()) == (Stage.GONE, State.ASKED, {})


def test_words_taken_back_before_anybody_was_asked_are_no_trail_whatever_state_they_stand_in(room: Room) -> None:
    room.matter()
    Matter.objects.update(stage=Stage.GONE, title="", what="")
    assert said_done.trails() == []


def test_what_a_rule_was_set_to_that_not_everybody_may_read_is_not_told(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    room.decide(room.put(room.way(room.matter(), asks__places=True)), group)
    (choice,) = said_done.trails()[0].choices
    assert (choice.rule, choice.question, choice.value) == ("", "a rule that not everybody may read", "")
    assert choice.week, "that something was decided is told"


def test_what_changed_before_it_was_opened_again_by_hand_confirms_nothing_now(room: Room) -> None:
    made = effect(room)
    effects.reopen(key=room.jo.key, matter=made.matter_id, reason="The council has changed.")
    (trail,) = said_done.trails()
    assert (trail.standing, trail.confirmed) == (said_done.Standing.AGAIN, "")
    assert [one.text for one in trail.effects] == ["The door is open."], "what was written stays to be read"


def test_where_nothing_can_be_told_nobody_is_said_to_say_that_it_changed(room: Room) -> None:
    Effect.objects.filter(pk=effect(room).pk).update(shown={"together": {}}, shown_at=17)
    assert said_done.trails()[0].confirmed != "Those who answered say: it changed."


@pytest.mark.parametrize(("pieces", "method", "told"), [(1, "majority", 1), (0, "majority", 0), (1, "urgent", 0)])
def test_a_rule_is_told_where_it_was_decided_by_many_from_what_somebody_said(room: Room, pieces: int, method: str, told: int) -> None:
    evidence = sitting.decided("asks.live_weeks", 4).evidence[:pieces]
    made = sitting.enacted("asks.live_weeks", 4, evidence=evidence).decision
    Decision.objects.filter(pk=made.pk).update(method=method)
    assert (len(said_done.trails()), len(said_done.anchors())) == (told, told)
