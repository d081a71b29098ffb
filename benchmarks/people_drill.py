"""The drill in full: random journeys over weekly backups against the adversary of docs/adr/0010.

`python benchmarks/people_drill.py [journeys] [backups] [sqlite|postgres|all]`; 200 journeys, 8 backups, all, unless told.

On PostgreSQL the keyring lies there, too (several machines). Ends with 1 when anything that ended opens after the next rotation, when
the destroyed keys given back do not open it again, or when a restored backup lost something alive.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

from people_measuring import content, machine

KINDS = {"sqlite": ["sqlite"], "postgres": ["postgres"], "all": ["sqlite", "postgres"]}


def one(kind: str, journeys: int, weeks: int, seed: int) -> bool:
    from tests.security.backed_up import house, make_database
    from tests.security.drilled import run

    with content(kind) as address, tempfile.TemporaryDirectory() as folder:
        urls = [make_database(address, name) for name in ("content", "keyring", "scratch")] if address else ["", "", ""]
        with house(Path(folder), database_url=urls[0], keyring_url=urls[1]) as at:
            found = run(at, random.Random(seed), journeys=journeys, weeks=weeks, urls=(urls[0], urls[1]), scratch_url=urls[2])
    print(f"{kind}: {found.journeys} journeys, {found.acts} further acts, {weeks} kept backups, {found.seconds:.0f} s")
    print(f"  ended: {found.ended} things, and {found.left} for one reader")
    print(f"  the adversary holds {found.wraps} wraps of {found.copies} files and of raw copies")
    print(f"  readable of what ended: before the next rotation {found.open_before}, after it {found.open_after}")
    print(f"  readable for who left a circle, of what she left: {found.left_after}")
    print(f"  positive control, destroyed keys given back: {found.open_with_destroyed_key} of {found.ended_in_copies} in copies open")
    print(f"  of the living {found.living_open} open, as they should")
    print(f"  restored: {found.restored} backups, {found.compared} texts compared, {found.lost} lost, {found.back} ended things back")
    print(f"  `kithbridge drill` says {'well' if found.drill_ok else found.drill_lines}", flush=True)
    forgotten = found.open_after == found.left_after == found.back == 0
    control = found.open_with_destroyed_key == found.ended_in_copies and found.open_before > 0
    return forgotten and control and found.lost == 0 and found.drill_ok


def main() -> int:
    journeys = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    weeks = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    kinds = KINDS[sys.argv[3] if len(sys.argv) > 3 else "all"]
    with tempfile.TemporaryDirectory() as first:
        os.environ |= {"KITHBRIDGE_HOME": first, "KITHBRIDGE_TESTING": "1", "DJANGO_SETTINGS_MODULE": "kithbridge.web.settings"}
        import django

        django.setup()
        from kithbridge.engines.sealing import kdf

        kdf.TIME_COST, kdf.MEMORY_COST = 1, 8  # what is tested is what is written, not how slow the words are
        seed = random.randrange(10**6)
        print(f"{machine()}\nseed {seed}", flush=True)
        well = [one(kind, journeys, weeks, seed) for kind in kinds]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
