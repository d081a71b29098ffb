"""`kithbridge rotate` as an operator calls it, and where the three databases may lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from tests.builders import DATABASES

PROJECT = Path(__file__).resolve().parents[2]


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    ours = ("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "VOLATILE_URL", "DJANGO_", "PYTEST_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    kept |= {"KITHBRIDGE_HOME": str(home), "KITHBRIDGE_VOLATILE": str(home.parent / "volatile"), **more}
    return subprocess.run([sys.executable, "-m", "kithbridge", *words], cwd=PROJECT, env=kept, capture_output=True, text=True, timeout=120)


MAKE = """
from kithbridge.people import epoch
from kithbridge.web import home
home.make_secrets()
epoch.make_first()
from kithbridge.cli import start_django
start_django()
from kithbridge.cli import databases
databases.migrate()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group's folder, with databases and a first key."""
    folder = tmp_path_factory.mktemp("rotate")
    ours = ("KITHBRIDGE_", "DATABASE_URL", "KEYRING_URL", "VOLATILE_URL", "DJANGO_", "PYTEST_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    kept |= {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile")}
    subprocess.run([sys.executable, "-c", MAKE], cwd=PROJECT, env=kept, check=True, timeout=120)
    return folder / "home"


@pytest.fixture
def group(made: Path, tmp_path: Path) -> Path:
    subprocess.run(["cp", "-r", str(made), str(tmp_path / "home")], check=True)
    return tmp_path / "home"


def test_it_changes_the_key_and_says_each_stage(group: Path) -> None:
    before = (group / "epoch" / "epoch.keys").read_bytes()[:120]
    answer = run(group, "rotate")
    assert answer.returncode == 0, answer.stderr
    assert "Epoch 2 is in force" in answer.stdout
    assert "No spare place is named" in answer.stdout
    assert before.split()[3] not in (group / "epoch" / "epoch.keys").read_bytes()


def test_a_timer_changes_it_only_when_it_is_due(group: Path) -> None:
    answer = run(group, "rotate", "--if-due")
    assert answer.returncode == 0
    assert "in force already" in answer.stdout


def test_a_new_spare_place_is_filled(group: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    answer = run(group, "rotate", KITHBRIDGE_SPARE=str(stick))
    assert answer.returncode == 0
    assert "mkdir -m 700" in answer.stdout
    assert list(stick.iterdir()) == []
    folder = answer.stdout.split("mkdir -m 700 ")[1].split()[0]
    Path(folder).mkdir(mode=0o700)
    answer = run(group, "rotate", KITHBRIDGE_SPARE=str(stick))
    assert "Look at the spare place" not in answer.stdout
    assert (Path(folder) / "epoch.keys").read_bytes().strip(b"\0") == (group / "epoch" / "epoch.keys").read_bytes().strip(b"\0")


def test_a_lost_key_is_put_back(group: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = run(group, "rotate", KITHBRIDGE_SPARE=str(stick)).stdout.split("mkdir -m 700 ")[1].split()[0]
    Path(folder).mkdir()
    run(group, "rotate", KITHBRIDGE_SPARE=str(stick))
    (group / "epoch" / "epoch.keys").unlink()
    answer = run(group, "serve", KITHBRIDGE_SPARE=str(stick))
    assert answer.returncode == 2
    assert "The spare place has it" in answer.stderr
    answer = run(group, "rotate", KITHBRIDGE_SPARE=str(stick))
    assert answer.returncode == 0
    assert "Put back from the spare place" in answer.stdout


def test_without_any_key_it_says_so_and_changes_nothing(group: Path) -> None:
    (group / "epoch" / "epoch.keys").unlink()
    before = (group / "keyring.sqlite3").read_bytes()
    answer = run(group, "rotate")
    assert answer.returncode == 2
    assert "KITHBRIDGE_SPARE" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert (group / "keyring.sqlite3").read_bytes() == before


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"KEYRING_URL": "postgres://a@h/one", "VOLATILE_URL": "postgres://a@h/one"}, "different databases"),
        ({"DATABASE_URL": "postgres://a@h/one", "KEYRING_URL": "postgres://a@h/one"}, "different databases"),
        ({"KEYRING_URL": "mysql://a@h/one"}, "KEYRING_URL must name a PostgreSQL database"),
        ({"VOLATILE_URL": "sqlite:///one"}, "VOLATILE_URL must name a PostgreSQL database"),
    ],
)
def test_databases_that_do_not_do_are_refused_plainly(group: Path, named: dict[str, str], said: str) -> None:
    answer = run(group, "sweep", **named)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@DATABASES
@pytest.mark.postgres
def test_open_visits_stand_in_no_log_of_postgres() -> None:
    connection = connections["volatile"]
    if connection.vendor != "postgresql":
        pytest.skip("open visits lie in memory here")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relpersistence FROM pg_class WHERE relname LIKE 'sessions\\_%%' AND relkind = 'r'")
        found = dict(cursor.fetchall())
    assert set(found) == {f"sessions_{name}" for name in ("session", "usedcode", "budget", "outing")}
    assert set(found.values()) == {"u"}
