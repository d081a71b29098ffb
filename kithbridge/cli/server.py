"""The production server (granian): no access log, messages of its own silenced. Offers `listen(...)`."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

# Every logger of the server goes nowhere: its messages may hold addresses. Ours speaks by itself (kithbridge.web.logs).
SILENT: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "root": {"level": "CRITICAL", "handlers": ["nowhere"]},
    "loggers": {name: {"handlers": ["nowhere"], "propagate": False} for name in ("_granian", "granian.access")},
}
THREADS = 64


def port_is_free(bind: str, port: int) -> bool:
    """Whether somebody else already listens there."""
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return False
    return True


def no_core_dumps() -> None:
    """A crash must not write memory to disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def listen(*, bind: str, port: int, workers: int) -> int:
    """Serve until stopped. Returns 2 when the port is taken."""
    if not port_is_free(bind, port):
        print(f"kithbridge: port {port} is in use. Choose another: --port {port + 1}", file=sys.stderr)
        return 2
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kithbridge.web.settings")
    no_core_dumps()
    Granian(
        "kithbridge.web.wsgi:application",
        address=bind,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        backpressure=THREADS,
        websockets=False,
        log_enabled=False,
        log_dictconfig=SILENT,
        respawn_failed_workers=True,
    ).serve()
    return 0
