"""You said, we did: from what was said to what was asked, decided and done, and whether those it is for say that it changed.

Offers
------
trails(which="") -> list[Trail]   one for each matter that is talked about, and each rule that was decided without one
Trail, Choice, Standing
anchors() -> dict                 from a statement or piece of evidence to its trail on the page
lines_of(conversation, anchors)   the same for the sentences of one conversation, by number
changed_words(trail)              when something last happened to it
stands_at(trails, anchor)         at which place of these it stands

What is overdue stands first, then what is open, what is done, and rules that were decided without a matter; the newest first in each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kithbridge.agree.actions.effects import asks
from kithbridge.agree.heard import NO_VOICE_KINDS
from kithbridge.agree.matter_models import Answer, Effect, Matter, Origin, Put, Stage, State, Task, TaskState
from kithbridge.agree.matter_told import (
    EffectTold,
    PutTold,
    TaskTold,
    because,
    effect_told,
    late_words,
    puts_in_order,
    puts_told,
    tasks_told,
)
from kithbridge.agree.models import Statement
from kithbridge.agree.pausing import late_since
from kithbridge.engines.week import Week
from kithbridge.people.deciding.told import Said, said_of
from kithbridge.rules import Readers, all_rules, decided
from kithbridge.rules.models import Decision, Evidence
from kithbridge.rules.spoken import KINDS, ROLES, week_words
from kithbridge.web.clock import this_week

__all__ = ["ALL", "DONE", "OPEN", "RULES", "Choice", "Standing", "Trail", "anchors", "changed_words", "lines_of", "stands_at", "trails"]

ALL, OPEN, DONE, RULES = "", "open", "done", "rules"
MANY = ("nearly all", "most")
A_YEAR = 52


class Standing(StrEnum):
    """Where something that was said has got to."""

    TALKING = "talking"
    AGAIN = "again"
    ASKED = "asked"
    DECIDED = "decided"
    IN_PART = "in part"
    FELL = "fell"
    DROPPED = "dropped"


ANSWERS: dict[Standing, str | Promise] = {
    Standing.TALKING: gettext_lazy("We talk about it."),
    Standing.AGAIN: gettext_lazy("It is open again."),
    Standing.ASKED: gettext_lazy("The reference group is being asked."),
    Standing.DECIDED: gettext_lazy("Yes."),
    Standing.IN_PART: gettext_lazy("In part."),
    Standing.FELL: gettext_lazy("Not this time. It can be asked again."),
    Standing.DROPPED: gettext_lazy("No. It was taken back."),
}


@dataclass(frozen=True)
class Choice:
    """What the reference group was asked. `came`: how it went, in words; `id` and `week` are "" until it is decided.

    anchor : where it stands on the page; "" where that is its trail's own place
    """

    id: str
    anchor: str
    rule: str
    question: str
    value: str
    came: list[str]
    week: str
    pause: str


@dataclass(frozen=True)
class Trail:
    """One thing, from what was said to what changed.

    said, beside : people's words; guidance, figures and papers
    part : where it stands on the page: "open", "done", or "rules" for one decided without a matter
    changed : the ISO week in which something last happened to it
    """

    anchor: str
    part: str
    title: str
    said: list[Said]
    beside: list[Said]
    standing: Standing
    answer: str
    because: str
    choices: list[Choice]
    tasks: list[TaskTold]
    effects: list[EffectTold]
    confirmed: str
    took: str
    done: bool
    overdue: bool
    year_old: bool
    changed: str


# --- One matter -----------------------------------------------------------------------------------------
def _standing(row: Matter, puts: Sequence[Put]) -> Standing:
    came = {one.came for one in puts if one.turn == row.turn}
    fell = Put.Came.FELL in came
    if row.state == State.DROPPED:
        return Standing.DROPPED
    if row.state == State.ASKED:
        return Standing.ASKED
    if row.state == State.DECIDED:
        return Standing.IN_PART if fell else Standing.DECIDED
    if fell:
        return Standing.FELL
    return Standing.AGAIN if row.turn > 1 else Standing.TALKING


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    return capfirst(text) if text.endswith((".", "”")) else f"{capfirst(text)}."


def _choice(one: PutTold, public: frozenset[str]) -> Choice:
    readable = not one.rule or one.rule in public
    question = one.question if readable else _("a rule that not everybody may read")
    if one.decision is None:
        return Choice("", "", "", question, "", [_sentence(one.standing)], "", "")
    rule = one.rule if readable else ""
    value = one.decision.value if readable else ""
    return Choice(
        one.decision.id,
        f"d-{one.decision.id}",
        rule,
        question,
        value,
        list(map(_sentence, one.decision.outcome)),
        one.decision.week,
        one.decision.pause,
    )


def _confirmed(row: Matter, effects: Sequence[Effect]) -> str:
    """Whether those it is for say that it changed, by what is shown of the newest effect."""
    if not effects:
        return _("We have not written down yet what changed.") if row.state == State.DECIDED else ""
    last = effects[-1]
    if last.reopened:
        return _("Many said: not yet. So it is open again.")
    if last.shown:
        told_of = [words for words in last.shown.values() if words]
        if told_of and all(words.get(Answer.YES.value) in MANY for words in told_of):
            return _("Those who answered say: it changed.")
        if any(words.get(Answer.NOT_YET.value) in MANY for words in told_of):
            return _("Those who answered say: not yet.")
        return _("Those who answered do not agree whether it changed.")
    if last.shown_at:
        return _("Some have said whether it changed. More must, before we can tell.")
    return _("We ask people: did it change?") if asks(last) else _("Too few said whether it changed.")


def _said_not_yet(effects: Sequence[Effect]) -> bool:
    return bool(effects) and any(words.get(Answer.NOT_YET.value) in MANY for words in effects[-1].shown.values())


def _took(said: str, chosen: str) -> str:
    weeks = Week.parse(chosen) - Week.parse(said)
    if weeks < 1:
        return _("From words to a choice: less than a week.")
    return ngettext("From words to a choice: %(n)d week.", "From words to a choice: %(n)d weeks.", weeks) % {"n": weeks}


def _is_done(row: Matter, tasks: Sequence[Task], effects: Sequence[Effect]) -> bool:
    """Nothing is left to do, somebody wrote what changed, and those it is for do not say "not yet"."""
    if row.state == State.DROPPED:
        return True
    if row.state != State.DECIDED or any(one.state == TaskState.OPEN for one in tasks):
        return False
    return bool(effects) and not _said_not_yet(effects)


R = TypeVar("R", Put, Task, Origin)
T = TypeVar("T")


def _by_matter(rows: Sequence[R], told_of: Sequence[T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for row, one in zip(rows, told_of, strict=True):
        found[row.matter_id].append(one)
    return found


def _matters() -> list[Matter]:
    """With all that belongs to them. What was taken back before anybody was asked was only ever its writer's."""
    rows = Matter.objects.filter(stage__in=[Stage.SHOWN, Stage.GONE]).exclude(state=State.DRAFT)
    rows = rows.exclude(state=State.DROPPED, puts__isnull=True).exclude(stage=Stage.GONE, puts__isnull=True)
    return list(
        rows.order_by("-number").prefetch_related(
            Prefetch("puts", Put.objects.select_related("alternative")),
            Prefetch("tasks", Task.objects.exclude(due="").order_by("state", "due", "pk").prefetch_related("moves")),
            Prefetch("effects", Effect.objects.select_related("task").order_by("week", "pk")),
            Prefetch("origins", Origin.objects.order_by("kind", "role", "pk")),
        )
    )


def _of_matters(public: frozenset[str]) -> list[Trail]:
    """As few queries for many as for one."""
    rows = _matters()
    puts = [put for row in rows for put in puts_in_order(row.puts.all())]
    tasks, pieces = ([one for row in rows for one in getattr(row, name).all()] for name in ("tasks", "origins"))
    asked, to_do = _by_matter(puts, puts_told(puts)), _by_matter(tasks, tasks_told(tasks))
    said = _by_matter(pieces, said_of(pieces))
    weeks = dict(Decision.objects.filter(pk__in=[put.pk for put in puts]).values_list("pk", "week"))
    since = late_since()
    return [
        _trail(
            row,
            asked[row.pk],
            to_do[row.pk],
            said[row.pk],
            [str(weeks[put.pk]) for put in row.puts.all() if put.pk in weeks],
            public,
            late_words(row, since),
        )
        for row in rows
    ]


def _trail(
    row: Matter,
    puts: Sequence[PutTold],
    tasks: Sequence[TaskTold],
    pieces: Sequence[Said],
    weeks: Sequence[str],
    public: frozenset[str],
    late: str,
) -> Trail:
    every = list(row.effects.all())
    effects = [one for one in every if one.turn == row.turn or one.reopened]
    standing, chosen = _standing(row, list(row.puts.all())), sorted(weeks)
    happened = [str(row.week), *chosen, *(str(put.week) for put in row.puts.all()), *(str(effect.week) for effect in every)]
    happened += [task.ended for task in row.tasks.all() if task.ended]
    done = _is_done(row, list(row.tasks.all()), effects)
    said, beside = _spoken([one for one in pieces if not one.waits])
    return Trail(
        anchor=f"m{row.number}",
        part=DONE if done else OPEN,
        title=row.title or _("These words were taken back."),
        said=said,
        beside=beside,
        standing=standing,
        answer=f"{ANSWERS[standing]} {late}".strip(),
        because=because(row),
        choices=[_choice(put, public) for put in puts if put.came != Put.Came.DROPPED],
        tasks=list(tasks),
        effects=[effect_told(one) for one in every],
        confirmed=_confirmed(row, effects),
        took=_took(str(row.week), chosen[0]) if chosen else "",
        done=done,
        overdue=bool(late) or any(task.overdue for task in tasks),
        year_old=done and standing != Standing.DROPPED and bool(chosen) and _a_year_old(chosen[-1]),
        changed=max(happened),
    )


def _spoken(pieces: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """People's words, and what else it rests on."""
    papers = {str(KINDS[kind]) for kind in NO_VOICE_KINDS}
    kinds, roles = list(map(str, KINDS.values())), list(map(str, ROLES.values()))

    def place(one: Said) -> tuple[int, int, str]:
        """People's own words first, those of people who use now before all."""
        return (
            kinds.index(one.kind) if one.kind in kinds else len(kinds),
            roles.index(one.role) if one.role in roles else len(roles),
            str(one.number),
        )

    in_order = sorted(pieces, key=place)
    return [one for one in in_order if one.kind not in papers], [one for one in in_order if one.kind in papers]


def _a_year_old(week: str) -> bool:
    return this_week() - Week.parse(week) >= A_YEAR


# --- Rules decided without a matter ---------------------------------------------------------------------
def _of_rule(row: Decision, one: decided.Told) -> Trail:
    """A rule that was decided from what was said: it holds at once, so it is done."""
    said, beside = _spoken(
        [Said(row.pk, voice.kind, voice.role, voice.words, voice.said_by, voice.url, gone=voice.gone) for voice in one.evidence]
    )
    return Trail(
        anchor=f"d-{row.pk}",
        part=RULES,
        title=one.question,
        said=said,
        beside=beside,
        standing=Standing.DECIDED,
        answer=_("Decided: %(value)s.") % {"value": one.value},
        because="",
        choices=[Choice(one.id, "", row.key, one.question, one.value, list(map(_sentence, one.outcome)), one.week, one.pause)],
        tasks=[],
        effects=[],
        confirmed="",
        took="",
        done=True,
        overdue=False,
        year_old=_a_year_old(str(row.week)),
        changed=str(row.week),
    )


def _rules_alone(public: frozenset[str]) -> list[Trail]:
    """Public rules that were decided, not set in a hurry, and belong to no matter."""
    rows = Decision.objects.filter(key__in=public, evidence__isnull=False).exclude(method="urgent").exclude(pk__in=Put.objects.values("pk"))
    found = list(rows.distinct().select_related("version", "pause").prefetch_related("evidence").order_by("-week", "pk"))
    return [_of_rule(row, one) for row, one in zip(found, decided.decisions_told(found), strict=True)]


# --- All of them ----------------------------------------------------------------------------------------
def trails(which: str = ALL) -> list[Trail]:
    """`which`: "" for all, "open", "done"."""
    public = frozenset(one.key for one in all_rules() if one.readers is Readers.EVERYBODY)
    found = _of_matters(public)
    found += _rules_alone(public)
    if which in (OPEN, DONE):
        found = [one for one in found if one.done is (which == DONE)]
    newest = sorted(found, key=lambda one: one.changed, reverse=True)
    return sorted(newest, key=lambda one: (not one.overdue, (OPEN, DONE, RULES).index(one.part)))


def stands_at(found: Sequence[Trail], anchor: str) -> int | None:
    """At which place of these something stands; None where it does not."""
    places = (at for at, one in enumerate(found) if anchor in (one.anchor, *(choice.anchor for choice in one.choices)))
    return next(places, None) if anchor else None


def changed_words(one: Trail) -> str:
    """The week in which something last happened to it, in words."""
    return week_words(one.changed)


# --- From what was said to its trail --------------------------------------------------------------------
def anchors() -> dict[UUID, str]:
    """Every statement and piece of evidence that something rests on: where on the page it stands."""
    public = [one.key for one in all_rules() if one.readers is Readers.EVERYBODY]
    alone = Evidence.objects.filter(decision__key__in=public).exclude(decision__method="urgent")
    alone = alone.exclude(decision__in=Put.objects.values("pk")).order_by("decision__week", "pk")
    found: dict[UUID, str] = {ref: f"d-{decision}" for ref, decision in alone.values_list("ref", "decision")}
    shown = Origin.objects.filter(matter__stage=Stage.SHOWN).exclude(matter__state__in=[State.DRAFT, State.DROPPED])
    found |= {ref: f"m{number}" for ref, number in shown.order_by("matter__number").values_list("ref", "matter__number")}
    return found


def lines_of(conversation: UUID, known: dict[UUID, str]) -> dict[int, str]:
    """The numbers of a conversation's sentences that something rests on, and where each stands on the page."""
    rows = Statement.objects.filter(conversation=conversation, pk__in=known).values_list("number", "pk")
    return {number: known[pk] for number, pk in rows}
