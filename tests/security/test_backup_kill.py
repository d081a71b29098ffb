"""Backup and restore stopped at every step on the disk, killed for real, and on a full disk: whole or not at all, and nothing lost."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from kithbridge.people import rotation
from kithbridge.people.backups import files, places, preparing, restoring, stores, swapping, taking
from kithbridge.people.backups.identity import identities
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores.postgres import PostgresStore
from kithbridge.people.backups.stores.sqlite import SqliteStore
from kithbridge.people.keyring.models import Person, Wrap
from kithbridge.people.models import Message
from tests.builders import Page, furnish_site, make_member, make_page, quick_kdf  # noqa: F401 - quick_kdf: autouse
from tests.security.backed_up import House, make_database
from tests.security.backed_up import house as make_house

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 5
# A file of some hundred KB goes through age in parts of 8 KB: one in so many is a step.
WRITES = 29
STEPS = ("open", "replace", "rename", "unlink", "rmdir", "mkdir", "utime", "fsync", "truncate")


class Killed(BaseException):
    """The process is gone: no except-clause of ours runs, and nothing reaches the disk any more."""


class Stop:
    """The `at`-th step on the disk is never reached: "kill" (no later one either) or "full" (the disk is full there, this once)."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.n, self.reached = at, how, 0, False

    def __enter__(self) -> Stop:
        self._patch = pytest.MonkeyPatch()
        for name in STEPS:
            self._patch.setattr(os, name, self._watched(getattr(os, name)))
        for kind in (SqliteStore, PostgresStore):
            self._patch.setattr(kind, "move_into", self._watched(kind.move_into))
        for side in (files._Watched, files._Incoming):
            self._patch.setattr(side, "write", self._watched(side.write, every=WRITES))
        return self

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> bool:
        self._patch.undo()
        return isinstance(problem, Killed)

    def _watched(self, real: Callable[..., Any], every: int = 1) -> Callable[..., Any]:
        calls = 0

        def step(*args: Any, **more: Any) -> Any:
            nonlocal calls
            calls += 1
            if not self.reached and calls % every:
                return real(*args, **more)
            self.n += 1
            if self.reached and self.how == "kill":
                raise Killed
            if self.n == self.at:
                self.reached = True
                raise Killed if self.how == "kill" else OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **more)

        return step


class Two:
    """A group in two states: as it was backed up, and as it is now."""

    def __init__(self, house: House) -> None:
        site = furnish_site()
        self.house, self.jo = house, make_member("Jo", circle=site.circle)
        make_page()
        self.then = self.state()
        taking.backup()
        self.kept = {path: path.read_bytes() for path in house.files()}
        make_page()
        make_page()
        self.now = self.state()
        for alias in ("default", "keyring"):
            connections[alias].close()
        self.files = {alias: house.database(alias).read_bytes() for alias in ("default", "keyring") if house.database(alias).exists()}

    @staticmethod
    def state() -> tuple[frozenset[Any], frozenset[Any], frozenset[Any]]:
        """Whose pages there are, whose keys, and which wraps: content and keyring of one and the same moment."""
        from kithbridge.people.models import Neighbour

        return (
            frozenset(Neighbour.objects.values_list("pk", flat=True)),
            frozenset(Person.objects.values_list("owner", flat=True)),
            frozenset(Wrap.objects.values_list("item", flat=True)),
        )

    def again(self) -> None:
        """Back to `now`, for the next try (SQLite)."""
        for alias, data in self.files.items():
            connections[alias].close()
            stores.of(alias).drop()
            self.house.database(alias).write_bytes(data)


@contextlib.contextmanager
def two(tmp_path: Path, blocker: Any, **urls: str) -> Iterator[Two]:
    with blocker.unblock(), make_house(tmp_path, **urls) as house:
        rotation.register_copy(taking.copy_keyring)
        yield Two(house)


# --- Every step ----------------------------------------------------------------------------------------------
@pytest.mark.sqlite
@pytest.mark.parametrize("how", ["kill", "full"])
def test_backup_stopped_at_every_step(tmp_path, django_db_blocker, how):
    with two(tmp_path, django_db_blocker) as at:
        keys = identities(at.house.identity)
        step = 0
        while True:
            step += 1
            with Stop(step, how) as stop, contextlib.suppress(Refused, OSError):
                taking.backup()
            for kind in places.KINDS:
                for one in places.kept(kind):
                    files.unlock(one.path, keys, lambda _manifest: lambda _part: None)  # raises for half a file
            assert preparing.contents(keys, []), f"no content backup is left after step {step}"
            assert preparing.newest_keyring(preparing.keyrings(keys, []))
            assert at.state() == at.now
            if not stop.reached:
                break
        assert step > 15, "too few steps for this to prove anything"
        taking.backup()
        assert not list(at.house.backups.glob("*.part"))
        assert not list(at.house.home.glob("scratch-*"))


@pytest.mark.sqlite
@pytest.mark.parametrize("how", ["kill", "full"])
def test_restore_stopped_at_every_step(tmp_path, django_db_blocker, how):
    with two(tmp_path, django_db_blocker) as at:
        step, outcomes = 0, set()
        while True:
            step += 1
            with Stop(step, how) as stop, contextlib.suppress(Refused, OSError):
                restoring.restore(identity=at.house.identity, over=True)
            restoring.finish_interrupted()  # as the next start does
            found = at.state()
            assert found in (at.then, at.now), f"half a group after step {step}"
            outcomes.add(found)
            assert not (at.house.home / swapping.PLAN).exists()
            assert {path: path.read_bytes() for path in at.house.files()} == at.kept, "a restore changes no backup"
            if not stop.reached:
                break
            at.again()
        assert step > 20
        assert outcomes == {at.then, at.now}
        assert found == at.then


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("keyring_too", [False, True])
def test_restore_on_postgres_stopped_while_it_moves(tmp_path, django_db_blocker, database_url, keyring_too):
    """Every fifth step, and each of the last ones, when things move."""
    urls = [make_database(database_url, f"moved_{os.getpid()}_{name}") for name in ("content", "keyring")]
    with two(tmp_path, django_db_blocker, database_url=urls[0], keyring_url=urls[1] if keyring_too else "") as at:
        with Stop(0, "kill") as all_of_it:
            restoring.restore(identity=at.house.identity, over=True)
        assert at.state() == at.then
        outcomes = set()
        for step in [*range(2, all_of_it.n - 8, 5), *range(all_of_it.n - 8, all_of_it.n + 1)]:
            make_page()
            now = at.state()
            with Stop(step, "kill"):
                restoring.restore(identity=at.house.identity, over=True)
            restoring.finish_interrupted()
            found = at.state()
            assert found in (at.then, now), f"half a group after step {step} of {all_of_it.n}"
            outcomes.add(found == at.then)
        assert outcomes == {True, False}


@pytest.mark.sqlite
def test_a_backup_after_a_restore_that_was_stopped_between_its_two_moves(tmp_path, django_db_blocker, monkeypatch):
    with two(tmp_path, django_db_blocker) as at:
        real, moved = SqliteStore.move_into, []

        def only_once(self: SqliteStore, place: Any) -> None:
            if moved:
                raise Killed
            moved.append(place.alias)
            real(self, place)

        monkeypatch.setattr(SqliteStore, "move_into", only_once)
        with pytest.raises(Killed):
            restoring.restore(identity=at.house.identity, over=True)
        monkeypatch.undo()
        taken = taking.backup()
        assert at.state() == at.then, "the restore is finished before anything is copied"
        keys = identities(at.house.identity)
        assert files.peek(taken.written[1], keys).counts["keyring_person"] == len(at.then[1])


def test_a_full_disk_is_said_in_a_sentence(tmp_path, django_db_blocker):
    with two(tmp_path, django_db_blocker) as at:
        for step, call in ((8, taking.backup), (12, lambda: restoring.restore(identity=at.house.identity, over=True))):
            with Stop(step, "full") as stop, pytest.raises(Refused, match=r"The disk is full\. .+ Make room and try again\."):
                call()
            assert stop.reached
        assert at.state() == at.now


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_is_really_full(tmp_path, django_db_blocker):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(small)], capture_output=True, check=False).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        with two(tmp_path, django_db_blocker) as at:
            patch = pytest.MonkeyPatch()
            patch.setenv("KITHBRIDGE_BACKUPS", str(small))
            with pytest.raises(Refused, match="The disk is full"):
                taking.backup()
            patch.undo()
            assert [path.name for path in small.iterdir() if path.name != places.ORDER] == []
            assert at.state() == at.now
    finally:
        subprocess.run(["umount", str(small)], check=False)


# --- Killed for real -----------------------------------------------------------------------------------------
def _command(house: House, *words: str, url: str = "") -> subprocess.Popen[bytes]:
    more = {"KITHBRIDGE_VOLATILE": str(house.home / "volatile")} | ({"DATABASE_URL": url} if url else {})
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | more
    return subprocess.Popen(
        [sys.executable, "-m", "kithbridge", *words],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _killed_again_and_again(at: Two, kills: int, url: str = "") -> None:
    keys, dice = identities(at.house.identity), random.Random(4711)
    for message in range(400):
        Message.objects.create(
            page_id=next(iter(at.then[0])), n=1_000 + message, from_team=False, week="2026-W47", body=b"\x01" + bytes(2_000)
        )
    for alias in ("default", "keyring"):
        connections[alias].close()
    whole = _command(at.house, "restore", "--identity", str(at.house.identity), "--over", url=url)
    began = time.monotonic()
    assert whole.wait() == 0
    took = time.monotonic() - began
    for kill in range(kills):
        words = ["backup"] if kill % 2 else ["restore", "--identity", str(at.house.identity), "--over"]
        process = _command(at.house, *words, url=url)
        time.sleep(took * dice.uniform(0.4, 1.0))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        restoring.finish_interrupted()
        assert at.state() in (at.then, at.now), f"half a group after kill {kill}"
        for kind in places.KINDS:
            for one in places.kept(kind):
                files.unlock(one.path, keys, lambda _manifest: lambda _part: None)
        for alias in ("default", "keyring"):
            connections[alias].close()
    restoring.restore(identity=at.house.identity, over=True)
    assert at.state() == at.then


@pytest.mark.slow
@pytest.mark.sqlite
def test_killed_again_and_again(tmp_path, django_db_blocker):
    with two(tmp_path, django_db_blocker) as at:
        _killed_again_and_again(at, KILLS)


@pytest.mark.slow
@pytest.mark.postgres
def test_killed_on_postgres(tmp_path, django_db_blocker, database_url):
    url = make_database(database_url, f"killed_backup_{os.getpid()}")
    with two(tmp_path, django_db_blocker, database_url=url) as at:
        _killed_again_and_again(at, 2, url)
