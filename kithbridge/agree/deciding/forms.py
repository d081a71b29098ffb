"""Form fields for the value of a rule, fitting its kind; what was typed stays on the page when it is refused.

Offers
------
asked(rule, value)      how a page asks for a value, filled in with the one given
asked_again(rule, post) the same with what was typed
read(rule, post)        the value out of a form; raises Refused with a plain sentence
whole(post, name)       a whole number out of a form
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kithbridge.rules import Rule
from kithbridge.rules.enact import Refused
from kithbridge.rules.kinds import DAYS, Choice, Duration, Kind, ListOf, Number, Share, Table, Text, Unfit, WeekSchedule, YesNo, day_words
from kithbridge.rules.spoken import limits

LONGEST = 4_000


@dataclass(frozen=True)
class Option:
    """One answer that can be ticked, or one day whose hours can be typed."""

    value: str
    label: str
    chosen: bool = False
    typed: str = ""


@dataclass(frozen=True)
class Asked:
    """One value as a page asks for it.

    way : "number", "one" (of some), "some" (of some), "days", "lines" or "text"
    """

    way: str
    typed: str = ""
    unit: str = ""
    hint: str = ""
    options: list[Option] = field(default_factory=list)
    limits: str = ""
    reason: str = ""


def _unit(kind: Number) -> str:
    if isinstance(kind, Share):
        return _("in 100")
    if isinstance(kind, Duration):
        return {"seconds": _("seconds"), "minutes": _("minutes"), "hours": _("hours"), "days": _("days"), "weeks": _("weeks")}[kind.unit]
    return str(kind.unit)


def _options(kind: Kind) -> Mapping[str, Any]:
    """What can be ticked; empty where something is typed."""
    if isinstance(kind, YesNo):
        return {"yes": _("Yes"), "no": _("No")}
    return kind.options if isinstance(kind, Choice | ListOf) else {}


def _hint(kind: Kind) -> str:
    if isinstance(kind, ListOf):
        return _("With commas between.")
    if isinstance(kind, Table):
        return _("One line each: %(columns)s") % {"columns": " | ".join(kind.columns)}
    return _("At most %(n)d letters.") % {"n": kind.longest} if isinstance(kind, Text) else ""


def _shape(declared: Rule, typed: list[str], hours: Mapping[str, str]) -> Asked:
    """The field with what stands in it: `typed`, or the hours of each day."""
    kind, first = declared.kind, typed[0] if typed else ""
    said = limits(declared)
    reason = str(declared.floor_reason) if said else ""
    if isinstance(kind, Number):
        return Asked("number", first, unit=_unit(kind), limits=said, reason=reason)
    if isinstance(kind, WeekSchedule):
        days = [Option(day, day_words(day), typed=hours.get(day, "")) for day in DAYS]
        return Asked("days", options=days, limits=said, reason=reason)
    if options := _options(kind):
        ticks = [Option(key, str(label), key in typed) for key, label in options.items()]
        return Asked("some" if isinstance(kind, ListOf) else "one", options=ticks, limits=said, reason=reason)
    return Asked("lines" if isinstance(kind, Table) else "text", first, hint=_hint(kind), limits=said, reason=reason)


def asked(declared: Rule, value: Any) -> Asked:
    """The field with this value in it, for a page that opens."""
    kind = declared.kind
    if isinstance(kind, ListOf) and kind.options:
        return _shape(declared, list(value), {})
    if isinstance(kind, WeekSchedule):
        return _shape(declared, [], {day: ", ".join(spans) for day, spans in value.items()})
    return _shape(declared, [kind.typed(value)], {})


def asked_again(declared: Rule, post: QueryDict) -> Asked:
    """The field with what was typed in it."""
    typed = [text[:LONGEST] for text in post.getlist("value")]
    return _shape(declared, typed, {day: post.get(f"value_{day}", "")[:LONGEST] for day in DAYS})


def read(declared: Rule, post: QueryDict) -> Any:
    """The value that was typed or ticked. Raises Refused."""
    kind = declared.kind
    try:
        if isinstance(kind, WeekSchedule):
            typed = {day: post.get(f"value_{day}", "") for day in DAYS}
            return kind.fit(
                {day: [span.strip() for span in text.split(",") if span.strip()] for day, text in typed.items() if text.strip()}
            )
        if isinstance(kind, ListOf) and kind.options:
            ticked = set(post.getlist("value"))
            return kind.fit([key for key in kind.options if key in ticked])
        return kind.parse(post.get("value", "")[:LONGEST])
    except Unfit as problem:
        raise Refused(str(problem)) from None


def whole(post: QueryDict, name: str) -> int:
    """A whole number that was typed; nothing typed is 0, anything else that is no number -1, which every action refuses."""
    text = post.get(name, "").strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
