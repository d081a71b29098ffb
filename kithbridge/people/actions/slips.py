"""Slips: one-time codes on paper. They open the door when a flood has used up the hour's budget, and later make a vote count.

Anybody can draw secret words without end; a slip comes from a peer's hand (GROUND section 5).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_source

from django.db import transaction

from kithbridge.people import lifetimes
from kithbridge.people.models import Slip
from kithbridge.people.queries.roles import shown_role
from kithbridge.web import once, record
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets

# No letters or digits that look alike on a scrap of paper: 30 signs, 8 of them = 39 bits. With a thousand slips about and a hundred tries a
# second, somebody who guesses needs eleven weeks for one of them.
SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
MOST = 500


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign in SIGNS)
    return hmac.new(secrets().pepper, b"slip" + plain.encode(), hashlib.sha256).hexdigest()


def make(*, number: int, role: str, form_id: str) -> list[str]:
    """Draw a pile, in no order. The codes are shown once, for printing; only their hashes are kept. Empty: the form was sent before."""
    number = max(1, min(number, MOST))
    codes = ["".join(random_source.choice(SIGNS) for _ in range(LENGTH)) for _ in range(number)]
    with transaction.atomic():
        if not once.claim(form_id):
            return []
        Slip.objects.bulk_create([Slip(hash=_hash(code), week=str(this_week())) for code in codes])
        record.note("slips printed", role=shown_role(role))
    return [f"{code[:4]} {code[4:]}" for code in codes]


def good(*, code: str) -> bool:
    """Whether this slip could be used up now. Nothing changes."""
    return bool(code.strip()) and Slip.objects.filter(~lifetimes.over("slips.live_weeks"), hash=_hash(code)).exists()


def use(*, code: str) -> bool:
    """Use a slip up. False when nobody printed it, it was used, or its weeks are over (rule slips.live_weeks)."""
    if not code.strip():
        return False
    gone, _rows = Slip.objects.filter(~lifetimes.over("slips.live_weeks"), hash=_hash(code)).delete()
    return bool(gone)
