"""Real kill -9 in the middle of asks, hand-overs and taking back. `python benchmarks/people_kill.py [N] [sqlite|postgres]`

Each life looks at what the one before it left: half an act, an ended item that opens, a broken record. 100 lives unless told.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from people_measuring import content, machine

from tests.security.test_kill import last_look, one_life


def main() -> int:
    lives = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    seed = random.randrange(10**6)
    print(f"{machine()}\n{lives} kills on {kind}, seed {seed}")
    dice, began, wrong = random.Random(seed), time.monotonic(), []
    with content(kind) as address, tempfile.TemporaryDirectory() as folder:
        for n in range(lives):
            found = one_life(Path(folder), dice.uniform(0.05, 1.5), address)
            wrong += found["broken"]
            if found["broken"] or n % 20 == 19:
                print(f"  life {n + 1}: {found['rows']} asks, {found['ended']} endings noted, broken: {found['broken']}", flush=True)
        last = last_look(Path(folder), address)
        wrong += last["broken"]
    print(
        f"{lives} kills in {time.monotonic() - began:.0f} s: {last['rows']} asks, {last['ended']} endings, half done or open: {len(wrong)}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
