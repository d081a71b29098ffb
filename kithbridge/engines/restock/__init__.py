"""How much of a thing to order, and what would end before anybody asks for it.

Offers
------
Situation         what is known of one thing: asks week by week, what is here, what is on the way, its pack
advise(situation) how many packs to order, and which part of the rule decided
busiest(asks)     the most that was asked for in any three weeks of the last half-year
lead(took)        how many weeks an order takes, by what the last ones took
usable(lots)      what still can be handed out when an order comes
would_end(lots, asked, weeks)   how much of each lot would be left on its last day

The rule in one sentence: order up to four fifths of the most that was asked for in any three weeks of the last half-year, in whole packs,
at least one pack's worth of what went by the pack, and never below one pack of what nobody may be without.

Three weeks: two until an order comes and one until somebody looks again. Four fifths: with the last fifth half as much again would lie
here, for one more of a thousand that was asked for. What goes slowly (less than a pack in three weeks) keeps all of it, since a fifth less
would be a whole bag less.
Where orders come late a group may plan with the weeks they really take: then the most of so many weeks and one more is looked at. With one
order in five a week late that brings item fill back from 97.1-98.1 to 98.8-99.6 %, for 0.7 to 0.8 weeks more stock.
Asks are what was given and what was asked for and not there: a thing that has run out would otherwise seem to be wanted by nobody.
Sources: research notes of the room reach, 3.8; figures: benchmarks/reach_restock.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

__all__ = [
    "HALF_YEAR",
    "LEAD",
    "MARGIN",
    "OPENING_WEEKS",
    "PERIOD",
    "REVIEW",
    "Advice",
    "Because",
    "Situation",
    "advise",
    "busiest",
    "lead",
    "usable",
    "would_end",
]

LEAD: Final = 2  # weeks until it comes
REVIEW: Final = 1  # weeks until the next look
PERIOD: Final = LEAD + REVIEW
FEWEST_ORDERS: Final = 5  # before that nothing is known of how long they take
LONGEST_LEAD: Final = 6  # weeks: who is later than that needs another supplier, not more stock
HALF_YEAR: Final = 26  # weeks
OPENING_WEEKS: Final = 8  # before that nothing is known of the busiest weeks
MARGIN: Final = 8  # weeks before its last day in which nothing should still lie here
KEPT_OF_FIVE: Final = 4


class Because(Enum):
    """Which part of the rule decided."""

    BUSIEST = "busiest"  # the most asked for in three weeks
    OPENING = "opening"  # fewer than eight weeks are known
    MUST = "must"  # never below one pack
    ENDS = "ends"  # more would end before it is asked for


@dataclass(frozen=True, slots=True)
class Situation:
    """One thing as it stands when somebody writes the order.

    Parameters
    ----------
    asks : sequence of int
        Asked for, week by week, oldest first, this week last: given and not there together. Only the last 26 are looked at.
    here, coming : int
        What lies here and can still be used; what is ordered or on its way. 0 or more.
    pack : int
        How many one pack holds, 1 or more.
    must : bool
        Whether the group never wants to be without it.
    opening : int
        What to have while fewer than eight weeks are known.
    lead : int
        Weeks until an order comes; see `lead`.
    life : int or None
        Weeks from now until what the supplier would send now has to be used up. None: no end.

    Raises
    ------
    ValueError
        A number is below 0, or a pack holds nothing.
    """

    asks: Sequence[int]
    here: int = 0
    coming: int = 0
    pack: int = 1
    must: bool = False
    opening: int = 0
    life: int | None = None
    lead: int = LEAD

    def __post_init__(self) -> None:
        if self.pack < 1:
            raise ValueError("a pack holds at least one")
        if self.lead < 1:
            raise ValueError("an order takes at least a week")
        if min(self.here, self.coming, self.opening, self.life or 0, *self.asks) < 0:
            raise ValueError("what lies here, comes or was asked for is 0 or more")

    @property
    def position(self) -> int:
        return self.here + self.coming


@dataclass(frozen=True, slots=True)
class Advice:
    """How many packs, and why: `most` was asked for in the busiest weeks, `level` is what we want to have."""

    packs: int
    because: Because
    most: int
    level: int


def lead(took: Iterable[int]) -> int:
    """How many weeks an order takes: in so many nine of ten came. Never less than two and never more than six.

    While fewer than five came two are taken: one that was late is no habit.

    >>> lead([2, 2, 3, 2, 2]), lead([2] * 9 + [5]), lead([9, 9])
    (3, 2, 2)
    """
    known = sorted(took)
    if len(known) < FEWEST_ORDERS:
        return LEAD
    return min(max(known[_up(9 * len(known), 10) - 1], LEAD), LONGEST_LEAD)


def busiest(asks: Sequence[int], period: int = PERIOD) -> int:
    """The most asked for in any three (or `period`) weeks in a row of the last 26; of fewer weeks, all of it.

    >>> busiest([5, 1, 1, 9, 0, 0, 4])
    11
    """
    known = asks[-HALF_YEAR:]
    total = most = sum(known[:period])
    for last in range(period, len(known)):
        total += known[last] - known[last - period]
        most = max(most, total)
    return most


def _up(n: int, by: int) -> int:
    """n / by, rounded up."""
    return -(-n // by)


def advise(of: Situation) -> Advice:
    """How many packs to order now.

    >>> advise(Situation(asks=[10, 20, 25, 15] * 2, here=22, pack=25))
    Advice(packs=2, because=<Because.BUSIEST: 'busiest'>, most=60, level=48)
    """
    known, most = of.asks[-HALF_YEAR:], busiest(of.asks, of.lead + REVIEW)
    level, because = max(min(most, of.pack), _up(KEPT_OF_FIVE * most, 5)), Because.BUSIEST
    if len(known) < OPENING_WEEKS and of.opening >= level:
        level, because = of.opening, Because.OPENING
    packs = _up(max(level - of.position, 0), of.pack)
    if of.life is not None and known:
        used_up = max(of.life - MARGIN, 0) * sum(known) // len(known)
        # While less than a pack is there one may always come: what ends soon and is asked for seldom would otherwise never be here.
        room = max((used_up - of.position) // of.pack, 1 if of.position < of.pack else 0)
        if room < packs:
            packs, because = room, Because.ENDS
    if of.must and of.position + packs * of.pack < of.pack:
        packs, because, level = 1, Because.MUST, of.pack
    return Advice(packs, because, most, level)


def usable(lots: Iterable[tuple[int, int | None]]) -> int:
    """What still can be handed out when an order comes, of lots (how many, weeks until the last day or None).

    A lot that ends within three weeks does not count as here. Below 0 counts as nothing: somebody should count.

    >>> usable([(10, None), (5, 3), (7, 4), (-2, 30)])
    17
    """
    return sum(max(n, 0) for n, weeks in lots if weeks is None or weeks > PERIOD)


def would_end(lots: Sequence[tuple[int, int]], asked: int, weeks: int) -> tuple[int, ...]:
    """How much of each lot would be left on its last day, if `asked` go out every `weeks` weeks and what ends first goes first.

    Parameters
    ----------
    lots : sequence of (how many, weeks until the last day)
        In any order; the answer keeps it. Weeks below 0 mean that the day is over.
    asked, weeks : int
        So many were asked for in so many weeks; with 0 weeks nothing is known and nothing goes out.

    >>> would_end([(20, 4), (30, 10)], asked=26, weeks=13)
    (12, 18)
    """
    rate = Fraction(asked, weeks) if weeks > 0 else Fraction(0)
    left, gone = [0] * len(lots), Fraction(0)
    for which in sorted(range(len(lots)), key=lambda n: lots[n][1]):
        many, until = lots[which]
        used = min(Fraction(max(many, 0)), max(rate * max(until, 0) - gone, Fraction(0)))
        gone += used
        rest = max(many, 0) - used
        left[which] = _up(rest.numerator, rest.denominator)
    return tuple(left)
