"""Bands: what may be said of a count of votes to people who already know some of those votes.

Offers
------
KNOWN, LEAST_KNOWN          how many votes somebody is taken to know: 7 (six others and her own), and never fewer than 6
Band                        a word and an exact interval; nothing else of a count leaves
telling(s, known)           "nothing", "mixed" or "words": what s voters allow
cuts(s, known, most)        where bands begin
band(k, s, cuts)            the band of k of s
is_mixed(a, d, known)       whether opinions are mixed, where no more than this may be said

Why so little. Somebody who knows `known` votes of s, and the band, must find for each other voter that she may have agreed and that she
may have disagreed. Suppose a band ends at m below s. If m <= known, the known votes may be those m that agree: then nobody else does. If it
begins at l > 0 and l >= s - known, the known votes may be all that do not: then everybody else agrees. So the lowest band must reach
known + 1 and the highest must begin at s - known - 1 or below. Below 2 known + 3 voters no band can do both, and no other sorting of
counts into words can either (the argument needs only the smallest and the largest count of a word). There, from 2 known - 1 voters, one
thing is still safe: whether at least known - 2 agreed and as many disagreed. `test_publish_adversary` goes through every count, every
band and every set of known votes for the numbers of voters where it matters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kithbridge.engines.opinion.exact import clopper_pearson

__all__ = ["KNOWN", "LEAST_KNOWN", "UNTOLD", "Band", "Telling", "Word", "band", "cuts", "ends", "is_mixed", "telling"]

Word = Literal["nearly all", "most", "split", "few", "nearly nobody", "differs", "untold"]
Telling = Literal["nothing", "mixed", "words"]

KNOWN = 7
"""In a room where everybody knows each other: six votes of others (research notes 3.12) and one's own."""
LEAST_KNOWN = 6
"""No rule of a group lowers it further."""
STEP = 5
"""Ends of intervals are told in whole steps of 5 of 100."""
NEARLY = 0.85
"""From this share on a whole band is "nearly all"; up to the rest of 1 it is "nearly nobody"."""


@dataclass(frozen=True)
class Band:
    """What is told of one count. `low` and `high`: an interval for the share in per cent, in fives.

    The interval holds the exact 95 % interval (Clopper and Pearson) of every count in the band, so it gives away no more than the word.
    "most" is more than half, "few" fewer than half, "split" holds the half; "differs": blocks of people differ; "untold": any count.
    """

    word: Word
    low: int
    high: int


UNTOLD = Band("untold", 0, 100)


def telling(s: int, known: int = KNOWN) -> Telling:
    """What s voters on a statement allow to be told.

    Examples
    --------
    >>> telling(12), telling(13), telling(17)
    ('nothing', 'mixed', 'words')
    """
    if s >= 2 * known + 3:
        return "words"
    return "mixed" if s >= 2 * known - 1 else "nothing"


def is_mixed(agree: int, disagree: int, known: int = KNOWN) -> bool:
    """At least known - 2 agreed and at least as many disagreed.

    Examples
    --------
    >>> is_mixed(6, 7), is_mixed(10, 3)
    (True, False)
    """
    return min(agree, disagree) >= known - 2


@lru_cache(maxsize=4096)
def cuts(s: int, known: int = KNOWN, most: int | None = None) -> tuple[int, ...]:
    """First counts of the second band and of those above, rising.

    Parameters
    ----------
    s : int
        Voters on the statement.
    known : int
        Votes that somebody is taken to know.
    most : int, optional
        The count from which the group's rule says yes. It becomes a cut where it may, so that the rule's answer can be told; without it
        the cut lies at two thirds.

    Examples
    --------
    >>> cuts(16), cuts(17), cuts(20), cuts(30), cuts(100)
    ((), (9,), (9, 12), (11, 20), (16, 34, 67, 85))
    """
    first, last = known + 2, s - known - 1
    if first > last:
        return ()
    wanted = most if most is not None and s / 2 < most <= last else math.ceil(2 * s / 3)
    upper = {min(wanted, last)}
    if math.ceil(NEARLY * s) <= last:
        upper.add(math.ceil(NEARLY * s))
    return tuple(sorted(upper | {s - cut + 1 for cut in upper}))


@lru_cache(maxsize=4096)
def _bands(s: int, edges: tuple[int, ...]) -> tuple[Band, ...]:
    bands = []
    for least, most in zip((0, *edges), (*(edge - 1 for edge in edges), s), strict=True):
        low, high = float(clopper_pearson(least, s)[0]), float(clopper_pearson(most, s)[1])
        # A hair of tolerance, so that a bound that is a whole step by arithmetic stays one.
        start, end = STEP * math.floor(100 * low / STEP + 1e-9), STEP * math.ceil(100 * high / STEP - 1e-9)
        bands.append(Band(_word(least, most, s), start, end))
    return tuple(bands)


def _word(least: int, most: int, s: int) -> Word:
    if least >= NEARLY * s:
        return "nearly all"
    if s - most >= NEARLY * s:
        return "nearly nobody"
    if 2 * least > s:
        return "most"
    return "few" if 2 * most < s else "split"


def ends(k: int, s: int, edges: tuple[int, ...]) -> tuple[int, int]:
    """Smallest and largest count in the band of k of s."""
    begun = [edge for edge in edges if edge <= k]
    return max(begun, default=0), min((edge - 1 for edge in edges if edge > k), default=s)


def band(k: int, s: int, edges: tuple[int, ...]) -> Band:
    """The band of k of s voters. Without a cut nothing is told.

    Examples
    --------
    >>> band(20, 20, cuts(20)), band(12, 20, cuts(20)), band(3, 9, cuts(9))
    (Band(word='most', low=35, high=100), Band(word='most', low=35, high=100), Band(word='untold', low=0, high=100))
    """
    if not edges:
        return UNTOLD
    return _bands(s, edges)[sum(edge <= k for edge in edges)]
