"""One decision in words: the question, who was asked, how it went, what it rests on.

Offers
------
decisions_told(decisions) everything about each, as `Told`
doings()                  the decisions about something to do, newest first
voices(pieces)            whose voices it rests on
shown(rule, value)        a recorded value in words
pause_words(pause)        a pause in words
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kithbridge.rules import evidence
from kithbridge.rules.declare import Constituency, Rule, rule
from kithbridge.rules.kinds import Unfit
from kithbridge.rules.models import Decision, Evidence, Pause
from kithbridge.rules.spoken import GROUNDS, KINDS, OBJECTIONS, ROLES, band_words, week_words


def shown(declared: Rule, value: Any) -> str:
    """A recorded value in words; also one of a kind that this version of the software has given up."""
    try:
        return declared.kind.shown(declared.kind.fit(value))
    except Unfit:
        return _("something that this version of the software no longer knows")


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
    """One decision in words. `stays`: it left for good what held before, as it was. Of one about doing, `value` and `before` are ""."""

    id: str
    week: str
    question: str
    value: str
    before: str
    stays: bool
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


def voices(pieces: list[Evidence]) -> list[dict[str, Any]]:
    """Whose voices a decision rests on, most first: role, how many pieces, and its share of them in whole per cent."""
    counted = Counter(piece.role for piece in pieces)
    total = sum(counted.values())
    return [{"role": str(ROLES.get(role, role)), "pieces": n, "share": round(100 * n / total)} for role, n in counted.most_common()]


def pause_words(row: Pause | None) -> str:
    """A pause in words; "" for none."""
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
        lines.append(pgettext("how it went", "%(who)s: %(band)s said yes") % {"who": who, "band": band_words(band)})
    return lines


def _evidence_told(pieces: list[Evidence], words: Mapping[UUID, evidence.Words]) -> list[Voice]:
    told = []
    for piece in pieces:
        found = words.get(piece.pk)
        role, kind = str(ROLES.get(piece.role, piece.role)), str(KINDS.get(piece.kind, piece.kind))
        if found is None:
            told.append(Voice(kind, role, _("These words were taken back."), gone=True))
        else:
            told.append(Voice(kind, role, found.text, said_by=found.said_by, url=found.url))
    return told


def _in_order(piece: Evidence) -> tuple[int, int, str]:
    """People's own words first, those of people who use now before all; within a role by random number: nobody came first."""
    kinds, roles = list(KINDS), list(ROLES)
    return (
        kinds.index(piece.kind) if piece.kind in KINDS else len(kinds),
        roles.index(piece.role) if piece.role in ROLES else len(roles),
        str(piece.pk),
    )


def decisions_told(decisions: Sequence[Decision]) -> list[Told]:
    """Decisions with their evidence, in words; what was said is fetched for all of them together."""
    words = evidence.words_of(piece for decision in decisions for piece in decision.evidence.all())
    return [_told(decision, words) for decision in decisions]


def doings() -> list[Decision]:
    """The decisions about something to do, newest first; within a week by random number: none came first."""
    found = Decision.objects.filter(key="").select_related("pause").prefetch_related("evidence")
    return list(found.order_by("-week", "pk"))


def _trial(decision: Decision) -> str:
    until = decision.until
    if decision.key:
        until = decision.version.until if decision.version.how == "trial" else ""
    if not until:
        return ""
    return _("A trial until the end of %(until)s. What is looked at: %(what)s Who says whether it worked: %(who)s") % {
        "until": week_words(until),
        "what": decision.looks_at,
        "who": decision.says_who,
    }


def _told(decision: Decision, words: Mapping[UUID, evidence.Words]) -> Told:
    declared = rule(decision.key) if decision.key else None
    pieces = sorted(decision.evidence.all(), key=_in_order)
    return Told(
        id=str(decision.pk),
        week=week_words(str(decision.week)),
        question=str(declared.question) if declared else decision.words,
        value=shown(declared, decision.value) if declared else "",
        before=shown(declared, decision.before) if declared else "",
        stays=declared is not None and decision.value == decision.before and not decision.version.until,
        method=decision.method,
        asked=[str(Constituency(one).label) for one in decision.asked],
        outcome=_outcome(decision),
        objections=[str(OBJECTIONS.get(one, one)) for one in decision.objections],
        confirmed=[str(Constituency(one).label) for one in decision.confirmed],
        reason=decision.reason,
        trial=_trial(decision),
        head=decision.head,
        evidence=_evidence_told(pieces, words),
        voices=voices(pieces),
        pause=pause_words(getattr(decision, "pause", None)),
    )
