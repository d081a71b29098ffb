"""A talk that is stopped has no result, and every answer in it goes: nobody does that alone.

Offers
------
would_stop(...)     one says why, and it goes on
agree_to_stop(...)  a second of another job agrees to that reason: it is stopped
go_on(...)          whoever would have stopped it takes that back

Why two: it cannot come back, and whoever does not like where a talk goes must not be able to end it alone.
"""

from __future__ import annotations

from django.db import transaction

from kithbridge.agree.actions import standing, wording
from kithbridge.agree.actions.making import JOBS, forget_links
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import OPEN, Conversation, State
from kithbridge.people import vault
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Ending, Key
from kithbridge.web import record

__all__ = ["LONGEST_WHY", "agree_to_stop", "go_on", "would_stop"]

LONGEST_WHY = 300


def _why(reason: str) -> str:
    try:
        said = wording.line(reason, LONGEST_WHY)
    except Refused:
        raise Refused("reason") from None
    if not said:
        raise Refused("reason")
    return said


@transaction.atomic
def would_stop(*, key: Key, conversation: Conversation, reason: str) -> None:
    """It goes on until a second agrees. Raises Refused: gone, state, reason, asked (somebody else would stop it already)."""
    why, row = _why(reason), standing.alone(conversation)
    if row.state not in OPEN:
        raise Refused("state")
    if row.stop_by not in (None, key.owner) and standing.jobs(row.stop_by):
        raise Refused("asked")
    row.stop_by, row.stop_why = key.owner, why
    row.save(update_fields=["stop_by", "stop_why"])
    record.note("one would stop a conversation", role=acting(key, *JOBS), ref=row.pk)


@transaction.atomic
def go_on(*, key: Key, conversation: Conversation) -> None:
    """Raises Refused: gone, state."""
    row = standing.alone(conversation)
    if row.state not in OPEN or row.stop_by != key.owner:
        raise Refused("state")
    row.stop_by, row.stop_why = None, ""
    row.save(update_fields=["stop_by", "stop_why"])
    record.note("a conversation goes on", role=acting(key, *JOBS), ref=row.pk)


def agree_to_stop(*, key: Key, conversation: Conversation, as_seen: str) -> None:
    """With her it is stopped, for the reason she has read. No result: every vote goes, and the key that ties them.

    Raises Refused: gone, state, other (another reason by now, or nobody's), same (not two people with different jobs).
    """

    def content() -> tuple[None, Ending]:
        row = standing.alone(conversation)
        if row.state not in OPEN:
            raise Refused("state")
        if not standing.jobs(row.stop_by) or row.stop_why != as_seen:
            raise Refused("other")
        if not standing.two_jobs(row.stop_by, key.owner):
            raise Refused("same")
        row.state, row.stopped, row.stop_by, row.stop_why = State.STOPPED, as_seen, None, ""
        row.save(update_fields=["state", "stopped", "stop_by", "stop_why"])
        record.note("conversation stopped", role=acting(key, *standing.JOBS), ref=row.pk)
        return None, forget_links(row)

    vault.end(content)
