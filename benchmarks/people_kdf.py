"""What one guess costs us, and what the limiter does to a flood. `python benchmarks/people_kdf.py`

Prints the time of `derive` beside the settings of SecureDrop, Hush Line and GlobaLeaks run here with the same libraries, then 100
people signing in at once through `Slots`, and how long everything else waits meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from argon2.low_level import Type, hash_secret_raw

from kithbridge.engines.sealing import (
    Busy,
    Slots,
    derive,
    kdf,
    new_item_key,
    new_pair,
    open_body,
    rewrap,
    seal_body,
    unwrap,
    wrap,
)

SITE, PEPPER = os.urandom(16), os.urandom(32)
WORDS = "aardvark basket cabin daffodil elbow fabric garlic"


def argon2(passes: int, mebibytes: int) -> Callable[[], object]:
    return lambda: hash_secret_raw(WORDS.encode(), SITE, passes, mebibytes * 1024, 1, 32, Type.ID)


def scrypt(cost: int, times: int = 1) -> Callable[[], object]:
    return lambda: [hashlib.scrypt(WORDS.encode(), salt=SITE, n=cost, r=8, p=1, maxmem=256 << 20) for _ in range(times)]


def spent(act: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1_000)
    return sorted(times)


def p95(times: list[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def guesses() -> None:
    ours = f"ours: Argon2id t={kdf.TIME_COST} m={kdf.MEMORY_COST // 1024} MiB p={kdf.PARALLELISM}"
    rows: list[tuple[str, Callable[[], object], int]] = [
        (ours, lambda: derive(WORDS, site=SITE, pepper=PEPPER), 30),
        ("SecureDrop 2.11: scrypt 16 MiB, twice a sign-in", scrypt(2**14, 2), 15),
        ("Hush Line: scrypt 64 MiB", scrypt(2**16), 10),
        ("GlobaLeaks 5.0.15: Argon2id t=16 + t=17, 128 MiB", lambda: (argon2(16, 128)(), argon2(17, 128)()), 2),
    ]
    print(f"\n{'one sign-in, ms':52} {'min':>8} {'median':>8} {'p95':>8}  (bar: p95 <= 400)")
    for name, act, rounds in rows:
        times = spent(act, rounds)
        print(f"{name:52} {times[0]:8.0f} {statistics.median(times):8.0f} {p95(times):8.0f}")


def boxes() -> None:
    key, reader, epoch, later = new_item_key(), new_pair(), new_item_key(), new_item_key()
    text, aad = "x" * 500, "kb1:demo:reach_ask.words:1"
    body = seal_body(key, text, aad=aad)
    box = wrap(key, reader.public, epoch_key=epoch, aad=aad)
    print(f"\nboxes, µs (a body of 500 letters is {len(body):,} bytes, a wrap {len(box)})")
    for name, act in (
        ("seal_body", lambda: seal_body(key, text, aad=aad)),
        ("open_body", lambda: open_body(key, body, aad=aad)),
        ("wrap", lambda: wrap(key, reader.public, epoch_key=epoch, aad=aad)),
        ("unwrap", lambda: unwrap(box, reader.private, epoch_key=epoch, aad=aad)),
        ("rewrap", lambda: rewrap(box, old_epoch_key=epoch, new_epoch_key=later, aad=aad)),
    ):
        print(f"  {name:10} {statistics.median(spent(act, 2_000)) * 1_000:8.1f}")


def flood(people: int = 100) -> None:
    """`people` threads at once; those refused go away. Another thread does a page's worth of light work all the while."""
    refused: list[float] = []
    served: list[float] = []
    page: list[float] = []
    over = threading.Event()

    def sign_in(slots: Slots) -> None:
        began = time.perf_counter()
        try:
            with slots.turn(timeout=10):
                derive(WORDS, site=SITE, pepper=PEPPER)
            served.append((time.perf_counter() - began) * 1_000)
        except Busy:
            refused.append((time.perf_counter() - began) * 1_000)

    def pages() -> None:
        while not over.is_set():
            began = time.perf_counter()
            hashlib.sha256(bytes(1 << 20)).digest()
            page.append((time.perf_counter() - began) * 1_000)
            time.sleep(0.005)

    with tempfile.TemporaryDirectory() as directory:
        slots = Slots(Path(directory))
        watcher = threading.Thread(target=pages)
        watcher.start()
        threads = [threading.Thread(target=sign_in, args=(slots,)) for _ in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        over.set()
        watcher.join()
    print(f"\n{people} sign-ins at once, 2 slots, 6 waiting")
    print(f"  served  {len(served):3}   last after {max(served):,.0f} ms")
    print(f"  refused {len(refused):3}   p95 after {p95(refused):,.1f} ms" if refused else "  refused   0")
    print(f"  other work of 1 MiB SHA-256 meanwhile: median {statistics.median(page):.1f} ms, p95 {p95(page):.1f} ms")


def main() -> None:
    libraries = f"argon2-cffi {version('argon2-cffi')}, PyNaCl {version('PyNaCl')}"
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {libraries}")
    print(f"load before: {os.getloadavg()[0]:.2f}")
    guesses()
    boxes()
    flood()


if __name__ == "__main__":
    main()
