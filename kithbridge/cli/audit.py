"""`kithbridge audit`: check the event record."""

from __future__ import annotations

import argparse
import re
import sys

from kithbridge.web import home
from kithbridge.web.record import chain


def run(options: argparse.Namespace) -> int:
    """`verify` exits 1 when something was edited, removed or reordered; `head` prints the newest hash."""
    if options.head and not re.fullmatch(r"[0-9a-f]{64}", options.head):
        print("kithbridge: a head is 64 digits from 0-9 and a-f.", file=sys.stderr)
        return 2
    home.secrets()
    chain.link()
    if options.what == "head":
        print(chain.head())
        return 0
    report = chain.verify(options.head)
    print(f"{report.entries} entries read. Head: {report.head}")
    for line in report.problems:
        print(f"  found: {line}")
    for line in report.cannot_know:
        print(f"  cannot know: {line}")
    if report.sound:
        print("Nothing found that was edited, removed or reordered.")
    return 0 if report.sound else 1
