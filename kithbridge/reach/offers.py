"""What this room gives to the ground floor and to other rooms.

Offers
------
register()   called once at start: the tie of an ask to a new page, what is hers, what goes with her page, home cards, sweeps
"""

from __future__ import annotations

from kithbridge.people import hers as of_page
from kithbridge.people.actions.pages import taken_back_with_page


def register() -> None:
    from kithbridge.reach import hers
    from kithbridge.reach.actions import asking

    of_page.register_tie(asking.tie_by_text)
    of_page.register_mine(hers.of, hers.take_back)
    taken_back_with_page(hers.end_with_page)
