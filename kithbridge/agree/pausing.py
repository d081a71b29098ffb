"""A pause of a decision, as it stands for its tasks.

Offers
------
pause_of(decision)    the pause, or None; a decision is paused once at most
stopped(pause)        whether it holds this week
due_of(task)          the week by which a task is to be done: as many weeks later as its decision was paused while it was open
overdue(task)         whether that is over
"""

from __future__ import annotations

from uuid import UUID

from kithbridge.agree.matter_models import Task, TaskState
from kithbridge.engines.week import Week
from kithbridge.rules.models import Pause
from kithbridge.web.clock import this_week


def pause_of(decision: UUID) -> Pause | None:
    """The one pause of a decision, also when it is over."""
    return Pause.objects.filter(decision=decision).first()


def stopped(pause: Pause | None) -> bool:
    """Whether it holds this week."""
    return pause is not None and str(pause.week) <= str(this_week()) <= str(pause.until)


def due_of(task: Task, pause: Pause | None) -> Week | None:
    """None for a task that is not open yet."""
    if not task.due:
        return None
    due = Week.parse(task.due)
    if pause is None or str(pause.week) > task.due:
        return due
    return due + (Week.parse(str(pause.until)) - Week.parse(str(pause.week)) + 1)


def overdue(task: Task, pause: Pause | None) -> bool:
    """Whether its week is over and it is not done."""
    due = due_of(task, pause)
    return task.state == TaskState.OPEN and due is not None and not stopped(pause) and due < this_week()
