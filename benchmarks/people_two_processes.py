"""Two web machines on one PostgreSQL under load, rules changing beside them. `python benchmarks/people_two_processes.py [SECONDS]`

Two `kithbridge serve` with 2 processes each and homes of their own; content, keyring and visits on one PostgreSQL with its usual
durability; one epoch folder. Bar: 0 errors, 0 answers older than 1 s.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from people_measuring import content, machine, p95

from tests.security.test_two_processes import load, two_machines


def databases(address: str) -> dict[str, str]:
    """The cluster's own database for the content, and two more beside it."""
    import psycopg

    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        for name in ("keyring", "volatile"):
            connection.execute(f"CREATE DATABASE two_{name}")
    server = address.rsplit("/", 1)[0]
    return {"content": address, "keyring": f"{server}/two_keyring", "volatile": f"{server}/two_volatile"}


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    print(machine())
    with (
        content("postgres") as address,
        tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as folder,
        two_machines(Path(folder), **databases(address), workers=2) as machines,
    ):
        seen = load(machines, seconds=seconds)
    ages = seen.ages()
    late = [age for age in ages if age]
    print(f"2 machines x 2 processes, {seen.seconds:.0f} s: {seen.answers} answers ({seen.answers / seen.seconds:.0f}/s), {seen.asks} asks")
    print(f"{len(seen.changes)} changes of a rule, {len(seen.looks)} looks at it, {len(late)} of them before the change had come through")
    print(f"age of what was shown: p95 {p95(ages) * 1000:.0f} ms, most {max(ages) * 1000:.0f} ms")
    for problem in seen.errors[:5]:
        print(f"  error: {problem}")
    held = not seen.errors and not seen.stale and len(seen.changes) > 5
    print(f"bar 0 errors ({len(seen.errors)}), 0 reads older than 1 s ({seen.stale}): {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
