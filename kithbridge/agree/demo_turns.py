"""The invented area's meetings where it was counted who speaks: two, half a year apart, the second after the room had seen the first.

Offers: `week(cast, ago)`.
"""

from __future__ import annotations

from kithbridge.agree.actions import turns
from kithbridge.people.demo import Cast
from kithbridge.web import once

# weeks ago -> kind, role -> (how many were in the room, how often one of them spoke)
MEETINGS: dict[int, tuple[str, dict[str, tuple[int, int]]]] = {
    27: ("steering", {"living": (5, 10), "lived": (3, 6), "kin": (2, 4), "worker": (5, 26), "manager": (2, 17), "peer": (3, 9)}),
    3: ("steering", {"living": (6, 25), "lived": (3, 12), "kin": (2, 7), "worker": (5, 16), "manager": (2, 9), "peer": (3, 11)}),
}


def week(cast: Cast, ago: int) -> None:
    """What was counted `ago` weeks before the demo's own week; the clock stands in it."""
    if ago not in MEETINGS:
        return
    kind, room = MEETINGS[ago]
    key = cast.team["Maeve"]
    made = turns.begin(key=key, kind=kind, heads={role: heads for role, (heads, _n) in room.items()}, form_id=once.new_form_id())
    if made is not None:
        turns.type_in(key=key, meeting=made.pk, turns={role: n for role, (_heads, n) in room.items()}, form_id=once.new_form_id())
        turns.keep(key=key, meeting=made.pk)
