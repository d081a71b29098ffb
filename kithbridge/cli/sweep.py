"""`kithbridge sweep`: end what has had its time, finish what a crash interrupted."""

from __future__ import annotations

import argparse
import json

from kithbridge.people import visit
from kithbridge.people.actions import retention
from kithbridge.web import home
from kithbridge.web.clock import this_week
from kithbridge.web.record import chain

# Three years, as the record's own declaration says.
RECORD_WEEKS = 156


def run(options: argparse.Namespace) -> int:
    """Print what ended (or would end), by kind."""
    home.secrets()
    ended = retention.sweep(dry_run=options.dry_run)
    if not options.dry_run:
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
