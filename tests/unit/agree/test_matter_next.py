"""The one next thing about a matter, for whoever of the team looks: each step of its way, in the order in which things wait."""

from __future__ import annotations

from uuid import UUID

from kithbridge.agree import matters as asked_of
from kithbridge.agree.actions import amending, citing, commenting, doing, effects, matters, sounding
from kithbridge.agree.matter_models import Amendment, Matter, Put, Task
from kithbridge.agree.matter_next import Looks, Next, next_step
from kithbridge.people.deciding.models import Saying
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room, form, weeks  # noqa: F401 - the fixture

pytestmark = DATABASES


def step(row: Matter, own: UUID, *, writes: bool = True, hers: bool = True, reads: int = 0, answers: int = 0) -> Next:
    fresh = Matter.objects.get(pk=row.pk)
    return next_step(fresh, asked_of.told(fresh, team=True), Looks(own, writes, hers, reads, answers))


def test_from_a_draft_to_what_changed(room: Room) -> None:
    jo, maeve = room.jo.key.owner, room.maeve.key.owner
    row = room.matter(cited=False, up=False)
    assert step(row, jo).url.endswith("/from")
    assert step(row, maeve, hers=False) == Next("Somebody else writes it. It is put up when it is ready.")
    citing.cite_words(key=room.jo.key, matter=row.pk, kind="quote", role="living", text="I was there.", form_id=form())
    assert step(row, maeve, hers=False).url == "#from", "a second reads it"
    assert step(row, jo).url.endswith("/way")
    way = room.way(row)
    assert step(row, jo).act == "up"
    matters.put_up(key=room.jo.key, matter=row.pk)
    assert step(row, jo).said.startswith("No reference group sits yet")
    group = sitting.seat(living=3, lived=2)
    assert step(row, jo).said.startswith("Somebody with another job has to read")
    citing.pass_words(key=room.maeve.key, saying=Saying.objects.get().pk)
    assert step(row, jo).url.endswith("/put")
    put = room.put(way)
    assert step(row, jo).url == f"/t/decide/{put[0].pk}"
    room.decide(put, group)
    assert step(row, jo).said == "1 thing is still to be done."
    with weeks(9):
        assert step(row, jo).said == "1 thing is overdue."
        doing.done(key=room.maeve.key, task=Task.objects.get().pk, came="It is open.")
        assert step(row, jo).label == "Write what changed"
        effects.write_effect(key=room.jo.key, matter=row.pk, decision=Put.objects.get().pk, text="It is open.", form_id=form())
        assert step(row, jo).said == "Those it is for are asked whether it changed."
    with weeks(40):
        assert step(row, jo).said == "Nothing just now. It is done."


def test_what_waits_comes_before_what_follows(room: Room) -> None:
    jo = room.jo.key.owner
    sitting.seat(living=5, lived=2)
    row = room.matter()
    ways = [room.way(row, f"Way {n}.") for n in range(2)]
    assert step(row, jo).act == "sound"
    amending.propose(key=room.ann.key, matter=row.pk, part="text", text="Way none.", alternative=ways[0].pk, form_id=form())
    assert step(row, jo, answers=1) == Next("1 other wording waits for your answer.", "Take it, or say why not", "#words")
    assert step(row, room.maeve.key.owner, hers=False).label == "Look at them"
    assert step(row, jo, reads=2).said == "2 things that somebody who sits wrote about this wait for you to read them."
    amending.refuse(key=room.jo.key, amendment=Amendment.objects.get().pk, reason="It is some way.")
    sounding.open_(key=room.jo.key, matter=row.pk, form_id=form())
    assert step(row, jo).said.startswith("Those who sit say until")
    matters.drop(key=room.jo.key, matter=row.pk, reason="Not now.")
    assert step(row, jo) == Next("It was taken back. Nothing follows.")


def test_whoever_does_not_write_can_say_what_she_thinks(room: Room) -> None:
    row = room.matter()
    assert step(row, room.maeve.key.owner, writes=False, hers=False).url == "#say"
    assert commenting.say(key=room.maeve.key, matter=row.pk, text="Good.", form_id=form()) is None
