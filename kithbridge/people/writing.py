"""A locked row whose number follows from its form is written once, however often the form is sent.

Offers
------
AlreadySent              raised by what writes, when it finds that its form was used
write_once(write, *rows) write them; whether they are there now

Two presses at once meet in the keyring (IntegrityError) or in `once.claim`. The first may still be at it between keyring and content: keys
that are taken away under it and made anew would lie under a row that they do not open. So it is waited for. What a crash left under
these numbers is taken away.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import IntegrityError, models

from kithbridge.people import leftovers

TRIES, PAUSE_SECONDS = 20, 0.1


class AlreadySent(Exception):
    """This form was used, and nothing of it is there: it has ended since."""


def write_once(write: Callable[[], object], *rows: models.Model) -> bool:
    """`write` seals and saves the rows, and raises AlreadySent where the form was used. False: too much comes in at once, try again.

    Raises AlreadySent when the form was used and no row of it is there any more.
    """
    for tries in (TRIES, 1):
        try:
            write()
            return True
        except AlreadySent:
            # Whoever claimed it has committed, so no row that it wrote is still to come.
            if _there(rows):
                return True
            raise
        except IntegrityError:
            if _come(rows, tries):
                return True
            for row in rows:
                leftovers.drop_unwritten(row.pk)
    return False


def _there(rows: tuple[models.Model, ...]) -> bool:
    """Whether one of them is there: a form's rows are written together."""
    return any(type(row)._default_manager.filter(pk=row.pk).exists() for row in rows)


def _come(rows: tuple[models.Model, ...], tries: int) -> bool:
    """Whether one of them is there, or comes in the meantime."""
    for left in reversed(range(tries)):
        if _there(rows):
            return True
        if left:
            time.sleep(PAUSE_SECONDS)
    return False
