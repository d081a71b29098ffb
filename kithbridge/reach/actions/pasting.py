"""What waits on a phone without signal is brought in as text: the same locked events, by the hand of somebody of the team.

Offers
------
bring(key, text)   take what is in the text; says how many came
Brought            what became of it
MOST_NOTES         how many one text may hold
CannotBring        why nothing was taken

The text is what the phone's page shows (`phone/give.js`): "12 notes.", then each note as its number, its box and a full stop. A phone's
token is not in it: who brings it is signed in, and may say no more by it than her own phone could. Each note has the number that it would
have been sent with, so whatever also comes by itself, before or after, counts once. Blanks and line ends anywhere in it mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.actions import event_keys, ledger
from kithbridge.reach.actions.arriving import Sent, take_sent
from kithbridge.web import record

MOST_NOTES: Final = 500
_NOTE: Final = re.compile(r"([0-9a-f]{32})([A-Za-z0-9+/]+={0,2})")
_ANNOUNCED: Final = re.compile(r"([0-9]{1,4})notes")


class CannotBring(Exception):
    """Why nothing was taken, as a word the page explains: nothing, many."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Brought:
    """How many notes were taken now, had come before, were put aside; and how many the text names that are not in it."""

    new: int
    before: int
    held: int
    missing: int


def _read(text: str) -> tuple[list[Sent], int]:
    """The notes, each once, and how many the text says there are."""
    *whole, _after = text.split(".")  # what has no full stop behind it was cut off, or is none of ours
    pieces = ["".join(piece.split()) for piece in whole]
    found = {note[1]: note[2] for piece in pieces if (note := _NOTE.fullmatch(piece))}
    announced = sum(int(said[1]) for piece in pieces if (said := _ANNOUNCED.search(piece)))
    return [Sent(str(UUID(number)), box) for number, box in found.items()], announced


def bring(*, key: Key, text: str) -> Brought:
    """Take what is in it. Raises CannotBring, or MissingSecretsError while the keys are not to be had."""
    notes, announced = _read(text)
    if not notes:
        raise CannotBring("nothing")
    if len(notes) > MOST_NOTES:
        raise CannotBring("many")
    opened = event_keys.opening()
    with transaction.atomic():
        before = ledger.known(UUID(one.number) for one in notes)
        _ok, held = take_sent(notes, opened)
        if before < len(notes):
            record.count("notes of a phone brought in", role=acting(key, Role.PEER, Role.LEAD))
    return Brought(len(notes) - before - len(held), before, len(held), max(0, announced - len(notes)))
