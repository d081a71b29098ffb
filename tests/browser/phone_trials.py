"""What a phone has to stand: killed while it writes, answers lost, its files cut, its owner's day read by somebody else.

Offers
------
Link              what lies between a phone and the server: can be down, or lose answers after the server has taken what was sent
Handset           one phone: a browser with a profile of its own that outlives a kill
killed, torn      one trial each, as what was found
until             waits until something that comes later is so
work_a_day        a day's work of a peer through the page
EVERYTHING        script: all that code in the page can read
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.house import House

PROGRAM = os.environ.get("KITHBRIDGE_CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = ["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
EVENT = "{k: 'out', i: 'fine', n: 1, a: 'coast'}"
SOME = f"async n => {{ const all = []; for (let i = 0; i < n; i++) all.push((await save({EVENT})).id); return all; }}"
HELD = "act(out => out.getAllKeys(), 'readonly')"
# Every store of every database, what lies beside them, and what the worker keeps.
EVERYTHING = """async () => {
  const found = {local: {...localStorage}, session: {...sessionStorage}, caches: {}, databases: {}};
  for (const name of await caches.keys()) {
    const kept = await caches.open(name), inside = found.caches[name] = {};
    for (const one of await kept.keys()) {
      const text = await (await kept.match(one)).text();
      inside[new URL(one.url).pathname] = name === 'today' ? JSON.parse(text) : text.length;
    }
  }
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise(ok => { const o = indexedDB.open(name); o.onsuccess = () => ok(o.result); });
    const stores = {};
    for (const store of db.objectStoreNames) {
      const t = db.transaction(store).objectStore(store);
      const read = ask => new Promise(ok => { ask.onsuccess = () => ok(ask.result); });
      const [keys, values] = [await read(t.getAllKeys()), await read(t.getAll())];
      const plain = one => one instanceof CryptoKey ? 'A KEY' : one;
      stores[store] = keys.map((key, at) => [key, plain(values[at])]);
    }
    db.close();
    found.databases[name] = stores;
  }
  return found;
}"""


class Link:
    """A link from a port of its own to the server. `mode`: "up", "down" (refuses), "deaf" (the server takes it, the answer is lost)."""

    def __init__(self, house: House) -> None:
        self.mode = "up"
        self.calls = 0
        link = self

        class Pass(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                self.close_connection = True
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if link.mode == "down":
                    return
                there = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
                there.request(self.command, self.path, sent, headers)
                answer = there.getresponse()
                body = answer.read()
                there.close()
                if self.command == "POST":
                    link.calls += 1
                    if link.mode == "deaf":
                        return
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            do_GET = do_POST = _pass  # noqa: N815 - names of the base class

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Pass)
        self._server.daemon_threads = True
        self.address = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


def _parent(process: str) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return -1


class Handset:
    """A phone. `with Handset(browser, profile, address) as phone`: phone.page is its page; `kill()` ends it as an empty battery does.

    Without a profile it is a private window of the browser that runs already: quicker, and it cannot be killed.
    """

    def __init__(self, browser: Browser, profile: Path | None, address: str, **more: Any) -> None:
        self.browser, self.address = browser, address
        self._profile = profile
        self.more: dict[str, Any] = {"viewport": {"width": 320, "height": 640}} | more
        self.context: BrowserContext | None = None

    @property
    def profile(self) -> Path:
        """Its files."""
        assert self._profile is not None, "this phone has no files of its own"
        return self._profile

    def open(self) -> Page:
        """Switch it on; an empty page."""
        self.context = self._private() if self._profile is None else self._of_its_own()
        self.context.set_default_timeout(20_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        return self.page

    def _private(self) -> BrowserContext:
        return self.browser.new_context(**self.more)

    def _of_its_own(self) -> BrowserContext:
        for left in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / left).unlink(missing_ok=True)
        arguments = ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        return self.browser.browser_type.launch_persistent_context(
            str(self.profile), executable_path=PROGRAM, headless=True, args=arguments, **self.more
        )

    def begin(self, token: str) -> Page:
        """Put it on as the page for phones does, and wait until it works without signal."""
        self.page.goto(f"{self.address}/o/")
        self.page.evaluate("token => act((out, kept) => { kept.clear(); kept.put(token, 'token'); })", token)
        return self.start()

    def start(self) -> Page:
        """Open its page and wait for the list and the worker."""
        self.page.goto(f"{self.address}/o/")
        # Where the first call fails, it tries again after half a minute.
        self.page.wait_for_selector("#out button", timeout=75_000)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        until(self.page, "() => recall('base')")
        return self.page

    def _processes(self) -> list[int]:
        """Its browser's process and all that came from it."""
        all_of = [one for one in os.listdir("/proc") if one.isdigit()]
        found: list[int] = []
        for one in all_of:
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")
                if f"--user-data-dir={self.profile}".encode() in words and not any(word.startswith(b"--type=") for word in words):
                    found.append(int(one))
        for _ in range(4):
            found += [int(one) for one in all_of if int(one) not in found and _parent(one) in found]
        return found

    def kill(self) -> None:
        """Kill -9 of the whole browser, and nothing else."""
        victims = self._processes()
        assert victims, "there is no such browser"
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()
            self.context = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


@dataclass(frozen=True)
class Found:
    """`saved`: said to be saved. `held`: lay on the phone at the next start. `lost`: saved and not held.

    `missing`: of all these, what the server has not got in the end. `left`: what still waits on the phone then.
    """

    saved: int
    held: int
    lost: int
    missing: int
    left: int


def deliver(page: Page) -> int:
    """Send all that waits; how much is left."""
    for _ in range(4):
        with contextlib.suppress(Error):
            page.evaluate("send(1)")
        if not page.evaluate("waiting()"):
            return 0
    return int(page.evaluate("waiting()"))


def killed(phone: Handset, link: Link, house: House, dice: random.Random, *, deaf: bool) -> Found:
    """It writes without signal as fast as it can, is killed, starts again without signal, and sends; `deaf`: a first answer is lost."""
    saved: list[str] = []
    page = phone.page
    page.on("console", lambda said: saved.append(said.text[6:]) if said.text.startswith("SAVED ") else None)
    link.mode = "down"
    page.evaluate(f"(async () => {{ for (;;) console.log('SAVED ' + (await save({EVENT})).id); }})(); 0")
    page.wait_for_timeout(dice.uniform(30, 900))
    phone.kill()
    page = phone.open()
    page.goto(f"{phone.address}/o/")
    held = page.evaluate(HELD)
    if deaf:
        link.mode = "deaf"
        with contextlib.suppress(Error):
            page.evaluate("send(1)")
    link.mode = "up"
    left = deliver(page)
    every = sorted(set(saved) | set(held))
    missing = len(every) - house.hand("known", numbers=every)
    return Found(len(saved), len(held), len(set(saved) - set(held)), missing, left)


def torn(phone: Handset, cut: int, n: int = 60) -> tuple[int, bool, bool]:
    """n events, killed, `cut` bytes off the end of the newest log, started again.

    Returns how many are left; whether they are the first that many; whether the count inside goes with them.
    """
    page = phone.page
    before = page.evaluate("get('q')")
    numbers = page.evaluate(SOME, n)
    first = page.evaluate("get('q')") - n
    assert before in (None, first)
    phone.kill()
    logs = (phone.profile / "Default" / "IndexedDB").glob("*.leveldb/*.log")
    log = max(logs, key=lambda one: one.stat().st_mtime)
    with log.open("r+b") as file:
        file.truncate(max(0, log.stat().st_size - cut))
    page = phone.open()
    page.goto(f"{phone.address}/o/")
    held = set(page.evaluate(HELD)) & set(numbers)
    counted = page.evaluate("get('q')")
    left = len(held)
    return left, held == set(numbers[:left]), counted == first + left or (left == 0 and counted in (None, first))


def until(page: Page, so: str, arg: Any = None) -> None:
    """Wait until a function that gives a promise says yes. `wait_for_function` takes any promise for a yes."""
    page.evaluate(
        f"async arg => {{ for (let n = 0; n < 400; n++) {{ if (await ({so})(arg)) return; await new Promise(ok => setTimeout(ok, 25)); }}"
        " throw Error('not so after ten seconds'); }",
        arg,
    )


def work_a_day(page: Page) -> None:
    """A peer's day, by taps: kits out, for others, none there, passed on, a box back, a count, an undo, a hard one."""
    page.locator("#place").evaluate("one => { one.open = true }")
    page.get_by_label("Coast and villages").check()
    page.get_by_label("Green bag").check()
    until(page, "() => recall('where').then(where => where && where.p)")

    def tap(what: str) -> None:
        before = page.evaluate("get('q').then(q => q || 0)")
        page.locator(what).first.click()
        until(page, "was => recall('day').then(day => day && day.q > was)", before)

    for _ in range(3):
        tap("#out button")
    page.click("#more")
    page.get_by_text("2-4").click()
    page.locator("#two > summary").click()
    page.fill("#words", "otter maple")
    tap("#out button")
    tap("#none button")
    tap("[data-way=notdared]")
    tap("#back button")
    tap("#out button")
    tap("#undo")
    page.locator("#bag > summary").click()
    page.fill("#counts input[name=fine]", "12")
    tap("#form button")
    tap("#hard")
