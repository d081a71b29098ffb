"""Phones that come back into signal. `python benchmarks/reach_sync.py [sqlite] [postgres]`

Against `kithbridge serve` with 2 processes, on SQLite and on PostgreSQL; the phones share the 2 cores with the server. Boxes are
sealed before the clock starts: phones seal when somebody taps.

    10,000 events that wait on one phone, 500 a call        bar < 5 s
    10 phones with 1,000 each, at once                      bar < 10 s, no answer 5xx
    bytes on the way for one event                          bar <= 400
    1,000 of which one was altered                          bar 999 taken in the same calls
Afterwards everything sent is sent once more, and counted: nothing twice, nothing lost.
"""

from __future__ import annotations

import sys
import time

from people_measuring import content, line, machine, site

from tests.security.phoning import Outside, Went, at_once, counted, drained, phones_of

QUEUED, PHONES, EACH = 10_000, 10, 1_000
BARS = {"one": 5.0, "many": 10.0, "bytes": 400}


def _said(what: str, went: Went, bar: float) -> None:
    print(f"{what:44} {went.took:6.2f} s   bar < {bar:.0f} s   wrong answers {went.wrong}", flush=True)


def measured(kind: str, address: str) -> bool:
    with site(address) as served:
        one, *ten = phones_of(served, 1 + PHONES)
        one.drained(one.waiting(2))  # the first call pays for what a process reads once
        queue = one.waiting(QUEUED)
        went = one.drained(queue)
        line(f"{kind}: a call of 500", went.seconds)
        _said(f"{kind}: {QUEUED:,} queued events", went, BARS["one"])
        queues = [phone.waiting(EACH) for phone in ten]
        together = at_once(ten, queues)
        _said(f"{kind}: {PHONES} phones x {EACH:,} at once", together, BARS["many"])
        print(f"{kind}: bytes for one event           {went.bytes_each:6.0f}     bar <= {BARS['bytes']}")
        poisoned = one.waiting(1_000)
        poisoned[321] = Outside.altered(poisoned[321])
        bad = one.drained(poisoned)
        print(f"{kind}: taken of 1,000 with a bad one {bad.ok:6}     bar 999   put aside {bad.held}")
        again = drained([one, *ten], [queue + poisoned, *queues])
        sent = 2 + QUEUED + PHONES * EACH + 999
        there = counted(served)
        print(f"{kind}: counted {there:,} of {sent:,} after all was sent twice; wrong answers {again.wrong}")
    return all(
        (
            went.took < BARS["one"],
            together.took < BARS["many"],
            went.bytes_each <= BARS["bytes"],
            (bad.ok, bad.held) == (999, 1),
            there == sent,
            not (went.wrong or together.wrong or bad.wrong or again.wrong),
        )
    )


def main() -> int:
    print(machine())
    print(time.strftime("%Y-%m-%d"))
    held = True
    for kind in sys.argv[1:] or ["sqlite", "postgres"]:
        with content(kind) as address:
            held &= measured(kind, address)
    print(f"all bars: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
