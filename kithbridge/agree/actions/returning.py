"""What somebody does with the code of a sentence she wrote, and how what is not shown ends.

Offers
------
known(code)             whether there is such a code; guessing is slow (people/tries.py)
became(code), Became    what became of it
object_to(code)         once, to hiding: other readers read it
say_otherwise(...)      in other words, when we asked for them
take_back(code)         hers at any time: text, keys and votes on it go
shred_hidden            for the sweep: rule agree.hidden_weeks
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kithbridge.agree import links
from kithbridge.agree.actions import standing, wording, written
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.actions.written import Kept, code_hash, code_of, number_of
from kithbridge.agree.models import OPEN, Conversation, State, Statement
from kithbridge.engines import sealing
from kithbridge.people import lifetimes, tries, vault
from kithbridge.people.actions import danger, retention
from kithbridge.people.queries.page import ends_words
from kithbridge.people.vault import Ending
from kithbridge.web import record
from kithbridge.web.clock import this_week

SWEPT = "statements not shown"
BATCH = 500
NOT_SHOWN = (Statement.Stage.HIDDEN, Statement.Stage.OTHERWISE)


@dataclass(frozen=True)
class Became:
    """What became of a sentence. `text` only where it is shown; `answer`: what a reader wrote to her; `gone`: when it goes."""

    conversation: Conversation
    stage: str
    label: str
    reason: str
    answer: str = field(repr=False)
    text: str
    can_object: bool
    can_say_otherwise: bool
    gone: str


def _by_code(code: str) -> QuerySet[Statement]:
    mark = code_hash(code)
    return Statement.objects.filter(back=mark) if mark else Statement.objects.none()


def known(code: str) -> bool:
    """Asked before anything is done with a code. Raises Refused ("tries") while too many are guessing."""
    good = _by_code(code).exists()
    try:
        tries.one(good=good)
    except sealing.Busy:
        raise Refused("tries") from None
    return good


def became(code: str) -> Became | None:
    """None when no such code is known: it was taken back, or its weeks are over."""
    row = _by_code(code).select_related("conversation").first()
    if row is None:
        return None
    hidden, is_open = row.stage == Statement.Stage.HIDDEN, row.conversation.state in OPEN
    told = row.stage in NOT_SHOWN
    return Became(
        row.conversation,
        row.stage,
        str(row.get_stage_display()),
        str(Statement.Reason(row.reason).label) if hidden else "",
        row.answer if told else "",
        row.text,
        hidden and not row.objected and row.words is not None and is_open,
        row.stage == Statement.Stage.OTHERWISE and is_open,
        ends_words(str(row.week), lifetimes.of("agree.hidden_weeks", str(row.week))) if told else "",
    )


@transaction.atomic
def object_to(*, code: str) -> bool:
    """It waits again, for others than who hid it. False when nothing with this code is hidden, or she objected before."""
    row = _by_code(code).select_for_update().filter(stage=Statement.Stage.HIDDEN, objected=False, words__isnull=False).first()
    if row is None or not Conversation.objects.filter(pk=row.conversation_id, state__in=OPEN).exists():
        return False
    row.stage, row.objected, row.reason, row.answer = Statement.Stage.WAITING, True, "", ""
    row.first_reader_id, row.week = None, str(this_week())
    row.save(update_fields=["stage", "objected", "reason", "answer", "first_reader", "week"])
    record.count("objected to hiding", role="neighbour")
    return True


def say_otherwise(*, code: str, text: str, readers: Sequence[UUID], form_id: str) -> Kept:
    """The sentence in other words, in the place of the old one, which goes. Her new code is in what is returned.

    Raises Refused (gone, closed, nothing, long, signs, there, readers, silent, busy), or vault.CannotOpen.
    """
    said = wording.sentence(text)
    chosen = written.left_in(readers)
    kept = Kept(number_of(form_id), code_of(form_id), tuple(member.work_name for member in chosen))
    if Statement.objects.filter(pk=kept.statement).exists():
        return kept
    old = _by_code(code).filter(stage=Statement.Stage.OTHERWISE).select_related("conversation").first()
    if old is None:
        raise Refused("gone")
    new = Statement(
        id=kept.statement,
        conversation=old.conversation,
        stage=Statement.Stage.WAITING,
        origin=old.origin,
        voice=old.voice,
        week=str(this_week()),
        back=code_hash(kept.code),
    )

    def beside() -> list[UUID]:
        row = standing.shared(new.conversation)
        if written.said_already(row, said):
            raise Refused("there")
        going = _delete(Statement.objects.filter(pk=old.pk, stage=Statement.Stage.OTHERWISE))
        if not going:
            raise Refused("gone")
        new.same = links.same(row, wording.folded(said))
        record.count("said in other words", role="neighbour")
        return going

    written.store(new, said, [member.pk for member in chosen], form_id, beside)
    return kept


def _delete(rows: QuerySet[Statement]) -> list[UUID]:
    """In the caller's transaction: the rows go, no worry points at them. Returns the items whose keys go."""
    for conversation in sorted(set(rows.values_list("conversation", flat=True))):
        standing.hold(conversation)
    going = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    danger.forget_about(going)
    Statement.objects.filter(pk__in=going).delete()
    return going


def take_back(*, code: str) -> bool:
    """She takes it back, wherever it stands: its text goes, its keys, and every vote on it. False when no such code is known."""
    if not code_hash(code):
        return False

    def content() -> tuple[bool, Ending]:
        going = _delete(_by_code(code))
        if going:
            record.count("statement taken back", role="neighbour")
        return bool(going), Ending(items=going)

    return vault.end(content)


def _old() -> QuerySet[Statement]:
    """What is not shown and has had its weeks; what nobody read before it closed has had them, too."""
    over = lifetimes.over("agree.hidden_weeks")
    unread = Q(stage=Statement.Stage.WAITING, conversation__state__in=(State.CLOSED, State.STOPPED))
    return Statement.objects.filter(Q(stage__in=NOT_SHOWN) | unread, over, words__isnull=False)


def shred_hidden(dry_run: bool = False) -> int:
    """Their words and keys go. Of what was hidden stays that it was, and why: the public record counts it."""

    def end_batch(batch: list[UUID]) -> tuple[int, Ending]:
        rows = Statement.objects.filter(pk__in=batch)
        stay = list(rows.filter(stage=Statement.Stage.HIDDEN).select_for_update().values_list("pk", flat=True))
        danger.forget_about(stay)
        Statement.objects.filter(pk__in=stay).update(words=None, answer="", back="", same="", hidden_by=None, first_reader=None)
        going = [*stay, *_delete(_old().filter(pk__in=batch).exclude(pk__in=stay))]
        retention.receipt(SWEPT, len(going))
        return len(going), Ending(items=going)

    if dry_run:
        return _old().count()
    total = 0
    while batch := list(_old().values_list("pk", flat=True)[:BATCH]):
        total += vault.end(partial(end_batch, batch))
    return total
