"""`./kith test` itself: what it says of its time, and what its children are given."""

from __future__ import annotations

import pytest

from tests import run


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (119.4, "119 s"), (119.6, "2 min 0 s"), (1236.9, "20 min 37 s"), (1259.7, "21 min 0 s")]
)
def test_how_long_it_took(seconds: float, said: str) -> None:
    assert run.spoken(seconds) == said


def test_children_keep_what_they_compile_and_see_no_site_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody/else")
    given = run.environment("/somewhere")
    assert "PYTHONDONTWRITEBYTECODE" not in given
    assert "DATABASE_URL" not in given
    assert given["KITHBRIDGE_HOME"] == "/somewhere"
