"""Why is it so? Rule, decision, evidence, roles of the voices, in words; for pages, the command and the API alike.

Offers
------
explained(key)      the sentence with its value, for the page where its effect shows
since(key)          who decided it and when, as one sentence
why(key, readers)   everything about one rule; KeyError for a rule these readers may not read
told(reader)        the rules a reader may read, in the order of "How we work"
timeline(reader)    every change and pause, newest first, with what it replaced
limits(rule)        what no group can change about it, in words
register_names(f)   who of the team has which work-name (the ground floor registers it)
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kithbridge.engines.week import Week
from kithbridge.rules import evidence, state
from kithbridge.rules.declare import Constituency, Readers, Rule, all_rules, rule
from kithbridge.rules.enact import FOUNDING_WEEKS, founding_ends, sits
from kithbridge.rules.models import Decision, Evidence, Pause
from kithbridge.rules.state import InForce
from kithbridge.web.clock import this_week

RANK = {Readers.EVERYBODY: 0, Readers.WORDS: 1, Readers.TEAM: 2}
MONTHS = [
    gettext_lazy("January"), gettext_lazy("February"), gettext_lazy("March"), gettext_lazy("April"), gettext_lazy("May"),
    gettext_lazy("June"), gettext_lazy("July"), gettext_lazy("August"), gettext_lazy("September"), gettext_lazy("October"),
    gettext_lazy("November"), gettext_lazy("December"),
]  # fmt: skip
BANDS = {
    "all": gettext_lazy("all"),
    "most": gettext_lazy("most"),
    "more than half": gettext_lazy("more than half"),
    "half": gettext_lazy("about half"),
    "fewer": gettext_lazy("fewer than half"),
    "none": gettext_lazy("none"),
}
ROLES = {
    "living": gettext_lazy("somebody who uses now"),
    "lived": gettext_lazy("somebody who used before"),
    "mother": gettext_lazy("a mother"),
    "kin": gettext_lazy("somebody who raises her family's children"),
    "peer": gettext_lazy("a peer"),
    "worker": gettext_lazy("a worker"),
    "guidance": gettext_lazy("published guidance"),
    "tally": gettext_lazy("what was counted"),
}
KINDS = {
    "quote": gettext_lazy("What somebody said"),
    "figure": gettext_lazy("A figure"),
    "guidance": gettext_lazy("Guidance"),
    "observation": gettext_lazy("What we saw"),
}
OBJECTIONS = {
    "harm": gettext_lazy("it may harm somebody"),
    "unheard": gettext_lazy("not everybody it is about was heard"),
    "wrong": gettext_lazy("something it rests on is wrong"),
    "unclear": gettext_lazy("it is not clear what it means"),
}
GROUNDS = {"law": gettext_lazy("the law"), "danger": gettext_lazy("danger"), "money": gettext_lazy("money")}

_names: list[Callable[[UUID], str]] = []


def register_names(name_of: Callable[[UUID], str]) -> None:
    """Who of the team has which work-name; "" for somebody who has left."""
    if name_of not in _names:
        _names.append(name_of)


def date_words(day: dt.date) -> str:
    """A date in words, without the machine's locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def week_words(week: str | Week) -> str:
    """ "the week of 16 November 2026"."""
    monday = (Week.parse(week) if isinstance(week, str) else week).monday()
    return _("the week of %(day)s") % {"day": date_words(monday)}


def limits(declared: Rule) -> str:
    """What no group can change about a rule, in words; empty where it may be anything of its kind."""
    kind, said = declared.kind, []
    for limit, number, listed in (
        (declared.floor, _("Never less than %(limit)s."), _("Always with: %(limit)s.")),
        (declared.ceiling, _("Never more than %(limit)s."), _("Nothing but: %(limit)s.")),
    ):
        if limit is None:
            continue
        if isinstance(limit, bool):
            said.append(_("Always %(limit)s.") % {"limit": kind.shown(limit)})
        elif isinstance(limit, int):
            said.append(number % {"limit": kind.shown(limit) if kind.name in ("number", "share", "duration") else limit})
        elif kind.name == "choice":
            said.append(_("Only: %(limit)s.") % {"limit": ", ".join(kind.shown(one) for one in sorted(limit))})
        else:
            said.append(listed % {"limit": kind.shown(list(limit))})
    return " ".join(said)


def explained(key: str) -> str:
    """The rule as a sentence with its value in it."""
    found = state.in_force(key)
    return found.rule.said(found.value)


def nobody_decided(standing: InForce) -> bool:
    """Whether what holds was never decided by those it is for."""
    return standing.how in ("default", "founding")


def overdue() -> bool:
    """Whether the weeks of beginning are over and no reference group sits."""
    return this_week() > founding_ends() and not sits()


def _by(decision: Decision) -> str:
    """Who decided, in words and bands."""
    if decision.method == "consent":
        return _("decided by everybody who was asked")
    asked = [Constituency(one) for one in decision.asked]
    if not asked:
        return _("decided")
    first, others = asked[0], asked[1:]
    if not others:
        return _("decided by %(who)s") % {"who": first.label}
    return _("decided by %(who)s, with %(others)s") % {"who": first.label, "others": _(" and ").join(str(one.label) for one in others)}


def _since(standing: InForce) -> str:
    if standing.how == "default":
        said = _("Nobody has decided this yet. The makers of the software guessed it.")
        return f"{said} {_('It is overdue.')}" if overdue() else said
    if standing.how == "founding":
        name = next((name for name_of in _names if (name := name_of(UUID(standing.chosen_by)))), "")
        said = _("Nobody has decided this yet. %(name)s chose it to begin with.") % {"name": name or _("Somebody who has left")}
        return f"{said} {_('It is overdue.')}" if overdue() else said
    decision = Decision.objects.get(pk=standing.decision)
    when = week_words(standing.week)
    if standing.how == "urgent":
        return _("Set in a hurry by two leads, to protect %(whom)s. It ends with %(until)s unless it is decided.") % {
            "whom": standing.rule.protects.label,
            "until": week_words(standing.until),
        }
    if standing.how == "trial":
        return _("Tried out since %(when)s, until %(until)s; %(by)s.") % {
            "when": when,
            "until": week_words(standing.until),
            "by": _by(decision),
        }
    return _("Since %(when)s, %(by)s.") % {"when": when, "by": _by(decision)}


def since(key: str) -> str:
    """Who decided it and when, as a sentence, with a pause that stands in its way and a change that is coming."""
    standing = state.in_force(key)
    said = [_since(standing)]
    if standing.bounded:
        said.append(_("What was decided passes a limit that no group can change, so the limit holds."))
    if halt := state.paused(key):
        row = Pause.objects.get(n=halt.n)
        said.append(
            _("A decision about this is paused until the end of %(until)s, for %(ground)s, by %(office)s.")
            % {"until": week_words(halt.until), "ground": GROUNDS[row.ground], "office": row.office}
        )
    if coming := state.pending(key):
        said.append(_("From %(week)s: %(value)s.") % {"week": week_words(coming.week), "value": standing.rule.kind.shown(coming.value)})
    return " ".join(said)


@dataclass(frozen=True)
class Voice:
    """One piece of evidence for a page: its kind, the role of whoever spoke, the words, or that they were taken back."""

    kind: str
    role: str
    words: str
    gone: bool = False
    said_by: str = ""
    url: str = ""


@dataclass(frozen=True)
class Told:
    """One decision in words."""

    id: str
    week: str
    question: str
    value: str
    before: str
    method: str
    asked: list[str]
    outcome: list[str]
    objections: list[str]
    confirmed: list[str]
    reason: str
    trial: str
    head: str
    evidence: list[Voice]
    voices: list[dict[str, Any]]
    pause: str


@dataclass(frozen=True)
class Why:
    """Everything about one rule, in words."""

    key: str
    question: str
    sentence: str
    value: Any
    shown: str
    how: str
    since: str
    undecided: bool
    protects: str
    limits: str
    limits_reason: str
    readers: str
    decision: Told | None
    history: list[dict[str, str]] = field(default_factory=list)

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def voices(pieces: list[Evidence]) -> list[dict[str, Any]]:
    """Whose voices a decision rests on, most first: role, how many pieces, and its share of them in whole per cent."""
    counted = Counter(piece.role for piece in pieces)
    total = sum(counted.values())
    return [{"role": str(ROLES.get(role, role)), "pieces": n, "share": round(100 * n / total)} for role, n in counted.most_common()]


def _pause_words(row: Pause | None) -> str:
    if row is None:
        return ""
    return _("Paused from %(week)s until the end of %(until)s, for %(ground)s, by %(office)s: %(reason)s") % {
        "week": week_words(str(row.week)),
        "until": week_words(str(row.until)),
        "ground": GROUNDS[row.ground],
        "office": row.office,
        "reason": row.reason,
    }


def _outcome(decision: Decision) -> list[str]:
    if decision.method == "urgent":
        return [_("Two leads agreed. Nobody else was asked.")]
    if decision.method == "consent":
        return [_("Everybody said yes, or “I can live with it”. Nobody's answer is shown.")]
    lines = []
    for name, band in decision.outcome.items():
        who = Constituency(name).label if name in {one.value for one in Constituency} else _("everybody together")
        lines.append(pgettext("how it went", "%(who)s: %(band)s said yes") % {"who": who, "band": BANDS.get(band, band)})
    return lines


def decision_told(decision: Decision) -> Told:
    """One decision with its evidence, in words."""
    declared = rule(decision.key)
    pieces = list(decision.evidence.all())
    words = evidence.words_of(pieces)
    shown = []
    for piece in pieces:
        found = words.get(piece.pk)
        role, kind = str(ROLES.get(piece.role, piece.role)), str(KINDS.get(piece.kind, piece.kind))
        if found is None:
            shown.append(Voice(kind, role, _("These words were taken back."), gone=True))
        else:
            shown.append(Voice(kind, role, found.text, said_by=found.said_by, url=found.url))
    until = decision.version.until
    trial = ""
    if decision.version.how == "trial":
        trial = _("A trial until the end of %(until)s. What is looked at: %(what)s Who says whether it worked: %(who)s") % {
            "until": week_words(until),
            "what": decision.looks_at,
            "who": decision.says_who,
        }
    return Told(
        id=str(decision.pk),
        week=week_words(str(decision.week)),
        question=str(declared.question),
        value=declared.kind.shown(decision.value),
        before=declared.kind.shown(decision.before),
        method=decision.method,
        asked=[str(Constituency(one).label) for one in decision.asked],
        outcome=_outcome(decision),
        objections=[str(OBJECTIONS.get(one, one)) for one in decision.objections],
        confirmed=[str(Constituency(one).label) for one in decision.confirmed],
        reason=decision.reason,
        trial=trial,
        head=decision.head,
        evidence=shown,
        voices=voices(pieces),
        pause=_pause_words(Pause.objects.filter(decision=decision).first()),
    )


def may_read(declared: Rule, reader: Readers) -> bool:
    """Whether somebody of this kind may read the rule."""
    return RANK[declared.readers] <= RANK[reader]


def told(reader: Readers) -> list[Rule]:
    """The rules this reader may read, by group."""
    order = {group: place for place, group in enumerate(type(all_rules()[0].group))}
    return sorted((one for one in all_rules() if may_read(one, reader)), key=lambda one: order[one.group])


def why(key: str, reader: Readers = Readers.EVERYBODY) -> Why:
    """Everything about one rule. Raises KeyError where there is no such rule for this reader."""
    declared = rule(key)
    if not may_read(declared, reader):
        raise KeyError(key)
    standing = state.in_force(key)
    number = standing.decision or (halt.decision if (halt := state.paused(key)) else "")
    decision = Decision.objects.filter(pk=number).select_related("version").prefetch_related("evidence").first() if number else None
    return Why(
        key=key,
        question=str(declared.question),
        sentence=declared.said(standing.value),
        value=standing.value,
        shown=declared.kind.shown(standing.value),
        how=standing.how,
        since=since(key),
        undecided=nobody_decided(standing),
        protects=str(declared.protects.label),
        limits=limits(declared),
        limits_reason=str(declared.floor_reason) if limits(declared) else "",
        readers=declared.readers.value,
        decision=decision_told(decision) if decision else None,
        history=[line for line in timeline(reader) if line["key"] == key],
    )


HOW = {
    "founding": gettext_lazy("Chosen to begin with"),
    "decision": gettext_lazy("Decided"),
    "trial": gettext_lazy("A trial"),
    "urgent": gettext_lazy("Set in a hurry, by two leads"),
}


def timeline(reader: Readers) -> list[dict[str, str]]:
    """Every change and pause of the rules this reader may read, newest first, each with what it replaced."""
    lines: list[tuple[int, dict[str, str]]] = []
    found = state.known()
    before: dict[str, Any] = {one.key: one.default for one in all_rules()}
    by_decision: dict[str, str] = {}
    for change in found.changes:
        if change.key not in before:
            continue
        declared = rule(change.key)
        if may_read(declared, reader):
            by_decision[change.decision] = change.key
            lines.append(
                (
                    change.n,
                    {
                        "key": change.key,
                        "week": week_words(change.week),
                        "how": str(HOW[change.how]),
                        "question": str(declared.question),
                        "was": declared.kind.shown(before[change.key]),
                        "now": declared.kind.shown(change.value),
                        "until": week_words(change.until) if change.until else "",
                        "decision": change.decision,
                    },
                )
            )
        if not change.until:
            before[change.key] = change.value
    for row in Pause.objects.all():
        if key := by_decision.get(str(row.decision_id)):
            lines.append(
                (
                    row.n,
                    {
                        "key": key,
                        "week": week_words(str(row.week)),
                        "how": _("Paused by the steering group"),
                        "question": str(rule(key).question),
                        "was": "",
                        "now": _pause_words(row),
                        "until": week_words(str(row.until)),
                        "decision": str(row.decision_id),
                    },
                )
            )
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
