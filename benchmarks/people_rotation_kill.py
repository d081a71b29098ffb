"""Real kill -9 while the epoch key changes and another process writes. `python benchmarks/people_rotation_kill.py [N] [sqlite|postgres]`

Each life is a process that seals and takes back, and one that changes the key without end. Both are killed. The next start finishes the
change and looks: does all that lives open, does anything that was taken back open from copies made before, is exactly one key left.
100 lives unless told.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from people_measuring import content, machine

from tests.security.rotation_trials import trials


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    seed = random.randrange(10**6)
    print(f"{machine()}\n{kills} kills on {kind}, seed {seed}", flush=True)
    began = time.monotonic()
    with content(kind) as address, tempfile.TemporaryDirectory() as folder:
        base = address.rsplit("/", 1)[0]
        names = {"DATABASE_URL": "kithbridge", "KEYRING_URL": "keyring", "VOLATILE_URL": "volatile"}
        databases = {variable: f"{base}/{name}" for variable, name in names.items()} if address else {}
        found = trials(Path(folder), kills, seed, databases, lambda line: print(line, flush=True))
    wrong, last = sum(len(one["broken"]) for one in found), found[-1]
    cut = sum(one["interrupted"] for one in found)
    print(
        f"{kills} kills in {time.monotonic() - began:.0f} s: {last['epoch']} epochs, {cut} changes interrupted, "
        f"{last['rows']} things alive, {last['ended']} taken back, {last['copies']} copies of their wraps tried; wrong: {wrong}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
