"""How many in each group agreed, disagreed and saw each statement.

Offers: `Tallies`, `tallies(votes, rows, labels)`. Source: Polis, "group-votes" {A, D, S}.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.votes import Integers, Votes

__all__ = ["Tallies", "tallies"]


@dataclass(frozen=True, eq=False)
class Tallies:
    """Counts of G groups over S statements. `seen` = agree + disagree + pass.

    Attributes
    ----------
    agree, disagree, seen : int64[G, S]
    """

    agree: NDArray[np.int64]
    disagree: NDArray[np.int64]
    seen: NDArray[np.int64]

    def after(self, group: int, column: int, *, old: int | None, new: int | None) -> Tallies:
        """The counts once somebody of `group` votes `new` where she had voted `old` (None: not at all), without counting again."""
        changed = Tallies(self.agree.copy(), self.disagree.copy(), self.seen.copy())
        for vote, step in ((old, -1), (new, 1)):
            changed.agree[group, column] += step * (vote == 1)
            changed.disagree[group, column] += step * (vote == -1)
            changed.seen[group, column] += step * (vote is not None)
        return changed

    def together(self) -> Tallies:
        """All groups as one: int64[1, S]."""
        return Tallies(*(x.sum(axis=0, keepdims=True) for x in (self.agree, self.disagree, self.seen)))


def tallies(votes: Votes, rows: Integers, labels: Integers | None = None, *, rating: bool = False) -> Tallies:
    """Counts by group of the people in `rows`.

    Parameters
    ----------
    votes : Votes
    rows : int[m]
        Row numbers of the people who are counted, each once.
    labels : int[m], optional
        The group of each, 0 .. G - 1; all in one group without it.
    rating : bool
        Moderated statements count as seen and passed by everybody in `rows`, those who never voted on them included.

    Raises
    ------
    ValueError
        `rows` and `labels` differ in length, or a label is negative.
    """
    rows = np.asarray(rows)
    group = np.zeros(rows.size, np.int64) if labels is None else np.asarray(labels, np.int64)
    if group.size != rows.size or (group.size and group.min() < 0):
        raise ValueError("every person counted needs one group, 0 or more")
    groups, statements = int(group.max(initial=0)) + 1, len(votes.statements)
    # One count over (group, statement, vote); people who are not counted fall into a row of their own that is cut off.
    of = np.full(len(votes.people), groups, np.int64)
    of[rows] = group
    cell = of[votes.row]
    cell *= statements
    cell += votes.column
    cell *= 3
    cell += votes.value
    cell += 1
    counts = np.bincount(cell, minlength=(groups + 1) * statements * 3)[: groups * statements * 3].reshape(groups, statements, 3)
    agree, disagree, seen = counts[:, :, 2].copy(), counts[:, :, 0].copy(), counts.sum(axis=2)
    if rating:
        agree[:, votes.moderated] = disagree[:, votes.moderated] = 0
        seen[:, votes.moderated] = np.bincount(group, minlength=groups)[:, None]
    return Tallies(agree, disagree, seen)
