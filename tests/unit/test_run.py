"""`./kith test` itself: what it says of its time, and what its children are given."""

from __future__ import annotations

import datetime as dt

import pytest

from kithbridge.web import clock
from tests import ahead, run


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (119.4, "119 s"), (119.6, "2 min 0 s"), (1236.9, "20 min 37 s"), (1259.7, "21 min 0 s")]
)
def test_how_long_it_took(seconds: float, said: str) -> None:
    assert run.spoken(seconds) == said


def test_children_keep_what_they_compile_and_see_no_site_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("KITHBRIDGE_HOME", "/ours")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody/else")
    given = run.environment("/somewhere")
    assert "PYTHONDONTWRITEBYTECODE" not in given
    assert "DATABASE_URL" not in given
    assert given["KITHBRIDGE_HOME"] == "/somewhere"


def test_the_clock_of_a_whole_run_can_stand_on_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "dt", dt)
    before = clock.now()
    monkeypatch.setattr(ahead, "DAYS", 40)
    ahead.go()
    assert dt.timedelta(days=40) <= clock.now() - before < dt.timedelta(days=40, hours=1)
