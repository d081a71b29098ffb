"""What somebody sees of the rules about matters. The table stands in `test_every_rule.py`; see `rule_effects.py`."""

from __future__ import annotations

from collections.abc import Callable

from kithbridge.agree import matters
from kithbridge.agree.actions import effects
from kithbridge.agree.matter_models import Matter
from kithbridge.people.actions import slips
from kithbridge.people.deciding.models import Seat
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.web import once
from tests import sitting
from tests.security import crashing_matters
from tests.spec.rule_effects import World, later


def talked_about_again_after(yes: int, not_yet: int) -> Callable[[World], bool]:
    """Whether so many who say yes and not yet open a matter that was decided."""

    def look(world: World) -> bool:
        made = crashing_matters.effect(world.jo.key, world.site.lead.key)
        Budget.objects.all().delete()
        for at, code in enumerate(slips.make(number=yes + not_yet, role=Role.LEAD, form_id=once.new_form_id())):
            said = "yes" if at < yes else "not yet"
            effects.answer_changed(effect=made.pk, voice="living", answer=said, slip=code, form_id=once.new_form_id())
        return bool(Matter.objects.get().state == "talking")

    return look


def is_late_after(weeks: int) -> Callable[[World], bool]:
    """Whether something that is talked about for so long stands as late before everybody, once somebody sits whom it could be put to."""

    def look(world: World) -> bool:
        crashing_matters.matter(world.jo.key, world.site.lead.key)
        Seat.objects.all().delete()
        sitting.seat(living=3)
        with later(weeks=weeks):
            (line,) = matters.matters("talking")
            return bool(line.late)

    return look
