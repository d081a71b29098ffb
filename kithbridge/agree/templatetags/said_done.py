"""From something that was said, one tap to what became of it.

    {% load said_done %}
    {% became one.ref %}              a statement or piece of evidence, by its random number
    {% became_line talk one.number %} a sentence of a conversation, by the number it has on the page

give a small link to its place in "You said, we did", and nothing while nothing rests on it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template

from kithbridge.agree.models import Conversation
from kithbridge.agree.said_done import anchors, lines_of

register = template.Library()


def _kept(context: template.Context) -> dict[Any, Any]:
    """What is asked of the database once for each page, however many links it has."""
    request = context.get("request")
    found: dict[Any, Any] | None = getattr(request, "said_done", None)
    if found is None:
        found = {}
        if request is not None:
            request.said_done = found
    return found


def _anchors(context: template.Context) -> dict[UUID, str]:
    kept = _kept(context)
    if "anchors" not in kept:
        kept["anchors"] = anchors()
    found: dict[UUID, str] = kept["anchors"]
    return found


@register.inclusion_tag("agree/_became.html", takes_context=True)
def became(context: template.Context, ref: UUID) -> dict[str, str]:
    """What became of a statement or piece of evidence."""
    return {"anchor": _anchors(context).get(ref, "")}


@register.inclusion_tag("agree/_became.html", takes_context=True)
def became_line(context: template.Context, talk: Conversation, number: int) -> dict[str, str]:
    """What became of a sentence of this conversation."""
    kept = _kept(context)
    if talk.pk not in kept:
        kept[talk.pk] = lines_of(talk.pk, _anchors(context))
    return {"anchor": kept[talk.pk].get(number, "")}
