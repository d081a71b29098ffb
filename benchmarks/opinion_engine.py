"""Our engine for `../shared/data/agree/bench/bench.py`: read as Polis would publish it.

    PYTHONPATH=. python ../shared/data/agree/bench/bench.py --engines benchmarks.opinion_engine,e_reddwarf --sets open:brexit-consensus+keep

`run(d)` is described in the first lines of bench.py. Turning the list of votes into arrays is part of the time, as reading a DataFrame is
part of the peer's. `benchmarks.opinion_engine_small` is the same by the rules for small groups, for tiny.py.
"""

from __future__ import annotations

import time
from itertools import chain
from typing import Any

import numpy as np

from kithbridge.engines.opinion.analyse import Analysis, Method, analyse
from kithbridge.engines.opinion.votes import Votes, votes_of


def run(d: dict[str, Any], method: Method = "polis") -> tuple[float, dict[str, Any]]:
    """Seconds, and the result in bench.py's form."""
    start = time.perf_counter()
    analysis = analyse(votes(d), method=method, groups=d.get("groups"), keep=d.get("keep"), ours=False)
    return time.perf_counter() - start, result(analysis)


def votes(d: dict[str, Any]) -> Votes:
    """(person, statement, vote, time) in rows, as columns."""
    rows = d["votes"]
    table = np.fromiter(chain.from_iterable(rows), np.int64, 4 * len(rows)).reshape(-1, 4)
    return votes_of(table[:, 0], table[:, 1], table[:, 2], times=table[:, 3], moderated=d["mod_out"], meta=d["meta"])


def result(analysis: Analysis) -> dict[str, Any]:
    """In bench.py's form. Everybody who takes part and is in no group is in one group together."""
    people, statements = analysis.votes.people, analysis.votes.statements
    groups = {people[i]: 0 for i in analysis.rows.tolist()}
    groups |= {people[i]: group.id for group in analysis.groups for i in group.rows.tolist()}
    informed = analysis.group_informed
    return {
        "groups": groups,
        "comps": [dict(zip(statements, direction.tolist(), strict=True)) for direction in analysis.components.directions],
        "gac": {} if informed is None else dict(zip(statements, informed.tolist(), strict=True)),
        "priorities": dict(zip(statements, analysis.priorities.tolist(), strict=True)),
        "consensus": {side: [x.statement for x in getattr(analysis.consensus, side)] for side in ("agree", "disagree")},
        "repness": {
            key: [(x.statement, "agree" if x.agree else "disagree") for x in listed] for key, listed in analysis.representative.items()
        },
    }
