"""Backup and restore of much content. `python benchmarks/people_backup.py [MB] [sqlite|postgres|all]`; 1,000 MB, all, unless told.

Makes a group with that many MB of sealed messages and two wraps for each, then runs `kithbridge backup` and `kithbridge restore --over`
as an operator does. Memory: the command and its children together, sampled. Peer, from the same run: `sqlite3 .backup` and age, or
`pg_dump` and age, which copy without keyring, manifest, counts, tombstones and a look at every wrap.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

from people_measuring import content, machine

BODY = 2_089  # a message of up to 2,047 bytes, as it is sealed
KINDS = {"sqlite": ["sqlite"], "postgres": ["postgres"], "all": ["sqlite", "postgres"]}
PEER = "import pyrage, sys; pyrage.encrypt_file(sys.argv[1], sys.argv[2], [pyrage.x25519.Recipient.from_str(sys.argv[3])])"


def fill(megabytes: int) -> int:
    """A page with that many MB of messages; returns how many. What is inside is random: only sizes matter, and the outer lock of wraps."""
    from kithbridge.engines import sealing
    from kithbridge.people import epoch, vault
    from kithbridge.people.keyring import turn
    from kithbridge.people.keyring.models import Wrap
    from kithbridge.people.models import Message, Neighbour
    from kithbridge.web import home

    turn.now()
    number, key = epoch.epochs().current()
    page, site, n = Neighbour(id=uuid4(), handle="Much", last_week="2026-W47"), home.secrets().site, megabytes * 1_000_000 // BODY
    page.save(force_insert=True)
    holders = [vault.holder(uuid4()) for _ in range(2)]

    def wrap(item: UUID, holder: str) -> Wrap:
        aad = sealing.wrap_aad(site, str(item), holder)
        return Wrap(item=item, holder=holder, epoch=number, version=1, box=sealing.seal_with(key, os.urandom(80), aad=aad))

    for at in range(0, n, 5_000):
        items = [uuid4() for _ in range(at, min(n, at + 5_000))]
        rows = [
            Message(id=item, page=page, n=at + place, from_team=False, week="2026-W47", body=b"\x01" + os.urandom(BODY - 1))
            for place, item in enumerate(items)
        ]
        Message.objects.bulk_create(rows)
        Wrap.objects.bulk_create([wrap(item, holder) for item in items for holder in holders])
    return n


def _family(pid: int) -> int:
    """Resident memory of a process and all below it, in bytes."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
            waiting += [int(word) for word in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except (OSError, IndexError):
            continue
        total += pages * os.sysconf("SC_PAGE_SIZE")
    return total


def measured(*words: str, **more: str) -> tuple[float, float]:
    """Seconds and peak MB of a command with its children."""
    began, most = time.monotonic(), 0
    process = subprocess.Popen(words, env=os.environ | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.02):
            most = max(most, _family(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    seconds = time.monotonic() - began
    ended.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(said)
    return seconds, most / 1e6


def one(kind: str, megabytes: int) -> bool:
    from django.db import connections

    from tests.security.backed_up import house, make_database

    command = [sys.executable, "-m", "kithbridge"]
    with content(kind) as address, tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as folder:
        url = make_database(address, "content") if address else ""
        with house(Path(folder), database_url=url, KITHBRIDGE_VOLATILE=str(Path(folder) / "volatile")) as at:
            n = fill(megabytes)
            connections.close_all()
            more = {"DATABASE_URL": url} if url else {}
            print(f"{kind}: {n} messages of {BODY} bytes, {2 * n} wraps", flush=True)
            taken = measured(*command, "backup", **more)
            files = sum(path.stat().st_size for path in at.files()) / 1e6
            print(f"  backup   {taken[0]:6.1f} s   peak {taken[1]:5.0f} MB   files {files:,.0f} MB", flush=True)
            restored = measured(*command, "restore", "--identity", str(at.identity), "--over", **more)
            print(f"  restore  {restored[0]:6.1f} s   peak {restored[1]:5.0f} MB", flush=True)
            plain, words = Path(folder) / "plain", ["pg_dump", "-Fc", "-Z0", "-f", str(Path(folder) / "plain"), url]
            if not url:
                words = ["sqlite3", str(at.database("default")), f".backup {plain}"]
            peer = measured(*words)
            locked = measured(sys.executable, "-c", PEER, str(plain), str(plain) + ".age", at.public)
            print(
                f"  peer     {peer[0]:6.1f} s   {words[0]} alone; age {locked[0]:.1f} s more; "
                f"ours / peer {taken[0] / (peer[0] + locked[0]):.1f}",
                flush=True,
            )
    scale = max(megabytes / 1_000, 1)
    return taken[0] <= 60 * scale and restored[0] <= 120 * scale and max(taken[1], restored[1]) <= 200


def main() -> int:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    kinds = KINDS[sys.argv[2] if len(sys.argv) > 2 else "all"]
    with tempfile.TemporaryDirectory() as first:
        os.environ |= {"KITHBRIDGE_HOME": first, "DJANGO_SETTINGS_MODULE": "kithbridge.web.settings"}
        import django

        django.setup()
        print(machine(), flush=True)
        well = [one(kind, megabytes) for kind in kinds]
    print("bars: backup 60 s, restore 120 s, 200 MB: " + ("kept" if all(well) else "NOT kept"))
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
