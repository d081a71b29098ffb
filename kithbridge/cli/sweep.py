"""`kithbridge sweep`: end what has had its time, finish what a crash interrupted."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from kithbridge.people import visit
from kithbridge.people.actions import retention
from kithbridge.web import home
from kithbridge.web.record import chain


def run(options: argparse.Namespace) -> int:
    """Print what ended, by kind; with --dry-run what would end, by which rule, and what a hold keeps back."""
    home.secrets()
    if options.dry_run:
        return _show(retention.forecast(), options.json)
    ended = retention.sweep()
    visit.forget_expired()
    chain.link()
    if options.json:
        print(json.dumps(ended))
        return 0
    print("Ended:")
    for kind, n in ended.items():
        print(f"  {n:>6}  {kind}")
    return 0


def _show(lines: list[retention.Line], as_json: bool) -> int:
    if as_json:
        print(json.dumps([asdict(line) for line in lines]))
        return 0
    print("Would end:")
    for line in lines:
        print(f"  {line.ends:>6}  {line.kind}")
        print(f"          {line.sentence}")
        if line.kept:
            print(f"          {line.kept} kept back: two leads hold them.")
    print("Nothing was changed.")
    return 0
