"""Which statement a person should see next.

Offers: `priorities(tallies, extremity, meta)`, `next_statement(weights, seen, rng)`. A statement comes sooner the
more people agree with it, the fewer pass, the further out it lies and the fewer have seen it. Source: Polis, "comment-priorities"; the
tallies are those of this very update (Polis used those of the last one).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.common import proportion
from kithbridge.engines.opinion.tallies import Tallies
from kithbridge.engines.opinion.votes import Reals, Truths

__all__ = ["META", "next_statement", "priorities"]

# Statements about the person are always of middling importance: 7 squared.
META: Final = 49.0


def priorities(counts: Tallies, extremity: Reals, meta: Truths) -> Reals:
    """float64[S], above 0, from raw tallies [G, S] of the people in groups, extremity [S] and meta [S]."""
    agree, seen = counts.agree.sum(axis=0), counts.seen.sum(axis=0)
    passed = seen - agree - counts.disagree.sum(axis=0)
    importance = (1.0 - proportion(passed, seen)) * (extremity + 1.0) * proportion(agree, seen)
    weights: NDArray[np.float64] = (importance * (1.0 + 8.0 * 2.0 ** (-seen / 5.0))) ** 2
    weights[meta] = META
    return weights


def next_statement(weights: Reals, seen: Truths, rng: np.random.Generator) -> int | None:
    """Column of a statement drawn in proportion to `weights` [S] among those not seen; None when none is left.

    `seen` is bool[S]: what she has voted on or may not be shown. A weight of 0 is never drawn.

    Examples
    --------
    >>> import numpy as np
    >>> next_statement(np.array([4.0, 1.0, 9.0]), np.array([True, False, True]), np.random.default_rng(1))
    1
    """
    left = np.flatnonzero(~seen & (weights > 0.0))
    if not left.size:
        return None
    upto = np.cumsum(weights[left])
    return int(left[np.searchsorted(upto[:-1], rng.random() * upto[-1], side="right")])
