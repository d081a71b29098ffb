"""Whose votes are used.

Offers: `replay(votes)` (as Polis decides it), `at_least(votes, least)`, `everybody(votes)`; each gives sorted row numbers.

Polis: a person takes part from the moment she has cast 7 votes (or as many as there were statements then) and stays in; while fewer
than 15 take part, those with most votes fill up to 15 and stay. Source: Polis, "in-conv"; replayed vote by vote from the times.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.votes import Votes

__all__ = ["ENOUGH_PEOPLE", "ENOUGH_VOTES", "at_least", "everybody", "replay"]

ENOUGH_VOTES: Final = 7
ENOUGH_PEOPLE: Final = 15


def everybody(votes: Votes) -> NDArray[np.int64]:
    """Rows of all who cast a vote. For a reference group whose members are in, however little they voted."""
    return np.flatnonzero(votes.per_person > 0)


def at_least(votes: Votes, least: int = ENOUGH_VOTES) -> NDArray[np.int64]:
    """Rows of those with `least` votes or more."""
    return np.flatnonzero(votes.per_person >= least)


def replay(votes: Votes, *, old_until: float | None = None) -> NDArray[np.int64]:
    """Rows of those who take part as Polis would have it.

    Parameters
    ----------
    votes : Votes
    old_until : number, optional
        A moment in the unit of `votes.times`. Before it, moderated statements counted as voted by everybody who voted at all, as in Polis
        until some day between December 2018 and August 2019. This one difference makes the official set of an old conversation exact
        (31 of 208 people are missed without it); which day it was for others is not known, so nothing is assumed.

    With times the votes are replayed one by one. Replayed so, three conditions say all, without a loop: she cast 7 votes in the end; or
    her count once reached the number of statements seen so far, when that was under 7; or she was one of the first 15 who voted (until then
    fewer than 15 were in, and the filling took everybody there was).
    Without times only the end is known: 7 votes or one on each statement, and the most active fill up to 15, ties by key.
    """
    count = votes.per_person
    if votes.order is None:
        asked = int(np.unique(votes.column).size)
        inside = (count >= min(ENOUGH_VOTES, asked)) & (count > 0)
        missing = ENOUGH_PEOPLE - int(inside.sum())
        if missing > 0:
            waiting = np.flatnonzero(~inside & (count > 0))
            inside[waiting[np.argsort(-count[waiting], kind="stable")[:missing]]] = True
        return np.flatnonzero(inside)
    inside = count >= ENOUGH_VOTES
    voted = np.flatnonzero(count > 0)
    if not voted.size:
        return voted
    first = np.minimum.reduceat(votes.order, votes.starts[voted])
    inside[voted[np.argsort(first)[:ENOUGH_PEOPLE]]] = True
    inside[_early(votes)] = True
    if old_until is not None and votes.times is not None:
        cast = np.bincount(votes.row[(votes.times < old_until) & ~votes.hidden], minlength=len(votes.people))
        inside |= (cast > 0) & (cast + int(votes.moderated.sum()) >= ENOUGH_VOTES)
    return np.flatnonzero(inside)


def _early(votes: Votes) -> NDArray[np.int32]:
    """Rows of those who had voted on all there was, while that was fewer than 7 statements."""
    assert votes.order is not None  # noqa: S101 (for the type checker: `replay` has looked)
    met = np.full(len(votes.statements), votes.order.size, np.int64)
    np.minimum.at(met, votes.column, votes.order)
    met = np.sort(met[met < votes.order.size])
    until = met[ENOUGH_VOTES - 1] if met.size >= ENOUGH_VOTES else votes.order.size
    early = np.flatnonzero(votes.order < until)
    # By person, then time: the place within a person's run is her count at that moment.
    early = early[np.lexsort((votes.order[early], votes.row[early]))]
    row = votes.row[early]
    nth = np.arange(row.size) - np.searchsorted(row, row) + 1
    return row[nth >= np.searchsorted(met, votes.order[early], side="right")]
