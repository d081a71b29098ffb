"""Beside the act of a form that others will read: a button that looks at the wording first, where a room offers that.

    {% load words_check %}<button class="act">{% translate "Give it out" %}</button>
    {% translate "Give it out" as act %}{% words_check_button "text" act=act %}

It stands inside the form and after its own act, so that Enter still sends. `act`, `name`, `value` are those of the form's own
button, `to` is where the form goes (without it: to the page's own address). Where no room offers the check it gives nothing.
"""

from __future__ import annotations

import json
from typing import Any

from django import template

from kithbridge.people import offers

register = template.Library()


@register.inclusion_tag("people/_words_check.html", takes_context=True)
def words_check_button(
    context: template.Context, *fields: str, act: str = "", to: str = "", name: str = "", value: str = ""
) -> dict[str, Any]:
    """The button for these fields of the form."""
    where = offers.wording_check()
    request = context.get("request")
    to = to or (request.get_full_path() if request is not None else "")
    said = {"fields": list(fields), "to": to, "act": str(act), "name": name, "value": str(value)}
    return {"where": where, "sent": json.dumps({key: one for key, one in said.items() if one or key == "act"}, ensure_ascii=False)}
