"""What readers do with statements: show them when two have read them, hide them, ask for other words.

Offers
------
read_and_show(...)     she has read it and would show it; the second of another job shows it. Of a shown one somebody would hide: it stays
hide(...)              what waits, at once; what is shown, when two of different jobs would
ask_other_words(...)   whoever wrote it is asked to say it otherwise
drop_seed(...)         a statement of a draft goes
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.agree.actions import standing, wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import OPEN, Conversation, State, Statement
from kithbridge.people import vault
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import record
from kithbridge.web.clock import this_week

LONGEST_ANSWER = 200


def _held(key: Key, statement: UUID) -> Statement:
    """Locked: hers to read. Raises Refused ("gone").

    Its conversation is held: what is shown or hidden at the last moment is so before it is counted, or not at all.
    """
    if (conversation := Statement.objects.filter(pk=statement).values_list("conversation", flat=True).first()) is not None:
        standing.hold(conversation)
    row = Statement.objects.select_for_update(of=("self",)).filter(pk=statement).select_related("conversation").first()
    if row is None or not standing.jobs(key.owner):
        raise Refused("gone")
    if row.words is not None and not vault.readable(key, [row.pk]):
        raise Refused("gone")
    return row


def _answer(text: str, *, needed: bool = True) -> str:
    try:
        found = wording.line(text, LONGEST_ANSWER)
    except Refused:
        raise Refused("answer") from None
    if needed and not found:
        raise Refused("answer")
    return found


@transaction.atomic
def read_and_show(*, key: Key, statement: UUID) -> bool:
    """True when it is shown now. Raises Refused: gone, same, yours, state (the conversation is not open)."""
    row = _held(key, statement)
    if row.stage == Statement.Stage.SHOWN:
        return _stays(key, row)
    if row.stage != Statement.Stage.WAITING or row.words is None:
        raise Refused("gone")
    if row.conversation.state not in OPEN:
        raise Refused("state")
    if row.hidden_by_id == key.owner:
        raise Refused("yours")  # its writer objected to her: others read it now
    if not standing.jobs(row.first_reader_id):
        # Nobody has read it, or whoever did holds no job any more that reads these: she begins.
        row.first_reader_id = key.owner
        row.save(update_fields=["first_reader"])
        record.note("statement read", role=acting(key, *standing.JOBS), ref=row.pk)
        return False
    if not standing.two_jobs(row.first_reader_id, key.owner):
        raise Refused("same")
    row.text, row.stage, row.first_reader_id, row.hidden_by_id = vault.read(key, row, "words"), Statement.Stage.SHOWN, None, None
    row.save(update_fields=["text", "stage", "first_reader", "hidden_by"])
    record.note("statement read by a second, shown", role=acting(key, *standing.JOBS), ref=row.pk)
    return True


def _stays(key: Key, row: Statement) -> bool:
    if row.first_reader_id is not None:
        if row.first_reader_id != key.owner and not standing.two_jobs(row.first_reader_id, key.owner):
            raise Refused("same")
        row.first_reader_id, row.reason, row.answer = None, "", ""
        row.save(update_fields=["first_reader", "reason", "answer"])
        record.note("statement stays shown", role=acting(key, *standing.JOBS), ref=row.pk)
    return True


@transaction.atomic
def hide(*, key: Key, statement: UUID, reason: str, answer: str) -> bool:
    """True when it is hidden now. What waits is hidden by one; its writer can object, and then others read it.

    Raises Refused: gone, reason, answer, same, yours.
    """
    row = _held(key, statement)
    if reason not in Statement.Reason.values:
        raise Refused("reason")
    said = _answer(answer)
    if row.stage == Statement.Stage.SHOWN and row.conversation.state not in (State.CLOSED, State.STOPPED):
        return _hide_shown(key, row, reason, said)
    if row.stage != Statement.Stage.WAITING:
        raise Refused("gone")
    if row.hidden_by_id == key.owner:
        raise Refused("yours")
    _hidden(row, reason, said, key.owner)
    record.note("statement hidden", role=acting(key, *standing.JOBS), ref=row.pk)
    return True


def _hide_shown(key: Key, row: Statement, reason: str, said: str) -> bool:
    if not standing.jobs(row.first_reader_id):
        row.first_reader_id, row.reason, row.answer = key.owner, reason, said
        row.save(update_fields=["first_reader", "reason", "answer"])
        record.note("statement would be hidden", role=acting(key, *standing.JOBS), ref=row.pk)
        return False
    if not standing.two_jobs(row.first_reader_id, key.owner):
        raise Refused("same")
    # Votes on it stay where they are and are left out of the result.
    _hidden(row, reason, said, key.owner)
    record.note("statement hidden by a second", role=acting(key, *standing.JOBS), ref=row.pk)
    return True


def _hidden(row: Statement, reason: str, said: str, by: UUID) -> None:
    row.stage, row.text, row.reason, row.answer = Statement.Stage.HIDDEN, "", reason, said
    row.hidden_by_id, row.first_reader_id, row.week = by, None, str(this_week())
    row.save(update_fields=["stage", "text", "reason", "answer", "hidden_by", "first_reader", "week"])


@transaction.atomic
def ask_other_words(*, key: Key, statement: UUID, answer: str) -> None:
    """She sees what we ask, by her code, and can say it anew. Raises Refused: gone, answer, yours."""
    row = _held(key, statement)
    if row.stage != Statement.Stage.WAITING:
        raise Refused("gone")
    if row.hidden_by_id == key.owner:
        raise Refused("yours")
    row.stage, row.answer, row.first_reader_id, row.week = Statement.Stage.OTHERWISE, _answer(answer), None, str(this_week())
    row.save(update_fields=["stage", "answer", "first_reader", "week"])
    record.note("other words asked for", role=acting(key, *standing.JOBS), ref=row.pk)


@transaction.atomic
def drop_seed(*, key: Key, conversation: Conversation, statement: UUID) -> None:
    """Of a draft: the statement goes, and whoever had agreed agrees again. Raises Refused: gone, state."""
    row = standing.alone(conversation)
    if row.state != State.DRAFT:
        raise Refused("state")
    gone, _rows = Statement.objects.filter(pk=statement, conversation=row).delete()
    if not gone:
        raise Refused("gone")
    row.opened_by = None
    row.save(update_fields=["opened_by"])
    record.note("statement of a draft dropped", role=acting(key, *standing.JOBS), ref=statement)
