"""Small things done every few seconds beside the requests: linking the event record, finishing endings, writing the hour's counts.

Offers: `register(function)` (rooms, in their AppConfig), `run_once()`, `start()` (a daemon thread in each serving process).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections

from kithbridge.web import logs

EVERY_SECONDS = 5.0
_ticks: list[Callable[[], object]] = []
_started = threading.Event()


def register(tick: Callable[[], object]) -> None:
    """Have `tick` called every few seconds; it must be idempotent and safe in several processes at once."""
    if tick not in _ticks:
        _ticks.append(tick)


def run_once() -> None:
    """Call every tick; one that fails is logged by type and place and does not stop the others."""
    for tick in list(_ticks):
        try:
            tick()
        except Exception as problem:  # noqa: BLE001 - the next tick tries again
            logs.error(problem)
    logs.flush()


def start() -> None:
    """Start the thread once per process."""
    if _started.is_set():
        return
    _started.set()

    def work() -> None:
        pause = threading.Event()
        while not pause.wait(EVERY_SECONDS):
            run_once()
            connections.close_all()

    threading.Thread(target=work, name="kithbridge-ticks", daemon=True).start()
