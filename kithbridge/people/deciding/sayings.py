"""Words that stand as evidence: kept here, shown once two people have read them, gone when whoever said them takes them back.

Offers: `SOURCE`, `fetch(refs)` for rules.evidence, `code()`, `hash_of(code)`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_source
from uuid import UUID

from kithbridge.people.actions.slips import LENGTH, SIGNS
from kithbridge.people.deciding.models import Saying
from kithbridge.rules.evidence import Words
from kithbridge.web.home import secrets

SOURCE = "sayings"


def fetch(refs: list[UUID]) -> dict[UUID, Words]:
    """The words that may be shown: what was taken back is not there any more, what one person has read is not shown yet."""
    return {row.pk: Words(row.text, row.said_by, row.url) for row in Saying.objects.filter(pk__in=refs, shown=True)}


def code() -> str:
    """A code for a slip of paper, with signs that do not look alike."""
    return "".join(random_source.choice(SIGNS) for _ in range(LENGTH))


def hash_of(typed: str, use: str) -> str:
    """What is kept of a code; `use` keeps codes for different things apart."""
    plain = "".join(sign for sign in typed.lower() if sign in SIGNS)
    return hmac.new(secrets().pepper, use.encode() + plain.encode(), hashlib.sha256).hexdigest()
