"""`kithbridge restore`: bring a group back from its backups and its spare place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kithbridge.cli import start_django
from kithbridge.web import home


def run(options: argparse.Namespace) -> int:
    """Say what was done and what to look at now. Exit 2 with the reason; then everything is as it was."""
    if not home.have_secrets():
        print(
            f"kithbridge: the site's secrets are not in {home.secrets_folder()}. Nothing was changed. "
            "Put back the operator's copy of that folder first: no backup holds it.",
            file=sys.stderr,
        )
        return 2
    start_django()
    from kithbridge.cli import databases
    from kithbridge.people.backups import Refused, restoring

    try:
        content = Path(options.content) if options.content else None
        restored = restoring.restore(identity=Path(options.identity), content=content, over=options.over)
    except Refused as problem:
        print(f"kithbridge: {problem}", file=sys.stderr)
        return 2
    databases.ready_volatile()
    for line in restored.done:
        print(line)
    if restored.look_at:
        print("\nLook at this now:")
        for line in restored.look_at:
            print(f"  - {line}")
    return 0
