"""What the running server writes about itself: almost nothing (GROUND section 10).

Offers
------
configure(settings)   Django's LOGGING_CONFIG: one handler on stderr for the logger "kithbridge", nothing from anybody else
error(problem)        type and place of an error, once a day each over all processes; never its message, values or request
seen(kind)            counts a request by kind of route; `flush()` writes the hour's counts when the hour is over
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
import threading
import traceback
from collections import Counter
from typing import Any

LOGGER = logging.getLogger("kithbridge")
SILENT = ("django", "django.request", "django.security", "django.server", "django.db.backends", "asyncio", "py.warnings")
_lock = threading.Lock()
_counts: Counter[str] = Counter()
_hour = ""


def configure(_settings: dict[str, Any]) -> None:
    """Only the logger "kithbridge" speaks; framework loggers print paths, values and addresses and are silenced."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.handlers[:] = [handler]
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    logging.raiseExceptions = False
    for name in SILENT:
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = False


def _place(problem: BaseException) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "kithbridge" in frame.filename] or frames
    if not ours:
        return "unknown place"
    return f"{os.path.basename(ours[-1].filename)}:{ours[-1].lineno}"


def error(problem: BaseException) -> None:
    """Write the type and place of `problem`, once a day each."""
    from kithbridge.web.clock import today
    from kithbridge.web.home import volatile

    line = f"error {type(problem).__name__} at {_place(problem)}"
    mark = volatile() / ("said-" + hashlib.sha256(f"{today()}{line}".encode()).hexdigest()[:16])
    with contextlib.suppress(FileExistsError, OSError):
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        LOGGER.error("%s %s", today(), line)


def request_failed(sender: object, **_: Any) -> None:
    """Signal receiver for an exception inside a request."""
    problem = sys.exc_info()[1]
    if problem is not None:
        error(problem)


def seen(kind: str) -> None:
    """Count one request of this kind of route."""
    flush()
    with _lock:
        _counts[kind] += 1


def flush(*, now: bool = False) -> None:
    """Write the counts of an hour that is over (or at once)."""
    global _hour
    from kithbridge.web.clock import now as moment

    hour = moment().strftime("%Y-%m-%d %Hh")
    with _lock:
        if (hour != _hour or now) and _counts:
            parts = ", ".join(f"{kind} {n}" for kind, n in sorted(_counts.items()))
            LOGGER.info("%s requests: %s", _hour or hour, parts)
            _counts.clear()
        _hour = hour
