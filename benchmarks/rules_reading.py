"""Reading rules: time of one read once warm, and queries of a page. `.venv/bin/python benchmarks/rules_reading.py`

Prints the machine and its versions, how many rules and recorded changes there are, a read with the state already in the request and
without, the first read after a change, and for four pages how many queries touch the tables of rules. Works in a home of its own.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HOME = tempfile.mkdtemp(prefix="kithbridge-rules-")
os.environ |= {"KITHBRIDGE_HOME": HOME, "KITHBRIDGE_VOLATILE": f"{HOME}/volatile", "KITHBRIDGE_TESTING": "1"}
os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"

import django

django.setup()

# ruff: noqa: E402 - what follows needs Django set up
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from benchmarks.people_measuring import machine
from kithbridge import rules
from kithbridge.cli import databases
from kithbridge.rules import state
from kithbridge.rules.models import Version
from tests.builders import decide, furnish_site, make_member, sign_in

CHANGES = 200
BAR_MS = 0.1


def milliseconds(act: Callable[[], object], n: int) -> float:
    """Median of seven runs of `n`, for one."""
    runs = []
    for _ in range(7):
        begun = time.perf_counter()
        for _again in range(n):
            act()
        runs.append((time.perf_counter() - begun) / n * 1000)
    return statistics.median(runs)


def touching(client: Client, path: str) -> tuple[int, int]:
    """How many queries of a page touch the tables of rules, and how many it makes in all."""
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200, path
    asked = [one["sql"] for one in found.captured_queries]
    return sum("rules_edition" in sql or "rules_version" in sql or "rules_pause" in sql for sql in asked), len(asked)


def main() -> None:
    databases.migrate()
    setup_test_environment()
    site = furnish_site()
    jo = make_member("Jo", circle=site.circle)
    for n in range(CHANGES):
        decide("asks.live_weeks", 2 + n % 7)
    keys = [one.key for one in rules.all_rules()]
    print(machine())
    print(f"{len(keys)} rules, {Version.objects.count()} recorded changes")

    def read_all() -> None:
        for key in keys:
            rules.value(key)

    def anew() -> None:
        state.forget()
        rules.value(keys[0])

    read_all()
    with state.one_answer():
        inside = milliseconds(read_all, 200) / len(keys)
    print(f"one read, inside a request       {inside:.4f} ms   bar {BAR_MS} ms")
    print(f"one read, outside a request      {milliseconds(read_all, 200) / len(keys):.4f} ms")
    print(f"first read after a change        {milliseconds(anew, 5):.2f} ms")
    state.FRESH_SECONDS = 0.0
    hers, peer = Client(), Client()
    sign_in(peer, jo)
    for name, client, path in (("start", hers, "/"), ("ask", hers, "/n/ask?v=1"), ("charter", hers, "/how-we-work"), ("team", peer, "/t/")):
        rules_asked, all_asked = touching(client, path)
        print(f"{name:10} queries on rules {rules_asked}   in all {all_asked}   bar 1")


if __name__ == "__main__":
    main()
