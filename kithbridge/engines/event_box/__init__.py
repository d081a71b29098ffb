"""Event boxes: what a phone notes down is sealed to the server's key at once, so that the phone cannot read its own past.

Offers
------
new_keys() -> Keys              a fresh P-256 pair: `private` (32 bytes), `public` (65 bytes, uncompressed point)
public_of(private), key_id(public)   the point of a private key; the 4 bytes by which a box names its key
seal(public, number, text)      a box for an event; what the phone's script does with Web Crypto
open(private, number, box)      the text again; `Opener(private)` does the same for many boxes
named_in(box)                   the key a box names, without opening it
BoxError                        it does not open: other key, other number, or altered bytes. Never says which

    box = key id (4) | ephemeral public point (65) | ciphertext and tag
    z   = ECDH(P-256);  k = HKDF-SHA256(z, salt = ephemeral point, info = "kb1:event", 32 bytes)
    AES-256-GCM, iv = 12 zero bytes (each key is used once), AAD = the event's number as text

P-256 because Web Crypto of every phone has it. A box is unsigned: whoever knows the public key can write one, so a phone's token says who
may send. Sources: NIST SP 800-56A (ECDH), RFC 5869 (HKDF), NIST SP 800-38D (GCM); docs/adr/0012.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = ["HEAD", "BoxError", "Keys", "Opener", "key_id", "named_in", "new_keys", "open", "public_of", "seal"]

PRIVATE_BYTES: Final = 32
POINT_BYTES: Final = 65
ID_BYTES: Final = 4
TAG_BYTES: Final = 16
HEAD: Final = ID_BYTES + POINT_BYTES
INFO: Final = b"kb1:event"
# Safe because every box has an ephemeral key, and so a key for AES, of its own.
IV: Final = bytes(12)
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve's base point (FIPS 186-4, D.1.2.3)


class BoxError(Exception):
    """It could not be sealed or opened. Never says why: whoever sends must learn nothing from it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The server's pair. The private half never shows in a repr."""

    private: bytes = field(repr=False)
    public: bytes


def _loaded(private: bytes) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(private, "big")
    if len(private) != PRIVATE_BYTES or not 0 < number < _ORDER:
        raise BoxError("not a private key")
    return ec.derive_private_key(number, _CURVE)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _drawn(rng: Callable[[int], bytes]) -> bytes:
    """A private key: the bytes are drawn again in the one of four thousand million cases that they are out of range."""
    while True:
        private = rng(PRIVATE_BYTES)
        if 0 < int.from_bytes(private, "big") < _ORDER:
            return private


def new_keys(rng: Callable[[int], bytes] = secrets.token_bytes) -> Keys:
    """A fresh pair. `rng(n)` gives n random bytes."""
    private = _drawn(rng)
    return Keys(private, public_of(private))


def public_of(private: bytes) -> bytes:
    """The public point (65 bytes) of a private key. Raises BoxError when it is none."""
    return _point(_loaded(private))


def key_id(public: bytes) -> bytes:
    """The 4 bytes by which boxes name a key: the first of SHA-256 of its point."""
    return hashlib.sha256(public).digest()[:ID_BYTES]


def named_in(box: bytes) -> bytes:
    """The key that a box names; fewer bytes than 4 when it is not even that long."""
    return bytes(box[:ID_BYTES])


def _aes(key: ec.EllipticCurvePrivateKey, other: bytes, ephemeral: bytes) -> AESGCM:
    """The key of one box. Raises BoxError when `other` is no point of the curve."""
    try:
        if len(other) != POINT_BYTES:
            raise BoxError("not a public key")
        shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, other))
    except ValueError:
        raise BoxError("not a public key") from None
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=ephemeral, info=INFO).derive(shared))


def seal(public: bytes, number: str, text: str, rng: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """A box: `text` sealed to the server's key and bound to the event's number.

    Parameters
    ----------
    public : bytes
        The server's public point, 65 bytes.
    number : str
        The event's number as it is sent.
    text : str
        What happened. The box is 85 bytes longer than its UTF-8.
    rng : callable
        Gives n random bytes; another one only for known answers.

    Raises
    ------
    BoxError
        `public` is no point of the curve, or the text is no text.

    Examples
    --------
    >>> keys = new_keys()
    >>> box = seal(keys.public, "3f0c", "one kit")
    >>> len(box), named_in(box) == key_id(keys.public), open(keys.private, "3f0c", box)
    (92, True, 'one kit')
    """
    ephemeral = _loaded(_drawn(rng))
    point = _point(ephemeral)
    try:
        data, bound = text.encode("utf-8", "strict"), number.encode("utf-8", "strict")
    except UnicodeEncodeError:
        raise BoxError("not text that can be sealed") from None
    return key_id(public) + point + _aes(ephemeral, public, point).encrypt(IV, data, bound)


class Opener:
    """Opens boxes with one private key, which is read once.

    >>> keys = new_keys()
    >>> opener = Opener(keys.private)
    >>> opener.open("1", seal(opener.public, "1", "a")), opener.id == key_id(keys.public)
    ('a', True)
    """

    __slots__ = ("_key", "id", "public")

    def __init__(self, private: bytes) -> None:
        """Raises BoxError when `private` is no private key."""
        self._key = _loaded(private)
        self.public = _point(self._key)
        self.id = key_id(self.public)

    def open(self, number: str, box: bytes) -> str:
        """The text of a box. Raises BoxError for any other key, number or byte."""
        box = bytes(box)
        if len(box) < HEAD + TAG_BYTES or named_in(box) != self.id:
            raise BoxError("could not be opened")
        point = box[ID_BYTES:HEAD]
        try:
            return _aes(self._key, point, point).decrypt(IV, box[HEAD:], number.encode("utf-8", "strict")).decode("utf-8", "strict")
        except (InvalidTag, UnicodeError):
            raise BoxError("could not be opened") from None


def open(private: bytes, number: str, box: bytes) -> str:
    """The inverse of `seal`. Raises BoxError for any other key, number or byte.

    >>> keys = new_keys()
    >>> open(keys.private, "2", seal(keys.public, "1", "a"))
    Traceback (most recent call last):
    ...
    kithbridge.engines.event_box.BoxError: could not be opened
    """
    return Opener(private).open(number, box)
