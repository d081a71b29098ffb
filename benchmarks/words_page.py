"""The page of the check and its REST: the time for a text of 20 pages, with few and with very many findings; weights.

    .venv/bin/python benchmarks/words_page.py

Prints the machine and its versions, and each figure beside its bar. Works in a home of its own; the text is invented.
Bars: 300 ms for 20 pages; 14 kB gzip for the page with its style and script.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HOME = tempfile.mkdtemp(prefix="kithbridge-words-page-")
(Path(HOME) / "static").mkdir()
os.environ |= {"KITHBRIDGE_HOME": HOME, "KITHBRIDGE_VOLATILE": f"{HOME}/volatile", "KITHBRIDGE_TESTING": "1"}
os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"

import django

django.setup()

# ruff: noqa: E402 - what follows needs Django set up
from django.test import Client
from django.test.utils import setup_test_environment

from benchmarks.people_measuring import machine
from kithbridge.cli import databases
from kithbridge.words import demo_texts
from tests.builders import furnish_site

PAGES, LETTERS = 20, 3000
BAR_MS, BAR_BYTES = 300.0, 14 * 1024
TIMES = 9
PLAIN = "The family met on Tuesday and talked about school and the flat. She brought the letter and asked what it meant. "
STATIC = ("web/static/web/kith.css", "web/static/web/leave.js")


def text(findings: int) -> str:
    """20 pages, of each the first `findings` letters as the demo's texts have it, the rest with nothing to find."""
    typical = " ".join(example.text.replace("\n", " ") for example in demo_texts.EXAMPLES)
    page = (typical[:findings] + " " + PLAIN * (LETTERS // len(PLAIN) + 1))[:LETTERS]
    return "\n\n".join([page] * PAGES)


def timed(act: Callable[[], object]) -> float:
    """Milliseconds, the middle of several runs."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def main() -> int:
    setup_test_environment()
    databases.migrate()
    furnish_site()
    client = Client()
    print(machine())
    print(f"first check, building the checker  {timed_once(lambda: client.post('/w/', {'text': PLAIN})):6.0f} ms")
    slowest = 0.0
    for name, letters in (("few findings", 300), ("very many findings", LETTERS)):
        written = text(letters)
        for level in ("default", "contested"):
            marks = client.post("/w/", {"text": written, "level": level}).content.count(b"<mark ")
            took = timed(lambda level=level, written=written: client.post("/w/", {"text": written, "level": level}))
            slowest = max(slowest, took)
            print(f"page, {PAGES} pages, {name}, {level:<9} {marks:5} marks {took:6.0f} ms  (bar {BAR_MS:.0f})")
        sent = json.dumps({"text": written, "level": "contested"})
        took = timed(lambda sent=sent: client.post("/api/words/check", sent, content_type="application/json"))
        print(f"REST, {PAGES} pages, {name:<20} {took:24.0f} ms")
    root = Path(__file__).resolve().parent.parent / "kithbridge"
    weight = len(gzip.compress(client.get("/w/").content, 9)) + sum(len(gzip.compress((root / one).read_bytes(), 9)) for one in STATIC)
    print(f"page with style and script  {weight / 1024:.1f} KB gzip  (bar {BAR_BYTES / 1024:.0f})")
    return 0 if slowest <= BAR_MS and weight <= BAR_BYTES else 1


def timed_once(act: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
