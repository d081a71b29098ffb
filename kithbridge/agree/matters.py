"""What pages ask about matters.

Offers
------
matters(*states), matter(number)    what everybody can read; drafts only with `team=True`
told(matter)                        one in words (agree/matter_told.py)
waiting(key)                        what this reader of the team can read and nobody has shown yet
late_talks()                        how many are talked about for too long
tasks_of(*jobs), overdue_tasks()    what is to be done
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from kithbridge.agree.actions import waiting as two_readers
from kithbridge.agree.matter_models import Amendment, Comment, Effect, Matter, Origin, Stage, State, Task, TaskState, Waits
from kithbridge.agree.matter_told import EffectTold, PutTold, TaskTold, Told, late_words, tasks_told, told
from kithbridge.agree.pausing import is_late, late_since, overdue, pauses_of
from kithbridge.people.vault import Key
from kithbridge.rules import Protects
from kithbridge.rules.spoken import week_words

__all__ = [
    "EffectTold", "Line", "PutTold", "TaskTold", "Told", "Waiting", "effect", "late_talks", "matter", "matters", "overdue_tasks",
    "tasks_of", "told", "waiting",
]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A matter in a list. `late`: that nobody has put it to the reference group in time, in words."""

    id: UUID
    number: int
    title: str
    state: str
    label: str
    for_whom: str
    week: str
    late: str


def _line(row: Matter, since: str = "") -> Line:
    whom, late = str(Protects(row.for_whom).label), late_words(row, since)
    return Line(row.pk, row.number, row.title, row.state, str(row.get_state_display()), whom, week_words(str(row.week)), late)


def _shown(team: bool) -> QuerySet[Matter]:
    rows = Matter.objects.filter(stage=Stage.SHOWN)
    return rows if team else rows.exclude(state=State.DRAFT)


def matters(*states: str, team: bool = False) -> list[Line]:
    """What is late first, then the newest; those of these states, or all. Those taken back by whoever wrote them are in no list."""
    rows = _shown(team).filter(state__in=states) if states else _shown(team)
    since = late_since()
    return sorted((_line(row, since) for row in rows.order_by("-number")), key=lambda line: not line.late)


def late_talks() -> int:
    """How many that are talked about should have been put to the reference group by now."""
    since = late_since()
    return sum(is_late(row, since) for row in _shown(team=False).filter(state=State.TALKING))


def matter(number: int, *, team: bool = False) -> Matter | None:
    """By its number in addresses; also one whose words were taken back after people were asked about it."""
    row = Matter.objects.filter(number=number, stage__in=[Stage.SHOWN, Stage.GONE]).first()
    if row is None or (row.state == State.DRAFT and not team):
        return None
    if row.stage == Stage.GONE and not row.puts.exists():
        return None
    return row


def effect(number: UUID) -> Effect | None:
    """By its random number, with its matter, where everybody can read it."""
    return Effect.objects.filter(pk=number).exclude(matter__stage=Stage.HIDDEN).select_related("matter", "task").first()


# --- For the team ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waiting:
    """Something locked that this reader can open. `kind`: "matter", "comment" or "amendment"; `mine`: she has read it first."""

    kind: str
    id: UUID
    matter: Line | None
    inside: dict[str, str]
    mine: bool


def waiting(key: Key) -> list[Waiting]:
    """Suggestions, comments and other wordings that wait for two readers."""
    found: list[Waiting] = []
    tables: dict[str, type[Waits]] = {"matter": Matter, "comment": Comment, "amendment": Amendment}
    for kind, table in tables.items():
        for row, inside in two_readers.waiting(key, table):
            of = _line(row.matter) if isinstance(row, Comment | Amendment) else None
            if isinstance(row, Amendment):
                inside = {"part": str(row.get_part_display()), **inside}
            found.append(Waiting(kind, row.pk, of, inside, row.first_reader == key.owner))
    return found


def tasks_of(*jobs: str) -> list[tuple[Line, TaskTold]]:
    """What these jobs have to do now, the nearest week first; without a job all of it."""
    rows = Task.objects.filter(state=TaskState.OPEN).select_related("matter")
    found = list((rows.filter(owner__in=jobs) if jobs else rows).prefetch_related("moves").order_by("due", "pk"))
    return [(_line(row.matter), told_task) for row, told_task in zip(found, tasks_told(found), strict=True)]


def overdue_tasks() -> int:
    """How many open tasks are past their week."""
    rows = list(Task.objects.filter(state=TaskState.OPEN).prefetch_related("moves"))
    pauses = pauses_of(row.decision for row in rows)
    return sum(overdue(row, pauses.get(row.decision)) for row in rows)


def cited(matter: Matter) -> set[UUID]:
    """What it rests on, by number."""
    return set(Origin.objects.filter(matter=matter).values_list("ref", flat=True))
