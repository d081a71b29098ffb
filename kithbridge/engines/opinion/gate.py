"""Are there groups at all? A test that says "one group" unless votes hang together more than chance makes them.

Offers
------
Gate(share, p, passed)
gate(votes, rows, ...)          the test; groups are looked for only where it passed
LEVEL                           how often it may be wrong where there are no groups

Two statistics: the part of all variance that the first component holds, which sees few people against many, and, up to `CAMPS_UP_TO`
people, how well the best division into two camps fits, which sees two halves that differ a little. The one that stands out more decides.
Chance: the votes of each statement are dealt out anew among those who voted on it, so that every statement keeps its rate of agreement
and everybody the number of votes; what hangs together is gone. Whatever is reckoned alike from votes as cast and as dealt gives an exact
p-value at every size. Large conversations are judged by a part of the people drawn at random, which is as honest and only less keen.
Sources: parallel analysis, Horn, Psychometrika 30 (1965) 179; p-values from draws, Phipson and Smyth, SAGMB 9 (2010) 39.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.votes import Integers, Votes

__all__ = ["DRAWS", "LEVEL", "Gate", "gate"]

Floats = NDArray[np.float64]

LEVEL = 0.03
"""Below the usual 0.05, so that no more than 5 of 100 runs say groups also when somebody counts them in a few hundred runs."""
DRAWS = 199
PEOPLE = 400
"""People who judge; more are drawn down to this many."""
STATEMENTS = 400
"""Statements that judge: those with most votes."""
CAMPS_UP_TO = 72
"""People up to whom the best two camps are looked for as well; more are seen well enough by the first component."""
POWERS = 32
STEPS = 16
"""Lanczos steps from a fixed start that find the first singular value. Neither this nor `POWERS` need be exact: cast and dealt votes are
reckoned alike."""
TURNS = 6
"""Rounds in which people change camps; after about three nobody does."""
BLOCK = 2_000_000
"""Numbers of dealt tables held at a time: 16 MB."""
SEED = 30


@dataclass(frozen=True)
class Gate:
    """share: part of the variance on the first component, 0 to 1; p: how often chance does as well; passed: p is below `LEVEL`."""

    share: float
    p: float
    passed: bool


def _part(votes: Votes, rows: Integers, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]:
    """Person, statement and vote of those who judge, sorted by statement, and how many people they are."""
    rows = np.sort(np.asarray(rows))
    if rows.size > PEOPLE:
        rows = np.sort(rng.choice(rows, PEOPLE, replace=False))
    number = np.full(len(votes.people), -1)
    number[rows] = np.arange(rows.size)
    told = (number[votes.row] >= 0) & ~votes.moderated[votes.column]
    row, column, value = number[votes.row[told]], votes.column[told].astype(np.int64), votes.value[told].astype(np.int64)
    # A statement on which all who saw it said the same tells nothing, dealt or not.
    size = np.bincount(column, minlength=len(votes.statements))
    total = np.bincount(column, value, minlength=size.size)
    square = np.bincount(column, value**2, minlength=size.size)
    telling = np.flatnonzero(square * size > total**2)
    telling = np.sort(telling[np.argsort(-size[telling], kind="stable")[:STATEMENTS]])
    place = np.full(size.size, -1)
    place[telling] = np.arange(telling.size)
    kept = np.flatnonzero(place[column] >= 0)
    kept = kept[np.lexsort((row[kept], place[column[kept]]))]
    return row[kept], place[column[kept]], value[kept], rows.size


def _standing(tables: Floats) -> tuple[Floats, Floats]:
    """Of each table [b, n, s]: the largest squared singular value, and the fit of the best two camps (0 above `CAMPS_UP_TO` people)."""
    if tables.shape[1] > CAMPS_UP_TO:
        return _first(tables), np.zeros(len(tables))
    alike = tables @ tables.transpose(0, 2, 1)
    people = np.arange(tables.shape[1])
    widest = alike[:, people, people].argmax(axis=1)
    along = np.take_along_axis(alike, widest[:, None, None], axis=2)
    # Plain products on purpose: hundreds of small calls to an eigenvalue routine are slow where it starts threads.
    for _ in range(POWERS):
        length = np.linalg.norm(along, axis=1, keepdims=True)
        along = alike @ (along / np.where(length > 0, length, 1.0))
    largest = np.linalg.norm(along, axis=1)[:, 0]
    alike[:, people, people] = 0.0
    camp = np.where(along >= 0, 1.0, -1.0)
    for _ in range(TURNS):
        camp = np.where(alike @ camp >= 0, 1.0, -1.0)
    return largest, (camp * (alike @ camp)).sum(axis=(1, 2))


def _first(tables: Floats) -> Floats:
    """Largest squared singular value of each table [b, n, s]."""
    if tables.shape[1] > tables.shape[2]:
        tables = tables.transpose(0, 2, 1)
    side = tables.shape[1]
    start = np.random.default_rng(SEED).standard_normal(side)
    basis = np.zeros((len(tables), STEPS, side))
    basis[:, 0] = start / np.linalg.norm(start)
    small = np.zeros((len(tables), STEPS, STEPS))
    for step in range(STEPS):
        image = (tables @ (basis[:, step, None] @ tables).transpose(0, 2, 1))[..., 0]
        along = basis[:, : step + 1] @ image[..., None]
        small[:, : step + 1, step] = small[:, step, : step + 1] = along[..., 0]
        rest = image - (along.transpose(0, 2, 1) @ basis[:, : step + 1])[:, 0]
        length = np.linalg.norm(rest, axis=1)
        if step + 1 < STEPS:
            basis[:, step + 1] = np.divide(rest, length[:, None], out=np.zeros_like(rest), where=length[:, None] > 1e-9)
    return np.asarray(np.linalg.eigvalsh(small)[:, -1], dtype=np.float64)


def gate(votes: Votes, rows: Integers, *, draws: int = DRAWS, rng: np.random.Generator | None = None) -> Gate:
    """Do the votes of these people hang together more than chance?

    Parameters
    ----------
    votes : Votes
        Moderated statements are left out.
    rows : int[m]
        The people who take part.
    draws : int
        How many times votes are dealt anew.
    rng : numpy Generator, optional
        Deals; the same fixed one in every call without it.

    Returns
    -------
    Gate
        With fewer than three people, or fewer than two statements that divide anybody, it never passes.

    Examples
    --------
    >>> import numpy as np
    >>> from kithbridge.engines.opinion.votes import votes_of
    >>> side = np.array([[1, -1, 1, -1, 1, 1]] * 5 + [[-1, 1, -1, 1, -1, -1]] * 5)
    >>> person, statement = np.indices(side.shape)
    >>> gate(votes_of(person.ravel(), statement.ravel(), side.ravel()), np.arange(10)).passed
    True
    """
    rng = np.random.default_rng(SEED) if rng is None else rng
    row, column, value, people = _part(votes, rows, rng)
    statements = int(column.max(initial=-1)) + 1
    if people < 3 or statements < 2:
        return Gate(0.0, 1.0, False)
    mean = np.bincount(column, value) / np.bincount(column)
    shape = (people, statements)
    cast = _tables(row, column, value[None] - mean[column], shape)
    found = [_standing(cast)]
    step = max(1, BLOCK // (people * statements))
    for at in range(0, draws, step):
        found.append(_standing(_tables(row, column, _dealt(column, value, min(step, draws - at), rng) - mean[column], shape)))
    # Measured against all tables, the one as cast among them: only then are all treated alike.
    outstanding = np.maximum(*(_against(np.concatenate(statistic)) for statistic in zip(*found, strict=True)))
    p = float((outstanding >= outstanding[0] - 1e-9).mean())
    return Gate(_share(cast[0]), p, p < LEVEL)


def _share(table: Floats) -> float:
    alike = table @ table.T if table.shape[0] <= table.shape[1] else table.T @ table
    return float(np.linalg.eigvalsh(alike)[-1] / np.trace(alike))


def _against(statistic: Floats) -> Floats:
    spread = float(statistic.std())
    return (statistic - statistic.mean()) / spread if spread > 0 else np.zeros_like(statistic)


def _tables(row: NDArray[np.int64], column: NDArray[np.int64], values: Floats, shape: tuple[int, int]) -> Floats:
    result = np.zeros((len(values), *shape))
    result[:, row, column] = values
    return result


def _dealt(column: NDArray[np.int64], value: NDArray[np.int64], times: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Votes [times, V] dealt anew within each statement: sorted by statement, then by chance; the vote rides in the lowest bits."""
    key = rng.integers(0, 1 << 44, (times, column.size)) << 2
    key += (column << 46) + value + 1
    key.sort(axis=1)
    return (key & 3) - 1
