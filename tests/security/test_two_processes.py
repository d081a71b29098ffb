"""Two web machines on one PostgreSQL, under load, while rules change: no error, and no answer older than a second.

Offers, to benchmarks/people_two_processes.py as well
------
two_machines(folder, ...)   two `serve`, each with a home of its own; content, keyring and visits in common, one epoch folder
load(machines, seconds)     visitors and a peer on both, a rule changed again and again beside them -> Seen

The rule is words.unused_weeks: a process beside the servers sets it to one week more each time, and says when that was committed. Each look
at its public page is compared with what had been committed a second before the look began.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.security.serving import PROJECT, Served, Visitor

KEY, FIRST, LAST = "words.unused_weeks", 5, 52
STALE_AFTER = 1.0


@dataclass
class Seen:
    """What the load saw."""

    answers: int = 0
    errors: list[str] = field(default_factory=list)
    looks: list[tuple[float, int]] = field(default_factory=list)
    changes: list[tuple[float, int]] = field(default_factory=list)
    asks: int = 0
    seconds: float = 0

    def ages(self) -> list[float]:
        """For each look: how long before it began the value it should have shown was committed; 0 where it showed the newest."""
        found = []
        for began, value in self.looks:
            newer = [when for when, other in self.changes if other > value and when < began]
            found.append(began - min(newer) if newer else 0.0)
        return found

    @property
    def stale(self) -> int:
        return sum(age > STALE_AFTER for age in self.ages())


# --- The machines ------------------------------------------------------------------------------------------
@contextlib.contextmanager
def two_machines(folder: Path, *, content: str, keyring: str, volatile: str, workers: int = 1) -> Iterator[list[Served]]:
    """Two sites of one group. The first one's folder has the secrets and the epoch key; the other reads them there."""
    one = Served(folder / "one", database_url=content, workers=workers)
    two = Served(folder / "two", database_url=content, workers=workers)
    common = {"KEYRING_URL": keyring, "VOLATILE_URL": volatile}
    one.environment |= common
    two.environment |= common | {"KITHBRIDGE_SECRETS": str(one.home / "secrets"), "KITHBRIDGE_EPOCH": str(one.home / "epoch")}
    with one:
        two.team = one.team
        try:
            two.start()
            yield [one, two]
        finally:
            two.stop()


# --- The load ------------------------------------------------------------------------------------------------
def _guarded(seen: Seen, until: float, act: object, *given: object) -> threading.Thread:
    def work() -> None:
        while time.monotonic() < until:
            try:
                act(seen, *given)  # type: ignore[operator]
            except Exception as problem:  # noqa: BLE001 - shown by the test
                seen.errors.append(f"{type(problem).__name__}: {problem}")

    return threading.Thread(target=work)


def _count(seen: Seen, status: int, what: str) -> None:
    seen.answers += 1
    if status not in (200, 302, 303):
        seen.errors.append(f"{what}: {status}")


def _look(seen: Seen, one: Visitor) -> None:
    """The rule's public page: which value it shows."""
    began = time.time()
    answer = one.get(f"/why/{KEY}")
    _count(seen, answer.status, "why")
    shown = re.search(r'<p class="big">[^<]*?(\d+) week', answer.text)
    if shown:
        seen.looks.append((began, int(shown[1])))
    else:
        seen.errors.append("the page does not say the rule")


def _wander(seen: Seen, one: Visitor) -> None:
    for path in ("/", "/help/", "/n/ask?v=1", "/how-we-work"):
        _count(seen, one.get(path).status, path)


def _ask(seen: Seen, one: Visitor) -> None:
    asked = one.press(one.get("/n/ask?v=1"), "Foil")
    _count(seen, asked.status, "asking")
    seen.asks += asked.status == 200
    time.sleep(0.2)  # an hour's budget is not what is tried here


def _team(seen: Seen, machines: list[Visitor]) -> None:
    """One of the team, signed in on one machine, reads on both."""
    for one in machines:
        _count(seen, one.get("/t/asks").status, "/t/asks")


def signed_in(machines: list[Served]) -> list[Visitor]:
    import pyotp

    who, first = machines[0].team["Jo"], Visitor(machines[0].port)
    first.press(first.get("/t/in"), "Sign in", work_name="Jo", words=who["words"])
    opened = first.press(first.get(first.get("/t/in/look").location), "Open", code=pyotp.TOTP(who["totp"]).now())
    assert opened.location == "/t/", "the peer could not sign in"
    return [first, Visitor(machines[1].port, cookies=first.cookies)]


def load(machines: list[Served], *, seconds: float, readers: int = 2, every: float = 0.4) -> Seen:
    """Visitors on both machines for so long, while the rule changes every so often."""
    seen = Seen()
    peer = signed_in(machines)
    number = min(LAST - FIRST, int(seconds / every) - 2)
    words = [sys.executable, "-m", "tests.security.test_two_processes", machines[0].team["Maeve"]["id"], str(number), str(every)]
    changing = subprocess.Popen(words, cwd=PROJECT, env=machines[0].environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert changing.stdout is not None
    first = json.loads(changing.stdout.readline())  # from here on the values only grow
    time.sleep(first["waits"])
    began = time.monotonic()
    until = began + seconds
    threads = [_guarded(seen, until, _look, Visitor(served.port)) for served in machines for _ in range(readers)]
    threads += [_guarded(seen, until, act, Visitor(served.port)) for served in machines for act in (_wander, _ask)]
    threads.append(_guarded(seen, until, _team, peer))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told, wrong = changing.communicate(timeout=120)
    if changing.returncode:
        seen.errors.append(wrong[-500:])
    seen.changes = [(one["committed"], one["value"]) for one in [first, *map(json.loads, told.splitlines())]]
    seen.seconds = time.monotonic() - began
    return seen


# --- The tests -------------------------------------------------------------------------------------------------
@pytest.fixture
def machines(tmp_path: Path) -> Iterator[list[Served]]:
    from tests.security.test_planted import a_database

    content, keyring, volatile = (a_database(f"{name}_{os.getpid()}") for name in ("content", "keyring", "volatile"))
    with two_machines(tmp_path, content=content, keyring=keyring, volatile=volatile) as found:
        yield found


@pytest.mark.slow
@pytest.mark.postgres
def test_no_error_and_nothing_stale(machines: list[Served]) -> None:
    seen = load(machines, seconds=8, readers=1)
    print(f"{seen.answers} answers, {len(seen.looks)} looks at {len(seen.changes)} changes, oldest {max(seen.ages()):.2f} s")
    assert seen.errors == []
    assert len(seen.changes) >= 5, "the rule must have changed while it was looked at"
    assert len({value for _when, value in seen.looks}) >= 4, "the looks must have seen it change"
    assert seen.stale == 0
    assert seen.asks > 5


def test_a_stale_look_is_seen() -> None:
    """The measure itself: it must find what it is there to find."""
    changes = [(10.0, 6), (12.0, 7)]
    assert Seen(looks=[(10.5, 5), (11.5, 6), (13.5, 7)], changes=changes).stale == 0
    assert Seen(looks=[(11.5, 5)], changes=changes).stale == 1
    assert Seen(looks=[(13.5, 6)], changes=changes).ages() == [1.5]


# --- The process that changes the rule ---------------------------------------------------------------------------
def change(by: str, number: int, every: float) -> None:
    """Set the rule to one week more, again and again; say when each was committed."""
    from uuid import UUID

    from kithbridge.rules import enact

    enact.begin()
    for value in range(FIRST, FIRST + 1 + number):
        enact.found(key=KEY, value=value, by=UUID(by), role="lead")
        waits = every if value > FIRST else STALE_AFTER + 0.5
        print(json.dumps({"committed": time.time(), "value": value, "waits": waits}), flush=True)
        time.sleep(waits)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()
    change(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
