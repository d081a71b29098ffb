"""Who speaks how much in a room, for the view of credibility: share of talk over share of heads. Never of one person.

Offers
------
Talk                            turns or minutes of one person, or of so many of a role together, in one room
talk_ratio(roles, talk)         share of talk over share of heads; 1 is even
Sides, sides(talk, professionals)   the two sides beside each other over all rooms, and in how many rooms which spoke more than its share

Each room is its own measure: what would have been spoken had everybody in it spoken alike is added up over rooms. Shares of all rooms put
together would call a long meeting of workers and a short one of mothers uneven, though all spoke alike in both. Turns of one meeting hang
together, so chance is asked of rooms (a sign test), not of turns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import comb, nan

__all__ = ["Sides", "Talk", "by_sign", "sides", "talk_ratio"]

ALARM = 0.05


@dataclass(frozen=True)
class Talk:
    """Turns or minutes in a room, in no order and under no name: of one person, or of `heads` people of one role together."""

    role: str
    amount: float
    heads: int = 1
    room: str = ""


@dataclass(frozen=True)
class Sides:
    """Professionals beside people with experience, over rooms where both sat and somebody spoke.

    heads : professionals, as a share of the people in the room; talk : of what was spoken, weighed by how much was spoken in each room
    more, less : in how many rooms professionals spoke more, and less, than their share
    chance : whether so lopsided a count of rooms could be chance
    """

    rooms: int
    heads: float
    talk: float
    more: int
    less: int
    chance: bool


def _rooms(talk: Sequence[Talk]) -> list[list[Talk]]:
    found: dict[str, list[Talk]] = defaultdict(list)
    for one in talk:
        found[one.room].append(one)
    return [found[room] for room in sorted(found)]


def _of(room: Sequence[Talk], roles: Collection[str]) -> tuple[float, float, float]:
    """(what these roles spoke, what they would have spoken had everybody spoken alike, what was spoken)."""
    amount, heads = sum(one.amount for one in room), sum(one.heads for one in room)
    own = sum(one.heads for one in room if one.role in roles)
    return sum(one.amount for one in room if one.role in roles), amount * own / heads, amount


def talk_ratio(roles: Collection[str], talk: Sequence[Talk]) -> float:
    """What these roles spoke over what they would have spoken, had everybody in each room spoken alike; nan where nobody of them sat.

    Examples
    --------
    >>> short = [Talk("living", 10, heads=10, room="a"), Talk("workers", 5, heads=5, room="a")]
    >>> long = [Talk("living", 50, heads=5, room="b"), Talk("workers", 100, heads=10, room="b")]
    >>> talk_ratio(["workers"], short + long)
    1.0
    """
    rooms = [_of(room, roles) for room in _rooms(talk)]
    expected = sum(alike for _spoken, alike, _all in rooms)
    return sum(spoken for spoken, _alike, _all in rooms) / expected if expected else nan


def by_sign(more: int, less: int) -> float:
    """How likely a count of rooms at least so lopsided is, where each room may as well go the one way as the other.

    Examples
    --------
    >>> by_sign(6, 0), by_sign(2, 1)
    (0.03125, 1.0)
    """
    n, few = more + less, min(more, less)
    return min(1.0, 2 * sum(comb(n, k) for k in range(few + 1)) / (1 << n))


def sides(talk: Sequence[Talk], professionals: Collection[str]) -> Sides:
    """The two sides beside each other. Rooms where one side did not sit, or nobody spoke, are left out.

    Examples
    --------
    >>> room = [Talk("living", 4, heads=6, room="a"), Talk("workers", 16, heads=4, room="a")]
    >>> sides(room, {"workers"})
    Sides(rooms=1, heads=0.4, talk=0.8, more=1, less=0, chance=True)
    """
    found = [_of(room, professionals) for room in _rooms(talk)]
    both = [(spoken, alike, amount) for spoken, alike, amount in found if 0 < alike < amount]
    total = sum(amount for _spoken, _alike, amount in both)
    more = sum(spoken > alike for spoken, alike, _amount in both)
    less = sum(spoken < alike for spoken, alike, _amount in both)
    return Sides(
        rooms=len(both),
        heads=sum(alike for _spoken, alike, _amount in both) / total if total else nan,
        talk=sum(spoken for spoken, _alike, _amount in both) / total if total else nan,
        more=more,
        less=less,
        chance=by_sign(more, less) >= ALARM,
    )
