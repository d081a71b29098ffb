"""Numbers and codes that follow from a form: sent twice it makes one row and shows the same code, and nothing has to be looked up.

Offers
------
number_of(use, form_id)   the row that this form makes
code_of(use, form_id)     a code for a slip of paper or a screen, in signs that do not look alike
code_hash(use, code)      what is stored of a code; "" for none

`use` keeps what different rooms make of the same form apart.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from kithbridge.people.actions.slips import LENGTH, SIGNS
from kithbridge.web.home import secrets


def _mac(use: bytes, text: str) -> bytes:
    return hmac.new(secrets().pepper, use + text.encode(), hashlib.sha256).digest()


def number_of(use: bytes, form_id: str) -> UUID:
    """A random-looking number; without the pepper nothing leads from it to the form."""
    return UUID(bytes=_mac(use, form_id)[:16], version=4)


def code_of(use: bytes, form_id: str) -> str:
    """Eight signs in two groups."""
    number = int.from_bytes(_mac(use, form_id)[:16])
    signs = []
    for _sign in range(LENGTH):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    code = "".join(signs)
    return f"{code[:4]} {code[4:]}"


def code_hash(use: bytes, code: str) -> str:
    """64 hexadecimal digits, whatever stands between the signs and however they are typed."""
    plain = "".join(sign for sign in code.lower() if sign in SIGNS)
    return _mac(use, plain).hex() if plain else ""
