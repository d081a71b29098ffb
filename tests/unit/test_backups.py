"""The operator's keys, one backup file, taking backups: it works; then each refusal by name."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.week import LONDON
from kithbridge.people import epoch, rotation
from kithbridge.people.backups import (
    __main__,
    files,
    identity,
    new_identity,
    places,
    preparing,
    restoring,
    taking,
)
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores import postgres
from kithbridge.people.keyring.models import Wrap
from kithbridge.web import home
from kithbridge.web.record.models import Entry
from tests.security.backed_up_group import (  # noqa: F401 - fixtures
    NOW,
    Group,
    House,
    a_group,
    a_house,
    make_house,
    quick_kdf,
    state_of,
    weeks_later,
)


# --- Keys of the operator ---------------------------------------------------------------------------------
def test_a_new_identity_opens_what_is_locked_to_it(tmp_path):
    public, private = new_identity()
    (tmp_path / "key").write_text(private)
    locked = pyrage.encrypt(b"kept", identity.recipients(public))
    assert pyrage.decrypt(locked, identity.identities(tmp_path / "key")) == b"kept"


@pytest.mark.parametrize("text", ["", " , ", "age1nonsense", "AGE-SECRET-KEY-1ABC"])
def test_no_public_key(text):
    with pytest.raises(Refused, match="KITHBRIDGE_BACKUP_TO"):
        identity.recipients(text)


@pytest.mark.parametrize("text", ["", "hello\n", "# only a comment\n"])
def test_no_private_key(tmp_path, text):
    (tmp_path / "key").write_text(text)
    with pytest.raises(Refused, match="not a private age key"):
        identity.identities(tmp_path / "key")
    with pytest.raises(Refused, match="There is no file"):
        identity.identities(tmp_path / "other")


def test_the_small_program_makes_a_pair(tmp_path, capsys):
    there = tmp_path / "operator.key"
    assert __main__.main([str(there)]) == 0
    public = capsys.readouterr().out.strip()
    assert str(identity.identities(there)[0].to_public()) == public
    assert there.stat().st_mode & 0o077 == 0
    assert __main__.main([str(there)]) == 2, "a key that is there is never overwritten"
    assert str(identity.identities(there)[0].to_public()) == public
    assert __main__.main([]) == 2


# --- One file ----------------------------------------------------------------------------------------------
PUBLIC, PRIVATE = new_identity()
KEYS = [pyrage.x25519.Identity.from_str(PRIVATE.splitlines()[1])]


def _manifest(**more: Any) -> files.Manifest:
    given = {"site": "s", "kind": "content", "week": "2026-W47", "n": 1, "vendor": "sqlite", "size": 1, "counts": {}, "migrations": []}
    return files.Manifest(**(given | more))


def _locked(parts: list[bytes]) -> bytes:
    out = io.BytesIO()
    files.write(out, _manifest(), iter(parts), identity.recipients(PUBLIC))
    return out.getvalue()


def _unlocked(path: Path, keys: list[Any] = KEYS) -> bytes:
    parts: list[bytes] = []
    files.unlock(path, keys, lambda _manifest: parts.append)
    return b"".join(parts)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(data: bytes) -> Path:
        (tmp_path / "file.age").write_bytes(data)
        return tmp_path / "file.age"

    return written


@given(parts=st.lists(st.binary(max_size=3_000), max_size=12), cut=st.floats(0, 0.999), flip=st.floats(0, 0.999))
def test_what_is_written_comes_back_and_half_of_it_never_does(tmp_path_factory, parts, cut, flip):
    path = tmp_path_factory.mktemp("any") / "file.age"
    whole = _locked(parts)
    path.write_bytes(whole)
    assert _unlocked(path) == b"".join(parts)
    assert files.peek(path, KEYS) == _manifest()
    path.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(Refused):
        _unlocked(path)
    at = int(len(whole) * flip)
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(Refused):
        _unlocked(path)


def test_much_comes_back(file):
    parts = [os.urandom(100_000) for _ in range(30)]
    assert _unlocked(file(_locked(parts))) == b"".join(parts)


def test_another_identity(file):
    path, other = file(_locked([b"x"])), [pyrage.x25519.Identity.generate()]
    for read in (files.peek, _unlocked):
        with pytest.raises(Refused, match="does not open with this private key"):
            read(path, other)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (b"", "half there"),
        (b"kithbridge", "half there"),
        (b"something else altogether, long enough", "not a backup of kithbridge"),
        (b"kithbridge backup 2\n" + bytes(40), "newer version"),
        (b"kithbridge backup 1\n" + (2_000_000).to_bytes(4, "big") + bytes(40), "not a backup"),
        (b"kithbridge backup 1\n" + (2).to_bytes(4, "big") + b"{}" + bytes(32), "not a backup"),
        (b"kithbridge backup 1\n" + (4).to_bytes(4, "big") + b"{{{{" + bytes(32), "not a backup"),
    ],
)
def test_what_is_locked_but_no_backup(file, inside, said):
    path = file(pyrage.encrypt(inside, identity.recipients(PUBLIC)))
    for read in (lambda: files.peek(path, KEYS), lambda: _unlocked(path)):
        with pytest.raises(Refused, match=said):
            read()


def test_locked_by_somebody_who_knows_only_the_public_key(file):
    head = json.dumps(_manifest().__dict__).encode()
    forged = b"kithbridge backup 1\n" + len(head).to_bytes(4, "big") + head + b"a database of theirs" + os.urandom(32)
    with pytest.raises(Refused, match="not written by this site"):
        _unlocked(file(pyrage.encrypt(forged, identity.recipients(PUBLIC))))


def test_a_problem_on_either_side_is_told_as_it_was():
    class Full(io.BytesIO):
        def write(self, _part: Any) -> int:
            raise OSError(errno.ENOSPC, "full")

    def broken() -> Iterator[bytes]:
        yield b"a"
        raise Refused("the database stopped")

    with pytest.raises(OSError, match="full"):
        files.write(Full(), _manifest(), iter([b"x"]), identity.recipients(PUBLIC))
    with pytest.raises(Refused, match="the database stopped"):
        files.write(io.BytesIO(), _manifest(), broken(), identity.recipients(PUBLIC))


# --- Taking ------------------------------------------------------------------------------------------------
def test_backup_works(house, group):
    taken = taking.backup()
    assert [path.name.split("-")[0] for path in taken.written] == ["content", "keyring"]
    for path in taken.written:
        assert places.NAME.fullmatch(path.name)
        assert path.stat().st_mode & 0o077 == 0
        monday = dt.datetime.fromtimestamp(path.stat().st_mtime, LONDON)
        assert (monday.isoformat(), monday.weekday()) == ("2026-11-16T00:00:00+00:00", 0), "the file's time is its week's"
    content, keyring = (files.peek(path, identity.identities(house.identity)) for path in taken.written)
    assert content.site == keyring.site == home.secrets().site
    assert (content.kind, content.counts["people_message"], content.week) == ("content", 2, "2026-W47")
    assert (keyring.kind, keyring.counts["keyring_wrap"], keyring.epoch) == ("keyring", Wrap.objects.count(), 1)
    assert content.n < keyring.n
    assert "people.0001_initial" in content.migrations
    assert Entry.objects.filter(kind="backup taken", role="software").count() == 1


def test_only_the_keyring(house, group):
    assert [path.name.split("-")[0] for path in taking.backup(keyring_only=True).written] == ["keyring"]


def test_nothing_in_a_backup_is_in_clear(house, group):
    taking.backup()
    everything = b"".join(path.read_bytes() for path in house.files()) + b"".join(str(p).encode() for p in house.backups.iterdir())
    for clear in (b"people_message", b"Maeve", b"Tarrowby", b"SQLite format", group.page.key.owner.bytes, home.secrets().site.encode()):
        assert clear not in everything


def test_secrets_epoch_keys_and_sessions_are_in_no_backup(house, group):
    from kithbridge.people import visit

    token = visit.start(group.jo.key, visit.Stage.TEAM)
    taking.backup()
    keys = identity.identities(house.identity)
    inside = b"".join(pyrage.decrypt(path.read_bytes(), keys) for path in house.files())
    assert b"people_message" in inside, "the search must find what is there"
    secrets = [
        home.secrets().pepper,
        *epoch.epochs().keys.values(),
        group.jo.key.private,
        hashlib.sha256(token.encode()).hexdigest().encode(),
    ]
    for secret in secrets:
        assert secret not in inside
        assert secret.hex().encode() not in inside
    assert b"sessions_session" not in inside


def test_no_public_key_no_backup(house, group, monkeypatch):
    monkeypatch.delenv("KITHBRIDGE_BACKUP_TO")
    with pytest.raises(Refused, match="Make a pair of keys"):
        taking.backup()
    assert house.files() == []
    assert taking.copy_keyring().startswith("No backups are set up")


def test_databases_that_are_not_ready(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), make_house(tmp_path, migrated=False) as found:
        with pytest.raises(Refused, match="nothing to back up"):
            taking.backup()
        assert found.files() == []


@pytest.mark.parametrize("weeks", ["0", "many", "105", "-1"])
def test_weeks_that_are_no_number(house, monkeypatch, weeks):
    monkeypatch.setenv("KITHBRIDGE_BACKUP_WEEKS", weeks)
    with pytest.raises(Refused, match="KITHBRIDGE_BACKUP_WEEKS"):
        taking.backup()


def test_a_folder_that_cannot_be(house, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KITHBRIDGE_BACKUPS", str(tmp_path / "file" / "backups"))
    with pytest.raises(Refused, match="cannot be made"):
        taking.backup()


def test_two_at_once(house, group):
    with places.alone(), pytest.raises(Refused, match="under way"):
        taking.backup()
    assert house.files() == []


def test_half_files_are_never_offered(house, group):
    taking.backup()
    for name in ("content-2026-W48-0123456789abcdef.age.part", "content-2026-W48-0123.age", "keyring.age"):
        (house.backups / name).write_bytes(b"half")
    assert [one.week for kind in places.KINDS for one in places.kept(kind)] == ["2026-W47", "2026-W47"]
    taking.backup()
    assert not list(house.backups.glob("*.part")), "what a killed one left behind is cleared away"


def test_old_content_backups_go_with_their_weeks(house, group, monkeypatch):
    monkeypatch.setenv("KITHBRIDGE_BACKUP_WEEKS", "3")
    for week in range(5):
        with weeks_later(week):
            taking.backup()
    assert [one.week for one in places.kept("content")] == ["2026-W49", "2026-W50", "2026-W51"]


def test_a_keyring_backup_does_not_outlive_its_week(house, group):
    for _ in range(5):
        taking.backup(keyring_only=True)
    assert len(places.kept("keyring")) == places.KEYRINGS_KEPT
    with weeks_later(1):
        taking.backup(keyring_only=True)
        assert [one.week for one in places.kept("keyring")] == ["2026-W48"]


def test_the_order_of_one_week_is_kept_without_times(house, group):
    first, second = (taking.backup(keyring_only=True).written[0] for _ in range(2))
    assert [one.path for one in places.kept("keyring")] == [first, second]
    (house.backups / places.ORDER).write_text("{half")
    third = taking.backup(keyring_only=True).written[0]
    keys = identity.identities(house.identity)
    assert [one.path for one in preparing.keyrings(keys, [])][-1] == third, "a lost order does not make a new one look old"


# --- Rotation ----------------------------------------------------------------------------------------------
def test_a_rotation_takes_a_copy_and_the_past_ones_go(house, group):
    taking.backup()
    past = house.files("keyring")
    with weeks_later(1):
        rotation.rotate()
    (now,) = house.files("keyring")
    assert now not in past
    assert files.peek(now, identity.identities(house.identity)).epochs == [2]


def test_a_copy_that_does_not_open_is_not_kept(house, group):
    wrap = Wrap.objects.all()[0]
    Wrap.objects.filter(item=wrap.item, holder=wrap.holder).update(box=b"\x01" + bytes(120))
    with pytest.raises(Refused, match="do not open under the new key"):
        taking.copy_keyring()
    assert house.files() == []


# --- PostgreSQL's programs ---------------------------------------------------------------------------------
@pytest.mark.postgres
def test_pg_dump_is_missing_or_old(tmp_path, django_db_blocker, database_url, monkeypatch):
    from tests.security.backed_up import make_database

    url = make_database(database_url, f"programs_{os.getpid()}")
    with django_db_blocker.unblock(), make_house(tmp_path, database_url=url) as found:
        monkeypatch.setattr(postgres, "_major", lambda _program: 9)
        with pytest.raises(Refused, match="pg_dump is of version 9"):
            taking.backup()
        monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
        monkeypatch.setattr(postgres.Path, "glob", lambda _self, _pattern: iter(()))
        with pytest.raises(Refused, match="pg_dump is missing"):
            taking.backup()
        assert found.files() == []


@pytest.mark.postgres
def test_the_password_is_never_on_the_command_line(tmp_path, django_db_blocker, database_url, monkeypatch):
    from tests.security.backed_up import make_database

    url = make_database(database_url, f"password_{os.getpid()}")
    seen: list[tuple[list[str], dict[str, str]]] = []
    real = subprocess.Popen

    def watched(words: list[str], **more: Any) -> Any:
        seen.append((words, more.get("env") or {}))
        return real(words, **more)

    with django_db_blocker.unblock(), make_house(tmp_path, database_url=url) as found:
        connections["default"].settings_dict["PASSWORD"] = "told-to-nobody"
        monkeypatch.setattr(postgres.subprocess, "Popen", watched)
        taking.backup()
        restoring.restore(identity=found.identity, over=True)
    programs = [(words, env) for words, env in seen if "pg_dump" in words[0] or "pg_restore" in words[0]]
    assert len(programs) >= 2
    for words, env in programs:
        assert "told-to-nobody" not in " ".join(words)
        if "--version" not in words:
            assert env["PGPASSWORD"] == "told-to-nobody"
            assert not [name for name in env if name.startswith("KITHBRIDGE_")]


@pytest.mark.postgres
def test_postgres_somebody_is_connected_or_it_may_not_make_a_database(tmp_path, django_db_blocker, database_url):
    import psycopg

    from tests.security.backed_up import make_database

    url = make_database(database_url, f"connected_{os.getpid()}")
    address = url.replace("postgres://", "postgresql://")
    with django_db_blocker.unblock(), make_house(tmp_path, database_url=url) as found:
        taking.backup()
        with psycopg.connect(address), pytest.raises(Refused, match="server is running"):
            restoring.restore(identity=found.identity, over=True)
        with psycopg.connect(address, autocommit=True) as server:
            name = f"few_rights_{os.getpid()}"
            server.execute(f"CREATE ROLE {name} LOGIN")
        connections["default"].close()
        connections["default"].settings_dict["USER"] = name
        with pytest.raises(Refused, match=f"ALTER ROLE {name} CREATEDB"):
            restoring.restore(identity=found.identity, over=True)
