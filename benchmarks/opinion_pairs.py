"""An order from comparisons: `.venv/bin/python benchmarks/opinion_pairs.py [RUNS]`

Strengths normal(0, 1), logistic choices. Kendall's tau with the truth, coverage of the 95 % intervals, Brier score of the chance to be
among the best ten, seconds; beside choix where it is installed, on the same comparisons. RUNS is 40 without it. Ends with 1 when a bar
is not held.
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

from scipy.stats import kendalltau

from kithbridge.engines.opinion.pairs import MOST_COMPARISONS, Pairs, interval, next_pair, rank, top, wins_of

# items, people, comparisons of each; the second is held to the bars.
SIZES = ((20, 8, 10), (40, 150, 20), (20, 25, 15), (100, 2000, 25))
BEST = 10
# The peer's own sampling takes a minute beyond this.
PEER_UP_TO = 3_000


def simulated(rng: np.random.Generator, items: int, comparisons: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    strength = rng.standard_normal(items)
    i = rng.integers(0, items, comparisons)
    j = (i + rng.integers(1, items, comparisons)) % items
    first = rng.random(comparisons) < 1 / (1 + np.exp(strength[j] - strength[i]))
    return strength, np.where(first, i, j), np.where(first, j, i)


def brier(truth: np.ndarray, chance: np.ndarray) -> float:
    among = np.argsort(np.argsort(-truth)) < min(BEST, truth.size)
    return float(np.mean((chance - among) ** 2))


def peers(items: int, winners: np.ndarray, losers: np.ndarray, rng: np.random.Generator) -> dict[str, tuple[np.ndarray, float]]:
    """choix by regularised maximum likelihood, and by expectation propagation with its own covariance for the best ten."""
    try:
        import choix
    except ImportError:
        return {}
    pairs = list(zip(winners.tolist(), losers.tolist(), strict=True))
    optimal = choix.opt_pairwise(items, pairs, alpha=1.0)
    mean, covariance = choix.ep_pairwise(items, pairs, 1.0)
    return {"opt": (optimal, np.nan), "ep": (mean, top(Pairs(mean, covariance), BEST, rng))}


def size(items: int, people: int, each: int, runs: int) -> dict[str, float]:
    told: dict[str, list[float]] = {}

    def tell(name: str, value: float) -> None:
        told.setdefault(name, []).append(value)

    for seed in range(runs):
        truth, winners, losers = simulated(np.random.default_rng(seed), items, people * each)
        start = time.process_time()
        found = rank(wins_of(items, winners, losers))
        chance = top(found, BEST, np.random.default_rng(seed))
        tell("ms", 1000 * (time.process_time() - start))
        low, high = interval(found)
        centred = truth - truth.mean()
        tell("tau", kendalltau(truth, found.strength)[0])
        tell("coverage", float(((low <= centred) & (centred <= high)).mean()))
        tell("Brier", brier(truth, chance))
        if winners.size <= PEER_UP_TO and seed < 15:
            tell("tau, same runs", kendalltau(truth, found.strength)[0])
            tell("Brier, same runs", brier(truth, chance))
            for name, (strength, theirs) in peers(items, winners, losers, np.random.default_rng(seed)).items():
                tell(f"choix {name} tau", kendalltau(truth, strength)[0])
                if np.ndim(theirs):
                    tell(f"choix {name} Brier", brier(truth, np.asarray(theirs)))
    return {name: float(np.mean(values)) for name, values in told.items()}


def asked_of_one(items: int) -> int:
    """How many different pairs one person is asked, without any twice."""
    found, seen, rng = rank(np.zeros((items, items))), [], np.random.default_rng(1)
    while (pair := next_pair(found, seen, rng)) is not None:
        seen.append(pair)
    return len({frozenset(pair) for pair in seen}) if len(seen) <= MOST_COMPARISONS else -1


def main() -> int:
    runs, fine = int(sys.argv[1]) if len(sys.argv) > 1 else 40, True
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {runs} runs each")
    for items, people, each in SIZES:
        mean = size(items, people, each, runs if items < 100 else 5)
        print(f"{items} items, {people} people x {each}: " + "  ".join(f"{name} {value:.4g}" for name, value in mean.items()), flush=True)
        if (items, people) == (40, 150):
            bars = {
                "tau >= 0.84, or as choix": mean["tau"] >= 0.84 or mean["tau, same runs"] >= mean.get("choix opt tau", 1) - 1e-3,
                "coverage 0.93 to 0.97": 0.93 <= mean["coverage"] <= 0.97,
                "Brier <= choix ep": mean["Brier, same runs"] <= mean.get("choix ep Brier", 1) + 5e-4,
                "20 ms": mean["ms"] <= 20,
                "no pair twice": asked_of_one(40) == MOST_COMPARISONS and asked_of_one(4) == 6,
            }
            for name, held in bars.items():
                fine &= held
                print(f"  {'held    ' if held else 'NOT held'}  {name}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
