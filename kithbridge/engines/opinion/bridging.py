"""Common ground without groups: what the people of either side accept, however few one side are.

Offers
------
Bridged(common, low, high, side), bridging(votes, rows, ...)       from the votes alone
CommonGround(lower, roles, merged, left_out), common_ground(...)   from roles that people declared

Declared roles come before sides made from data. In `bridging`, a vote is taken as

    y_ij = m + b_i + c_j + w_i x_j

with b how agreeable a person is, c how well liked a statement is, and w x what the side explains, on one line from one side to the
other. The two sides are parted on that line, and each statement's score is the expected vote on the side that likes it less. So a
majority, however large, cannot lift a statement that the others reject, and nobody must be put into a group of five. Sources: the factor
model is that of Community Notes (Wojcik and others, arXiv 2210.15723); the least over sides is ours, after the maximin principle.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.components import components, upright
from kithbridge.engines.opinion.exact import clopper_pearson
from kithbridge.engines.opinion.small import LEAST
from kithbridge.engines.opinion.votes import Integers, Votes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["OTHERS", "Bridged", "CommonGround", "bridging", "common_ground"]

Floats = NDArray[np.float64]

OFFSETS: Final = 10.0
"""Ridge on b and c, as many votes of 0: an offset needs some ten votes to be believed. Ten times `SLOPES`, so that whatever a side can
explain is not taken for common ground. From 5 to 20 the order of statements hardly changes."""
SLOPES: Final = 1.0
ROUNDS: Final = 40
SETTLED: Final = 1e-5
"""Rounds end when no slope moves further, on the scale of votes."""
AGAIN: Final = 12
"""Rounds for people drawn anew, who start from the solution for those who voted."""
TRUST: Final = 3.0
"""The model's word on a side counts as that many of its votes."""
DRAWS: Final = 200
SPARSE_ABOVE: Final = 400_000
OTHERS: Final = "others together"


@dataclass(frozen=True, eq=False)
class Bridged:
    """Over S statements, on the scale of votes: -1 everybody against, 1 everybody for.

    Attributes
    ----------
    common : float64[S]
        Expected vote on the side that likes the statement less; 0 for moderated statements and those without votes.
    low, high : float64[S]
        95 % interval from people drawn anew; -1 and 1 where nothing is known.
    side : float64[S]
        Half the difference between the sides, -1 to 1; the statement that divides most has a positive sign.
    """

    common: Floats
    low: Floats
    high: Floats
    side: Floats


class _Table(NamedTuple):
    """Votes less their mean, and where there are any, both [n, S]; dense, or sparse in large conversations."""

    y: Floats | csr_array
    told: Floats | csr_array


class _Model(NamedTuple):
    """One column for each drawing of people: b and w [n, B], c and x [S, B], m [1, B]."""

    m: Floats
    b: Floats
    c: Floats
    w: Floats
    x: Floats


def bridging(votes: Votes, rows: Integers, *, rng: np.random.Generator | None = None, draws: int = DRAWS) -> Bridged:
    """How far each statement is common ground of both sides.

    Parameters
    ----------
    votes : Votes
        Moderated statements are left out.
    rows : int[m]
        The people who take part.
    rng : numpy Generator, optional
        Draws people anew for the intervals; the same fixed one in every call without it.
    draws : int
        How often; with 0 the intervals are -1 to 1.

    Returns
    -------
    Bridged

    Examples
    --------
    >>> import numpy as np
    >>> from kithbridge.engines.opinion.votes import votes_of
    >>> table = np.array([[1, 1, -1, 1]] * 8 + [[1, -1, 1, 1]] * 4)
    >>> person, statement = np.indices(table.shape)
    >>> found = bridging(votes_of(person.ravel(), statement.ravel(), table.ravel()), np.arange(12))
    >>> (found.common > 0.5).tolist()
    [True, False, False, True]
    """
    rows = np.sort(np.asarray(rows))
    rng = np.random.default_rng(0) if rng is None else rng
    people, statements = rows.size, len(votes.statements)
    table, known = _table(votes, rows)
    if people == 0 or not known.any():
        return Bridged(np.zeros(statements), np.full(statements, -1.0), np.ones(statements), np.zeros(statements))
    start = components(votes, rows).directions[0][:, None] * np.sqrt(statements)
    once = np.ones((people, 1))
    model = _fitted(table, once, np.zeros_like(start), start, ROUNDS)
    common, side = _least(table, once, model)
    low, high = np.full(statements, -1.0), np.ones(statements)
    if draws > 0:
        times = rng.multinomial(people, np.full(people, 1 / people), size=draws).T.astype(np.float64)
        again = _fitted(table, times, np.repeat(model.c, draws, axis=1), np.repeat(model.x, draws, axis=1), AGAIN)
        low, high = np.quantile(_least(table, times, again)[0], [0.025, 0.975], axis=1)
    point, divided = common[:, 0].clip(-1, 1), upright(side[:, 0].clip(-1, 1))
    return Bridged(
        common=np.where(known, point, 0.0),
        low=np.where(known, np.minimum(low, point).clip(-1, 1), -1.0),
        high=np.where(known, np.maximum(high, point).clip(-1, 1), 1.0),
        side=np.where(known, divided, 0.0),
    )


def _table(votes: Votes, rows: Integers) -> tuple[_Table, NDArray[np.bool_]]:
    from scipy.sparse import csr_array

    number = np.full(len(votes.people), -1)
    number[rows] = np.arange(rows.size)
    told = (number[votes.row] >= 0) & ~votes.hidden
    row, column, value = number[votes.row[told]], votes.column[told], votes.value[told].astype(np.float64)
    shape = (rows.size, len(votes.statements))
    known = np.bincount(column, minlength=shape[1]) > 0
    if shape[0] * shape[1] > SPARSE_ABOVE:
        place = (row, column)
        return _Table(csr_array((value, place), shape=shape), csr_array((np.ones(value.size), place), shape=shape)), known
    y, seen = np.zeros(shape), np.zeros(shape)
    y[row, column], seen[row, column] = value, 1.0
    return _Table(y, seen), known


def _fitted(table: _Table, times: Floats, c: Floats, x: Floats, rounds: int) -> _Model:
    """Ridge least squares, people and statements in turns. times [n, B] says how often each person was drawn."""
    y, told = table
    of_person, of_statement = _sums(told, np.ones((told.shape[1], 1))), _sums(told.T, times)
    m = (_sums(y, np.ones((y.shape[1], 1))) * times).sum(axis=0, keepdims=True) / np.maximum(
        (of_person * times).sum(axis=0, keepdims=True), 1.0
    )
    b = w = np.zeros_like(times)
    for _ in range(rounds):
        before = x
        seen_x = _sums(told, x)
        b, w = _solved(
            of_person,
            seen_x,
            _sums(told, x * x),
            _sums(y, np.ones_like(x)) - m * of_person - _sums(told, c),
            _sums(y, x) - m * seen_x - _sums(told, c * x),
        )
        seen_w = _sums(told.T, times * w)
        c, x = _solved(
            of_statement,
            seen_w,
            _sums(told.T, times * w * w),
            _sums(y.T, times) - m * of_statement - _sums(told.T, times * b),
            _sums(y.T, times * w) - m * seen_w - _sums(told.T, times * b * w),
        )
        if np.abs(x - before).max() < SETTLED:
            break
    return _Model(m, b, c, w, x)


def _sums(table: Floats | csr_array, of: Floats) -> Floats:
    return np.asarray(table @ of, dtype=np.float64)


def _solved(n: Floats, cross: Floats, square: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Offset and slope of many ridge regressions with one slope each."""
    n, square = n + OFFSETS, square + SLOPES
    determinant = n * square - cross**2
    return (square * first - cross * second) / determinant, (n * second - cross * first) / determinant


def _least(table: _Table, times: Floats, model: _Model) -> tuple[Floats, Floats]:
    """Expected vote on the side that likes a statement less, and half the difference between the sides: both [S, B]."""
    upper = _upper(model.w, times)
    expected = []
    for there in (~upper, upper):
        drawn = times * there
        at = (drawn * model.w).sum(axis=0) / np.maximum(drawn.sum(axis=0), 1.0)
        word = model.m + model.c + at * model.x
        expected.append((_sums(table.y.T, drawn) + TRUST * word) / (_sums(table.told.T, drawn) + TRUST))
    return np.minimum(*expected), (expected[1] - expected[0]) / 2


def _upper(w: Floats, times: Floats) -> NDArray[np.bool_]:
    """Who stands on the upper side of the line [n, B]: two means, from its ends."""
    drawn = times > 0
    low, high = np.where(drawn, w, np.inf).min(axis=0), np.where(drawn, w, -np.inf).max(axis=0)
    for _ in range(20):
        upper = w > (low + high) / 2
        above, below = times * upper, times * ~upper
        many, few = above.sum(axis=0), below.sum(axis=0)
        high = np.where(many > 0, (above * w).sum(axis=0) / np.maximum(many, 1.0), high)
        low = np.where(few > 0, (below * w).sum(axis=0) / np.maximum(few, 1.0), low)
    return np.asarray(w > (low + high) / 2)


@dataclass(frozen=True, eq=False)
class CommonGround:
    """What every role agrees with, at least.

    Attributes
    ----------
    lower : float64[S]
        The least, over roles, of the lower end of the exact 95 % interval of the share that agrees: 0 to 1. 0 without any role.
    roles : tuple
        Those reckoned with, sorted; `OTHERS` for the small ones together.
    merged : tuple
        Roles with too few people that were put together.
    left_out : tuple
        Roles that are too few even together: they are heard, and no figure speaks of them.
    """

    lower: Floats
    roles: tuple[Hashable, ...]
    merged: tuple[Hashable, ...]
    left_out: tuple[Hashable, ...]


def common_ground(votes: Votes, rows: Integers, roles: Sequence[Hashable], least: int = LEAST) -> CommonGround:
    """Agreement that holds in every declared role.

    Parameters
    ----------
    votes : Votes
        Moderated statements get 0.
    rows : int[m]
        The people who take part.
    roles : sequence of m keys
        What each of them declared, in the order of rows.
    least : int
        Roles of fewer people are put together; if even together they are fewer, they are left out.

    Returns
    -------
    CommonGround
        A pass is an answer and no agreement. No vote on a statement by a role makes 0 of it.

    Raises
    ------
    ValueError
        Not as many roles as rows.

    Examples
    --------
    >>> import numpy as np
    >>> from kithbridge.engines.opinion.votes import votes_of
    >>> votes = votes_of(range(12), [0] * 12, [1] * 12)
    >>> found = common_ground(votes, np.arange(12), ["mother"] * 6 + ["worker"] * 4 + ["manager"] * 2)
    >>> found.roles, found.lower.round(2).tolist()
    (('mother', 'others together'), [0.54])
    """
    rows = np.asarray(rows)
    if rows.size != len(roles):
        raise ValueError("Every person who takes part needs one role.")
    of: dict[Hashable, list[int]] = {}
    for row, role in zip(rows.tolist(), roles, strict=True):
        of.setdefault(role, []).append(row)
    names = sorted(of, key=str)
    small = tuple(role for role in names if len(of[role]) < least)
    used: dict[Hashable, list[int]] = {role: of[role] for role in names if role not in small}
    together = [row for role in small for row in of[role]]
    left_out = small if 0 < len(together) < least else ()
    if len(together) >= least:
        used[small[0] if len(small) == 1 else OTHERS] = together
    lower = np.ones(len(votes.statements)) if used else np.zeros(len(votes.statements))
    for members in used.values():
        inside = np.zeros(len(votes.people), dtype=np.bool_)
        inside[members] = True
        told = inside[votes.row]
        seen = np.bincount(votes.column[told], minlength=lower.size)
        agree = np.bincount(votes.column[told & (votes.value == 1)], minlength=lower.size)
        lower = np.minimum(lower, clopper_pearson(agree, seen)[0])
    lower[votes.moderated] = 0.0
    return CommonGround(lower, tuple(used), () if left_out else small, left_out)
