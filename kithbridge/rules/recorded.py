"""What the event record holds the hash of: changes of rules, decisions about something to do, pauses.

Offers: `version_line`, `decision_line`, `pause_line`; `about(decision)`, `TO_DO`, `DECIDED_TO_DO` for the names of entries.
"""

from __future__ import annotations

import json
from typing import Any

from kithbridge.rules.models import Decision, Pause, Version

TO_DO = "what to do"
DECIDED_TO_DO = f"decided: {TO_DO}"


def version_line(row: Version) -> str:
    """What the event record holds the hash of: a version that was changed afterwards, or its decision, no longer fits its entry."""
    told = [row.n, row.key, row.value, row.how, str(row.week), row.until, str(row.decision_id or ""), str(row.chosen_by or "")]
    return json.dumps([told, _decision_facts(row.decision)], sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _decision_facts(row: Decision | None) -> list[Any]:
    """Everything of a decision, with the references of its evidence; never words that somebody may take back."""
    if row is None:
        return []
    doing = [] if row.key else [row.words, row.for_whom, row.until]
    pieces = sorted([one.kind, one.role, one.consent, one.source, str(one.ref)] for one in row.evidence.all())
    taken = [row.key, row.value, row.before, row.method, str(row.week), row.asked, row.outcome, row.objections, row.confirmed]
    return [*taken, row.reason, row.looks_at, row.says_who, row.head, pieces, *doing]


def decision_line(row: Decision) -> str:
    """The same for a decision about something to do."""
    return json.dumps([str(row.pk), _decision_facts(row)], sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def about(row: Decision) -> str:
    """What a decision is about, for the event record: its rule, or that something is to be done."""
    return row.key or TO_DO


def pause_line(row: Pause) -> str:
    """The same for a pause."""
    return json.dumps([row.n, str(row.decision_id), str(row.week), str(row.until), row.ground, row.office, row.reason])
