"""Taking part in a conversation: joining as what, voting, voting otherwise, leaving.

Offers
------
Taking, taking(...)   who is asking, in one conversation
join(...)             as what she takes part; with a slip she counts
vote(...)             one answer; sent again it is one, sent otherwise it is the new one, without a trace of the old
leave(...)            her votes go
leave_everywhere(key), move(old, new)   her page ends; she took new words
Refused               why nothing changed (actions/refused.py)

Nothing that all who vote share is written: five hundred vote at once. Nor does the event record count votes: nobody reads live sums there.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from kithbridge.agree import links
from kithbridge.agree.actions import standing, wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import OPEN, Choice, Conversation, Statement, Voice, Vote, Voter
from kithbridge.people.actions import slips
from kithbridge.people.vault import Key
from kithbridge.web import once

__all__ = ["OWN_WORD", "TEAM_VOICES", "Joined", "Refused", "Taking", "join", "leave", "leave_everywhere", "move", "taking", "vote"]

OWN_WORD = 40
# A team sign-in says that she works here; whoever wants to speak of her own life uses secret words.
TEAM_VOICES = (Voice.PEER, Voice.WORKER, Voice.MANAGER)


@dataclass(frozen=True)
class Taking:
    """Somebody in a conversation. `tag` is "" without words or slip, or where it is not open; `voter` is None until she has joined."""

    conversation: Conversation
    tag: str = field(repr=False)
    voter: Voter | None
    secret: bytes = field(repr=False, default=b"")

    @property
    def now(self) -> bool:
        """Whether she may vote and write now."""
        return self.voter is not None and standing.open_to(self.conversation, self.voter.voice)


@dataclass(frozen=True)
class Joined:
    """`carry` goes into hidden fields of somebody who has a slip alone; "" for everybody else. `counted`: she is in the result."""

    carry: str = field(repr=False)
    counted: bool


def taking(conversation: Conversation, key: Key | None = None, carry: str = "") -> Taking:
    """Who asks: by her key where one is open, else by the slip that a form carries."""
    secret = links.hers(key, conversation) if key is not None else links.carried(carry)
    if not secret or conversation.state not in OPEN:
        return Taking(conversation, "", None, secret)
    try:
        tag = links.tag(conversation, secret)
    except links.NoLink:
        return Taking(conversation, "", None, secret)
    return Taking(conversation, tag, Voter.objects.filter(conversation=conversation, tag=tag).first(), secret)


def _tag(conversation: Conversation, secret: bytes) -> str:
    if not secret:
        raise Refused("words")
    try:
        return links.tag(conversation, secret)
    except links.NoLink:
        raise Refused("closed") from None


# --- Joining --------------------------------------------------------------------------------------------
def join(*, conversation: Conversation, secret: bytes = b"", voice: str, own_word: str = "", slip: str = "", form_id: str) -> Joined:
    """As what she takes part; again changes it. With a slip she counts; one slip is one voter. Without words the slip is who she is.

    Raises Refused: closed, not yet, voice, word, words, slip.
    """
    if voice not in (TEAM_VOICES if links.from_team(secret) else Voice.values):
        raise Refused("voice")
    try:
        word = wording.line(own_word, OWN_WORD)
    except Refused:
        raise Refused("word") from None
    alone = not secret
    secret = secret or links.of_slip(conversation, slip)
    tag = _tag(conversation, secret)
    for _try in range(2):
        try:
            counted = _stands(conversation, tag, voice, word, slip, form_id, alone=alone)
            return Joined(links.carry(secret), counted)
        except IntegrityError:
            continue  # the same form at the same moment from two places: one of them made the row
    raise Refused("join")


@transaction.atomic
def _stands(conversation: Conversation, tag: str, voice: str, word: str, slip: str, form_id: str, *, alone: bool) -> bool:
    row = standing.in_time(conversation)
    if not standing.open_to(row, voice):
        raise Refused("not yet")
    voter = Voter.objects.select_for_update().filter(tag=tag).first()
    if not once.claim(form_id) and voter is not None:
        return voter.counted  # the same form again: what she chose since stays
    counted = voter is not None and voter.counted
    if slip.strip() and not counted:
        counted = slips.use(code=slip)
        if not counted and not (alone and Voter.objects.filter(tag=tag).exists()):
            raise Refused("slip")
    if voter is None:
        Voter.objects.create(conversation=conversation, tag=tag, voice=voice, own_word=word, counted=counted)
    else:
        voter.voice, voter.own_word, voter.counted = voice, word, counted
        voter.save(update_fields=["voice", "own_word", "counted"])
    return counted


# --- Voting ---------------------------------------------------------------------------------------------
def vote(*, conversation: Conversation, secret: bytes, statement: UUID, choice: int) -> None:
    """One answer. Raises Refused: closed, words, join, not yet, choice, gone."""
    if choice not in Choice.values:
        raise Refused("choice")
    tag = _tag(conversation, secret)
    number = links.vote_id(conversation, tag, statement)
    try:
        with transaction.atomic():
            row = standing.in_time(conversation)
            # Her own row is locked, which nobody else waits for: leaving on another phone comes before this vote, or takes it along.
            hers = Voter.objects.select_for_update().filter(tag=tag, conversation=row)
            voice = hers.values_list("voice", flat=True).first()
            if voice is None:
                raise Refused("join")
            if not standing.open_to(row, voice):
                raise Refused("not yet")
            if not Statement.objects.filter(pk=statement, conversation=row, stage=Statement.Stage.SHOWN).exists():
                raise Refused("gone")
            answer = Vote(id=number, statement_id=statement, choice=choice)
            Vote.objects.bulk_create([answer], update_conflicts=True, unique_fields=["id"], update_fields=["choice"])
    except IntegrityError:
        raise Refused("gone") from None  # its writer took it back at this moment


def leave_everywhere(key: Key) -> None:
    """Her page ends: so do her votes wherever a conversation is open. Inside the transaction that ends it."""
    for conversation in Conversation.objects.filter(state__in=OPEN).order_by("number"):
        with contextlib.suppress(Refused):
            leave(conversation=conversation, secret=links.hers(key, conversation))


def move(old: Key, new: Key) -> None:
    """She took new words: as what she takes part, that she counts, and her votes stand under her new key."""
    for conversation in Conversation.objects.filter(state__in=OPEN).order_by("number"):
        with contextlib.suppress(Refused):
            _move(conversation, links.hers(old, conversation), links.hers(new, conversation))


@transaction.atomic
def _move(conversation: Conversation, old: bytes, new: bytes) -> None:
    before, after = _tag(conversation, old), _tag(conversation, new)
    row = standing.shared(conversation)
    if not Voter.objects.select_for_update().filter(tag=before, conversation=row).exists():
        return
    statements = list(Statement.objects.filter(conversation=row).values_list("pk", flat=True))
    olds = {links.vote_id(row, before, one): one for one in statements}
    votes = list(Vote.objects.filter(pk__in=olds).order_by("pk"))
    Vote.objects.filter(pk__in=olds).delete()
    moved = [Vote(id=links.vote_id(row, after, olds[one.pk]), statement_id=one.statement_id, choice=one.choice) for one in votes]
    Vote.objects.bulk_create(sorted(moved, key=lambda one: str(one.pk)))
    Voter.objects.filter(tag=before).update(tag=after)


def leave(*, conversation: Conversation, secret: bytes) -> bool:
    """All her votes go, and that she took part. What she wrote she takes back with its code. Raises Refused: closed, words.

    False when she had not joined.
    """
    tag = _tag(conversation, secret)
    statements = Statement.objects.filter(conversation=conversation).values_list("pk", flat=True)
    with transaction.atomic():
        row = standing.shared(conversation)
        # Locked first: a vote of hers under way on another phone is in before, or finds her gone.
        voter = Voter.objects.select_for_update().filter(tag=tag, conversation=row).first()
        if voter is None:
            return False
        Vote.objects.filter(pk__in=list(links.vote_ids(row, tag, statements))).delete()
        voter.delete()
    return True
