"""Somebody who comes back with her slip: she goes on, and is not shown how she tapped.

Offers: `again(secret)`, how a form carries it; `opened(text)`, what `links.carry` makes of it, "" where it is none of ours.

Whoever printed the slips can have their codes. Typing them in one after another must not show him answers, one row after the other.
What is made here goes on where it was, and nothing in it leads back to the capability that reads.
"""

from __future__ import annotations

import hashlib
import hmac

from kithbridge.agree import links
from kithbridge.web.home import secrets

SIGN = "~"


def _mark(capability: str) -> str:
    return hmac.new(secrets().pepper, b"talk again" + capability.encode(), hashlib.sha256).hexdigest()[:32]


def again(secret: bytes) -> str:
    """The secret of a slip as a hidden field carries it; "" for any other secret."""
    capability = links.carry(secret)
    return f"{secret[1:].hex()}{SIGN}{_mark(capability)}" if capability else ""


def opened(text: str) -> str:
    """The capability that stands behind it, for us alone: it goes into no page."""
    inside, sign, mark = text.partition(SIGN)
    try:
        capability = links.carry(links.SLIP + bytes.fromhex(inside)) if sign and inside else ""
    except ValueError:
        return ""
    return capability if capability and mark.isascii() and hmac.compare_digest(_mark(capability), mark) else ""
