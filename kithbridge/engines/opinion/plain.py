"""An analysis as plain values, for JSON.

Offers: `as_plain(analysis)`. Names of fields are Polis's wherever Polis has the thing (`tid`, `repful-for`, `n-trials`, `comps`), so
that whoever knows its results reads these. What may not be shown of so few people is empty (docs/adr/0014). `published` is what may be
handed on to others; the rest is for whoever holds the votes anyway.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kithbridge.engines.opinion.common import Agreed
from kithbridge.engines.opinion.components import statement_positions
from kithbridge.engines.opinion.representative import Representative
from kithbridge.engines.opinion.tallies import tallies
from kithbridge.engines.opinion.votes import Key, Reals

if TYPE_CHECKING:
    from kithbridge.engines.opinion.analyse import Analysis

__all__ = ["RULE", "as_plain"]

# Which rule of `small.RULES` says what is agreed in small groups, where none was named.
RULE: Final = "seventy-fifteen"
# From so many people on there is a map, also where there are no groups on it (`small.GROUPS_FROM`, which is slow to import).
MAPPED_FROM: Final = 20


def as_plain(analysis: Analysis, *, rule: str = RULE) -> dict[str, Any]:
    """Everything that may be shown, in dicts, lists, texts and numbers.

    Parameters
    ----------
    analysis : Analysis
    rule : str
        The name in `small.RULES` by which small groups agree. It has no part where Polis's own rule is read.

    Returns
    -------
    dict
        `participants` (keys), `tids` (statements, the order of all lists over them), `pca`, `k`, `groups`, `silhouette`, `repness`,
        `consensus`, `group_informed_consensus`, `priorities`, `gate`, `bridging`, `shown`, `method`, `published`. Statements and groups
        that are keys of a dict stay as they were (JSON makes texts of them).

    Raises
    ------
    KeyError
        A rule that there is not.
    """
    votes, tids = analysis.votes, list(analysis.votes.statements)
    told = analysis.listed or analysis.rows.size >= MAPPED_FROM
    gate, bridged = analysis.gate, analysis.bridging
    return {
        "method": analysis.method,
        "shown": analysis.shown,
        "participants": [votes.people[i] for i in analysis.rows.tolist()],
        "tids": tids,
        "pca": _pca(analysis) if told else None,
        "k": analysis.k,
        "groups": [_group(analysis, i) for i in range(len(analysis.groups))],
        "silhouette": analysis.silhouette,
        "repness": {key: [_representative(x) for x in listed] for key, listed in analysis.representative.items()},
        "consensus": _consensus(analysis, rule),
        "group_informed_consensus": {} if analysis.group_informed is None else _by_statement(tids, analysis.group_informed),
        "priorities": _by_statement(tids, analysis.priorities) if told else {},
        "gate": None if gate is None else {"share": gate.share, "p": gate.p, "passed": gate.passed},
        "bridging": {}
        if bridged is None
        else {
            tid: {"common": common, "low": low, "high": high, "side": side}
            for tid, common, low, high, side in zip(
                tids, *(_numbers(x) for x in (bridged.common, bridged.low, bridged.high, bridged.side)), strict=True
            )
        },
        "published": None if analysis.listed else _published(analysis, rule),
    }


def _numbers(values: Reals) -> list[float | None]:
    """Numbers as JSON knows them: what is none of them is null."""
    return [x if np.isfinite(x) else None for x in values.tolist()]


def _by_statement(tids: list[Key], values: Reals) -> dict[Key, float | None]:
    return dict(zip(tids, _numbers(values), strict=True))


def _pca(analysis: Analysis) -> dict[str, Any]:
    found = analysis.components
    return {
        "center": _numbers(found.centre),
        "comps": [_numbers(direction) for direction in found.directions],
        "share": _numbers(found.share),
        "comment-projection": [_numbers(axis) for axis in statement_positions(found).T],
        "comment-extremity": _numbers(analysis.extremity),
    }


def _group(analysis: Analysis, place: int) -> dict[str, Any]:
    group = analysis.groups[place]
    # Whoever computes holds every row already. What may leave her hands is `published`, which names nobody.
    members = [analysis.votes.people[i] for i in group.rows.tolist()]
    return {"id": group.id, "size": int(group.rows.size), "centre": list(group.centre), "members": members}


def _representative(one: Representative) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "tid": one.statement,
        "repful-for": "agree" if one.agree else "disagree",
        "n-success": one.n,
        "n-trials": one.seen,
        "p-success": one.p,
        "p-test": one.p_test,
        "repness": one.ratio,
        "repness-test": one.ratio_test,
    }
    if one.best_agree:
        plain |= {"best-agree": True, "n-agree": one.agreeing}
    return plain


def _agreed(one: Agreed) -> dict[str, Any]:
    return {"tid": one.statement, "n-success": one.n, "n-trials": one.seen, "p-success": one.p, "p-test": one.z}


def _consensus(analysis: Analysis, rule: str) -> dict[str, list[dict[str, Any]]]:
    """Polis's lists, or in groups of fewer than 50 those that a rule fixed beforehand lets through, with exact 95 % intervals."""
    if not analysis.small:
        found = analysis.consensus
        return {"agree": [_agreed(x) for x in found.agree], "disagree": [_agreed(x) for x in found.disagree]}
    if analysis.shown == "heard":
        return {"agree": [], "disagree": []}
    counts = tallies(analysis.votes, analysis.rows)
    passed = counts.seen - counts.agree - counts.disagree
    return {
        "agree": _by_rule(analysis, rule, counts.agree[0].tolist(), counts.disagree[0].tolist(), passed[0].tolist()),
        "disagree": _by_rule(analysis, rule, counts.disagree[0].tolist(), counts.agree[0].tolist(), passed[0].tolist()),
    }


def _by_rule(analysis: Analysis, rule: str, said: list[int], against: list[int], passed: list[int]) -> list[dict[str, Any]]:
    from kithbridge.engines.opinion.exact import clopper_pearson
    from kithbridge.engines.opinion.small import HEARD_BELOW, RULES

    held = RULES[rule]
    found = []
    for j in np.flatnonzero(~analysis.votes.moderated).tolist():
        seen = said[j] + against[j] + passed[j]
        # A statement that few saw is a small group of its own.
        if seen >= HEARD_BELOW and held(said[j], against[j], passed[j]):
            low, high = (float(end) for end in clopper_pearson(said[j], seen))
            found.append({"tid": analysis.votes.statements[j], "low": low, "high": high, "rule": rule})
    return sorted(found, key=lambda one: -one["low"])


def _published(analysis: Analysis, rule: str) -> dict[str, Any]:
    """Words and intervals that give nobody's vote away, all people in one block: roles are not in a file of votes."""
    from kithbridge.engines.opinion.publish import publish
    from kithbridge.engines.opinion.small import RULES

    open_ = np.flatnonzero(~analysis.votes.moderated)
    counts = tallies(analysis.votes, analysis.rows)
    agree, disagree, seen = counts.agree[:, open_], counts.disagree[:, open_], counts.seen[:, open_]
    names = [analysis.votes.statements[j] for j in open_.tolist()]
    everybody = {"everybody": int(analysis.rows.size)}
    told = publish(agree, disagree, seen - agree - disagree, everybody, statements=names, rule=RULES[rule])
    return {
        "people": list(told.people),
        "rule": rule,
        "statements": [
            {"tid": one.key, "said": one.said, "agree": asdict(one.whole.agree), "disagree": asdict(one.whole.disagree), "met": one.met}
            for one in told.statements
        ],
    }
