"""Our engine by the rules for small groups, for `../shared/data/agree/bench/tiny.py`.

PYTHONPATH=. python ../shared/data/agree/bench/tiny.py --engine benchmarks.opinion_engine_small --runs 500
"""

from __future__ import annotations

from typing import Any

from benchmarks import opinion_engine


def run(d: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Seconds, and the result in bench.py's form."""
    return opinion_engine.run(d, "small")
