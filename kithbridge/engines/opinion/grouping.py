"""Opinion groups: people who stand near each other on the map of a conversation.

Offers
------
Grouping(labels, k, silhouette, inertia, centres)
group(points, ...)                       the groups; also one group, and never one of fewer than five people
silhouette(points, labels, weights)      how much nearer each stands to the own group than to the next, from -1 to 1

For every number of groups, k-means from many fixed starts keeps the lowest inertia; then one more group must raise the silhouette by
`WORTH`. The silhouette that chooses is averaged within each group and then over groups: the steadiest of what was tried on official
results, random parts of them and made-up groups (the mean over people, other prices or none, Calinski-Harabasz, one standard error, local
optima). Of ten official results three have groups of two or three people, which can never come out here; of the other seven it finds
the number in six. Polis starts from the first voters; here the order of votes may not matter.
Method: Arthur and Vassilvitskii, SODA 2007 (starts); Rousseeuw, J. Comput. Appl. Math. 20 (1987) 53 (silhouette).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kithbridge.engines.opinion.small import LEAST, most_groups

__all__ = ["Grouping", "group", "silhouette"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

WORTH = 0.01
"""From 0.003 to 0.015 does as well."""
STARTS = 20
"""Tries of k-means++ for each number of groups; on a plane with up to five groups more change nothing."""
AGAIN = 10
"""New tries among people, where groups were found among cells."""
ALIKE = 0.8
"""Groups are nearly the same when so large a part of the people is together as before."""
ROUNDS = 100
SEED = 20
CELLS_ABOVE = 1_500
"""With more people than this, neighbours are first gathered in the cells of a grid."""
CELL = 0.2
"""Side of a cell, in standard deviations of the points: a group's spread covers several of them."""
BLOCK = 4_000_000
"""Distances held at a time: 32 MB."""
NEAR = 16_000
"""Distances reckoned at a time."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups by falling size.

    Attributes
    ----------
    labels : int64[n]
        The group of each point, 0 .. k - 1.
    k : int
        1 when there is nothing to tell apart.
    silhouette : float
        Mean over people, -1 to 1; 0 with one group.
    inertia : float
        Squared distances from the group's mean, summed over people.
    centres : float64[k, 2]
        Means of the groups.
    """

    labels: Labels
    k: int
    silhouette: float
    inertia: float
    centres: Floats


def _distances(points: Floats, centres: Floats) -> Floats:
    """Squared distances [..., n, k] of points [n, 2] from centres [..., k, 2]."""
    result = (points[:, 0, None] - centres[..., None, :, 0]) ** 2
    result += (points[:, 1, None] - centres[..., None, :, 1]) ** 2
    return np.asarray(result, dtype=np.float64)


def _starts(points: Floats, weights: Floats, k: int, rng: np.random.Generator, tries: int = STARTS) -> Floats:
    """k-means++ starts [tries, k, 2]; equal points are never chosen twice while others are left."""
    draws = rng.random((tries, k))
    chosen = np.empty((tries, k, 2))
    near = np.tile(weights, (tries, 1))
    for step in range(k):
        heap = np.cumsum(near, axis=1)
        at = (heap <= draws[:, step, None] * heap[:, -1:]).sum(axis=1).clip(max=len(points) - 1)
        chosen[:, step] = points[at]
        gap = weights * _distances(points, chosen[:, step : step + 1])[..., 0]
        near = np.minimum(near, gap) if step else gap
    return chosen


def _nearest(plane: Floats, centres: Floats) -> NDArray[np.int8]:
    """Nearest centre [s, n] to the points, given as rows x, y, 1 of `plane` [3, n]; centres [k, s, 2]; the first of equally near ones.

    A centre that there is not is nan, and nearest to nobody; the first one always is.
    """
    k, starts = centres.shape[:2]
    flat = centres.reshape(-1, 2)
    # The least |p - c|^2 is the largest p.c - |c|^2 / 2, and that is one product for all starts.
    form = np.column_stack([flat, -0.5 * (flat * flat).sum(axis=1)])
    near = (form @ plane).reshape(k, starts, -1)
    labels = np.zeros(near.shape[1:], np.int8)
    for g in range(1, k):
        nearer = near[g] > near[0]
        np.maximum(labels, nearer.view(np.int8) * np.int8(g), out=labels)
        np.fmax(near[0], near[g], out=near[0])
    return labels


class _Settled(NamedTuple):
    """From each start: labels [s, n], size [s, k] and centre [s, k, 2] of its groups, inertia [s]."""

    labels: NDArray[np.int8]
    size: Floats
    centres: Floats
    inertia: Floats

    def part(self, of: slice) -> _Settled:
        return _Settled(self.labels[of], self.size[of], self.centres[of], self.inertia[of])


def _settle(points: Floats, weights: Floats, centres: Floats) -> _Settled:
    """Lloyd's rounds from all starts at once. A centre left alone stays where it is."""
    starts, k = centres.shape[:2]
    middle = points.mean(axis=0)
    plane = np.vstack([(points - middle).T, np.ones(len(points))])
    # Under this there is nobody, only what sums that go up and down leave of fractions.
    mass, lightest = plane * weights, weights.min() / 2
    centres = (centres - middle).transpose(1, 0, 2)
    labels, moving, groups = _nearest(plane, centres), np.arange(starts), np.arange(k, dtype=np.int8)[:, None, None]
    sums = ((labels == groups).astype(np.float64).reshape(-1, len(points)) @ mass.T).reshape(k, starts, 3)
    for _ in range(ROUNDS):
        held = sums[:, moving, 2:] > lightest
        here = centres[:, moving]
        np.divide(sums[:, moving, :2], sums[:, moving, 2:], out=here, where=held)
        centres[:, moving] = here
        before, now = labels[moving], _nearest(plane, here)
        changed = np.flatnonzero(now != before)
        if not changed.size:
            break
        labels[moving] = now
        # Only who changed groups changes the sums; a start from which nobody does has settled, and the others go on.
        row, at = np.divmod(changed, len(points))
        row = moving[row]
        place = np.concatenate([now.ravel()[changed], before.ravel()[changed]]).astype(np.int64) * starts + np.tile(row, 2)
        for axis, one in enumerate(mass):
            step = one[at]
            sums[..., axis] += np.bincount(place, np.concatenate([step, -step]), minlength=k * starts).reshape(k, starts)
        moving = np.flatnonzero(np.bincount(row, minlength=starts))
    size = sums[..., 2]
    spread = (mass[:2] * plane[:2]).sum() - ((sums[..., :2] ** 2).sum(axis=2) / np.where(size > lightest, size, np.inf)).sum(axis=0)
    return _Settled(labels, size.T, centres.transpose(1, 0, 2) + middle, spread)


def _means(points: Floats, weights: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Size [k] and mean [k, 2] of every group; no group is empty."""
    size: Floats = np.bincount(labels, weights, minlength=k).astype(np.float64)
    return size, np.column_stack([np.bincount(labels, weights * axis, minlength=k) / size for axis in points.T])


def _merged(points: Floats, weights: Floats, labels: Labels, centres: Floats, least: float) -> tuple[Labels, int]:
    """Groups under `least` people dissolved, smallest first: their members join the nearest of the others, which stay as they are."""
    labels, alive = labels.copy(), list(range(len(centres)))
    while len(alive) > 1:
        size = np.bincount(labels, weights, minlength=len(centres))[alive]
        if size.min() >= least:
            break
        gone = alive.pop(int(size.argmin()))
        members = labels == gone
        labels[members] = np.array(alive)[_distances(points[members], centres[alive]).argmin(axis=-1)]
    return np.searchsorted(alive, labels), len(alive)


def _partitions(points: Floats, weights: Floats, ks: range, least: float, rng: np.random.Generator) -> Iterator[tuple[Labels, int]]:
    """For each number of groups the partition of lowest inertia. Where that has a group too small: it merged, and the best without one."""
    starts = np.full((len(ks), STARTS, ks[-1], 2), np.nan)
    for at, k in enumerate(ks):
        starts[at, :, :k] = _starts(points, weights, k, rng)
    every = _settle(points, weights, starts.reshape(-1, ks[-1], 2))
    for at, k in enumerate(ks):
        found = every.part(slice(at * STARTS, (at + 1) * STARTS))
        size = found.size[:, :k].min(axis=1)
        large = np.flatnonzero(size >= least)
        if large.size:
            yield found.labels[large[found.inertia[large].argmin()]].astype(np.int64), k
        best = int(found.inertia.argmin())
        if size[best] < least:
            kept, fewer = _merged(points, weights, found.labels[best].astype(np.int64), found.centres[best, :k], least)
            if fewer > 1:
                yield kept, fewer


def _apart(points: Floats, others: Floats) -> Floats:
    """Distances [n, m]."""
    apart = np.empty((len(points), len(others)))
    # A few rows at a time stay near the processor.
    step = max(1, NEAR // max(len(others), 1))
    for at in range(0, len(points), step):
        part, gap = points[at : at + step], apart[at : at + step]
        upward = part[:, 1, None] - others[:, 1]
        np.subtract(part[:, 0, None], others[:, 0], out=gap)
        gap *= gap
        upward *= upward
        gap += upward
        np.sqrt(gap, out=gap)
    return apart


def _share(labels: Labels, weights: Floats) -> Floats:
    """Weight of each point in each group [n, k]."""
    return np.asarray((labels[:, None] == np.arange(int(labels.max()) + 1)) * weights[:, None])


def _widths(sums: Floats, share: Floats, labels: Labels) -> Floats:
    """Silhouette [n] of every point; 0 for one alone in its group. With weights, equal points count as that many people.

    `sums` [n, k]: its distances to all people of each group together.
    """
    mine = labels[:, None] == np.arange(share.shape[1])
    others = np.where(mine, share.sum(axis=0) - 1, share.sum(axis=0))
    mean = np.divide(sums, others, out=np.zeros_like(sums), where=others > 0)
    inner = mean[mine]
    outer = np.where(mine, np.inf, mean).min(axis=1)
    larger = np.maximum(inner, outer)
    told = (others[mine] > 0) & (larger > 0) & np.isfinite(outer)
    return np.asarray(np.divide(outer - inner, larger, out=np.zeros_like(inner), where=told))


def _plain(points: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    at = np.asarray(points, dtype=np.float64)
    if at.ndim != 2 or at.shape[1] != 2 or not np.all(np.isfinite(at)):
        raise ValueError("Points are rows of two finite numbers.")
    heavy = np.ones(len(at)) if weights is None else np.asarray(weights, dtype=np.float64)
    if heavy.shape != (len(at),) or np.any(heavy < 0) or not np.all(np.isfinite(heavy)):
        raise ValueError("Weights are one number of people, 0 or more, for each point.")
    return at, heavy


def silhouette(points: ArrayLike, labels: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Mean silhouette over people, -1 to 1; 0 with fewer than two groups.

    Parameters
    ----------
    points : float[n, 2]
    labels : int[n]
    weights : float[n], optional
        How many people stand at each point.

    Raises
    ------
    ValueError
        Shapes do not fit, or numbers are not finite.

    References
    ----------
    Rousseeuw, J. Comput. Appl. Math. 20 (1987) 53.

    Examples
    --------
    >>> round(silhouette([[0, 0], [0, 1], [9, 0], [9, 1]], [0, 0, 1, 1]), 2)
    0.89
    """
    at, heavy = _plain(points, weights)
    groups = np.unique(np.asarray(labels), return_inverse=True)[1].ravel()
    if groups.shape != (len(at),):
        raise ValueError("Every point needs one label.")
    if len(at) == 0 or groups.max() == 0 or heavy.sum() == 0:
        return 0.0
    share = _share(groups, heavy)
    step = max(1, BLOCK // len(at))
    sums = np.concatenate([_apart(at[start : start + step], at) @ share for start in range(0, len(at), step)])
    return float((_widths(sums, share, groups) * heavy).sum() / heavy.sum())


def _cells(points: Floats, weights: Floats) -> tuple[Floats, Floats, Labels]:
    """Points [m, 2] and weights [m] of cells, and the cell [n] of every point."""
    side = CELL * points.std(axis=0).max()
    while True:
        _, cell = np.unique(np.floor(points / side), axis=0, return_inverse=True)
        cell = cell.ravel()
        if cell.max() < CELLS_ABOVE:
            break
        side *= 1.5
    heavy, centres = _means(points, weights, cell, int(cell.max()) + 1)
    return centres, heavy, cell


def _chosen(points: Floats, weights: Floats, ks: range, least: float, rng: np.random.Generator) -> tuple[Labels, int, float]:
    """The partition whose silhouette is best after the price of its groups, with its mean silhouette over people; one group where there
    is no partition."""
    best, result = -np.inf, (np.zeros(len(points), np.int64), 1, 0.0)
    found = list(_partitions(points, weights, ks, least, rng))
    if not found:
        return result
    shares = [_share(labels, weights) for labels, _k in found]
    # One product for all of them: the distances are many and read once.
    sums = np.hsplit(_apart(points, points) @ np.hstack(shares), np.cumsum([share.shape[1] for share in shares])[:-1])
    for (labels, k), share, apart in zip(found, shares, sums, strict=True):
        widths = weights * _widths(apart, share, labels)
        worth = float((np.bincount(labels, widths) / share.sum(axis=0)).mean()) - WORTH * (k - 2)
        if worth > best + 1e-12:
            best, result = worth, (labels, k, float(widths.sum() / weights.sum()))
    return result


def _among_people(points: Floats, weights: Floats, labels: Labels, k: int, least: float, rng: np.random.Generator) -> Labels:
    """Groups that cells led to, once more among people: of nearly the same groups, from there and from a few new starts, the best.

    What was merged has left the optimum on purpose: nothing near it is one, and it stays.
    """
    there = _means(points, weights, labels, k)[1][None]
    found = _settle(points, weights, np.concatenate([there, _starts(points, weights, k, rng, AGAIN)]))
    for start in np.argsort(found.inertia, kind="stable").tolist():
        settled: Labels = found.labels[start].astype(np.int64)
        both = np.bincount(labels * k + settled, minlength=k * k).reshape(k, k)
        alike = min(both.max(axis=0).sum(), both.max(axis=1).sum()) > ALIKE * len(points)
        if alike and found.size[start].min() >= least:
            return settled
    return labels


def _by_size(points: Floats, weights: Floats, labels: Labels, k: int) -> tuple[Labels, Floats]:
    size, centres = _means(points, weights, labels, k)
    order = np.lexsort((centres[:, 1], centres[:, 0], -size))
    return np.argsort(order)[labels], centres[order]


def group(
    points: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    most: int | None = None,
    fewest: int = 2,
    least: int = LEAST,
    rng: np.random.Generator | None = None,
) -> Grouping:
    """Opinion groups of people on the plane.

    Parameters
    ----------
    points : float[n, 2]
        Where each person stands (`components.positions`). Their order changes no bit of the result.
    weights : float[n], optional
        How many people stand at each point, above 0; one each without it.
    most : int, optional
        Most groups; by size of the conversation without it (`small.most_groups`).
    fewest : int
        Fewest groups to look for; there may still be fewer where `least` demands it.
    least : int
        Fewest people in a group.
    rng : numpy Generator, optional
        For the starts; the same fixed one in every call without it.

    Returns
    -------
    Grouping
        One group where people are fewer than twice `least`, all stand at one point, or no partition keeps to `least`. Whether two groups
        are more than chance is not asked here but in `gate`.

    Raises
    ------
    ValueError
        Shapes do not fit, or numbers are not finite.

    Examples
    --------
    >>> found = group([[0, 0], [0, 1], [1, 0], [1, 1], [0, 2], [9, 9], [9, 8], [8, 9], [8, 8], [9, 7], [8, 7]])
    >>> found.k, found.labels.tolist()
    (2, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    """
    given, heavy_given = _plain(points, weights)
    n = float(heavy_given.sum())
    if np.any(heavy_given == 0):
        raise ValueError("At every point stands somebody.")
    if not len(given):
        return Grouping(np.zeros(0, np.int64), 0, 0.0, 0.0, np.zeros((0, 2)))
    order = np.lexsort((heavy_given, given[:, 1], given[:, 0]))
    at, heavy = given[order], heavy_given[order]
    most = min(most_groups(int(n)) if most is None else most, int(n // max(least, 1)), len(at))
    labels, k, spread = np.zeros(len(at), np.int64), 1, 0.0
    if most > 1 and np.any(at != at[0]):
        rng = np.random.default_rng(SEED) if rng is None else rng
        many = len(at) > CELLS_ABOVE
        place, people, cell = _cells(at, heavy) if many else (at, heavy, np.arange(len(at)))
        labels, k, spread = _chosen(place, people, range(min(max(fewest, 2), most), most + 1), least, rng)
        if k > 1:
            labels = _among_people(at, heavy, labels[cell], k, least, rng) if many else labels
    labels, centres = _by_size(at, heavy, labels, k)
    back = np.empty_like(labels)
    back[order] = labels
    return Grouping(back, k, spread, float((heavy * ((at - centres[labels]) ** 2).sum(axis=1)).sum()), centres)
