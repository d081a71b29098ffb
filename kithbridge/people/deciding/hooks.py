"""What another room does when a proposal of one of its matters is over, without the machine knowing the room.

Offers
------
register_over(call)   call(proposal), in the same transaction, once it was enacted, fell, or was taken back (`proposal.stage` says which)
over(proposal)        the machine tells it; nothing happens for a proposal without a matter

The decision that came of it has the number of the proposal (`rules.models.Decision`).
"""

from __future__ import annotations

from collections.abc import Callable

from kithbridge.people.deciding.models import Proposal

_over: list[Callable[[Proposal], None]] = []


def register_over(call: Callable[[Proposal], None]) -> None:
    """Once for each room, from AppConfig.ready."""
    if call not in _over:
        _over.append(call)


def over(proposal: Proposal) -> None:
    """Tell the rooms."""
    if proposal.matter is not None:
        for call in _over:
            call(proposal)
