"""What those who sit or work here say of a matter.

Offers
------
say(...)                  at once for the team; of somebody who sits it waits for two readers
show, hide                what the readers do; take_back by her code, or by the member of the team who wrote it
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kithbridge.agree.actions import waiting
from kithbridge.agree.actions.matters import locked
from kithbridge.agree.actions.speaking import Refused, needed, speaker
from kithbridge.agree.actions.waiting import Kept
from kithbridge.agree.matter_models import Comment, Stage, State
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

__all__ = ["Kept", "Refused", "hide", "say", "show", "take_back", "take_back_own"]

TALKED_ABOUT = (State.TALKING, State.ASKED, State.DECIDED)


def say(*, key: Key, matter: UUID, text: str, readers: Sequence[UUID] = (), form_id: str) -> Kept | None:
    """What she is shown; None for somebody of the team, whose words stand there at once. Raises Refused or vault.CannotOpen."""
    said, words = speaker(key), needed(text)
    if not said.sits:
        _say_plainly(key, matter, words, said.by, form_id)
        return None

    def still_open() -> None:
        locked(matter, *TALKED_ABOUT)

    row = Comment(matter_id=matter, by=said.by)
    return waiting.store(row, {"text": words}, readers=readers, form_id=form_id, kind="said about a matter", beside=still_open)


@transaction.atomic
def _say_plainly(key: Key, matter: UUID, words: str, by: str, form_id: str) -> None:
    row = locked(matter, *TALKED_ABOUT)
    if once.claim(form_id):
        made = Comment.objects.create(
            id=uuid4(), matter=row, stage=Stage.SHOWN, by=by, week=str(this_week()), written_by=key.owner, text=words
        )
        record.note("said about a matter", role=by, ref=made.pk)


def show(*, key: Key, comment: UUID) -> bool:
    """True when everybody can read it now. Raises Refused."""

    def fill(row: Comment, inside: dict[str, str]) -> None:
        row.text = inside["text"]

    return waiting.show(key=key, table=Comment, number=comment, fill=fill)


def hide(*, key: Key, comment: UUID, reason: str, answer: str) -> None:
    """It is not shown; she learns why, by her code. Raises Refused."""
    waiting.hide(key=key, table=Comment, number=comment, reason=reason, answer=answer)


def take_back(*, code: str) -> bool:
    """She takes back what she wrote about a matter: a comment, other words, a suggestion. False when no such code is known."""
    return waiting.take_back(code=code)


@transaction.atomic
def take_back_own(*, key: Key, comment: UUID) -> None:
    """Somebody of the team takes her own words back. Raises Refused."""
    row = Comment.objects.select_for_update().filter(pk=comment, written_by=key.owner, stage=Stage.SHOWN).first()
    if key.kind != "team" or row is None:
        raise Refused(_("Only whoever wrote it can take it back."))
    row.stage, row.text = Stage.GONE, ""
    row.save(update_fields=["stage", "text"])
    record.note("words about a matter taken back", role=row.by, ref=row.pk)
