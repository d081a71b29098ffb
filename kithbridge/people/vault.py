"""The one helper through which anything sealed is written, opened, passed on or ended.

Offers
------
Seal, Key                 what is to be sealed for whom; an unlocked person
act(content, *seals, ..)  seal, end and pass on in one act, whole or not at all; `create`, `end`, `share` are its short forms
restate                   write another text into a column one holds
read, readable, readers   open; which of these may I open; who holds it
add_person, rekey, finish_due

Content and keyring are two databases and never commit as one (docs/adr/0001, GROUND section 1). Wraps of new things, and offers of
what is passed on, go into the keyring first; the content commit decides; `Due` rows written with it make the keyring follow. A crash
before the commit leaves wraps, offers or keys that nothing refers to, which `people/leftovers.py` removes; a crash after it leaves
`Due` rows, which the next tick, request or sweep finishes. From the commit on no code path opens what has ended.

Every wrap is written while the turn is held (`keyring/turn.py`) and under the key of the epoch it names: so none is ever written under a
key that is about to be destroyed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from kithbridge.engines import sealing
from kithbridge.people import epoch, spare
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import LinkKey, Offer, Person, Tombstone, Turn, Wrap
from kithbridge.people.models import Due
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets

T = TypeVar("T")


class CannotOpen(Exception):
    """Nothing here opens with this key: it was never shared, was taken back, or has ended."""


class Ended(CannotOpen):
    """The item has ended; its keys are gone or about to go."""


@dataclass(frozen=True)
class Key:
    """Somebody who has unlocked her key for this request.

    owner : id of her page or of the team member
    kind : "page" or "team"
    private : X25519 private key, 32 bytes
    lookup, generation : the keyring row that must still stand
    """

    owner: UUID
    kind: str
    private: bytes = field(repr=False)
    lookup: str
    generation: int


@dataclass(frozen=True)
class Seal:
    """A row whose sealed columns are to be written.

    row : an unsaved model instance; its primary key is the item's id
    readers : owners (page or team member ids) it is sealed to
    texts : column name -> text
    """

    row: models.Model
    readers: Sequence[UUID]
    texts: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Ending:
    """What an action ended.

    items : ids whose every wrap goes
    readers : (item, owner) pairs of which one wrap goes
    people : owners whose keys go altogether
    """

    items: Sequence[UUID] = ()
    readers: Sequence[tuple[UUID, UUID]] = ()
    people: Sequence[UUID] = ()


def holder(owner: UUID) -> str:
    """Hash that stands for a reader in the keyring; tells nothing without the pepper."""
    return hmac.new(secrets().pepper, b"holder" + owner.bytes, hashlib.sha256).hexdigest()[:32]


def _row_aad(row: models.Model, column: str) -> str:
    return sealing.row_aad(secrets().site, row._meta.db_table, column, str(row.pk))


def person_aad(lookup: str) -> str:
    return sealing.row_aad(secrets().site, "keyring.person", "private", lookup)


def _wrap_row(held: Turn, item: UUID, owner: UUID, public: bytes, item_key: bytes) -> Wrap:
    """A wrap under the epoch that the turn names; the caller holds it."""
    who = holder(owner)
    aad = sealing.wrap_aad(secrets().site, str(item), who)
    box = sealing.wrap(item_key, public, epoch_key=epoch.key(held.current), aad=aad)
    return Wrap(item=item, holder=who, epoch=held.current, version=1, box=box)


def _publics(owners: Iterable[UUID]) -> dict[UUID, bytes]:
    wanted = set(owners)
    found = {person.owner: bytes(person.public) for person in Person.objects.filter(owner__in=wanted)}
    if missing := wanted - set(found):
        raise CannotOpen(f"{len(missing)} of the readers have no keys.")
    return found


def act(content: Callable[[], tuple[T, Ending]], *seals: Seal, key: Key | None = None, passing: Sequence[tuple[UUID, UUID]] = ()) -> T:
    """Seal, end and pass on in one act that happens whole or not at all.

    content : saves and changes rows in one content transaction; returns its result and what ended
    seals : new rows to seal
    key, passing : (item, owner) pairs that the holder of `key` passes on
    """
    wraps, offers = _into_keyring(seals, [(item, owner, _item_key(key, item)) for item, owner in passing] if key is not None else [])
    at_commit = False
    try:
        with transaction.atomic():
            result, ending = content()
            _all_there(wraps)
            due = [
                *(Due(kind="item", item=item) for item in ending.items),
                *(Due(kind="reader", item=item, owner=owner) for item, owner in ending.readers),
                *(Due(kind="person", item=owner) for owner in ending.people),
                *(Due(kind="share", item=item, owner=owner) for item, owner in passing if offers),
            ]
            Due.objects.bulk_create(due)
            at_commit = True
    except Exception:
        # Whatever it was, the content did not happen: take exactly these away at once instead of leaving them to the sweep. But when
        # the commit itself failed nobody knows whether it happened (a connection lost at that moment): then the sweep looks.
        if (wraps or offers) and not at_commit:
            with turn.writing():
                for wrap in wraps:
                    Wrap.objects.filter(item=wrap.item, holder=wrap.holder).delete()
                for offer in offers:
                    Offer.objects.filter(item=offer.item, holder=offer.holder).delete()
        raise
    _follow(due)
    return result


def create(content: Callable[[], T], *seals: Seal) -> T:
    """Seal and store: wraps in one keyring transaction, then `content()` (which saves the rows) in one content transaction."""
    return act(lambda: (content(), Ending()), *seals)


def end(content: Callable[[], tuple[T, Ending]]) -> T:
    """End things: `content()` sets the new state, tally and event, and names what ended; then its keys are shredded."""
    return act(content)


def share(key: Key, item: UUID, owner: UUID, content: Callable[[], None] = lambda: None) -> None:
    """Pass an item on to one more reader: an act of somebody who holds it, recorded by `content`. Twice is once."""

    def passed() -> tuple[None, Ending]:
        content()
        return None, Ending()

    act(passed, key=key, passing=[(item, owner)])


def _into_keyring(seals: Sequence[Seal], passing: Sequence[tuple[UUID, UUID, bytes]]) -> tuple[list[Wrap], list[Offer]]:
    """Item keys drawn, columns sealed, and everything that goes into the keyring first, in one transaction.

    passing : (item, owner, item key) of what is passed on
    """
    item_keys: list[bytes] = []
    for seal in seals:
        if not seal.readers:
            raise CannotOpen("Nobody would be able to read it.")
        item_key = sealing.new_item_key()
        item_keys.append(item_key)
        for column, text in seal.texts.items():
            setattr(seal.row, column, sealing.seal_body(item_key, text, aad=_row_aad(seal.row, column)))
    if not seals and not passing:
        return [], []
    with turn.writing() as held:
        # The public keys are read under the lock: somebody may be taking new words, and so new keys, at this moment.
        publics = _publics([*(owner for seal in seals for owner in seal.readers), *(owner for _item, owner, _key in passing)])
        wraps = [
            _wrap_row(held, seal.row.pk, owner, publics[owner], item_key)
            for seal, item_key in zip(seals, item_keys, strict=True)
            for owner in dict.fromkeys(seal.readers)
        ]
        if Tombstone.objects.filter(item__in={wrap.item for wrap in wraps}, holder="").exists():
            raise IntegrityError("That number was used for something that has ended.")
        Wrap.objects.bulk_create(wraps)
        offers = [_offer(_wrap_row(held, item, owner, publics[owner], item_key)) for item, owner, item_key in passing]
        for offer in offers:
            if Tombstone.objects.filter(item=offer.item, holder__in=["", offer.holder]).exists():
                raise Ended("This has ended.")
        Offer.objects.bulk_create(offers, ignore_conflicts=True)
    return wraps, offers


def _offer(wrap: Wrap) -> Offer:
    return Offer(item=wrap.item, holder=wrap.holder, epoch=wrap.epoch, version=wrap.version, box=wrap.box)


def _all_there(wraps: Sequence[Wrap]) -> None:
    """Content that had to wait long for its database may have lost its wraps to the sweep: then it is not written either."""
    there = set(Wrap.objects.filter(item__in={wrap.item for wrap in wraps}).values_list("item", "holder"))
    if not {(wrap.item, wrap.holder) for wrap in wraps} <= there:
        raise CannotOpen("That took too long. Nothing was written.")


def finish_due() -> int:
    """Finish acts that a crash interrupted. Idempotent; returns how many there were."""
    waiting = list(Due.objects.all()[:2_000])
    if waiting:
        _follow(waiting)
    return len(waiting)


def _follow(due: Sequence[Due]) -> None:
    """Let the keyring follow what the content database decided: passed on first, then shredded."""
    if not due:
        return
    with turn.writing():
        _pass_on([one for one in due if one.kind == "share"])
        stones = _shred([one for one in due if one.kind != "share"])
    spare.write_through(stones)
    Due.objects.filter(pk__in=[one.pk for one in due]).delete()


def _pass_on(due: Sequence[Due]) -> None:
    for one in due:
        for offer in Offer.objects.filter(item=one.item, holder=holder(one.owner) if one.owner else ""):
            if not Tombstone.objects.filter(item=one.item, holder__in=["", offer.holder]).exists():
                wrap = Wrap(item=offer.item, holder=offer.holder, epoch=offer.epoch, version=offer.version, box=offer.box)
                Wrap.objects.bulk_create([wrap], ignore_conflicts=True)
            Offer.objects.filter(item=offer.item, holder=offer.holder).delete()


def _shred(due: Sequence[Due]) -> list[Tombstone]:
    week = str(this_week())
    stones = [Tombstone(item=one.item, holder=holder(one.owner) if one.owner else "", week=week) for one in due]
    whole = [one.item for one in due if one.kind == "item"]
    people = [one.item for one in due if one.kind == "person"]
    LinkKey.objects.filter(item__in=whole).delete()
    for table in (Wrap, Offer):
        table.objects.filter(item__in=whole).delete()
        table.objects.filter(holder__in=[holder(owner) for owner in people]).delete()
        for one in due:
            if one.kind == "reader" and one.owner:
                table.objects.filter(item=one.item, holder=holder(one.owner)).delete()
    Person.objects.filter(owner__in=people).delete()
    Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
    return stones


def _ended(key: Key, items: Iterable[UUID]) -> set[UUID]:
    """Which of these are due or have a tombstone, for everybody or for this reader; all of them when she herself has ended."""
    asked = set(items)
    due = Due.objects.filter(Q(owner=None) | Q(owner=key.owner), item__in=[*asked, key.owner]).exclude(kind="share")
    stones = Tombstone.objects.filter(item__in=[*asked, key.owner], holder__in=["", holder(key.owner)])
    found = {*due.values_list("item", flat=True), *stones.values_list("item", flat=True)}
    return asked if key.owner in found else found


def _item_key(key: Key, item: UUID) -> bytes:
    if item in _ended(key, [item]):
        raise Ended("This has ended.")
    found = Wrap.objects.filter(item=item, holder=holder(key.owner)).first()
    if found is None:
        raise CannotOpen("This is not shared with you.")
    return _unwrap(key, found)


def _unwrap(key: Key, wrap: Wrap | Offer) -> bytes:
    aad = sealing.wrap_aad(secrets().site, str(wrap.item), wrap.holder)
    try:
        epoch_key = _epoch_key(wrap)
        return sealing.unwrap(bytes(wrap.box), key.private, epoch_key=epoch_key, aad=aad)
    except (sealing.SealError, KeyError, ObjectDoesNotExist) as problem:
        raise CannotOpen("This does not open with your key.") from problem


def _epoch_key(wrap: Wrap | Offer) -> bytes:
    """The key this wrap lies under; the row is read again where that is needed. Raises KeyError when it was destroyed."""
    try:
        return epoch.key(wrap.epoch)
    except KeyError:
        # Moved to the next epoch, and the older key destroyed, after the row was read.
        wrap.refresh_from_db(fields=["epoch", "box"])
        return epoch.key(wrap.epoch)


def _open(item_key: bytes, row: models.Model, column: str) -> str:
    body = getattr(row, column)
    if body is None:
        raise Ended("This has ended.")
    try:
        return sealing.open_body(item_key, bytes(body), aad=_row_aad(row, column))
    except sealing.SealError as problem:
        raise CannotOpen("This was damaged or moved and does not open.") from problem


def read(key: Key, row: models.Model, column: str) -> str:
    """Open one column. Raises Ended or CannotOpen."""
    return _open(_item_key(key, row.pk), row, column)


def read_many(key: Key, rows: Iterable[models.Model], column: str) -> dict[UUID, str]:
    """Open the column of every row this key holds; the others are left out. Three queries."""
    by_id = {row.pk: row for row in rows if getattr(row, column) is not None}
    ended = _ended(key, by_id)
    texts: dict[UUID, str] = {}
    for wrap in Wrap.objects.filter(holder=holder(key.owner), item__in=list(by_id)):
        if wrap.item not in ended:
            # One damaged row must not close the whole list.
            with contextlib.suppress(CannotOpen):
                texts[wrap.item] = _open(_unwrap(key, wrap), by_id[wrap.item], column)
    return texts


def readable(key: Key, items: Iterable[UUID]) -> set[UUID]:
    """Which of these items this key holds a wrap for, and which have not ended."""
    asked = list(items)
    found = Wrap.objects.filter(holder=holder(key.owner), item__in=asked).values_list("item", flat=True)
    return set(found) - _ended(key, asked)


def readers(item: UUID, among: Iterable[UUID]) -> set[UUID]:
    """Which of these owners hold the item."""
    held = set(Wrap.objects.filter(item=item).values_list("holder", flat=True))
    return {owner for owner in among if holder(owner) in held}


def items_of(owner: UUID, items: Iterable[UUID]) -> set[UUID]:
    """Which of these items an owner holds (no key needed: for leaving a circle)."""
    return set(Wrap.objects.filter(holder=holder(owner), item__in=list(items)).values_list("item", flat=True))


def restate(key: Key, row: models.Model, column: str, text: str) -> None:
    """Put another text into a sealed column of a row this key holds. The caller saves the row in its transaction."""
    setattr(row, column, sealing.seal_body(_item_key(key, row.pk), text, aad=_row_aad(row, column)))


def add_person(owner: UUID, kind: str, derived: sealing.Derived, pair: sealing.Pair) -> Person:
    """A keyring row for new words: the private key locked under them. The caller holds the keyring transaction."""
    lookup = derived.lookup.hex()
    return Person.objects.create(
        lookup=lookup,
        owner=owner,
        kind=kind,
        public=pair.public,
        private=sealing.seal_with(derived.wrapping, pair.private, aad=person_aad(lookup)),
    )


def rekey(key: Key, derived: sealing.Derived) -> None:
    """New words and a new pair of keys for somebody who is signed in: every wrap she holds is made anew, the old row and wraps go.

    One keyring transaction. Sessions opened with the old words end, because their row no longer stands. A tombstone for the old words
    keeps a restored copy of the keyring from bringing them back.
    """
    pair = sealing.new_pair()
    with turn.writing() as held:
        old = list(Wrap.objects.filter(holder=holder(key.owner)))
        # What is being passed on to her at this moment moves to her new keys, too.
        for offer in Offer.objects.filter(holder=holder(key.owner)):
            made = _wrap_row(held, offer.item, key.owner, pair.public, _unwrap(key, offer))
            Offer.objects.filter(item=offer.item, holder=offer.holder).update(epoch=made.epoch, box=made.box)
        Wrap.objects.filter(holder=holder(key.owner)).delete()
        Person.objects.filter(lookup=key.lookup).delete()
        add_person(key.owner, key.kind, derived, pair)
        Wrap.objects.bulk_create([_wrap_row(held, wrap.item, key.owner, pair.public, _unwrap(key, wrap)) for wrap in old])
        stone = Tombstone(item=UUID(hex=key.lookup), holder="", week=str(this_week()))
        Tombstone.objects.bulk_create([stone], ignore_conflicts=True)
    spare.write_through([stone])
