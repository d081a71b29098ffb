"""`kithbridge audit`: check the event record, and the rules against it."""

from __future__ import annotations

import argparse
import re
import sys

from kithbridge import rules
from kithbridge.rules import proof
from kithbridge.web import home
from kithbridge.web.clock import this_week
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
    report, of_rules = chain.verify(options.head, kept_from=_kept_from()), proof.check()
    print(f"{report.entries} entries read. Head: {report.head}")
    print(f"{of_rules.changes} changes of rules and {of_rules.pauses} pauses read.")
    for line in [*report.problems, *of_rules.problems]:
        print(f"  found: {line}")
    for line in [*report.cannot_know, *of_rules.cannot_know]:
        print(f"  cannot know: {line}")
    if not (report.sound and of_rules.sound):
        return 1
    print("Nothing found that was edited, removed or reordered. Every change of a rule is what was recorded.")
    return 0


def _kept_from() -> str:
    """The first week whose entries no decision can have dropped yet."""
    return str(this_week() - rules.rule("record.keep_weeks").floor)
