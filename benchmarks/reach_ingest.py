"""Taking hand-outs in, without the network. `python benchmarks/reach_ingest.py [N] [sqlite] [postgres]`

N sealed events (10,000) are opened with the server's event key and taken in batches of 500, as a phone's calls do; then ten processes at
once bring a tenth each, each batch with one event that cannot be read; then the first are sent again, as after lost answers. Bars: 10,000
in 5 s, ten at once in 10 s, all but the poison counted, nothing doubled, sums are what the events come to. Exit 1 when one is not held.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from people_measuring import content, machine

BAR_SECONDS, AT_ONCE_SECONDS, BATCH, PHONES = 5, 10, 500, 10
AREAS, ITEMS = 2, 17


def _start() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()


def fill() -> None:
    """An empty group with a catalogue, a kit, a hub with some lots."""
    from kithbridge.people import epoch
    from kithbridge.web import home

    home.make_secrets()
    epoch.make_first()
    _start()
    from kithbridge.cli import databases
    from kithbridge.reach.actions import event_keys
    from kithbridge.reach.models import Area, Item, Lot, Place, Recipe, RecipeLine

    databases.migrate()
    Area.objects.bulk_create(Area(key=f"a{one}", label=f"Area {one}") for one in range(AREAS))
    Item.objects.bulk_create(Item(key=f"i{one}", label=f"Thing {one}", picture="fine") for one in range(ITEMS))
    Place.objects.create(key="red", label="red", kind="bag")
    made = Recipe.objects.create(kit_id="i0", version=1, week="2020-W01")
    RecipeLine.objects.bulk_create(RecipeLine(recipe=made, item_id=f"i{part}", quantity=2) for part in range(1, 8))
    Lot.objects.create(item_id="i1", code="L1")
    event_keys.make_first()


def _sealed(seed: int, n: int) -> list[tuple[UUID, bytes]]:
    """What a phone holds: numbers and boxes."""
    from kithbridge.engines import event_box
    from kithbridge.reach.actions import event_keys
    from kithbridge.web.clock import today

    dice, public = random.Random(seed), event_keys.newest().public
    found = []
    for _one in range(n):
        number = UUID(bytes=dice.randbytes(16), version=4)
        item = dice.randrange(ITEMS)
        inside = {"v": 1, "k": dice.choice(["out", "out", "out", "none"]), "i": f"i{item}", "n": 1, "d": today().isoformat()}
        inside |= {"a": f"a{dice.randrange(AREAS)}", "p": "red", **({"r": 1} if item == 0 else {})}
        found.append((number, event_box.seal(public, str(number), json.dumps(inside))))
    return found


def _sent(events: list[tuple[UUID, bytes]], *, poison: bool = False) -> dict[str, float]:
    """Open and take them in batches; how long that took, on the wall and of the processor."""
    from kithbridge.engines.event_box import BoxError
    from kithbridge.reach.actions import event_keys, ledger

    began, spent, ok, held = time.monotonic(), time.process_time(), 0, 0
    for start in range(0, len(events), BATCH):
        opened, batch = event_keys.opening(), []
        for place, (number, box) in enumerate(events[start : start + BATCH]):
            spoiled = box[:-1] + bytes([box[-1] ^ 1]) if poison and place == 7 else box
            try:
                batch.append(ledger.Arrived(number, json.loads(opened(str(number), spoiled)), spoiled))
            except BoxError:
                batch.append(ledger.Arrived(number, None, spoiled))
        taken = ledger.take(batch)
        ok, held = ok + len(taken.ok), held + len(taken.held)
    return {"seconds": time.monotonic() - began, "spent": time.process_time() - spent, "ok": ok, "held": held}


def alone(n: int) -> None:
    _start()
    print(json.dumps(_sent(_sealed(1, n))))


def phone(seed: int, n: int) -> None:
    """One of ten: seals first, then waits for the others at a line on its standard input."""
    _start()
    events = _sealed(seed, n)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(_sent(events, poison=True)), flush=True)


def sums() -> None:
    _start()
    from django.db.models import Count

    from kithbridge.reach.actions import ledger
    from kithbridge.reach.models import Aside, Event, Seen

    doubled = Seen.objects.values("event").exclude(event=None).annotate(n=Count("pk")).filter(n__gt=1).count()
    told = {"events": Event.objects.count(), "aside": Aside.objects.count(), "doubled": doubled, "differences": len(ledger.recount())}
    print(json.dumps(told))


def _environment(folder: Path, address: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "DJANGO_"))}
    kept |= {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile")}
    kept["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).resolve().parent.parent), kept.get("PYTHONPATH", "")])
    return {**kept, "DATABASE_URL": address} if address else kept


def life(what: str, kept: dict[str, str], *words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, __file__, "--" + what, *words], env=kept, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads((done.stdout or "{}").splitlines()[-1]))


def at_once(kept: dict[str, str], n: int) -> tuple[float, list[dict[str, float]]]:
    """Ten phones with n events each; seconds until the last was answered, and what each was told."""
    words = [[sys.executable, __file__, "--phone", str(2 + one), str(n)] for one in range(PHONES)]
    phones = [subprocess.Popen(line, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for line in words]
    for one in phones:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    began = time.monotonic()
    for one in phones:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [json.loads(one.communicate()[0]) for one in phones]
    return time.monotonic() - began, told


def trial(kind: str, n: int) -> bool:
    print(f"\n{kind}: {n:,} events in batches of {BATCH}", flush=True)
    with content(kind) as address, tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as name:
        kept = _environment(Path(name), address)
        subprocess.run([sys.executable, __file__, "--fill"], env=kept, check=True)
        first = life("alone", kept, str(n))
        print(f"  opened and taken in {first['seconds']:.1f} s ({first['spent']:.1f} s of the processor)", flush=True)
        seconds, told = at_once(kept, n // PHONES)
        print(f"  {PHONES} at once, {n // PHONES:,} each: {seconds:.1f} s; {sum(one['held'] for one in told):.0f} put aside", flush=True)
        again = life("alone", kept, str(n))
        found = life("sums", kept)
    poison = PHONES * -(-(n // PHONES) // BATCH)
    sound = found == {"events": 2 * n - poison, "aside": poison, "doubled": 0, "differences": 0} and again["ok"] == n
    quick = first["seconds"] < BAR_SECONDS * n / 10_000 and seconds < AT_ONCE_SECONDS * n / 10_000
    print(f"  sent again in {again['seconds']:.1f} s; then {found}")
    print(f"  load {os.getloadavg()[0]:.1f}; bars {BAR_SECONDS} s and {AT_ONCE_SECONDS} s for 10,000: {'held' if quick else 'NOT held'}")
    print(f"  nothing lost, doubled or held up: {'held' if sound else 'NOT held'}", flush=True)
    return quick and sound


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1].startswith("--"):
        words = sys.argv[2:]
        {"--fill": fill, "--alone": lambda: alone(int(words[0])), "--sums": sums, "--phone": lambda: phone(int(words[0]), int(words[1]))}[
            sys.argv[1]
        ]()
        return 0
    kinds = [word for word in sys.argv[1:] if word in ("sqlite", "postgres")] or ["sqlite", "postgres"]
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    print(machine())
    held = [trial(kind, numbers[0] if numbers else 10_000) for kind in kinds]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
