"""Tables that may leave the team: what is hidden in them cannot be reckoned from what is shown.

Offers
------
Row, shown_row(parts)     one line of a table: its parts (areas) and their total, each shown or hidden
about(part, whole)        between which two shares something lies, far enough apart to hide how many it is a share of

The rule for a line is all or nothing. If every part is large enough, every part and the total are shown. Otherwise no part is shown:
one hidden part would be the total less the others, two would have a known sum. The total stands alone where it is large enough.
Whoever publishes keeps to one grain: months and no weeks, no sums over months, no sums over lines; a sum beside its parts is a
difference that somebody else can take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kithbridge.engines.disclosure import show_count

__all__ = ["Row", "about", "least", "shown_row"]

_STEPS = (1, 2, 5, 10, 20, 25, 50)


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


def about(part: int, whole: int, *, threshold: int = 10, beyond: bool = False) -> tuple[int, int] | None:
    """Between which two shares `part` lies in a hundred of `whole`: so far apart that at least `threshold` different parts give the same.

    Parameters
    ----------
    part, whole : int
        0 or more.
    beyond : bool
        Whether a part may be larger than the whole (bins that come back). Otherwise the last step includes 100.

    Returns
    -------
    (int, int) or None
        From and to, in the hundred. None: no step is wide enough, or there is no whole.

    Examples
    --------
    >>> about(40, 240), about(40, 2_400), about(240, 240), about(3, 9)
    ((15, 20), (1, 2), (95, 100), None)
    """
    if part < 0 or whole < 0 or (part > whole and not beyond):
        raise ValueError("a part is 0 or more, and of its whole")
    for step in _STEPS:
        # A step that holds so many whole parts, wherever it begins.
        if step * whole >= 100 * least(threshold):
            place = 100 * part // (step * whole)
            if not beyond:
                place = min(place, 100 // step - 1)
            return place * step, (place + 1) * step
    return None
