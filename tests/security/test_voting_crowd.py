"""A small crowd votes over HTTP while the server is killed with -9: nothing confirmed is lost, nothing is doubled.

The large one, with its figures: benchmarks/agree_votes.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.serving import Served
from tests.security.test_enact_at_once import content  # noqa: F401 - a fixture: SQLite, and an empty PostgreSQL
from tests.security.voting_crowd import Crowd


@pytest.mark.slow
def test_votes_through_kills(tmp_path: Path, content: str) -> None:  # noqa: F811
    with Served(tmp_path, database_url=content) as served:
        crowd = Crowd(served, 40)
        times = crowd.run(8, pause=1.0, kills=2)
        assert times.odd == []
        assert times.again > 0, "no tap was under way at a kill: this run proves nothing"
        assert len(times.taps) > 40
        assert crowd.lost_or_doubled() == []
