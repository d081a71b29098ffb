"""`kithbridge serve`: run a real group's site. Refuses while something that protects people is missing."""

from __future__ import annotations

import argparse
import os
import sys

from django.conf import settings

from kithbridge.cli import databases, server
from kithbridge.people import closing, facts, vault
from kithbridge.people.backups import restoring, running
from kithbridge.people.epoch import epochs
from kithbridge.web import home, inventory


def _refusal(options: argparse.Namespace) -> list[str]:
    from kithbridge.cli import demo_area

    if demo_area.is_demo_home():
        return ["This is the demo area: its passphrases are printed in the open. Begin a group of your own: kithbridge init"]
    if databases.pending():
        return ["The databases are of an older version. Run: kithbridge upgrade"]
    if problems := inventory.problems():
        return ["Fields are not declared as they must be:", *problems]
    # A group that has ended serves its last page: no facts, no leads and no readers are needed for that.
    if options.before_opening or closing.standing():
        return []
    if gaps := facts.before_opening():
        return [
            "The site does not open yet. Still missing:",
            *(f"  - {gap}" for gap in gaps),
            "A lead fills them in on the team's side: kithbridge serve --before-opening",
        ]
    return []


def run(options: argparse.Namespace) -> int:
    """Check, then listen. Exit 2 with what is missing."""
    os.umask(0o077)
    home.secrets()
    if restoring.finish_interrupted():
        print("Finished a restore that a stop had interrupted.")
    running.hold()
    epochs()
    databases.ready_volatile()
    refusal = _refusal(options)
    if refusal:
        print("\n".join(refusal), file=sys.stderr)
        return 2
    databases.collect()
    finished = vault.finish_due()
    if finished:
        print(f"Finished {finished} endings that a stop had interrupted.")
    print(f"Kithbridge serves {settings.ADDRESS} on {options.bind}:{options.port}. Stop with Ctrl-C.")
    if closing.standing():
        print("This group has ended: its last page and the help pages are served.")
    elif gaps := facts.missing():
        print(f"Not open to neighbours yet: {len(gaps)} things are missing (team's side, Facts).")
    if not settings.BEHIND_TLS:
        print("KITHBRIDGE_ADDRESS is not https: fine on this machine only. Put a proxy with TLS in front for people.")
    sys.stdout.flush()
    return server.listen(bind=options.bind, port=options.port, workers=options.workers)
