"""What the server says about itself over 10,000 requests, failures among them: no path, number, address or value (GROUND section 10)."""

from __future__ import annotations

import logging
import os
import random
import re
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from kithbridge.web import logs
from tests.security.searching import files, found_in
from tests.security.serving import Served, Visitor
from tests.short import SHORT

AT_ONCE = 16
# Twice 313 each, or twice 63.
REQUESTS = 2_016 if SHORT else 10_016
ALLOWED = [
    re.compile(pattern)
    for pattern in (
        r"Kithbridge serves http://localhost:\d+ on 127\.0\.0\.1:\d+\. Stop with Ctrl-C\.",
        r"KITHBRIDGE_ADDRESS is not https: fine on this machine only\. Put a proxy with TLS in front for people\.",
        r"\d{4}-\d\d-\d\d \d\dh requests: (\w+ (answered|failed) \d+(, )?)+",
        r"\d{4}-\d\d-\d\d error \w+ at \w+\.py:\d+",
    )
]
MARKERS = {
    "path": "MARKER-path-5d1f",
    "query": "MARKER-query-77aa",
    "referrer": "MARKER-referrer-19d0",
    "browser": "MARKER-browser-c0de",
    "value": "MARKER-value-88e1",
    "cookie": "MARKER-cookie-2b2b",
    "host": "MARKER-host-31c9.example",
    "forwarded": "MARKER-forwarded-198.51.100.77",
    "row": "MARKER-row-e01a",
}


def every_kind(one: Visitor, asking_page: object, dice: random.Random, seen: Counter[int]) -> None:
    """One request of some kind, many of them wrong."""
    told = {
        "Referer": f"http://{MARKERS['referrer']}/",
        "User-Agent": MARKERS["browser"],
        "X-Forwarded-For": MARKERS["forwarded"],
        "Cookie": f"__Host-k={MARKERS['cookie']}",
    }
    form = {"Content-Type": "application/x-www-form-urlencoded", **told}
    value = MARKERS["value"].encode()
    kind = dice.randrange(10)
    if kind <= 3:
        answer = one.send("GET", dice.choice(["/", "/help/", "/n/how", "/n/ask?v=1", "/held", "/t/in", "/leave"]), **told)
    elif kind == 4:
        answer = one.send("GET", f"/{MARKERS['path']}?{MARKERS['query']}=1", **told)
    elif kind == 5:
        answer = one.send("GET", f"/help/{MARKERS['path']}", **told)
    elif kind == 6:
        answer = one.send("GET", "/", **{**told, "Host": MARKERS["host"]})
    elif kind == 7:
        answer = one.send("POST", dice.choice(["/n/ask", "/n/in", "/n/write", "/t/asks"]), b"text=" + value, **form)
    elif kind == 8:
        answer = one.send("POST", "/n/ask", b"text=" + value * 20_000 if dice.random() < 0.05 else b"%ff%00=" + value, **form)
    else:
        answer = one.press(asking_page, "Foil", text=MARKERS["value"], form_id=f"{dice.getrandbits(128):032x}")  # type: ignore[arg-type]
    seen[answer.status] += 1


def many(served: Served, number: int) -> Counter[int]:
    seen: Counter[int] = Counter()
    problems: list[BaseException] = []

    def work(seed: int) -> None:
        dice, one = random.Random(seed), Visitor(served.port)
        try:
            page = one.get("/n/ask?v=1")
            for _ in range(number // AT_ONCE):
                every_kind(one, page, dice, seen)
        except BaseException as problem:  # noqa: BLE001 - shown by the test
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    return seen


def break_it(served: Served) -> None:
    """From now on asks fail on a constraint that prints the row's value, and one page fails altogether."""
    with closing(sqlite3.connect(served.home / "content.sqlite3", timeout=20)) as rows, rows:
        rows.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON reach_ask BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {MARKERS['row']}'); END"
        )
        rows.execute("ALTER TABLE people_recording RENAME TO hidden")


def lines_not_allowed(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not any(pattern.fullmatch(line) for pattern in ALLOWED)]


@pytest.mark.slow
@pytest.mark.sqlite
def test_ten_thousand_requests(tmp_path: Path) -> None:
    with Served(tmp_path / "site", workers=2) as served:
        seen = many(served, REQUESTS // 2)
        break_it(served)
        seen += many(served, REQUESTS // 2)
        said = served.log()
    # All kinds of failure did happen.
    assert sum(seen.values()) == REQUESTS
    assert {200, 303, 400, 403, 404, 413, 500} <= set(seen), seen
    assert lines_not_allowed(said + served.log()) == []
    errors = re.findall(r"error (\w+) at (\S+)", served.log())
    assert errors, "the search would have nothing to find"
    assert max(Counter(errors).values()) == 1, "an error is said once a day"
    assert found_in(files(served.logs, served.volatile, served.temporary), MARKERS) == {}
    assert not re.search(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}|/n/|/t/|127\.0\.0\.1(?!:\d+\. Stop)", served.log())


@pytest.mark.slow
@pytest.mark.postgres
def test_postgres_says_nothing_about_a_failing_row(tmp_path: Path) -> None:
    from tests.security.test_planted import a_database, ask_postgres

    content = a_database(f"logged_{os.getpid()}")
    log = Path(os.environ["KITHBRIDGE_TEST_PG_LOG"])
    with Served(tmp_path / "site", database_url=content) as served:
        ask_postgres(content, f"ALTER TABLE reach_ask ADD CONSTRAINT refuse CHECK (week = '{MARKERS['row']}') NOT VALID")
        one = Visitor(served.port)
        page = one.get("/n/ask?v=1")
        statuses = {one.press(page, "Foil", text=MARKERS["value"], form_id=f"{n:032x}").status for n in range(3)}
        assert statuses <= {400, 500}
        one.get("/n/ask?v=%00")
        assert lines_not_allowed(served.log()) == []
    assert found_in([log, *files(served.logs)], MARKERS) == {}
    assert "reach_ask" not in log.read_text()


# --- The module itself ---------------------------------------------------------------------------------
@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    monkeypatch.setattr(logs.LOGGER, "handlers", [Ear()])
    monkeypatch.setenv("KITHBRIDGE_VOLATILE", str(tmp_path))
    return lines


def failing(value: str) -> Exception:
    try:
        raise ValueError(value)
    except ValueError as problem:
        return problem


def test_an_error_is_type_and_place_once_a_day(said):
    import datetime as dt

    from kithbridge.web import clock

    for value in ("secret one", "secret two"):
        logs.error(failing(value))
    with clock.at(clock.now() + dt.timedelta(days=1)):
        logs.error(failing("secret three"))
    assert len(said) == 2
    for line in said:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d error ValueError at test_logs\.py:\d+", line)


def test_requests_are_counted_by_hour_and_kind(said):
    import datetime as dt

    from kithbridge.web import clock

    logs.flush(now=True)
    said.clear()
    hour = clock.now().replace(minute=5)
    with clock.at(hour):
        for kind in ("neighbour answered", "neighbour answered", "team failed"):
            logs.seen(kind)
    assert [line for line in said if "requests" in line] == []
    with clock.at(hour + dt.timedelta(hours=1)):
        logs.seen("neighbour answered")
    assert said[-1] == f"{hour:%Y-%m-%d %Hh} requests: neighbour answered 2, team failed 1"
    assert ALLOWED[2].fullmatch(said[-1])


def test_no_other_logger_speaks(capfd):
    """Django's own loggers print paths and values: as configured they reach no stream."""
    for name in ("django", "django.request", "django.security.DisallowedHost", "django.server", "django.db.backends", "asyncio"):
        logging.getLogger(name).error("MARKER %s", name)
        logging.getLogger(name).warning("MARKER %s", name)
    captured = capfd.readouterr()
    assert "MARKER" not in captured.out + captured.err
    from django.conf import settings

    assert settings.LOGGING, "Django calls LOGGING_CONFIG only when there is something to hand it"
    assert not logging.getLogger("django").propagate
