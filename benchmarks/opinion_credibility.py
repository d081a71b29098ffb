"""Does the view of credibility find what was planted? `.venv/bin/python benchmarks/opinion_credibility.py [--runs 1000]`

Made-up groups say things; decisions cite them by chances that are planted so that people with experience are cited 0.25 to 4 times as
often as they are heard. Each contribution may be cited once (law "once"), or a fixed number of citations falls on them (law "often").
Bars: the 95 % interval of the credibility ratio holds the planted one in >= 93 % of runs in every cell; with equal treatment a role stands
out, or the sentence says "not chance", in <= 5 % of three times as many. Also printed: uptake over topics of different ease, and what
happens when whole decisions lean to a side, which the intervals do not allow for. Ends with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import scipy

from kithbridge.engines.opinion.credibility import Citation, Contribution, Credibility, credibility

COVERAGE, ALARMS = 0.93, 0.05
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
SIZES = ((6, 30), (10, 60), (20, 90), (50, 220))
PROFESSIONALS = {"workers", "managers"}


def said(sizes: Sequence[int], roles: Sequence[str], topics: int = 1) -> list[Contribution]:
    """Things said, keys running through the roles."""
    every = [role for role, size in zip(roles, sizes, strict=True) for _ in range(size)]
    return [Contribution(at, role, f"topic {at % topics}") for at, role in enumerate(every)]


def cited_once(rng: np.random.Generator, chances: np.ndarray) -> list[Citation]:
    return [Citation("a decision", int(at)) for at in np.flatnonzero(rng.random(len(chances)) < chances)]


def cited_often(rng: np.random.Generator, chances: np.ndarray, number: int) -> list[Citation]:
    """Each citation falls on any contribution, in a decision of its own."""
    sources = rng.choice(len(chances), number, p=chances / chances.sum())
    return [Citation(at, int(source)) for at, source in enumerate(sources)]


def planted(ratio: float, first: int, second: int, rate: float) -> np.ndarray:
    """Chance of being cited of each contribution: the first `ratio` times the mean."""
    low = rate * (first + second - ratio * first) / second
    return np.repeat([min(ratio * rate, 1.0), low], [first, second])


def coverage(rng: np.random.Generator, ratio: float, sizes: tuple[int, int], law: str, runs: int) -> tuple[float, float]:
    """Share of intervals that hold the planted ratio, and the median width in logarithms."""
    chances = planted(ratio, *sizes, rate=0.2)
    truth = chances[0] / chances.mean()
    contributions, held, widths = said(sizes, ("living", "workers")), 0, []
    for _ in range(runs):
        citations = cited_once(rng, chances) if law == "once" else cited_often(rng, chances, sum(sizes) // 4)
        found = credibility(contributions, citations, people={"living": 9, "workers": 7}, professionals=PROFESSIONALS).roles[0].ratio
        held += found.low - 1e-9 <= truth <= found.high + 1e-9
        if found.low > 0 and found.high < np.inf:
            widths.append(np.log(found.high / found.low))
    return held / runs, float(np.median(widths)) if widths else float("inf")


def equal(rng: np.random.Generator, sizes: Sequence[int], law: str, runs: int) -> tuple[float, float]:
    """Runs of equal treatment in which a role stands out, and in which the sentence says that it is not chance."""
    roles = ("living", "lived", "kin", "workers", "managers")
    contributions, people = said(sizes, roles), {"living": 9, "lived": 6, "kin": 5, "workers": 7, "managers": 5}
    stands, not_chance = 0, 0
    for _ in range(runs):
        chances = np.full(len(contributions), 0.25)
        citations = cited_once(rng, chances) if law == "once" else cited_often(rng, chances, len(chances) // 4)
        found = credibility(contributions, citations, people=people, professionals=PROFESSIONALS)
        stands += any(role.stands_out for role in found.roles)
        not_chance += found.sentences[0].kind == "cited of ten, not chance"
    return stands / runs, not_chance / runs


def topics(rng: np.random.Generator, odds: float, runs: int) -> float:
    """Coverage of the uptake's interval over eight topics, some cited much and some little, in which sides speak unevenly."""
    held, roles = 0, ("living", "workers")
    base = np.linspace(-2.0, 1.0, 8)
    contributions = [
        Contribution((t, side, at), roles[side], f"t{t}") for t in range(8) for side in (0, 1) for at in range(6 + t * (1 - side))
    ]
    log_odds = np.array([base[int(one.topic[1:])] + (np.log(odds) if one.role == "living" else 0) for one in contributions])
    chances = 1 / (1 + np.exp(-log_odds))
    for _ in range(runs):
        citations = [Citation("a decision", contributions[at].key) for at in np.flatnonzero(rng.random(len(chances)) < chances)]
        found: Credibility = credibility(contributions, citations, people={"living": 9, "workers": 7}, professionals=PROFESSIONALS)
        held += found.uptake.low <= odds <= found.uptake.high
    return held / runs


def leaning(rng: np.random.Generator, lean: float, runs: int) -> float:
    """Alarms of the sentence when there is no difference on the whole, but each of ten decisions leans to one side."""
    contributions, alarms = said((40, 60), ("living", "workers")), 0
    living = np.array([one.role == "living" for one in contributions])
    decision = np.arange(100) % 10
    for _ in range(runs):
        way = rng.normal(0, lean, 10)[decision] * np.where(living, 1, -1)
        chances = 1 / (1 + np.exp(1.1 - way))
        citations = [Citation(int(decision[at]), int(at)) for at in np.flatnonzero(rng.random(100) < chances)]
        found = credibility(contributions, citations, people={"living": 9, "workers": 7}, professionals=PROFESSIONALS)
        alarms += found.sentences[0].kind == "cited of ten, not chance"
    return alarms / runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(
        f"{os.cpu_count()} cores; Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}; {runs} runs a cell"
    )
    rng, missed = np.random.default_rng(6), []

    print(
        "\n| law | experience + professionals | "
        + " | ".join(f"ratio {ratio:g}" for ratio in RATIOS)
        + " |\n|---|---|"
        + "---|" * len(RATIOS)
    )
    for law in ("once", "often"):
        for sizes in SIZES:
            cells = []
            for ratio in RATIOS:
                share, width = coverage(rng, ratio, sizes, law, runs)
                cells.append(f"{share:.3f} ({np.exp(width):.1f}x)")
                if share < COVERAGE:
                    missed.append(f"coverage {share:.3f} at ratio {ratio:g}, {law}, {sizes}")
            print(f"| {law} | {sizes[0]} + {sizes[1]} | " + " | ".join(cells) + " |")
    print("In brackets: upper over lower end, median.")

    print("\n| law | contributions by role | any role stands out | sentence: not chance |\n|---|---|---|---|")
    for law in ("once", "often"):
        for many in ((12, 8, 6, 20, 10), (40, 20, 10, 60, 20), (100, 60, 30, 160, 50)):
            stands, sentence = equal(rng, many, law, 3 * runs)
            print(f"| {law} | {many} | {stands:.3f} | {sentence:.3f} |")
            if max(stands, sentence) > ALARMS:
                missed.append(f"alarms {stands:.3f}, {sentence:.3f} at equal treatment, {law}, {many}")

    print("\nuptake over 8 topics, coverage: " + ", ".join(f"odds {odds:g}: {topics(rng, odds, runs):.3f}" for odds in RATIOS))
    print(
        "alarms when decisions lean (standard deviation in log odds): "
        + ", ".join(f"{lean:g}: {leaning(rng, lean, runs):.3f}" for lean in (0, 0.5, 1))
    )
    for one in missed:
        print("MISSED:", one)
    print("bars held" if not missed else "bars missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
