"""All tests as if it were another day: `KITHBRIDGE_TEST_AHEAD=40 ./kith test sqlite` sets the project's clock forty days ahead.

Offers: `DAYS`, `go()`, called once by conftest. A test that holds today, and not on a Monday, at the end of a month or in week 53, shows
itself. Processes that tests start, certificates and the databases' own clocks stay where they are.
"""

from __future__ import annotations

import datetime as dt
import os
import types

DAYS = int(os.environ.get("KITHBRIDGE_TEST_AHEAD") or 0)


class _Ahead(dt.datetime):
    """What `clock` asks for the time; what it gives is an ordinary moment."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override] - no moment of this class goes anywhere
        return dt.datetime.now(tz) + dt.timedelta(days=DAYS)


def go() -> None:
    """From here on, in this process."""
    from kithbridge.web import clock

    if DAYS:
        clock.dt = types.SimpleNamespace(**{**vars(dt), "datetime": _Ahead})  # type: ignore[assignment] - stands in for the module
