"""Counting who spoke in a meeting, by role. No person, no date, no order; nothing of one person alone is ever stored.

Offers
------
begin(...)     a meeting: which kind, which week, how many of each role are in the room
tap(...)       somebody of a role spoke; `less`: once too often
type_in(...)   the counts as the room says they were, or from a tally on paper
keep(...)      the room has looked at it: nothing changes any more
drop(...)      it was a mistake: it goes
folded(heads)  the heads as they are stored: whoever is alone in a role stands with others of the same side
forget(dry_run)   for the sweep: rule agree.turns_weeks, and counts that nobody kept
Refused        why nothing was written
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum

from kithbridge.agree.models import CONSTITUENCY
from kithbridge.agree.turns_models import AT_WORK_OTHERS, FEWEST_HEADS, OTHERS, ROLES, Gathering, Meeting, Turns
from kithbridge.engines.week import Week
from kithbridge.people import lifetimes
from kithbridge.people.actions import retention
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

COUNTERS = (Role.FACILITATOR, Role.LEAD)
BACK_WEEKS = 2  # a tally on paper is typed in while somebody still remembers the room
UNKEPT_WEEKS = 4
MOST_HEADS, MOST_TURNS = 200, 5_000
FEWEST_TURNS = 10  # fewer say nothing about anybody
SWEPT = "who spoke in meetings"


class Refused(Exception):
    """Nothing was written. `why`: kind, week, number, sides, few or gone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def at_work(role: str) -> bool:
    """Whether this role is on the side of services."""
    return CONSTITUENCY.get(role, role) == "work"


def _side(heads: Mapping[str, int], others: str) -> dict[str, int]:
    alone = [role for role, n in heads.items() if n == 1]
    if not alone:
        return dict(heads)
    together = {others, *alone}
    if sum(heads.get(role, 0) for role in together) < FEWEST_HEADS:
        together.add(min((n, role) for role, n in heads.items() if role not in together)[1])
    kept = {role: n for role, n in heads.items() if role not in together}
    return kept | {others: sum(heads.get(role, 0) for role in together)}


def folded(heads: Mapping[str, int]) -> dict[str, int]:
    """Raises Refused where one side has fewer than two: whoever is alone on a side cannot be counted without being told apart.

    Examples
    --------
    >>> folded({"living": 5, "kin": 1, "worker": 3, "manager": 1, "payer": 1})
    {'living': 3, 'other': 3, 'worker': 3, 'work': 2}
    """
    sides = [{role: n for role, n in heads.items() if n and at_work(role) is side} for side in (False, True)]
    if any(sum(side.values()) < FEWEST_HEADS for side in sides):
        raise Refused("sides")
    return _side(sides[0], OTHERS) | _side(sides[1], AT_WORK_OTHERS)


def _fit(numbers: Mapping[str, int], most: int) -> None:
    if any(role not in ROLES or isinstance(n, bool) or not 0 <= n <= most for role, n in numbers.items()):
        raise Refused("number")


def _week(week: str) -> str:
    try:
        found = Week.parse(week) if week else this_week()
    except ValueError:
        raise Refused("week") from None
    if not 0 <= this_week() - found <= BACK_WEEKS:
        raise Refused("week")
    return str(found)


def _open(meeting: UUID) -> Meeting:
    """The meeting, while nobody else changes it. Raises Refused for one that was kept or is gone."""
    row = Meeting.objects.select_for_update().filter(pk=meeting, kept=False).first()
    if row is None:
        raise Refused("gone")
    return row


@transaction.atomic
def begin(*, key: Key, kind: str, week: str = "", heads: Mapping[str, int], form_id: str) -> Meeting | None:
    """A meeting of which the turns are counted. None: this form was sent before. Raises Refused."""
    if kind not in Gathering.values:
        raise Refused("kind")
    when = _week(week)
    _fit(heads, MOST_HEADS)
    stored = folded(heads)
    if not once.claim(form_id):
        return None
    row = Meeting.objects.create(kind=kind, week=when)
    Turns.objects.bulk_create(Turns(meeting=row, role=role, heads=n) for role, n in stored.items())
    record.note("counting of turns begun", role=acting(key, *COUNTERS), ref=row.pk)
    return row


@transaction.atomic
def tap(*, key: Key, meeting: UUID, role: str, less: bool = False, form_id: str) -> None:
    """Somebody of this role spoke; or one tap was too many. Raises Refused."""
    row = _open(meeting)
    if not once.claim(form_id):
        return
    found = Turns.objects.filter(meeting=row, role=role)
    found = found.filter(turns__gt=0) if less else found.filter(turns__lt=MOST_TURNS)
    if found.update(turns=F("turns") + (-1 if less else 1)):
        record.count("turn taken off" if less else "turn counted", role=acting(key, *COUNTERS))


@transaction.atomic
def type_in(*, key: Key, meeting: UUID, turns: Mapping[str, int], form_id: str) -> None:
    """How often each role spoke, as the room says; what is not named stays as it is. Raises Refused."""
    _fit(turns, MOST_TURNS)
    row = _open(meeting)
    if not once.claim(form_id):
        return
    for role, n in turns.items():
        Turns.objects.filter(meeting=row, role=role).update(turns=n)
    record.note("turns typed in", role=acting(key, *COUNTERS), ref=row.pk)


@transaction.atomic
def keep(*, key: Key, meeting: UUID) -> None:
    """The room has looked at it. Raises Refused where too little was counted to say anything."""
    row = _open(meeting)
    counted = row.rows.aggregate(n=Sum("turns"))["n"] or 0
    if counted < FEWEST_TURNS:
        raise Refused("few")
    row.kept = True
    row.save(update_fields=["kept"])
    record.note("turns kept", role=acting(key, *COUNTERS), ref=row.pk)


@transaction.atomic
def drop(*, key: Key, meeting: UUID) -> None:
    """It was a mistake. Raises Refused for one that was kept."""
    row = _open(meeting)
    pk = row.pk
    row.delete()
    record.note("counting of turns dropped", role=acting(key, *COUNTERS), ref=pk)


def forget(dry_run: bool = False) -> int:
    """Ends counts whose weeks are over, and those that nobody kept."""
    unkept = Q(kept=False, week__lte=str(this_week() - UNKEPT_WEEKS))
    return retention.delete(SWEPT, Meeting.objects.filter(lifetimes.over("agree.turns_weeks") | unkept), dry_run)
