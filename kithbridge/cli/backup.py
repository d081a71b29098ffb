"""`kithbridge backup`: write locked backups of content and keyring."""

from __future__ import annotations

import argparse
import sys

from kithbridge.people.backups import Refused, taking


def run(options: argparse.Namespace) -> int:
    """Say what was written and what went. Exit 2 with the reason when nothing was."""
    try:
        taken = taking.backup(keyring_only=options.keyring_only)
    except Refused as problem:
        print(f"kithbridge: {problem}", file=sys.stderr)
        return 2
    for path in taken.written:
        print(f"Written: {path}  ({path.stat().st_size / 1e6:,.1f} MB)")
    for name in taken.gone:
        print(f"Its time was over: {name}")
    return 0
