"""A site of its own where several processes enact at once: `python -m tests.security.enacting make|enact|read ...`.

make(folder, address)                        the databases; the group begins
at_once(folder, given, address)              one process each: {"key", "value", "id", "later"}; what each said
seen_after(folder, changes, address)         seconds until a process that only reads saw each change
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.security.deciding_killed import PROJECT, environment

KEY, VALUES = "asks.live_weeks", (3, 4, 5, 6, 7)


def _run(folder: Path, address: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.security.enacting", *words],
        cwd=PROJECT,
        env=environment(folder, address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def _said(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, problem = process.communicate(timeout=120)
    if process.returncode:
        raise AssertionError(out + problem)
    return dict(json.loads(out.splitlines()[-1]))


def make(folder: Path, address: str) -> None:
    _said(_run(folder, address, "make"))


def at_once(folder: Path, given: list[dict[str, Any]], address: str) -> list[dict[str, Any]]:
    """Each waits until all are ready; then all at once."""
    processes = [_run(folder, address, "enact", json.dumps(one)) for one in given]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready", process.stderr.read() if process.stderr else ""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [_said(process) for process in processes]


def seen_after(folder: Path, changes: int, address: str) -> list[float]:
    """One process reads all the time, another enacts now and then.

    Whoever reads asks at most every half second: of two changes within one it may see only the later, and has then seen both.
    """
    assert changes <= len(VALUES), "each change sets a value of its own"
    reader = _run(folder, address, "read", str(changes))
    assert reader.stdout is not None
    assert reader.stdout.readline().strip() == "ready"
    writer = _said(_run(folder, address, "change", str(changes)))
    saw = _said(reader)
    return [min(saw["at"][later] for later in writer["set"][n:] if later in saw["at"]) - when for n, when in enumerate(writer["at"])]


# --- what the processes do ---------------------------------------------------------------------------------------
def _make() -> dict[str, Any]:
    from kithbridge.cli import databases
    from kithbridge.rules import enact

    databases.migrate()
    enact.begin()
    return {}


def _enact(given: dict[str, Any]) -> dict[str, Any]:
    from kithbridge.rules import enact
    from tests import sitting

    decided = sitting.decided(given["key"], given["value"], id=UUID(given["id"]))
    decided = replace(decided, week=decided.week + given.get("later", 0))
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        enact.enact(decided)
    except enact.Refused as refusal:
        return {"refused": type(refusal).__name__, "says": str(refusal)}
    return {"value": given["value"]}


def _change(changes: int) -> dict[str, Any]:
    from tests import sitting

    at = []
    for n, value in enumerate(VALUES[:changes]):
        time.sleep(0.3 + 0.17 * n)
        sitting.enacted(KEY, value)
        at.append(time.time())
    return {"at": at, "set": [str(value) for value in VALUES[:changes]]}


def _read(changes: int) -> dict[str, Any]:
    from kithbridge import rules

    at: dict[str, float] = {}
    last = str(VALUES[changes - 1])
    assert str(rules.value(KEY)) not in [str(value) for value in VALUES[:changes]]
    print("ready", flush=True)
    until = time.monotonic() + 60
    while last not in at and time.monotonic() < until:
        at.setdefault(str(rules.value(KEY)), time.time())
        time.sleep(0.002)
    return {"at": at}


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    from kithbridge.people import epoch
    from kithbridge.web import home

    if not home.have_secrets():
        home.make_secrets()
        epoch.make_first()
    django.setup()
    what, *more = sys.argv[1:]
    acts = {"make": lambda: _make(), "enact": lambda: _enact(json.loads(more[0]))}
    acts |= {"change": lambda: _change(int(more[0])), "read": lambda: _read(int(more[0]))}
    print(json.dumps(acts[what]()), flush=True)


if __name__ == "__main__":
    main()
