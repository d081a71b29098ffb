"""How a conversation stands, read so that it cannot change before the caller's transaction ends.

Offers
------
shared(conversation)      for whoever takes part: many at once, none while it is being closed; in_time(...): nor after its weeks
hold(conversation)        the same lock, whatever its state: what changes a statement takes it before the statement's row, as closing does
alone(conversation)       for whoever changes or closes it
open_to(conversation, voice)   whether this voice takes part now
jobs(member), two_jobs(first, second)   two readers of two jobs
"""

from __future__ import annotations

import contextlib
import json
from uuid import UUID

from django.db import connection

from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import CONSTITUENCY, OPEN, Conversation, State
from kithbridge.people.models import Role, RoleHeld
from kithbridge.web.clock import this_week

JOBS = (Role.PEER, Role.LEAD, Role.FACILITATOR, Role.RESEARCHER)


def shared(conversation: Conversation) -> Conversation:
    """The row as it stands, inside the caller's transaction. Raises Refused ("closed") unless it is open.

    On PostgreSQL the row is locked FOR SHARE: votes do not wait for each other, closing waits for them, and after it none gets through. On
    SQLite every transaction is alone as it begins.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT state, first, until FROM agree_conversation WHERE id = %s FOR SHARE", [conversation.pk])
            found = cursor.fetchone()
        if found is None or found[0] not in OPEN:
            raise Refused("closed")
        first = json.loads(found[1]) if isinstance(found[1], str) else found[1]
        return Conversation(id=conversation.pk, state=found[0], first=first, until=found[2])
    row = Conversation.objects.filter(pk=conversation.pk, state__in=OPEN).only("state", "first", "until").first()
    if row is None:
        raise Refused("closed")
    return row


def in_time(conversation: Conversation) -> Conversation:
    """As `shared`, for whatever comes in anew. Raises Refused ("closed") also when its weeks are over and nobody has closed it yet: votes
    without end, each holding the row, would keep it from closing.
    """
    row = shared(conversation)
    if str(this_week()) > str(row.until):
        raise Refused("closed")
    return row


def hold(conversation: UUID) -> None:
    """Inside the caller's transaction: until it ends, this conversation does not close, and whoever closes it does not wait in a ring."""
    with contextlib.suppress(Refused):
        shared(Conversation(pk=conversation))


def alone(conversation: Conversation | UUID) -> Conversation:
    """The row, locked for a change. Raises Refused ("gone")."""
    number = conversation.pk if isinstance(conversation, Conversation) else conversation
    row = Conversation.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Refused("gone")
    return row


def open_to(conversation: Conversation, voice: str) -> bool:
    """Whether somebody who takes part as this may vote and write now."""
    if conversation.state == State.ALL:
        return True
    return conversation.state == State.FIRST and CONSTITUENCY.get(voice, "") in conversation.first


def jobs(member: UUID | None) -> frozenset[str]:
    """Which jobs that read somebody holds now."""
    held = RoleHeld.objects.filter(member=member, role__in=JOBS).values_list("role", flat=True) if member else ()
    return frozenset(held)


def two_jobs(first: UUID | None, second: UUID) -> bool:
    """Whether these are two people with different jobs."""
    return first is not None and first != second and jobs(first) != jobs(second)
