"""The opinion engine at a million and ten million votes, and the next statement. `python benchmarks/opinion_scale.py [--whole]`.

Each size runs in a process of its own on one thread; votes come in random order, as arrays from a file that another process wrote. Memory
is what the process grew over the loaded votes. Bars: a million votes in 2 s and 150 MB, ten million in 25 s and 1,500 MB; 5 ms for one new
vote and the next statement. `--whole` adds ten million votes. Exit 1 where a bar is missed.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

# people, statements, votes, groups: seconds, MB
SIZES = {
    (10_000, 400, 1_000_000, 3): (2.0, 150.0),
    (20_000, 2_000, 10_000_000, 3): (25.0, 1_500.0),
    (100_000, 1_000, 10_000_000, 3): (25.0, 1_500.0),
}
NEXT_MS = 5.0


def made_up(people: int, statements: int, votes: int, groups: int) -> tuple[np.ndarray, ...]:
    """Person, statement, vote, time: groups with their own rates of agreement, one vote in ten a pass, in random order."""
    rng = np.random.default_rng(7)
    group, rate, per = rng.integers(0, groups, people), rng.beta(0.6, 0.6, (groups, statements)), votes // people
    row = np.repeat(np.arange(people), per)
    column = np.concatenate([rng.permutation(statements)[:per] for _ in range(people)])
    vote = np.where(rng.random(row.size) < 0.1, 0, np.where(rng.random(row.size) < rate[group[row], column], 1, -1)).astype(np.int8)
    order = rng.permutation(row.size)
    return row[order], column[order], vote[order], np.arange(row.size)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one(file: str) -> dict[str, float]:
    """Measured in this process."""
    from kithbridge.engines.opinion import grouping  # noqa: F401  loaded before the clock starts, as the peer's libraries are
    from kithbridge.engines.opinion.analyse import analyse
    from kithbridge.engines.opinion.priorities import next_statement, priorities
    from kithbridge.engines.opinion.tallies import tallies
    from kithbridge.engines.opinion.votes import votes_of

    with np.load(file) as held:
        people, statements, vote, when = (held[name] for name in ("row", "column", "vote", "time"))
    before, start = peak(), time.process_time()
    votes = votes_of(people, statements, vote, times=when)
    analysis = analyse(votes, method="polis", ours=False)
    seconds, grown = time.process_time() - start, peak() - before
    counts, rng = tallies(votes, analysis.rows), np.random.default_rng(1)
    seen = np.isin(np.arange(len(votes.statements)), votes.column[votes.starts[0] : votes.starts[1]])
    start = time.process_time()
    for _ in range(200):
        counts = counts.after(0, int(np.flatnonzero(~seen)[0]), old=None, new=1)
        next_statement(priorities(counts, analysis.extremity, votes.meta), seen, rng)
    return {"seconds": seconds, "mb": grown, "next_ms": (time.process_time() - start) * 5, "k": analysis.k}


def measured(size: tuple[int, int, int, int], folder: str) -> dict[str, float]:
    """Made in one process, measured in another: what making them took is no memory of the engine's."""
    file = str(Path(folder) / "votes.npz")
    found = {}
    for what in ("--make", "--one"):
        command = [sys.executable, __file__, what, file, "--size", "x".join(map(str, size))]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
        found = json.loads(done.stdout or "{}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true", help="also ten million votes")
    for hidden in ("--make", "--one", "--size"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        people, statements, votes, groups = map(int, given.size.split("x"))
        np.savez(given.make, **dict(zip(("row", "column", "vote", "time"), made_up(people, statements, votes, groups), strict=True)))
        return 0
    if given.one:
        print(json.dumps(one(given.one)))
        return 0
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores, one thread")
    print("| people x statements, votes | CPU s | bar | MB more | bar | one vote and the next statement, ms | groups found, true |")
    print("|---|---|---|---|---|---|---|")
    missed = False
    for size, (seconds, mb) in list(SIZES.items())[: None if given.whole else 1]:
        with tempfile.TemporaryDirectory() as folder:
            found = measured(size, folder)
        print(
            f"| {size[0]:,} x {size[1]:,}, {size[2]:,} | {found['seconds']:.2f} | {seconds:g} | {found['mb']:.0f} | {mb:g} "
            f"| {found['next_ms']:.2f} | {found['k']}, {size[3]} |",
            flush=True,
        )
        missed |= found["seconds"] > seconds or found["mb"] > mb or found["next_ms"] > NEXT_MS or found["k"] != size[3]
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
