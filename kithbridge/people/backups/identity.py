"""The operator's pair of age keys: the public one locks backups, the private one never lies on the server.

Offers: `new_identity()`, `recipients(text)`, `identities(path)`, `HOW`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]
from pyrage import x25519

from kithbridge.people.backups.refusal import Refused

HOW = (
    "Make a pair of keys on another machine (`python -m kithbridge.people.backups backup.key`, or `age-keygen -o backup.key`), "
    "keep the file there, and set KITHBRIDGE_BACKUP_TO=age1..."
)


def new_identity() -> tuple[str, str]:
    """A new pair: the public key (age1...) and the text of the private file, as age itself writes it."""
    private = x25519.Identity.generate()
    public = str(private.to_public())
    return public, f"# public key: {public}\n{private}\n"


def recipients(text: str) -> list[Any]:
    """The public keys in KITHBRIDGE_BACKUP_TO, with commas between several. Raises Refused."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words:
        raise Refused(f"No backup was taken: there is no public key to lock it to. {HOW}")
    if any(word.startswith("AGE-SECRET-KEY") for word in words):
        raise Refused("No backup was taken: KITHBRIDGE_BACKUP_TO holds a private key. It takes the public one (age1...) and nothing else.")
    try:
        return [x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise Refused("No backup was taken: KITHBRIDGE_BACKUP_TO is not a public age key (age1...).") from None


def identities(path: Path) -> list[Any]:
    """The private keys in a file of age's form. Raises Refused."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        raise Refused(f"There is no file {path}. It is the operator's private backup key. Nothing was changed.") from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise Refused(f"{path} is not a private age key. Nothing was changed.") from None
    try:
        found = [x25519.Identity.from_str(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise Refused(f"{path} is not a private age key (AGE-SECRET-KEY-1...). Nothing was changed.")
    return found
