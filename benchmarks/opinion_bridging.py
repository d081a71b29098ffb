"""Common ground at small sizes: `.venv/bin/python benchmarks/opinion_bridging.py [RUNS]`

Planted statements that both sides accept against statements that only the majority likes; AUC of our score beside the product over groups
(group-informed consensus, groups found by our engine and those of the truth) and plain percentages. RUNS is 100 without it. Then
the time of 200 bootstrap draws. Ends with 1 when a bar is not held.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import platform
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kithbridge.engines.opinion.bridging import bridging
from kithbridge.engines.opinion.common import group_informed
from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.grouping import group
from kithbridge.engines.opinion.tallies import tallies
from tests.unit.opinion.made_up import TwoSides, told_apart, two_sides

BAR = 0.95
# name, people, statements, minority, missing, acceptance by both sides; the first four are held to the bar.
CASES = (
    ("30 people, 20 statements", 30, 20, 0.2, 0.1, (0.7, 0.9)),
    ("30 people, 30 statements", 30, 30, 0.2, 0.1, (0.7, 0.9)),
    ("30 people, 52 statements", 30, 52, 0.2, 0.1, (0.7, 0.9)),
    ("30 people, 100 statements", 30, 100, 0.2, 0.1, (0.7, 0.9)),
    ("lukewarm acceptance", 30, 30, 0.2, 0.1, (0.6, 0.85)),
    ("four votes in ten missing", 30, 30, 0.2, 0.4, (0.7, 0.9)),
    ("30 people, 15 statements", 30, 15, 0.2, 0.1, (0.7, 0.9)),
    ("20 people, minority of 4", 20, 30, 0.2, 0.1, (0.7, 0.9)),
    ("60 people, half missing, minority of 9", 60, 30, 0.15, 0.5, (0.7, 0.9)),
    ("two halves", 30, 30, 0.5, 0.1, (0.7, 0.9)),
)


def scored(case: TwoSides) -> dict[str, float]:
    rows = np.arange(len(case.votes.people))
    labels = group(positions(case.votes, rows, components(case.votes, rows)), most=2, least=1).labels
    whole = tallies(case.votes, rows)
    scores = {
        "bridging": bridging(case.votes, rows, draws=0).common,
        "product": group_informed(tallies(case.votes, rows, labels)),
        "true groups": group_informed(tallies(case.votes, rows, case.side)),
        "percentage": whole.agree[0] / np.maximum(whole.seen[0], 1),
    }
    return {name: told_apart(score, case.both, case.majority_only) for name, score in scores.items()}


def main() -> int:
    runs, fine = int(sys.argv[1]) if len(sys.argv) > 1 else 100, True
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {runs} runs each; AUC")
    for at, (name, people, statements, minority, missing, accepted) in enumerate(CASES):
        rng = np.random.default_rng(100 + at)
        found = [
            scored(two_sides(rng, people=people, statements=statements, minority=minority, missing=missing, accepted=accepted))
            for _ in range(runs)
        ]
        mean = {key: float(np.mean([x[key] for x in found])) for key in found[0]}
        print(f"  {name:40s} " + "  ".join(f"{key} {value:.3f}" for key, value in mean.items()), flush=True)
        if at < 4:
            held = mean["bridging"] >= BAR and mean["bridging"] > max(mean["product"], mean["percentage"])
            fine &= held
            print(f"    {'held    ' if held else 'NOT held'}  >= {BAR}, above product over groups found and percentage")
    case = two_sides(np.random.default_rng(1), people=34, statements=52)
    start = time.process_time()
    bridging(case.votes, np.arange(34))
    print(f"  34x52 with 200 draws: {1000 * (time.process_time() - start):.0f} ms")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
