"""What somebody sees of the rules about words. The table stands in `test_every_rule.py`; see `rule_effects.py`."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from kithbridge.engines.language import lexicon
from kithbridge.web import once
from kithbridge.words import bars, lists, offers
from kithbridge.words.actions import drafting, hearing, telling
from kithbridge.words.actions.hearing import Line
from kithbridge.words.models import Bar, Heard, Told, WordList
from tests.spec.rule_effects import World, later, outcome, seen

ENTRY = lexicon.starter().entries[0]
OLD, NEW = ENTRY.why, "We say so ourselves."
CHANGED = ENTRY._replace(why=NEW)
# The name of a list follows from what is in it: this one is frozen below.
LIST = lists.key_of(1, lists.hash_of((CHANGED, *lexicon.starter().entries[1:])))


def first_entry_says(world: World) -> str:
    """What the check gives as the reason, after our first list was frozen."""
    if not WordList.objects.exists():
        drafting.write(key=world.jo.key, entry=CHANGED, form_id=once.new_form_id())
        drafting.freeze(key=world.site.lead.key, form_id=once.new_form_id())
    assert offers.lexicon_in_force().of(ENTRY.id).why in seen(Client(), f"/w/l/{ENTRY.id.lower()}")
    return offers.lexicon_in_force().of(ENTRY.id).why


def _heard(world: World, **how: int) -> None:
    for table in (Heard, Bar):
        table.objects.all().delete()
    lines = [Line("now", "me", one, n) for one, n in how.items()]
    hearing.type_in(key=world.jo.key, term=ENTRY.id, lines=lines, form_id=once.new_form_id())


def six_and_a_half_of_ten_say_it_hurts(world: World) -> str:
    _heard(world, hurts=65, depends=35)
    return bars.standing(lists.sense_of(ENTRY)).kind


def a_quarter_say_fine_and_a_quarter_that_it_hurts(world: World) -> str:
    _heard(world, hurts=25, depends=50, fine=25)
    return bars.standing(lists.sense_of(ENTRY)).kind


def bar_of(n: int) -> Callable[[World], int]:
    """How many the bar shows after so many have spoken; 0: there is none."""

    def look(world: World) -> int:
        _heard(world, hurts=n)
        return bars.shown(lists.sense_of(ENTRY), 1)[0].n

    return look


def in_my_notes_is_offered_and_taken(world: World) -> tuple[bool, str]:
    offered = "in my notes" in seen(Client(), f"/w/i/h?v=1&i={ENTRY.id.lower()}")
    said = outcome(
        lambda: hearing.hear(term=ENTRY.id, role="now", where="notes", how="fine", form_id=once.new_form_id()), telling.CannotTell
    )
    return offered, said


def what_was_told_lives(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        kept = telling.suggest(kind="new", inside=telling.Inside(word="a word"), readers=[world.jo.member.pk], form_id=once.new_form_id())
        with later(weeks=weeks):
            telling.end_old()
        return Told.objects.filter(pk=kept.told).exists()

    return look
