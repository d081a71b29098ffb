"""An order from comparisons of two: "which of these two matters more?"

Offers
------
Pairs(strength, covariance)       how strong each item is, and how sure that is
rank(wins)                        strengths from a table of who was preferred to whom; works from the first comparison
wins_of(items, winners, losers)   that table
interval(pairs)                   lower and upper end of each strength
top(pairs, k, rng)                the chance of each item to be among the best k
next_pair(pairs, seen, rng)       the two items whose comparison tells most; None when there is nothing left to ask
MOST_COMPARISONS                  how many are asked of one person

Bradley-Terry with a normal prior: P(i before j) = 1 / (1 + exp(s_j - s_i)), s ~ N(0, prior^2). The prior keeps every number finite, whoever
never lost or was never asked about. Only differences of strengths mean anything, so strengths have mean 0 and the covariance is that of
strengths less their mean. "Can't choose" is not a comparison: it is left out of `wins` and put into `seen`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

__all__ = ["MOST_COMPARISONS", "Pairs", "interval", "next_pair", "rank", "top", "wins_of"]

Floats = NDArray[np.float64]

MOST_COMPARISONS = 12
"""Taps asked of one person; more tire her and tell little."""

ROUNDS = 50
CLOSE_ENOUGH = 1e-9
DRAWS = 2_000
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Pairs:
    """strength float[n] with mean 0, in log-odds; covariance float[n, n] of strengths less their mean."""

    strength: Floats
    covariance: Floats


def wins_of(items: int, winners: ArrayLike, losers: ArrayLike) -> NDArray[np.int64]:
    """The table of comparisons: entry [i, j] says how often i was preferred to j.

    Parameters
    ----------
    items : int
    winners, losers : array of int [m]
        Item numbers from 0, one pair for each comparison.

    Returns
    -------
    array of int [items, items]

    Raises
    ------
    ValueError
        Numbers out of range, lists of different length, an item beside itself.

    Examples
    --------
    >>> wins_of(3, [0, 0, 2], [1, 1, 0]).tolist()
    [[0, 2, 0], [0, 0, 0], [1, 0, 0]]
    """
    first, second = np.asarray(winners, dtype=np.int64).ravel(), np.asarray(losers, dtype=np.int64).ravel()
    if first.size != second.size:
        raise ValueError("There are as many items preferred as items not preferred.")
    if first.size and (min(first.min(), second.min()) < 0 or max(first.max(), second.max()) >= items):
        raise ValueError("A comparison names an item that is not on the list.")
    if np.any(first == second):
        raise ValueError("An item was compared with itself.")
    return np.bincount(first * items + second, minlength=items * items).reshape(items, items)


def rank(wins: ArrayLike, prior: float = 1.0) -> Pairs:
    """Strengths from comparisons: the most probable ones under the prior, with Laplace's covariance.

    Parameters
    ----------
    wins : array of int [n, n]
        How often the item of the row was preferred to that of the column; the diagonal is 0.
    prior : float
        Standard deviation of strengths beforehand, in log-odds, above 0.

    Returns
    -------
    Pairs
        Never nan; without comparisons all strengths are 0.

    Raises
    ------
    ValueError
        Not a square table of counts, or a prior of 0 or less.

    References
    ----------
    Bradley and Terry, Biometrika 39 (1952) 324; Caron and Doucet, JCGS 21 (2012) 174 for the prior.

    Examples
    --------
    >>> rank([[0, 3], [1, 0]]).strength.round(2).tolist()
    [0.34, -0.34]
    """
    won = np.asarray(wins, dtype=np.float64)
    if won.ndim != 2 or won.shape[0] != won.shape[1]:
        raise ValueError("Comparisons come as a square table: one row and one column for each item.")
    if won.size and (not np.all(np.isfinite(won)) or won.min() < 0 or np.any(np.diag(won) != 0)):
        raise ValueError("Comparisons are counts of 0 or more, and no item is compared with itself.")
    if not prior > 0:
        raise ValueError("The prior's spread is above 0.")
    n = len(won)
    strength, met, trust = np.zeros(n), won + won.T, 1 / prior**2
    precision = np.eye(n) * trust
    for _ in range(ROUNDS):
        before = expit(strength[:, None] - strength[None, :])
        slope = won.sum(axis=1) - (met * before).sum(axis=1) - strength * trust
        spread = met * before * (1 - before)
        precision = np.diag(spread.sum(axis=1) + trust) - spread
        step = np.linalg.solve(precision, slope)
        strength = strength + step / max(1.0, float(np.abs(step).max(initial=0.0)))
        if np.abs(step).max(initial=0.0) < CLOSE_ENOUGH:
            break
    # All items shifted alike is the one direction that comparisons never tell: its variance is exactly prior^2, and it is taken out.
    covariance = np.linalg.inv(precision) - prior**2 / max(n, 1)
    return Pairs(strength - strength.mean() if n else strength, (covariance + covariance.T) / 2)


def interval(pairs: Pairs) -> tuple[Floats, Floats]:
    """Lower and upper end, float[n] each, of the 95 % interval of every strength.

    Examples
    --------
    >>> low, high = interval(rank([[0, 3], [1, 0]]))
    >>> bool((low < high).all())
    True
    """
    reach = NORMAL_95 * np.sqrt(np.maximum(np.diag(pairs.covariance), 0.0))
    return pairs.strength - reach, pairs.strength + reach


def top(pairs: Pairs, k: int, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """The chance of each item to be among the best k.

    Parameters
    ----------
    pairs : Pairs
    k : int
        From 0; all items when there are no more than k.
    rng : numpy Generator
        Seeded by the caller: same seed, same answer.

    Returns
    -------
    array of float [n]
        Between 0 and 1, adding up to min(k, n).

    Examples
    --------
    >>> top(rank([[0, 9], [0, 0]]), 1, np.random.default_rng(1)).round().tolist()
    [1.0, 0.0]
    """
    n = len(pairs.strength)
    if k <= 0 or n == 0:
        return np.zeros(n)
    if k >= n:
        return np.ones(n)
    # The common shift that `rank` took out makes the covariance regular again and changes no order.
    shift = max(float(np.diag(pairs.covariance).mean()), 1e-12)
    root = np.linalg.cholesky(pairs.covariance + shift)
    drawn = pairs.strength[:, None] + root @ rng.standard_normal((n, draws))
    best = np.argpartition(-drawn, k - 1, axis=0)[:k]
    return np.bincount(best.ravel(), minlength=n) / draws


def next_pair(pairs: Pairs, seen: Iterable[tuple[int, int]], rng: np.random.Generator | None = None) -> tuple[int, int] | None:
    """The two items whose comparison would tell most, among pairs this person has not had.

    Parameters
    ----------
    pairs : Pairs
    seen : pairs of item numbers
        What this person was asked already, in either order, with those she could not choose between.
    rng : numpy Generator, optional
        Chooses among pairs that tell equally much, and which of the two stands first. Without it: the first of them.

    Returns
    -------
    (int, int) or None
        None when every pair was asked, when `MOST_COMPARISONS` were, or when there are fewer than two items.

    References
    ----------
    Information gained about the difference: log(1 + P(1 - P) (V_ii + V_jj - 2 V_ij)).

    Examples
    --------
    >>> next_pair(rank([[0, 1, 0], [0, 0, 0], [0, 0, 0]]), [(0, 1)])
    (0, 2)
    """
    n = len(pairs.strength)
    asked = {(min(i, j), max(i, j)) for i, j in seen}
    if n < 2 or len(asked) >= MOST_COMPARISONS:
        return None
    before = expit(pairs.strength[:, None] - pairs.strength[None, :])
    variance = np.diag(pairs.covariance)
    told = np.log1p(before * (1 - before) * np.maximum(variance[:, None] + variance[None, :] - 2 * pairs.covariance, 0.0))
    told[np.tril_indices(n)] = -1.0
    for i, j in asked:
        if not (0 <= i < n and 0 <= j < n):
            raise ValueError("A pair names an item that is not on the list.")
        told[i, j] = -1.0
    best = float(told.max())
    if best < 0:
        return None
    equal = np.argwhere(told >= best - CLOSE_ENOUGH)
    if rng is None:
        i, j = equal[0]
        return int(i), int(j)
    i, j = equal[rng.integers(len(equal))]
    return (int(i), int(j)) if rng.random() < 0.5 else (int(j), int(i))
