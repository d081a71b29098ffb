"""A change of the epoch key over very many wraps. `python benchmarks/people_rotation.py [N] [sqlite] [postgres]`

Wraps are moved from one epoch to the next by the shipped code. The process is killed with -9 in the middle and goes on; what it needed in
both lives counts together. At the end every wrap is under the new key, a sample opens with its reader's key, and the old key is nowhere.
Bar: 1,000,000 wraps in 60 s.
"""

from __future__ import annotations

import json
import os
import random
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from uuid import UUID

from people_measuring import content, machine

BAR_SECONDS, BAR_WRAPS = 60, 1_000_000
READERS, SAMPLE = 50, 2_000


def _start() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()


def fill(n: int) -> None:
    """The databases, and `n` wraps under epoch 1: one reader's box each, made by the shipped sealing."""
    from kithbridge.people import epoch
    from kithbridge.web import home

    home.make_secrets()
    epoch.make_first()
    _start()
    from kithbridge.cli import databases
    from kithbridge.engines import sealing
    from kithbridge.people.keyring import turn
    from kithbridge.people.keyring.models import Wrap

    databases.migrate()
    turn.now()
    pairs = [(sealing.new_pair(), secrets.token_hex(16)) for _ in range(READERS)]
    sample, rows = [], []
    # In order of their numbers, as every table lies after a sweep or a rotation.
    for at, item in enumerate(sorted(UUID(bytes=secrets.token_bytes(16), version=4) for _ in range(n))):
        pair, holder = pairs[at % READERS]
        key = sealing.new_item_key()
        aad = sealing.wrap_aad(home.secrets().site, str(item), holder)
        rows.append(Wrap(item=item, holder=holder, epoch=1, box=sealing.wrap(key, pair.public, epoch_key=epoch.key(1), aad=aad)))
        if len(sample) < SAMPLE and random.random() < SAMPLE / n * 2:
            sample.append((str(item), holder, pair.private.hex(), key.hex()))
        if len(rows) == 20_000 or at == n - 1:
            Wrap.objects.bulk_create(rows)
            rows = []
    (home.home() / "sample.json").write_text(json.dumps(sample))


def rotate() -> None:
    """One life: says each stage with its time."""
    _start()
    from kithbridge.people import rewrap, rotation

    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rewrap.move = partial(rewrap.move, said=lambda n: print(f"moved {n}", flush=True))
    rotation.rotate(lambda line: print(f"  {time.monotonic() - began:6.1f} s  {line}", flush=True))
    used = resource.getrusage(resource.RUSAGE_SELF)
    # On a shared machine the processor's seconds tell more than the clock's.
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": time.monotonic() - began, "cpu": cpu, "before": before // 1024, "most": used.ru_maxrss // 1024}))


def look() -> None:
    """What is there at the end."""
    _start()
    from kithbridge.engines import sealing
    from kithbridge.people import epoch
    from kithbridge.people.keyring import turn
    from kithbridge.people.keyring.models import Wrap
    from kithbridge.web import home

    number = turn.now().current
    wrong = Wrap.objects.exclude(epoch=number).count()
    for item, holder, private, key in json.loads((home.home() / "sample.json").read_text()):
        wrap = Wrap.objects.get(item=item, holder=holder)
        aad = sealing.wrap_aad(home.secrets().site, item, holder)
        wrong += sealing.unwrap(bytes(wrap.box), bytes.fromhex(private), epoch_key=epoch.key(number), aad=aad).hex() != key
    print(json.dumps({"wrong": wrong, "wraps": Wrap.objects.count(), "epoch": number, "keys": len(epoch.store().keys())}))


def life(what: str, folder: Path, address: str, *words: str, kill_at: int = 0) -> tuple[dict[str, float], float, int]:
    """Run a part of this script in a process of its own. Returns what it said last, its seconds, and how many it had moved."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "DJANGO_"))}
    kept |= {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile")}
    kept["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).resolve().parent.parent), kept.get("PYTHONPATH", "")])
    if address:
        kept["KEYRING_URL"] = address
    began, said, moved = time.monotonic(), {}, 0
    with subprocess.Popen([sys.executable, __file__, "--" + what, *words], env=kept, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("moved "):
                moved = int(line.split()[1])
                if kill_at and moved >= kill_at:
                    process.send_signal(signal.SIGKILL)
                    break
            elif line.startswith("{"):
                said = json.loads(line)
            else:
                print(line, end="", flush=True)
    if not kill_at and process.returncode:
        raise RuntimeError(f"{what} ended with {process.returncode}")
    return said, time.monotonic() - began, moved


def trial(kind: str, n: int) -> bool:
    print(f"\n{kind}: {n:,} wraps", flush=True)
    with content(kind) as address, tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as name:
        folder = Path(name)
        _, seconds, _ = life("fill", folder, address, str(n))
        print(f"  filled in {seconds:.0f} s")
        _, first, moved = life("rotate", folder, address, kill_at=n // 2)
        print(f"  killed with -9 after {first:.1f} s, {moved:,} moved; once more:")
        said, _, _ = life("rotate", folder, address)
        found, _, _ = life("look", folder, address)
        whole, _, _ = life("rotate", folder, address)
        sound = found["wrong"] == 0 and found["wraps"] == n and found["epoch"] == 2 and found["keys"] == 1
        print(f"  killed and resumed: {first:.1f} + {said['seconds']:.1f} s. Everything under the new key and opens: {sound}")
        held = whole["seconds"] * BAR_WRAPS / n <= BAR_SECONDS
        print(
            f"  without a kill: {whole['seconds']:.1f} s ({whole['cpu']:.1f} s of processor, load {os.getloadavg()[0]:.1f}), "
            f"{n / whole['seconds']:,.0f} a second; memory {whole['before']} MB -> {whole['most']} MB"
        )
        print(f"  bar {BAR_SECONDS} s for {BAR_WRAPS:,}: {'held' if held else 'NOT held'}")
    return sound and held


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1].startswith("--"):
        {"--fill": lambda: fill(int(sys.argv[2])), "--rotate": rotate, "--look": look}[sys.argv[1]]()
        return 0
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kinds = [word for word in sys.argv[1:] if not word.isdigit()] or ["sqlite", "postgres"]
    print(machine())
    sound = [trial(kind, numbers[0] if numbers else BAR_WRAPS) for kind in kinds]
    print(machine())
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
