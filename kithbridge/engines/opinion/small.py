"""What may be said about a group of this size, and the rules of agreement that a group can fix beforehand.

Offers
------
stage(n)                          "heard", "words" or "groups possible"
HEARD_BELOW, GROUPS_FROM, LEAST   8 people, 20 people, 5 people
MOST_GROUPS_BELOW, most_groups(n) how many opinion groups at most
RULES                             the rules of agreement by name: each takes counts and says yes or no
seventy_fifteen, mode_table, all_but_one, surely_most      those rules
wrongly_agreed(rule, n, share)    the chance that a rule says "agreed" in a group of n drawn from people of whom a share agrees

A rule of agreement takes (agree, disagree, passed): counts of people who answered the statement. A pass is an answer: it is no agreement.
Which rule holds is decided by the group and locked before the first vote; `wrongly_agreed` is the table to decide by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from kithbridge.engines.opinion.exact import clopper_pearson

__all__ = [
    "GROUPS_FROM",
    "HEARD_BELOW",
    "LEAST",
    "MOST_GROUPS_BELOW",
    "RULES",
    "Rule",
    "Stage",
    "all_but_one",
    "mode_table",
    "most_groups",
    "seventy_fifteen",
    "stage",
    "surely_most",
    "wrongly_agreed",
]

Stage = Literal["heard", "words", "groups possible"]
Rule = Callable[[int, int, int], bool]

HEARD_BELOW = 8
"""With fewer voters, any figure is nearly somebody's vote: they are told that they were heard, and talk."""
GROUPS_FROM = 20
"""With fewer voters, no opinion groups, whatever the gate says."""
LEAST = 5
"""No group, and no role, of fewer people is shown."""
MOST_GROUPS_BELOW = 50
"""With fewer voters, at most three opinion groups."""


def stage(n: int) -> Stage:
    """What may be shown when n people voted.

    Raises
    ------
    ValueError
        n below 0.

    Examples
    --------
    >>> stage(7), stage(8), stage(20)
    ('heard', 'words', 'groups possible')
    """
    if n < 0:
        raise ValueError("A number of people is 0 or more.")
    if n < HEARD_BELOW:
        return "heard"
    return "words" if n < GROUPS_FROM else "groups possible"


def most_groups(n: int) -> int:
    """How many opinion groups n people may be shown in: Polis's 2 + n/12 and never over 5, and at most 3 below 50 people.

    Examples
    --------
    >>> most_groups(26), most_groups(49), most_groups(50)
    (3, 3, 5)
    """
    return min(3 if n < MOST_GROUPS_BELOW else 5, 2 + n // 12, max(n // LEAST, 1))


def _answered(agree: int, disagree: int, passed: int) -> int:
    if min(agree, disagree, passed) < 0:
        raise ValueError("Counts of people are 0 or more.")
    return agree + disagree + passed


def seventy_fifteen(agree: int, disagree: int, passed: int = 0) -> bool:
    """At least 70 of 100 agree and fewer than 15 of 100 are against: usual for core outcome sets (PMC8024512).

    Examples
    --------
    >>> seventy_fifteen(7, 1, 2), seventy_fifteen(8, 2, 0)
    (True, False)
    """
    n = _answered(agree, disagree, passed)
    return n > 0 and 100 * agree >= 70 * n and 100 * disagree < 15 * n


def mode_table(agree: int, disagree: int, passed: int = 0) -> bool:
    """Few stand outside the largest answer: at most 2 of 8 to 10, 3 of 11 to 13, 4 of 14 to 16, and so on.

    Published for panels of 8 to 25 (PMC5966219, table 4); the line is carried on above 25, and below 8 the rule never says yes. The largest
    answer must be "agree".

    Examples
    --------
    >>> mode_table(6, 2), mode_table(7, 3), mode_table(8, 3)
    (True, False, True)
    """
    n = _answered(agree, disagree, passed)
    return n >= HEARD_BELOW and n - agree <= (n - 2) // 3


def all_but_one(agree: int, disagree: int, passed: int = 0) -> bool:
    """Everybody agrees but for one person at most, who may be against or pass. Never with fewer than 5.

    Examples
    --------
    >>> all_but_one(7, 1), all_but_one(6, 1, 1), all_but_one(4, 0)
    (True, False, False)
    """
    n = _answered(agree, disagree, passed)
    return n >= LEAST and agree >= n - 1


def surely_most(agree: int, disagree: int, passed: int = 0) -> bool:
    """The lower end of the exact 95 % interval of agreement lies above a half: more than half of people like these agree.

    Examples
    --------
    >>> surely_most(6, 0), surely_most(5, 0), surely_most(9, 1), surely_most(8, 2)
    (True, False, True, False)
    """
    n = _answered(agree, disagree, passed)
    return n > 0 and float(clopper_pearson(agree, n)[0]) > 0.5


RULES: dict[str, Rule] = {
    "seventy-fifteen": seventy_fifteen,
    "mode": mode_table,
    "all but one": all_but_one,
    "surely most": surely_most,
}


def wrongly_agreed(rule: Rule, n: int, share: float, passing: float = 0.0) -> float:
    """The chance that a rule says "agreed".

    Parameters
    ----------
    rule : callable
        One of `RULES`.
    n : int
        People who answer, from 0.
    share, passing : float
        Shares of the people they come from who agree and who pass; the rest is against. share + passing <= 1.

    Returns
    -------
    float
        Reckoned exactly, over all ways n people can answer. With a share up to a half it is an error: most do not agree.

    Raises
    ------
    ValueError
        Shares that are none.

    Examples
    --------
    >>> round(wrongly_agreed(all_but_one, 8, 0.5), 3)
    0.035
    """
    if not (0 <= share <= 1 and 0 <= passing <= 1 and share + passing <= 1 + 1e-12):
        raise ValueError("Shares lie between 0 and 1, and together make 1 at most.")
    total = 0.0
    for agree in range(n + 1):
        for passed in range(n - agree + 1):
            if rule(agree, n - agree - passed, passed):
                total += _multinomial((agree, passed, n - agree - passed), (share, passing, max(1 - share - passing, 0.0)))
    return min(total, 1.0)


def _multinomial(counts: ArrayLike, shares: ArrayLike) -> float:
    k, p = np.asarray(counts, dtype=np.float64), np.asarray(shares, dtype=np.float64)
    if np.any((p == 0) & (k > 0)):
        return 0.0
    return float(np.exp(gammaln(k.sum() + 1) - gammaln(k + 1).sum() + (k * np.log(np.where(p > 0, p, 1.0))).sum()))
