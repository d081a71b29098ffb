"""A decision as some room took it, and why it may be refused.

Offers
------
Decided, Confirmed, Piece                       a decision, who confirmed it, what it rests on
check_agreed, check_confirmed, check_weeks      what is checked of every decision; each raises Refused with a plain sentence
asked_words(words, for_whom)                    of a decision about something to do: the question, and whom it is for
Refused: PastLimit, NotAgreed, AlreadyDone, Overtaken, NotNow

Nothing here changes anything: `rules/enact.py` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.rules.declare import Constituency, Protects
from kithbridge.web.clock import this_week

CONFIRMERS = 2
FURTHEST_WEEKS = 52
LONGEST_QUESTION = 300


class Refused(Exception):
    """The rule was not changed; the text says why, in plain words."""


class PastLimit(Refused):
    """The value passes a limit that no group can change."""


class NotAgreed(Refused):
    """Not enough people answered, not enough agreed, or not enough confirmed it."""


class AlreadyDone(Refused):
    """This decision was enacted, or paused, before."""


class Overtaken(Refused):
    """The rule has changed, or will change, since people were asked."""


class NotNow(Refused):
    """The time in which this is possible is over, or has not begun."""


@dataclass(frozen=True)
class Confirmed:
    """Somebody who took part says that the decision was taken as it is recorded.

    by : what tells one from another while it is checked; it is not kept
    """

    by: str = field(repr=False)
    constituency: Constituency


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: a reference to words that a room holds, never the words."""

    kind: str
    role: str
    source: str
    ref: UUID
    consent: str = "public"


@dataclass(frozen=True)
class Decided:
    """A decision that was taken, for `enact`.

    id : number of the decision, drawn when it was proposed; enacting it twice is refused
    key, value : the rule and its value; "" and None for `resolve`
    method : "consent" or "majority"
    asked : the groups of people who were asked
    outcome : how it went, in bands ({"living": "more than 50", ...}); empty where fewer than five decided
    quorum, carried : whether enough answered and enough agreed, by the rules in force when it closed
    confirmed : who confirmed it; `recorder` is what `Confirmed.by` would be for whoever wrote it down
    based_on : `state.newest(key)` when people were asked
    week : first week in which it holds (this one, or a later one)
    trial_until : last week of a trial, "" for good
    """

    id: UUID
    key: str
    value: Any
    method: str
    asked: Sequence[Constituency]
    outcome: Mapping[str, str]
    quorum: bool
    carried: bool
    confirmed: Sequence[Confirmed]
    recorder: str
    based_on: int
    week: Week
    trial_until: str = ""
    looks_at: str = ""
    says_who: str = ""
    objections: Sequence[str] = ()
    evidence: Sequence[Piece] = ()


def check_confirmed(protects: Protects, decided: Decided) -> None:
    """Two who took part say so, one of those it protects among them; whoever wrote it down is not counted."""
    different = {one.by: one.constituency for one in decided.confirmed if one.by != decided.recorder}
    if len(different) < CONFIRMERS:
        raise NotAgreed(_("Two who took part must confirm it, and whoever wrote it down is not one of them."))
    if not set(different.values()) & protects.constituencies:
        raise NotAgreed(_("One of those who confirm must be one of those it protects: %(who)s.") % {"who": protects.label})


def check_agreed(decided: Decided) -> None:
    """Enough answered, and enough agreed."""
    if decided.method not in ("consent", "majority"):
        raise Refused(_("There is no such way to decide."))
    if not decided.quorum:
        raise NotAgreed(_("Too few of those who were asked have answered."))
    if not decided.carried:
        raise NotAgreed(_("Not enough of them agreed."))


def check_weeks(decided: Decided) -> None:
    """It begins now or within a year; a trial ends, and says what is looked at."""
    now = this_week()
    if not now <= decided.week <= now + FURTHEST_WEEKS:
        raise Refused(_("A decision begins this week or within a year."))
    try:
        ends = Week.parse(decided.trial_until) if decided.trial_until else decided.week
    except ValueError:
        raise Refused(_("A trial ends with a week, like 2026-W47.")) from None
    if not decided.week <= ends <= now + 2 * FURTHEST_WEEKS:
        raise Refused(_("A trial must end after it begins, and within two years."))
    if decided.trial_until and not (decided.looks_at.strip() and decided.says_who.strip()):
        raise Refused(_("A trial says what will be looked at, and who says whether it worked."))


def asked_words(words: str, for_whom: str) -> tuple[str, Protects]:
    """What people are asked where there is no rule, and whom it is for. Raises Refused."""
    said = " ".join(words.split())
    if not said or len(said) > LONGEST_QUESTION:
        raise Refused(_("Say in words what people decide, in at most %(n)d letters.") % {"n": LONGEST_QUESTION})
    try:
        return said, Protects(for_whom)
    except ValueError:
        raise Refused(_("Say whom it is for.")) from None
