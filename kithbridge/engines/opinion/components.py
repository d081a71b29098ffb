"""The plane on which people and statements are placed: two principal components of the votes.

Offers
------
Components                      centre, two directions, their shares of the variance
components(votes, rows)         from the people who take part
positions(votes, rows, ...)     where each person stands
statement_positions(...), extremity(...)   where each statement stands, and how far out
upright(values)                 with the sign by which the largest is positive

Missing votes are taken as the statement's mean; a moderated statement counts as passed by everybody. Directions are signed so that the
largest entry is positive. Source: Polis, sparsity-aware PCA (github.com/compdemocracy/polis, math): it takes the components from everybody
who voted, and groups only those who take part (the official components come out so and not otherwise).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.votes import Integers, Reals, Votes

__all__ = ["Components", "components", "extremity", "positions", "statement_positions", "upright"]

# Up to this many people or statements all eigenvectors of the small side are found at once; beyond it a sparse method is quicker.
WHOLE: Final = 220
# Rows that are written out densely at a time, in numbers: 8 MB.
BLOCK: Final = 1 << 20
START: Final = 14


@dataclass(frozen=True, eq=False)
class Components:
    """What spans the plane.

    Attributes
    ----------
    centre : float64[S]
        Mean vote on each statement among those who voted; 0 for moderated ones and those without a vote.
    directions : float64[2, S]
        Of length 1 and at right angles; all zero where there is no (second) component.
    share : float64[2]
        Part of the variance, 0 to 1.
    """

    centre: Reals
    directions: Reals
    share: Reals


def components(votes: Votes, rows: Integers) -> Components:
    """The first two principal components of the votes of `rows` (rating view, gaps at the mean). As Polis: `rows` = everybody.

    Examples
    --------
    >>> import numpy as np
    >>> from kithbridge.engines.opinion.votes import votes_of
    >>> found = components(votes_of([0, 0, 1, 1], [0, 1, 0, 1], [1, 1, -1, 1]), np.arange(2))
    >>> found.directions.tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    row, column, value = _of(votes, np.asarray(rows))
    people, statements = len(rows), len(votes.statements)
    cast = np.bincount(column, minlength=statements)
    centre = np.bincount(column, weights=value, minlength=statements) / np.maximum(cast, 1)
    value -= centre[column]
    total = float(value @ value)
    if people == 1 and statements:
        # Polis: one person is the component herself, since nothing is left of her after centring.
        alone = np.zeros((1, statements))
        alone[0, column] = centre[column]
        found = alone / (np.linalg.norm(alone) or 1.0)
        return Components(centre, _signed(found, statements), np.zeros(2))
    if total <= 0.0 or not people:
        return Components(centre, np.zeros((2, statements)), np.zeros(2))
    if min(people, statements) <= WHOLE:
        strength, found = _whole(row, column, value, people, statements)
    else:
        strength, found = _sparse(row, column, value, people, statements)
    share = np.zeros(2)
    share[: strength.size] = np.clip(strength / total, 0.0, 1.0)
    # What is only rounding is no direction.
    found = found[strength > 1e-12 * total]
    share[found.shape[0] :] = 0.0
    return Components(centre, _signed(found, statements), share)


def positions(votes: Votes, rows: Integers, found: Components) -> Reals:
    """float64[m, 2]: where the people in `rows` stand.

    A sum over few votes is stretched by sqrt(S / n_i), so that those who voted little do not all lie in the middle. n_i counts moderated
    statements as voted.
    """
    rows = np.asarray(rows)
    row, column, value = _of(votes, rows)
    value -= found.centre[column]
    people = rows.size
    cast = np.bincount(row, minlength=people) + int(votes.moderated.sum())
    stretch = np.sqrt(len(votes.statements) / np.maximum(cast, 1))
    sums = [np.bincount(row, weights=value * direction[column], minlength=people) for direction in found.directions]
    return np.stack([stretch * x for x in sums], axis=1) if people else np.zeros((0, 2))


def statement_positions(found: Components) -> Reals:
    """float64[S, 2]: where somebody stands who agrees with this statement and voted on nothing else."""
    return np.asarray(((1.0 - found.centre) * found.directions * np.sqrt(found.centre.size)).T)


def extremity(found: Components) -> Reals:
    """float64[S]: how far out each statement lies, 0 or more."""
    return np.asarray(np.hypot(*statement_positions(found).T))


def upright(values: Reals) -> Reals:
    """The values, or all with the other sign: the one that is largest without its sign is positive (of nearly equal ones the first).

    Examples
    --------
    >>> import numpy as np
    >>> upright(np.array([-0.5, 0.5000000000000001, 0.0])).tolist()
    [0.5, -0.5000000000000001, -0.0]
    """
    size = np.abs(values)
    return values if values[np.argmax(size >= size.max() * (1 - 1e-9))] >= 0 else -values


def _of(votes: Votes, rows: Integers) -> tuple[NDArray[np.int32], NDArray[np.int32], Reals]:
    """Row (numbered as in `rows`), column and vote of what counts: the people in `rows`, moderated statements left out."""
    number = np.full(len(votes.people), -1, np.int32)
    number[rows] = np.arange(rows.size, dtype=np.int32)
    row = number[votes.row]
    kept = row >= 0
    if votes.moderated.any():
        kept &= ~votes.hidden
    if kept.all():
        return row, votes.column, votes.value.astype(np.float64)
    return row[kept], votes.column[kept], votes.value[kept].astype(np.float64)


def _signed(found: Reals, statements: int) -> Reals:
    """Two rows, each upright."""
    full = np.zeros((2, statements))
    for i, direction in enumerate(found[:2]):
        full[i] = upright(direction)
    return full + 0.0


def _whole(row: Integers, column: Integers, value: Reals, people: int, statements: int) -> tuple[Reals, Reals]:
    """Two largest eigenvalues of A'A and their vectors, by all eigenvalues of the smaller Gram matrix."""
    gram = _gram(row, column, value, people, statements) if statements <= people else _gram(column, row, value, statements, people)
    strength, vectors = np.linalg.eigh(gram)
    strength, vectors = strength[::-1][:2], vectors[:, ::-1][:, :2]
    if statements <= people:
        return strength, vectors.T
    # From people to statements: v = A'u / |A'u|.
    found = np.stack([np.bincount(column, weights=value * u[row], minlength=statements) for u in vectors.T])
    return strength, found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-300)


def _gram(long: Integers, short: Integers, value: Reals, length: int, side: int) -> Reals:
    """A'A of a matrix [length, side], from blocks of rows, so that it never stands whole in memory."""
    rows = max(BLOCK // max(side, 1), 1)
    if length <= rows:
        block = np.zeros((length, side))
        block[long, short] = value
        return np.asarray(block.T @ block)
    if (long[1:] < long[:-1]).any():
        order = np.argsort(long, kind="stable")
        long, short, value = long[order], short[order], value[order]
    gram = np.zeros((side, side))
    block = np.zeros((rows, side))
    for start in range(0, length, rows):
        a, b = np.searchsorted(long, (start, start + rows))
        block[:] = 0.0
        block[long[a:b] - start, short[a:b]] = value[a:b]
        gram += block.T @ block
    return gram


def _sparse(row: Integers, column: Integers, value: Reals, people: int, statements: int) -> tuple[Reals, Reals]:
    """The same by Lanczos iterations from a fixed start; only products with the sparse matrix are needed."""
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import LinearOperator, eigsh

    starts = np.searchsorted(row, np.arange(people + 1))
    matrix = csr_array((value, column, starts), shape=(people, statements))
    back = matrix.T
    operator = LinearOperator((statements, statements), matvec=lambda x: back @ (matrix @ x), dtype=np.float64)
    # Drawn, so that no pattern in the votes is at right angles to it, and always the same; so is what is drawn anew where the votes span
    # fewer dimensions than there are steps.
    rng = np.random.default_rng(START)
    strength, vectors = eigsh(operator, k=2, v0=rng.standard_normal(statements), ncv=min(20, statements), tol=1e-11, rng=rng)
    return strength[::-1], vectors[:, ::-1].T
