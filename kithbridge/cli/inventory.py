"""`kithbridge inventory`: the record of processing, from the declarations in the code."""

from __future__ import annotations

import argparse
import sys

from kithbridge.web import inventory


def run(options: argparse.Namespace) -> int:
    """Print it; with --check exit 1 when a field is undeclared or forbidden."""
    if options.check:
        problems = inventory.problems()
        for line in problems:
            print(line, file=sys.stderr)
        if not problems:
            print(f"{len(inventory.columns())} columns, all declared.")
        return 1 if problems else 0
    if options.json:
        print(inventory.as_json())
    elif options.team:
        for row in inventory.about_team():
            print(f"{row.model:<24} {row.column:<16} {row.what} [{row.until}]")
    else:
        print(inventory.as_text())
    return 0
