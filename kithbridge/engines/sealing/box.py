"""Boxes: text sealed under an item key, the item key sealed to each reader, private keys sealed under words.

Offers: `seal_body`/`open_body`, `wrap`/`unwrap`/`rewrap`, `seal_with`/`open_with`, `pad`/`unpad`,
`new_item_key`, `new_pair`, `Pair`, `row_aad`, `wrap_aad`, `SealError`.

    sealed = 0x01 || nonce 24 || XChaCha20-Poly1305(key, data, aad)                  len(data) + 41 bytes
    body   = sealed(item key, text in UTF-8 padded to 1,024s, "kb1:<site>:<table>.<column>:<row id>")
    box    = sealed(epoch key, SealedBox(public, item key), "kb1:<site>:keyring.wrap:<item>:<holder>")
             121 bytes

Random 24-byte nonces are safe under one key for any number of bodies we shall write. Sealed boxes are
unsigned: whoever is shown one cannot prove who wrote it. Every failure is a `SealError`, which says nothing
about what was inside. Sources: draft-irtf-cfrg-xchacha-03; libsodium `crypto_box_seal`; padding as in ISO/IEC
7816-4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from nacl import bindings
from nacl import exceptions as nacl_exceptions
from nacl.utils import random

__all__ = [
    "Pair",
    "SealError",
    "new_item_key",
    "new_pair",
    "open_body",
    "open_with",
    "pad",
    "rewrap",
    "row_aad",
    "seal_body",
    "seal_with",
    "unpad",
    "unwrap",
    "wrap",
    "wrap_aad",
]

FORMAT: Final = b"\x01"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 24
TAG_BYTES: Final = 16
BLOCK: Final = 1024
_MARK: Final = b"\x80"


class SealError(Exception):
    """It could not be sealed or opened: wrong key, other row, other format, or altered bytes. Never says
    which."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A person's X25519 keys, 32 bytes each. The private one never shows in a repr."""

    private: bytes = field(repr=False)
    public: bytes


def row_aad(site_id: str, table: str, column: str, row_id: str | UUID | bytes) -> str:
    """What a sealed column is bound to: `kb1:<site>:<table>.<column>:<row id>`.

    Bytes are written in hex, a UUID with its hyphens. The private key of a person is bound by
    `row_aad(site_id, "keyring", "person", lookup)`. ValueError when a part is empty or holds a colon (then
    two different rows could read the same).

    >>> row_aad("demo", "reach_ask", "words", b"\\x01\\xff")
    'kb1:demo:reach_ask.words:01ff'
    """
    return f"kb1:{_part(site_id)}:{_part(table)}.{_part(column)}:{_part(row_id)}"


def wrap_aad(site_id: str, item: str | UUID | bytes, holder: str | UUID | bytes) -> str:
    """What a wrapped item key is bound to: `kb1:<site>:keyring.wrap:<item>:<holder>`; parts as in `row_aad`.

    >>> wrap_aad("demo", "7f", b"\\x0a")
    'kb1:demo:keyring.wrap:7f:0a'
    """
    return f"kb1:{_part(site_id)}:keyring.wrap:{_part(item)}:{_part(holder)}"


def _part(value: str | UUID | bytes) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    if not text or ":" in text:
        raise ValueError("a part of an address is not empty and holds no colon")
    return text


def pad(data: bytes, block: int = BLOCK) -> bytes:
    """`data`, then 0x80, then zeros up to the next multiple of `block` bytes (1 or more).

    >>> pad(b"hi", block=4), len(pad(b"x" * 1024))
    (b'hi\\x80\\x00', 2048)
    """
    return data + _MARK + bytes(-(len(data) + 1) % block)


def unpad(data: bytes, block: int = BLOCK) -> bytes:
    """The inverse of `pad`; SealError for anything that `pad` cannot have made."""
    body = data.rstrip(b"\x00")
    if len(data) % block or not body.endswith(_MARK) or len(data) - len(body) >= block:
        raise SealError("padding is not as it was written")
    return body[:-1]


def new_item_key() -> bytes:
    """32 random bytes: the key of one item, shared by its sealed columns."""
    return random(KEY_BYTES)


def new_pair() -> Pair:
    """A fresh X25519 key pair."""
    public, private = bindings.crypto_box_keypair()
    return Pair(private=private, public=public)


def seal_with(key: bytes, data: bytes, *, aad: str) -> bytes:
    """Seal bytes under a 32-byte key (a private key under its words, a session blob under its token).

    Returns `len(data) + 41` bytes. Raises SealError when the key is not 32 bytes.
    """
    nonce = random(NONCE_BYTES)
    try:
        sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(data, _aad(aad), nonce, key)
    except (nacl_exceptions.CryptoError, TypeError, ValueError):
        raise SealError("could not be sealed") from None
    return FORMAT + nonce + sealed


def open_with(key: bytes, sealed: bytes, *, aad: str) -> bytes:
    """The inverse of `seal_with`. Raises SealError for any other key, address or byte."""
    head = len(FORMAT) + NONCE_BYTES
    if len(sealed) < head + TAG_BYTES or sealed[: len(FORMAT)] != FORMAT:
        raise SealError("could not be opened")
    nonce, rest = sealed[len(FORMAT) : head], sealed[head:]
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, _aad(aad), nonce, key)
    except (nacl_exceptions.CryptoError, TypeError, ValueError):
        raise SealError("could not be opened") from None


def _aad(aad: str) -> bytes:
    return aad.encode("utf-8", "strict")


def seal_body(key: bytes, text: str, *, aad: str) -> bytes:
    """Seal text under its item key, padded so that only its size in steps of 1,024 bytes shows.

    Examples
    --------
    >>> key, aad = new_item_key(), row_aad("demo", "reach_ask", "words", "1")
    >>> body = seal_body(key, "two kits, please", aad=aad)
    >>> len(body), open_body(key, body, aad=aad)
    (1065, 'two kits, please')
    """
    try:
        data = text.encode("utf-8", "strict")
    except UnicodeEncodeError:
        raise SealError("not text that can be sealed") from None
    return seal_with(key, pad(data), aad=aad)


def open_body(key: bytes, body: bytes, *, aad: str) -> str:
    """The inverse of `seal_body`. Raises SealError for any other key, address or byte."""
    data = unpad(open_with(key, body, aad=aad))
    try:
        return data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise SealError("could not be opened") from None


def wrap(item_key: bytes, public: bytes, *, epoch_key: bytes, aad: str) -> bytes:
    """Seal an item key to one reader, and that under the epoch key.

    Parameters
    ----------
    item_key, public, epoch_key : bytes, 32 each
        What is sealed, the reader's public key, the key in force this epoch.
    aad : str
        `wrap_aad(site, item, holder)`.

    Returns
    -------
    bytes
        121 bytes; two wraps of the same key never look alike.

    Examples
    --------
    >>> reader, epoch, key = new_pair(), new_item_key(), new_item_key()
    >>> aad = wrap_aad("demo", "1", "ab")
    >>> box = wrap(key, reader.public, epoch_key=epoch, aad=aad)
    >>> len(box), unwrap(box, reader.private, epoch_key=epoch, aad=aad) == key
    (121, True)
    """
    if len(item_key) != KEY_BYTES:
        raise SealError("an item key has 32 bytes")
    try:
        sealed = bindings.crypto_box_seal(item_key, public)
    except (nacl_exceptions.CryptoError, TypeError, ValueError):
        raise SealError("could not be sealed") from None
    return seal_with(epoch_key, sealed, aad=aad)


def unwrap(box: bytes, private: bytes, *, epoch_key: bytes, aad: str) -> bytes:
    """The item key (32 bytes) out of a reader's wrap. Raises SealError for any other key, address or byte."""
    sealed = open_with(epoch_key, box, aad=aad)
    try:
        public = bindings.crypto_scalarmult_base(private)
        item_key = bindings.crypto_box_seal_open(sealed, public, private)
    except (nacl_exceptions.CryptoError, TypeError, ValueError):
        raise SealError("could not be opened") from None
    if len(item_key) != KEY_BYTES:
        raise SealError("could not be opened")
    return item_key


def rewrap(box: bytes, *, old_epoch_key: bytes, new_epoch_key: bytes, aad: str) -> bytes:
    """The same wrap under the next epoch's key; needs no reader. SealError when the old key is not its own."""
    return seal_with(new_epoch_key, open_with(old_epoch_key, box, aad=aad), aad=aad)
