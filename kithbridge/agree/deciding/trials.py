"""Trials that end: of rules, and of things that were decided to be done. Nobody has to keep the week in mind.

Offers
------
Ending, ending()   those that end within four weeks, and those that ended lately, for which nothing was asked since; the soonest first
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from kithbridge import rules
from kithbridge.agree.matter_models import Put, State
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.models import OPEN
from kithbridge.rules import state
from kithbridge.rules.models import Decision
from kithbridge.rules.spoken import week_words
from kithbridge.web.clock import this_week

# Asking, answering, objecting and confirming take a good month; what ended longer ago stands in the record.
BEFORE_WEEKS, AFTER_WEEKS = 4, 8


@dataclass(frozen=True)
class Ending:
    """A trial. `over`: it has ended; `url`: where people are asked whether it goes on."""

    question: str
    until: str
    over: bool
    looks_at: str
    says_who: str
    of_rule: bool
    url: str


def _told(decision: Decision, question: str, until: str, url: str) -> Ending:
    over = until < str(this_week())
    return Ending(question, week_words(until), over, decision.looks_at, decision.says_who, bool(decision.key), url)


def _near(until: str) -> bool:
    now = this_week()
    return str(now - AFTER_WEEKS) <= until <= str(now + BEFORE_WEEKS)


def _of_rules() -> list[tuple[str, Ending]]:
    """The last that was decided about a rule is a trial, and nothing is proposed for the rule now."""
    last = {one.key: one for one in state.known().changes if one.how in ("decision", "trial")}
    asked = set(queries.known().filter(stage__in=OPEN).values_list("key", flat=True))
    known = {one.key: one for one in rules.all_rules()}
    trials = {one.decision: one for one in last.values() if one.until and one.key in known and one.key not in asked and _near(one.until)}
    address = reverse("team_propose")
    return [
        (one.until, _told(row, str(known[one.key].question), one.until, f"{address}?rule={one.key}"))
        for row in Decision.objects.filter(pk__in=trials)
        for one in [trials[str(row.pk)]]
    ]


def _of_doing() -> list[tuple[str, Ending]]:
    """Its matter has not been opened again since."""
    rows = {row.pk: row for row in Decision.objects.filter(key="").exclude(until="") if _near(row.until)}
    found = []
    for put in Put.objects.filter(pk__in=rows, matter__state=State.DECIDED, turn=F("matter__turn")).select_related("matter"):
        row, address = rows[put.pk], reverse("team_matter", args=[put.matter.number])
        found.append((row.until, _told(row, row.words, row.until, f"{address}#again")))
    return found


def ending() -> list[Ending]:
    """Of rules and of doing together."""
    return [one for _until, one in sorted(_of_rules() + _of_doing(), key=lambda pair: (pair[0], pair[1].question))]
