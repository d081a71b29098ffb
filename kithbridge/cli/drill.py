"""`kithbridge drill`: try every kept backup in a scratch place."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from kithbridge.people.backups import Refused, drilling


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a backup would not bring the group back, 2 when it could not begin."""
    try:
        result = drilling.drill(identity=Path(options.identity))
    except Refused as problem:
        print(f"kithbridge: {problem}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(asdict(result)))
        return 0 if result.ok else 1
    for line in result.lines:
        print(line)
    print(
        f"{result.restored} content backups came back whole."
        if result.ok
        else "Not everything would come back as it should. The lines above say what, and nothing live was touched."
    )
    return 0 if result.ok else 1
