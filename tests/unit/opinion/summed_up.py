"""How often an interval holds the true share: every outcome added up, nothing drawn.

Offers: `coverage(interval, n, shares)`, `where_it_is_worst(n)`.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from kithbridge.engines.opinion.exact import clopper_pearson


def coverage(interval, n: int, shares: np.ndarray) -> np.ndarray:
    """How often the interval holds the true share, for each share, by adding up all n + 1 outcomes."""
    k = np.arange(n + 1)
    low, high = interval(k, n)
    choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    chance = np.exp(choose) * shares[:, None] ** k * (1 - shares[:, None]) ** (n - k)
    return (chance * ((low <= shares[:, None]) & (shares[:, None] <= high))).sum(axis=1)


def where_it_is_worst(n: int) -> np.ndarray:
    """Coverage falls just outside the ends of intervals: a grid, and both sides of every end."""
    ends = np.concatenate(clopper_pearson(np.arange(n + 1), n))
    return np.unique(np.concatenate([np.linspace(0, 1, 101), ends - 1e-9, ends + 1e-9]).clip(0, 1))
