"""Matters under two hands at once, out of order, and by those who may not: nothing is lost, reworded unseen, or told too much."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import amending, commenting, doing, effects, matters, sounding, waiting
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Alternative, Amendment, Asked, Effect, Matter, Pile, Put, Sounding, Stage, State, Task
from kithbridge.people.deciding.actions import proposing
from kithbridge.people.deciding.models import Piece, Proposal
from kithbridge.people.models import Role, RoleHeld
from kithbridge.rules import state
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401 - autouse
from tests.sitting import Group
from tests.unit.agree.putting import PARTS, Room, a_room, form, weeks  # noqa: F401 - the fixture
from tests.unit.agree.test_doing import many, planned, stop

pytestmark = DATABASES


def again(row: Matter) -> Matter:
    return Matter.objects.get(pk=row.pk)


def from_a_seat(room: Room, group: Group) -> tuple[Matter, str]:
    """What somebody who sits wrote, read by two; and her code."""
    kept = matters.suggest(key=group["living"][0], for_whom="mothers", readers=room.readers(), form_id=form(), **PARTS)
    for reader in (room.jo, room.maeve):
        matters.show_suggested(key=reader.key, matter=kept.number)
    return Matter.objects.get(pk=kept.number), kept.code


# --- What somebody who sits wrote -----------------------------------------------------------------------
def test_what_somebody_who_sits_wrote_is_not_reworded_unseen(room: Room) -> None:
    row, _code = from_a_seat(room, sitting.seat(living=3, lived=2))
    with pytest.raises(Refused, match="Propose other words, so that everybody sees"):
        matters.change(key=room.jo.key, matter=row.pk, part="what", text="The door stays shut.")
    amending.propose(key=room.jo.key, matter=row.pk, part="what", text="The door is open from ten.", form_id=form())
    made = Amendment.objects.get()
    with pytest.raises(Refused, match="the other words are yours"):
        amending.take(key=room.jo.key, amendment=made.pk)
    assert again(row).what == PARTS["what"]
    amending.take(key=room.ann.key, amendment=made.pk)
    assert again(row).what == "The door is open from ten."


def test_nobody_of_the_team_takes_back_what_somebody_who_sits_wrote(room: Room) -> None:
    row, code = from_a_seat(room, sitting.seat(living=3, lived=2))
    with pytest.raises(Refused, match="She takes it back herself"):
        matters.drop(key=room.jo.key, matter=row.pk, reason="We do not like it.")
    assert again(row).state == State.TALKING
    assert waiting.take_back(code=code)
    assert again(row).state == State.DROPPED


@pytest.mark.parametrize("carried", [True, False])
def test_words_taken_back_while_people_are_asked(room: Room, carried: bool) -> None:
    """What was decided is done and asked about all the same; what was not decided has no words to be talked about again."""
    group = sitting.seat(living=3, lived=2)
    row, code = from_a_seat(room, group)
    room.cite(row)
    put = room.put(room.way(row))
    assert waiting.take_back(code=code)
    if not carried:
        room.refuse(put, group)
        assert again(row).state == State.DROPPED
        return
    room.decide(put, group)
    assert again(row).state == State.DECIDED
    doing.add_task(
        key=room.jo.key, alternative=Alternative.objects.get().pk, what="Ring the council.", owner="peer", weeks=2, form_id=form()
    )
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put[0].pk, text="It is open.", form_id=form())
    assert made is not None
    assert asked_of.effect(made.pk) is not None, "people can say whether it changed"
    with pytest.raises(Refused, match="There is no such matter"):
        effects.reopen(key=room.jo.key, matter=row.pk, reason="Again.")
    many(made, 3, "yes")
    many(made, 5, "not yet")
    made.refresh_from_db()
    assert (made.reopened, again(row).state) == (True, State.DECIDED)


def test_her_code_says_what_became_of_other_words(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()

    def proposed(text: str) -> tuple[Any, str]:
        kept = amending.propose(key=group["living"][0], matter=row.pk, part="what", text=text, readers=room.readers(), form_id=form())
        assert kept is not None
        waits = waiting.became(kept.code)
        assert waits is not None
        assert waits.outcome == "", "nobody can answer what nobody has read"
        for reader in (room.jo, room.maeve):
            amending.show(key=reader.key, amendment=kept.number)
        return kept.number, kept.code

    (first, one), (second, two), (_third, three) = proposed("From ten."), proposed("From nine."), proposed("From eight.")
    amending.take(key=room.jo.key, amendment=first)
    amending.refuse(key=room.jo.key, amendment=second, reason="Nobody is awake.")
    found = [waiting.became(code) for code in (one, two, three)]
    assert [(each.outcome, each.because) for each in found if each] == [("taken", ""), ("refused", "Nobody is awake."), ("open", "")]


# --- Before people are asked ----------------------------------------------------------------------------
def test_words_taken_back_before_anybody_was_asked_are_no_evidence(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter(cited=False)
    code = room.cite(row, "Only this.")
    way = room.way(row)
    assert proposing.take_back(code=code)
    with pytest.raises(Refused, match="It has no evidence yet"):
        room.put(way)
    assert again(row).state == State.TALKING
    room.cite(row, "And this.")
    put = room.put(way)[0]
    assert Piece.objects.filter(proposal=put.pk).count() == 1, "what she took back does not count"


def test_other_words_are_answered_before_people_are_asked(room: Room) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    way, other = room.way(row), room.way(row, "A worker opens.")
    amending.propose(key=room.ann.key, matter=row.pk, part="text", text="A worker opens late.", alternative=other.pk, form_id=form())
    amending.propose(key=room.ann.key, matter=row.pk, part="cost", text="Two shifts.", form_id=form())
    with pytest.raises(Refused, match="Other words are proposed for it"):
        room.put(way)
    amending.refuse(key=room.jo.key, amendment=Amendment.objects.get(part="cost").pk, reason="It is one.")
    assert room.put(way), "what is proposed for another way does not stop this one"


def test_nobody_stops_a_matter_by_not_answering(room: Room) -> None:
    row = room.matter()
    amending.propose(key=room.ann.key, matter=row.pk, part="cost", text="Two shifts.", form_id=form())
    other = Amendment.objects.get()
    with weeks(3), pytest.raises(Refused, match="Somebody else wrote this"):
        amending.refuse(key=room.maeve.key, amendment=other.pk, reason="It is one.")
    with weeks(4):
        amending.refuse(key=room.maeve.key, amendment=other.pk, reason="It is one.")
    other.refresh_from_db()
    assert other.outcome == "refused"


def test_a_writer_whose_job_does_not_write_any_more_holds_nothing_back(room: Room) -> None:
    row = room.matter()
    RoleHeld.objects.filter(member=room.jo.key.owner).update(role=Role.RESEARCHER)
    with pytest.raises(Refused, match="Your jobs do not include"):
        matters.change(key=room.jo.key, matter=row.pk, part="cost", text="One.")
    matters.change(key=room.ann.key, matter=row.pk, part="cost", text="Two shifts.")
    assert again(row).cost == "Two shifts."


def test_words_that_nobody_could_ever_show_are_not_taken(room: Room) -> None:
    """Two peers have the same job: between them it would lie there for half a year, and go."""
    key, row = sitting.seat(living=3, lived=2)["living"][0], room.matter()
    peers = [room.jo.key.owner, room.ann.key.owner]
    with pytest.raises(Refused, match="those you left ticked have the same one"):
        commenting.say(key=key, matter=row.pk, text="On Sunday.", readers=peers, form_id=form())
    assert not row.comments.exists()
    assert commenting.say(key=key, matter=row.pk, text="On Sunday.", readers=[*peers, room.maeve.key.owner], form_id=form())


def test_where_all_readers_have_one_job_words_are_taken_all_the_same(room: Room) -> None:
    key, row = sitting.seat(living=3, lived=2)["living"][0], room.matter()
    RoleHeld.objects.filter(member=room.maeve.key.owner).delete()
    assert commenting.say(key=key, matter=row.pk, text="On Sunday.", readers=room.readers(), form_id=form())


def test_a_way_taken_back_a_moment_ago_is_not_put(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting.seat(living=3, lived=2)
    row = room.matter()
    way = room.way(row)
    held = matters.locked

    def meanwhile(*args: Any, **more: Any) -> Matter:
        Alternative.objects.filter(pk=way.pk).update(dropped=True)
        return held(*args, **more)

    monkeypatch.setattr(matters, "locked", meanwhile)
    for act in (
        lambda: room.put(way),
        lambda: doing.add_task(key=room.jo.key, alternative=way.pk, what="Cut keys.", owner="peer", weeks=1, form_id=form()),
    ):
        Alternative.objects.filter(pk=way.pk).update(dropped=False)
        with pytest.raises(Refused, match="no such way"):
            act()
    assert not Put.objects.exists()


# --- Taking back ----------------------------------------------------------------------------------------
def test_what_was_decided_in_part_is_not_taken_back(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    puts = room.put(room.way(row, asks__live_weeks=4, asks__most_each=6))
    room.agree(puts, group)
    room.confirm(puts[0], group)
    with pytest.raises(Refused, match="Part of it was decided"):
        matters.drop(key=room.jo.key, matter=row.pk, reason="Not now.")
    assert again(row).state == State.ASKED


def test_what_is_open_again_and_taken_back_is_decided_as_it_was(room: Room) -> None:
    row, _put, _group = room.decided()
    effects.reopen(key=room.jo.key, matter=row.pk, reason="The council has changed.")
    matters.drop(key=room.jo.key, matter=row.pk, reason="It has not.")
    assert (again(row).state, again(row).because) == (State.DECIDED, "It has not.")


@pytest.mark.parametrize("how", ["by the team", "by her code"])
def test_a_matter_that_goes_ends_what_is_asked_about_its_ways(room: Room, how: str) -> None:
    group = sitting.seat(living=3, lived=2)
    row, code = from_a_seat(room, group) if how == "by her code" else (room.matter(), "")
    ways = [room.way(row, f"Way {n}.").pk for n in range(2)]
    made = sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert made is not None
    sounding.answer(key=group["living"][1], sounding=made.pk, choices=dict.fromkeys(ways, "live"))
    if code:
        assert waiting.take_back(code=code)
    else:
        matters.drop(key=room.jo.key, matter=row.pk, reason="Not now.")
    assert not Sounding.objects.exists()
    assert not Asked.objects.exists()
    assert not Pile.objects.exists()
    assert sounding.hers(group["living"][2], row.pk) is None


def test_questions_are_held_before_their_matter(room: Room) -> None:
    """Whoever gives the last answer holds the question and then the matter: taken back the other way round, both would wait for ever."""
    sitting.seat(living=3, lived=2)
    row = room.matter()
    room.put(room.way(row))
    with CaptureQueriesContext(connection) as asked:
        matters.drop(key=room.jo.key, matter=row.pk, reason="Not now.")
    said = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]
    first = {
        table: next(n for n, sql in enumerate(said) if f'FROM "{table}"' in sql) for table in (Proposal._meta.db_table, "agree_matter")
    }
    assert first[Proposal._meta.db_table] < first["agree_matter"]


# --- While those who sit are asked which way --------------------------------------------------------------
def sounded(room: Room) -> tuple[Matter, Sounding, list[Alternative], Group]:
    group = sitting.seat(living=5, lived=2)
    row = room.matter()
    ways = [room.way(row, f"Way {n}.") for n in range(2)]
    made = sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert made is not None
    return row, made, ways, group


def test_a_way_keeps_its_words_while_it_is_sounded(room: Room) -> None:
    row, made, ways, group = sounded(room)
    amending.propose(key=room.ann.key, matter=row.pk, part="text", text="Way none.", alternative=ways[0].pk, form_id=form())
    other = Amendment.objects.get()
    with pytest.raises(Refused, match="Wait until that is over"):
        amending.take(key=room.jo.key, amendment=other.pk)
    for key in sitting.everybody(group):
        sounding.answer(key=key, sounding=made.pk, choices={way.pk: "live" for way in ways})
    amending.take(key=room.jo.key, amendment=other.pk)
    assert [way.sounding for way in asked_of.told(row).ways] == [
        ["everybody together: more than half could live with it", "its words have changed since"],
        ["everybody together: more than half could live with it"],
    ]


def test_the_open_sounding_is_told_and_not_the_last(room: Room) -> None:
    row, made, ways, group = sounded(room)
    for key in sitting.everybody(group):
        sounding.answer(key=key, sounding=made.pk, choices={way.pk: "live" for way in ways})
    with pytest.raises(Refused, match="in the last 4 weeks"):
        sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    with weeks(3), pytest.raises(Refused, match="in the last 4 weeks"):
        sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    with weeks(4):
        assert sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
        told = asked_of.told(row)
        assert told.sounding.startswith("Those who sit say until")
        assert [way.sounding for way in told.ways] == [[], []]


# --- A way is mended before anybody has said a thing ---------------------------------------------------
def test_a_way_is_mended_and_changes_several_rules(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    way = room.way(row, asks__live_weeks=4)
    matters.change_alternative(key=room.jo.key, alternative=way.pk, text="Longer, and less.", changes={"asks.most_each": 6})
    way.refresh_from_db()
    assert way.text == "Longer, and less."
    assert [(one["rule"], one["value"]) for one in way.changes] == [("asks.live_weeks", 4), ("asks.most_each", 6)]
    matters.change_alternative(key=room.jo.key, alternative=way.pk, text="Longer, and less.", changes={"asks.live_weeks": 5})
    room.decide(room.put(Alternative.objects.get()), group)
    with weeks(2):
        assert (state.value("asks.live_weeks"), state.value("asks.most_each")) == (5, 6)


def test_a_way_that_others_have_looked_at_stays(room: Room) -> None:
    row = room.matter()
    way = room.way(row)
    with pytest.raises(Refused, match="Somebody else wrote this"):
        matters.change_alternative(key=room.ann.key, alternative=way.pk, text="Ann opens.")
    with pytest.raises(Refused, match="No group can decide this"):
        matters.change_alternative(key=room.jo.key, alternative=way.pk, text="Short.", changes={"asks.live_weeks": 1})
    commenting.say(key=room.ann.key, matter=row.pk, text="Good.", form_id=form())
    with pytest.raises(Refused, match="Others have looked at it"):
        matters.change_alternative(key=room.jo.key, alternative=way.pk, text="Nobody opens.")
    way.refresh_from_db()
    assert (way.text, way.changes) == ("A peer opens at ten.", [])


def test_other_words_for_a_way_that_went_are_left_out(room: Room) -> None:
    key, row = sitting.seat(living=3, lived=2)["living"][0], room.matter()
    way = room.way(row)
    kept = amending.propose(
        key=key, matter=row.pk, part="text", text="At nine.", alternative=way.pk, readers=room.readers(), form_id=form()
    )
    assert kept is not None
    amending.show(key=room.jo.key, amendment=kept.number)
    matters.drop_alternative(key=room.jo.key, alternative=way.pk)
    with pytest.raises(Refused, match="The way this is about was taken back"):
        amending.show(key=room.maeve.key, amendment=kept.number)
    amending.hide(key=room.maeve.key, amendment=kept.number, reason="elsewhere", answer="That way was taken back.")
    assert Amendment.objects.get().stage == Stage.HIDDEN


# --- After the decision -----------------------------------------------------------------------------------
def test_what_was_planned_for_another_way_is_not_told_as_to_be_done(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    way, other = room.way(row), room.way(row, "A worker opens.")
    for one, what in ((way, "Cut keys."), (other, "Find a worker.")):
        doing.add_task(key=room.jo.key, alternative=one.pk, what=what, owner="peer", weeks=3, form_id=form())
    assert {task.what for task in asked_of.told(row).tasks} == {"Cut keys.", "Find a worker."}
    room.decide(room.put(way), group)
    assert [task.what for task in asked_of.told(again(row)).tasks] == ["Cut keys."]


def test_a_pause_that_is_over_gives_no_weeks_to_what_was_set_after_it(room: Room) -> None:
    row, task = planned(room)
    with weeks(2):
        stop(room, Put.objects.get().pk)
    with weeks(7):
        moved = str(this_week() + 3)
        doing.change_task(key=room.jo.key, task=task.pk, due=moved, reason="The locksmith is ill.", form_id=form())
        doing.add_task(key=room.jo.key, alternative=task.alternative_id, what="Oil it.", owner="peer", weeks=3, form_id=form())
        assert {one.due for one in asked_of.told(row).tasks} == {asked_of.told(row).tasks[0].due}
    with weeks(10):
        assert not any(one.overdue for one in asked_of.told(row).tasks)
    with weeks(11):
        assert all(one.overdue for one in asked_of.told(row).tasks), "three weeks, and not seven"


def test_that_it_opens_again_tells_nothing_of_fewer_than_eight(room: Room) -> None:
    """Seven who all say "not yet" would be told as that: whoever knows them would know what each said."""
    row, put, _group = room.decided()
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="It is open.", form_id=form())
    assert isinstance(made, Effect)
    many(made, 7, "not yet")
    assert again(row).state == State.DECIDED
    many(made, 1, "yes")
    assert again(row).state == State.TALKING


def test_somebody_whose_job_does_not_write_proposes_instead(room: Room) -> None:
    row, _code = from_a_seat(room, sitting.seat(living=3, lived=2))
    key = make_member("Dr Lee", Role.RESEARCHER).key
    for act in (
        lambda: matters.change(key=key, matter=row.pk, part="what", text="No."),
        lambda: matters.put_up(key=key, matter=row.pk),
        lambda: matters.add_alternative(key=key, matter=row.pk, text="A way.", form_id=form()),
        lambda: sounding.open_(key=key, matter=row.pk, form_id=form()),
    ):
        with pytest.raises(Refused, match="Your jobs do not include"):
            act()
    amending.propose(key=key, matter=row.pk, part="what", text="The door is open from ten.", form_id=form())
    assert Amendment.objects.get().stage == Stage.SHOWN
    assert not Task.objects.exists()
