"""What pages ask about matters.

Offers
------
matters(*states), matter(number)    what everybody can read; drafts only with `team=True`
told(matter)                        one in words (agree/matter_told.py)
trace(ref)                          from a statement or piece of evidence to what rests on it
said_and_done()                     you said, we did: newest first, for the page, the feed and the PDF
waiting(key)                        what this reader of the team can read and nobody has shown yet
tasks_of(*jobs), overdue_tasks()    what is to be done
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from kithbridge.agree.actions import waiting as two_readers
from kithbridge.agree.matter_models import Amendment, Comment, Effect, Matter, Origin, Put, Stage, State, Task, TaskState, Waits
from kithbridge.agree.matter_told import EffectTold, PutTold, TaskTold, Told, task_told, told
from kithbridge.agree.pausing import overdue, pause_of
from kithbridge.people.deciding.told import Said
from kithbridge.people.vault import Key
from kithbridge.rules import Protects, decided
from kithbridge.rules.models import Decision
from kithbridge.rules.spoken import week_words

__all__ = [
    "Done", "EffectTold", "Line", "PutTold", "TaskTold", "Told", "Trace", "Waiting", "effect", "matter", "matters", "overdue_tasks",
    "said_and_done", "tasks_of", "told", "trace", "waiting",
]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A matter in a list."""

    id: UUID
    number: int
    title: str
    state: str
    label: str
    for_whom: str
    week: str


def _line(row: Matter) -> Line:
    whom = str(Protects(row.for_whom).label)
    return Line(row.pk, row.number, row.title, row.state, str(row.get_state_display()), whom, week_words(str(row.week)))


def _shown(team: bool) -> QuerySet[Matter]:
    rows = Matter.objects.filter(stage=Stage.SHOWN)
    return rows if team else rows.exclude(state=State.DRAFT)


def matters(*states: str, team: bool = False) -> list[Line]:
    """Newest first; those of these states, or all. Those taken back by whoever wrote them are in no list."""
    rows = _shown(team).filter(state__in=states) if states else _shown(team)
    return [_line(row) for row in rows.order_by("-number")]


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
    return Effect.objects.filter(pk=number, matter__in=_shown(False)).select_related("matter", "task").first()


# --- From what was said to what was done ----------------------------------------------------------------
@dataclass(frozen=True)
class Trace:
    """What rests on one statement or piece of evidence."""

    matters: list[Line]
    decisions: list[decided.Told]


def trace(ref: UUID) -> Trace:
    """`ref`: the random number under which its room knows it."""
    found = [_line(row) for row in _shown(False).filter(origins__ref=ref).distinct().order_by("number")]
    rows = Decision.objects.filter(evidence__ref=ref).distinct().select_related("version", "pause").prefetch_related("evidence")
    return Trace(found, decided.decisions_told(list(rows.order_by("week", "pk"))))


@dataclass(frozen=True)
class Done:
    """You said, we did: one matter that people were asked about.

    said : the words it comes from, as far as they are shown; answer : where it stands, in a word
    """

    line: Line
    said: list[Said]
    voices: list[str]
    because: str
    puts: list[PutTold]
    tasks: list[TaskTold]
    effects: list[EffectTold]


def said_and_done() -> list[Done]:
    """Every matter that came before the reference group, newest first; also those that came to nothing."""
    numbers = Put.objects.values("matter")
    found = []
    for row in _shown(False).filter(pk__in=numbers).order_by("-number"):
        one = told(row)
        found.append(Done(_line(row), one.evidence, one.voices, one.because, one.puts, one.tasks, one.effects))
    return found


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
    rows = rows.filter(owner__in=jobs) if jobs else rows
    return [(_line(row.matter), task_told(row)) for row in rows.order_by("due", "pk")]


def overdue_tasks() -> int:
    """How many open tasks are past their week."""
    rows = Task.objects.filter(state=TaskState.OPEN)
    return sum(overdue(row, pause_of(row.decision) if row.decision else None) for row in rows)


def cited(matter: Matter) -> set[UUID]:
    """What it rests on, by number."""
    return set(Origin.objects.filter(matter=matter).values_list("ref", flat=True))
