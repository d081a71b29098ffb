"""Writing down on what ground a thing is supplied. Offers `write_down(...)`, `wrong_with(line)` and `Unfit`.

A lead writes what somebody who knows the law checked: the office, the week, and until when it holds. The software decides nothing about
the law; it switches off what nobody found a ground for (`reach/grounds.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach.grounds import NATIONS
from kithbridge.reach.models import Basis, Item
from kithbridge.web import record
from kithbridge.web.clock import this_week

LONGEST_WHO, LONGEST_OFFICE = 200, 80
YEARS = 3  # law changes: a line longer than this would be forgotten


class Unfit(Exception):
    """Field -> what is wrong with it, in a sentence."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("; ".join(wrong.values()))
        self.wrong = dict(wrong)


def _week(text: str) -> Week | None:
    try:
        return Week.parse(text)
    except ValueError:
        return None


def wrong_with(line: Basis) -> dict[str, str]:
    """What is wrong with a line as it would be written; its end may lie in the past (it was imported)."""
    wrong = {}
    if line.nation not in NATIONS:
        wrong["nation"] = _("Choose one of the four nations.")
    if line.ground not in Basis.Ground.values:
        wrong["ground"] = _("Choose a ground, or “none”.")
    if len(line.who) > LONGEST_WHO:
        wrong["who"] = _("This is too long: 200 letters fit.")
    if len(line.checked_by) > LONGEST_OFFICE:
        wrong["checked_by"] = _("This is too long: 80 letters fit.")
    for field in ("checked", "until"):
        if getattr(line, field) and _week(getattr(line, field)) is None:
            wrong[field] = _("A week is written like 2026-W47.")
    if bool(line.checked_by) != bool(line.checked):
        wrong.setdefault("checked", _("Say who checked it and in which week, or neither."))
    if line.checked_by and line.ground != Basis.Ground.NONE and not line.until:
        wrong["until"] = _("Say in which week it must be checked again.")
    if "checked" not in wrong and "until" not in wrong:
        wrong.update(_out_of_order(line))
    return wrong


def _out_of_order(line: Basis) -> dict[str, str]:
    checked, until = _week(line.checked or ""), _week(line.until or "")
    if checked and checked > this_week():
        return {"checked": _("That week has not come yet.")}
    if checked and until and until < checked:
        return {"until": _("It would end before it was checked.")}
    if checked and until and until > checked + 52 * YEARS:
        return {"until": _("Three years are the longest. Law changes.")}
    return {}


@transaction.atomic
def write_down(*, item: str, nation: str, ground: str, who: str = "", checked_by: str = "", checked: str = "", until: str = "") -> Basis:
    """The line of a thing in a nation, new or in place of the one there was. Checked without a week: this week. Raises Unfit."""
    found = Item.objects.select_for_update().filter(key=item).first()
    if found is None:
        raise Unfit({"item": _("There is no such thing any more.")})
    if found.kind == Item.Kind.KIT:
        raise Unfit({"item": _("A kit stands on what is in it. Write the ground for each thing.")})
    who, checked_by = " ".join(who.split()), " ".join(checked_by.split())
    week = checked or (str(this_week()) if checked_by else "")
    line = Basis(item=found, nation=nation, ground=ground, who=who, checked_by=checked_by, checked=week or None, until=until or None)
    wrong = wrong_with(line)
    ends = _week(until)
    if ends and ends < this_week():
        wrong["until"] = _("That week is over.")
    if wrong:
        raise Unfit(wrong)
    fields = ("ground", "who", "checked_by", "checked", "until")
    kept, _made = Basis.objects.update_or_create(item=found, nation=nation, defaults={field: getattr(line, field) for field in fields})
    record.note("ground of supply written down", role=shown_role(Role.LEAD), ref=f"{item} {nation}")
    return kept
