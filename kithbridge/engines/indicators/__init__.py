"""Figures of supply: whether enough goes out, comes back, and is there when somebody asks.

Offers
------
Range(low, high)                 a number that is known only as a range; `high` None: no upper end is known
sets_per_person(sets, people)    syringe sets a year for each person who injects, as a range
set_bands(figure)                which of the bands below 100, below 200, below 300, 300 and more it may lie in
naloxone_ratio(kits, deaths)     naloxone kits a year for each death from opioids in a year, as a range
standing(figure, aim)            whether a range lies below an aim, around it or at it
per_hundred(part, whole)         a share in the hundred; more than 100 is possible and no mistake (bins back)
unmet(missing, out)              of 100 asked for, how many were not there
window(year, month, n)           the n months that end with this one, oldest first

Sets themselves are counted by `engines.handout.sets`, over the totals of the unit that reports. Nothing here scales up: where fewer
than twelve months were counted, the caller says how many, and the figure stays as low as it is.

Sources
-------
WHO/UNODC/UNAIDS, Technical guide for countries to set targets for universal access (2012 revision): sets per person a year; bands
below 100, 100 to below 200, 200 and more. The target of 300 by 2030: WHO, as told at Lisbon Addictions 2022. Both read second hand: to
be verified by whoever reports with them.
Bird SM, Parmar MKB, Strang J. Take-home naloxone to prevent fatalities from opiate-overdose. Drugs: Education, Prevention and Policy
22 (2015): 20 kits a year for each opioid death, at least 9.
Ksobiech K. A meta-analysis of return rates for needle exchange programs. The American Journal of Drug and Alcohol Abuse 30 (2004):
from 15 to 112 in the hundred came back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

__all__ = [
    "NALOXONE_AIM",
    "NALOXONE_LEAST",
    "SETS_TARGET",
    "SET_EDGES",
    "Range",
    "Standing",
    "naloxone_ratio",
    "per_hundred",
    "set_bands",
    "sets_per_person",
    "standing",
    "unmet",
    "window",
]

SETS_TARGET: Final = 300
SET_EDGES: Final = (100, 200, SETS_TARGET)
NALOXONE_AIM: Final = 20
NALOXONE_LEAST: Final = 9


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included. `high` None: there may be no end.

    Raises
    ------
    ValueError
        An end lies below nought, or the ends are the wrong way round.
    """

    low: Fraction
    high: Fraction | None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError("a range goes from a low end, 0 or more, to a high one")

    @classmethod
    def of(cls, low: int, high: int) -> Range:
        """Whole numbers, such as an estimate has."""
        return cls(Fraction(low), Fraction(high))


class Standing(Enum):
    """How a range stands to an aim."""

    BELOW = "below"
    AROUND = "around"
    REACHED = "reached"


def _each(n: int, over: Range) -> Range | None:
    """`n` divided by everything in the range. None: by nought only."""
    if n < 0:
        raise ValueError("a count is 0 or more")
    if not over.high:
        # "No end is known" divides to nothing that could be said, and so does nought alone.
        return None
    return Range(n / over.high, n / over.low if over.low else None)


def sets_per_person(sets: int, people: Range) -> Range | None:
    """Syringe sets given in twelve months, for each person who injects.

    Parameters
    ----------
    sets : int
        Sets given in twelve months (UNAIDS indicator registry 465), 0 or more.
    people : Range
        Estimated number of people who inject. Because it is a range, so is the figure.

    Returns
    -------
    Range or None
        Sets a person a year. None: the estimate holds nobody.

    Examples
    --------
    >>> found = sets_per_person(63_000, Range.of(900, 1_400))
    >>> found.low == 45 and found.high == 70
    True
    """
    return _each(sets, people)


def set_bands(figure: Range) -> tuple[int, int]:
    """The lowest and the highest band that a figure may lie in.

    0: below 100. 1: below 200. 2: below 300. 3: 300 and more. An open end reaches the highest.

    Examples
    --------
    >>> set_bands(Range.of(45, 70)), set_bands(Range.of(99, 300)), set_bands(Range.of(200, 200))
    ((0, 0), (0, 3), (2, 2))
    """
    top = len(SET_EDGES) if figure.high is None else sum(figure.high >= edge for edge in SET_EDGES)
    return sum(figure.low >= edge for edge in SET_EDGES), top


def naloxone_ratio(kits: int, deaths: Range) -> Range | None:
    """Naloxone kits given in twelve months, for each death from opioids in a year.

    Returns
    -------
    Range or None
        Kits a death. Its high end is None where there may have been no death. None: nobody died, so that there is no such figure.

    Examples
    --------
    >>> found = naloxone_ratio(360, Range.of(12, 18))
    >>> found.low == 20 and found.high == 30
    True
    """
    return _each(kits, deaths)


def standing(figure: Range, aim: int) -> Standing:
    """Whether all of a range reaches an aim, none of it, or some.

    Examples
    --------
    >>> [standing(Range.of(*ends), 20).value for ends in ((5, 19), (10, 20), (20, 40))]
    ['below', 'around', 'reached']
    """
    if figure.low >= aim:
        return Standing.REACHED
    return Standing.BELOW if figure.high is not None and figure.high < aim else Standing.AROUND


def per_hundred(part: int, whole: int) -> Fraction | None:
    """`part` in a hundred of `whole`. More than 100 is possible: more bins can come back in a year than went out in it.

    Returns
    -------
    Fraction or None
        0 or more. None: `whole` is nought, so that there is no share.

    Examples
    --------
    >>> per_hundred(112, 100) == 112, per_hundred(0, 8) == 0, per_hundred(3, 0)
    (True, True, None)
    """
    if part < 0 or whole < 0:
        raise ValueError("a count is 0 or more")
    return Fraction(100 * part, whole) if whole else None


def unmet(missing: int, out: int) -> Fraction | None:
    """Of 100 asked for, how many were not there. Asked for is what went out and what could not.

    Examples
    --------
    >>> unmet(3, 9) == 25, unmet(0, 0)
    (True, None)
    """
    return per_hundred(missing, missing + out)


def window(year: int, month: int, n: int) -> Iterator[tuple[int, int]]:
    """The `n` months that end with this one, oldest first.

    Examples
    --------
    >>> list(window(2026, 2, 3))
    [(2025, 12), (2026, 1), (2026, 2)]
    """
    last = year * 12 + month - 1
    for step in range(last - n + 1, last + 1):
        yield step // 12, step % 12 + 1
