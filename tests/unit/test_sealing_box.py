"""Boxes: what opens them, what does not, and their bytes against an independent construction.

The oracle builds XChaCha20-Poly1305 from HChaCha20 written out here and the ChaCha20-Poly1305 of OpenSSL (`cryptography`),
and opens a sealed box step by step as libsodium documents it.
"""

from __future__ import annotations

import hashlib
import struct
import uuid

import pytest
from nacl import bindings

from kithbridge.engines.sealing import (
    Pair,
    SealError,
    new_item_key,
    new_pair,
    open_body,
    open_with,
    pad,
    rewrap,
    row_aad,
    seal_body,
    seal_with,
    unpad,
    unwrap,
    wrap,
    wrap_aad,
)

SECRET = "MARKER-the-words-inside"
AAD = row_aad("demo", "reach_ask", "words", "1")
WRAP = wrap_aad("demo", "1", b"\x0a")


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """draft-irtf-cfrg-xchacha-03, section 2.2: the state after twenty rounds, first and last row."""
    state = [*struct.unpack("<4I", b"expand 32-byte k"), *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)]

    def quarter(a: int, b: int, c: int, d: int) -> None:
        for first, second, third, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[first] = (state[first] + state[second]) & 0xFFFFFFFF
            mixed = state[third] ^ state[first]
            state[third] = ((mixed << turn) | (mixed >> (32 - turn))) & 0xFFFFFFFF

    for _ in range(10):
        for column in range(4):
            quarter(column, 4 + column, 8 + column, 12 + column)
        for column in range(4):
            quarter(column, 4 + (column + 1) % 4, 8 + (column + 2) % 4, 12 + (column + 3) % 4)
    return struct.pack("<8I", *state[:4], *state[12:])


def test_the_oracles_hchacha20_is_the_drafts() -> None:
    key = bytes(range(32))
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    expected = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert hchacha20(key, nonce).hex() == expected


def test_a_body_is_format_nonce_and_xchacha20poly1305() -> None:
    aead = pytest.importorskip("cryptography.hazmat.primitives.ciphers.aead", reason="cryptography is not installed")
    key = new_item_key()
    body = seal_body(key, SECRET, aad=AAD)
    nonce, rest = body[1:25], body[25:]
    other = aead.ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    padded = other.decrypt(bytes(4) + nonce[16:], rest, AAD.encode())
    assert body[:1] == b"\x01"
    assert padded == SECRET.encode() + b"\x80" + bytes(1024 - len(SECRET) - 1)
    ours = b"\x01" + nonce + other.encrypt(bytes(4) + nonce[16:], padded, AAD.encode())
    assert open_body(key, ours, aad=AAD) == SECRET


def test_a_wrap_is_a_sealed_box_under_the_epoch_key() -> None:
    reader, epoch, key = new_pair(), new_item_key(), new_item_key()
    box = wrap(key, reader.public, epoch_key=epoch, aad=WRAP)
    inner = open_with(epoch, box, aad=WRAP)
    assert (len(box), len(inner)) == (121, 80)
    # libsodium crypto_box_seal: ephemeral public key || box with the nonce BLAKE2b-192(ephemeral || public).
    ephemeral, rest = inner[:32], inner[32:]
    nonce = hashlib.blake2b(ephemeral + reader.public, digest_size=24).digest()
    shared = bindings.crypto_box_beforenm(ephemeral, reader.private)
    assert bindings.crypto_secretbox_open(rest, nonce, shared) == key


def test_x25519_is_that_of_another_library() -> None:
    x25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.x25519", reason="cryptography is not installed")
    pair = new_pair()
    assert x25519.X25519PrivateKey.from_private_bytes(pair.private).public_key().public_bytes_raw() == pair.public


def test_it_works() -> None:
    key, reader, epoch = new_item_key(), new_pair(), new_item_key()
    body = seal_body(key, SECRET, aad=AAD)
    box = wrap(key, reader.public, epoch_key=epoch, aad=WRAP)
    assert open_body(unwrap(box, reader.private, epoch_key=epoch, aad=WRAP), body, aad=AAD) == SECRET


@pytest.mark.parametrize(("letters", "size"), [(0, 1065), (1023, 1065), (1024, 2089), (2047, 2089)])
def test_only_the_size_in_steps_shows(letters: int, size: int) -> None:
    assert len(seal_body(new_item_key(), "x" * letters, aad=AAD)) == size


def test_two_seals_of_the_same_never_look_alike() -> None:
    key, reader = new_item_key(), new_pair()
    assert seal_body(key, SECRET, aad=AAD) != seal_body(key, SECRET, aad=AAD)
    assert wrap(key, reader.public, epoch_key=key, aad=WRAP) != wrap(key, reader.public, epoch_key=key, aad=WRAP)


def test_a_flip_of_any_bit_of_a_wrap_fails_closed() -> None:
    key, reader, epoch = new_item_key(), new_pair(), new_item_key()
    box = wrap(key, reader.public, epoch_key=epoch, aad=WRAP)
    for bit in range(len(box) * 8):
        flipped = bytearray(box)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealError):
            unwrap(bytes(flipped), reader.private, epoch_key=epoch, aad=WRAP)


def test_a_flip_of_any_bit_of_a_body_fails_closed() -> None:
    key = new_item_key()
    body = seal_body(key, SECRET, aad=AAD)
    for bit in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealError):
            open_body(key, bytes(flipped), aad=AAD)


def test_a_body_cut_short_anywhere_fails_closed() -> None:
    key = new_item_key()
    body = seal_body(key, SECRET, aad=AAD)
    for length in range(len(body)):
        with pytest.raises(SealError):
            open_body(key, body[:length], aad=AAD)


@pytest.mark.parametrize(
    "other",
    [
        row_aad("other", "reach_ask", "words", "1"),
        row_aad("demo", "reach_message", "words", "1"),
        row_aad("demo", "reach_ask", "day", "1"),
        row_aad("demo", "reach_ask", "words", "2"),
        wrap_aad("demo", "1", b"\x0a"),
        "",
    ],
)
def test_another_site_table_column_or_row_does_not_open(other: str) -> None:
    key = new_item_key()
    with pytest.raises(SealError):
        open_body(key, seal_body(key, SECRET, aad=AAD), aad=other)


def test_another_item_holder_epoch_or_reader_does_not_open() -> None:
    key, reader, epoch = new_item_key(), new_pair(), new_item_key()
    box = wrap(key, reader.public, epoch_key=epoch, aad=WRAP)
    for aad in (wrap_aad("demo", "2", b"\x0a"), wrap_aad("demo", "1", b"\x0b"), wrap_aad("other", "1", b"\x0a")):
        with pytest.raises(SealError):
            unwrap(box, reader.private, epoch_key=epoch, aad=aad)
    with pytest.raises(SealError):
        unwrap(box, reader.private, epoch_key=new_item_key(), aad=WRAP)
    with pytest.raises(SealError):
        unwrap(box, new_pair().private, epoch_key=epoch, aad=WRAP)


def test_the_next_epoch_opens_what_was_rewrapped_and_the_last_does_not() -> None:
    key, reader, old, new = new_item_key(), new_pair(), new_item_key(), new_item_key()
    box = wrap(key, reader.public, epoch_key=old, aad=WRAP)
    moved = rewrap(box, old_epoch_key=old, new_epoch_key=new, aad=WRAP)
    assert unwrap(moved, reader.private, epoch_key=new, aad=WRAP) == key
    with pytest.raises(SealError):
        unwrap(moved, reader.private, epoch_key=old, aad=WRAP)
    with pytest.raises(SealError):
        rewrap(moved, old_epoch_key=old, new_epoch_key=new, aad=WRAP)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_keys_of_another_length_fail_closed(length: int) -> None:
    bad, key, reader = bytes(length), new_item_key(), new_pair()
    box = wrap(key, reader.public, epoch_key=key, aad=WRAP)
    for act in (
        lambda: seal_with(bad, b"", aad=AAD),
        lambda: open_with(bad, seal_with(key, b"", aad=AAD), aad=AAD),
        lambda: wrap(bad, reader.public, epoch_key=key, aad=WRAP),
        lambda: wrap(key, bad, epoch_key=key, aad=WRAP),
        lambda: wrap(key, reader.public, epoch_key=bad, aad=WRAP),
        lambda: unwrap(box, bad, epoch_key=key, aad=WRAP),
        lambda: unwrap(box, reader.private, epoch_key=bad, aad=WRAP),
    ):
        with pytest.raises(SealError):
            act()


def test_an_error_tells_nothing_and_hides_what_caused_it() -> None:
    key = new_item_key()
    with pytest.raises(SealError) as caught:
        seal_body(key, SECRET + "\ud800", aad=AAD)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__
    with pytest.raises(SealError) as caught:
        open_body(key, seal_with(key, pad(b"\xff" + SECRET.encode()), aad=AAD), aad=AAD)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_private_key_never_shows() -> None:
    pair = new_pair()
    assert repr(pair) == f"Pair(public={pair.public!r})"
    assert pair == Pair(private=pair.private, public=pair.public)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00" * 1024, b"x" * 1024, b"x\x80", b"\x80" + bytes(2047), b"x" * 1023 + b"\x81", bytes(1023) + b"\x7f"],
)
def test_what_pad_cannot_have_made_is_refused(data: bytes) -> None:
    with pytest.raises(SealError):
        unpad(data)


def test_addresses_are_written_one_way() -> None:
    row = uuid.UUID("6b1e2d3c-0000-4000-8000-00000000000f")
    assert row_aad("demo", "reach_ask", "words", row) == f"kb1:demo:reach_ask.words:{row}"
    assert row_aad("demo", "keyring", "person", b"\x01\xff") == "kb1:demo:keyring.person:01ff"
    assert wrap_aad("demo", row, b"\x0a") == f"kb1:demo:keyring.wrap:{row}:0a"


@pytest.mark.parametrize("part", ["", "a:b"])
def test_parts_that_could_make_two_rows_read_alike_are_refused(part: str) -> None:
    for act in (
        lambda: row_aad(part, "t", "c", "1"),
        lambda: row_aad("s", part, "c", "1"),
        lambda: row_aad("s", "t", part, "1"),
        lambda: row_aad("s", "t", "c", part),
        lambda: wrap_aad("s", part, "h"),
        lambda: wrap_aad("s", "i", part),
    ):
        with pytest.raises(ValueError, match="colon"):
            act()
