"""Acts of equipment rounds for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.reach.actions import answering, rounds, themes
from kithbridge.reach.actions.answering import Words
from kithbridge.reach.models import Item, Round, Theme
from kithbridge.web import once

if TYPE_CHECKING:
    from tests.builders import Page
    from tests.security.test_crashes import Act, Again, World

WORDS = Words(("hurts",), ("shorter",), "in the hand")


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _round() -> Round:
    """A round about a thing of its own: a thing has one at a time."""
    key = once.new_form_id()[:20]
    Item.objects.create(key=key, label="A thing", picture="fine", on=False)
    return rounds.begin(item=key, supplier="Northern", question="What hurts?", weeks=4, form_id=once.new_form_id())


def _said(world: World, row: Round, page: Page | None = None) -> UUID:
    Budget.objects.all().delete()
    return answering.say(
        item=row.item_id, words=WORDS, readers=world.readers, form_id=once.new_form_id(), page=page.key if page else None
    ).answer


def _theme(world: World, row: Round) -> Theme:
    made = themes.write(key=world.jo.key, round_id=row.pk, side="hurts", label="Too long", form_id=once.new_form_id())
    assert made is not None
    return made


def say_with_a_slip(world: World) -> Again:
    row, page, form = _round(), world.new_page(), once.new_form_id()
    code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
    return _again(lambda: answering.say(item=row.item_id, words=WORDS, readers=world.readers, form_id=form, page=page.key, slip=code))


def say_as_a_peer(world: World) -> Again:
    row, form = _round(), once.new_form_id()
    return _again(lambda: answering.say_as_peer(key=world.jo.key, round_id=row.pk, words=WORDS, readers=world.readers, form_id=form))


def take_back_what_was_said(world: World) -> Again:
    page = world.new_page()
    row = _round()
    said, theme = _said(world, row, page), _theme(world, row)
    themes.mark(key=world.jo.key, answer=said, themes=[theme.pk])
    return _again(lambda: answering.take_back(key=page.key, answer=said))


def take_back_her_own(world: World) -> Again:
    row = _round()
    said = answering.say_as_peer(key=world.jo.key, round_id=row.pk, words=WORDS, readers=world.readers, form_id=once.new_form_id()).answer
    themes.mark(key=world.jo.key, answer=said, themes=[_theme(world, row).pk])
    return _again(lambda: answering.take_back_own(key=world.jo.key, answer=said))


def mark_an_answer(world: World) -> Act:
    row = _round()
    said, theme = _said(world, row), _theme(world, row)
    return lambda: themes.mark(key=world.jo.key, answer=said, themes=[theme.pk])


def agree_to_a_theme(world: World) -> Act:
    theme = _theme(world, _round())
    return lambda: themes.agree(key=world.site.lead.key, theme=theme.pk)


def _read(world: World) -> Round:
    row = _round()
    theme = _theme(world, row)
    themes.agree(key=world.site.lead.key, theme=theme.pk)
    for _n in range(2):
        themes.mark(key=world.jo.key, answer=_said(world, row), themes=[theme.pk])
    answering.say_as_peer(key=world.jo.key, round_id=row.pk, words=WORDS, readers=world.readers, form_id=once.new_form_id())
    rounds.stop_asking(number=row.pk)
    return row


def give_out_a_brief(world: World) -> Act:
    row = _read(world)
    return lambda: rounds.give_out(number=row.pk)


def decide_two_rounds(world: World) -> Act:
    first = _read(world)
    rounds.give_out(number=first.pk)
    Round.objects.filter(pk=first.pk).update(state=Round.State.SAMPLE)
    second = rounds.begin(
        item=first.item_id, supplier="Northern", question="And now?", weeks=4, before=first.pk, form_id=once.new_form_id()
    )
    Round.objects.filter(pk=second.pk).update(state=Round.State.BRIEF)
    return lambda: rounds.decide(number=second.pk, text="We take it.")


ACTIONS = [
    *(say_with_a_slip, say_as_a_peer, take_back_what_was_said, take_back_her_own),
    *(mark_an_answer, agree_to_a_theme, give_out_a_brief, decide_two_rounds),
]
