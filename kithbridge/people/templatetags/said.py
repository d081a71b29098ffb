"""A rule as its own sentence with the value in it, for the page where its effect shows.

    {% load said why %}<p class="small">{% said "words.idle_minutes" %} {% why "words.idle_minutes" %}</p>

So the words beside an effect are those of "How we work", and no template holds a number. Of a rule that whoever looks may not read it
gives nothing.
"""

from __future__ import annotations

from django import template

from kithbridge import rules
from kithbridge.people.reading import reader_of
from kithbridge.rules import explain

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: template.Context, key: str) -> str:
    """The sentence. Raises KeyError for a rule nobody declared."""
    caller = getattr(context.get("request"), "caller", None)
    return explain.explained(key) if explain.may_read(rules.rule(key), reader_of(caller)) else ""
