"""Whether the rules are what the event record says was done: each change and pause has its entry, and each entry its change.

Offers
------
check()    reads every change and pause with its decision against the record; a `Proof`

`enact.py` gives the record the hash of a line that holds a change and everything of the decision behind it. So whoever changes, adds or
removes one in the database leaves a line without an entry, or an entry without a line. The entries themselves are `chain.verify`'s.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from kithbridge.rules.models import Decision, Edition, Pause, Version
from kithbridge.rules.recorded import DECIDED_TO_DO, TO_DO, about, decision_line, pause_line, version_line
from kithbridge.web.record.chain import FIRST
from kithbridge.web.record.models import Entry, Segment

CHANGED, PAUSED = "rule changed: ", "decision paused: "
MOST_LOOKS = 5


@dataclass(frozen=True)
class _Line:
    """One change or pause, or a decision about something to do (number 0: these are not counted), as the record must know it."""

    n: int
    week: str
    kind: str
    digest: str

    def told(self) -> str:
        return f"{self.kind} (number {self.n}, {self.week})" if self.n else f"{self.kind} ({self.week})"


@dataclass(frozen=True)
class Proof:
    """What was found. `cannot_know`: what this check cannot tell."""

    changes: int
    pauses: int
    problems: list[str] = field(default_factory=list)
    cannot_know: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _lines() -> list[_Line]:
    changes = Version.objects.select_related("decision").prefetch_related("decision__evidence")
    lines = [
        _Line(row.n, str(row.decision.week if row.decision else row.week), CHANGED + row.key, _hash(version_line(row))) for row in changes
    ]
    pauses = Pause.objects.select_related("decision")
    lines += [_Line(row.n, str(row.week), PAUSED + about(row.decision), _hash(pause_line(row))) for row in pauses]
    doing = Decision.objects.filter(key="").prefetch_related("evidence")
    lines += [_Line(0, str(row.week), DECIDED_TO_DO, _hash(decision_line(row))) for row in doing]
    return sorted(lines, key=lambda line: (line.n, line.week))


def _entries() -> Counter[tuple[str, str]]:
    """What the record knows of rules: (kind, hash)."""
    found: Counter[tuple[str, str]] = Counter()
    for start in (CHANGED, PAUSED, DECIDED_TO_DO):
        found.update(Entry.objects.filter(kind__startswith=start).values_list("kind", "ref").iterator(5_000))
    return found


def check() -> Proof:
    """Compare rules and record, both ways; once more when a rule changed meanwhile."""
    for _again in range(MOST_LOOKS):
        before = _mark()
        proof = _compare()
        if _mark() == before:
            break
    return proof


def _mark() -> UUID | None:
    return Edition.objects.values_list("mark", flat=True).first()


def _compare() -> Proof:
    lines, entries = _lines(), _entries()
    dropped = Segment.objects.filter(dropped=True).order_by("-week").values_list("week", flat=True).first() or ""
    without: list[_Line] = []
    first_known = 0
    for line in lines:
        if entries[line.kind, line.digest]:
            entries[line.kind, line.digest] -= 1
            first_known = first_known or line.n
        else:
            without.append(line)
    # What came after a change whose entry is still there cannot have lost its own.
    had_its_time = [line for line in without if line.week <= dropped and (not line.n or not first_known or line.n < first_known)]
    problems = [f"{line.told()}: it, or its decision, is not what was recorded." for line in without if line not in had_its_time]
    problems += [f"{kind}: recorded, but no such change is there." for (kind, _digest), n in sorted(entries.items()) for _one in range(n)]
    problems += _numbers(lines) + _decisions(dropped)
    cannot = []
    if had_its_time:
        cannot.append(f"{len(had_its_time)} changes of rules are older than the entries that are kept: they may have been altered.")
    if lines:
        cannot.append(
            "Whoever may write into the database can add a change together with an entry. The record shows it then: "
            "compare the list of decisions with what people remember."
        )
    pauses = sum(line.kind.startswith(PAUSED) for line in lines)
    return Proof(sum(line.kind.startswith(CHANGED) for line in lines), pauses, problems, cannot)


def _numbers(lines: list[_Line]) -> list[str]:
    """Changes and pauses are counted without a gap."""
    edition = Edition.objects.first()
    there, counted = {line.n for line in lines if line.n}, edition.n if edition else 0
    lost = sorted(set(range(1, max([counted, *there]) + 1)) - there)
    said = [f"The change with the number {n} is gone." for n in lost]
    if any(n > counted for n in there):
        said.append(f"{counted} changes were counted, and there is one with a higher number.")
    return said


def _decisions(dropped: str) -> list[str]:
    """Each decision about a rule has its change, and each names a head that stands in the record."""
    idle = Decision.objects.filter(version__isnull=True).exclude(key="")
    said = [f"{row.key}: a decision stands there that changed nothing." for row in idle]
    decisions = Decision.objects.values_list("head", "key", "week")
    named = {head: key for head, key, week in decisions if str(week) > dropped}
    known = {FIRST, *Entry.objects.filter(hash__in=named).values_list("hash", flat=True)}
    for edges in Segment.objects.values_list("opens", "closes"):
        known.update(edges)
    strange = [key or TO_DO for head, key in named.items() if head not in known]
    return said + [f"{key}: the head printed with its decision does not stand in the record." for key in strange]
