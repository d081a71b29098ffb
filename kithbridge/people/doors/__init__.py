"""What the help pages say: five doors, and two smaller ones beside them.

Offers
------
DOORS, SMALL_DOORS               the pages; their words stand in `five` and `beside`, what they are made of in `door`
BREATH                           the first of them, which stands on paper and on phones too
door_at(number)                  the one behind a number of the address
numbers_for(door, help_numbers)  the group's numbers to ring for it

The texts are a start: a group changes them and somebody who signs for it checks them. Numbers to ring are facts of the group, so none
stands in a text except 999 and 111, which hold all over the United Kingdom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kithbridge.people.doors.beside import ALONE, EXPECTING
from kithbridge.people.doors.door import Door
from kithbridge.people.doors.five import BREATH, CHILD, HURT, OFFICIAL, THREAT

__all__ = ["BREATH", "DOORS", "SMALL_DOORS", "door_at", "numbers_for"]

DOORS = (BREATH, HURT, THREAT, OFFICIAL, CHILD)
SMALL_DOORS = (ALONE, EXPECTING)
ALL = DOORS + SMALL_DOORS


def door_at(number: int) -> Door | None:
    """The door behind this number, or None."""
    return next((each for each in ALL if each.number == number), None)


def numbers_for(door: Door, help_numbers: Mapping[str, Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The group's numbers for this door, in its order; one the group has not filled in is left out."""
    return [help_numbers[key] for key in door.numbers if help_numbers.get(key)]
