"""What holds now, read once and kept in each process until somebody decides something else.

Offers
------
value(key)            what holds now: one function, no query of its own
in_force(key)         the same with how it came to hold
at(week)              every rule as it was at the end of a past week
pending(key)          the change that is decided and has not begun
lasting(key)          what an urgent change falls back to
newest(key)           which change people rest on when they are asked
began()               the week the group began
forget()              read again at the next call
one_answer()          inside it every call gets the same state: for one request

At most every half second a process asks the database whether the rules moved (one query of one row); a page asks at most once.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from kithbridge.engines.week import Week
from kithbridge.rules.declare import Rule, all_rules, rule
from kithbridge.rules.fold import Change, Halt, holds
from kithbridge.rules.fold import in_force as fold
from kithbridge.rules.kinds import Unfit
from kithbridge.web.clock import this_week

FRESH_SECONDS = 0.5
THE_ROW = "rules"


@dataclass(frozen=True)
class InForce:
    """How a rule stands.

    how : "default", "founding", "decision", "trial" or "urgent"
    n : place of the change in the record; 0 for the default
    decision : number of the decision, or ""
    bounded : whether a limit of the software holds instead of what was once decided
    """

    rule: Rule
    value: Any
    how: str = "default"
    n: int = 0
    week: str = ""
    until: str = ""
    decision: str = ""
    chosen_by: str = ""
    bounded: bool = False


@dataclass
class Known:
    """Everything recorded, as it was when it was read."""

    mark: UUID | None
    began: str
    changes: list[Change]
    halts: list[Halt]
    weeks: dict[str, dict[str, InForce]] = field(default_factory=dict)

    def in_week(self, week: str) -> dict[str, InForce]:
        if week not in self.weeks:
            standing = fold(self.changes, self.halts, week)
            self.weeks = {**self.weeks, week: {one.key: _in_force(one, standing.get(one.key)) for one in all_rules()}}
        return self.weeks[week]


def _in_force(declared: Rule, change: Change | None) -> InForce:
    if change is None:
        return InForce(declared, declared.default)
    told = (change.how, change.n, change.week, change.until, change.decision, change.chosen_by)
    try:
        fitting = declared.kind.fit(change.value)
    except Unfit:
        # The software has learned another kind since: what was decided cannot be obeyed any more, and says so.
        return InForce(declared, declared.default, *told, bounded=True)
    if declared.refusal(fitting):
        # A newer version of the software set a limit that this value passes.
        limit = declared.floor if declared.floor is not None and declared.kind.below(fitting, declared.floor) else declared.ceiling
        try:
            bound = declared.kind.fit(limit)
        except Unfit:
            bound = declared.default
        return InForce(declared, bound, *told, bounded=True)
    return InForce(declared, fitting, *told)


_known: Known | None = None
_looked = 0.0
_request = threading.local()


def forget() -> None:
    """Read again at the next call, in this process."""
    global _known
    _known = None
    _request.state = None


@contextlib.contextmanager
def one_answer() -> Iterator[None]:
    """Inside, whoever asks gets the same state: a page never shows two answers."""
    _request.held, _request.state = True, None
    try:
        yield
    finally:
        _request.held, _request.state = False, None


def _read() -> Known:
    from kithbridge.rules.models import Edition, Pause, Version

    edition = Edition.objects.filter(row=THE_ROW).first()
    changes = [
        Change(row.n, row.key, row.value, row.how, str(row.week), row.until, str(row.decision_id or ""), str(row.chosen_by or ""))
        for row in Version.objects.order_by("n")
    ]
    halts = [Halt(row.n, str(row.decision_id), str(row.week), str(row.until)) for row in Pause.objects.order_by("n")]
    return Known(edition.mark if edition else None, str(edition.began) if edition else "", changes, halts)


def _mark() -> UUID | None:
    from kithbridge.rules.models import Edition

    return Edition.objects.filter(row=THE_ROW).values_list("mark", flat=True).first()


def known() -> Known:
    """The state of this moment, or of this request. With the database gone, the last that was known."""
    global _known, _looked
    held = getattr(_request, "state", None)
    if held is not None:
        return held  # type: ignore[no-any-return]
    found, now = _known, time.monotonic()
    if found is None or now - _looked >= FRESH_SECONDS:
        try:
            if found is None or _mark() != found.mark:
                found = _read()
        except DatabaseError:
            if found is None:
                raise
        _known, _looked = found, now
    if getattr(_request, "held", False):
        _request.state = found
    return found


def in_force(key: str) -> InForce:
    """How a rule stands now. Raises KeyError for a rule nobody declared."""
    rule(key)
    return known().in_week(str(this_week()))[key]


def value(key: str) -> Any:
    """What holds now. Raises KeyError for a rule nobody declared."""
    return in_force(key).value


def at(week: Week) -> dict[str, InForce]:
    """Every rule as it stood at the end of that week."""
    return known().in_week(str(week))


def lasting(key: str) -> Any:
    """What would hold now without any urgent change: what it falls back to."""
    found = known()
    lasting_ones = [one for one in found.changes if one.how != "urgent"]
    return _in_force(rule(key), fold(lasting_ones, found.halts, str(this_week())).get(key)).value


def newest(key: str) -> int:
    """Place in the record of the newest change of a rule that was not an urgent one; 0 when there is none.

    What people are asked about rests on it: pauses and urgent changes that come and go do not overtake them.
    """
    return max((one.n for one in known().changes if one.key == key and one.how != "urgent"), default=0)


def pending(key: str) -> Change | None:
    """What is decided for this rule and begins in a later week."""
    now = str(this_week())
    waiting = [one for one in known().changes if one.key == key and one.week > now]
    return waiting[-1] if waiting else None


def paused(key: str) -> Halt | None:
    """The pause that keeps a decision about this rule from holding now."""
    found, now = known(), str(this_week())
    for halt in found.halts:
        stopped = next((one for one in found.changes if one.decision == halt.decision), None)
        if stopped and stopped.key == key and halt.week <= now <= halt.until and holds(stopped, [], now):
            return halt
    return None


def began() -> Week:
    """The week the group began; this week where nothing is recorded yet."""
    found = known().began
    return Week.parse(found) if found else this_week()
