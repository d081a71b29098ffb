"""Who spoke in meetings: for the page that counts, and for everybody.

Offers
------
meetings() -> list[Line]     those counted, newest first
one(number)                  a meeting, or None
rows(meeting) -> list[Row]   its roles: those it is for first
told(meeting), each(meeting) what the count says, in words, for the room; role by role
in_tens(sat, spoke)          the same of two shares
spoken() -> Spoken           all that was kept, as it may be public

Public is only what no meeting gives away: meetings with five or more people on each side, and at least two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.agree.actions.turns import FEWEST_TURNS, at_work
from kithbridge.agree.heard_names import names
from kithbridge.agree.turns_models import ROLES, Meeting, Turns
from kithbridge.rules.spoken import week_words

if TYPE_CHECKING:  # numpy is loaded where shares are reckoned, and only then
    from kithbridge.engines.opinion.credibility import RoleView
    from kithbridge.engines.opinion.credibility_talk import Sides, Talk

__all__ = ["Line", "Row", "Spoken", "each", "in_tens", "meetings", "one", "rows", "spoken", "told"]

FEWEST_ON_A_SIDE = 5
FEWEST_MEETINGS = 2


@dataclass(frozen=True)
class Line:
    """A meeting in a list."""

    id: UUID
    kind: str
    week: str
    kept: bool


@dataclass(frozen=True)
class Row:
    """A role in a meeting."""

    role: str
    who: str
    at_work: bool
    heads: int
    turns: int


@dataclass(frozen=True)
class Spoken:
    """What everybody may read. `sides`: None where too little was counted; `roles` [] where they cannot be told apart."""

    sides: Sides | None
    roles: tuple[RoleView, ...]


def _line(row: Meeting) -> Line:
    return Line(row.pk, capfirst(row.get_kind_display()), week_words(str(row.week)), row.kept)


def meetings() -> list[Line]:
    """Those not looked at first; then the newest. Within a week by random number: none came first."""
    return [_line(row) for row in Meeting.objects.order_by("kept", "-week", "pk")]


def one(number: UUID) -> Meeting | None:
    """By its number."""
    return Meeting.objects.filter(pk=number).first()


def _in_order(found: Iterable[Turns]) -> list[Turns]:
    return sorted(found, key=lambda row: (at_work(row.role), ROLES.index(row.role)))


def rows(meeting: Meeting) -> list[Row]:
    """Those it is for first."""
    found = _in_order(meeting.rows.all())
    return [Row(row.role, capfirst(names([row.role])), at_work(row.role), row.heads, row.turns) for row in found]


# --- What the count says --------------------------------------------------------------------------------
def in_tens(sat: float, spoke: float) -> list[str]:
    """The share of people at work in the room, beside their share of what was spoken; the last line says what it comes to."""
    n, m = round(10 * sat), round(10 * spoke)
    lines = [
        _("Of ten people in the room, about %(n)d were at work.") % {"n": n},
        _("Of ten times that somebody spoke, it was one of them about %(n)d times.") % {"n": m},
    ]
    if n == m:
        return [*lines, _("So both sides spoke about their share.")]
    if m > n:
        return [*lines, _("So people at work spoke more than their share.")]
    return [*lines, _("So those it is for spoke more than their share.")]


def told(meeting: Meeting) -> list[str]:
    """What the count says: the room, how it spoke, what it comes to; nothing where fewer than ten turns were counted."""
    found = rows(meeting)
    heads, turns = sum(row.heads for row in found), sum(row.turns for row in found)
    if turns < FEWEST_TURNS:
        return []
    return in_tens(sum(row.heads for row in found if row.at_work) / heads, sum(row.turns for row in found if row.at_work) / turns)


def each(meeting: Meeting) -> list[str]:
    """Role by role, for those who were there."""
    return [
        ngettext("%(who)s, %(heads)d people: %(n)d time", "%(who)s, %(heads)d people: %(n)d times", row.turns)
        % {"who": row.who, "heads": row.heads, "n": row.turns}
        for row in rows(meeting)
    ]


# --- For everybody --------------------------------------------------------------------------------------
def _kept() -> list[Talk]:
    """Of meetings that may be public: no role of one person, no meeting where one side has fewer than five."""
    from kithbridge.engines.opinion.credibility_talk import Talk

    of: dict[UUID, list[Turns]] = defaultdict(list)
    for row in Turns.objects.filter(meeting__kept=True):
        of[row.meeting_id].append(row)
    found = []
    for meeting, mine in of.items():
        sides = [sum(row.heads for row in mine if at_work(row.role) is side) for side in (False, True)]
        if min(sides) >= FEWEST_ON_A_SIDE:
            found += [Talk(row.role, row.turns, row.heads, str(meeting)) for row in mine]
    return found


def spoken() -> Spoken:
    """Room by room, the two sides; and each role of which five or more sat in every meeting that it sat in, the others merged."""
    from kithbridge.engines.opinion.credibility import credibility
    from kithbridge.engines.opinion.credibility_talk import sides

    talk = _kept()
    if len({one.room for one in talk}) < FEWEST_MEETINGS:
        return Spoken(None, ())
    # The fewest of a role in any meeting: what one more meeting changes is never the talk of fewer.
    people = {role: min(one.heads for one in talk if one.role == role) for role in {one.role for one in talk}}
    professionals = [role for role in people if at_work(role)]
    return Spoken(sides(talk, professionals), credibility((), (), talk=talk, people=people, professionals=professionals).roles)
