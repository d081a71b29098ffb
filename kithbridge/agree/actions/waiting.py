"""What somebody who sits writes about a matter: locked, read by two with different jobs, then shown; taken back with its code.

Offers
------
store(row, inside, ...), Kept   one locked row; the same form makes one
show(key, row, fill)            she has read it and would show it; the second of another job shows it
hide(...), REASONS              it is not shown, and why
known(code), take_back(code), became(code), Became
waiting(key)                    what she can read and nobody has shown yet
end_sounding(matter)            a matter goes while those who sit are asked about its ways: their answers go, unseen
shred_hidden                    for the sweep: rule agree.hidden_weeks

Nothing leads from a row to her. Its number and code follow from the number of the form.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kithbridge import rules
from kithbridge.agree.actions import refused, standing, written
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Amendment, Comment, Matter, Sounding, Stage, State, Waits
from kithbridge.engines import sealing
from kithbridge.people import lifetimes, tries, vault, visit
from kithbridge.people.actions import danger, retention
from kithbridge.people.models import TeamMember
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

W = TypeVar("W", bound=Waits)
TABLES: tuple[type[Waits], ...] = (Matter, Comment, Amendment)
SWEPT = "words of matters"
BATCH, UNREAD_WEEKS = 500, 26
LONGEST_ANSWER = 200
TWO = 2
REASONS: dict[str, str | Promise] = {
    "somebody": gettext_lazy("somebody could be recognised"),
    "hurts": gettext_lazy("it hurts somebody"),
    "elsewhere": gettext_lazy("it is about something else"),
    "danger": gettext_lazy("somebody is in danger: we act on it"),
}
ONE_JOB = gettext_lazy(
    "Two of us with different jobs have to read it, and those you left ticked have the same one. Tick one more. Nothing was kept."
)
SILENT: dict[str, str | Promise] = {
    "silent": gettext_lazy("Nobody reads here now. Nothing was kept."),
    "readers": gettext_lazy("Choose who may read this. Nothing was kept."),
}


@dataclass(frozen=True)
class Kept:
    """What she is shown: the code that takes it back and shows what became of it, and who reads it."""

    number: UUID
    code: str = field(repr=False)
    readers: tuple[str, ...]


# --- Writing --------------------------------------------------------------------------------------------
def store(
    row: Waits, inside: Mapping[str, str], *, readers: Sequence[UUID], form_id: str, kind: str, beside: Callable[[], None] = lambda: None
) -> Kept:
    """Lock `inside` to the readers she left ticked. `beside` happens in the same transaction, once. Raises Refused, vault.CannotOpen."""
    try:
        chosen = written.left_in(readers)
    except refused.Refused as problem:
        raise Refused(str(SILENT[problem.why])) from None
    kept = Kept(written.number_of(form_id), written.code_of(form_id), tuple(member.work_name for member in chosen))
    row.pk, row.stage, row.week, row.back = kept.number, Stage.WAITING, str(this_week()), written.code_hash(kept.code)
    there = type(row)._default_manager.filter(pk=row.pk)
    if there.exists():
        return kept
    if _one_job(chosen) and not _one_job(written.readers_now()):
        raise Refused(str(ONE_JOB))
    if not visit.spend("matters", most=rules.value("asks.per_hour")):
        raise Refused(_("Too much is being written at once. Nothing was kept. Try again in an hour."))

    def content() -> None:
        if not once.claim(form_id):
            raise AlreadySent
        beside()
        row.save(force_insert=True)
        record.count(kind, role="reference group")

    seal = Seal(row, [member.pk for member in chosen], {"words": json.dumps(dict(inside))})
    with contextlib.suppress(AlreadySent):  # it has ended since: the code says so
        if not write_once(lambda: vault.create(content, seal), row):
            raise Refused(_("Too much is being written at once. Nothing was kept. Try again in a minute."))
    return kept


def _one_job(members: Sequence[TeamMember]) -> bool:
    """Whether no two of them together can show what they read."""
    return len({standing.jobs(member.pk) for member in members} - {frozenset()}) < TWO


# --- Reading --------------------------------------------------------------------------------------------
def inside(key: Key, row: Waits) -> dict[str, str]:
    """What waits, for a reader. Raises vault.CannotOpen."""
    found: dict[str, str] = json.loads(vault.read(key, row, "words"))
    return found


def _held(key: Key, table: type[W], number: UUID) -> W:
    row = table._default_manager.select_for_update().filter(pk=number, stage=Stage.WAITING, words__isnull=False).first()
    if row is None or not standing.jobs(key.owner) or not vault.readable(key, [number]):
        raise Refused(_("This was read, taken back, or is not yours to read."))
    return row


def show(*, key: Key, table: type[W], number: UUID, fill: Callable[[W, dict[str, str]], None]) -> bool:
    """True when it is shown now: two with different jobs have read it. `fill` puts the words where they are shown. Raises Refused."""

    def content() -> tuple[bool, Ending]:
        row = _held(key, table, number)
        if row.first_reader is None or not standing.jobs(row.first_reader):
            # Nobody has read it, or whoever did holds no job any more that reads these: she begins.
            row.first_reader = key.owner
            row.save(update_fields=["first_reader"])
            record.note("words about a matter read", role=acting(key, *standing.JOBS), ref=row.pk)
            return False, Ending()
        if not standing.two_jobs(row.first_reader, key.owner):
            raise Refused(_("Somebody else, with another job, has to read it."))
        fill(row, inside(key, row))
        row.stage, row.first_reader, row.words = Stage.SHOWN, None, None
        row.save()
        danger.forget_about([row.pk])
        record.note("words about a matter read by a second", role=acting(key, *standing.JOBS), ref=row.pk)
        return True, Ending(items=[row.pk])

    return vault.end(content)


def hide(*, key: Key, table: type[Waits], number: UUID, reason: str, answer: str) -> None:
    """It is not shown. Its writer learns why, by her code; the words go after rule agree.hidden_weeks. Raises Refused."""

    def content() -> tuple[None, Ending]:
        row = _held(key, table, number)
        said = " ".join(answer.split())
        if reason not in REASONS or not said or len(said) > LONGEST_ANSWER:
            raise Refused(_("Say which of the reasons it is, and a sentence to whoever wrote it."))
        row.stage, row.reason, row.answer, row.first_reader, row.week = Stage.HIDDEN, reason, said, None, str(this_week())
        row.save(update_fields=["stage", "reason", "answer", "first_reader", "week"])
        record.note("words about a matter hidden", role=acting(key, *standing.JOBS), ref=row.pk)
        return None, Ending()

    vault.end(content)


def waiting(key: Key, table: type[W]) -> list[tuple[W, dict[str, str]]]:
    """What this reader can open and nobody has shown or hidden yet."""
    rows = list(table._default_manager.filter(stage=Stage.WAITING, words__isnull=False).order_by("pk"))
    mine = vault.readable(key, [row.pk for row in rows])
    return [(row, inside(key, row)) for row in rows if row.pk in mine]


# --- Hers, by the code ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Became:
    """What became of what she wrote; `answer`: what we say to her, where it is not shown.

    outcome : of other words: "open", "taken" (they stand in the text) or "refused", with why not in `because`; else ""
    """

    stage: str
    label: str
    reason: str
    answer: str = field(repr=False)
    outcome: str = ""
    because: str = ""


def _by_code(table: type[W], code: str) -> QuerySet[W]:
    mark = written.code_hash(code)
    rows = table._default_manager.exclude(stage=Stage.GONE)
    return rows.filter(back=mark) if mark else rows.none()


def known(code: str) -> bool:
    """Asked before anything is done with a code. Raises Refused while too many are guessing."""
    good = any(_by_code(table, code).exists() for table in TABLES)
    try:
        tries.one(good=good)
    except sealing.Busy:
        raise Refused(str(tries.TOO_MANY)) from None
    return good


def became(code: str) -> Became | None:
    """None when nothing about matters has this code."""
    for table in TABLES:
        if row := _by_code(table, code).first():
            reason = str(REASONS.get(row.reason, "")) if row.stage == Stage.HIDDEN else ""
            words = (row.outcome, row.because) if isinstance(row, Amendment) and row.stage == Stage.SHOWN else ("", "")
            return Became(row.stage, str(Stage(row.stage).label), reason, row.answer, *words)
    return None


def take_back(*, code: str) -> bool:
    """She takes it back, wherever it stands. False when nothing about matters has this code."""

    def content() -> tuple[bool, Ending]:
        going: list[UUID] = []
        for table in TABLES:
            for row in _by_code(table, code).select_for_update():
                _empty(row)
                going.append(row.pk)
        if going:
            danger.forget_about(going)
            record.count("words about a matter taken back", role="neighbour")
        return bool(going), Ending(items=going)

    return vault.end(content)


def _empty(row: Waits) -> None:
    """The words go; that something was said, and by whom in the group, stays."""
    row.stage, row.words, row.back, row.answer, row.first_reader, row.reason = Stage.GONE, None, "", "", None, ""
    if isinstance(row, Comment):
        row.text = ""
    elif isinstance(row, Amendment):
        row.new = ""
    elif isinstance(row, Matter):
        row.title = row.what = row.cost = row.who_acts = row.risks = ""
        if row.state in (State.DRAFT, State.TALKING):
            row.state = State.DROPPED
            end_sounding(row)
    row.save()


def end_sounding(matter: Matter) -> None:
    """Inside a transaction. Nothing is told of it: it was not over."""
    Sounding.objects.filter(matter=matter, closes__isnull=False).delete()


# --- The sweep ------------------------------------------------------------------------------------------
def _old(table: type[W]) -> QuerySet[W]:
    """What is hidden and has had its weeks; what nobody read in half a year."""
    unread = Q(stage=Stage.WAITING, week__lt=str(this_week() - UNREAD_WEEKS))
    return table._default_manager.filter(Q(lifetimes.over("agree.hidden_weeks"), stage=Stage.HIDDEN) | unread, words__isnull=False)


def shred_hidden(dry_run: bool = False) -> int:
    """Their words and keys go. That something was hidden, and why, stays: the public record counts it."""

    def end_batch(table: type[Waits], batch: list[UUID]) -> tuple[int, Ending]:
        rows = table._default_manager.select_for_update().filter(pk__in=batch, words__isnull=False)
        going = list(rows.values_list("pk", flat=True))
        danger.forget_about(going)
        table._default_manager.filter(pk__in=going).update(words=None, answer="", back="", first_reader=None, stage=Stage.HIDDEN)
        retention.receipt(SWEPT, len(going))
        return len(going), Ending(items=going)

    if dry_run:
        return sum(_old(table).count() for table in TABLES)
    total = 0
    for table in TABLES:
        while batch := list(_old(table).values_list("pk", flat=True)[:BATCH]):
            total += vault.end(partial(end_batch, table, batch))
    return total
