"""What somebody sees of the rule about answers on things in use. Offers `answer_lives`; the table stands in `test_every_rule.py`."""

from __future__ import annotations

from collections.abc import Callable

from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.reach.actions import answering
from kithbridge.reach.models import Answer
from kithbridge.web import once
from tests.spec.rule_effects import World, later


def answer_lives(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        said = answering.say(
            item="fine",
            words=answering.Words(text="It bends."),
            readers=[member.pk for member in readers_of_asks()],
            form_id=once.new_form_id(),
        )
        with later(weeks=weeks):
            answering.end_old_answers()
        return Answer.objects.filter(pk=said.answer).exists()

    return look
