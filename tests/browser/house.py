"""A real server on a home of its own, with a hand inside; and a neutral site to leave to.

Offers
------
House     `with House(folder) as house`: house.address, house.hand(...), house.visits(), house.end_visits()
Neutral   a second small server on another port: where "Leave now" goes, and what it saw when somebody arrived
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parents[2]
LISTEN = "import sys; from kithbridge.cli.server import listen; sys.exit(listen(bind='127.0.0.1', port=int(sys.argv[1]), workers=1))"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """One group's site as it is shipped, furnished by `tests.browser.hand`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        # Passkeys are bound to a host name: localhost has one, 127.0.0.1 has none.
        self.address = f"http://localhost:{self.port}"
        self.team: dict[str, dict[str, str]] = {}
        self._processes: list[subprocess.Popen[str]] = []

    def _environment(self) -> dict[str, str]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "DJANGO_"))}
        return ours | {
            "KITHBRIDGE_HOME": str(self.folder),
            "KITHBRIDGE_VOLATILE": str(self.folder / "volatile"),
            "KITHBRIDGE_ADDRESS": self.address,
            "DJANGO_SETTINGS_MODULE": "kithbridge.web.settings",
        }

    def _start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, *words], cwd=PROJECT, env=self._environment(), text=True, **more)
        self._processes.append(process)
        return process

    def __enter__(self) -> Self:
        # Makes the secrets (tests.builders does), then the databases and the static files as shipped.
        self._hand = self._start("-m", "tests.browser.hand", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.hand("make")
        server = self._start("-c", LISTEN, str(self.port))
        self.team = self.hand("furnish")
        until = time.monotonic() + 30
        while True:
            try:
                with urlopen(f"{self.address}/healthz", timeout=5):  # noqa: S310 - our own address
                    return self
            except (URLError, OSError):
                if time.monotonic() > until or server.poll() is not None:
                    self.__exit__(None, None, None)
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.05)

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

    def hand(self, do: str, **given: Any) -> Any:
        """Let the hand do something; what it answers."""
        assert self._hand.stdin is not None
        assert self._hand.stdout is not None
        self._hand.stdin.write(json.dumps({"do": do, "with": given}) + "\n")
        self._hand.stdin.flush()
        answer = json.loads(self._hand.stdout.readline() or '{"problem": "the hand has stopped"}')
        if "problem" in answer:
            raise RuntimeError(f"{do}: {answer['problem']}")
        return answer["found"]

    def _sessions(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / "volatile" / "sessions.sqlite3", timeout=20)

    def visits(self) -> int:
        """How many visits are open on the server now: rows of the session store."""
        with closing(self._sessions()) as rows:
            return int(rows.execute("SELECT count(*) FROM sessions_session").fetchone()[0])

    def end_visits(self) -> None:
        """All visits run out, as after the idle time."""
        with closing(self._sessions()) as rows, rows:
            rows.execute("DELETE FROM sessions_session")


class Neutral:
    """Somewhere else: a page about the weather. `arrivals`: at what time somebody came, and what `look` said then."""

    PAGE = b"<!doctype html><html lang=en><title>Weather</title><h1>Rain later</h1>"

    def __init__(self, look: Callable[[], int]) -> None:
        self.arrivals: list[tuple[float, int]] = []
        arrivals = self.arrivals

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/":
                    arrivals.append((time.monotonic(), look()))
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                with suppress(OSError):  # the window may be closed by now
                    self.wfile.write(Neutral.PAGE)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
