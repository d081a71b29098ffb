"""An epoch store and a spare place of a test's own: a change of the key must not reach the tests after it.

Offers: the fixtures `own_keys` (the store's folder) and `own_spare` (the spare place's folder, named and begun); `everywhere()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kithbridge.people import epoch, spare, spare_files


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store with a first key, no spare place."""
    folder = tmp_path / "epoch"
    monkeypatch.setenv("KITHBRIDGE_EPOCH", str(folder))
    monkeypatch.delenv("KITHBRIDGE_SPARE", raising=False)
    monkeypatch.setattr(spare, "_seen", None)
    epoch.make_first()
    yield folder
    epoch._kept.pop(folder, None)


@pytest.fixture
def own_spare(own_keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spare place, begun, that knows nothing yet. Returns this group's folder in it."""
    (tmp_path / "stick").mkdir()
    monkeypatch.setenv("KITHBRIDGE_SPARE", str(tmp_path / "stick"))
    spare_files.begin()
    place = spare.place()
    assert place is not None
    return place


def everywhere(*folders: Path) -> bytes:
    """Every byte of every file in these folders."""
    return b"".join(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
