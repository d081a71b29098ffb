"""Who may be offered as a reader of asks and notes, by the rules in force.

Offers
------
Gap, gaps(member)      what somebody lacks before she reads; empty: she is ready
trainings()            every training there is, in words
ready(members)         those of a query who are ready, by work-name

The rules asks.openers, team.factors and team.training are obeyed here, and where a view declares its access.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge import rules
from kithbridge.people.models import TeamMember
from kithbridge.rules.kinds import ListOf


@dataclass(frozen=True)
class Gap:
    """One thing somebody lacks. `rule` asks for it."""

    rule: str
    words: str


def trainings() -> dict[str, str]:
    """Key -> words of every training there is."""
    return {key: str(words) for key, words in cast(ListOf, rules.rule("team.training").kind).options.items()}


def gaps(member: TeamMember) -> list[Gap]:
    """What she lacks. Uses what `with_what_counts` read, where it was used."""
    found = []
    if not {row.role for row in member.roles.all()} & set(rules.value("asks.openers")):
        found.append(Gap("asks.openers", _("a job that may open asks")))
    needed, has = int(rules.value("team.factors")), getattr(member, "factors_held", None)
    missing = needed - (member.factors.count() if has is None else int(has))
    if missing > 0:
        found.append(Gap("team.factors", ngettext("%(n)d more second step", "%(n)d more second steps", missing) % {"n": missing}))
    learned = {row.training for row in member.trainings.all()}
    words = trainings()
    found += [Gap("team.training", words[key]) for key in rules.value("team.training") if key not in learned]
    return found


def with_what_counts(members: QuerySet[TeamMember]) -> QuerySet[TeamMember]:
    """The same members with what `gaps` looks at: three queries for all of them."""
    return members.annotate(factors_held=Count("factors", distinct=True)).prefetch_related("roles", "trainings")


def ready(members: QuerySet[TeamMember]) -> list[TeamMember]:
    """Those who may be offered as readers now, by work-name."""
    return [member for member in with_what_counts(members).order_by("work_name") if not gaps(member)]
