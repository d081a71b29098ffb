"""Statements: the team's first ones, and what those who take part write.

Offers
------
seed(...)                 a statement of the team; after the opening it needs a second reader as well
say(...), Kept            what somebody who takes part writes, locked to the readers she left ticked
readers_now()             who reads them
read_and_show, hide, ask_other_words, drop_seed      what readers do (actions/reading.py)
became, Became, object_to, say_otherwise, take_back, shred_hidden   what her code does (actions/returning.py)
Refused                   why nothing changed (actions/refused.py)
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from kithbridge import rules
from kithbridge.agree import links
from kithbridge.agree.actions import standing, wording
from kithbridge.agree.actions.reading import ask_other_words, drop_seed, hide, read_and_show
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.actions.returning import Became, became, object_to, say_otherwise, shred_hidden, take_back
from kithbridge.agree.actions.voting import Taking
from kithbridge.agree.actions.written import Kept, code_hash, code_of, drawn_number, left_in, number_of, readers_now, said_already, store
from kithbridge.agree.models import OPEN, Conversation, State, Statement, Voter
from kithbridge.people import visit
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

__all__ = [
    "Became", "Kept", "Refused", "ask_other_words", "became", "code_hash", "code_of", "drop_seed", "hide", "left_in", "number_of",
    "object_to", "read_and_show", "readers_now", "say", "say_otherwise", "seed", "shred_hidden", "take_back",
]  # fmt: skip

SEEDERS = (Role.LEAD, Role.FACILITATOR, Role.RESEARCHER)
SEEDED = (Statement.Origin.SEED, Statement.Origin.THEME)


def _may_say(tag: str, conversation: Conversation, text: str) -> Voter:
    """Locked in the caller's transaction: she has joined, it is open to her, she has not written too much, nobody has said it."""
    row = standing.in_time(conversation)
    voter = Voter.objects.select_for_update().filter(tag=tag, conversation=row).first()
    if voter is None:
        raise Refused("join")
    if not standing.open_to(row, voter.voice):
        raise Refused("not yet")
    if voter.written >= int(rules.value("agree.each_writes")):
        raise Refused("enough")
    if said_already(row, text):
        raise Refused("there")
    return voter


def say(*, voter: Taking, conversation: Conversation, text: str, readers: Sequence[UUID], form_id: str) -> Kept:
    """What she writes, locked until two have read it. Raises Refused or vault.CannotOpen.

    Refused: words, join, closed, not yet, nothing, long, signs, there, enough, readers, silent, busy.
    """
    if not voter.secret:
        raise Refused("words")
    said = wording.sentence(text)
    if voter.voter is None:
        raise Refused("join" if conversation.state in OPEN else "closed")
    chosen = left_in(readers)
    kept = Kept(number_of(form_id), code_of(form_id), tuple(member.work_name for member in chosen))
    if Statement.objects.filter(pk=kept.statement).exists():
        return kept
    # Pages can be drawn without end: only somebody with a slip writes when the hour's budget is used up.
    if not visit.spend("talk", most=rules.value("asks.per_hour")) and not voter.voter.counted:
        raise Refused("busy")
    new = Statement(
        id=kept.statement,
        conversation=conversation,
        stage=Statement.Stage.WAITING,
        origin=Statement.Origin.HERS,
        voice=voter.voter.voice,
        week=str(this_week()),
        back=code_hash(kept.code),
    )

    def beside() -> Sequence[UUID]:
        hers = _may_say(voter.tag, conversation, said)
        hers.written += 1
        hers.save(update_fields=["written"])
        new.voice, new.same = hers.voice, links.same(conversation, wording.folded(said))
        record.count("said in a conversation", role="neighbour")
        return ()

    store(new, said, [member.pk for member in chosen], form_id, beside)
    return kept


def seed(*, key: Key, conversation: Conversation, text: str, origin: str = Statement.Origin.SEED, form_id: str) -> UUID:
    """A statement of the team. In a draft it stands at once: a second looks at all of it before it opens. Later it waits for a second.

    Raises Refused: gone, state, nothing, long, signs, there, readers.
    """
    said = wording.sentence(text)
    kind = Statement.Origin(origin) if origin in SEEDED else Statement.Origin.SEED
    new = Statement(id=number_of(form_id), conversation=conversation, origin=kind, week=str(this_week()))
    if conversation.state == State.DRAFT:
        _into_draft(key, new, said, form_id)
        return new.pk
    readers = {member.pk for member in readers_now()} | {key.owner}
    new.stage, new.first_reader_id = Statement.Stage.WAITING, key.owner

    def beside() -> Sequence[UUID]:
        row = standing.shared(conversation)
        if said_already(row, said):
            raise Refused("there")
        new.same = links.same(conversation, wording.folded(said))
        record.note("statement written", role=acting(key, *SEEDERS), ref=new.pk)
        return ()

    store(new, said, sorted(readers), form_id, beside)
    return new.pk


def _into_draft(key: Key, new: Statement, said: str, form_id: str) -> None:
    with transaction.atomic():
        row = standing.alone(new.conversation)
        if row.state != State.DRAFT:
            raise Refused("state")
        if not once.claim(form_id):
            return
        if said_already(row, said):
            raise Refused("there")
        new.stage, new.text, new.number = Statement.Stage.SHOWN, said, drawn_number(row)
        new.save(force_insert=True)
        row.opened_by = None  # whoever had agreed has not seen this one
        row.save(update_fields=["opened_by"])
        record.note("statement written", role=acting(key, *SEEDERS), ref=new.pk)
