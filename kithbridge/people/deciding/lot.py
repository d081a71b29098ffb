"""The lot: who of those who said yes gets a seat. Pure; the randomness is passed in.

Offers: `draw(...)`, `free_by_lot(...)`, `free_by_code(...)`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def wanted_living(seats: int, use_now: int) -> int:
    """How many seats are kept for people who use now, at least: `use_now` in 100 of all seats, rounded up."""
    return math.ceil(seats * use_now / 100)


def free_by_code(*, seats: int, by_lot: int, taken_by_code: int) -> int:
    """How many more seats may be filled otherwise than by lot."""
    return max(0, seats - math.ceil(seats * by_lot / 100) - taken_by_code)


def draw(
    willing: Mapping[str, Sequence[T]], taken: Mapping[str, int], *, seats: int, use_now: int, rng: random.Random
) -> list[tuple[T, str]]:
    """Fill the free seats.

    Parameters
    ----------
    willing : {"living": [...], "lived": [...], "work": [...]}: who said yes, by what she would sit as; others may not sit
    taken : how many seats are taken, by constituency
    seats, use_now : how many seats there are; the share in per cent that is for people who use now
    rng : the only source of chance

    Returns
    -------
    [(who, constituency)] : on whom the lot fell. Seats for people who use now stay empty when too few of them said yes. Of people who
        work here there are never so many that anybody else would sit alone among them: no more than of all others together.
    """
    free = seats - sum(taken.values())
    living = list(willing.get("living", []))
    rng.shuffle(living)
    kept = max(0, wanted_living(seats, use_now) - taken.get("living", 0))
    drawn: list[tuple[T, str]] = [(who, "living") for who in living[: max(0, min(kept, free))]]
    rest: list[tuple[T, str]] = [(who, "living") for who in living[len(drawn) :]]
    rest += [(who, name) for name in ("lived", "work") for who in willing.get(name, [])]
    rng.shuffle(rest)
    open_to_all = max(0, free - kept)
    work = taken.get("work", 0)
    others = taken.get("living", 0) + taken.get("lived", 0) + len(drawn)
    for again in (False, True):
        late: list[tuple[T, str]] = []
        for who, name in rest:
            if name == "work" and work >= others:
                late.append((who, name))  # looked at once more when others have come in
            elif open_to_all:
                drawn.append((who, name))
                open_to_all -= 1
                work, others = (work + 1, others) if name == "work" else (work, others + 1)
        rest = [] if again else late
    return drawn
