"""Versions of kits. Offers `make_version(...)`, `wrong_with(...)` and `Unfit`.

A version is never changed: what went out yesterday keeps its meaning. Another recipe is the next version.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach import kits
from kithbridge.reach.models import Item, Recipe, RecipeLine
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

MOST_OF_ONE, LONGEST_WHY = 200, 200
# why a recipe is refused -> what a lead is told
SAID = {
    "kit": _("This is no kit."),
    "nothing": _("A kit needs at least one thing in it."),
    "inside": _("A kit cannot lie in a kit. Put its things in one by one."),
    "unknown": _("There is no such thing in the catalogue."),
    "number": _("Say how many in whole numbers, 200 at most."),
    "gift": _("The gift is missing. It is never left out to save money: that is a rule of this group."),
    "note": _("The note by hand is missing. It is never left out to save money: that is a rule of this group."),
    "same": _("That is what the newest version says already."),
    "why": _("What changed is too long: 200 letters fit."),
}


class Unfit(Exception):
    """`why`: kit, nothing, inside, unknown, number, gift, note, same, why. Nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(SAID[why])
        self.why = why


def wrong_with(lines: Mapping[str, int]) -> str:
    """What is wrong with a recipe, as a word of SAID; "" where it may hold from now on."""
    if not lines:
        return "nothing"
    if any(not 1 <= n <= MOST_OF_ONE for n in lines.values()):
        return "number"
    known = dict(Item.objects.filter(key__in=lines).values_list("key", "kind"))
    if len(known) < len(lines):
        return "unknown"
    if Item.Kind.KIT in known.values():
        return "inside"
    missing = kits.lacks(lines)
    return missing[0] if missing else ""


@transaction.atomic
def make_version(*, kit: str, lines: Mapping[str, int], why: str = "", form_id: str) -> Recipe | None:
    """The next version of what a kit is made of: thing -> how many, 0 leaves it out. None: this form made it before. Raises Unfit."""
    found = Item.objects.select_for_update().filter(key=kit, kind=Item.Kind.KIT).first()
    if found is None:
        raise Unfit("kit")
    if not once.claim(form_id):
        return None
    wanted, why = {item: n for item, n in lines.items() if n != 0}, " ".join(why.split())
    problem = wrong_with(wanted)
    if not problem and len(why) > LONGEST_WHY:
        problem = "why"
    newest = kits.newest(kit)
    if not problem and newest is not None and kits.parts(kit) == wanted:
        problem = "same"
    if problem:
        raise Unfit(problem)
    made = Recipe.objects.create(kit=found, version=newest.version + 1 if newest else 1, week=str(this_week()), why=why)
    RecipeLine.objects.bulk_create(RecipeLine(recipe=made, item_id=item, quantity=n) for item, n in wanted.items())
    record.note("kit changed", role=shown_role(Role.LEAD), ref=f"{kit} {made.version}")
    return made
