"""What every page says while it stands: a warning, a lot that was called back. Offers the context processor `lines`.

The lines are neutral, because they stand on first screens too. A page that says the database is down must still be shown.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kithbridge.reach import alerts, recalls
from kithbridge.reach.recalls import PageLine


def _standing(here: str) -> list[PageLine]:
    """Not the line that leads to the page it would stand on."""
    try:
        return [found for found in (alerts.line(), recalls.line()) if found and found.url != here]
    except DatabaseError:
        return []


def lines(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page that shows no lines asks nothing."""
    return {"standing_lines": SimpleLazyObject(lambda: _standing(request.path))}
