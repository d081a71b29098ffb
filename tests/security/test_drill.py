"""Backups that forget: what was taken back opens from no copy after the next rotation, and nothing alive is lost (docs/adr/0010).

Short form here; 200 journeys over 8 backups in benchmarks/people_drill.py.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.builders import quick_kdf  # noqa: F401 - autouse
from tests.security.backed_up import house, make_database
from tests.security.drilled import Figures, run


def _holds(found: Figures, weeks: int) -> None:
    assert found.ended > 10, "too little ended for this to prove anything"
    assert found.open_before > 0, "the adversary must be able to open what ended since the last rotation"
    assert (found.open_after, found.left_after) == (0, 0)
    assert found.open_with_destroyed_key == found.ended_in_copies > 10, "the destroyed keys given back must open it again"
    assert found.living_open > 0
    assert found.restored == weeks
    assert found.compared > 50
    assert (found.lost, found.back) == (0, 0)
    assert found.drill_ok, found.drill_lines


@pytest.mark.slow
@pytest.mark.sqlite
def test_short_drill(tmp_path: Path, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), house(tmp_path) as at:
        _holds(run(at, random.Random(4711), journeys=20, weeks=3), 3)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("keyring_too", [False, True])
def test_short_drill_on_postgres(tmp_path: Path, django_db_blocker: Any, database_url: str, keyring_too: bool) -> None:
    urls = [make_database(database_url, f"drill_{os.getpid()}_{name}") for name in ("content", "keyring", "scratch")]
    keyring = urls[1] if keyring_too else ""
    with django_db_blocker.unblock(), house(tmp_path, database_url=urls[0], keyring_url=keyring) as at:
        found = run(at, random.Random(4712), journeys=10, weeks=3, urls=(urls[0], keyring), scratch_url=urls[2])
        _holds(found, 3)
