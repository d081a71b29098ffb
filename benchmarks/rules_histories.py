"""1,000 random histories of rules against the slow twin, in memory and through the database. `python benchmarks/rules_histories.py [N]`

Every week of each is asked "what was the rule then?"; through the database after every later act, too. Bar: no difference.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

HISTORIES = 1_000


def folded(n: int) -> int:
    """In memory: how many weeks of how many histories differ."""
    from kithbridge.rules.fold import in_force
    from tests.generative import rules_twin

    asked = wrong = 0
    began = time.monotonic()
    for seed in range(n):
        changes, halts = rules_twin.history(random.Random(seed))
        for place, lived in enumerate(rules_twin.live(changes, halts, rules_twin.WEEKS)):
            asked += 1
            wrong += in_force(changes, halts, str(rules_twin.START + place)) != lived
    print(f"fold and slow twin: {n:,} histories, {asked:,} weeks asked, {wrong} differ ({time.monotonic() - began:.0f} s)", flush=True)
    return wrong


class _Undone(Exception):
    """A life is over: its rows go."""


def lived(n: int) -> int:
    """Through the database: how many lives went wrong."""
    from django.db import connection, transaction

    from tests.generative import rules_lives

    done, wrong, began = rules_lives.Done(), 0, time.monotonic()
    for seed in range(n):
        try:
            with transaction.atomic():
                done += rules_lives.live(random.Random(seed))
                raise _Undone
        except _Undone:
            continue
        except AssertionError as problem:
            wrong += 1
            print(f"  life {seed}: {problem}", flush=True)
    acts = ", ".join(f"{act} {count:,}" for act, count in sorted(done.acts.items()))
    print(f"through the database ({connection.vendor}): {n:,} lives, {wrong} went wrong ({time.monotonic() - began:.0f} s)")
    print(f"  acts: {acts}; refused: {done.refused.total():,}")
    print(f"  answers compared: {done.questions:,}")
    for refusal, count in done.refused.most_common(8):
        print(f"    {count:6,}  {refusal}")
    return wrong


def main() -> int:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    with tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as name:
        os.environ |= {"KITHBRIDGE_HOME": str(Path(name) / "home"), "KITHBRIDGE_VOLATILE": str(Path(name) / "volatile")}
        os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
        for variable in ("DATABASE_URL", "KEYRING_URL", "VOLATILE_URL"):
            os.environ.pop(variable, None)
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        from kithbridge.people import epoch
        from kithbridge.web import home

        home.make_secrets()
        epoch.make_first()
        import django

        django.setup()
        from people_measuring import machine

        from kithbridge.cli import databases

        databases.migrate()
        print(machine())
        return 1 if folded(n) + lived(n) else 0


if __name__ == "__main__":
    sys.exit(main())
