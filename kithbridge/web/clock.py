"""The one place that asks what time it is.

Offers: `now()`, `today()`, `this_week()`, and `at(moment)` for tests and the demo's history.
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from kithbridge.engines.week import Week

LONDON = ZoneInfo("Europe/London")
_set: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("clock", default=None)


def now() -> dt.datetime:
    """The present moment with its time zone."""
    return _set.get() or dt.datetime.now(LONDON)


def today() -> dt.date:
    return now().astimezone(LONDON).date()


def this_week() -> Week:
    """The ISO week now, in London."""
    return Week.of(today())


def unix() -> int:
    """Whole seconds since 1970: for the declared technical places only."""
    return int(now().timestamp())


@contextlib.contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Everything inside believes it is `moment` (must carry a time zone)."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
