"""Bar 5: pictures over ten million hand-outs, and all counted again. `python benchmarks/reach_ten_million.py [N] [sqlite] [postgres]`

Five years of events, 60 areas, 40 things (two of them kits) and six kinds are written straight into the tables, with the sums a bulk
statement makes of them. Then, each in a process of its own: the queries that the picture of the month really runs (`reach/picturing.py`);
`kithbridge reach recount`, with its memory; 5,000 more events through `ledger.take`, and the recount again; one sum changed, which the
recount must find. Bars: one month < 50 ms, five years < 300 ms, no difference. Exit 1 when one is not held.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from people_measuring import content, machine

MONTH_MS, YEARS_MS = 50, 300
WEEKS, AREAS, ITEMS, KITS = 261, 60, 40, 2
KINDS = ("out", "out", "out", "out", "out", "asked", "asked", "none", "back", "waste", "maynot")
BANDS = ("", "", "", "", "", "1", "2-4", "5-9", "10+")
TIMES = 9


def _start() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()


def _furnish() -> None:
    """An empty group with its areas, things, two kits and a hub."""
    from kithbridge.cli import databases
    from kithbridge.people import epoch
    from kithbridge.web import home

    home.make_secrets()
    epoch.make_first()
    _start()
    from kithbridge.reach.models import Area, Item, Place, Recipe, RecipeLine

    databases.migrate()
    Area.objects.bulk_create(Area(key=f"a{one}", label=f"Area {one}") for one in range(AREAS))
    Item.objects.bulk_create(
        Item(key=f"i{one}", label=f"Thing {one}", picture="fine", order=one, kind="kit" if one < KITS else "other") for one in range(ITEMS)
    )
    Place.objects.create(key="hub", label="Hub", kind="hub")
    for kit in range(KITS):
        made = Recipe.objects.create(kit_id=f"i{kit}", version=1, week="2020-W01")
        RecipeLine.objects.bulk_create(RecipeLine(recipe=made, item_id=f"i{part}", quantity=part) for part in range(10, 14))


def _events(n: int, weeks: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Random events; their numbers rise, as they lie after each sweep."""
    dice = random.Random(4711)
    step, pick = (1 << 128) // n, dice.random
    for one in range(n):
        number = f"{one * step + int(pick() * step):032x}"
        kind, item = KINDS[int(pick() * len(KINDS))], int(pick() * ITEMS)
        said = BANDS[int(pick() * len(BANDS))] if kind == "out" else ""
        place = "hub" if pick() < 0.3 else ""
        week, area, many = weeks[int(pick() * len(weeks))], f"a{int(pick() * AREAS)}", 1 + int(pick() * 3)
        yield number, kind, week, area, f"i{item}", int(item < KITS), many, 0, place, "", said, False, False


COLUMNS = ("id", "kind", "week", "area", "item", "recipe", "n", "change", "place", '"to"', "said", "skewed", "undone")


def fill(n: int) -> None:
    """The databases and `n` events with their sums."""
    _furnish()
    from django.db import connection, transaction

    from kithbridge.reach.actions.folding import month_of
    from kithbridge.web.clock import this_week

    weeks = [str(this_week() - ago) for ago in range(WEEKS)]
    postgres = connection.vendor == "postgresql"
    names = ", ".join(COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX event_week")
        if postgres:
            with cursor.copy(f"COPY reach_event ({names}) FROM STDIN") as copy:
                for row in _events(n, weeks):
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(COLUMNS))
            cursor.connection.executemany(f"INSERT INTO reach_event ({names}) VALUES ({marks})", _events(n, weeks))  # noqa: S608
        cursor.execute("CREATE INDEX event_week ON reach_event (week, kind)")
        cursor.execute("CREATE TEMP TABLE months (week varchar(8), month varchar(7))")
        cursor.executemany("INSERT INTO months VALUES (%s, %s)", [(week, month_of(week)) for week in weeks])
        for statement in SUMS:
            cursor.execute(statement.replace("NUMBER", "gen_random_uuid()" if postgres else "lower(hex(randomblob(16)))"))
    if postgres:
        with connection.cursor() as cursor:  # what its own upkeep does within minutes
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({}))


# The sums, by another way than the ledger's.
_NAMED = "CASE kind WHEN 'none' THEN 'missing' WHEN 'maynot' THEN 'may_not' ELSE kind END"
SUMS = (
    f"""INSERT INTO reach_tally (id, week, area_id, item_id, kind, quantity)
    SELECT NUMBER, week, area, item, {_NAMED}, SUM(n) FROM (
        SELECT week, area, item, kind, n FROM reach_event
        UNION ALL SELECT e.week, e.area, l.item_id, e.kind, e.n * l.quantity FROM reach_event AS e
        JOIN reach_recipe AS r ON r.kit_id = e.item AND r.version = e.recipe JOIN reach_recipeline AS l ON l.recipe_id = r.id
    ) AS every GROUP BY week, area, item, kind""",  # noqa: S608
    """INSERT INTO reach_monthtally (id, month, area_id, item_id, kind, quantity)
    SELECT NUMBER, month, area_id, item_id, kind, SUM(quantity) FROM reach_tally JOIN months ON months.week = reach_tally.week
    GROUP BY month, area_id, item_id, kind""",
    """INSERT INTO reach_reached (id, week, area_id, kind, quantity) SELECT NUMBER, week, area, kind, COUNT(*) FROM (
        SELECT week, area, 'handouts' AS kind FROM reach_event WHERE kind = 'out'
        UNION ALL SELECT week, area, 'for_' || replace(replace(said, '-', '_'), '+', '') FROM reach_event WHERE said <> ''
    ) AS every GROUP BY week, area, kind""",
    """INSERT INTO reach_stock (id, place_id, item_id, quantity) SELECT NUMBER, place, item, -SUM(n) FROM reach_event
    WHERE place <> '' AND kind IN ('out', 'waste') GROUP BY place, item""",
)


def _ms(act: Callable[[], object]) -> dict[str, float]:
    """The fastest, the median, and the median of this process's own time: on a busy machine the first two also tell of others."""
    wall, own = [], []
    for _time in range(TIMES):
        began, spent = time.perf_counter(), time.process_time()
        act()
        wall.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - spent) * 1000)
    return {"fastest": min(wall), "median": statistics.median(wall), "own": statistics.median(own)}


def pictures() -> None:
    """The queries of the page, each several times."""
    _start()
    from kithbridge.reach import picturing, tallying
    from kithbridge.reach.models import MonthTally, Tally

    last = picturing.shifted(picturing.running(), -1)
    found = {
        "month": _ms(lambda: picturing.month(last)),
        "year": _ms(lambda: picturing.months(picturing.until(last, 12))),
        "years, each thing and area": _ms(lambda: picturing.months(picturing.until(last, 60))),
        "years, by month and thing": _ms(lambda: picturing.years(5, last)),
        "weeks beside each other": _ms(lambda: tallying.beside(tallying.newest())),
    }
    print(json.dumps({**found, "lines": [MonthTally.objects.count(), Tally.objects.count()]}))


def recount() -> None:
    _start()
    from kithbridge.reach.actions import ledger

    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    found = ledger.recount()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": time.monotonic() - began, "differences": len(found), "before": before // 1024, "most": most // 1024}))


def more() -> None:
    """5,000 events through the one way in, in batches of 500."""
    _start()
    from uuid import UUID

    from kithbridge.reach.actions import ledger
    from kithbridge.web.clock import today

    dice = random.Random(4711)
    began, counted = time.monotonic(), 0
    for _batch in range(10):
        batch = [
            ledger.Arrived(
                UUID(bytes=dice.randbytes(16), version=4),
                {
                    "v": 1,
                    "k": "out",
                    "i": f"i{dice.randrange(2, ITEMS)}",
                    "n": 1,
                    "d": today().isoformat(),
                    "a": f"a{dice.randrange(AREAS)}",
                    "p": "hub",
                },
            )
            for _one in range(500)
        ]
        counted += len(ledger.take(batch).ok)
    print(json.dumps({"counted": counted, "seconds": time.monotonic() - began}))


def spoil() -> None:
    _start()
    from django.db.models import F

    from kithbridge.reach.models import Tally

    row = Tally.objects.filter(kind="out").first()
    assert row is not None
    Tally.objects.filter(pk=row.pk).update(quantity=F("quantity") + 1)
    print(json.dumps({}))


def life(what: str, folder: Path, address: str, *words: str) -> dict[str, Any]:
    """Run a part of this script in a process of its own; what it said last."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "DJANGO_"))}
    kept |= {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile")}
    kept["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).resolve().parent.parent), kept.get("PYTHONPATH", "")])
    if address:
        kept["DATABASE_URL"] = address
    done = subprocess.run([sys.executable, __file__, "--" + what, *words], env=kept, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def trial(kind: str, n: int) -> bool:
    print(f"\n{kind}: {n:,} events over {WEEKS} weeks, {AREAS} areas, {ITEMS} things, {len(set(KINDS))} kinds", flush=True)
    with content(kind) as address, tempfile.TemporaryDirectory(prefix="kithbridge-bench-") as name:
        folder, began = Path(name), time.monotonic()
        life("fill", folder, address, str(n))
        print(f"  filled in {time.monotonic() - began:.0f} s", flush=True)
        shown = life("pictures", folder, address)
        months, weeks = shown.pop("lines")
        print(f"  {months:,} lines of months, {weeks:,} lines of weeks; each {TIMES} times:")
        for what, ms in shown.items():
            said = f"fastest {ms['fastest']:7.1f} ms   median {ms['median']:7.1f} ms   own time {ms['own']:6.1f} ms"
            print(f"    {what:28} {said}", flush=True)
        first = life("recount", folder, address)
        said = f"{first['differences']} differences; memory {first['before']} -> {first['most']} MB"
        print(f"  counted again in {first['seconds']:.0f} s: {said}", flush=True)
        added = life("more", folder, address)
        again = life("recount", folder, address)
        said = f"{again['differences']} differences"
        print(f"  {added['counted']} more through the ledger in {added['seconds']:.1f} s; counted again: {said}", flush=True)
        life("spoil", folder, address)
        spoiled = life("recount", folder, address)
    # The fastest of nine: what it takes when nobody else works on the machine.
    years = max(shown[what]["fastest"] for what in ("years, each thing and area", "years, by month and thing"))
    quick = shown["month"]["fastest"] < MONTH_MS and years < YEARS_MS
    # One changed line of a week differs from its events, and its month from it.
    sound = first["differences"] == again["differences"] == 0 and spoiled["differences"] == 2 and added["counted"] == 5_000
    print(f"  one sum changed: {spoiled['differences']} differences (2: the week's and the month's)")
    print(f"  load {os.getloadavg()[0]:.1f}; one month < {MONTH_MS} ms, five years < {YEARS_MS} ms: {'held' if quick else 'NOT held'}")
    print(f"  sums are what their events come to: {'held' if sound else 'NOT held'}", flush=True)
    return quick and sound


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1].startswith("--"):
        parts: dict[str, Callable[[], None]] = {"--pictures": pictures, "--recount": recount, "--more": more, "--spoil": spoil}
        parts.get(sys.argv[1], lambda: fill(int(sys.argv[2])))()
        return 0
    kinds = [word for word in sys.argv[1:] if word in ("sqlite", "postgres")] or ["sqlite", "postgres"]
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    print(machine())
    held = [trial(kind, numbers[0] if numbers else 10_000_000) for kind in kinds]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
