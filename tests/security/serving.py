"""The real server in a home of its own, and visitors who press forms over HTTP as a browser without script would.

Offers
------
Served(folder, ...)   `with Served(folder) as served`: served.port, served.team, served.log(), served.do(...)
Visitor(port)         keeps cookies; get, press, post
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from tests.pressing import filled

PROJECT = Path(__file__).resolve().parents[2]
# Put first on a process's path, this makes "sealing" write what it is given: the search must then find it.
UNSEALED = """
import sys
sys.path.insert(0, {project!r})
from kithbridge.engines import sealing
from kithbridge.engines.sealing import box
def seal_body(key, text, *, aad):
    return b"\\x01" + text.encode()
def open_body(key, body, *, aad):
    return bytes(body)[1:].decode()
for place in (sealing, box):
    place.seal_body, place.open_body = seal_body, open_body
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`kithbridge serve` on a furnished site, as shipped. Everything it writes stays under `folder`."""

    def __init__(self, folder: Path, *, database_url: str = "", unsealed: bool = False, workers: int = 1, peers: int = 3) -> None:
        self.began = time.time()
        self.folder, self.port, self.workers, self.peers = folder, free_port(), workers, peers
        self.home, self.volatile, self.temporary, self.mail = (folder / name for name in ("home", "volatile", "tmp", "mail"))
        self.logs = folder / "log"
        for place in (self.home, self.volatile, self.temporary, self.mail, self.logs):
            place.mkdir(parents=True, exist_ok=True)
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "VOLATILE_URL", "DJANGO_", "PYTEST_"))
        }
        self.environment = kept | {
            "KITHBRIDGE_HOME": str(self.home),
            "KITHBRIDGE_VOLATILE": str(self.volatile),
            "KITHBRIDGE_ADDRESS": f"http://localhost:{self.port}",
            "TMPDIR": str(self.temporary),
            "MAIL": str(self.mail / "inbox"),
            "DJANGO_SETTINGS_MODULE": "kithbridge.web.settings",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        if unsealed:
            patch = folder / "unsealed"
            patch.mkdir()
            (patch / "sitecustomize.py").write_text(UNSEALED.format(project=str(PROJECT)))
            self.environment["PYTHONPATH"] = str(patch)
        self.team: dict[str, dict[str, str]] = {}
        self.server: subprocess.Popen[bytes] | None = None

    def do(self, what: str, **given: Any) -> Any:
        """Something done beside the server by `tests.security.hand`, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.security.hand", what, json.dumps(given)],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            raise RuntimeError(f"{what}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        words = ["-m", "kithbridge", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with (self.logs / "out").open("ab") as out, (self.logs / "err").open("ab") as err:
            self.server = subprocess.Popen([sys.executable, *words], cwd=PROJECT, env=self.environment, stdout=out, stderr=err)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.server.poll() is None:
            try:
                Visitor(self.port, timeout=5).get("/healthz")
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start: {self.log()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(how)
            try:
                self.server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()

    def log(self) -> str:
        """All that the server has said."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.logs.iterdir()))

    def __enter__(self) -> Self:
        self.team = self.do("furnish", peers=self.peers)
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


@dataclass
class Answer:
    """One answer. `content` as Django's test client has it, so that `tests.pressing` reads both."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    content: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """Somebody with a browser: cookies of one host, one connection."""

    port: int
    timeout: float = 30
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        sent = {"Host": f"localhost:{self.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        for again in (False, True):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            try:
                self._connection.request(method, path, body, sent)
                got = self._connection.getresponse()
                content = got.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._connection = None
                if again:
                    raise
        answer = Answer(path, got.status, got.headers, content, time.perf_counter() - began)
        for raw in got.headers.get_all("Set-Cookie") or []:
            jar: SimpleCookie = SimpleCookie(raw)
            for name, morsel in jar.items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        body = urlencode(fields, doseq=True).encode()
        return self.send("POST", path, body, Content_Type="application/x-www-form-urlencoded", Origin=f"http://localhost:{self.port}")

    def press(self, page: Answer, label: str, **typed: Any) -> Answer:
        """Send the form that has this button. Follows nothing."""
        action, sent = filled(page.text, label, **typed)
        return self.post(action or page.path, sent)
