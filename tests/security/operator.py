"""A curious operator who holds everything that lies on the server, written without any code of ours.

Offers
------
Stolen(rows, texts)              what she has: every row of every table, and every file of secrets
recover(stolen, passphrases)     every text she can open, by the columns they stood in

The format is in docs/adr/0001-the-house.md; she has read it. She tries every value she holds as every kind of key.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from nacl import bindings
from nacl.exceptions import CryptoError

Row = dict[str, Any]


@dataclass(frozen=True)
class Stolen:
    """`rows`: table -> rows as the databases hold them; `files`: every file of secrets, as text."""

    rows: dict[str, list[Row]]
    files: list[str]

    @property
    def site(self) -> dict[str, str]:
        return next(json.loads(text) for text in self.files if "pepper" in text)

    @property
    def epochs(self) -> dict[str, str]:
        return {str(int(number)): key for text in self.files for number, key in re.findall(r"kbe1 \S+ (\d{10}) ([0-9a-f]{64}) ", text)}


def _open(key: bytes, sealed: bytes, aad: str) -> bytes | None:
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[25:], aad.encode(), sealed[1:25], key)
    except (CryptoError, ValueError, TypeError):
        return None


def _hex(value: Any) -> str:
    text = str(value)
    return (
        text
        if "-" in text or not re.fullmatch(r"[0-9a-f]{32}", text)
        else "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    )


def _values(stolen: Stolen) -> Iterator[bytes]:
    """Everything she holds, as bytes."""
    for text in stolen.files:
        for part in re.findall(r"[0-9A-Za-z_\-+/=]{16,}", text):
            yield part.encode()
            if re.fullmatch(r"(?:[0-9a-f]{2})+", part):
                yield bytes.fromhex(part)
    for rows in stolen.rows.values():
        for value in itertools.chain.from_iterable(row.values() for row in rows):
            if isinstance(value, bytes | memoryview):
                yield bytes(value)
            elif isinstance(value, str) and value:
                yield value.encode()
                if re.fullmatch(r"(?:[0-9a-f]{2}){8,}", value):
                    yield bytes.fromhex(value)


def candidates(stolen: Stolen) -> set[bytes]:
    """32 bytes made from each value she holds in every way that comes to mind."""
    pepper = bytes.fromhex(stolen.site["pepper"])
    found: set[bytes] = set()
    for value in _values(stolen):
        found |= {value[at : at + 32] for at in (0, 1, 25, len(value) - 48, len(value) - 32) if at >= 0 and len(value[at : at + 32]) == 32}
        found |= {hashlib.sha256(value).digest(), hmac.digest(pepper, value, "sha256"), hmac.digest(value, b"s", "sha256")}
        found |= {hmac.digest(pepper, label + value, "sha256") for label in (b"wrap", b"lookup", b"holder")}
        found.add(value[:32].ljust(32, b"\0"))
    return found


def _derived(stolen: Stolen, secret: str, times: int, memory: int) -> tuple[str, bytes]:
    pepper, salt = bytes.fromhex(stolen.site["pepper"]), bytes.fromhex(stolen.site["salt"])
    root = hash_secret_raw(secret.encode(), salt, times, memory, 1, 32, Type.ID)
    return hmac.digest(pepper, b"lookup" + root, "sha256")[:16].hex(), hmac.digest(pepper, b"wrap" + root, "sha256")


def _privates(stolen: Stolen, keys: set[bytes], secrets: Iterable[str], cost: tuple[int, int]) -> set[bytes]:
    """Private keys of people: with every key she could make, and with the words she was given."""
    found: set[bytes] = set()
    people = {row["lookup"]: bytes(row["private"]) for row in stolen.rows["keyring_person"]}
    for lookup, box in people.items():
        for column in ("keyring.person.private", "keyring.person"):
            aad = f"kb1:{stolen.site['site']}:{column}:{lookup}"
            found |= {opened for key in keys if (opened := _open(key, box, aad)) is not None}
    for secret in secrets:
        lookup, wrapping = _derived(stolen, secret, *cost)
        if lookup in people:
            for aad in ("keyring.person.private", "keyring.person"):
                opened = _open(wrapping, people[lookup], f"kb1:{stolen.site['site']}:{aad}:{lookup}")
                found |= {opened} if opened else set()
    for row in stolen.rows.get("sessions_session", []):
        for key in keys:
            opened = _open(key, bytes(row["blob"]), "session")
            if opened is not None:
                found.add(bytes.fromhex(json.loads(opened)["private"]))
    return found


def recover(stolen: Stolen, secrets: Iterable[str] = (), *, cost: tuple[int, int] = (3, 65_536)) -> dict[tuple[str, str, str], str]:
    """(table, column, row) -> text, for all she can open.

    secrets : words as they go into the slow function; none = only what lies on the server
    cost : passes and KiB of the slow function
    """
    keys = candidates(stolen)
    privates = _privates(stolen, keys, secrets, cost)
    publics = {bytes(row["public"]) for row in stolen.rows["keyring_person"]}
    # Only a private key whose public half stands in the keyring can open anything: the others need not be tried on every wrap.
    pairs = {}
    for private in {*privates, *keys}:
        public = bindings.crypto_scalarmult_base(private)
        if public in publics:
            pairs[private] = public
    items: dict[str, set[bytes]] = {}
    for wrap in stolen.rows["keyring_wrap"]:
        item = _hex(wrap["item"])
        aad = f"kb1:{stolen.site['site']}:keyring.wrap:{item}:{wrap['holder']}"
        inner = _open(bytes.fromhex(stolen.epochs[str(wrap["epoch"])]), bytes(wrap["box"]), aad)
        assert inner is not None, "she does hold the epoch key"
        for private, public in pairs.items():
            try:
                items.setdefault(item, set()).add(bindings.crypto_box_seal_open(inner, public, private))
            except CryptoError:
                continue
    found = {}
    for table, rows in stolen.rows.items():
        for row in rows:
            number = _hex(row.get("id", ""))
            for column, value in row.items():
                if isinstance(value, bytes | memoryview) and bytes(value[:1]) == b"\x01" and len(value) > 1_000:
                    aad = f"kb1:{stolen.site['site']}:{table}.{column}:{number}"
                    for key in {*items.get(number, ()), *keys}:
                        opened = _open(key, bytes(value), aad)
                        if opened is not None:
                            found[table, column, number] = opened.rstrip(b"\0")[:-1].decode()
    return found
