"""Beside every effect of a rule: the way to why it is so.

    {% load why %}{% why "asks.live_weeks" %}

gives a small link "Why is it so?" and, where nobody has decided the rule, or where it is overdue, paused, a trial or set in a hurry,
the few words that say so. It stands inside a sentence's paragraph. Of a rule that whoever looks may not read, it gives nothing.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.db import DatabaseError
from django.http import HttpRequest

from kithbridge.people.reading import reader_of
from kithbridge.rules import explain, rule

register = template.Library()


def _telling(request: HttpRequest | None) -> explain.Telling:
    """One for each page: names and sittings are asked for once, however many rules show."""
    if request is None:
        return explain.Telling()
    found: explain.Telling | None = getattr(request, "telling", None)
    if found is None:
        found = request.telling = explain.Telling()  # type: ignore[attr-defined]
    return found


@register.inclusion_tag("people/_why.html", takes_context=True)
def why(context: template.Context, key: str) -> dict[str, Any]:
    """The link and the few words. Raises KeyError for a rule nobody declared."""
    declared = rule(key)
    request = context.get("request")
    if not explain.may_read(declared, reader_of(getattr(request, "caller", None))):
        return {"key": ""}
    try:
        telling = _telling(request)
        return {"key": key, "sentence": explain.explained(key), "words": telling.few_words(key)}
    except DatabaseError:
        # The page that says the database is down is still shown, with the link.
        return {"key": key, "sentence": declared.question, "words": ""}
