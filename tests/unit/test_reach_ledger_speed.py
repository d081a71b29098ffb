"""Ten million hand-outs cost a picture no more than ten thousand, and a batch no more for each event: the short form of
`benchmarks/reach_ten_million.py` and `reach_ingest.py`, without a clock."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.reach import picturing, tallying
from kithbridge.reach.actions import ledger
from kithbridge.reach.actions.ledger import Arrived
from kithbridge.reach.models import Area, Item, MonthTally
from kithbridge.web.clock import this_week, today
from tests.builders import DATABASES

pytestmark = DATABASES
MONTH = picturing.running()


@pytest.fixture
def counted() -> None:
    Area.objects.bulk_create(Area(key=f"a{one}", label="area") for one in range(10))
    Item.objects.bulk_create(Item(key=f"i{one}", label="thing", picture="fine") for one in range(20))
    MonthTally.objects.bulk_create(
        MonthTally(month=month, area_id=f"a{area}", item_id=f"i{item}", kind=kind, quantity=3)
        for month in picturing.until(MONTH, 12)
        for area in range(10)
        for item in range(20)
        for kind in ("out", "asked", "missing")
    )


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "read",
    [
        lambda: picturing.month(MONTH),
        lambda: picturing.each(picturing.until(MONTH, 12)),
        lambda: picturing.months(picturing.until(MONTH, 60)),
        lambda: picturing.years(5, MONTH),
        lambda: tallying.sums((this_week(), this_week() - 1)),
    ],
    ids=["a month", "months one by one", "five years", "five years by month", "weeks"],
)
def test_a_picture_reads_an_index_alone(counted: None, read: Callable[[], object]) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert read() is not None
    asked = [one["sql"] for one in seen if "tally" in one["sql"]]
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked[0])
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "COVERING INDEX" in plan
    if "week" not in asked[0]:
        assert "TEMP B-TREE" not in plan, "sorting five years takes longer than reading them"


def test_a_batch_takes_as_many_statements_for_five_hundred_as_for_fifty(counted: None) -> None:
    def statements(n: int) -> int:
        batch = [
            Arrived(uuid.uuid4(), {"v": 1, "k": "out", "i": f"i{one % 20}", "n": 1, "d": today().isoformat(), "a": f"a{one % 10}"})
            for one in range(n)
        ]
        with CaptureQueriesContext(connection) as seen:
            ledger.take(batch)
        return len(seen)

    few, many = statements(50), statements(500)
    # Only lines beyond what one statement holds are more.
    assert many - few < 30


@pytest.mark.slow
def test_the_benchmark_runs() -> None:
    """20,000 events: that its own sums, the ledger's and the recount agree. Its bars are about time, and not asked here."""
    script = Path(__file__).resolve().parents[2] / "benchmarks" / "reach_ten_million.py"
    done = subprocess.run([sys.executable, str(script), "20000", "sqlite"], capture_output=True, text=True, timeout=600, check=False)
    assert "sums are what their events come to: held" in done.stdout, done.stdout + done.stderr
    assert "one sum changed: 2 differences" in done.stdout
