"""How a statement is written down: locked to its readers, once for each form, with a code that leads back to it.

Offers
------
Kept                             what its writer is shown
number_of(form_id), code_of(form_id), code_hash(code), drawn_number(conversation)
readers_now(), left_in(wanted)   who reads statements; whom of them she left ticked
said_already(conversation, text) whether the same words are there
store(...)                       one row with its keys, and what else happens in the same transaction

Nothing leads from a statement to her. Its number and code follow from the number of the form: the same form makes one statement.
"""

from __future__ import annotations

import contextlib
import secrets as random_source
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kithbridge.agree import links
from kithbridge.agree.actions import wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import OPEN, Conversation, Statement
from kithbridge.people import facts, form_codes, vault
from kithbridge.people.models import TeamMember
from kithbridge.people.queries.roles import readers_of_words as readers_now
from kithbridge.people.vault import Ending, Seal
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.web import once

__all__ = ["Kept", "code_hash", "code_of", "drawn_number", "left_in", "number_of", "readers_now", "said_already", "store"]

NUMBERS_FROM, NUMBERS = 100, 900


@dataclass(frozen=True)
class Kept:
    """What she is shown: the code that takes it back and shows what became of it, and who reads it."""

    statement: UUID
    code: str = field(repr=False)
    readers: tuple[str, ...]


# --- Numbers and codes out of the form ------------------------------------------------------------------
def number_of(form_id: str) -> UUID:
    """The row that this form makes."""
    return form_codes.number_of(b"talk said", form_id)


def code_of(form_id: str) -> str:
    """The code of what this form said, in signs that do not look alike."""
    return form_codes.code_of(b"talk code", form_id)


def code_hash(code: str) -> str:
    """What is stored of a code; "" for none."""
    return form_codes.code_hash(b"talk back", code)


def drawn_number(conversation: Conversation) -> int:
    """A number that is free in this conversation, drawn: it tells no order. The caller holds a lock or catches IntegrityError."""
    taken = set(Statement.objects.filter(conversation=conversation).values_list("number", flat=True))
    room = max(NUMBERS, 3 * len(taken))
    while (number := NUMBERS_FROM + random_source.randbelow(room)) in taken:
        continue
    return number


# --- Who reads ------------------------------------------------------------------------------------------
def left_in(wanted: Sequence[UUID]) -> list[TeamMember]:
    """Who of those who read now she left ticked. Raises Refused: silent, readers."""
    if facts.nobody_answering():
        raise Refused("silent")
    chosen = [member for member in readers_now() if member.pk in set(wanted)]
    if not chosen:
        raise Refused("readers")
    return chosen


def said_already(conversation: Conversation, text: str) -> bool:
    """Whether the same words are shown, or wait to be read."""
    folded = wording.folded(text)
    shown = Statement.objects.filter(conversation=conversation, stage=Statement.Stage.SHOWN).values_list("text", flat=True)
    if any(wording.folded(one) == folded for one in shown):
        return True
    waiting = Statement.objects.filter(conversation=conversation, stage=Statement.Stage.WAITING)
    return conversation.state in OPEN and waiting.filter(same=links.same(conversation, folded)).exists()


# --- Writing --------------------------------------------------------------------------------------------
def store(new: Statement, text: str, readers: Sequence[UUID], form_id: str, beside: Callable[[], Sequence[UUID]]) -> None:
    """One locked row; `beside` happens in the same transaction, once, and returns what ends with it. The same form again changes nothing.

    Raises Refused, or vault.CannotOpen.
    """

    def content() -> tuple[None, Ending]:
        if not once.claim(form_id):
            raise AlreadySent
        going = beside()
        new.number = drawn_number(new.conversation)
        new.save(force_insert=True)
        return None, Ending(items=going)

    if Statement.objects.filter(pk=new.pk).exists():
        return
    seal = Seal(new, list(readers), {"words": text})
    with contextlib.suppress(AlreadySent):  # it has ended since: the code says so
        try:
            there = write_once(lambda: vault.act(content, seal), new)
        except links.NoLink:
            raise Refused("closed") from None
        if not there:
            raise Refused("busy")
