"""A form acts once, however often it is sent.

Offers
------
new_form_id()   a random number for a page's hidden field
claim(form_id)  inside an action's transaction: True the first time, False ever after
"""

from __future__ import annotations

import hashlib
import uuid

from kithbridge.web.clock import this_week
from kithbridge.web.models import Once


def new_form_id() -> str:
    """A random 32-digit hexadecimal number."""
    return uuid.uuid4().hex


def read_form_id(text: str | None) -> str:
    """The form id a browser sent; a missing or mangled one becomes a new one (then nothing is known to repeat)."""
    try:
        return uuid.UUID(str(text)).hex
    except ValueError:
        return new_form_id()


def claim(form_id: str) -> bool:
    """Note within the caller's transaction that this form was used. False when it was used before."""
    digest = hashlib.sha256(form_id.encode()).hexdigest()
    _, first = Once.objects.get_or_create(form=digest, defaults={"week": str(this_week())})
    return first
