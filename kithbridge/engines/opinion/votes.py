"""Who agreed with what: votes as sorted triplets, one for each person and statement.

Offers
------
Votes            people, statements and the votes between them; `matrix`, `only`, `per_person`, `hidden`
votes_of(...)    from columns of keys and votes, in any order and with changed votes: the last one of a pair counts
Wrong            what was given cannot be votes

A vote is 1 (agree), -1 (disagree) or 0 (pass); no vote is no triplet. People and statements are sorted by key before any arithmetic, so
that the order in which votes arrive changes no result. Source: Polis, "raw" and "rating" matrix (github.com/compdemocracy/polis, math).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Integers", "Key", "Keys", "Reals", "Truths", "Votes", "Wrong", "votes_of"]

Key: TypeAlias = Any  # sortable and hashable: a whole number, a text, a UUID
Keys: TypeAlias = Sequence[Key] | NDArray[Any]
Integers: TypeAlias = NDArray[np.integer[Any]]
Reals: TypeAlias = NDArray[np.float64]
Truths: TypeAlias = NDArray[np.bool_]

# A cell and the place of its vote are sorted as one number while both fit into 62 bits.
PACKED_BITS: Final = 62
# Whole-number keys are looked up in a table while it is at most this many times longer than the column itself.
SPREAD: Final = 8


class Wrong(ValueError):
    """What was given cannot be votes; the sentence says why."""


@dataclass(frozen=True, eq=False)
class Votes:
    """The votes of one conversation. n people, S statements, V votes.

    Attributes
    ----------
    people, statements : tuple of keys
        Sorted, n and S long. Statements that nobody has voted on are here only if they were named.
    row, column : int32[V]
        Which person and which statement; sorted by row, then column; each pair once.
    value : int8[V]
        1 agree, -1 disagree, 0 pass.
    times : number[V] or None
        When each was cast, in the unit they came in; None when no times are known.
    moderated, meta : bool[S]
        Taken out by moderation; about the person, not about the question (these are moderated as well).
    """

    people: tuple[Key, ...]
    statements: tuple[Key, ...]
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.int8]
    times: NDArray[Any] | None
    moderated: Truths
    meta: Truths

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """int64[n + 1]: where each person's votes begin."""
        return np.searchsorted(self.row, np.arange(len(self.people) + 1, dtype=np.int32)).astype(np.int64)

    @cached_property
    def per_person(self) -> NDArray[np.int64]:
        """int64[n]: how many votes each person cast, passes and moderated statements included."""
        return np.diff(self.starts)

    @cached_property
    def order(self) -> NDArray[np.int64] | None:
        """int64[V]: rank in time, 0 the first; at the same time by person, then statement. None without times."""
        if self.times is None:
            return None
        ranks = np.empty(self.times.size, np.int64)
        ranks[np.argsort(self.times, kind="stable")] = np.arange(self.times.size)
        return ranks

    @cached_property
    def hidden(self) -> Truths:
        """bool[V]: the vote is on a moderated statement."""
        return self.moderated[self.column]

    def matrix(self, *, rating: bool = False) -> csr_array:
        """float64[n, S], sparse. A pass is a stored zero, no vote is not stored.

        With `rating` the stored votes on moderated statements are zero as well: in that view they are passed by everybody.
        """
        from scipy.sparse import csr_array

        data = self.value.astype(np.float64)
        if rating:
            data[self.hidden] = 0.0
        return csr_array((data, self.column, self.starts), shape=(len(self.people), len(self.statements)))

    def only(self, rows: Integers) -> Votes:
        """The votes of these people (row numbers, each once); statements stay as they are."""
        rows = np.sort(np.asarray(rows))
        number = np.full(len(self.people), -1, np.int32)
        number[rows] = np.arange(rows.size, dtype=np.int32)
        kept = number[self.row] >= 0
        return Votes(
            people=tuple(self.people[i] for i in rows.tolist()),
            statements=self.statements,
            row=_fixed(number[self.row[kept]]),
            column=_fixed(self.column[kept]),
            value=_fixed(self.value[kept]),
            times=None if self.times is None else _fixed(self.times[kept]),
            moderated=self.moderated,
            meta=self.meta,
        )


def votes_of(
    people: Keys,
    statements: Keys,
    values: Keys,
    *,
    times: Keys | None = None,
    moderated: Iterable[Key] = (),
    meta: Iterable[Key] = (),
    unvoted: Iterable[Key] = (),
) -> Votes:
    """Votes from three columns of equal length, one row for each vote cast.

    Parameters
    ----------
    people, statements : keys
        Whole numbers or texts or anything that sorts; numpy arrays of whole numbers are quickest.
    values : whole numbers
        1 agree, -1 disagree, 0 pass.
    times : numbers, optional
        When each vote was cast, in any unit. The latest vote of a pair counts; at the same time, or without times, the later row.
    moderated, meta : keys
        Statements taken out, and statements about the person. Names that do not occur are ignored.
    unvoted : keys
        Statements that are open and have no vote yet; they get a column.

    Raises
    ------
    Wrong
        Columns differ in length, a vote is not -1, 0 or 1, or keys cannot be sorted.

    Examples
    --------
    >>> votes = votes_of(["b", "a", "b"], [7, 7, 7], [1, 0, -1])
    >>> votes.people, votes.value.tolist()
    (('a', 'b'), [0, -1])
    """
    value = np.asarray(values)
    if not len(people) == len(statements) == len(value) or (times is not None and len(times) != len(value)):
        raise Wrong("people, statements, votes and times must be equally long")
    if value.size and not (value.min() >= -1 and value.max() <= 1 and (value.dtype.kind in "iu" or np.isin(value, (-1, 0, 1)).all())):
        raise Wrong("a vote is 1 (agree), -1 (disagree) or 0 (pass)")
    persons, row = _coded(people)
    asked, column = _coded(statements, unvoted)
    when = None if times is None else np.asarray(times)
    kept = _last_of_pairs(row.astype(np.int64) * max(len(asked), 1) + column, when)
    about = _marked(asked, meta)
    return Votes(
        people=persons,
        statements=asked,
        row=_fixed(row[kept]),
        column=_fixed(column[kept]),
        value=_fixed(value[kept].astype(np.int8)),
        times=None if when is None else _fixed(when[kept]),
        moderated=_fixed(_marked(asked, moderated) | about),
        meta=_fixed(about),
    )


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


def _last_of_pairs(cell: NDArray[np.int64], times: NDArray[Any] | None) -> NDArray[np.int64]:
    """Places of the votes that count, sorted by cell."""
    place = _sorted(cell)
    last = np.append(cell[place[1:]] != cell[place[:-1]], True) if place.size else np.empty(0, bool)
    if times is not None and not last.all():
        # Somebody changed a vote: now the order in time matters.
        by_time = np.argsort(times, kind="stable")
        place = by_time[_sorted(cell[by_time])]
    return np.asarray(place[last])


def _sorted(cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places sorted by cell, equal cells in the order they stand in."""
    bits = cell.size.bit_length()
    if int(cell.max(initial=0)).bit_length() + bits > PACKED_BITS:
        return np.argsort(cell, kind="stable")
    return np.asarray(np.sort((cell << bits) | np.arange(cell.size)) & ((1 << bits) - 1))


def _coded(keys: Keys, more: Iterable[Key] = ()) -> tuple[tuple[Key, ...], NDArray[np.int32]]:
    """Sorted distinct keys, and for each key its place among them."""
    extra = list(more)
    if isinstance(keys, np.ndarray):
        if keys.size and not extra and keys.dtype.kind == "i" and (table := _by_table(keys)) is not None:
            return table
        keys = keys.tolist()
    try:
        distinct = sorted(dict.fromkeys((*keys, *extra)))
    except TypeError as problem:
        raise Wrong("keys of people, and of statements, must all be of one kind") from problem
    place = {key: i for i, key in enumerate(distinct)}
    return tuple(distinct), np.fromiter(map(place.__getitem__, keys), np.int32, len(keys))


def _by_table(keys: NDArray[Any]) -> tuple[tuple[Key, ...], NDArray[np.int32]] | None:
    """The same for whole numbers that lie close together; None where the table would be too long."""
    low, high = int(keys.min()), int(keys.max())
    if high - low > SPREAD * keys.size + 1024:
        return None
    shifted = keys - low if low else keys
    there = np.zeros(high - low + 1, bool)
    there[shifted] = True
    places = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return tuple((np.flatnonzero(there) + low).tolist()), places[shifted]


def _marked(keys: tuple[Key, ...], named: Iterable[Key]) -> Truths:
    names = set(named)
    if not names:
        return np.zeros(len(keys), bool)
    return np.fromiter((key in names for key in keys), bool, len(keys))
