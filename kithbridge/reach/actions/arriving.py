"""What a phone sent, opened as far as it can be.

Offers
------
Sent(number, box)                 one event as it came
arrived(sent, opened, hubs)       the same for `ledger.take`, with the reason where it cannot be counted
take_sent(events, opened)         takes them all: the numbers, as they were sent, of what was taken and of what was put aside
count_again(dry_run)              part of the sweep: what was locked to a key that had gone is counted once the key is back

A site that comes back from an older backup of its keyring may lack the newest event key, and phones hold events locked to it. They hand
them over like all others; here they wait, with the number that opens them, until the newer keyring is brought back or their weeks are over.
"""

from __future__ import annotations

import binascii
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kithbridge.engines import event_box, handout
from kithbridge.engines.event_box import BoxError
from kithbridge.people.actions import retention
from kithbridge.reach.actions import event_keys, folding, ledger
from kithbridge.reach.actions.batches import LONGEST_BOX
from kithbridge.reach.actions.ledger import Arrived, Taken
from kithbridge.reach.models import Aside, Place, Seen

__all__ = ["COUNTED_AGAIN", "Sent", "arrived", "count_again", "take_sent"]

COUNTED_AGAIN = "hand-outs whose key came back"
AT_ONCE = 500
_NUMBER_BYTES = 16


@dataclass(frozen=True)
class Sent:
    """One event as it was sent: its number as text, which is what the answer names, and its box in base64."""

    number: str
    box: str


def _hubs() -> frozenset[str]:
    """The keys of the places that are no bag: no phone fills or empties one."""
    return frozenset(Place.objects.filter(kind=Place.Kind.HUB).values_list("key", flat=True))


def _number(text: str) -> UUID:
    """The event's number; a text that is none gets one of its own, the same each time it is sent."""
    try:
        return UUID(text)
    except ValueError:
        pass
    return UUID(bytes=hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16], version=4)


def arrived(sent: Sent, opened: Callable[[str, bytes], str], of_the_group: Collection[str]) -> Arrived:
    """Opened and read as far as it can be; otherwise with the reason why not.

    Parameters
    ----------
    opened : of `event_keys.opening`
    of_the_group : the keys of the hubs
    """
    number = _number(sent.number)
    try:
        box = b64decode(sent.box, validate=True)
    except (binascii.Error, ValueError):
        return Arrived(number, None, sent.box.encode("utf-8", "replace")[:LONGEST_BOX], Aside.Why.UNREADABLE)
    if len(box) > LONGEST_BOX:
        return Arrived(number, None, box, Aside.Why.TOO_LONG)
    try:
        inside = _inside(opened(sent.number, box))
    except event_keys.NoKey:
        return _for_later(sent.number, number, box)
    except BoxError:
        return Arrived(number, None, box, Aside.Why.UNREADABLE)
    return Arrived(number, inside, box, "" if inside is not None and _of_a_phone(inside, of_the_group) else Aside.Why.MALFORMED)


def take_sent(events: Sequence[Sent], opened: Callable[[str, bytes], str]) -> tuple[list[str], list[str]]:
    """Into the ledger, in one transaction. What stands in neither list is not named: whoever sent it keeps it."""
    of_the_group = _hubs() if events else frozenset()
    came = [arrived(sent, opened, of_the_group) for sent in events]
    taken = ledger.take(came) if came else Taken()
    names = {sent.number: one.id for sent, one in zip(events, came, strict=True)}
    ok, held = set(taken.ok), set(taken.held)
    return [name for name, number in names.items() if number in ok], [name for name, number in names.items() if number in held]


def _for_later(text: str, number: UUID, box: bytes) -> Arrived:
    """Kept with its number, without which it would not open when the key is back."""
    if text == str(number) and event_box.HEAD < len(box) <= LONGEST_BOX - _NUMBER_BYTES:
        return Arrived(number, None, number.bytes + box, Aside.Why.NO_KEY)
    return Arrived(number, None, box, Aside.Why.UNREADABLE)


def _of_a_phone(inside: dict[str, Any], of_the_group: Collection[str]) -> bool:
    """Whether a phone may say this. A token is no sign-in: whoever found a phone could fill and empty a hub, or count by the thousand."""
    kind, place = inside.get("k"), inside.get("p")
    if isinstance(kind, str) and kind in handout.EVENTS - handout.OF_A_PHONE:
        return False
    return inside.get("s") != handout.SUM and not (kind in ("count", "rest") and isinstance(place, str) and place in of_the_group)


def _no_such(text: str) -> Any:
    raise ValueError(text)


def _inside(text: str) -> dict[str, Any] | None:
    """What a box says; None when it is no object, or when no database could keep it."""
    try:
        found = json.loads(text, parse_constant=_no_such)
        if "\\ud" in text.lower():
            json.dumps(found, ensure_ascii=False).encode()  # an escape may stand for half a character
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


# --- When a key is back ------------------------------------------------------------------------------------
def count_again(dry_run: bool = False) -> int:
    """Events whose key this site has again are counted as if they came now; how many."""
    ids = event_keys.key_ids()
    waiting = Aside.objects.filter(why=Aside.Why.NO_KEY).order_by("id").values_list("pk", "box")
    back = [number for number, box in waiting.iterator() if event_box.named_in(bytes(box)[_NUMBER_BYTES:]) in ids]
    if dry_run:
        return len(back)
    return sum(_counted(back[start : start + AT_ONCE]) for start in range(0, len(back), AT_ONCE))


@transaction.atomic
def _counted(numbers: list[UUID]) -> int:
    # First this, then the rows: a batch that takes one back does so in the same order.
    folding.one_at_a_time()
    rows = list(Aside.objects.select_for_update().filter(pk__in=numbers))
    boxes = [bytes(row.box) for row in rows]
    sent = [Sent(str(UUID(bytes=box[:_NUMBER_BYTES])), b64encode(box[_NUMBER_BYTES:]).decode()) for box in boxes]
    Seen.objects.filter(digest__in=[row.digest for row in rows]).delete()
    Aside.objects.filter(pk__in=[row.pk for row in rows]).delete()
    opened, of_the_group = event_keys.opening(), _hubs()
    ledger.take([arrived(one, opened, of_the_group) for one in sent])
    return len(rows)


retention.follows(COUNTED_AGAIN, said=_("What a phone locked to a key that had gone is counted once the key is back."))
