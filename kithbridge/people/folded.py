"""A value that a page carries from one step to the next, sealed under a key that only the page's own token gives.

Offers: `fold(token, purpose, inside)`, `unfold(token, purpose, text)`.

So that drawn words or a new code app's secret survive from "shown" to "tried" while the server stores nothing. The token is the
invitation's, a private key's, or, where a neighbour has neither yet, the form's own random number: then the pepper alone keeps it
shut, and the page shows the words anyway.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from kithbridge.engines import sealing
from kithbridge.web.clock import unix
from kithbridge.web.home import secrets

LONGEST_SECONDS = 60 * 60


def _key(token: str, purpose: str) -> bytes:
    """Needs the token and the pepper: a page found in a browser's memory opens with neither alone."""
    return hmac.new(secrets().pepper, f"fold:{purpose}:{token}".encode(), hashlib.sha256).digest()


def fold(token: str, purpose: str, inside: dict[str, str]) -> str:
    """Text for a hidden field. Opens for an hour, with the same token and purpose."""
    data = json.dumps({**inside, "until": unix() + LONGEST_SECONDS}).encode()
    return base64.urlsafe_b64encode(sealing.seal_with(_key(token, purpose), data, aad=f"fold:{purpose}")).decode()


def unfold(token: str, purpose: str, text: str) -> dict[str, str] | None:
    """What was folded; None when it is too old, was changed, or was made for something else."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode())
        inside: dict[str, str | int] = json.loads(sealing.open_with(_key(token, purpose), sealed, aad=f"fold:{purpose}"))
    except (sealing.SealError, binascii.Error, ValueError):
        return None
    if int(inside.pop("until")) < unix():
        return None
    return {name: str(value) for name, value in inside.items()}
