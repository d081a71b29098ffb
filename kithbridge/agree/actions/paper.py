"""Ballots on paper: codes printed once, and piles typed in. Each code counts once; who got which paper nobody notes.

Offers
------
ballots(...)   the codes of so many new ballots, for printing
Filled         what stands on one ballot
type_in(...)   a pile of five or more, in any order: all of it, or nothing and which could not be taken and why
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_source
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models, transaction

from kithbridge.agree import links
from kithbridge.agree.actions import standing, wording, written
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import OPEN, Ballot, Choice, Conversation, Statement, Voice, Vote, Voter
from kithbridge.people import vault
from kithbridge.people.actions.slips import LENGTH, SIGNS
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.web import once, record
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets

JOBS = (Role.PEER, Role.LEAD, Role.FACILITATOR, Role.RESEARCHER)
MOST_PRINTED, LEAST_OF_A_PILE, MOST_OF_A_PILE = 200, 5, 200


@dataclass(frozen=True)
class Filled:
    """One ballot: its code, as what she takes part, statement -> choice (what is left out was left blank), and what she wrote below."""

    code: str = field(repr=False)
    voice: str
    choices: Mapping[UUID, int] = field(repr=False)
    text: str = field(repr=False, default="")


@dataclass(frozen=True)
class Typed:
    """How many were taken; or none, and (place in the pile from 1, why) of those that could not be: code, voice, not yet, number, nothing,
    text."""

    taken: int
    refused: tuple[tuple[int, str], ...] = ()


class _NotAll(Exception):
    """Some of the pile could not be taken: (place, why) of each."""

    def __init__(self, refused: list[tuple[int, str]]) -> None:
        super().__init__(len(refused))
        self.refused = refused


def _hash(conversation: Conversation, code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign in SIGNS)
    return hmac.new(secrets().pepper, b"ballot" + conversation.pk.bytes + plain.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def ballots(*, key: Key, conversation: Conversation, number: int, form_id: str) -> list[str]:
    """New codes, in no order; only their hashes are kept. Empty: the form was sent before. Raises Refused: gone, closed, number."""
    row = standing.alone(conversation)
    if row.state not in OPEN:
        raise Refused("closed")
    if not 1 <= number <= MOST_PRINTED:
        raise Refused("number")
    if not once.claim(form_id):
        return []
    codes = ["".join(random_source.choice(SIGNS) for _ in range(LENGTH)) for _ in range(number)]
    Ballot.objects.bulk_create([Ballot(conversation=row, code=_hash(row, code)) for code in codes])
    record.note("paper ballots printed", role=acting(key, *JOBS), ref=row.pk)
    return [f"{code[:4]} {code[4:]}" for code in codes]


def type_in(*, key: Key, conversation: Conversation, ballots: Sequence[Filled], form_id: str) -> Typed:
    """Paper that comes from a peer's hand counts. What was written below waits for two readers.

    All of the pile is taken or nothing: one good ballot among four that cannot count would be a pile of one. Every code stays good then.
    Sent again: Typed(0). Raises Refused: closed, few, many, or vault.CannotOpen.
    """
    if len(ballots) < LEAST_OF_A_PILE:
        raise Refused("few")  # of a pile of one it would be plain whose votes were typed in
    if len(ballots) > MOST_OF_A_PILE:
        raise Refused("many")
    if conversation.state not in OPEN:
        raise Refused("closed")
    # The keys of what was written below go into the keyring before the pile is taken.
    try:
        said = _below(key, conversation, ballots, form_id)
    except links.NoLink:
        raise Refused("closed") from None  # at this moment
    seals = [one for one in said.values() if one is not None]

    def content() -> tuple[Typed, Ending]:
        row = standing.shared(conversation)
        if not once.claim(form_id):
            raise AlreadySent
        return Typed(_take(key, row, ballots, said)), Ending()

    typed: list[Typed] = []
    try:
        if not write_once(lambda: typed.append(vault.act(content, *seals)), *(seal.row for seal in seals)):
            raise Refused("busy")
    except AlreadySent:
        return Typed(0)
    except _NotAll as problem:
        return Typed(0, tuple(problem.refused))
    return typed[0] if typed else Typed(0)


def _below(key: Key, conversation: Conversation, ballots: Sequence[Filled], form_id: str) -> dict[int, Seal | None]:
    """Place in the pile -> what stands below that ballot, to be locked to those who read; None where it cannot be shown.

    What is there already, or stands below two ballots, is written once.
    """
    found: dict[int, Seal | None] = {}
    seen: set[str] = set()
    readers = sorted({member.pk for member in written.readers_now()} | {key.owner})
    for place, one in enumerate(ballots):
        if not one.text.strip():
            continue
        try:
            text = wording.sentence(one.text)
        except Refused:
            found[place] = None
            continue
        folded = wording.folded(text)
        if folded not in seen and not written.said_already(conversation, folded):
            found[place] = Seal(_unread(conversation, one.voice, folded, f"{form_id}:{place}"), readers, {"words": text})
        seen.add(folded)
    return found


def _unread(conversation: Conversation, voice: str, folded: str, form: str) -> Statement:
    return Statement(
        id=written.number_of(form),
        conversation=conversation,
        stage=Statement.Stage.WAITING,
        origin=Statement.Origin.PAPER,
        voice=voice if voice in Voice.values else "",
        week=str(this_week()),
        same=links.same(conversation, folded),
    )


def _take(key: Key, row: Conversation, ballots: Sequence[Filled], said: Mapping[int, Seal | None]) -> int:
    """How many. Raises _NotAll."""
    shown = set(Statement.objects.filter(conversation=row, stage=Statement.Stage.SHOWN).values_list("pk", flat=True))
    voters: list[Voter] = []
    votes: list[Vote] = []
    refused: list[tuple[int, str]] = []
    for place, one in enumerate(ballots):
        why = _wrong(row, one, shown) or ("text" if place in said and said[place] is None else "")
        if not why and not Ballot.objects.filter(conversation=row, code=_hash(row, one.code)).delete()[0]:
            why = "code"
        if why:
            refused.append((place + 1, why))
            continue
        tag = links.tag(row, links.of_ballot(row, one.code))
        voters.append(Voter(conversation=row, tag=tag, voice=one.voice, counted=True))
        votes += [Vote(id=links.vote_id(row, tag, number), statement_id=number, choice=choice) for number, choice in one.choices.items()]
        if (seal := said.get(place)) is not None:
            _write(row, seal.row, wording.folded(seal.texts["words"]))
    if refused:
        raise _NotAll(refused)
    # In the order of random numbers, so that no row tells which ballot lay beside which.
    Voter.objects.bulk_create(sorted(voters, key=lambda voter: str(voter.pk)))
    Vote.objects.bulk_create(sorted(votes, key=lambda vote: vote.pk))
    record.note("paper ballots typed in", role=acting(key, *JOBS), ref=row.pk)
    return len(voters)


def _write(conversation: Conversation, statement: models.Model, folded: str) -> None:
    """Unless the same is there; then the ballot has said it with its votes."""
    if isinstance(statement, Statement) and not written.said_already(conversation, folded):
        statement.number = written.drawn_number(conversation)
        statement.save(force_insert=True)


def _wrong(row: Conversation, one: Filled, shown: set[UUID]) -> str:
    """Why this ballot cannot be taken, whatever its code; "" if it can."""
    if one.voice not in Voice.values:
        return "voice"
    if not standing.open_to(row, one.voice):
        return "not yet"
    if not one.choices and not one.text.strip():
        return "nothing"
    return "" if set(one.choices) <= shown and set(one.choices.values()) <= set(Choice.values) else "number"
