"""`kithbridge sweep`: end what has had its time, finish what a crash interrupted."""

from __future__ import annotations

import argparse
import json
import time

from kithbridge.people import vault, visit
from kithbridge.people.actions import retention
from kithbridge.web import home
from kithbridge.web.clock import this_week
from kithbridge.web.record import chain

# Longer than any creation takes between its two transactions (requests are cut off before).
GRACE_SECONDS = 30
# Three years, as the record's own declaration says.
RECORD_WEEKS = 156


def run(options: argparse.Namespace) -> int:
    """Print what ended (or would end), by kind."""
    home.secrets()
    ended = retention.sweep(dry_run=options.dry_run)
    if not options.dry_run:
        ended["interrupted endings finished"] = vault.finish_due()
        ended["locks without content removed"] = vault.sweep_orphans(lambda: time.sleep(GRACE_SECONDS))
        visit.forget_expired()
        chain.link()
        ended["weeks of the event record dropped"] = chain.drop_before(str(this_week() - RECORD_WEEKS))
    if options.json:
        print(json.dumps(ended))
        return 0
    print("Would end:" if options.dry_run else "Ended:")
    for kind, n in ended.items():
        print(f"  {n:>6}  {kind}")
    return 0
