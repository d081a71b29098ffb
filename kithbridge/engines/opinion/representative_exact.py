"""Which statements tell a group from the rest, in small conversations, without naming what chance made.

Offers
------
exact(votes, rows, labels, *, q=.10)     exact tests, corrected for how many there are and for where the groups come from

Groups are found from the same votes that are then tested: a statement that pulled somebody into a group looks typical of it. So for each
test the groups are found once more from the other statements alone (`FOLDS` parts), and Fisher's exact test asks whether that statement,
which had no say in them, still tells them apart. Without this, and with Polis's tests, several statements are named where nobody differs.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from kithbridge.engines.opinion.common import MOST, proportion, proportion_test
from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.exact import adjusted, fisher, holm
from kithbridge.engines.opinion.grouping import group
from kithbridge.engines.opinion.representative import Representative
from kithbridge.engines.opinion.tallies import Tallies, tallies
from kithbridge.engines.opinion.votes import Integers, Votes

__all__ = ["exact"]

FOLDS: Final = 20
"""Parts of the statements; with up to so many statements, each is tested by groups from all the others."""

Labels = NDArray[np.int64]
Floats = NDArray[np.float64]


def exact(
    votes: Votes, rows: Integers, labels: Integers, *, q: float = 0.10, any_false: bool = False
) -> dict[int, tuple[Representative, ...]]:
    """At most five statements for each group that it holds by majority and more than the rest.

    Parameters
    ----------
    votes : Votes
    rows, labels : int[m]
        The people in groups, and the group of each, 0 .. G - 1. Call it only where `gate` passed.
    q : float
        The share of false ones among those named, on average (Benjamini and Hochberg).
    any_false : bool
        q bounds the chance that anything false is named at all (Holm), which names less.

    Returns
    -------
    dict of group to tuple of Representative
        The surest first; `ratio_test` is the z of the exact two-sided p-value, before correction. Counts are those of the given groups.

    Examples
    --------
    >>> import numpy as np
    >>> from kithbridge.engines.opinion.votes import votes_of
    >>> side = np.where(np.arange(12)[:, None] < 6, 1, -1) * np.array([1, -1, 1, -1, 1, -1])
    >>> person, statement = np.indices(side.shape)
    >>> votes = votes_of(person.ravel(), statement.ravel(), side.ravel())
    >>> [len(said) for said in exact(votes, np.arange(12), np.arange(12) // 6).values()]
    [5, 5]
    """
    rows, given = np.asarray(rows), np.asarray(labels, dtype=np.int64)
    groups = np.unique(given)
    if groups.size < 2:
        return {int(g): () for g in groups}
    p = _tested(votes, rows, given)
    open_ = ~votes.moderated
    # With two groups, each against the rest is one and the same question.
    asked = p[:1, open_] if groups.size == 2 else p[:, open_]
    corrected = (holm if any_false else adjusted)(asked.ravel()).reshape(asked.shape)
    sure = np.zeros(p.shape, dtype=np.bool_)
    sure[:, open_] = corrected <= q
    counts = tallies(votes, rows, given)
    return {int(g): _listed(votes, counts, int(g), p[at], sure[at]) for at, g in enumerate(groups)}


def _tested(votes: Votes, rows: Integers, labels: Labels) -> Floats:
    """p-values [G, S] of each group against the rest, the groups found from other statements."""
    groups = np.unique(labels)
    p = np.ones((groups.size, len(votes.statements)))
    places = np.flatnonzero(~votes.moderated)
    for fold in range(min(FOLDS, places.size)):
        part = places[fold::FOLDS]
        without = votes.moderated.copy()
        without[part] = True
        others = replace(votes, moderated=without)
        found = group(positions(others, rows, components(others, rows)), most=groups.size, fewest=groups.size)
        if found.k != groups.size:
            continue
        again = tallies(votes, rows, _renamed(found.labels, np.searchsorted(groups, labels), groups.size))
        p[:, part] = _against_rest(again)[:, part]
    return p


def _renamed(found: Labels, given: Labels, k: int) -> Labels:
    """The groups found, under the names of the given ones that share most people with them."""
    shared = np.bincount(found * k + given, minlength=k * k).reshape(k, k)
    names = max(permutations(range(k)), key=lambda order: int(shared[range(k), order].sum()))
    return np.array(names)[found]


def _against_rest(counts: Tallies) -> Floats:
    """Two-sided p-values [G, S], on the side that the group holds more than the rest."""
    total = counts.together()
    rest = total.seen - counts.seen
    more = counts.agree * np.maximum(rest, 1) > (total.agree - counts.agree) * np.maximum(counts.seen, 1)
    inside = np.where(more, counts.agree, counts.disagree)
    outside = np.where(more, total.agree, total.disagree) - inside
    return fisher(inside, counts.seen - inside, outside, rest - outside)


def _listed(votes: Votes, counts: Tallies, g: int, p: Floats, sure: NDArray[np.bool_]) -> tuple[Representative, ...]:
    seen, total = counts.seen[g], counts.together()
    agrees = counts.agree[g] > counts.disagree[g]
    n = np.where(agrees, counts.agree[g], counts.disagree[g])
    others, others_seen = np.where(agrees, total.agree[0], total.disagree[0]) - n, total.seen[0] - seen
    # Only what most of the group say, and say more than the rest, stands for it.
    held = np.flatnonzero(sure & (2 * n > seen) & (n * others_seen > others * seen))
    order = held[np.lexsort((held, -(n[held] / seen[held]), p[held]))][:MOST]
    return tuple(
        Representative(
            statement=votes.statements[j],
            agree=bool(agrees[j]),
            n=int(n[j]),
            seen=int(seen[j]),
            p=float(proportion(n[j], seen[j])),
            p_test=float(proportion_test(n[j], seen[j])),
            ratio=float(proportion(n[j], seen[j]) / proportion(others[j], others_seen[j])),
            ratio_test=float(-ndtri(p[j] / 2)),
        )
        for j in order.tolist()
    )
