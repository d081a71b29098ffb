"""Made-up conversations whose truth is known.

Offers: `one(rng, people, statements, truth)` as in ../shared/data/agree/bench/tiny.py; `two_sides(rng, ...)` a majority and a minority
with statements that both accept and others that only the majority likes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.votes import Votes, votes_of

TRUTHS = ("none", "one", "weak", "clear")


@dataclass(frozen=True)
class MadeUp:
    """group int[n]: who belongs where. alike bool[S]: the statement is answered alike by all groups."""

    votes: Votes
    group: NDArray[np.int64]
    alike: NDArray[np.bool_]


def cast(rng: np.random.Generator, p: NDArray[np.float64], missing: float, passing: float = 0.0) -> Votes:
    """Votes of people who agree with probability p [n, S]; some are missing, some pass."""
    value = np.where(rng.random(p.shape) < p, 1, -1)
    value[rng.random(p.shape) < passing] = 0
    person, statement = np.nonzero(rng.random(p.shape) >= missing)
    return votes_of(person, statement, value[person, statement], unvoted=range(p.shape[1]))


def one(rng: np.random.Generator, people: int, statements: int, truth: str, missing: float = 0.1) -> MadeUp:
    """No groups, one like-minded group, two that differ on a third of the statements, or two that differ on all."""
    group = np.arange(people) % 2
    rate = rng.choice([0.9, 0.1], statements) if truth == "one" else rng.beta(2, 2, statements)
    p, alike = np.tile(rate, (people, 1)), np.ones(statements, bool)
    if truth == "weak":
        split = rng.choice(statements, statements // 3, replace=False)
        p[np.ix_(group == 0, split)], p[np.ix_(group == 1, split)] = 0.9, 0.1
        alike[split] = False
    elif truth == "clear":
        agreed = np.where(rng.random(statements) < 0.5, 0.85, 0.15)
        p = np.where(group[:, None] == 0, agreed, 1 - agreed)
        alike[:] = False
    return MadeUp(cast(rng, p, missing), group, alike)


@dataclass(frozen=True)
class TwoSides:
    """both, majority_only: places of statements that both sides accept, and that only the larger side does."""

    votes: Votes
    side: NDArray[np.int64]
    both: NDArray[np.int64]
    majority_only: NDArray[np.int64]


def two_sides(
    rng: np.random.Generator,
    people: int = 30,
    statements: int = 30,
    minority: float = 0.2,
    missing: float = 0.1,
    accepted: tuple[float, float] = (0.7, 0.9),
) -> TwoSides:
    """About a quarter of the statements accepted by both sides, a third by the majority only, a fifth by the minority only."""
    side = rng.permutation((np.arange(people) < max(2, round(people * minority))).astype(np.int64))
    kind = rng.choice(4, statements, p=[0.25, 0.35, 0.2, 0.2])
    kind[:3], kind[3:7] = 0, 1
    high, low = rng.uniform(0.85, 0.97, statements), rng.uniform(0.05, 0.3, statements)
    likes = [
        [rng.uniform(*accepted, statements), high, low, rng.uniform(0.1, 0.6, statements)],
        [rng.uniform(*accepted, statements), low, rng.uniform(0.7, 0.95, statements), rng.uniform(0.1, 0.6, statements)],
    ]
    p = np.array([np.choose(kind, of_side) for of_side in likes])[side]
    return TwoSides(cast(rng, p, missing, 0.08), side, np.flatnonzero(kind == 0), np.flatnonzero(kind == 1))


def told_apart(score: NDArray[np.float64], better: NDArray[np.int64], worse: NDArray[np.int64]) -> float:
    """AUC: how often one of the better has the higher score than one of the worse; ties count half."""
    difference = score[better][:, None] - score[worse][None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def rand_index(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    """Adjusted Rand index of two partitions: 1 equal, about 0 by chance. Hubert and Arabie, J. Classification 2 (1985) 193."""
    table = np.zeros((int(a.max()) + 1, int(b.max()) + 1))
    np.add.at(table, (a, b), 1)

    def couples(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    same, in_a, in_b, all_ = couples(table), couples(table.sum(axis=1)), couples(table.sum(axis=0)), couples(np.array([float(a.size)]))
    expected, most = in_a * in_b / all_, (in_a + in_b) / 2
    return 1.0 if most == expected else (same - expected) / (most - expected)
