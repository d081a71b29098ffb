"""One group's rules on their way to another: written out, read in with care, compared.

Offers
------
export(group, week)      the public rules as plain values, `SCHEMA` says which form
standing(week)           how every rule stands; without a site everything stands at its default
read(raw)                bytes of a file -> Sent; raises Unreadable with one plain sentence
compare(sent)            Compared: which values differ and could be proposed, which are the same, what cannot be taken over and why
differences(groups)      where groups differ, rule by rule

Nothing here changes a rule. Proposing what differs is an act (`kithbridge.people.deciding.actions.proposing`). An export holds the hash of
each piece of evidence, never its words: what somebody takes back is not in anybody's file.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.rules import state
from kithbridge.rules.declare import Readers, Rule, all_rules
from kithbridge.rules.explain import Telling, guessed, nobody_decided, timeline, told
from kithbridge.rules.kinds import ListOf, Unfit
from kithbridge.rules.models import Decision
from kithbridge.rules.spoken import limits
from kithbridge.rules.state import InForce
from kithbridge.web import record
from kithbridge.web.clock import this_week

SCHEMA = "kithbridge.rules/1"
FORM, NEWEST = "kithbridge.rules", 1
LARGEST_BYTES = 1_000_000
MOST_RULES = 2_000
LONGEST_SHOWN = 300


class Unreadable(ValueError):
    """The file is no export that we can read; the text says why and what to do."""


def standing(week: Week | None = None, *, site: bool = True) -> dict[str, InForce]:
    """How every rule stands at the end of that week, or now. Without a site: as the software comes."""
    if not site:
        return {one.key: InForce(one, one.default) for one in all_rules()}
    return state.at(week or this_week())


def _plain_limit(limit: Any) -> Any:
    """A limit as JSON can hold it: sets of options become sorted lists."""
    return sorted(limit) if isinstance(limit, set | frozenset | list | tuple) else limit


def _decision(decision: Decision) -> dict[str, Any]:
    """A decision as it may leave the group: bands and roles, and hashes in place of words."""
    pieces = [
        {"kind": one.kind, "role": one.role, "hash": hashlib.sha256(f"{one.source}:{one.ref}".encode()).hexdigest()}
        for one in decision.evidence.all()
    ]
    return {
        "week": str(decision.week),
        "method": decision.method,
        "before": decision.before,
        "asked": decision.asked,
        "outcome": decision.outcome,
        "objections": decision.objections,
        "confirmed": decision.confirmed,
        "reason": decision.reason,
        "head": decision.head,
        "evidence": sorted(pieces, key=lambda piece: (piece["role"], piece["kind"], piece["hash"])),
    }


def _line(one: Rule, found: InForce, since: str, decision: Decision | None) -> dict[str, Any]:
    return {
        "key": one.key,
        "group": one.group.value,
        "question": str(one.question),
        "protects": one.protects.value,
        "default": one.default,
        "value": found.value,
        "shown": one.kind.shown(found.value),
        "sentence": one.said(found.value),
        **one.kind.describe(),
        "floor": _plain_limit(one.floor),
        "ceiling": _plain_limit(one.ceiling),
        "limits": limits(one),
        "limits_reason": str(one.floor_reason),
        "safer": one.safer,
        "how": found.how,
        "from_week": found.week,
        "until_week": found.until,
        "since": since,
        "undecided": nobody_decided(found),
        "decision": _decision(decision) if decision else None,
    }


def export(*, group: str = "", week: Week | None = None, site: bool = True) -> dict[str, Any]:
    """Every rule that everybody may read, with how it came to hold. `site`: False in a fresh clone, where no database is asked.

    Two groups that decided the same write the same values; `read(json.dumps(export()).encode())` gives them back.
    """
    found = standing(week, site=site)
    public = told(Readers.EVERYBODY)
    if not site:
        lines = [_line(one, found[one.key], guessed(), None) for one in public]
        return {"schema": SCHEMA, "group": group, "week": str(week or this_week()), "rules": lines, "changes": [], "head": ""}
    telling = Telling(week, named=False)
    rows = Decision.objects.filter(pk__in={one.decision for one in found.values() if one.decision}).prefetch_related("evidence")
    decisions = {str(row.pk): row for row in rows}
    lines = [_line(one, found[one.key], telling.since(one.key), decisions.get(found[one.key].decision)) for one in public]
    return {
        "schema": SCHEMA,
        "group": group,
        "week": str(week or this_week()),
        "rules": lines,
        "changes": timeline(Readers.EVERYBODY),
        "head": record.head(),
    }


@dataclass(frozen=True)
class Sent:
    """What a file says: whose it is, of which week, and a raw value for each key. Values are not checked yet."""

    group: str
    week: str
    values: dict[str, Any]
    undecided: frozenset[str] = frozenset()


def _text(found: Mapping[str, Any], name: str, longest: int) -> str:
    """A short printable text of a file; "" for anything else."""
    value = found.get(name, "")
    return value if isinstance(value, str) and len(value) <= longest and value.isprintable() else ""


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object that names a thing twice says two things at once."""
    if len({name for name, _value in pairs}) < len(pairs):
        raise Unreadable(_("The file names the same thing twice. Nothing was read. Ask for it again."))
    return dict(pairs)


def _no_constant(_name: str) -> Any:
    raise ValueError("no number of JSON")


def _finite(written: str) -> float:
    """1e999 is more than a number here can be."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError("no number of JSON")
    return number


def _parsed(raw: bytes) -> Any:
    if len(raw) > LARGEST_BYTES:
        raise Unreadable(_("The file is larger than an export can be. Nothing was read."))
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_no_twice, parse_constant=_no_constant, parse_float=_finite)
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        raise Unreadable(_("The file is damaged, or is no JSON. Nothing was read. Ask for it again.")) from None


def _checked_schema(found: Any) -> dict[str, Any]:
    schema = found.get("schema") if isinstance(found, dict) else None
    form, _slash, number = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    if form != FORM or not number.isascii() or not number.isdigit():
        raise Unreadable(
            _("This is no export of rules: it should begin with the schema %(schema)s. Nothing was read.") % {"schema": SCHEMA}
        )
    if len(number) > 6 or int(number) > NEWEST:
        raise Unreadable(
            _("This export was written by a newer version (%(theirs)s; we read up to %(ours)s). Nothing was read. Upgrade first.")
            % {"theirs": schema[:40] if schema else "", "ours": SCHEMA}
        )
    return dict(found)


def read(raw: bytes) -> Sent:
    """What a file says. Raises Unreadable, with one sentence, for anything that is no export."""
    found = _checked_schema(_parsed(raw))
    lines = found.get("rules")
    if not isinstance(lines, list) or len(lines) > MOST_RULES:
        raise Unreadable(_("The file holds no list of rules. Nothing was read."))
    values: dict[str, Any] = {}
    undecided = set()
    for place, line in enumerate(lines, start=1):
        key = _text(line, "key", 60) if isinstance(line, dict) else ""
        if not key or "value" not in line:
            raise Unreadable(_("Rule number %(n)d of the file has no key or no value. Nothing was read.") % {"n": place})
        if key in values:
            raise Unreadable(_("The file has the rule %(key)s twice. Nothing was read.") % {"key": key})
        values[key] = line["value"]
        if line.get("undecided") is True:
            undecided.add(key)
    return Sent(_text(found, "group", 120), _text(found, "week", 8), values, frozenset(undecided))


@dataclass(frozen=True)
class Differs:
    """One rule whose value is another there than here, in words and as it would be proposed."""

    key: str
    question: str
    here: str
    there: str
    value: Any


@dataclass(frozen=True)
class Compared:
    """What a file would change. `refused`: one plain line for each rule that cannot be taken over."""

    differing: list[Differs] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def _fitting(one: Rule, value: Any) -> Any:
    """The value as it would stand here. Raises Unfit with the reason."""
    fit = one.kind.fit(value)
    if reason := one.refusal(fit):
        raise Unfit(_("No group can decide this: %(reason)s") % {"reason": reason})
    return fit


def _same(one: Rule, there: Any, here: Any) -> bool:
    """Whether two values say the same: ticked options do so in any order."""
    if isinstance(one.kind, ListOf) and one.kind.options:
        return set(there) == set(here)
    return bool(there == here)


def compare(sent: Sent, *, site: bool = True) -> Compared:
    """This group beside a file."""
    public = {one.key: one for one in told(Readers.EVERYBODY)}
    found = standing(site=site)
    compared = Compared(missing=[key for key in public if key not in sent.values])
    for key, value in sent.values.items():
        one = public.get(key)
        if one is None:
            compared.refused.append(_("%(key)s: there is no such rule here.") % {"key": key})
            continue
        try:
            fit = _fitting(one, value)
        except Unfit as problem:
            compared.refused.append(f"{key}: {problem}")
            continue
        if _same(one, fit, found[key].value):
            compared.same.append(key)
        else:
            here, there = one.kind.shown(found[key].value), one.kind.shown(fit)
            compared.differing.append(Differs(key, str(one.question), here, there, fit))
    return compared


def _as_json(value: Any) -> str:
    """The beginning of what we cannot put into words: whoever wrote the file must not fill anybody's screen."""
    text = json.dumps(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + " ..."


def words_of(key: str, value: Any) -> str:
    """A value of a file in words; as JSON where we do not know the rule or the value does not fit."""
    one = next((one for one in told(Readers.EVERYBODY) if one.key == key), None)
    try:
        return one.kind.shown(_fitting(one, value)) if one else _as_json(value)
    except Unfit:
        return _as_json(value)


def differences(groups: list[Sent]) -> list[dict[str, Any]]:
    """Where these groups differ: rules that are not the same everywhere, each with its value in every group (None: not there)."""
    keys = list(dict.fromkeys([one.key for one in told(Readers.EVERYBODY)] + [key for group in groups for key in group.values]))
    questions = {one.key: str(one.question) for one in all_rules()}
    found = []
    for key in keys:
        there = [key in group.values for group in groups]
        values = [group.values.get(key) for group in groups]
        if not any(there) or (all(there) and all(value == values[0] and type(value) is type(values[0]) for value in values)):
            continue
        found.append(
            {
                "key": key,
                "question": questions.get(key, ""),
                "values": values,
                "shown": [words_of(key, value) if here else "" for here, value in zip(there, values, strict=True)],
                "undecided": [key in group.undecided for group in groups],
            }
        )
    return found
