"""Spare codes: ten, shown once, kept as hashes under the pepper.

Offers: `draw()`, `hashed(owner, code)`, `HOW_MANY`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_source
from uuid import UUID

from kithbridge.web.home import secrets

HOW_MANY = 10
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
HALF = 5  # ten signs: 49 bits


def draw() -> list[str]:
    """Ten codes such as "k7f2m-x9qpt"."""
    return ["-".join("".join(random_source.choice(SIGNS) for _ in range(HALF)) for _ in range(2)) for _ in range(HOW_MANY)]


def hashed(owner: UUID, code: str) -> str:
    """What is stored: HMAC under the pepper, bound to its holder. Case, spaces and hyphens do not matter."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.new(secrets().pepper, b"spare:" + owner.bytes + plain.encode(), hashlib.sha256).hexdigest()
