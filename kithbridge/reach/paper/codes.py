"""The number of a tally sheet: drawn when it is printed, not stored.

Offers
------
draw()        a new number, such as "K7M2Q-X9DTA"
read(text)    the number somebody typed, as it was printed; None when this site never printed it
square(text)  the QR square of a text, as an SVG drawing

Seven signs are random, three are a mark under the site's pepper. So a mistyped number is seen, and nobody can guess one. A sheet typed
in twice counts once, because the numbers of its events follow from the sheet's (`reach/actions/sheets.py`).
"""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets as chance

import segno

from kithbridge.web.home import secrets

# No 0, 1, I, L, O, U: read aloud and written by hand, they are mistaken for each other.
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
DRAWN, MARK = 7, 3


def _mark(drawn: str) -> str:
    digest = hmac.new(secrets().pepper, b"sheet" + drawn.encode(), hashlib.sha256).digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:MARK])


def draw() -> str:
    """A new number, in two halves of five."""
    drawn = "".join(chance.choice(SIGNS) for _ in range(DRAWN))
    return _halves(drawn + _mark(drawn))


def _halves(signs: str) -> str:
    return f"{signs[:5]}-{signs[5:]}"


def read(text: str) -> str | None:
    """The number as printed, however it was typed: small letters, spaces, without the dash."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != DRAWN + MARK or not hmac.compare_digest(_mark(signs[:DRAWN]).encode(), signs[DRAWN:].encode()):
        return None
    return _halves(signs)


def square(text: str) -> str:
    """A QR square (error level M), black on white with its quiet margin."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True)
    return out.getvalue().decode()
