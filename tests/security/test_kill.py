"""Real kill -9, again and again, in the middle of asks, hand-overs and taking back. 5 here; 100 in benchmarks/people_kill.py."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 5


def environment(folder: Path, database_url: str = "") -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "VOLATILE_URL", "DJANGO_", "PYTEST_"))
    }
    more = {"DATABASE_URL": database_url} if database_url else {}
    return kept | {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile"), **more}


def one_life(folder: Path, seconds: float, database_url: str = "") -> dict[str, Any]:
    """Start it, let it work that long, kill it. Returns what it found at its start."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.security.killed"],
        cwd=PROJECT,
        env=environment(folder, database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    found = process.stdout.readline()
    begun = process.stdout.readline()
    if begun.strip() != "begun":
        process.kill()
        raise AssertionError(found + process.stderr.read())
    time.sleep(seconds)
    assert process.poll() is None, process.stderr.read()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stderr.close()
    return dict(json.loads(found))


def last_look(folder: Path, database_url: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.killed", "--only-look"],
        cwd=PROJECT,
        env=environment(folder, database_url),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.slow
@pytest.mark.sqlite
def test_killed_again_and_again(tmp_path: Path) -> None:
    dice = random.Random(4711)
    lives = [one_life(tmp_path, dice.uniform(0.2, 1.2)) for _ in range(KILLS)]
    last = last_look(tmp_path)
    assert [one["broken"] for one in [*lives, last]] == [[]] * (KILLS + 1)
    assert last["ended"] > KILLS, "it did too little for this to prove anything"
    print(f"{KILLS} kills, {last['rows']} asks, {last['ended']} endings: nothing half done")


@pytest.mark.slow
@pytest.mark.postgres
def test_killed_on_postgres(tmp_path: Path) -> None:
    from tests.security.test_planted import a_database

    address = a_database(f"killed_{os.getpid()}")
    lives = [one_life(tmp_path, 0.7, address) for _ in range(2)]
    assert [one["broken"] for one in [*lives, last_look(tmp_path, address)]] == [[]] * 3
