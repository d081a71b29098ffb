"""The charter in numbers: the PDF's first and later time and its memory, the pages, the export.

    .venv/bin/python benchmarks/rules_charter.py

Prints the machine and its versions, how many rules and changes there are, and each figure beside its bar. Works in a home of its own.
Bar: the PDF within 2 seconds the first time.
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
HOME = tempfile.mkdtemp(prefix="kithbridge-charter-")
os.environ |= {"KITHBRIDGE_HOME": HOME, "KITHBRIDGE_VOLATILE": f"{HOME}/volatile", "KITHBRIDGE_TESTING": "1"}
os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"

import django

django.setup()

# ruff: noqa: E402 - what follows needs Django set up
from django.test import Client
from django.test.utils import setup_test_environment

from benchmarks.people_measuring import machine
from kithbridge import rules
from kithbridge.cli import databases
from kithbridge.people import charter_pdf
from kithbridge.rules import exchange
from kithbridge.rules.charter import charter
from tests.builders import furnish_site
from tests.decisions import decide

CHANGES, BAR_SECONDS = 60, 2.0
PAGES = ("/how-we-work", "/what-changed", "/why/asks.live_weeks", "/api/charter", "/api/rules")


def memory(line: str) -> float:
    """Memory of this process in MB: "VmRSS" now, "VmHWM" the most since `forget_most`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{line}:")[2].split()[0]) / 1024


def forget_most() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def timed(act: Callable[[], object], times: int = 1) -> float:
    """Milliseconds, the middle of `times` runs."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def main() -> int:
    setup_test_environment()
    databases.migrate()
    furnish_site()
    for n in range(CHANGES):
        decide("asks.live_weeks", 3 + n % 5, voices=[("quote", "living", "Two weeks is short."), ("quote", "peer", "It works.")])
    print(machine())
    print(f"{len(rules.all_rules())} rules, {CHANGES} changes")
    forget_most()
    before = memory("VmRSS")
    first = timed(lambda: charter_pdf.pages(charter(), "Tarrowby Bridge"))
    size = len(charter_pdf.pages(charter(), "Tarrowby Bridge"))
    more = memory("VmHWM") - before
    print(f"PDF, first time   {first:8.0f} ms  (bar {BAR_SECONDS * 1000:.0f})  {size / 1024:.0f} KB, {more:.0f} MB of memory at most")
    print(f"PDF, from memory  {timed(lambda: charter_pdf.pages(charter(), 'Tarrowby Bridge'), 20):8.1f} ms")
    client = Client()
    for address in PAGES:
        client.get(address)
        answer = client.get(address)
        weight = len(gzip.compress(answer.content, 9)) / 1024
        print(f"{address:<24} {timed(lambda address=address: client.get(address), 20):6.1f} ms  {weight:5.1f} KB")
    print(f"export            {timed(lambda: json.dumps(exchange.export()), 20):8.1f} ms")
    return 0 if first <= 1000 * BAR_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
