"""Messages between a page and the peer team, sealed both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from kithbridge.people import vault
from kithbridge.people.models import Message, Neighbour
from kithbridge.people.queries.roles import asks_circle
from kithbridge.people.vault import CannotOpen, Ending, Key, Seal
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today

LONGEST = 4_000


class TooLong(Exception):
    """More than LONGEST characters."""


def _send(
    *,
    page: UUID,
    from_team: bool,
    by: str,
    text: str,
    readers: Sequence[UUID],
    form_id: str,
    and_then: Callable[[], Ending] = Ending,
) -> Message | None:
    text = text.strip()
    if len(text) > LONGEST:
        raise TooLong
    message = Message(id=uuid4(), page_id=page, circle=asks_circle(), from_team=from_team, week=str(this_week()))

    def content() -> tuple[Message, Ending]:
        if not once.claim(form_id):
            raise AlreadySent
        line = Neighbour.objects.select_for_update().filter(pk=page).first()
        if line is None:
            raise CannotOpen("That page has ended.")
        message.n = line.next_n
        Neighbour.objects.filter(pk=page).update(next_n=line.next_n + 1)
        message.save(force_insert=True)
        record.count("note written", role="team" if from_team else "neighbour")
        return message, and_then()

    # The day stands inside the seal; the row keeps the week.
    inside = json.dumps({"text": text, "by": by, "day": today().isoformat()})
    try:
        return vault.act(content, Seal(message, [page, *readers], {"body": inside}))
    except AlreadySent:
        return None


class AlreadySent(Exception):
    """This form was sent before."""


def write(*, key: Key, text: str, readers: Sequence[UUID], form_id: str) -> Message | None:
    """A neighbour writes to the peers she leaves in. None: this form was sent before."""
    return _send(page=key.owner, from_team=False, by="", text=text, readers=readers, form_id=form_id)


def answer(
    *,
    key: Key,
    work_name: str,
    page: UUID,
    text: str,
    readers: Sequence[UUID],
    form_id: str,
    and_then: Callable[[], Ending] = Ending,
) -> Message | None:
    """A peer writes to a page: sealed to her and to the peers who may read it (the writer among them).

    `and_then` ends something in the same act (an ask that cannot be done).
    """
    both = list(dict.fromkeys([key.owner, *readers]))
    return _send(page=page, from_team=True, by=work_name, text=text, readers=both, form_id=form_id, and_then=and_then)


def opened(*, key: Key, messages: Sequence[Message]) -> None:
    """Note that the other side has opened these."""
    Message.objects.filter(pk__in=[one.pk for one in messages], opened=False).update(opened=True)


def keep(*, key: Key, message: UUID) -> None:
    """She keeps what she wrote until she takes it back or her page ends."""
    Message.objects.filter(pk=message, page_id=key.owner, from_team=False).update(kept=True)


def take_back(*, key: Key, message: UUID) -> bool:
    """She takes back one thing she wrote: its keys are shredded for everybody. False when it was not hers or is gone."""

    def content() -> tuple[bool, Ending]:
        gone, _rows = Message.objects.filter(pk=message, page_id=key.owner, from_team=False).delete()
        if gone:
            record.count("note taken back", role="neighbour")
        return bool(gone), Ending(items=[message] if gone else [])

    return vault.end(content)
