"""What the scripts beside this one share: a served site, its machine and versions in one line, and how figures are printed.

Offers: `site(database_url)`, `content(kind)`, `machine()`, `line(...)`, `p95(...)`, `no_budget(served)`, `peer(served)`.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyotp

from tests.security.serving import Served, Visitor


def machine() -> str:
    """Machine and versions: a figure without them is none."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "granian", "PyNaCl", "argon2-cffi", "psycopg"))
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; {packages}"


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.95))]


def line(what: str, seconds: Sequence[float], more: str = "") -> None:
    """One figure: median, p95 and the slowest, in ms."""
    said = f"median {statistics.median(seconds) * 1000:7.1f} ms   p95 {p95(seconds) * 1000:7.1f} ms   most {max(seconds) * 1000:7.1f} ms"
    print(f"{what:44} {said}   n {len(seconds)}{'   ' + more if more else ''}", flush=True)


@contextlib.contextmanager
def content(kind: str) -> Iterator[str]:
    """ "" for SQLite; the address of a throw-away PostgreSQL with its usual durability for "postgres"."""
    if kind == "sqlite":
        yield ""
        return
    from tests import run

    with tempfile.TemporaryDirectory() as home:
        run.ENVIRONMENT.update(run.environment(home))
        with run.cluster() as given:
            address = given["KITHBRIDGE_TEST_DATABASE_URL"]
            import psycopg

            with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = on")
                connection.execute("SELECT pg_reload_conf()")
            yield address


@contextlib.contextmanager
def site(database_url: str = "", *, workers: int = 2) -> Iterator[Served]:
    """The furnished site, served as shipped from a folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as folder,
        Served(Path(folder), database_url=database_url, workers=workers) as served,
    ):
        yield served


@contextlib.contextmanager
def no_budget(served: Served) -> Iterator[None]:
    """The hour's budget of asks is emptied again and again: here the machine is measured, not the rule."""
    done = threading.Event()

    def work() -> None:
        rows = sqlite3.connect(served.volatile / "sessions.sqlite3", timeout=20)
        while not done.wait(0.05):
            with rows:
                rows.execute("UPDATE sessions_budget SET n = 0")
        rows.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def peer(served: Served, name: str = "Jo") -> Visitor:
    """One of the team, signed in with both factors."""
    who, one = served.team[name], Visitor(served.port)
    one.press(one.get("/t/in"), "Sign in", work_name=name, words=who["words"])
    opened = one.press(one.get(one.get("/t/in/look").location), "Open", code=pyotp.TOTP(who["totp"]).now())
    if opened.location != "/t/":
        raise RuntimeError("the peer could not sign in")
    return one


def her_page(served: Served) -> tuple[Visitor, str]:
    """A neighbour with an open page, and her words."""
    import re

    her = Visitor(served.port)
    shown = her.press(her.press(her.get("/n/ask?v=1"), "Foil"), "Give me words")
    words = " ".join(a + b for a, b in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", shown.text))
    if not her.press(shown, "Try them", w=words).location.startswith("/n/"):
        raise RuntimeError("her page did not begin")
    return her, words
