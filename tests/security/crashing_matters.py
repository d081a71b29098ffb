"""Acts of matters for the test that stops each action at every statement. Offers: `ACTIONS`, `facts()`, `effect(...)`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from kithbridge.agree.actions import amending, citing, commenting, doing, effects, matters, sounding, waiting, written
from kithbridge.agree.matter_models import Alternative, Amendment, Changed, Comment, Effect, Matter, Move, Pile, Put, Spoken, Task
from kithbridge.people import vault
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import moving
from kithbridge.people.deciding.models import Confirmation, Proposal, Saying, Seat
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.people.vault import Key
from kithbridge.rules.models import Decision
from kithbridge.web import once
from kithbridge.web.clock import today
from tests import sitting
from tests.security.crashing import Tallied, tallied

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World

PARTS = {"title": "Open on Sunday", "what": "The door is open on Sunday, too.", "for_whom": "mothers"}


def facts() -> Tallied:
    """How many of everything matters have, by where it stands."""
    for model, column in (
        *((Matter, "state"), (Matter, "stage"), (Comment, "stage"), (Amendment, "stage"), (Amendment, "outcome")),
        *((Put, "came"), (Task, "state"), (Move, "place"), (Proposal, "stage"), (Saying, "shown"), (Decision, "key")),
        (Alternative, "text"),
    ):
        yield from tallied(model, column, label=f"{model.__name__} {column}")
    for model in (Effect, Spoken, Confirmation, Pile, Alternative):
        yield from tallied(model)
    for model in (Changed, Pile):
        yield from tallied(model, n="n", label=f"{model.__name__} n")


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _fresh() -> None:
    """No matter, no proposal, no seat; what is locked ends with its keys."""
    Budget.objects.all().delete()

    def content() -> tuple[None, vault.Ending]:
        items = [row.pk for table in waiting.TABLES for row in table._default_manager.filter(words__isnull=False)]
        Matter.objects.all().delete()
        for table in (Proposal, Seat, Saying):
            table._default_manager.all().delete()
        return None, vault.Ending(items=items)

    vault.end(content)


def _readers() -> list[UUID]:
    return [one.pk for one in written.readers_now()]


def matter(jo: Key, lead: Key) -> Matter:
    _fresh()
    row = matters.write(key=jo, form_id=once.new_form_id(), **PARTS)
    assert row is not None
    citing.cite_words(key=jo, matter=row.pk, kind="quote", role="living", text="I was there.", form_id=once.new_form_id())
    citing.pass_words(key=lead, saying=Saying.objects.get().pk)
    matters.put_up(key=jo, matter=row.pk)
    return row


def _way(jo: Key, row: Matter, text: str = "A peer opens.") -> Alternative:
    made = matters.add_alternative(key=jo, matter=row.pk, text=text, form_id=once.new_form_id())
    assert made is not None
    return made


def _seated() -> Key:
    return sitting.seat(living=3, lived=2)["living"][0]


def _said(world: World) -> commenting.Kept:
    row, key = matter(world.jo.key, world.site.lead.key), _seated()
    kept = commenting.say(key=key, matter=row.pk, text="Sunday is when I need it.", readers=_readers(), form_id=once.new_form_id())
    assert kept is not None
    return kept


def suggest_a_matter(_world: World) -> Again:
    _fresh()
    key, form, readers = _seated(), once.new_form_id(), _readers()
    return _again(lambda: matters.suggest(key=key, readers=readers, form_id=form, **PARTS))


def say_about_a_matter(world: World) -> Again:
    row, key, form, readers = matter(world.jo.key, world.site.lead.key), _seated(), once.new_form_id(), _readers()
    return _again(lambda: commenting.say(key=key, matter=row.pk, text="On Sunday.", readers=readers, form_id=form))


def second_reader_of_a_comment(world: World) -> Act:
    kept = _said(world)
    commenting.show(key=world.jo.key, comment=kept.number)
    return lambda: commenting.show(key=world.site.lead.key, comment=kept.number)


def hide_a_comment(world: World) -> Act:
    kept = _said(world)
    return lambda: commenting.hide(key=world.jo.key, comment=kept.number, reason="hurts", answer="It hurts somebody.")


def take_a_comment_back(world: World) -> Again:
    kept = _said(world)
    return _again(lambda: commenting.take_back(code=kept.code))


def take_other_words(world: World) -> Act:
    row = matter(world.jo.key, world.site.lead.key)
    amending.propose(key=world.cass.key, matter=row.pk, part="what", text="Open on Sunday.", form_id=once.new_form_id())
    made = Amendment.objects.get()
    return lambda: amending.take(key=world.jo.key, amendment=made.pk)


def mend_a_way(world: World) -> Act:
    way = _way(world.jo.key, matter(world.jo.key, world.site.lead.key))
    return lambda: matters.change_alternative(key=world.jo.key, alternative=way.pk, text="Two open.", changes={"asks.live_weeks": 4})


def take_a_matter_back_while_it_is_asked(world: World) -> Act:
    row = matter(world.jo.key, world.site.lead.key)
    _seated()
    matters.put(key=world.jo.key, alternative=_way(world.jo.key, row).pk, words="Shall we?", form_id=once.new_form_id())
    return lambda: matters.drop(key=world.jo.key, matter=row.pk, reason="Not now.")


def put_to_the_group(world: World) -> Act:
    row = matter(world.jo.key, world.site.lead.key)
    _seated()
    way, form = _way(world.jo.key, row), once.new_form_id()
    return lambda: matters.put(key=world.jo.key, alternative=way.pk, words="Shall we?", form_id=form)


def last_who_could_live_with_it(world: World) -> Act:
    row = matter(world.jo.key, world.site.lead.key)
    group = sitting.everybody(sitting.seat(living=3, lived=2))
    choices = dict.fromkeys([_way(world.jo.key, row).pk, _way(world.jo.key, row, "A worker opens.").pk], "live")
    made = sounding.open_(key=world.jo.key, matter=row.pk, form_id=once.new_form_id())
    assert made is not None
    for key in group[1:]:
        sounding.answer(key=key, sounding=made.pk, choices=choices)
    return lambda: sounding.answer(key=group[0], sounding=made.pk, choices=choices)


def _agreed(jo: Key, lead: Key) -> tuple[UUID, list[Key]]:
    """Asked, answered, not objected to; the first of two has confirmed it."""
    row = matter(jo, lead)
    group = sitting.everybody(sitting.seat(living=3, lived=2))
    way = _way(jo, row)
    doing.add_task(key=jo, alternative=way.pk, what="Cut keys.", owner="peer", weeks=3, form_id=once.new_form_id())
    put = matters.put(key=jo, alternative=way.pk, words="Shall we?", form_id=once.new_form_id())[0]
    sitting.answer_all(put.pk, group)
    Proposal.objects.filter(pk=put.pk).update(closes=today() - dt.timedelta(days=1))
    moving.move_on()
    sitting.confirm(put.pk, group[0])
    return put.pk, group


def last_confirmation_of_doing(world: World) -> Act:
    put, group = _agreed(world.jo.key, world.site.lead.key)
    return lambda: sitting.confirm(put, group[1])


def effect(jo: Key, lead: Key) -> Effect:
    """Of a matter that a peer wrote, a lead read second, and the group decided; people are asked whether it changed."""
    put, group = _agreed(jo, lead)
    sitting.confirm(put, group[1])
    matter = Matter.objects.get()
    made = effects.write_effect(key=jo, matter=matter.pk, decision=put, text="It is open.", form_id=once.new_form_id())
    assert made is not None
    return made


def another_week_for_a_task(world: World) -> Act:
    put, group = _agreed(world.jo.key, world.site.lead.key)
    sitting.confirm(put, group[1])
    task, form = Task.objects.get(), once.new_form_id()
    return lambda: doing.change_task(key=world.jo.key, task=task.pk, due=str(task.due)[:4] + "-W52", reason="Ill.", form_id=form)


def answer_whether_it_changed(world: World) -> Again:
    made, form = effect(world.jo.key, world.site.lead.key), once.new_form_id()
    code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
    return _again(lambda: effects.answer_changed(effect=made.pk, voice="living", answer="yes", slip=code, form_id=form))


ACTIONS = [
    *(suggest_a_matter, say_about_a_matter, second_reader_of_a_comment, hide_a_comment, take_a_comment_back),
    *(
        take_other_words,
        mend_a_way,
        take_a_matter_back_while_it_is_asked,
        put_to_the_group,
        last_who_could_live_with_it,
        last_confirmation_of_doing,
    ),
    *(another_week_for_a_task, answer_whether_it_changed),
]
