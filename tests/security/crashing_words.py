"""Acts of the word list for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kithbridge.engines.language import lexicon
from kithbridge.engines.language.lexicon import Entry
from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.web import once
from kithbridge.words import lists
from kithbridge.words.actions import drafting, hearing, passing, telling
from kithbridge.words.actions.hearing import Line
from kithbridge.words.actions.telling import Inside, Kept
from kithbridge.words.models import Bar, DraftLine, Heard, Reopened

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World

TERM = lexicon.starter().entries[0].id
PILE = [Line("now", "me", "hurts", 7), Line("now", "me", "fine", 5), Line("work", "me", "fine", 11)]
INSIDE = Inside(text="They said it to my face.", role="now", may_show=True)


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _everybody() -> list[UUID]:
    return [one.pk for one in telling.readers_now()]


def _fresh() -> None:
    """Nobody has spoken yet; the versions are there, which the first act of all would make."""
    lists.versions_of(lexicon.starter().entries)
    for table in (Heard, Bar, Reopened, DraftLine):
        table.objects.all().delete()


def _slip() -> str:
    _fresh()
    Budget.objects.all().delete()
    return slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]


def _told(kind: str = "again") -> Kept:
    _fresh()
    Budget.objects.all().delete()
    return telling.object_to(kind=kind, term=TERM, inside=INSIDE, readers=_everybody(), form_id=once.new_form_id())


def hear_with_a_slip(_world: World) -> Again:
    form, code = once.new_form_id(), _slip()
    return _again(lambda: hearing.hear(term=TERM, role="now", where="me", how="hurts", slip=code, form_id=form))


def hear_with_words(_world: World) -> Again:
    form, code, readers = once.new_form_id(), _slip(), _everybody()
    return _again(
        lambda: hearing.hear(term=TERM, role="now", where="me", how="hurts", slip=code, text="Stop.", readers=readers, form_id=form)
    )


def type_a_pile_in(world: World) -> Again:
    _fresh()
    form = once.new_form_id()
    return _again(lambda: hearing.type_in(key=world.jo.key, term=TERM, lines=PILE, form_id=form))


def object_with_a_slip(world: World) -> Again:
    form, code, readers = once.new_form_id(), _slip(), _everybody()
    hearing.type_in(key=world.jo.key, term=TERM, lines=PILE, form_id=once.new_form_id())
    return _again(lambda: telling.object_to(kind="owned", term=TERM, inside=INSIDE, readers=readers, slip=code, form_id=form))


def take_back_what_was_told(_world: World) -> Again:
    kept = _told()
    return _again(lambda: telling.take_back(code=kept.code))


def second_reader_of_words(world: World) -> Act:
    kept = _told()
    passing.agree(key=world.jo.key, told=kept.told)
    return lambda: passing.agree(key=world.site.lead.key, told=kept.told)


def ask_people_again(world: World) -> Act:
    kept = _told()
    hearing.type_in(key=world.jo.key, term=TERM, lines=PILE, form_id=once.new_form_id())
    return lambda: passing.ask_again(key=world.jo.key, told=kept.told)


def _entry() -> Entry:
    number = drafting.new_id()
    return Entry(number, f"word {number}", (f"word {number}",), "news", "avoid", ("another",), "It hurts.", sources=("here",))


def write_an_entry(world: World) -> Again:
    _fresh()
    form, entry = once.new_form_id(), _entry()
    return _again(lambda: drafting.write(key=world.jo.key, entry=entry, form_id=form))


def freeze_a_list(world: World) -> Again:
    _fresh()
    drafting.write(key=world.jo.key, entry=_entry(), form_id=once.new_form_id())
    form = once.new_form_id()
    return _again(lambda: drafting.freeze(key=world.site.lead.key, form_id=form))


def suggest_a_word(_world: World) -> Again:
    _fresh()
    Budget.objects.all().delete()
    form, readers, inside = once.new_form_id(), _everybody(), Inside(word="unfit", text="They all say it.")
    return _again(lambda: telling.suggest(kind="new", inside=inside, readers=readers, form_id=form))


def first_reader_of_words(world: World) -> Act:
    kept = _told()
    return lambda: passing.agree(key=world.jo.key, told=kept.told)


def lay_words_aside(world: World) -> Act:
    kept = _told()
    return lambda: passing.lay_aside(key=world.jo.key, told=kept.told)


def take_an_entry_off(world: World) -> Again:
    _fresh()
    form = once.new_form_id()
    return _again(lambda: drafting.take_off(key=world.jo.key, term=TERM, form_id=form))


def undo_a_line(world: World) -> Act:
    _fresh()
    entry = _entry()
    drafting.write(key=world.jo.key, entry=entry, form_id=once.new_form_id())
    return lambda: drafting.undo(key=world.jo.key, term=entry.id)


def bring_a_list_in(world: World) -> Again:
    _fresh()
    form, first = once.new_form_id(), _entry()
    other = lexicon.Lexicon((first, first._replace(id=f"ZZ{first.id[2:]}", term="other", forms=("other word",))))
    return _again(lambda: drafting.bring_in(key=world.jo.key, other=other, form_id=form))


ACTIONS = [
    *(suggest_a_word, first_reader_of_words, lay_words_aside, take_an_entry_off, undo_a_line, bring_a_list_in),
    *(hear_with_a_slip, hear_with_words, type_a_pile_in, object_with_a_slip, take_back_what_was_told),
    *(second_reader_of_words, ask_people_again, write_an_entry, freeze_a_list),
]
