"""The event record: what was done, by which role, in which week; chained so that changes show.

Offers
------
note(kind, role, ref="")   one entry, in the action's own transaction (acts of the team)
count(kind, role)          one more in this week's count (acts of neighbours; votes)
chain.link()               the one linker: chains what waits, shuffled; closes the counts of past weeks
chain.verify(head=None)    reads the whole chain again
chain.head()               the newest hash

An entry holds no name and no time. Entries wait without a link until the linker has shuffled them, so the chain does not tell the
order of acts within a few seconds (GROUND section 3).
"""

from __future__ import annotations

from uuid import UUID

# Django imports this package before its models may be: the functions import theirs when they are called.


def note(kind: str, *, role: str, ref: UUID | str = "") -> None:
    """Record one act of the team. `ref` is hashed: the record never holds words, names or ids."""
    from kithbridge.web.record import notes

    notes.note(kind, role=role, ref=ref)


def count(kind: str, *, role: str) -> None:
    """Record that something happened once more this week, without an entry of its own."""
    from kithbridge.web.record import notes

    notes.count(kind, role=role)


def head() -> str:
    """The newest hash of the chain."""
    from kithbridge.web.record import chain

    return chain.head()
