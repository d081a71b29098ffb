"""Taking what is offered, and taking it back: the text on its way through forms, because the server keeps none.

Offers
------
Step(start, old, new)     one replacement, offsets in code points of the text as it was just before
Carried                   a text with the steps that led to it and what its file said about stretches of it
Carried.of(...)           out of the fields of a form; what does not fit any more is left out
.take(...), .undo()       the same with one step more or fewer
.known_now()              what the file said, moved along with the steps

A form carries the text as it is now. The text before is not carried a second time: walking the steps back gives it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kithbridge.engines.language.check import Known

MOST_STEPS = 500
# Each is moved along with each step, and held against each finding: of more than this nobody's own file says anything.
MOST_KNOWN = 5_000
# JSON can hold what no number and no text is: 1e999, half a surrogate pair.
UNREADABLE = (ValueError, TypeError, RecursionError, OverflowError)


@dataclass(frozen=True)
class Step:
    """`old` at `start` became `new`."""

    start: int
    old: str
    new: str

    def done(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def undone(self, text: str) -> str | None:
        """None where `new` does not stand there: somebody wrote in between."""
        end = self.start + len(self.new)
        return text[: self.start] + self.old + text[end:] if text[self.start : end] == self.new else None


def _undone(text: str, steps: Iterable[Step]) -> str | None:
    for step in reversed(list(steps)):
        back = step.undone(text)
        if back is None:
            return None
        text = back
    return text


def mark_of(text: str) -> str:
    """Says whether a text is still the one that was read out of the file. It never leaves the form."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _text(sent: object) -> str:
    """Raises ValueError for what has no UTF-8: no page could show it."""
    text = str(sent)
    text.encode()
    return text


def _steps(sent: str) -> tuple[Step, ...]:
    try:
        rows = json.loads(sent or "[]")
        made = tuple(Step(int(start), _text(old), _text(new)) for start, old, new in rows)
    except UNREADABLE:
        return ()
    return made if len(made) <= MOST_STEPS and all(step.start >= 0 for step in made) else ()


def _known(sent: str) -> tuple[Known, ...]:
    try:
        made = tuple(Known(int(start), int(end), _text(kind)) for start, end, kind in json.loads(sent or "[]"))
    except UNREADABLE:
        return ()
    return made if len(made) <= MOST_KNOWN else ()


@dataclass(frozen=True)
class Carried:
    """`text` as it is now; `before` as it was before the first step; `known` counts in `before`."""

    text: str
    before: str
    steps: tuple[Step, ...] = ()
    known: tuple[Known, ...] = field(default=(), repr=False)

    @classmethod
    def fresh(cls, text: str, known: Iterable[Known] = ()) -> Carried:
        return cls(text, text, (), tuple(known))

    @classmethod
    def of(cls, *, text: str, steps: str, known: str, mark: str) -> Carried:
        """Out of a form. If somebody wrote in the text, the steps no longer lead back: they go, and what the file said with them."""
        made = _steps(steps)
        before = _undone(text, made)
        if before is None:
            return cls.fresh(text)
        return cls(text, before, made, _known(known) if mark and mark == mark_of(before) else ())

    def fields(self) -> dict[str, str]:
        """What the form carries beside the text."""
        rows = [[one.start, one.end, one.kind] for one in self.known]
        return {
            "steps": json.dumps([[one.start, one.old, one.new] for one in self.steps], ensure_ascii=False, separators=(",", ":")),
            "known": json.dumps(rows, separators=(",", ":")),
            "mark": mark_of(self.before) if rows else "",
        }

    def take(self, step: Step) -> Carried:
        made = replace(self, text=step.done(self.text), steps=(*self.steps, step))
        return made if len(made.steps) <= MOST_STEPS else Carried.fresh(made.text, made.known_now())

    def undo(self) -> Carried:
        """Without the last step; the same where there is none."""
        if not self.steps:
            return self
        back = self.steps[-1].undone(self.text)
        return self if back is None else replace(self, text=back, steps=self.steps[:-1])

    def known_now(self) -> tuple[Known, ...]:
        """Stretches behind a step move by what it added; a stretch around it grows; one that it cut into ends where it began."""
        found = list(self.known)
        for step in self.steps:
            end, more = step.start + len(step.old), len(step.new) - len(step.old)
            found = [Known(_moved(one.start, step.start, end, more), _moved(one.end, step.start, end, more), one.kind) for one in found]
        return tuple(one for one in found if one.start < one.end)


def _moved(place: int, start: int, end: int, more: int) -> int:
    if place >= end:
        return place + more
    return min(place, start)
