"""Somebody says: this is wrong, look at it again. A count by week and subject; nobody's name, no words.

Offers: `look_again(about=..., form_id=...)`; `KIND`, the beginning of what is counted.
"""

from __future__ import annotations

from django.db import transaction

from kithbridge.people import visit
from kithbridge.web import once, record

KIND = "look at this again: "
# A machine must not fill the record; nobody needs more in an hour to be heard.
MOST_AN_HOUR = 200


def look_again(*, about: str, form_id: str) -> bool:
    """Count it once. False when this hour's count is full; a form sent twice counts once and is True."""
    if not visit.left("again", most=MOST_AN_HOUR):
        return False
    with transaction.atomic():
        if once.claim(form_id):
            record.count(KIND + about, role="anybody")
            visit.spend("again", most=MOST_AN_HOUR)
    return True
