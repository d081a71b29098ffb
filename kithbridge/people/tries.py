"""Codes on slips and screens are not guessed without end, and nobody is locked out.

Offers: `one(good=...)`, said of every code and slip somebody typed, before anything is done with it; `TOO_MANY`, what a page says of it.

Eight signs are 39 bits. With a thousand codes about, and a hundred tries a second, one is found in eleven weeks. So only so many wrong
ones in an hour are quick. After that each try, right or wrong, first costs what a try at secret words costs: two at once for the whole
machine, which makes years of it. Whoever has a good code waits a moment; a flood cannot keep her from taking back what she wrote for
longer than it lasts.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.people import visit
from kithbridge.people.actions.opening import derive

WRONG_AN_HOUR = 600
TOO_MANY = _("Somebody types in too many wrong codes just now. Nothing was changed. Your code is still good. Try again in a minute.")


def one(*, good: bool) -> None:
    """Raises sealing.Busy when this hour's quick tries are used up and too many others are trying."""
    if not visit.left("codes", most=WRONG_AN_HOUR):
        derive("a code")
    if not good:
        visit.spend("codes", most=WRONG_AN_HOUR)
