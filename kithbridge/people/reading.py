"""Which rules somebody may read: everybody's, those for whoever has words, the team's.

Offers: `reader_of(caller)`.
"""

from __future__ import annotations

from kithbridge.people.access import Caller
from kithbridge.rules import Readers

SIDES = {"words": Readers.WORDS, "team": Readers.TEAM}


def reader_of(caller: Caller | None) -> Readers:
    """As whom this caller reads rules. Somebody between passphrase and second step is nobody yet."""
    return SIDES.get(caller.side, Readers.EVERYBODY) if caller else Readers.EVERYBODY
