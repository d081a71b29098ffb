"""The invented area's share of the room words. Offers: `week(cast, course, ago)`."""

from __future__ import annotations

from kithbridge.people.deciding.demo import Course
from kithbridge.people.demo import Cast
from kithbridge.words import demo_list


def week(cast: Cast, course: Course, ago: int) -> None:
    """What happened `ago` weeks before the demo's own week; the clock stands in it."""
    demo_list.week(cast, course, ago)
