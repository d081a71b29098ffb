"""What leaves of opinion groups: how many, how large in wide steps, what marks each, and a map of statements drawn from that alone.

Offers
------
PublishedGroups, PublishedGroup, Place
published_groups(sizes, marks, *, passed, words, statement_positions, positions) -> PublishedGroups or None

Why this is little. Who is in which group is not told, and a group's words are not told: a group of 5 to 16 people is a room in which six
known votes are most of them (`bands`). A mark says that in this group more agree (or more are against) than in the others, without how
many. Steps of sizes reach beyond the number of known votes, so that nobody can tell that she knows a whole group.

The map is drawn from marks and published words, so it tells nothing new. Statements' places on the components are sums of votes: even on
a field of 7 by 7, half of the votes that `opinion_anonymity` looked at could not be changed without moving a statement. Where words by
group are wanted, and every group has 17 people, groups are given to `publish` as its roles, instead of the declared ones: people are
divided in one way only.

Nothing here knows who is who: two people exchanged with all their votes make the same publication. So a vote could only be told where all
whose votes are not known voted alike on a statement, and there the words are wide enough (`bands`). What is proven is proven of words;
for marks, which depend on all votes at once, `opinion_anonymity` looks in made-up groups for other votes that lead to the same publication.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kithbridge.engines.opinion.publish import Key, Published
from kithbridge.engines.opinion.small import GROUPS_FROM, LEAST, MOST_GROUPS_BELOW, most_groups

__all__ = ["GRID", "Mark", "Place", "PublishedGroup", "PublishedGroups", "published_groups"]

Side = Literal["agree", "disagree"]
Mark = tuple[Key, Side]

STEPS = (5, 15, 30, 60, 120, 250, 500, 1000, 10_000, 100_000)
"""A group's size is told as one of these and the number before the next."""
GRID = 7
"""Where people are is shaded on 7 x 7 fields, the middle one about the mean."""
MARKS = 5
"""At most so many marks for each group, as Polis has."""
SHADES = (0.02, 0.08)
"""Shares of people from which a field of the map is the second and the third shade."""


@dataclass(frozen=True)
class PublishedGroup:
    """`people`: from, to. `marks`: statements that more people agree with, or are against, here than elsewhere, in the order of keys."""

    people: tuple[int, int]
    marks: tuple[Mark, ...]


class Place(NamedTuple):
    """Where a statement stands on the map, -3 to 3 each way. Groups stand around the middle, a statement towards those that it marks.

    With two groups they stand left and right in the order of `groups`, and the row says how many of all agree, by the published words.
    """

    key: Key
    column: int
    row: int


@dataclass(frozen=True)
class PublishedGroups:
    """Groups from the largest step down, then by marks. `map`: statements in the order of keys.

    `density`: from 50 people on, GRID x GRID shades 0 to 3 of where people are; 0 for fields of fewer than five. Otherwise empty.
    """

    groups: tuple[PublishedGroup, ...]
    map: tuple[Place, ...]
    density: tuple[tuple[int, ...], ...]


def _step(size: int) -> tuple[int, int]:
    at = max(i for i, least in enumerate(STEPS) if least <= size)
    return STEPS[at], STEPS[at + 1] - 1 if at + 1 < len(STEPS) else 10 * STEPS[at] - 1


def _density(points: NDArray[np.float64]) -> tuple[tuple[int, ...], ...]:
    half, reach = GRID // 2, float(np.abs(points).max()) or 1.0
    at = np.rint(points / reach * half).astype(np.int64) + half
    fields = np.zeros((GRID, GRID), np.int64)
    np.add.at(fields, (at[:, 1], at[:, 0]), 1)
    shades = np.where(fields < LEAST, 0, 1 + np.digitize(fields / len(points), SHADES))
    return tuple(tuple(int(shade) for shade in row) for row in shades)


def _corners(groups: int) -> list[tuple[float, float]]:
    """Where groups stand: left and right, or evenly around, the first on the left."""
    turns = [math.pi - 2 * math.pi * at / groups for at in range(groups)]
    return [(math.cos(turn), math.sin(turn)) for turn in turns]


def _places(groups: Sequence[PublishedGroup], keys: Iterable[Key], words: Published | None) -> tuple[Place, ...]:
    half = GRID // 2
    said = {one.key: one.whole.agree for one in words.statements if one.said == "words"} if words else {}
    marked = {key for group in groups for key, _ in group.marks}
    places = []
    for key in sorted({*keys, *said, *marked}, key=_order):
        x = y = 0.0
        for group, (across, up) in zip(groups, _corners(len(groups)), strict=True):
            pull = ((key, "agree") in group.marks) - ((key, "disagree") in group.marks)
            x, y = x + pull * across, y + pull * up
        if len(groups) == 2:
            y = (said[key].low + said[key].high - 100) / 50 if key in said else 0.0
        places.append(Place(key, _field(x, half), _field(y, half)))
    return tuple(places)


def _field(at: float, half: int) -> int:
    """From the middle to a corner are two steps of three fields: one mark goes half the way, a mark and its opposite the whole."""
    return max(-half, min(half, math.floor(at * half / 2 + 0.5 + 1e-9)))


def published_groups(
    sizes: Sequence[int],
    marks: Sequence[Sequence[Mark]],
    *,
    passed: bool,
    words: Published | None = None,
    statement_positions: Iterable[Key] = (),
    positions: ArrayLike = (),
) -> PublishedGroups | None:
    """What may be shown of opinion groups; None where none may.

    Parameters
    ----------
    sizes : sequence of int
        People in each group; together all who are grouped.
    marks : sequence of sequence of (key, side)
        For each group its representative statements (`representative`), at most five are told.
    passed : bool
        What the permutation gate said.
    words : Published, optional
        What `publish` gave for the same conversation, for the rows of the map.
    statement_positions : keys, optional
        Statements to stand on the map besides; of a mapping only the keys are read, since places are sums of votes.
    positions : float array [n, 2], optional
        Places of people on the first two components; only from 50 people on anything is told of them, and then only shades of fields.

    Returns
    -------
    PublishedGroups or None
        None with fewer than 20 people, one group, a group under 5, more groups than so many people may have, or a gate not passed.

    Raises
    ------
    ValueError
        Not one list of marks for each group.

    Examples
    --------
    >>> from kithbridge.engines.opinion.publish import publish
    >>> words = publish([[12]], [[9]], [[0]], {"all": 21}, statements=["a"])
    >>> shown = published_groups([9, 12], [[("a", "disagree")], [("a", "agree")]], passed=True, words=words)
    >>> shown.groups[0], shown.map
    (PublishedGroup(people=(5, 14), marks=(('a', 'agree'),)), (Place(key='a', column=-3, row=0),))
    >>> published_groups([12, 4], [[], []], passed=True) is None
    True
    """
    if len(sizes) != len(marks):
        raise ValueError("Each group needs its list of marks.")
    people = sum(sizes)
    if not passed or people < GROUPS_FROM or not 2 <= len(sizes) <= most_groups(people) or min(sizes) < LEAST:
        return None
    groups = [PublishedGroup(_step(size), _told(own)) for size, own in zip(sizes, marks, strict=True)]
    groups.sort(key=lambda one: (-one.people[0], [(_order(key), side) for key, side in one.marks]))
    points = np.asarray(positions, float).reshape(-1, 2)
    density = _density(points) if len(points) >= MOST_GROUPS_BELOW else ()
    return PublishedGroups(tuple(groups), _places(groups, statement_positions, words), density)


def _order(key: Key) -> tuple[bool, Key]:
    return isinstance(key, str), key


def _told(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks[:MARKS], key=lambda mark: (_order(mark[0]), mark[1])))
