"""Going out, and being back: one of the team is out, another knows until when.

Offers
------
go(...)     she goes out and names who knows
back(...)   she is back
drop_old()  what nobody ended, 12 hours after

The software sends nothing to anybody and looks for nobody. It lies in the volatile database only: no place, no reason, no name, no
history. How often somebody went out is counted by week.
"""

from __future__ import annotations

from uuid import UUID

from kithbridge.people import vault
from kithbridge.people.models import TeamMember
from kithbridge.people.queries.acting import acting
from kithbridge.people.sessions.models import Outing
from kithbridge.people.vault import Key
from kithbridge.web import record
from kithbridge.web.clock import unix

HOURS = (1, 2, 3, 4, 6)
QUARTER = 900
KEPT_AFTER = 12 * 3600


class CannotGo(Exception):
    """Why it was not noted, as a word the page explains: buddy, hours."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def go(*, key: Key, buddy: UUID, hours: int) -> None:
    """She is out for so many hours, to the next quarter; `buddy` knows. Going again moves the time. Raises CannotGo."""
    if hours not in HOURS:
        raise CannotGo("hours")
    if buddy == key.owner or not TeamMember.objects.filter(pk=buddy).exists():
        raise CannotGo("buddy")
    until = -(-(unix() + hours * 3600) // QUARTER) * QUARTER
    _row, new = Outing.objects.update_or_create(who=vault.holder(key.owner), defaults={"buddy": vault.holder(buddy), "until": until})
    if new:
        record.count("went out, and somebody knew", role=acting(key))


def back(*, key: Key) -> None:
    """She is back. Pressed twice it is no more than that."""
    Outing.objects.filter(who=vault.holder(key.owner)).delete()


def drop_old() -> None:
    """What nobody ended goes 12 hours after she meant to be back."""
    Outing.objects.filter(until__lt=unix() - KEPT_AFTER).delete()
