"""A conversation moves on by its own weeks: first round, everybody, closed.

Offers
------
move(conversation)     as far as its weeks say; the row as it stands then. For pages and the sweep
close_due(dry_run)     for the sweep: all that are due; what a crash left half closed; what lost its key

Closing: first the state changes, and no vote is taken from that commit on. Then everything is counted in memory, and what may be
shown is stored in the transaction in which voters and votes go and the link key is due to go. Stopped anywhere, it goes on from there.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from kithbridge.agree import counting, links
from kithbridge.agree.actions import standing
from kithbridge.agree.actions.making import forget_links
from kithbridge.agree.models import OPEN, Conversation, State
from kithbridge.people import vault
from kithbridge.people.actions import retention
from kithbridge.people.vault import Ending
from kithbridge.web import record
from kithbridge.web.clock import this_week

LOST = "It had closed, or its key was lost. The votes can be told apart by nobody any more. They are gone."


def move(conversation: Conversation) -> Conversation:
    """Idempotent; safe in several processes at once."""
    now = str(this_week())
    if conversation.state == State.FIRST and now > conversation.first_until:
        conversation = _next(conversation, State.FIRST, "conversation opened to everybody")
    if conversation.state == State.ALL and now > conversation.until:
        conversation = _next(conversation, State.ALL, "conversation closed")
    if conversation.state == State.CLOSED and conversation.result is None:
        conversation = _finish(conversation)
    return conversation


@transaction.atomic
def _next(conversation: Conversation, was: State, kind: str) -> Conversation:
    row = standing.alone(conversation)
    if row.state == was:
        row.state = State.ALL if was == State.FIRST else State.CLOSED
        row.save(update_fields=["state"])
        record.note(kind, role="software", ref=row.pk)
    return row


def _finish(conversation: Conversation) -> Conversation:
    """Counted, stored, and every link gone."""
    try:
        result = counting.counted(conversation)
    except links.NoLink:
        there = Conversation.objects.get(pk=conversation.pk)
        return there if there.result is not None else _end(conversation, None)
    return _end(conversation, result)


def _end(conversation: Conversation, result: dict[str, Any] | None) -> Conversation:
    """With what may be shown; or, where the key is gone, stopped."""

    def content() -> tuple[Conversation, Ending]:
        row = standing.alone(conversation)
        if row.result is not None or row.state == State.STOPPED:
            return row, Ending()  # another process was faster
        if result is None:
            row.state, row.stopped = State.STOPPED, LOST
        row.result, row.stop_by, row.stop_why = result, None, ""
        row.save(update_fields=["state", "stopped", "result", "stop_by", "stop_why"])
        record.note("conversation counted" if result is not None else "conversation without its key stopped", role="software", ref=row.pk)
        return row, forget_links(row)

    return vault.end(content)


# --- The sweep ------------------------------------------------------------------------------------------
def _due() -> QuerySet[Conversation]:
    now = str(this_week())
    half = Q(state=State.CLOSED, result__isnull=True)
    return Conversation.objects.filter(Q(state=State.FIRST, first_until__lt=now) | Q(state=State.ALL, until__lt=now) | half)


def _lost() -> list[Conversation]:
    """Open, and without a key: brought back from a backup of before it closed."""
    return [row for row in Conversation.objects.filter(state__in=OPEN) if not links.there(row)]


def close_due(dry_run: bool = False) -> int:
    """How many closed, or would: every link between a voter and her votes goes with each."""
    now = str(this_week())
    if dry_run:
        return _due().filter(~Q(state=State.FIRST) | Q(until__lt=now)).count()
    over = [partial(move, row) for row in _due()] + [partial(_end, row, None) for row in _lost()]
    return sum(1 for row in retention.each_in_turn(over) if row.state in (State.CLOSED, State.STOPPED))
