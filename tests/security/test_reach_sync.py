"""Phones that come back into signal, against the real server: everything is counted once, nothing is answered wrongly.

Short form; 10,000 events and 10 phones in benchmarks/reach_sync.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.backed_up import make_database
from tests.security.phoning import Outside, at_once, counted, drained, phones_of
from tests.security.serving import Served

QUEUED, PHONES, EACH = 2_000, 4, 500
# A fifth of the bars of the benchmark, and three times that: a machine of the tests does other things meanwhile.
MOST_SECONDS = 5.0 / 5 * 3


def synced(served: Served) -> None:
    one, *others = phones_of(served, 1 + PHONES)
    queue = one.waiting(QUEUED)
    queue[321] = Outside.altered(queue[321])
    queues = [phone.waiting(EACH) for phone in others]
    went = one.drained(queue)
    together = at_once(others, queues)
    again = drained([one, *others], [queue, *queues])
    print(f"{QUEUED} queued in {went.took:.2f} s, {PHONES} x {EACH} at once in {together.took:.2f} s, {went.bytes_each:.0f} bytes each")
    assert went.wrong == together.wrong == again.wrong == 0
    assert (went.ok, went.held) == (QUEUED - 1, 1)
    assert (together.ok, together.held) == (PHONES * EACH, 0)
    assert again.ok + again.held == QUEUED + PHONES * EACH
    assert counted(served) == QUEUED - 1 + PHONES * EACH
    assert went.bytes_each <= 400
    assert went.took < MOST_SECONDS
    assert together.took < MOST_SECONDS


@pytest.mark.slow
@pytest.mark.sqlite
def test_they_sync(tmp_path: Path) -> None:
    with Served(tmp_path / "site", workers=2) as served:
        synced(served)


@pytest.mark.slow
@pytest.mark.postgres
def test_they_sync_on_postgres(tmp_path: Path, database_url: str) -> None:
    with Served(tmp_path / "site", database_url=make_database(database_url, "phones_sync"), workers=2) as served:
        synced(served)
