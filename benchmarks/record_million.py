"""Reading a very long event record again. `python benchmarks/record_million.py [N] [sqlite] [postgres]`

N entries over three years of weeks, linked as the linker does it, are read as `kithbridge audit verify` does, in a fresh process. Then one
entry in the middle is changed, and it must be found. Bar: 1,000,000 entries in 10 s.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from people_measuring import content, machine

BAR_SECONDS, BAR_ENTRIES, WEEKS = 10, 1_000_000, 156
KINDS = [f"act number {n}" for n in range(60)]
ROLES = ["team", "neighbour", "reference group", "lead", "software"]


def _start() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()


def fill(n: int) -> None:
    """The databases, and `n` linked entries."""
    from kithbridge.people import epoch
    from kithbridge.web import home

    home.make_secrets()
    epoch.make_first()
    _start()
    from kithbridge.cli import databases
    from kithbridge.engines.week import Week
    from kithbridge.web.record import chain
    from kithbridge.web.record.models import Entry, Segment

    databases.migrate()
    dice, before = random.Random(4711), chain.FIRST
    for place, week in enumerate(Week.range(Week(2023, 48), Week(2023, 48) + (WEEKS - 1))):
        opens, rows = before, []
        for position in range(n * (place + 1) // WEEKS - n * place // WEEKS):
            row = Entry(
                id=UUID(bytes=dice.randbytes(16), version=4),
                week=str(week),
                kind=dice.choice(KINDS),
                role=dice.choice(ROLES),
                ref=dice.randbytes(32).hex(),
                n=dice.choice([1, 1, 1, 7]),
                segment=str(week),
                position=position,
            )
            row.hash = before = chain.entry_hash(before, row)
            rows.append(row)
        Entry.objects.bulk_create(rows, batch_size=5_000)
        Segment.objects.create(week=str(week), opens=opens, closes=before, entries=len(rows))


def verify() -> None:
    """Once, in a process that did nothing else."""
    _start()
    from kithbridge.rules import proof
    from kithbridge.web.record import chain

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, spent = time.monotonic(), time.process_time()
    report, rules = chain.verify(chain.head()), proof.check()
    told = {
        "seconds": time.monotonic() - began,
        "spent": time.process_time() - spent,
        "entries": report.entries,
        "problems": report.problems + rules.problems,
    }
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({**told, "before": before // 1024, "most": most // 1024}))


def spoil() -> None:
    """One entry in the middle gets another week's number of acts."""
    _start()
    from django.db.models import F

    from kithbridge.web.record.models import Entry, Segment

    middle = list(Segment.objects.order_by("week").values_list("week", flat=True))[WEEKS // 2]
    print(json.dumps({"changed": Entry.objects.filter(segment=middle, position=3).update(n=F("n") + 1)}))


def life(what: str, folder: Path, address: str, *words: str) -> dict[str, Any]:
    """Run a part of this script in a process of its own; what it said last."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "DJANGO_"))}
    kept |= {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile")}
    kept["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).resolve().parent.parent), kept.get("PYTHONPATH", "")])
    if address:
        kept["DATABASE_URL"] = address
    done = subprocess.run([sys.executable, __file__, "--" + what, *words], env=kept, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout or "{}"))


def trial(kind: str, n: int) -> bool:
    print(f"\n{kind}: {n:,} entries over {WEEKS} weeks", flush=True)
    with content(kind) as address, tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as name:
        folder, began = Path(name), time.monotonic()
        life("fill", folder, address, str(n))
        print(f"  filled in {time.monotonic() - began:.0f} s", flush=True)
        found = [life("verify", folder, address) for _ in range(3)]
        assert life("spoil", folder, address) == {"changed": 1}
        spoiled = life("verify", folder, address)
    seconds = [float(str(one["seconds"])) for one in found]
    sound = all(one["problems"] == [] and one["entries"] == n for one in found)
    held = max(seconds) * BAR_ENTRIES / n <= BAR_SECONDS
    said = " ".join(f"{one:.2f}" for one in seconds)
    spent = " ".join(f"{float(str(one['spent'])):.2f}" for one in found)
    print(f"  read again in {said} s (of the processor: {spent} s); memory {found[0]['before']} MB -> {found[0]['most']} MB")
    print(f"  nothing found in the untouched record: {sound}; after one change: {spoiled['problems']}")
    print(f"  load {os.getloadavg()[0]:.1f}; bar {BAR_SECONDS} s for {BAR_ENTRIES:,}: {'held' if held else 'NOT held'}", flush=True)
    return sound and held and len(spoiled["problems"]) == 1


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1].startswith("--"):
        {"--fill": lambda: fill(int(sys.argv[2])), "--verify": verify, "--spoil": spoil}[sys.argv[1]]()
        return 0
    kinds = [word for word in sys.argv[1:] if word in ("sqlite", "postgres")] or ["sqlite", "postgres"]
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    print(machine())
    held = [trial(kind, numbers[0] if numbers else BAR_ENTRIES) for kind in kinds]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
