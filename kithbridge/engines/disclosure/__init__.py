"""How a count of people may be shown, until the room `figures` takes over.

Offers: `show_count(n)`. Source: GROUND section 8 (default 10, floor 5).
"""

from __future__ import annotations

__all__ = ["show_count"]


def show_count(n: int, *, threshold: int = 10, floor: int = 5) -> str | int:
    """A count as it may leave the team.

    Parameters
    ----------
    n : int
        How many people, 0 or more.
    threshold : int
        Counts below it are not shown. A rule may set it; nothing below `floor` has any effect.
    floor : int
        What no rule can go below.

    Returns
    -------
    str or int
        `n`, or the words "fewer than <threshold>": nought is hidden like any small count, since "nobody"
        tells about everybody.

    Raises
    ------
    ValueError
        `n` is negative.

    Examples
    --------
    >>> show_count(12), show_count(9), show_count(3, threshold=1)
    (12, 'fewer than 10', 'fewer than 5')
    """
    if n < 0:
        raise ValueError("a count of people is 0 or more")
    least = max(threshold, floor)
    return n if n >= least else f"fewer than {least}"
