"""A code app (RFC 6238: SHA-1, 6 digits, 30 seconds).

Offers: `new_secret()`, `address(secret, work_name)`, `picture(address)`, `grouped(secret)`, `step_of(...)`, `right(...)`.
"""

from __future__ import annotations

import hmac
from uuid import UUID

import pyotp
import segno

from kithbridge.people import visit
from kithbridge.web.clock import unix

SECONDS = 30
SLACK = 1  # steps before and after: a phone's clock may be half a minute wrong
SHOWN_AS = "Notes"  # what the app on her phone calls it: says nothing


def new_secret() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32(32)


def address(secret: str, work_name: str) -> str:
    """The otpauth address that a code app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=work_name, issuer_name=SHOWN_AS)


def picture(uri: str) -> str:
    """The address as an inline SVG, dark on white in both themes, without `style`."""
    return segno.make(uri, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)


def grouped(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_of(secret: str, code: str) -> int | None:
    """The time step this code belongs to, now or one step off; None when it is wrong."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    now = unix() // SECONDS
    app = pyotp.TOTP(secret)
    found = None
    for step in range(now - SLACK, now + SLACK + 1):
        if hmac.compare_digest(app.generate_otp(step), digits):
            found = step
    return found


def right(secret: str, code: str, *, owner: UUID) -> bool:
    """Whether the code is right and was not used before, by any process."""
    step = step_of(secret, code)
    if step is None:
        return False
    return visit.use_code(f"totp:{owner}:{secret}:{step}", seconds=SECONDS * (2 * SLACK + 2))
