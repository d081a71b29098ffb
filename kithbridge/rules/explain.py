"""Why is it so? Rule, decision, evidence, roles of the voices, in words; for pages, the command and the API alike.

Offers
------
explained(key)      the sentence with its value, for the page where its effect shows
since(key)          who decided it and when, as one sentence
Telling             the same for a whole page: names, decisions and sittings are asked for once
why(key, reader)    everything about one rule; KeyError for a rule this reader may not read
told(reader)        the rules a reader may read, in the order of "How we work"
timeline(reader)    every change and pause, newest first, with what it replaced
founding_note()     what is to be said about beginning
register_names(f)   who of the team has which work-name (the ground floor registers it)

The words themselves (weeks, bands, roles, limits) stand in `rules/spoken.py`, those of one decision in `rules/decided.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.rules import state
from kithbridge.rules.decided import Told, Voice, decisions_told, pause_words, shown, voices
from kithbridge.rules.declare import Constituency, Group, Readers, Rule, all_rules, rule
from kithbridge.rules.enact import FOUNDING_WEEKS, founding_ends, sits
from kithbridge.rules.fold import Change, holds
from kithbridge.rules.models import Decision, Pause
from kithbridge.rules.spoken import GROUNDS, HOW, KINDS, OBJECTIONS, ROLES, date_words, limits, week_words
from kithbridge.rules.state import InForce
from kithbridge.web.clock import this_week

__all__ = [
    "GROUNDS", "HOW", "KINDS", "OBJECTIONS", "ROLES", "Telling", "Told", "Voice", "Why", "date_words",
    "decisions_told", "explained", "founding_note", "guessed", "limits", "may_read", "nobody_decided", "overdue",
    "register_names", "shown", "since", "timeline", "told", "voices", "week_words", "why",
]  # fmt: skip

RANK = {Readers.EVERYBODY: 0, Readers.WORDS: 1, Readers.TEAM: 2}
_names: list[Callable[[UUID], str]] = []


def register_names(name_of: Callable[[UUID], str]) -> None:
    """Who of the team has which work-name; "" for somebody who has left."""
    if name_of not in _names:
        _names.append(name_of)


def explained(key: str) -> str:
    """The rule as a sentence with its value in it."""
    found = state.in_force(key)
    return found.rule.said(found.value)


def guessed() -> str:
    """What is said of a rule that nobody has touched."""
    return _("Nobody has decided this yet. The makers of the software guessed it.")


def guessed_briefly() -> str:
    """The same where it stands beside an effect, or many times on a page: who guessed it is said once, or under "why"."""
    return _("Nobody has decided this yet.")


def nobody_decided(standing: InForce) -> bool:
    """Whether what holds was never decided by those it is for."""
    return standing.how in ("default", "founding")


def overdue() -> bool:
    """Whether the weeks of beginning are over and no reference group sits."""
    return this_week() > founding_ends() and not sits()


def _by(decision: Decision, brief: bool = False) -> str:
    """Who decided, in words and bands."""
    if decision.method == "consent":
        return _("decided by everybody who was asked")
    asked = [Constituency(one) for one in decision.asked]
    if not asked:
        return _("decided")
    first, others = asked[0], asked[1:]
    if not others:
        return _("decided by %(who)s") % {"who": first.label}
    if brief:
        return _("decided by %(who)s, with others") % {"who": first.label}
    return _("decided by %(who)s, with %(others)s") % {"who": first.label, "others": _(" and ").join(str(one.label) for one in others)}


class Telling:
    """What one page tells of rules, now or as they stood at the end of `week`. Make one for each page: it asks for each thing once.

    named : whether work-names are said; a file for other groups holds none
    """

    def __init__(self, week: Week | None = None, *, named: bool = True) -> None:
        self.week, self.named = week, named
        self._named: dict[str, str] = {}

    @cached_property
    def standing(self) -> dict[str, InForce]:
        """How every rule stands."""
        return state.at(self.week or this_week())

    @cached_property
    def overdue(self) -> bool:
        return self.week is None and overdue()

    @cached_property
    def decisions(self) -> dict[str, Decision]:
        """The decisions behind what holds."""
        found = Decision.objects.in_bulk({one.decision for one in self.standing.values() if one.decision})
        return {str(number): decision for number, decision in found.items()}

    @cached_property
    def pauses(self) -> dict[int, Pause]:
        """The pauses that stand in the way now, by their place in the record."""
        now = str(this_week())
        return {row.n: row for row in Pause.objects.filter(week__lte=now, until__gte=now)}

    def name(self, number: str) -> str:
        """The work-name of somebody of the team."""
        if not self.named:
            return _("Whoever starts the group")
        if number not in self._named:
            self._named[number] = next((name for name_of in _names if (name := name_of(UUID(number)))), "")
        return self._named[number] or _("Somebody who has left")

    def _undecided(self, standing: InForce, brief: bool = False) -> str:
        if standing.how == "default":
            said = guessed_briefly() if brief else guessed()
        else:
            said = _("Nobody has decided this yet. %(name)s chose it to begin with.") % {"name": self.name(standing.chosen_by)}
        return f"{said} {_('It is overdue.')}" if self.overdue else said

    def _decided(self, standing: InForce, brief: bool = False) -> str:
        when, until = week_words(standing.week), week_words(standing.until) if standing.until else ""
        if standing.how == "urgent":
            return _("Set in a hurry by two leads, to protect %(whom)s. It ends with %(until)s unless it is decided.") % {
                "whom": standing.rule.protects.label,
                "until": until,
            }
        by = _by(self.decisions[standing.decision], brief)
        if standing.how == "trial":
            return _("Tried out since %(when)s, until the end of %(until)s; %(by)s.") % {"when": when, "until": until, "by": by}
        return _("Since %(when)s, %(by)s.") % {"when": when, "by": by}

    def since(self, key: str, brief: bool = False) -> str:
        """Who decided it and when, as a sentence, with a pause that stands in its way and a change that is coming.

        `brief`: for a page of many rules, those who were asked after the first are "others"."""
        standing = self.standing[key]
        said = [self._undecided(standing, brief) if nobody_decided(standing) else self._decided(standing, brief)]
        if standing.bounded:
            said.append(_("What was decided passes a limit that no group can change, so the limit holds."))
        if self.week is None:
            said += [self.paused(key), self.coming(key)]
        return " ".join(part for part in said if part)

    def paused(self, key: str) -> str:
        """The pause that keeps a decision about this rule from holding now; "" where there is none."""
        halt = state.paused(key)
        if halt is None:
            return ""
        row = self.pauses[halt.n]
        return _("A decision about this is paused until the end of %(until)s, for %(ground)s, by %(office)s.") % {
            "until": week_words(halt.until),
            "ground": GROUNDS[row.ground],
            "office": row.office,
        }

    def coming(self, key: str) -> str:
        """What is decided and begins later; "" where nothing is."""
        change = state.pending(key)
        if change is None:
            return ""
        return _("From %(week)s: %(value)s.") % {"week": week_words(change.week), "value": shown(rule(key), change.value)}

    def few_words(self, key: str) -> str:
        """What must be said wherever an effect shows: nobody decided it, it is overdue, paused, a trial, in a hurry. Else nothing."""
        standing = self.standing[key]
        said = []
        if nobody_decided(standing):
            said.append(self._undecided(standing, brief=True))
        elif standing.how == "trial":
            said.append(_("It is a trial, until the end of %(until)s.") % {"until": week_words(standing.until)})
        elif standing.how == "urgent":
            said.append(_("Two leads set it in a hurry. It ends with %(until)s.") % {"until": week_words(standing.until)})
        if halt := state.paused(key):
            said.append(_("A decision about this is paused until the end of %(until)s.") % {"until": week_words(halt.until)})
        return " ".join(said)


def since(key: str) -> str:
    """Who decided it and when, as a sentence. Raises KeyError for a rule nobody declared."""
    return Telling().since(key)


@dataclass(frozen=True)
class Why:
    """Everything about one rule, in words."""

    key: str
    group: str
    question: str
    sentence: str
    value: Any
    shown: str
    how: str
    since: str
    undecided: bool
    overdue: bool
    protects: str
    limits: str
    limits_reason: str
    readers: str
    coming: str
    paused: str
    decision: Told | None
    earlier: list[Told] = field(default_factory=list)
    history: list[dict[str, str]] = field(default_factory=list)

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def may_read(declared: Rule, reader: Readers) -> bool:
    """Whether somebody of this kind may read the rule."""
    return RANK[declared.readers] <= RANK[reader]


def told(reader: Readers) -> list[Rule]:
    """The rules this reader may read, by group."""
    order = {group: place for place, group in enumerate(Group)}
    return sorted((one for one in all_rules() if may_read(one, reader)), key=lambda one: order[one.group])


def _decisions(key: str) -> list[Decision]:
    """Every decision about a rule, newest first."""
    found = Decision.objects.filter(key=key).select_related("version", "pause").prefetch_related("evidence")
    return list(found.order_by("-version__n"))


def why(key: str, reader: Readers = Readers.EVERYBODY, week: Week | None = None) -> Why:
    """Everything about one rule, now or as it stood at the end of `week`. Raises KeyError where this reader finds no such rule."""
    declared = rule(key)
    if not may_read(declared, reader):
        raise KeyError(key)
    telling = Telling(week)
    standing = telling.standing[key]
    number = standing.decision or (halt.decision if week is None and (halt := state.paused(key)) else "")
    decisions = {str(one.pk): one for one in _decisions(key)}
    told_of = dict(zip(decisions, decisions_told(list(decisions.values())), strict=True))
    decision = told_of.pop(number, None)
    said = limits(declared)
    return Why(
        key=key,
        group=str(declared.group.label),
        question=str(declared.question),
        sentence=declared.said(standing.value),
        value=standing.value,
        shown=declared.kind.shown(standing.value),
        how=standing.how,
        since=telling.since(key),
        undecided=nobody_decided(standing),
        overdue=telling.overdue and nobody_decided(standing),
        protects=str(declared.protects.label),
        limits=said,
        limits_reason=str(declared.floor_reason) if said else "",
        readers=declared.readers.value,
        coming=telling.coming(key) if week is None else "",
        paused=telling.paused(key) if week is None else "",
        decision=decision,
        earlier=list(told_of.values()) if week is None else [],
        history=[line for line in timeline(reader) if line["key"] == key],
    )


def _held_before(change: Change) -> Any:
    """What held in the week in which a change begins, had it not been made."""
    found = state.known()
    halts = [halt for halt in found.halts if halt.n < change.n]
    for one in reversed(found.changes):
        if one.key == change.key and one.n < change.n and holds(one, halts, change.week):
            return one.value
    return rule(change.key).default


def timeline(reader: Readers) -> list[dict[str, str]]:
    """Every change and pause of the rules this reader may read, newest first, each with what it replaced.

    "stays" has the value in words where somebody chose or decided for good what held already, and is "" otherwise.
    """
    readable = {one.key: one for one in all_rules() if may_read(one, reader)}
    by_decision: dict[str, Rule] = {}
    lines: list[tuple[int, dict[str, str]]] = []
    for change in state.known().changes:
        if (declared := readable.get(change.key)) is None:
            continue
        by_decision[change.decision] = declared
        before = _held_before(change)
        lines.append(
            (
                change.n,
                {
                    "key": change.key,
                    "week": week_words(change.week),
                    "how": str(HOW[change.how]),
                    "question": str(declared.question),
                    "was": shown(declared, before),
                    "stays": shown(declared, before) if change.value == before and not change.until else "",
                    "now": shown(declared, change.value),
                    "until": week_words(change.until) if change.until else "",
                    "decision": change.decision,
                },
            )
        )
    for row in Pause.objects.all() if state.known().halts else []:
        if declared := by_decision.get(str(row.decision_id)):
            line = {"key": declared.key, "week": week_words(str(row.week)), "how": _("Paused"), "was": "", "stays": ""}
            line |= {"question": str(declared.question), "now": pause_words(row), "until": week_words(str(row.until))}
            lines.append((row.n, {**line, "decision": str(row.decision_id)}))
    return [line for _n, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]


def founding_note() -> str:
    """What the first page of the charter says about beginning."""
    if sits():
        return _("A reference group sits: rules change only through what it decides.")
    if overdue():
        return _("No reference group sits yet, and the %(n)d weeks of beginning are over. This is overdue. Nothing new can be set.") % {
            "n": FOUNDING_WEEKS
        }
    return _("No reference group sits yet. Until the end of %(week)s whoever starts the group may set rules to begin with.") % {
        "week": week_words(founding_ends())
    }
