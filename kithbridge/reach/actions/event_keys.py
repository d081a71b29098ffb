"""The server's event keys: phones seal hand-outs to the newest, and only the server opens them again (docs/adr/0012).

Offers
------
newest()                        the key that phones are to use: `id` and `public`; made at its first use
opening()                       what opens boxes, for one call: the keys are looked up once; it raises NoKey where a box names none of them
key_ids()                       which keys there are, as boxes name them
open_box(number, box)           one box. Raises event_box.BoxError
open_aside(aside)               what was put aside. Raises BoxError when it never opened
seal_plain(number, text)        a box under the newest key: what a phone's script does
make_first()                    for `init` and `upgrade`
renew(dry_run)                  part of the sweep: a new key each year; an old one goes when no phone uses it, at most 26 weeks later
drop_old()                      a tick: this process forgets keys that are destroyed

The private keys lie in the keyring under the epoch's key, like wraps. So they move with every rotation, and come back only with a
keyring backup and the spare place. Opened ones stay in the memory of this process while their row stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from kithbridge.engines import event_box, sealing
from kithbridge.engines.event_box import BoxError, Opener
from kithbridge.engines.week import Week
from kithbridge.people import epoch
from kithbridge.people.actions import retention
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import EventKey
from kithbridge.reach.models import Aside, Phone
from kithbridge.web import record
from kithbridge.web.clock import this_week
from kithbridge.web.home import epoch_folder, secrets

HOLDER = "events"
YEAR_WEEKS = 52
# A phone taken off by mistake is put back on within days, and may hold things locked to the older key.
LEAST_WEEKS = 4
MOST_WEEKS = 26
SWEPT = "event keys"


class NoKey(BoxError):
    """The box names a key that this site does not have: destroyed, or lost with a keyring."""


@dataclass(frozen=True)
class Held:
    """A row of the keyring; `opener` is None when it is damaged and opens for nobody."""

    row: EventKey
    opener: Opener | None


_kept: dict[Path, dict[UUID, Opener]] = {}


def _known() -> dict[UUID, Opener]:
    return _kept.setdefault(epoch_folder(), {})


def _aad(item: UUID) -> str:
    return sealing.wrap_aad(secrets().site, item, HOLDER)


def _opener(row: EventKey) -> Opener | None:
    """The key of a row; None when it is damaged. Raises MissingSecretsError when the epoch's key is not to be had at the moment."""
    known = _known()
    if row.item not in known:
        try:
            try:
                key = epoch.key(row.epoch)
            except KeyError:
                # Moved to the next epoch, and the older key destroyed, after the row was read.
                row.refresh_from_db(fields=["epoch", "box"])
                key = epoch.key(row.epoch)
            found = Opener(sealing.open_with(key, bytes(row.box), aad=_aad(row.item)))
        except (KeyError, EventKey.DoesNotExist, sealing.SealError, BoxError):
            return None
        if found.public != bytes(row.public):
            return None
        known[row.item] = found
    return known[row.item]


def _held() -> list[Held]:
    """Every event key, the newest last."""
    rows = EventKey.objects.filter(holder=HOLDER).order_by("week", "item")
    return [Held(row, _opener(row)) for row in rows]


def _newest(held: list[Held]) -> tuple[EventKey, Opener] | None:
    """The newest that opens: nothing may be sealed to a key that is damaged."""
    usable = [(one.row, one.opener) for one in held if one.opener is not None]
    return usable[-1] if usable else None


def _make(needed: Callable[[list[Held]], bool]) -> Opener:
    """A new key, unless another process was faster. It is in the keyring before any phone hears of it."""
    with turn.writing() as held_turn:
        held = _held()
        there = _newest(held)
        if there is not None and not needed(held):
            return there[1]
        keys = event_box.new_keys()
        while event_box.key_id(keys.public) in {event_box.key_id(bytes(one.row.public)) for one in held}:
            keys = event_box.new_keys()
        item = uuid4()
        box = sealing.seal_with(epoch.key(held_turn.current), keys.private, aad=_aad(item))
        row = EventKey(item=item, holder=HOLDER, epoch=held_turn.current, version=1, box=box, public=keys.public, week=str(this_week()))
        EventKey.objects.bulk_create([row])
    _known()[item] = Opener(keys.private)
    with transaction.atomic():
        record.note("event key made", role="software")
    return _known()[item]


def newest() -> Opener:
    """The key that phones are to use."""
    found = _newest(_held())
    return found[1] if found is not None else _make(lambda held: False)


def make_first() -> None:
    """The first key, where there is none."""
    newest()


def opening() -> Callable[[str, bytes], str]:
    """What opens boxes: (number, box) -> text. What it returns raises BoxError.

    Raises MissingSecretsError at once when the keys are not to be had at the moment: then it must all be sent again later.
    """
    openers = {one.opener.id: one.opener for one in _held() if one.opener is not None}

    def opened(number: str, box: bytes) -> str:
        opener = openers.get(event_box.named_in(box))
        if opener is None:
            raise NoKey("could not be opened")
        return opener.open(number, box)

    return opened


def key_ids() -> set[bytes]:
    """The keys this site can open boxes with, as boxes name them."""
    return {one.opener.id for one in _held() if one.opener is not None}


def open_box(number: str, box: bytes) -> str:
    """The text of one box. Raises BoxError."""
    return opening()(number, box)


def open_aside(aside: Aside) -> str:
    """What was put aside, bound to the hash beside it. Raises BoxError when it never opened (`why` is UNREADABLE or TOO_LONG)."""
    return open_box(aside.digest, bytes(aside.box))


def seal_plain(number: str, text: str) -> bytes:
    """A box under the newest key: what a phone's script does, and what is put aside."""
    return event_box.seal(newest().public, number, text)


# --- A new one each year -------------------------------------------------------------------------------
def _year_over(held: list[Held]) -> bool:
    found = _newest(held)
    return found is not None and Week.parse(found[0].week) + YEAR_WEEKS <= this_week()


def _over(held: list[Held]) -> list[EventKey]:
    """Older keys that no phone needs any more."""
    found = _newest(held)
    if found is None:
        return []
    newer, opener = found
    age = this_week() - Week.parse(newer.week)
    if age < LEAST_WEEKS:
        return []
    behind = Phone.objects.filter(off=False).exclude(event_key=opener.id.hex())
    if age < MOST_WEEKS and behind.exists():
        return []
    return [one.row for one in held if one.row.item != newer.item]


def renew(dry_run: bool = False) -> int:
    """A new key when the newest is a year old, and the end of those that are over; how many ended."""
    held = _held()
    if dry_run:
        return len(_over(held))
    if _year_over(held):
        _make(_year_over)
        held = _held()
    old = _over(held)
    for row in old:
        _end(row)
    return len(old)


def _end(row: EventKey) -> None:
    """What was put aside under it is locked anew first: until a lead has looked at it, it must open."""
    opener = _opener(row)
    if opener is not None:
        _lock_asides_anew(opener)
    with turn.writing():
        EventKey.objects.filter(item=row.item, holder=HOLDER).delete()
    _known().pop(row.item, None)
    with transaction.atomic():
        record.note("event key destroyed", role="software")
        retention.receipt(SWEPT, 1)


@transaction.atomic
def _lock_asides_anew(old: Opener) -> None:
    for aside in Aside.objects.select_for_update().iterator():
        if event_box.named_in(bytes(aside.box)) == old.id:
            try:
                text = old.open(aside.digest, bytes(aside.box))
            except BoxError:
                continue  # it never opened: the lead sees that it does not
            Aside.objects.filter(pk=aside.pk).update(box=seal_plain(aside.digest, text))


def drop_old() -> None:
    """Once a key is destroyed, no process may hold it in memory either."""
    known = _known()
    if known:
        there = set(EventKey.objects.values_list("item", flat=True))
        for item in known.keys() - there:
            known.pop(item, None)
