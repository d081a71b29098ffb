"""What people agree on, as Polis reckons it.

Offers
------
group_informed(tallies)     high only where every group agrees
consensus(votes, rows)      statements that all together agree or disagree with: `Consensus` of `Agreed`

Source: Polis, "group-aware-consensus" and "consensus" (github.com/compdemocracy/polis, math). The test is one-sided at
90 % and smoothed: a single agree passes it. Small groups are therefore shown exact intervals instead (`exact`, `publish`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kithbridge.engines.opinion.tallies import Tallies, tallies
from kithbridge.engines.opinion.votes import Integers, Key, Reals, Votes

__all__ = ["MOST", "SURE", "Agreed", "Consensus", "consensus", "group_informed", "proportion", "proportion_test"]

# One-sided 90 % of the normal distribution, to the digits that Polis uses.
SURE: Final = 1.2816
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Agreed:
    """One statement on one side: smoothed proportion, its test, how many said so, of how many who saw it."""

    statement: Key
    p: float
    z: float
    n: int
    seen: int


@dataclass(frozen=True, slots=True)
class Consensus:
    """At most five statements on each side, strongest first."""

    agree: tuple[Agreed, ...]
    disagree: tuple[Agreed, ...]


def proportion(n: Integers, seen: Integers) -> Reals:
    """(n + 1) / (seen + 2)."""
    return np.asarray((n + 1) / (seen + 2))


def proportion_test(n: Integers, seen: Integers) -> Reals:
    """z of "more than half", smoothed: 2 sqrt(seen + 1) ((n + 1) / (seen + 1) - 1/2)."""
    return np.asarray(2.0 * np.sqrt(seen + 1) * ((n + 1) / (seen + 1) - 0.5))


def group_informed(counts: Tallies) -> Reals:
    """float64[S]: product over groups of the smoothed share that agrees, from raw tallies [G, S].

    Examples
    --------
    >>> import numpy as np
    >>> group_informed(Tallies(np.array([[8], [3]]), np.array([[0], [5]]), np.array([[8], [8]]))).round(3).tolist()
    [0.36]
    """
    return np.asarray(np.prod(proportion(counts.agree, counts.seen), axis=0))


def consensus(votes: Votes, rows: Integers) -> Consensus:
    """Polis's rule over the people in `rows`: p > 1/2 and z > 1.2816, the five with the largest p z, moderated ones left out.

    Polis asks everybody who voted here, not only those who take part in groups (the official lists come out so and not otherwise).
    """
    counts = tallies(votes, rows)
    return Consensus(_side(votes, counts.agree[0], counts.seen[0]), _side(votes, counts.disagree[0], counts.seen[0]))


def _side(votes: Votes, n: Integers, seen: Integers) -> tuple[Agreed, ...]:
    p, z = proportion(n, seen), proportion_test(n, seen)
    passing = np.flatnonzero((p > 0.5) & (z > SURE) & ~votes.moderated)
    strongest = passing[np.argsort(-(p * z)[passing], kind="stable")[:MOST]]
    return tuple(Agreed(votes.statements[j], float(p[j]), float(z[j]), int(n[j]), int(seen[j])) for j in strongest.tolist())
