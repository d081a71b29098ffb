"""Who is out and when she means to be back, for herself and for who knows.

Offers: `mine(owner)`, `watched(owner)`, `may_know(owner)`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from kithbridge.people import vault
from kithbridge.people.models import TeamMember
from kithbridge.people.sessions.models import Outing
from kithbridge.web.clock import LONDON, unix


@dataclass(frozen=True)
class Out:
    """One outing. `who`: the other one's work-name; `until`: a time of day such as "15:30"."""

    who: str
    until: str
    late: bool


def _out(row: Outing, who: str) -> Out:
    return Out(who, dt.datetime.fromtimestamp(row.until, LONDON).strftime("%H:%M"), row.until < unix())


def _named() -> dict[str, str]:
    return {vault.holder(pk): called for pk, called in TeamMember.objects.values_list("pk", "work_name")}


def mine(owner: UUID) -> Out | None:
    """Her own outing, with who knows. A buddy who has left the team is called by nothing."""
    row = Outing.objects.filter(who=vault.holder(owner)).first()
    return _out(row, _named().get(row.buddy, "")) if row else None


def watched(owner: UUID) -> list[Out]:
    """Whom she watches for, the latest first."""
    named, rows = _named(), Outing.objects.filter(buddy=vault.holder(owner)).order_by("until")
    return [_out(row, named[row.who]) for row in rows if row.who in named]


def may_know(owner: UUID) -> list[TeamMember]:
    """The others of the team."""
    return list(TeamMember.objects.exclude(pk=owner).order_by("work_name"))
