"""What ties a vote to a voter while a conversation is open, and to nobody afterwards.

Offers
------
make(conversation)             its link key, in the keyring under the epoch's key; making it twice makes one
drop(conversation)             what the vault has to end at close: the key, with a tombstone
tag(conversation, secret)      under which she stands among the voters
vote_id(conversation, tag, statement), vote_ids(...)   the number of a vote
same(conversation, folded)     the hash of a statement's words
hers(key, conversation)        the secret of somebody who is signed in; from_team(secret)
of_slip(conversation, slip), carry(secret), carried(text)   the secret of somebody who has a slip alone, and how a form carries it
of_ballot(conversation, code)  the secret of a paper ballot
drop_old()                     a tick: this process forgets keys that are destroyed

A tag is HMAC(link key, secret), and a secret is HMAC(her private key, conversation): it cannot be made from what is stored. Without the
link key no vote leads to a tag. Opened keys stay in the memory of this process while their row stands.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_source
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from kithbridge.agree.models import Conversation
from kithbridge.engines import sealing
from kithbridge.people import epoch
from kithbridge.people.actions.slips import SIGNS
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import LinkKey, Tombstone
from kithbridge.people.vault import Ending, Key
from kithbridge.web.home import epoch_folder, secrets

HOLDER = "links"
KEY_BYTES = 32
TEAM, PAGE, SLIP, BALLOT = b"t", b"p", b"s", b"b"


class NoLink(Exception):
    """The conversation has no link key: it is not open, or has closed."""


_kept: dict[tuple[Path, UUID], bytes] = {}


def _aad(item: UUID) -> str:
    return sealing.wrap_aad(secrets().site, item, HOLDER)


def make(conversation: Conversation) -> None:
    """The key, before the conversation opens. Raises NoLink where it had one that was destroyed."""
    item = conversation.pk
    with turn.writing() as held:
        if LinkKey.objects.filter(item=item, holder=HOLDER).exists():
            return
        if Tombstone.objects.filter(item=item, holder="").exists():
            raise NoLink
        box = sealing.seal_with(epoch.key(held.current), random_source.token_bytes(KEY_BYTES), aad=_aad(item))
        LinkKey.objects.bulk_create([LinkKey(item=item, holder=HOLDER, epoch=held.current, version=1, box=box)])


def drop(conversation: Conversation) -> Ending:
    """For `vault.end`: from its commit on the key is due to go, and a tombstone keeps a restored keyring from bringing it back."""
    _kept.pop((epoch_folder(), conversation.pk), None)
    return Ending(items=[conversation.pk])


def there(conversation: Conversation) -> bool:
    """Whether it has a link key now."""
    return LinkKey.objects.filter(item=conversation.pk, holder=HOLDER).exists()


def drop_old() -> None:
    """Once a key is destroyed, no process may hold it in memory either."""
    known = [item for folder, item in _kept if folder == epoch_folder()]
    if known:
        standing = set(LinkKey.objects.filter(item__in=known).values_list("item", flat=True))
        for item in set(known) - standing:
            _kept.pop((epoch_folder(), item), None)


def _key(conversation: Conversation) -> bytes:
    place = (epoch_folder(), conversation.pk)
    if place not in _kept:
        row = LinkKey.objects.filter(item=conversation.pk, holder=HOLDER).first()
        if row is None:
            raise NoLink
        try:
            try:
                under = epoch.key(row.epoch)
            except KeyError:
                # Moved to the next epoch, and the older key destroyed, after the row was read.
                row.refresh_from_db(fields=["epoch", "box"])
                under = epoch.key(row.epoch)
            _kept[place] = sealing.open_with(under, bytes(row.box), aad=_aad(row.item))
        except (KeyError, LinkKey.DoesNotExist, sealing.SealError):
            raise NoLink from None
    return _kept[place]


def _mac(key: bytes, use: bytes, *parts: bytes) -> bytes:
    """Each part with its length before it, so that no two lists of parts read alike."""
    made = hmac.new(key, use, hashlib.sha256)
    for part in parts:
        made.update(len(part).to_bytes(4) + part)
    return made.digest()


# --- Under which hash somebody stands -------------------------------------------------------------------
def tag(conversation: Conversation, secret: bytes) -> str:
    """64 hexadecimal digits. Raises NoLink."""
    return _mac(_key(conversation), b"tag", secret).hex()


def vote_id(conversation: Conversation, tag: str, statement: UUID) -> str:
    """32 hexadecimal digits; the same voter and statement make the same. Raises NoLink."""
    return _mac(_key(conversation), b"vote", tag.encode(), statement.bytes).hex()[:32]


def vote_ids(conversation: Conversation, tag: str, statements: Iterable[UUID]) -> dict[str, UUID]:
    """Number of the vote -> statement, for all of these. Raises NoLink."""
    key, who = _key(conversation), tag.encode()
    return {_mac(key, b"vote", who, one.bytes).hex()[:32]: one for one in statements}


def same(conversation: Conversation, folded: str) -> str:
    """The hash by which the same words are known again while the conversation is open. Raises NoLink."""
    return _mac(_key(conversation), b"same", folded.encode()).hex()


# --- Her secret -----------------------------------------------------------------------------------------
def hers(key: Key, conversation: Conversation) -> bytes:
    """The secret that only her private key makes, other in each conversation."""
    return (TEAM if key.kind == "team" else PAGE) + _mac(key.private, b"talk", conversation.pk.bytes)


def from_team(secret: bytes) -> bool:
    """Whether it was made with a team sign-in."""
    return secret[:1] == TEAM


def of_slip(conversation: Conversation, slip: str) -> bytes:
    """The secret of whoever has a slip and no words: typed in again it is the same. b"" for an empty slip."""
    plain = "".join(sign for sign in slip.lower() if sign in SIGNS)
    return SLIP + _mac(secrets().pepper, b"talk slip", conversation.pk.bytes, plain.encode()) if plain else b""


def of_ballot(conversation: Conversation, code: str) -> bytes:
    """The secret of a paper ballot. b"" for an empty code."""
    plain = "".join(sign for sign in code.lower() if sign in SIGNS)
    return BALLOT + _mac(secrets().pepper, b"talk paper", conversation.pk.bytes, plain.encode()) if plain else b""


def _mark(secret: bytes) -> str:
    return _mac(secrets().pepper, b"talk carry", secret).hex()[:32]


def carry(secret: bytes) -> str:
    """The secret of a slip as a hidden field carries it. "" for any other secret: those are made anew from her key."""
    return f"{secret[1:].hex()}.{_mark(secret)}" if secret[:1] == SLIP else ""


def carried(text: str) -> bytes:
    """The secret out of a field; b"" where it is none of ours."""
    inside, _dot, mark = text.partition(".")
    try:
        secret = SLIP + bytes.fromhex(inside)
    except ValueError:
        return b""
    return secret if len(secret) > 1 and mark.isascii() and hmac.compare_digest(_mark(secret), mark) else b""
