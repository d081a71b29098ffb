"""Tables that may leave the team: what is hidden in them cannot be reckoned from what is shown.

Offers
------
Row, shown_row(parts)     one line of a table: its parts (areas) and their total, each shown or hidden
number(shown)             what of a shown count can be added up: itself, and 0 for a hidden one

The rule for a line is all or nothing. If every part is large enough, every part and the total are shown. Otherwise no part is shown:
one hidden part would be the total less the others, two would have a known sum. The total stands alone where it is large enough.
Whoever publishes keeps to one grain, months and no weeks, and adds up only what is shown (`number`): a true sum beside its parts is a
difference that somebody else can take; a sum of what everybody sees tells nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kithbridge.engines.disclosure import show_count

__all__ = ["Row", "least", "number", "shown_row"]


@dataclass(frozen=True)
class Row:
    """`total` and `parts` as they may leave: a number, or the words for a small one. A part is None where none is told."""

    total: str | int
    parts: tuple[str | int | None, ...]


def least(threshold: int = 10, floor: int = 5) -> int:
    """The smallest number that is shown. Nothing below `floor` has any effect."""
    return max(threshold, floor)


def shown_row(parts: Sequence[int], *, threshold: int = 10) -> Row:
    """One line as it may leave the team.

    Parameters
    ----------
    parts : sequence of int
        Counts that add up to the line's total, each 0 or more.
    threshold : int
        Counts below it are hidden (`show_count`).

    Returns
    -------
    Row
        Of every part that is hidden, at least `threshold` different values fit to what is shown.

    Examples
    --------
    >>> shown_row([12, 30])
    Row(total=42, parts=(12, 30))
    >>> shown_row([3, 30])
    Row(total=33, parts=(None, None))
    >>> shown_row([3, 4])
    Row(total='fewer than 10', parts=(None, None))
    """
    total = show_count(sum(parts), threshold=threshold)
    if parts and all(part >= least(threshold) for part in parts):
        return Row(total, tuple(show_count(part, threshold=threshold) for part in parts))
    return Row(total, (None,) * len(parts))


def number(shown: str | int | None) -> int:
    """A count as it may be added to others: what is hidden adds nothing, so that the sum is "at least".

    Examples
    --------
    >>> number(12), number("fewer than 10"), number(None)
    (12, 0, 0)
    """
    return shown if isinstance(shown, int) else 0
