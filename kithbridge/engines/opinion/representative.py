"""Which statements tell a group from the rest.

Offers
------
Representative                 one statement that stands for a group, with both tests
polis(votes, rows, labels)     as Polis chooses them
exact(votes, rows, labels)     Fisher's exact test with a bound on false discoveries, for fewer than 50 people (`representative_exact`)

Source: Polis, "repness" (github.com/compdemocracy/polis, math). Its tests are one-sided at 90 % without correction for many
statements: where there are no groups it still finds some. Hence `exact`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kithbridge.engines.opinion.common import MOST, SURE, proportion, proportion_test
from kithbridge.engines.opinion.tallies import tallies
from kithbridge.engines.opinion.votes import Integers, Key, Reals, Truths, Votes

__all__ = ["Representative", "exact", "polis"]


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that a group agrees with (or disagrees with) more than the rest.

    Attributes
    ----------
    agree : bool
        The side it stands for.
    n, seen : int
        How many of the group said so, of how many who saw it.
    p, p_test : float
        Smoothed share within the group, and z of "more than half".
    ratio, ratio_test : float
        Against the share in the rest, and z of the difference.
    best_agree : bool
        Chosen as what the group agrees with most. `agreeing` is then how many agree: where the rest agrees more still, Polis lists even
        this statement for its disagreeing side, and so do we.
    """

    statement: Key
    agree: bool
    n: int
    seen: int
    p: float
    p_test: float
    ratio: float
    ratio_test: float
    best_agree: bool = False
    agreeing: int | None = None


class _Side(NamedTuple):
    """One side of one group over S statements: count, share, test, ratio, its test."""

    n: Integers
    p: Reals
    p_test: Reals
    ratio: Reals
    ratio_test: Reals

    @property
    def metric(self) -> Reals:
        return np.asarray(self.ratio * self.ratio_test * self.p * self.p_test)


class _Compared(NamedTuple):
    """One group beside the rest: both sides, who saw it, and which statements may be listed."""

    agree: _Side
    disagree: _Side
    seen: Integers
    open: Truths


def polis(votes: Votes, rows: Integers, labels: Integers) -> dict[int, tuple[Representative, ...]]:
    """At most five statements for each group that has anybody in it, as Polis lists them.

    Parameters
    ----------
    votes : Votes
    rows, labels : int[m]
        The people in groups, and the group of each, 0 .. G - 1.
    """
    counts = tallies(votes, rows, labels, rating=True)
    total = counts.together()
    chosen = {}
    for group in np.unique(np.asarray(labels)).tolist():
        seen = counts.seen[group]
        others = total.seen[0] - seen
        agree = _side(counts.agree[group], seen, total.agree[0] - counts.agree[group], others)
        disagree = _side(counts.disagree[group], seen, total.disagree[0] - counts.disagree[group], others)
        chosen[group] = _listed(votes, _Compared(agree, disagree, seen, ~votes.moderated))
    return chosen


def exact(votes: Votes, rows: Integers, labels: Integers, *, q: float = 0.10) -> dict[int, tuple[Representative, ...]]:
    """The same by exact tests in which no statement had a say in the groups it is tested on: see `representative_exact`."""
    from kithbridge.engines.opinion import representative_exact

    return representative_exact.exact(votes, rows, labels, q=q)


def _side(n: Integers, seen: Integers, others: Integers, others_seen: Integers) -> _Side:
    p = proportion(n, seen)
    inside, outside = (n + 1) / (seen + 1), (others + 1) / (others_seen + 1)
    joint = (n + others + 2) / (seen + others_seen + 2)
    # Where everybody everywhere says so there is no difference to test.
    spread = np.where(joint < 1.0, joint * (1.0 - joint), 1.0) * (1.0 / (seen + 1) + 1.0 / (others_seen + 1))
    test = np.where(joint < 1.0, (inside - outside) / np.sqrt(np.maximum(spread, 1e-300)), 0.0)
    return _Side(n, p, proportion_test(n, seen), p / proportion(others, others_seen), test)


def _listed(votes: Votes, of: _Compared) -> tuple[Representative, ...]:
    agree, disagree = of.agree, of.disagree
    sufficient = of.open & (((agree.ratio_test > SURE) & (agree.p_test > SURE)) | ((disagree.ratio_test > SURE) & (disagree.p_test > SURE)))
    agrees = agree.ratio_test > disagree.ratio_test
    best = _best_agree(of)
    places = np.flatnonzero(sufficient)
    if places.size:
        metric = np.where(agrees, agree.metric, disagree.metric)[places]
        places = places[np.argsort(-metric, kind="stable")]
        chosen = [j for j in places.tolist() if j != best]
        if best is not None:
            chosen.insert(0, best)
        listed = [_representative(votes, of, j, bool(agrees[j]), j == best) for j in chosen[:MOST]]
        return tuple(sorted(listed, key=lambda x: not x.agree))
    if best is not None:
        return (_representative(votes, of, best, bool(agrees[best]), True),)
    rest = np.flatnonzero(of.open)
    if not rest.size:
        return ()
    j = int(rest[np.argmax(np.maximum(agree.ratio_test, disagree.ratio_test)[rest])])
    return (_representative(votes, of, j, bool(agrees[j]), False),)


def _best_agree(of: _Compared) -> int | None:
    """Polis's walk over the statements for the one that the group agrees with most."""
    agree, metric = of.agree, of.agree.metric
    strength = agree.p * agree.p_test
    enters = (agree.p_test > SURE) | ((agree.ratio > 1.0) & (agree.p > 0.5))
    best: int | None = None
    for j in np.flatnonzero(of.open & ((agree.n > 0) | (of.disagree.n > 0))).tolist():
        if best is None:
            best = j if enters[j] else None
        elif (metric[j] > metric[best]) if agree.ratio[best] > 1.0 else (strength[j] > strength[best]):
            best = j
    return best


def _representative(votes: Votes, of: _Compared, j: int, agrees: bool, best: bool) -> Representative:
    side = of.agree if agrees else of.disagree
    return Representative(
        statement=votes.statements[j],
        agree=agrees,
        n=int(side.n[j]),
        seen=int(of.seen[j]),
        p=float(side.p[j]),
        p_test=float(side.p_test[j]),
        ratio=float(side.ratio[j]),
        ratio_test=float(side.ratio_test[j]),
        best_agree=best,
        agreeing=int(of.agree.n[j]) if best else None,
    )
