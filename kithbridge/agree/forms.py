"""What browsers sent in a conversation, read with care.

Offers
------
AsForm       as what she takes part, her own word, a slip
SayForm      her own statement, and who may read it
whole(text)  a statement's number out of a form or an address
choice(text) an answer out of a form
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from kithbridge.agree.even import plain
from kithbridge.agree.models import Choice, Voice
from kithbridge.web.sent import read_uuids

# More than anything here may have: what is longer is refused in words, never cut in silence.
MOST_LETTERS = 4_000
LONGEST_CODE = 40
LONGEST_CARRY = 160
CHOICES = {str(one.value): one for one in Choice}
# As the buttons send them: all of one length, so that whoever watches the line cannot tell an answer by how much is sent.
SENT = {Choice.AGREE: "01", Choice.DISAGREE: "-1", Choice.PASS: "00"}
CHOICES |= {text: one for one, text in SENT.items()}


def whole(text: str) -> int | None:
    """A number as our own addresses write it, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def choice(text: str) -> Choice | None:
    """Agree, disagree or pass; None for anything else."""
    return CHOICES.get(text)


@dataclass(frozen=True)
class AsForm:
    """As what somebody takes part. `voice` is "" until one of the list was chosen."""

    voice: str = ""
    own_word: str = ""
    slip: str = ""

    @classmethod
    def read(cls, sent: QueryDict) -> AsForm:
        voice = plain(sent.get("voice", ""))
        return cls(
            voice if voice in Voice.values else "",
            " ".join(sent.get("own_word", "")[:MOST_LETTERS].split()),
            sent.get("slip", "")[:LONGEST_CODE],
        )


@dataclass(frozen=True)
class SayForm:
    """Her own statement. `readers` is None before anything was sent: then everybody is ticked."""

    text: str = ""
    readers: frozenset[str] | None = None

    @classmethod
    def read(cls, sent: QueryDict) -> SayForm:
        return cls(sent.get("text", "")[:MOST_LETTERS], frozenset(sent.getlist("reader")))

    @property
    def chosen(self) -> list[UUID]:
        """The numbers of those she left ticked."""
        return read_uuids(sorted(self.readers or ()))
