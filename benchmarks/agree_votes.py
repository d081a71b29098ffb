"""Five hundred people vote at once on PostgreSQL, with the server as shipped. `python benchmarks/agree_votes.py [PEOPLE] [SECONDS] [PAUSE]`

Two processes of `kithbridge serve`; content on a PostgreSQL with its usual durability. Everybody has an open page and a slip, taps a
sentence every PAUSE seconds on average (10: reading it takes that long), and follows the answer to the next page. First without a kill,
for the times; then the server is killed with -9 three times, and what gets no answer is sent again. The load is made on the same machine.
Bar: p95 of a tap at most 200 ms; no vote lost or doubled.
"""

from __future__ import annotations

import sys

from people_measuring import content, line, machine, p95, site

from tests.security.voting_crowd import Crowd, Times

BAR_SECONDS, KILLS = 0.200, 3


def _said(what: str, times: Times) -> None:
    if not times.taps or not times.pages:
        raise SystemExit(f"no tap was taken: {times.odd[:1]}")
    line(f"{what}: a tap", times.taps, f"{len(times.taps) / times.seconds:.0f}/s, sent again {times.again}")
    line(f"{what}: the page that follows", times.pages)
    if times.cpu:
        print(f"  processor time of the server: {times.cpu / len(times.taps) * 1000:.1f} ms for a tap and its page")
    for odd in times.odd[:3]:
        print(f"  odd: {odd}")


def main() -> int:
    people, seconds, pause = (float(word) for word in (*sys.argv[1:], *("500", "60", "10")[len(sys.argv) - 1 :]))
    print(machine())
    with content("postgres") as address, site(address) as served:
        crowd = Crowd(served, int(people))
        calm = crowd.run(seconds, pause=pause)
        _said(f"{people:.0f} people", calm)
        killed = crowd.run(seconds, pause=pause, kills=KILLS, seed=2)
        _said(f"{KILLS} kills", killed)
        wrong = crowd.lost_or_doubled()
    votes = len(calm.taps) + len(killed.taps)
    print(f"{votes} taps confirmed; lost or doubled: {len(wrong)}")
    for one in wrong[:5]:
        print(f"  {one}")
    held = p95(calm.taps) <= BAR_SECONDS and not wrong and not calm.odd and not killed.odd
    said = f"bar p95 of a tap <= 200 ms ({p95(calm.taps) * 1000:.0f} ms), 0 lost or doubled ({len(wrong)})"
    print(f"{said}: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
