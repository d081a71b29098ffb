"""A matter in words, for its pages.

Offers
------
told(matter, team=False)   all of it, as `Told`; `team`: with words that one person alone has read
tasks_told(tasks), puts_told(puts), effect_told(effect)   puts_in_order(puts)
live_words(bands)          of a sounding, {"living": "more than 50"} as sentences
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from kithbridge import rules
from kithbridge.agree.actions.amending import REWORDED, Piece, difference
from kithbridge.agree.actions.effects import HEARD_FROM, asks
from kithbridge.agree.actions.speaking import by_words
from kithbridge.agree.matter_models import Alternative, Amendment, Answer, Effect, Matter, Part, Put, Sounding, Stage, State, Task
from kithbridge.agree.models import Voice
from kithbridge.agree.pausing import due_of, is_late, late_since, overdue, pauses_of, stopped, talked_since
from kithbridge.people.deciding import queries
from kithbridge.people.deciding import told as deciding
from kithbridge.people.deciding.models import Proposal
from kithbridge.people.deciding.told import Said
from kithbridge.people.models import Role
from kithbridge.rules import Constituency, Protects, decided
from kithbridge.rules.models import Decision, Pause
from kithbridge.rules.spoken import band_words, date_words, week_words
from kithbridge.web.clock import this_week

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Change:
    """Another value for a rule."""

    key: str
    question: str
    now: str
    proposed: str


@dataclass(frozen=True)
class TaskTold:
    """What is to be done. `paused`: by the steering group, in words; `moves`: each other week with its reason."""

    id: UUID
    what: str
    owner: str
    due: str
    state: str
    label: str
    overdue: bool
    paused: str
    moves: list[str]
    came: str
    ended: str


@dataclass(frozen=True)
class Way:
    """One alternative. `sounding`: how many could live with it, in bands, from the last sounding."""

    id: UUID
    letter: str
    text: str
    by: str
    dropped: bool
    changes: list[Change]
    sounding: list[str]


@dataclass(frozen=True)
class CommentTold:
    id: UUID
    by: str
    week: str
    text: str
    gone: bool
    written_by: UUID | None


@dataclass(frozen=True)
class AmendmentTold:
    """Other words for one part; `letter` where it is about one of the ways. `pieces`: the difference."""

    id: UUID
    part: str
    letter: str
    by: str
    week: str
    pieces: list[Piece]
    outcome: str
    label: str
    because: str
    gone: bool


@dataclass(frozen=True)
class PutTold:
    """A question before the reference group. `decision`: None until it is decided."""

    id: UUID
    letter: str
    rule: str
    question: str
    came: str
    standing: str
    decision: decided.Told | None


@dataclass(frozen=True)
class EffectTold:
    """What changed. `said`: what those it is for say, in words, [] until eight have counted; `asks`: they are being asked."""

    id: UUID
    text: str
    by: str
    week: str
    task: str
    said: list[str]
    asks: bool
    reopened: bool


@dataclass(frozen=True)
class Told:
    """One matter, ready to be read. `gone`: whoever wrote it took her words back; `late`: that nobody has put it in time, in words."""

    id: UUID
    number: int
    gone: bool
    title: str
    what: str
    cost: str
    who_acts: str
    risks: str
    for_whom: str
    state: str
    label: str
    because: str
    late: str
    turn: int
    by: str
    last_by: str
    week: str
    ways: list[Way]
    evidence: list[Said]
    voices: list[str]
    comments: list[CommentTold]
    amendments: list[AmendmentTold]
    sounding: str
    puts: list[PutTold]
    tasks: list[TaskTold]
    effects: list[EffectTold]


def live_words(bands: Mapping[str, str]) -> list[str]:
    """Of each group of people, how many could live with it; and where it was said of other words."""
    bands = dict(bands)
    before = [_("its words have changed since")] if bands.pop(REWORDED, "") else []
    names = {one.value: str(one.label) for one in Constituency} | {"together": _("everybody together")}
    return [
        pgettext("how it went", "%(who)s: %(band)s could live with it") % {"who": names.get(name, name), "band": band_words(band)}
        for name, band in bands.items()
    ] + before


# --- Ways to do it --------------------------------------------------------------------------------------
def letter(way: Alternative) -> str:
    """A, B, C, ..."""
    return LETTERS[(way.place - 1) % len(LETTERS)]


def changes_told(way: Alternative) -> list[Change]:
    """The rules it would change; those this version of the software does not have any more are left out."""
    known = {one.key: one for one in rules.all_rules()}
    found = []
    for one in way.changes:
        if declared := known.get(one["rule"]):
            proposed = declared.sentence_for(one["value"]).replace("{value}", decided.shown(declared, one["value"]))
            found.append(Change(declared.key, str(declared.question), rules.explained(declared.key), proposed))
    return found


def _ways(matter: Matter, last: Sounding | None) -> list[Way]:
    shown: dict[str, Any] = last.shown if last and last.closes is None else {}
    return [
        Way(way.pk, letter(way), way.text, by_words(way.by), way.dropped, changes_told(way), live_words(shown.get(str(way.pk), {})))
        for way in matter.alternatives.order_by("dropped", "place")
    ]


def _sounding(last: Sounding | None) -> str:
    if last is None:
        return ""
    if last.closes is not None:
        return _("Those who sit say until %(day)s which of these they could live with. Nothing is shown before.") % {
            "day": date_words(last.closes)
        }
    return "" if last.shown else _("Those who sit said which of these they could live with. Too few answered to show it.")


# --- What was said of it --------------------------------------------------------------------------------
def _comments(matter: Matter) -> list[CommentTold]:
    rows = matter.comments.filter(stage__in=[Stage.SHOWN, Stage.GONE]).order_by("week", "pk")
    return [
        CommentTold(
            row.pk,
            by_words(row.by),
            week_words(str(row.week)),
            row.text or _("These words were taken back."),
            row.stage == Stage.GONE,
            row.written_by,
        )
        for row in rows
    ]


def _amendments(matter: Matter) -> list[AmendmentTold]:
    rows = matter.amendments.filter(stage__in=[Stage.SHOWN, Stage.GONE]).select_related("alternative").order_by("week", "pk")
    return [
        AmendmentTold(
            row.pk,
            str(Part(row.part).label),
            letter(row.alternative) if row.alternative else "",
            by_words(row.by),
            week_words(str(row.week)),
            difference(row.old, row.new) if row.stage == Stage.SHOWN else [],
            row.outcome,
            str(Amendment.Outcome(row.outcome).label),
            row.because,
            row.stage == Stage.GONE,
        )
        for row in rows
    ]


# --- What became of it ----------------------------------------------------------------------------------
def puts_told(rows: Sequence[Put]) -> list[PutTold]:
    """Questions before the reference group, in the order given; as few queries for many as for one."""
    numbers = [row.pk for row in rows]
    open_ones = {one.pk: one for one in queries.known().filter(pk__in=numbers)}
    taken = list(Decision.objects.filter(pk__in=numbers).select_related("version", "pause").prefetch_related("evidence"))
    told_of = {one.pk: said for one, said in zip(taken, decided.decisions_told(taken), strict=True)}
    return [_put(row, open_ones.get(row.pk), told_of.get(row.pk)) for row in rows]


def puts_in_order(rows: Iterable[Put]) -> list[Put]:
    """The newest turn first; within it as the ways stand."""
    return sorted(rows, key=lambda put: (-put.turn, put.alternative.place, put.rule, put.pk.bytes))


def _put(row: Put, proposal: Proposal | None, decision: decided.Told | None) -> PutTold:
    if decision is not None:
        question = decision.question
    else:
        question = queries.question_of(proposal) if proposal else row.alternative.text
    if proposal is not None:
        standing = queries.standing(proposal)
    elif row.came == Put.Came.FELL:
        standing = queries.FELL.get(row.because, lambda: _("It came to nothing."))()
    else:
        standing = str(Put.Came(row.came).label)
    return PutTold(row.pk, letter(row.alternative), row.rule, question, row.came, standing, decision)


def owner_words(owner: str) -> str:
    """A job or an office."""
    return str(Role(owner).label) if owner in Role.values else owner


def tasks_told(tasks: Iterable[Task]) -> list[TaskTold]:
    """Tasks in the order given, each with the pause of its decision; as few queries for many as for one."""
    found = list(tasks)
    pauses = pauses_of(task.decision for task in found)
    return [_task(task, pauses.get(task.decision)) for task in found]


def _task(task: Task, halt: Pause | None) -> TaskTold:
    due = due_of(task, halt)
    paused = _("Stopped by the steering group until the end of %(until)s.") % {"until": week_words(str(halt.until))} if halt else ""
    return TaskTold(
        id=task.pk,
        what=task.what,
        owner=owner_words(task.owner),
        due=week_words(due) if due else "",
        state=task.state,
        label=str(task.get_state_display()),
        overdue=overdue(task, halt),
        paused=paused if stopped(halt) else "",
        moves=[
            _("From %(was)s to %(now)s: %(reason)s")
            % {"was": week_words(str(move.was)), "now": week_words(str(move.now)), "reason": move.reason}
            for move in sorted(task.moves.all(), key=lambda one: one.place)
        ],
        came=task.came,
        ended=week_words(task.ended) if task.ended else "",
    )


def _voice(name: str) -> str:
    return _("everybody together") if name == "together" else str(Voice(name).label)


SHARES: dict[str, str | Promise] = {
    "nearly all": gettext_lazy("nearly all"),
    "most": gettext_lazy("most"),
    "split": gettext_lazy("about half"),
    "few": gettext_lazy("fewer than half"),
    "nearly nobody": gettext_lazy("nearly nobody"),
}


def _said(effect: Effect) -> list[str]:
    if not effect.shown:
        heard = _("At least %(n)d people have answered. More must answer before we can tell how.") % {"n": HEARD_FROM}
        return [heard] if effect.shown_at else []
    return [
        pgettext("did it change", "%(who)s: %(share)s say “%(answer)s”")
        % {"who": _voice(name), "answer": Answer(answer).label, "share": SHARES.get(word, word)}
        for name, words in effect.shown.items()
        for answer, word in words.items()
    ]


def effect_told(effect: Effect) -> EffectTold:
    """What changed, and what those it is for say."""
    return EffectTold(
        id=effect.pk,
        text=effect.text,
        by=by_words(effect.by),
        week=week_words(str(effect.week)),
        task=effect.task.what if effect.task else "",
        said=_said(effect),
        asks=asks(effect),
        reopened=effect.reopened,
    )


def because(matter: Matter) -> str:
    """Why it is talked about again, or was taken back."""
    if matter.because:
        return str(matter.because)
    if matter.state == State.TALKING and any(one.reopened and one.turn == matter.turn - 1 for one in matter.effects.all()):
        return _("Many of those it is for said: not yet.")
    return ""


def late_words(matter: Matter, since: str) -> str:
    """That it should have been put to the reference group by now; "" where it is not late."""
    if not is_late(matter, since):
        return ""
    weeks = this_week() - talked_since(matter)
    said = ngettext(
        "We have talked about it for %(n)d week, and nobody has asked the reference group yet.",
        "We have talked about it for %(n)d weeks, and nobody has asked the reference group yet.",
        weeks,
    )
    return said % {"n": weeks}


def told(matter: Matter, *, team: bool = False) -> Told:
    """Everything a page says about one matter."""
    pieces = deciding.said_of(list(matter.origins.order_by("kind", "role", "pk")))
    pieces = pieces if team else [one for one in pieces if not one.waits]
    # The open one, else the last that closed. Databases do not agree where an empty day stands.
    last = matter.soundings.order_by(F("closes").desc(nulls_last=True), "-week").first()
    # Once it is decided, what was planned for the other ways never opens.
    tasks = matter.tasks.exclude(due="") if matter.state in (State.DECIDED, State.DROPPED) else matter.tasks
    return Told(
        id=matter.pk,
        number=matter.number,
        gone=matter.stage == Stage.GONE,
        title=matter.title or _("These words were taken back."),
        what=matter.what,
        cost=matter.cost,
        who_acts=matter.who_acts,
        risks=matter.risks,
        for_whom=str(Protects(matter.for_whom).label),
        state=matter.state,
        label=str(matter.get_state_display()),
        because=because(matter),
        late=late_words(matter, late_since()),
        turn=matter.turn,
        by=by_words(matter.by),
        last_by=by_words(matter.last_by),
        week=week_words(str(matter.week)),
        ways=_ways(matter, last),
        evidence=pieces,
        voices=deciding.voices(pieces),
        comments=_comments(matter),
        amendments=_amendments(matter),
        sounding=_sounding(last),
        puts=puts_told(puts_in_order(matter.puts.select_related("alternative"))),
        tasks=tasks_told(tasks.order_by("state", "due", "pk")),
        effects=[effect_told(one) for one in matter.effects.select_related("task", "matter").order_by("week", "pk")],
    )
