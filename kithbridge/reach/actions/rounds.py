"""How an equipment round begins, goes on and ends. All of it is done by a lead, and recorded.

Offers
------
begin                      a round about an item; a second one names the first
stop_asking                before its last week
give_out                   the brief for the supplier: from here its figures stand still
taken_as_file              it was taken away as a file
propose, try_samples       what the supplier would change; the samples that were tried
decide, drop               how it ended

NotMoved says why nothing changed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.engines.week import Week
from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach import rounds
from kithbridge.reach.models import Answer, Item, Round, Theme, Voice
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

State = Round.State
LONGEST_SUPPLIER, LONGEST_LINE, MOST_LINES, LONGEST_TEXT = 60, 160, 8, 800
MOST_WEEKS = 26


class NotMoved(Exception):
    """Why nothing changed, as a word the page explains: item, supplier, question, weeks, open, before, stage, text, themes, again."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _note(what: str, row: Round) -> None:
    record.note(what, role=shown_role(Role.LEAD), ref=row.pk)


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise NotMoved("question")
    return "\n".join(lines)


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST_TEXT:
        raise NotMoved("text")
    return text


def _free(item: Item, before: Round | None) -> None:
    """One round of an item at a time; the one before may still wait for its decision."""
    if before is not None and (before.item_id != item.pk or before.given is None or before.state == State.DROPPED):
        raise NotMoved("before")
    running = Round.objects.select_for_update().filter(item=item, ended=None)
    if any(before is None or row.pk != before.pk for row in running):
        raise NotMoved("open")


@transaction.atomic
def begin(*, item: str, supplier: str, question: str, weeks: int, form_id: str, before: UUID | None = None, take_in: bool = False) -> Round:
    """Begin to ask. `take_in`: what was said about the item without a round belongs to this one. Raises NotMoved.

    weeks : how many weeks it is asked, this one being the first
    """
    # The item is locked: two leads who begin at once begin one round.
    thing = Item.objects.select_for_update().filter(pk=item).first()
    if thing is None:
        raise NotMoved("item")
    supplier = " ".join(supplier.split())
    if not supplier or len(supplier) > LONGEST_SUPPLIER:
        raise NotMoved("supplier")
    if not 1 <= weeks <= MOST_WEEKS:
        raise NotMoved("weeks")
    asked = _lines(question)
    first = Round.objects.filter(pk=before).first() if before else None
    if before and first is None:
        raise NotMoved("before")
    _free(thing, first)
    if not once.claim(form_id):
        raise NotMoved("again")
    now: Week = this_week()
    row = Round.objects.create(
        item=thing, before=first, supplier=supplier, question=asked, week=str(now), ends=str(now + (weeks - 1)), state=State.ASKING
    )
    if take_in:
        Answer.objects.filter(item=thing, round=None).update(round=row)
    _note("equipment round begun", row)
    return row


def _at(number: UUID, *stages: str) -> Round:
    """The round, locked, if it is at one of these stages."""
    row = Round.objects.select_for_update().filter(pk=number).first()
    if row is None or rounds.stage(row) not in stages:
        raise NotMoved("stage")
    return row


@transaction.atomic
def stop_asking(*, number: UUID) -> None:
    """It has been asked long enough: the answers are read. Raises NotMoved."""
    row = _at(number, State.ASKING)
    row.state = State.READING
    row.save(update_fields=["state"])
    _note("equipment round: asking ended", row)


@transaction.atomic
def give_out(*, number: UUID) -> None:
    """The brief for the supplier is given out. Its bands are kept; no answer and no count is. Raises NotMoved.

    Themes that only one person has read, or that rest on one answer, stay with the team.
    """
    row = _at(number, State.READING)
    told = rounds.draft(row)
    if not told.lines:
        raise NotMoved("themes")
    for line in told.lines:
        Theme.objects.filter(pk=line.theme).update(heard=line.band.low)
    row.state, row.given, row.least, row.heard = State.BRIEF, str(this_week()), told.heard.wide, told.heard.low
    row.save(update_fields=["state", "given", "least", "heard"])
    Voice.objects.filter(round=row).delete()
    _note("brief given out", row)


@transaction.atomic
def taken_as_file(*, number: UUID) -> Round:
    """A lead takes the brief away as a file: recorded each time. Raises NotMoved before it was given out."""
    row = Round.objects.select_related("item", "before").filter(pk=number, given__isnull=False).first()
    if row is None:
        raise NotMoved("stage")
    _note("brief given out as a file", row)
    return row


@transaction.atomic
def propose(*, number: UUID, text: str) -> None:
    """The supplier proposes a change. Raises NotMoved."""
    row = _at(number, State.BRIEF, State.PROPOSED)
    row.proposal, row.state = _text(text), State.PROPOSED
    row.save(update_fields=["proposal", "state"])
    _note("change of a thing proposed", row)


@transaction.atomic
def try_samples(*, number: UUID, text: str) -> None:
    """Samples of it are tried. Raises NotMoved."""
    row = _at(number, State.PROPOSED, State.SAMPLE)
    row.sample, row.state = _text(text), State.SAMPLE
    row.save(update_fields=["sample", "state"])
    _note("samples of a thing tried", row)


def _close(row: Round, state: str, text: str) -> None:
    row.state, row.decision, row.ended = state, text, str(this_week())
    row.save(update_fields=["state", "decision", "ended"])
    Voice.objects.filter(round=row).delete()


@transaction.atomic
def decide(*, number: UUID, text: str) -> None:
    """What was decided and why, in public. The rounds before it end with it. Raises NotMoved."""
    row, said = _at(number, State.BRIEF, State.PROPOSED, State.SAMPLE), _text(text)
    if Round.objects.filter(before=row, ended=None).exists():
        raise NotMoved("open")
    _close(row, State.DECIDED, said)
    earlier = row.before
    while earlier is not None and earlier.ended is None:
        _close(earlier, State.DECIDED, said)
        earlier = earlier.before
    _note("equipment round decided", row)


@transaction.atomic
def drop(*, number: UUID, text: str) -> None:
    """A round that does not go on, with the reason in public. Raises NotMoved."""
    row, said = _at(number, *(one for one in State.values if one not in (State.DECIDED, State.DROPPED))), _text(text)
    if Round.objects.filter(before=row, ended=None).exists():
        raise NotMoved("open")
    _close(row, State.DROPPED, said)
    _note("equipment round dropped", row)
