"""After a decision: what is to be done, by which job, until when. (What changed, and whether those it is for say so: actions/effects.py.)

Offers
------
proposal_over(proposal)          the machine says how a question of a matter ended: tasks open, or it is talked about again
add_task(...)                    planned before the decision, open after it
change_task(...)                 another week, with a reason everybody can read
done(...), drop_task(...)        with one sentence about what came of it

A pause of a decision stops its tasks: they cannot be done in those weeks, and have as many weeks longer.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kithbridge.agree.actions.matters import may_do, way_of
from kithbridge.agree.actions.speaking import Refused, needed, writer
from kithbridge.agree.matter_models import Alternative, Matter, Move, Put, Stage, State, Task, TaskState
from kithbridge.agree.pausing import pause_of, stopped
from kithbridge.engines.week import Week
from kithbridge.people.deciding.models import Proposal
from kithbridge.people.deciding.models import Stage as Standing
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.rules.models import Decision
from kithbridge.rules.spoken import week_words
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

__all__ = ["FURTHEST_WEEKS", "LONGEST_TASK", "Refused", "add_task", "change_task", "done", "drop_task", "proposal_over"]

LONGEST_TASK, LONGEST_OWNER = 300, 80
FURTHEST_WEEKS, FIRST_WEEKS = 52, 4
MOST_TASKS = 30
CAME = {Standing.ENACTED: Put.Came.ENACTED, Standing.FELL: Put.Came.FELL, Standing.DROPPED: Put.Came.DROPPED}


# --- The machine says how it ended ----------------------------------------------------------------------
def proposal_over(proposal: Proposal) -> None:
    """Inside the machine's transaction. What it does not know as put is none of this room's."""
    row = Put.objects.select_for_update().filter(pk=proposal.pk, came=Put.Came.OPEN).first()
    if row is None:
        return
    row.came, row.because = CAME[Standing(proposal.stage)], proposal.fell_because
    row.save(update_fields=["came", "because"])
    matter = Matter.objects.select_for_update().get(pk=row.matter_id)
    if row.came == Put.Came.ENACTED:
        _open_tasks(row, proposal)
    came = set(matter.puts.filter(turn=matter.turn).values_list("came", flat=True))
    if Put.Came.OPEN in came or matter.state != State.ASKED:
        return
    # Of several rules some may have been decided: then it is, and what fell can be talked about anew. What has no words any more cannot.
    undecided = State.DROPPED if matter.stage == Stage.GONE else State.TALKING
    matter.state = State.DECIDED if Put.Came.ENACTED in came else undecided
    if matter.state == State.TALKING:
        matter.talked_since = this_week()
    matter.save(update_fields=["state", "talked_since"])


def _open_tasks(row: Put, proposal: Proposal) -> None:
    """What was planned for this way opens with the first of its decisions; about doing, where nothing was planned, the question itself."""
    begins = max(this_week(), Week.parse(str(proposal.begins)), key=str)
    planned = list(Task.objects.select_for_update().filter(alternative_id=row.alternative_id, state=TaskState.PLANNED))
    if not planned and not proposal.key:
        planned = [_task(row.matter, row.alternative, proposal.words[:LONGEST_TASK], Role.LEAD, FIRST_WEEKS)]
    for task in planned:
        task.state, task.decision, task.due = TaskState.OPEN, row.pk, str(begins + task.weeks)
        task.save()
        record.note("task opened", role="reference group", ref=task.pk)


def _task(matter: Matter, way: Alternative, what: str, owner: str, weeks: int) -> Task:
    return Task(id=uuid4(), matter=matter, alternative=way, what=what, owner=owner, weeks=weeks, state=TaskState.PLANNED)


# --- Tasks ----------------------------------------------------------------------------------------------
@transaction.atomic
def add_task(*, key: Key, alternative: UUID, what: str, owner: str, weeks: int, form_id: str) -> Task | None:
    """`owner`: one of `Role`, or an office; never somebody's name. None: this form was sent before. Raises Refused."""
    role = writer(key)
    way = way_of(alternative, State.DRAFT, State.TALKING, State.DECIDED, gone=True)
    matter = way.matter
    said, by = " ".join(needed(what, LONGEST_TASK).split()), " ".join(needed(owner, LONGEST_OWNER).split())
    if not 1 <= weeks <= FURTHEST_WEEKS:
        raise Refused(_("It is to be done in one to %(n)d weeks.") % {"n": FURTHEST_WEEKS})
    if matter.tasks.count() >= MOST_TASKS:
        raise Refused(_("That is enough for one matter. Write another one."))
    decided = way.puts.filter(came=Put.Came.ENACTED, turn=matter.turn).order_by("pk").first()
    if matter.state == State.DECIDED and decided is None:
        raise Refused(_("This way was not decided."))
    if not once.claim(form_id):
        return None
    made = _task(matter, way, said, by, weeks)
    if decided is not None:
        made.state, made.decision, made.due = TaskState.OPEN, decided.pk, str(this_week() + weeks)
    made.save(force_insert=True)
    record.note("task opened" if decided else "task planned", role=role, ref=made.pk)
    return made


def _open(key: Key, task: UUID) -> Task:
    """Hers to do, or she is a lead; not paused. Raises Refused."""
    row = Task.objects.select_for_update().filter(pk=task).first()
    if row is None or row.state != TaskState.OPEN:
        raise Refused(_("This is not to be done now: it is over, or not decided."))
    if not may_do(key, row.owner):
        raise Refused(_("This belongs to another job. A lead can do it, too."))
    if row.decision and (halt := pause_of(row.decision)) and stopped(halt):
        raise Refused(
            _("The steering group has stopped this until the end of %(until)s. Nothing was changed.")
            % {"until": week_words(str(halt.until))}
        )
    return row


@transaction.atomic
def change_task(*, key: Key, task: UUID, due: str, reason: str, form_id: str) -> None:
    """Another week, as "2026-W50", and why. Raises Refused."""
    why = needed(reason, LONGEST_TASK)
    row = _open(key, task)
    try:
        week = Week.parse(due)
    except ValueError:
        raise Refused(_("Say which week, like 2026-W50.")) from None
    if not this_week() <= week <= this_week() + FURTHEST_WEEKS:
        raise Refused(_("It is to be done this week, or within a year."))
    if str(week) == row.due:
        raise Refused(_("That is the week it has."))
    if not once.claim(form_id):
        return
    place = (row.moves.aggregate(most=Max("place"))["most"] or 0) + 1
    Move.objects.create(id=uuid4(), task=row, place=place, was=row.due, now=str(week), week=str(this_week()), reason=why)
    row.due = str(week)
    row.save(update_fields=["due"])
    record.note("task has another week", role=acting(key, row.owner, Role.LEAD), ref=row.pk)


def _end(key: Key, task: UUID, state: TaskState, came: str) -> None:
    said = needed(came, LONGEST_TASK)
    row = _open(key, task)
    row.state, row.came, row.ended = state, said, str(this_week())
    row.save(update_fields=["state", "came", "ended"])
    record.note("task done" if state == TaskState.DONE else "task dropped", role=acting(key, row.owner, Role.LEAD), ref=row.pk)


@transaction.atomic
def done(*, key: Key, task: UUID, came: str) -> None:
    """It is done; `came`: in one sentence, what came of it. Raises Refused."""
    _end(key, task, TaskState.DONE, came)


@transaction.atomic
def drop_task(*, key: Key, task: UUID, came: str) -> None:
    """It is not done any more; `came` says why. Everybody can read it. Raises Refused."""
    _end(key, task, TaskState.DROPPED, came)


def decided_here(matter: Matter, decision: UUID) -> bool:
    """Whether the decision came of this matter."""
    return matter.puts.filter(pk=decision, came=Put.Came.ENACTED).exists() and Decision.objects.filter(pk=decision).exists()
