"""Groups of 8 to 30 with a known truth: `.venv/bin/python benchmarks/opinion_tiny.py [RUNS]`

How often groups are seen where there are none (none, one like-minded group) and where there are two (weak: they differ on a third of the
statements; clear: on all), how often a statement is named as representative that all groups answer alike, the coverage of exact intervals,
and how often each rule of agreement is wrong. RUNS is 500 without it. Where red-dwarf is installed it stands beside ours, on a tenth of
the runs. Every size is put through the gate and the groups here, also those below 20 people, of which no groups are ever shown. Ends with 1
when a bar is not held.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import platform
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.exact import clopper_pearson, jeffreys
from kithbridge.engines.opinion.gate import gate
from kithbridge.engines.opinion.grouping import group
from kithbridge.engines.opinion.representative_exact import exact
from kithbridge.engines.opinion.small import RULES, wrongly_agreed
from tests.unit.opinion.made_up import TRUTHS, MadeUp, one, rand_index
from tests.unit.opinion.summed_up import coverage, where_it_is_worst

SIZES = ((8, 20), (12, 20), (20, 25), (30, 30))
POWER = {"weak": 0.80, "clear": 0.95}
Found = tuple[bool, np.ndarray, set[int]]
"""Groups or not; the group of each person; statements named."""


def ours(case: MadeUp) -> Found:
    rows = np.arange(len(case.votes.people))
    labels = np.zeros(rows.size, np.int64)
    seen = gate(case.votes, rows).passed
    if seen:
        labels = group(positions(case.votes, rows, components(case.votes, rows))).labels
    named = {x.statement for said in exact(case.votes, rows, labels).values() for x in said} if labels.any() else set()
    return seen, labels, named


def peer() -> Callable[[MadeUp], Found] | None:
    """red-dwarf, where it is installed."""
    try:
        from reddwarf.implementations.polis import run_pipeline
    except ImportError:
        return None

    def run(case: MadeUp) -> Found:
        v = case.votes
        rows = [
            {"participant_id": i, "statement_id": j, "vote": x, "modified": at}
            for at, (i, j, x) in enumerate(zip(v.row.tolist(), v.column.tolist(), v.value.tolist(), strict=True))
        ]
        people = list(range(len(v.people)))
        found = run_pipeline(votes=rows, max_group_count=5, random_state=42, keep_participant_ids=people)
        labels = found.participants_df["cluster_id"].reindex(people).fillna(0).to_numpy().astype(np.int64)
        return len(set(labels.tolist())) > 1, labels, {int(x["tid"]) for said in found.repness.values() for x in said}

    return run


def line(name: str, engine: Callable[[MadeUp], Found], size: tuple[int, int], truth: str, runs: int) -> tuple[float, float]:
    """Print one line; the share of runs with groups, and with anything false named."""
    rng, seen, smallest, false, true, near = np.random.default_rng(1), [], [], [], [], []
    start = time.process_time()
    for _ in range(runs):
        case = one(rng, *size, truth)
        groups, labels, named = engine(case)
        seen.append(groups)
        smallest.append(min(Counter(labels.tolist()).values()))
        false.append(any(case.alike[j] for j in named))
        true.append(sum(not case.alike[j] for j in named))
        near.append(rand_index(case.group, np.unique(labels, return_inverse=True)[1].ravel()))
    each = (time.process_time() - start) / runs
    told = f"{np.mean(near):5.2f}" if truth in POWER else "    -"
    print(
        f"{size[0]:3d}x{size[1]} {truth:5s} {name:9s} groups {np.mean(seen):5.3f}  smallest {np.median(smallest):4.0f}  false named "
        f"{np.mean(false):5.3f}  true named {np.mean(true):4.1f}  ARI {told}  {1000 * each:6.1f} ms",
        flush=True,
    )
    return float(np.mean(seen)), float(np.mean(false))


def judged(held: bool, what: str) -> bool:
    print(f"  {'held    ' if held else 'NOT held'}  {what}")
    return held


def groups(runs: int) -> bool:
    other, fine = peer(), True
    for size in SIZES:
        for truth in TRUTHS:
            seen, false = line("ours", ours, size, truth, runs)
            if other:
                line("red-dwarf", other, size, truth, max(runs // 10, 10))
            if truth not in POWER:
                fine &= judged(seen <= 0.05, f"groups where there are none: {seen:.3f} <= 0.05")
            elif size[0] >= 12:
                fine &= judged(seen >= POWER[truth], f"two {truth} groups seen: {seen:.3f} >= {POWER[truth]}")
            fine &= judged(false <= 0.10, f"anything false named: {false:.3f} <= 0.10")
    if not other:
        print("red-dwarf is not installed here")
    return fine


def intervals() -> bool:
    least = {
        name: min(float(coverage(of, n, where_it_is_worst(n)).min()) for n in range(1, 51))
        for name, of in (("exact (Clopper-Pearson)", clopper_pearson), ("Jeffreys", jeffreys))
    }
    print("\nleast coverage of 95 % intervals, n = 1 to 50, all shares")
    for name, value in least.items():
        print(f"  {name:24s} {value:.4f}")
    return judged(least["exact (Clopper-Pearson)"] >= 0.95 - 1e-12, "exact intervals: at least 0.95")


def rules() -> None:
    shares = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9)
    print("\nchance that a rule says agreed, by the share of such people who agree (nobody passes); up to 0.5 it is an error")
    for name, rule in RULES.items():
        print(f"  {name}")
        for n in (8, 10, 12, 15, 20, 25, 30):
            print(f"    n = {n:2d}  " + "  ".join(f"{share:.1f}: {wrongly_agreed(rule, n, share):5.3f}" for share in shares))


def main() -> int:
    warnings.simplefilter("ignore")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {runs} runs each")
    fine = groups(runs)
    fine &= intervals()
    rules()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
