"""After a decision: tasks, other weeks with reasons, pauses, what changed, whether they say so, and what opens it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import citing, doing, effects
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Changed, Effect, Matter, Move, Put, Spoken, State, Task, TaskState
from kithbridge.agree.models import Conversation, Statement
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import two_leads
from kithbridge.people.deciding.models import ByTwo
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.rules import charter, evidence, explain
from kithbridge.rules.evidence import Words
from kithbridge.rules.models import Pause
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, decide, make_member, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room, form, weeks  # noqa: F401 - the fixture

pytestmark = DATABASES


# --- Tasks open with the decision ----------------------------------------------------------------------
def planned(room: Room, owner: str = "peer") -> tuple[Matter, Task]:
    """A matter with a planned task, decided a good week after the clock."""
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    way = room.way(row)
    doing.add_task(key=room.jo.key, alternative=way.pk, what="Cut two keys.", owner=owner, weeks=3, form_id=form())
    assert [one.state for one in asked_of.told(row).tasks] == ["planned"]
    assert asked_of.tasks_of() == []
    room.decide(room.put(way), group)
    row.refresh_from_db()
    return row, Task.objects.get()


def test_what_was_planned_opens_when_it_is_decided(room: Room) -> None:
    row, task = planned(room)
    assert (task.state, task.decision) == (TaskState.OPEN, Put.objects.get().pk)
    with weeks(1):
        assert task.due == str(this_week() + 3)
        assert [(line.number, told.what, told.owner) for line, told in asked_of.tasks_of("peer")] == [(row.number, "Cut two keys.", "peer")]
        assert asked_of.tasks_of("lead") == []


def test_nothing_planned_the_question_itself_is_the_task(room: Room) -> None:
    room.decided()
    task = Task.objects.get()
    assert (task.what, task.owner, task.state) == ("Shall we open on Sunday?", "lead", TaskState.OPEN)


def test_a_rule_needs_no_task(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    room.decide(room.put(room.way(room.matter(), asks__live_weeks=4)), group)
    assert Put.objects.get().came == "enacted"
    assert not Task.objects.exists()


def test_what_falls_opens_nothing(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    way = room.way(room.matter())
    doing.add_task(key=room.jo.key, alternative=way.pk, what="Cut two keys.", owner="peer", weeks=3, form_id=form())
    room.refuse(room.put(way), group)
    assert Task.objects.get().state == TaskState.PLANNED


def test_another_task_after_the_decision_is_open_at_once(room: Room) -> None:
    row, put, _group = room.decided()
    made = doing.add_task(key=room.jo.key, alternative=put.alternative_id, what="Tell all.", owner="The council", weeks=2, form_id=form())
    assert made is not None
    assert (made.state, made.due, made.decision) == (TaskState.OPEN, str(this_week() + 2), put.pk)
    other = room.way(Matter.objects.get(pk=room.matter(title="Other").pk))
    assert row.state == State.DECIDED
    assert doing.add_task(key=room.jo.key, alternative=other.pk, what="Later.", owner="lead", weeks=2, form_id=form())


@pytest.mark.parametrize(
    ("what", "owner", "n", "why"),
    [
        ("", "peer", 3, "nothing written"),
        ("Cut keys.", "", 3, "nothing written"),
        ("Cut keys.", "x" * 81, 3, "too long"),
        ("x" * 301, "peer", 3, "too long"),
        ("Cut keys.", "peer", 0, "one to 52 weeks"),
        ("Cut keys.", "peer", 53, "one to 52 weeks"),
    ],
)
def test_a_task_that_cannot_be(room: Room, what: str, owner: str, n: int, why: str) -> None:
    way = room.way(room.matter())
    with pytest.raises(Refused, match=why):
        doing.add_task(key=room.jo.key, alternative=way.pk, what=what, owner=owner, weeks=n, form_id=form())


# --- Doing it -------------------------------------------------------------------------------------------
def test_done_with_one_sentence_by_whose_job_it_is(room: Room) -> None:
    row, task = planned(room)
    stranger = make_member("Dee", Role.RESEARCHER)
    with pytest.raises(Refused, match="another job"):
        doing.done(key=stranger.key, task=task.pk, came="Done.")
    with pytest.raises(Refused, match="nothing written"):
        doing.done(key=room.ann.key, task=task.pk, came=" ")
    doing.done(key=room.ann.key, task=task.pk, came="Two keys hang in the kitchen.")
    told = asked_of.told(row).tasks[0]
    assert (told.state, told.came, told.overdue) == ("done", "Two keys hang in the kitchen.", False)
    with pytest.raises(Refused, match="not to be done now"):
        doing.done(key=room.ann.key, task=task.pk, came="Again.")


def test_a_lead_drops_it_with_a_reason(room: Room) -> None:
    row, task = planned(room)
    doing.drop_task(key=room.maeve.key, task=task.pk, came="The landlord says no.")
    assert [(one.state, one.came) for one in asked_of.told(row).tasks] == [("dropped", "The landlord says no.")]


def test_another_week_needs_a_reason_and_stays_readable(room: Room) -> None:
    row, task = planned(room)
    later = str(this_week() + 8)
    for due, reason, why in ((later, "", "nothing written"), ("soon", "Ill.", "which week"), (task.due, "Ill.", "the week it has")):
        with pytest.raises(Refused, match=why):
            doing.change_task(key=room.jo.key, task=task.pk, due=due, reason=reason, form_id=form())
    for outside in (str(this_week() - 1), str(this_week() + 53)):
        with pytest.raises(Refused, match="within a year"):
            doing.change_task(key=room.jo.key, task=task.pk, due=outside, reason="Ill.", form_id=form())
    same = form()
    doing.change_task(key=room.jo.key, task=task.pk, due=later, reason="The locksmith is ill.", form_id=same)
    with pytest.raises(Refused, match="the week it has"):
        doing.change_task(key=room.jo.key, task=task.pk, due=later, reason="The locksmith is ill.", form_id=same)
    assert Move.objects.count() == 1
    assert "The locksmith is ill." in asked_of.told(row).tasks[0].moves[0]


def test_overdue_from_the_week_after(room: Room) -> None:
    row, _task = planned(room)
    for n, late in ((4, False), (5, True)):
        with weeks(n):
            assert (asked_of.told(row).tasks[0].overdue, asked_of.overdue_tasks()) == (late, int(late))


# --- The steering group stops it ------------------------------------------------------------------------
def stop(room: Room, decision: UUID, n: int = 4) -> None:
    bea = make_member("Bea", Role.LEAD)
    two_leads.ask_pause(
        decision=decision, ground="money", office="The council", reason="No money this month.", weeks=n, by=room.maeve.key, form_id=form()
    )
    two_leads.agree(request=ByTwo.objects.get().pk, by=bea.key)


def test_a_pause_stops_the_tasks_and_gives_them_its_weeks(room: Room) -> None:
    row, task = planned(room)
    with weeks(2):
        stop(room, Put.objects.get().pk)
        assert "Stopped by the steering group" in asked_of.told(row).tasks[0].paused
        for act in (
            lambda: doing.done(key=room.jo.key, task=task.pk, came="Done."),
            lambda: doing.change_task(key=room.jo.key, task=task.pk, due=str(this_week() + 9), reason="Ill.", form_id=form()),
        ):
            with pytest.raises(Refused, match="The steering group has stopped this"):
                act()
    with weeks(5):
        assert not asked_of.told(row).tasks[0].overdue
    with weeks(6):
        told = asked_of.told(row).tasks[0]
        assert (told.paused, told.overdue) == ("", False), "it has four weeks longer"
        doing.done(key=room.jo.key, task=task.pk, came="Done.")


def test_a_pause_of_doing_is_told_and_once(room: Room) -> None:
    _row, put, _group = room.decided()
    with weeks(2):
        stop(room, put.pk)
        assert "Paused from" in asked_of.told(Matter.objects.get()).puts[0].decision.pause  # type: ignore[union-attr]
        assert charter.pauses_words() == "The steering group has stopped 1 thing that was to be done. The list of decisions says why."
        assert explain.timeline(explain.Readers.EVERYBODY) == []
        with pytest.raises(Refused, match="paused before"):
            stop_again(room, put.pk)
    assert Pause.objects.count() == 1


def stop_again(room: Room, decision: UUID) -> None:
    two_leads.ask_pause(decision=decision, ground="law", office="The council", reason="Again.", weeks=1, by=room.maeve.key, form_id=form())
    two_leads.agree(request=ByTwo.objects.get().pk, by=make_member("Eve", Role.LEAD).key)


# --- What changed ---------------------------------------------------------------------------------------
def effect(room: Room) -> Effect:
    row, put, _group = room.decided()
    made = effects.write_effect(
        key=room.jo.key, matter=row.pk, decision=put.pk, text="The door is open on Sunday.", task=Task.objects.get().pk, form_id=form()
    )
    assert made is not None
    return made


def many(made: Effect, n: int, answer: str, *, voice: str = "living") -> None:
    for slip in slips.make(number=n, role=Role.LEAD, form_id=form()):
        assert effects.answer_changed(effect=made.pk, voice=voice, answer=answer, slip=slip, form_id=form())


def told_of(made: Effect) -> Any:
    found = asked_of.effect(made.pk)
    assert found is not None
    return asked_of.told(found.matter).effects[0]


def test_an_effect_belongs_to_a_decision_of_the_matter(room: Room) -> None:
    made = effect(room)
    assert (told_of(made).asks, told_of(made).task) == (True, "Shall we open on Sunday?")
    for decision, task, why in ((uuid4(), None, "no such decision"), (made.decision, uuid4(), "no such task")):
        with pytest.raises(Refused, match=why):
            effects.write_effect(key=room.jo.key, matter=made.matter_id, decision=decision, text="x", task=task, form_id=form())
    other = room.matter(title="Other")
    with pytest.raises(Refused, match="not possible any more"):
        effects.write_effect(key=room.jo.key, matter=other.pk, decision=made.decision, text="Yes.", form_id=form())


def test_heard_from_eight_told_from_seventeen_and_then_in_large_steps(room: Room) -> None:
    made = effect(room)
    many(made, 7, "yes")
    assert told_of(made).said == []
    many(made, 1, "partly")
    assert told_of(made).said == ["At least 8 people have answered. More must answer before we can tell how."]
    many(made, 8, "yes")
    assert len(told_of(made).said) == 1, "sixteen"
    many(made, 1, "not yet")
    first = told_of(made).said
    assert first == ["everybody together: most say “Yes”", "everybody together: fewer than half say “Not yet”"]
    many(made, 16, "partly")
    assert told_of(made).said == first, "sixteen more: whoever looks before and after learns nothing"
    many(made, 1, "partly")
    assert told_of(made).said[0] == "everybody together: about half say “Yes”"


@pytest.mark.parametrize("answer", ["yes", "not yet", "unknown"])
def test_all_of_them_looks_like_all_but_seven(room: Room, answer: str) -> None:
    """Unanimity is told in the word that also stands for many who said otherwise."""
    decide("agree.reopen_share", 60)
    made, other = effect(room), {"yes": "partly", "not yet": "partly", "unknown": "partly"}[answer]
    Effect.objects.filter(pk=made.pk).update(reopened=True)
    many(made, 17, answer)
    alone = told_of(made).said
    Changed.objects.all().delete()
    Effect.objects.filter(pk=made.pk).update(shown={}, shown_at=0)
    many(made, 7, other)
    many(made, 10, answer)
    assert told_of(made).said == alone


def test_voices_apart_only_where_each_is_large(room: Room) -> None:
    made = effect(room)
    many(made, 17, "yes")
    many(made, 16, "yes", voice="kin")
    assert all(line.startswith("everybody together") for line in told_of(made).said)
    many(made, 1, "yes", voice="kin")
    assert [line.partition(":")[0] for line in told_of(made).said] == [
        "I raise the children of family or friends",
        "I raise the children of family or friends",
        "I use drugs now",
        "I use drugs now",
    ]


def test_secret_words_alone_are_heard_and_do_not_count(room: Room) -> None:
    made, key = effect(room), make_page().key
    assert not effects.answer_changed(effect=made.pk, voice="living", answer="not yet", key=key, form_id=form())
    with pytest.raises(Refused, match="Your first answer stands"):
        effects.answer_changed(effect=made.pk, voice="living", answer="yes", key=key, form_id=form())
    assert [(one.way, one.n) for one in Changed.objects.all()] == [("open", 1)]
    for _page in range(20):
        effects.answer_changed(effect=made.pk, voice="living", answer="not yet", key=make_page().key, form_id=form())
    made.refresh_from_db()
    assert (made.shown, made.reopened) == ({}, False), "pages can be drawn without end"


def test_neither_words_nor_slip_nor_code(room: Room) -> None:
    made = effect(room)
    for voice, answer, slip, why in (
        ("living", "yes", "", "You need your secret words"),
        ("living", "yes", "zzzz zzzz", "This slip does not work"),
        ("nobody", "yes", "x", "Choose who you are"),
        ("living", "maybe", "x", "Choose who you are"),
    ):
        with pytest.raises(Refused, match=why):
            effects.answer_changed(effect=made.pk, voice=voice, answer=answer, slip=slip, form_id=form())
    assert not Changed.objects.exists()


def test_sent_twice_it_counts_once(room: Room) -> None:
    made, same = effect(room), form()
    slip = slips.make(number=1, role=Role.LEAD, form_id=form())[0]
    for _twice in range(2):
        assert effects.answer_changed(effect=made.pk, voice="living", answer="yes", slip=slip, form_id=same)
    assert [one.n for one in Changed.objects.all()] == [1]


def test_a_flood_without_slips_is_refused_and_slips_still_count(room: Room) -> None:
    made = effect(room)
    Budget.objects.create(slot=f"changed-{_hour()}", n=10_000, until=2**40)
    with pytest.raises(Refused, match="Too many answer at once"):
        effects.answer_changed(effect=made.pk, voice="living", answer="yes", key=make_page().key, form_id=form())
    many(made, 1, "yes")


def _hour() -> int:
    from kithbridge.web.clock import unix

    return unix() // 3600


# --- She who said it ------------------------------------------------------------------------------------
def statement() -> Statement:
    talk = Conversation.objects.create(number=1, question="Which days?", week="2026-W40", first_until="2026-W41", until="2026-W43")
    return Statement.objects.create(
        conversation=talk, number=117, stage="shown", origin="hers", voice="living", week="2026-W40", text="Open on Sunday."
    )


def test_whoever_said_it_counts_once_with_her_code(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    said = statement()
    monkeypatch.setitem(evidence._sources, "statements", lambda refs: {said.pk: Words(said.text)} if said.pk in refs else {})
    row, group = room.matter(), sitting.seat(living=3, lived=2)
    citing.cite(key=room.jo.key, matter=row.pk, kind="statement", role="living", source="statements", ref=said.pk, form_id=form())
    room.decide(room.put(room.way(row)), group)
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=Put.objects.get().pk, text="It is open.", form_id=form())
    assert made is not None
    assert effects.answer_changed(effect=made.pk, voice="living", answer="yes", said=said, form_id=form())
    with pytest.raises(Refused, match="Your first answer stands"):
        effects.answer_changed(effect=made.pk, voice="living", answer="not yet", said=said, form_id=form())
    assert [(one.way, one.n) for one in Changed.objects.all()] == [("said", 1)]
    assert str(said.pk) not in "".join(Spoken.objects.values_list("pk", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
def test_the_number_of_the_transaction_ties_nobody_to_an_answer(room: Room) -> None:
    made = effect(room)
    for answer in ("yes", "not yet", "not yet"):
        effects.answer_changed(effect=made.pk, voice="living", answer=answer, key=make_page().key, form_id=form())
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM agree_spoken UNION SELECT xmin::text FROM agree_changed")
            assert len(cursor.fetchall()) == 1
    assert sorted((one.answer, one.n) for one in Changed.objects.all()) == [("not yet", 2), ("yes", 1)]


def test_a_statement_it_does_not_rest_on_says_nothing(room: Room) -> None:
    made = effect(room)
    with pytest.raises(Refused, match="does not rest on what you said"):
        effects.answer_changed(effect=made.pk, voice="living", answer="yes", said=statement(), form_id=form())


# --- Talked about again ---------------------------------------------------------------------------------
def test_enough_not_yet_opens_it_again(room: Room) -> None:
    made = effect(room)
    many(made, 7, "yes")
    many(made, 4, "not yet")
    assert Matter.objects.get().state == State.DECIDED, "four are fewer than five"
    many(made, 1, "not yet")
    row = Matter.objects.get()
    assert (row.state, row.turn) == (State.TALKING, 2)
    told = asked_of.told(row)
    assert (told.because, told.effects[0].reopened, told.effects[0].asks) == ("Many of those it is for said: not yet.", True, False)
    with pytest.raises(Refused, match="not asked about this any more"):
        many(made, 1, "yes")


def test_below_the_share_it_stays(room: Room) -> None:
    made = effect(room)
    many(made, 8, "yes")
    many(made, 5, "not yet")
    assert Matter.objects.get().state == State.DECIDED, "5 of 13 are 38 in 100"


def test_the_share_is_a_rule(room: Room) -> None:
    decide("agree.reopen_share", 60)
    made = effect(room)
    many(made, 4, "yes")
    many(made, 5, "not yet")
    assert Matter.objects.get().state == State.DECIDED, "5 of 9 are 56 in 100"
    many(made, 1, "not yet")
    assert Matter.objects.get().state == State.TALKING


def test_what_is_open_again_goes_the_same_way_again(room: Room) -> None:
    row, _put, group = room.decided()
    effects.reopen(key=room.jo.key, matter=row.pk, reason="The council has changed.")
    row.refresh_from_db()
    assert (row.state, row.turn, asked_of.told(row).because) == (State.TALKING, 2, "The council has changed.")
    room.decide(room.put(room.way(row, "A worker opens.")), group)
    row.refresh_from_db()
    assert (row.state, Put.objects.filter(came="enacted").count()) == (State.DECIDED, 2)
    with pytest.raises(Refused, match="nothing written"):
        effects.reopen(key=room.jo.key, matter=row.pk, reason="")


def test_after_half_a_year_nobody_is_asked_and_nothing_says_who_was(room: Room) -> None:
    made = effect(room)
    effects.answer_changed(effect=made.pk, voice="living", answer="yes", key=make_page().key, form_id=form())
    with weeks(25):
        assert told_of(made).asks
        assert effects.forget_spoken() == 0
    with weeks(26):
        assert not told_of(made).asks
        assert (effects.forget_spoken(dry_run=True), effects.forget_spoken(), Spoken.objects.count()) == (1, 1, 0)
        with pytest.raises(Refused, match="not asked about this any more"):
            many(made, 1, "yes")
