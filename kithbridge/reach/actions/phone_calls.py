"""What a phone's call brings is taken: counted, or put aside so that a lead can read it.

Offers: `Opened`, `take(events)`.

What a phone sealed is bound to the number the phone gave it, and that number is kept as a keyed hash only. So what is put aside is
locked anew, bound to the hash that stands beside it (`event_keys.open_aside`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kithbridge.reach.actions import event_keys, ledger
from kithbridge.reach.actions.batches import digest_of
from kithbridge.reach.models import Aside


@dataclass(frozen=True)
class Opened:
    """One event of a call. `text` is what stood in its box; None when the box did not open."""

    arrived: ledger.Arrived
    text: str | None = field(default=None, repr=False)


@transaction.atomic
def take(events: Sequence[Opened]) -> ledger.Taken:
    """Take them all in one transaction; to be answered only after this has returned."""
    taken = ledger.take([one.arrived for one in events])
    held = set(taken.held)
    for one in events:
        if one.text is not None and one.arrived.id in held:
            held.discard(one.arrived.id)  # sent twice in one call, the first counts
            digest = digest_of(one.arrived.id)
            Aside.objects.filter(digest=digest).update(box=event_keys.seal_plain(digest, one.text))
    return taken
