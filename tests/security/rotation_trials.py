"""Kills what tests/security/rotating.py does, again and again. Offers: `trials(folder, kills, seed, databases)`. Needs no Django."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def environment(folder: Path, databases: dict[str, str]) -> dict[str, str]:
    ours = ("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "VOLATILE_URL", "DJANGO_", "PYTEST_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    places = {"HOME": "home", "VOLATILE": "volatile", "SPARE": "stick"}
    return kept | {f"KITHBRIDGE_{name}": str(folder / place) for name, place in places.items()} | databases


def begin(folder: Path, what: str, databases: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.security.rotating", what],
        cwd=PROJECT,
        env=environment(folder, databases),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(folder: Path, what: str, databases: dict[str, str]) -> dict[str, Any]:
    process = begin(folder, what, databases)
    out, problems = process.communicate(timeout=300)
    assert process.returncode == 0, problems
    return dict(json.loads(out)) if out.strip() else {}


def one_life(folder: Path, dice: random.Random, databases: dict[str, str]) -> dict[str, Any]:
    """One process writes, one changes the key; both are killed, one a little after the other. Then the next start looks."""
    both = [begin(folder, what, databases) for what in ("write", "rotate")]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "begun", process.communicate()[1]
    dice.shuffle(both)
    for process in both:
        time.sleep(dice.uniform(0.05, 0.7))
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return told(folder, "look", databases)


def trials(folder: Path, kills: int, seed: int, databases: dict[str, str], said: Callable[[str], None] = print) -> list[dict[str, Any]]:
    """That many lives in one folder. Returns what each look found."""
    dice = random.Random(seed)
    told(folder, "prepare", databases)
    found = []
    for n in range(kills):
        found.append(one_life(folder, dice, databases))
        if found[-1]["broken"] or n % 20 == 19:
            said(f"  life {n + 1}: {found[-1]}")
    return found
