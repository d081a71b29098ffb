"""A change of the epoch key, stopped anywhere: nothing living is lost, nothing taken back opens, one key remains.

Stopped at every database statement, at every commit, and before, in and after every write of a file ("kill" and "error", as in
crashing.py); and really killed with -9 beside a process that goes on writing: 5 times here, 100 in benchmarks/people_rotation_kill.py.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from kithbridge.engines import sealing
from kithbridge.people import epoch, keyfile, rewrap, rotation, spare, spare_files, vault
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import Offer, Person, Tombstone, Turn, Wrap
from kithbridge.people.models import Due
from kithbridge.people.vault import Key
from kithbridge.reach.models import Ask
from kithbridge.web.home import secrets
from kithbridge.web.record.models import Entry
from tests.builders import quick_kdf  # noqa: F401
from tests.own_keys import everywhere, own_keys, own_spare  # noqa: F401
from tests.security import crashing, rotating
from tests.security.rotation_trials import trials

MOST_POINTS = 400
KILLS = 5
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])


# --- Stopped at every statement and every write ---------------------------------------------------------
class StopAnywhere(crashing.Stop):
    """Also stops before, in the middle of and after each write of a file."""

    def __init__(self, at: int, how: str, patch: pytest.MonkeyPatch) -> None:
        super().__init__(at, how)
        self.patch = patch

    def _file_problem(self) -> BaseException:
        return crashing.Killed() if self.how == "kill" else OSError(5, "refused for a test")

    def __enter__(self) -> StopAnywhere:
        real = keyfile.write_at

        def write_at(path: Path, at: int, data: bytes) -> None:
            if self._point():
                raise self._file_problem()
            if self._point():
                real(path, at, data[: len(data) // 2 if len(data) < 200 else 60])
                raise self._file_problem()
            real(path, at, data)
            if self.how == "kill" and self._point():
                raise self._file_problem()

        for module in (keyfile, epoch, spare_files):
            self.patch.setattr(module, "write_at", write_at)
        super().__enter__()
        return self

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> bool:
        self.patch.undo()
        return super().__exit__(kind, problem, trace)


class Small:
    """Three things that live, one that was taken back, one that is being passed on, and what somebody copied before."""

    def __init__(self) -> None:
        for table in (Ask, Wrap, Offer, Person, Tombstone):
            table.objects.all().delete()
        self.jo, self.cass = self.reader(), self.reader()
        self.rows = [self.ask() for _ in range(3)]
        gone, passed = self.ask(), self.rows[0]
        self.copy = [(wrap.item, wrap.holder, bytes(wrap.box)) for wrap in Wrap.objects.filter(item=gone.pk)]
        vault.end(lambda: (Ask.objects.filter(pk=gone.pk).delete(), vault.Ending(items=[gone.pk])))
        with turn.writing() as held:
            person = Person.objects.get(owner=self.cass.owner)
            made = vault._wrap_row(held, passed.pk, self.cass.owner, bytes(person.public), vault._item_key(self.jo, passed.pk))
            vault._offer(made).save(force_insert=True)
        Due.objects.create(kind="share", item=passed.pk, owner=self.cass.owner)
        spare.catch_up()
        self.old = epoch.key(turn.now().current)

    def reader(self) -> Key:
        owner, pair = uuid4(), sealing.new_pair()
        row = vault.add_person(owner, "team", sealing.Derived(uuid4().bytes, sealing.new_item_key()), pair)
        return Key(owner, "team", pair.private, row.lookup, 1)

    def ask(self) -> Ask:
        row = Ask(id=uuid4(), week="2026-W47")
        vault.create(lambda: row.save(force_insert=True), vault.Seal(row, [self.jo.owner], {"label": "l", "words": str(row.pk)}))
        return row

    def opens(self, key: bytes) -> set[UUID]:
        found = set()
        for item, holder, box in self.copy:
            try:
                sealing.unwrap(box, self.jo.private, epoch_key=key, aad=sealing.wrap_aad(secrets().site, str(item), holder))
                found.add(item)
            except sealing.SealError:
                continue
        return found

    def lives(self) -> bool:
        return all(vault.read(self.jo, row, "words") == str(row.pk) for row in self.rows)


@pytest.fixture
def begun(own_spare: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    for alias in ("default", "keyring"):
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
    monkeypatch.setattr(rewrap, "BATCH", 2)
    monkeypatch.setattr(rewrap, "PAUSE_SECONDS", 0)
    return own_spare


def next_process() -> None:
    """Nothing in memory outlives a kill."""
    epoch._kept.clear()


def is_finished(small: Small, folders: tuple[Path, ...]) -> None:
    number = turn.now().current
    assert turn.now().stage == Turn.Stage.DONE
    assert set(epoch.store().keys()) == {number}
    assert not epoch.store().damaged()
    assert spare.keys() == epoch.store().keys()
    assert small.old.hex().encode() not in everywhere(*folders)
    assert not Wrap.objects.exclude(epoch=number).exists()
    assert not Offer.objects.exclude(epoch=number).exists()
    assert small.opens(epoch.key(number)) == set()
    assert small.opens(small.old) == {item for item, _holder, _box in small.copy} != set()


@TRANSACTIONAL
@pytest.mark.parametrize("how", ["kill", "error"])
def test_stopped_anywhere(begun: Path, own_keys: Path, how: str) -> None:  # noqa: F811
    folders, stages = (own_keys, begun), set()
    for at in range(1, MOST_POINTS):
        small = Small()
        before, entries = turn.now().current, Entry.objects.filter(kind="epoch key changed").count()
        with pytest.MonkeyPatch.context() as patch, StopAnywhere(at, how, patch) as stop:
            rotation.rotate()
        next_process()
        assert small.lives(), f"stopped at {at}: something living does not open"
        stages.add((turn.now().current - before, turn.now().stage))
        if rotation.due():
            rotation.rotate()
        elif turn.now().current == before:
            assert rotation.rotate() == before + 1
        assert turn.now().current == before + 1
        spare.catch_up()
        next_process()
        assert small.lives(), f"stopped at {at}: something living is lost"
        is_finished(small, folders)
        assert Entry.objects.filter(kind="epoch key changed").count() == entries + 1, f"stopped at {at}: not one entry"
        vault.finish_due()
        assert vault.read(small.cass, small.rows[0], "words") == str(small.rows[0].pk), f"stopped at {at}: not passed on"
        if not stop.reached:
            break
    else:
        pytest.fail("there seems to be no end of it")
    print(f"stopped at {at - 1} points, {how}")
    assert at > 50
    assert {(0, "done"), (1, "rewrap"), (1, "copy"), (1, "destroy"), (1, "done")} <= stages, "it was not stopped in every stage"


@TRANSACTIONAL
def test_stopped_while_the_own_store_is_put_back(begun: Path, own_keys: Path) -> None:  # noqa: F811
    folders = (own_keys, begun)
    for at in range(1, MOST_POINTS):
        small = Small()
        (own_keys / "epoch.keys").unlink()
        next_process()
        with pytest.MonkeyPatch.context() as patch, StopAnywhere(at, "kill", patch) as stop:
            epoch.from_spare()
        next_process()
        rotation.rotate(mend=True)
        next_process()
        assert small.lives()
        is_finished(small, folders)
        if not stop.reached:
            break
    assert at > 2


@TRANSACTIONAL
def test_the_search_would_find_what_it_looks_for(begun: Path, own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """With the destroying left out the same looks fail."""
    small = Small()
    monkeypatch.setattr(keyfile.KeyFile, "_overwrite", lambda self, at: None)
    rotation.rotate()
    with pytest.raises(AssertionError):
        is_finished(small, (own_keys, begun))


# --- Really killed ------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.sqlite
def test_killed_again_and_again(tmp_path: Path) -> None:
    found = trials(tmp_path, KILLS, 4711, {})
    assert [one["broken"] for one in found] == [[]] * KILLS
    assert found[-1]["copies"] > KILLS, "it did too little for this to prove anything"
    assert any(one["interrupted"] for one in found), "no change was interrupted"
    assert found[-1]["rows"] >= rotating.THINGS


@pytest.mark.slow
@pytest.mark.postgres
def test_killed_with_all_three_on_postgres(tmp_path: Path) -> None:
    from tests.security.test_planted import a_database

    names = {"DATABASE_URL": "content", "KEYRING_URL": "keyring", "VOLATILE_URL": "volatile"}
    databases = {variable: a_database(f"rotated_{name}_{os.getpid()}") for variable, name in names.items()}
    found = trials(tmp_path, 3, 4712, databases)
    assert [one["broken"] for one in found] == [[]] * 3
    assert found[-1]["copies"] > 3
