"""What the pages of conversations read. Nothing here changes anything, and nothing here tells how somebody voted.

Offers
------
conversations(), one(number)      what everybody may see, the newest first
shown(conversation)               statements that two have read
next_for(taking), Next            the next statement for her, drawn by priority; answered(taking)
waiting(key), flagged(key), with_second(key), opened(key, number), Opened   what waits for readers, as far as she holds it
record_of_hidden(conversation)    how many were hidden, and why
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import SystemRandom
from uuid import UUID

from kithbridge.agree import links, routing
from kithbridge.agree.actions.voting import Taking
from kithbridge.agree.models import OPEN, Conversation, State, Statement, Vote
from kithbridge.people import lifetimes, vault
from kithbridge.people.queries.page import ends_words
from kithbridge.people.vault import Key


# --- Conversations --------------------------------------------------------------------------------------
def conversations(*, drafts: bool = False) -> list[Conversation]:
    """Open ones first, then closed and stopped ones, each with the newest first; drafts for the team alone."""
    rows = Conversation.objects.all() if drafts else Conversation.objects.exclude(state=State.DRAFT)
    order = {State.DRAFT: 0, State.FIRST: 1, State.ALL: 1, State.CLOSED: 2, State.STOPPED: 3}
    newest = sorted(rows, key=lambda row: (str(row.week), row.number), reverse=True)
    return sorted(newest, key=lambda row: order[State(row.state)])


def one(number: int) -> Conversation | None:
    """By its number in addresses; None for a draft, or where there is none."""
    return Conversation.objects.filter(number=number).exclude(state=State.DRAFT).first()


def shown(conversation: Conversation) -> list[Statement]:
    """In order of their drawn numbers, which tell no order."""
    return list(Statement.objects.filter(conversation=conversation, stage=Statement.Stage.SHOWN).order_by("number"))


def record_of_hidden(conversation: Conversation) -> list[tuple[str, int]]:
    """Reason in words -> how many, for the public record."""
    rows = Statement.objects.filter(conversation=conversation, stage=Statement.Stage.HIDDEN).values_list("reason", flat=True)
    found = Counter(rows)
    return [(str(reason.label), found[reason.value]) for reason in Statement.Reason if found[reason.value]]


# --- The next statement ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Next:
    """`statement` is None when she has answered everything. `left`: how many she has not, this one among them."""

    statement: Statement | None
    left: int
    answered: int


def answered(taking: Taking) -> dict[UUID, int]:
    """Her own answers: statement -> choice. Only her secret finds them."""
    if not taking.tag:
        return {}
    statements = Statement.objects.filter(conversation=taking.conversation, stage=Statement.Stage.SHOWN).values_list("pk", flat=True)
    try:
        numbers = links.vote_ids(taking.conversation, taking.tag, statements)
    except links.NoLink:
        return {}
    return {numbers[number]: choice for number, choice in Vote.objects.filter(pk__in=list(numbers)).values_list("pk", "choice")}


def next_for(taking: Taking, *, draw: SystemRandom | None = None) -> Next:
    """Drawn with the weights of `routing.weights`, never one she has answered."""
    rows = shown(taking.conversation)
    done = answered(taking)
    left = [row for row in rows if row.pk not in done]
    if not left:
        return Next(None, 0, len(done))
    weights = routing.weights(taking.conversation, [row.pk for row in rows])
    picked = (draw or SystemRandom()).choices(left, [weights[row.pk] for row in left])[0]
    return Next(picked, len(left), len(done))


# --- What waits for readers -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Opened:
    """A statement as a reader may read it."""

    row: Statement
    text: str = field(repr=False)
    gone: str
    hers_first: bool = False
    would_hide: str = ""

    @property
    def objected(self) -> bool:
        """Whether its writer objected to hiding."""
        return bool(self.row.objected)


def _opened(key: Key, row: Statement, text: str) -> Opened:
    flagged = row.stage == Statement.Stage.SHOWN and row.first_reader_id is not None
    return Opened(
        row,
        text,
        ends_words(str(row.week), lifetimes.of("agree.hidden_weeks", str(row.week))),
        row.first_reader_id == key.owner,
        str(Statement.Reason(row.reason).label) if flagged and row.reason else "",
    )


def _all(key: Key, rows: Iterable[Statement]) -> list[Opened]:
    found = sorted(rows, key=lambda row: (str(row.week), str(row.pk)))
    texts = vault.read_many(key, found, "words")
    return [_opened(key, row, texts.get(row.pk) or row.text) for row in found if row.pk in texts or row.text]


def _unread(key: Key) -> Iterable[Statement]:
    rows = Statement.objects.filter(stage=Statement.Stage.WAITING, words__isnull=False, conversation__state__in=OPEN)
    return rows.select_related("conversation").exclude(hidden_by=key.owner)


def waiting(key: Key) -> list[Opened]:
    """What waits for her to read it, the oldest first; what waits for somebody else than her is left out."""
    return [one for one in _all(key, _unread(key)) if not one.hers_first]


def with_second(key: Key) -> list[Opened]:
    """What she read first: it waits for somebody with another job."""
    return [one for one in _all(key, _unread(key)) if one.hers_first]


def flagged(key: Key) -> list[Opened]:
    """What is shown and somebody would hide: a second of another job hides it, or it stays."""
    rows = Statement.objects.filter(stage=Statement.Stage.SHOWN, first_reader__isnull=False, conversation__state__in=OPEN)
    return _all(key, rows.select_related("conversation"))


def opened(key: Key, number: UUID) -> Opened | None:
    """One statement, or None: it has ended, or she does not hold it."""
    return next(iter(_all(key, Statement.objects.filter(pk=number).select_related("conversation"))), None)
