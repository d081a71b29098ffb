"""Exact statistics for counts, safe with three people as with three thousand.

Offers
------
clopper_pearson(k, n, level=.95)       interval for a share that holds what it promises at every n
jeffreys(k, n, level=.95)              the shorter interval that holds it on average only
fisher(a, b, c, d, side="two-sided")   Fisher's exact test for many 2 x 2 tables at once
benjamini_hochberg(p, q=.10)           which of many tests may be named, with a share q of false ones among them
adjusted(p)                            the same as adjusted p-values
holm(p)                                adjusted p-values that bound the chance of any false one at all

Arrays in, arrays out. Only scipy.special is used, since scipy.stats takes a third of a second to import.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaln

__all__ = ["Side", "adjusted", "benjamini_hochberg", "clopper_pearson", "fisher", "holm", "jeffreys"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Side = Literal["two-sided", "greater", "less"]

TIE = 1e-9
"""Two tables whose log-probabilities differ by less are equally probable: gammaln rounds in the 12th digit."""

BLOCK = 4_000_000
"""Largest number of probabilities held at a time by `fisher`: 32 MB."""


def _counts(*given: ArrayLike) -> tuple[Counts, ...]:
    """Broadcast whole numbers of 0 or more."""
    arrays = np.broadcast_arrays(*(np.asarray(value) for value in given))
    for array in arrays:
        if array.size and (array.min() < 0 or np.any(array != np.floor(array))):
            raise ValueError("Counts are whole numbers of 0 or more.")
    return tuple(array.astype(np.int64) for array in arrays)


def _shares(k: ArrayLike, n: ArrayLike, level: float) -> tuple[Counts, Counts]:
    if not 0 < level < 1:
        raise ValueError("The level lies between 0 and 1, for example 0.95.")
    hits, tries = _counts(k, n)
    if np.any(hits > tries):
        raise ValueError("There cannot be more who agree than people who were asked.")
    return hits, tries


def clopper_pearson(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Exact interval for the share behind k of n.

    Parameters
    ----------
    k, n : int or array of int
        Hits and tries, 0 <= k <= n; broadcast together.
    level : float
        Coverage that is never undercut, 0 < level < 1.

    Returns
    -------
    lower, upper : array of float
        Shares from 0 to 1, in the shape of k and n. With n = 0: 0 and 1.

    Raises
    ------
    ValueError
        Counts below 0, broken numbers, k > n, or a level that is none.

    References
    ----------
    Clopper and Pearson, Biometrika 26 (1934) 404.

    Examples
    --------
    >>> [round(float(bound), 3) for bound in clopper_pearson(8, 8)]
    [0.631, 1.0]
    """
    hits, tries = _shares(k, n, level)
    tail = (1 - level) / 2
    inner = hits > 0
    lower = np.where(inner, betaincinv(np.where(inner, hits, 1), tries - hits + 1, tail), 0.0)
    inner = hits < tries
    upper = np.where(inner, betaincinv(hits + 1, np.where(inner, tries - hits, 1), 1 - tail), 1.0)
    return np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)


def jeffreys(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Interval from Jeffreys' prior: Beta quantiles of (k + 1/2, n - k + 1/2).

    Shorter than the exact one; its coverage is `level` on average over shares, less at some of them. Parameters, errors and shapes as
    in `clopper_pearson`. With k = 0 the lower end is 0 and with k = n the upper end is 1, so that the interval always holds k / n.

    References
    ----------
    Brown, Cai and DasGupta, Statistical Science 16 (2001) 101, section 4.

    Examples
    --------
    >>> [round(float(bound), 2) for bound in jeffreys(5, 5)]
    [0.62, 1.0]
    """
    hits, tries = _shares(k, n, level)
    tail = (1 - level) / 2
    lower = np.where(hits == 0, 0.0, betaincinv(hits + 0.5, tries - hits + 0.5, tail))
    upper = np.where(hits == tries, 1.0, betaincinv(hits + 0.5, tries - hits + 0.5, 1 - tail))
    return np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)


def _log_choose(n: Counts, k: Counts) -> Floats:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0), dtype=np.float64)


def _fisher_block(tables: Counts, side: Side) -> Floats:
    """p-values of tables [T, 4]; one row of all possible values of `a` for each table."""
    a, b, c, d = tables.T
    first, second, column = a + b, c + d, a + c
    least, most = np.maximum(0, column - second), np.minimum(first, column)
    possible = least[:, None] + np.arange(int((most - least).max()) + 1)
    inside = possible <= most[:, None]
    value = np.where(inside, possible, most[:, None])
    log_p = _log_choose(first[:, None], value) + _log_choose(second[:, None], column[:, None] - value)
    log_p -= _log_choose(first + second, column)[:, None]
    seen = np.take_along_axis(log_p, (a - least)[:, None], axis=1)
    if side == "greater":
        counted = inside & (value >= a[:, None])
    elif side == "less":
        counted = inside & (value <= a[:, None])
    else:
        counted = inside & (log_p <= seen + TIE)
    return np.asarray(np.minimum(np.where(counted, np.exp(log_p), 0.0).sum(axis=1), 1.0), dtype=np.float64)


def fisher(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, side: Side = "two-sided") -> Floats:
    """Fisher's exact test of the tables [[a, b], [c, d]].

    Parameters
    ----------
    a, b, c, d : int or array of int
        Counts: a and b of the first group (for example agree, not agree), c and d of the rest. Broadcast together.
    side : "two-sided", "greater" or "less"
        greater: the first group has more of a than chance gives. Two-sided adds up every table that is no more probable than this one.

    Returns
    -------
    array of float
        p-values in the shape of the counts; 1 for an empty table.

    Raises
    ------
    ValueError
        Counts below 0 or broken numbers, or a side that is none.

    References
    ----------
    Fisher, The Design of Experiments (1935), section 2; Agresti, Statistical Science 7 (1992) 131.

    Examples
    --------
    >>> round(float(fisher(6, 0, 0, 6)), 4)
    0.0022
    """
    if side not in ("two-sided", "greater", "less"):
        raise ValueError('side is "two-sided", "greater" or "less".')
    tables = np.broadcast_arrays(*_counts(a, b, c, d))
    shape = tables[0].shape
    flat = np.stack([table.ravel() for table in tables], axis=1)
    if not len(flat):
        return np.zeros(shape)
    # Tables repeat a great deal where groups are small.
    once, back = np.unique(flat, axis=0, return_inverse=True)
    step = max(1, BLOCK // (int(once.sum(axis=1).max()) + 1))
    p = np.concatenate([_fisher_block(once[at : at + step], side) for at in range(0, len(once), step)])
    return np.asarray(p[back.ravel()].reshape(shape), dtype=np.float64)


def _probabilities(p: ArrayLike) -> Floats:
    values = np.asarray(p, dtype=np.float64).ravel()
    if values.size and not np.all((values >= 0) & (values <= 1)):
        raise ValueError("p-values lie between 0 and 1.")
    return values


def adjusted(p: ArrayLike) -> Floats:
    """Benjamini-Hochberg adjusted p-values: the smallest q at which each test would be named.

    Parameters
    ----------
    p : array of float [m]
        p-values of m tests.

    Returns
    -------
    array of float [m]
        Between p and 1, in the order of p.

    References
    ----------
    Benjamini and Hochberg, JRSS B 57 (1995) 289.

    Examples
    --------
    >>> adjusted([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    values = _probabilities(p)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    result = np.empty_like(values)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result


def benjamini_hochberg(p: ArrayLike, q: float = 0.10) -> NDArray[np.bool_]:
    """Which tests may be named when a share q of those named may be false, on average.

    Parameters
    ----------
    p : array of float [m]
    q : float
        From 0 to 1.

    Returns
    -------
    array of bool [m]

    References
    ----------
    Benjamini and Hochberg, JRSS B 57 (1995) 289.

    Examples
    --------
    >>> benjamini_hochberg([0.001, 0.2, 0.04, 0.9]).tolist()
    [True, False, True, False]
    """
    return adjusted(p) <= q


def holm(p: ArrayLike) -> Floats:
    """Holm's adjusted p-values: naming those <= x names anything false with a chance of at most x.

    Shapes and errors as in `adjusted`.

    References
    ----------
    Holm, Scandinavian Journal of Statistics 6 (1979) 65.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values = _probabilities(p)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * np.arange(values.size, 0, -1)
    result = np.empty_like(values)
    result[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return result
