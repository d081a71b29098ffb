"""What is late: a task whose week is over, pauses counted; something that is talked about for longer than the group allows.

Offers
------
pause_of(decision)    the pause, or None; a decision is paused once at most; pauses_of(decisions) of many
stopped(pause)        whether it holds this week
due_of(task)          the week by which a task is to be done: as many weeks later as its decision was paused while it was open
overdue(task)         whether that is over
late_since()          what is talked about since this week, or longer, is late; "" while nobody sits whom it could be put to
is_late(matter, since)  whether one is; talked_since(matter): its weeks begin then
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kithbridge import rules
from kithbridge.agree.matter_models import Matter, Stage, State, Task, TaskState
from kithbridge.engines.week import Week
from kithbridge.people.deciding import queries
from kithbridge.rules.models import Pause
from kithbridge.web.clock import this_week


def pause_of(decision: UUID) -> Pause | None:
    """The one pause of a decision, also when it is over."""
    return Pause.objects.filter(decision=decision).first()


def pauses_of(decisions: Iterable[UUID | None]) -> dict[UUID | None, Pause]:
    """The same for many at once."""
    return {row.decision_id: row for row in Pause.objects.filter(decision__in={one for one in decisions if one})}


def stopped(pause: Pause | None) -> bool:
    """Whether it holds this week."""
    return pause is not None and str(pause.week) <= str(this_week()) <= str(pause.until)


def due_of(task: Task, pause: Pause | None) -> Week | None:
    """None for a task that is not open yet. Of a pause those weeks count that came after its week was set, when it opened or was moved."""
    if not task.due:
        return None
    due = Week.parse(task.due)
    if pause is None or str(pause.week) > task.due:
        return due
    moved = max(task.moves.all(), key=lambda one: one.place, default=None)
    set_in = str(moved.week) if moved else str(due - task.weeks)
    begins, until = max(str(pause.week), set_in), str(pause.until)
    return due + (Week.parse(until) - Week.parse(begins) + 1) if begins <= until else due


def overdue(task: Task, pause: Pause | None) -> bool:
    """Whether its week is over and it is not done."""
    due = due_of(task, pause)
    return task.state == TaskState.OPEN and due is not None and not stopped(pause) and due < this_week()


def late_since() -> str:
    """By the rule `agree.talk_weeks`. Of many matters it is asked once."""
    return str(this_week() - int(rules.value("agree.talk_weeks"))) if queries.sits() else ""


def talked_since(matter: Matter) -> Week:
    """Of one that is older than this account, the week it was written."""
    return Week.parse(str(matter.talked_since or matter.week))


def is_late(matter: Matter, since: str) -> bool:
    """Whether it is talked about, and was not put to the reference group in time."""
    talking = matter.state == State.TALKING and matter.stage == Stage.SHOWN
    return talking and str(talked_since(matter)) <= since
