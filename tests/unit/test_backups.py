"""Backups, restore and drill: they work; then each refusal by name."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import call_command
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from kithbridge import cli
from kithbridge.engines.week import LONDON
from kithbridge.people import epoch, rotation, spare_files, vault
from kithbridge.people.actions import notes, opening, pages, team
from kithbridge.people.backups import (
    __main__,
    drilling,
    files,
    identity,
    new_identity,
    places,
    preparing,
    restoring,
    running,
    stores,
    swapping,
    taking,
)
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores import postgres
from kithbridge.people.keyring.models import Person, Tombstone, Wrap
from kithbridge.people.models import Due, Message, Neighbour, TeamMember
from kithbridge.people.sessions.models import Session
from kithbridge.web import clock, home, once
from kithbridge.web.record.models import Entry
from tests.builders import Member, Page, furnish_site, make_member, make_page, quick_kdf  # noqa: F401 - quick_kdf: autouse
from tests.security.backed_up import House
from tests.security.backed_up import house as make_house

NOW = dt.datetime(2026, 11, 18, 12, tzinfo=LONDON)


def weeks_later(n: int) -> AbstractContextManager[None]:
    return clock.at(NOW + dt.timedelta(weeks=n))


@pytest.fixture
def house(tmp_path: Path, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), clock.at(NOW), make_house(tmp_path) as found:
        rotation.register_copy(taking.copy_keyring)
        yield found


class Group:
    """A small group: Jo reads; one page with two messages."""

    def __init__(self) -> None:
        site = furnish_site()
        self.jo: Member = make_member("Jo", circle=site.circle)
        self.ann: Member = make_member("Ann", circle=site.circle)
        self.page: Page = make_page()
        self.one, self.two = (self.write(text) for text in ("one", "two"))

    def write(self, text: str) -> Message:
        made = notes.write(key=self.page.key, text=text, readers=[self.jo.key.owner, self.ann.key.owner], form_id=once.new_form_id())
        assert made is not None
        return made

    def texts(self) -> set[str]:
        """What Jo opens now."""
        opened = vault.read_many(self.jo.key, Message.objects.all(), "body")
        return {json.loads(text)["text"] for text in opened.values()}


@pytest.fixture
def group(house: House) -> Group:
    return Group()


def state_of(house: House) -> dict[str, str]:
    """Every file of the group, by its hash; what an attempt may leave (locks, the drill's result) apart."""
    for alias in ("default", "keyring"):
        connections[alias].close()
    apart = {"backup.lock", "serving.lock", "rotation.lock", drilling.RESULT}
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(house.home.rglob("*"))
        if path.is_file() and path.name not in apart and not path.name.startswith("sessions")
    }


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


@pytest.mark.parametrize("weeks", ["0", "many", "521", "-1"])
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


# --- Restore -----------------------------------------------------------------------------------------------
def test_restore_works(house, group):
    taking.backup()
    Message.objects.all().delete()
    restored = restoring.restore(identity=house.identity, over=True)
    assert group.texts() == {"one", "two"}
    assert Entry.objects.filter(kind="restored from a backup", role="operator").exists()
    assert any("2026-W47" in line for line in restored.look_at)
    assert not list(house.home.glob("*.restored*"))
    assert not (house.home / swapping.PLAN).exists()


def test_what_was_taken_back_since_does_not_come_back(house, group):
    taking.backup()
    notes.take_back(key=group.page.key, message=group.two.pk)
    restoring.restore(identity=house.identity, over=True)
    assert group.texts() == {"one"}
    assert set(Message.objects.values_list("pk", flat=True)) == {group.one.pk}
    assert not Wrap.objects.filter(item=group.two.pk).exists()
    assert Tombstone.objects.filter(item=group.two.pk, spared=True).exists()


def test_not_even_from_a_keyring_older_than_the_taking_back_when_only_the_spare_place_is_left(house, group):
    """The disk broke: databases and epoch key are gone. Secrets, backups and spare place are there."""
    taking.backup()
    notes.take_back(key=group.page.key, message=group.two.pk)
    pages_gone = make_page()
    for alias in ("default", "keyring"):
        connections[alias].close()
        stores.of(alias).drop()
    shutil.rmtree(house.home / "epoch")
    epoch._kept.clear()
    restored = restoring.restore(identity=house.identity)
    assert group.texts() == {"one"}
    assert not Person.objects.filter(owner=pages_gone.key.owner).exists()
    assert any("nobody can tell" in line or "newer head" in line for line in restored.look_at)


def test_members_who_left_stay_away(house, group):
    taking.backup()
    team.leave(member=group.ann.key.owner)
    restoring.restore(identity=house.identity, over=True)
    assert not TeamMember.objects.filter(pk=group.ann.key.owner).exists()
    assert not Person.objects.filter(owner=group.ann.key.owner).exists()
    assert not Wrap.objects.filter(holder=vault.holder(group.ann.key.owner)).exists()
    assert group.texts() == {"one", "two"}


def test_everything_taken_back_stays_away(house, group):
    taking.backup()
    pages.take_everything_back(key=group.page.key)
    restoring.restore(identity=house.identity, over=True)
    assert not Neighbour.objects.filter(pk=group.page.key.owner).exists()
    assert not Message.objects.exists()
    assert not Person.objects.filter(owner=group.page.key.owner).exists()
    assert not Wrap.objects.filter(holder=vault.holder(group.page.key.owner)).exists()


def test_a_wrap_of_one_who_left_a_circle_stays_away(house, group):
    def left() -> tuple[None, vault.Ending]:
        return None, vault.Ending(readers=[(group.one.pk, group.jo.key.owner)])

    taking.backup()
    vault.end(left)
    restoring.restore(identity=house.identity, over=True)
    assert group.texts() == {"two"}
    assert vault.read(group.page.key, Message.objects.get(pk=group.one.pk), "body")


def test_words_that_were_replaced_open_nothing_again(house, group):
    taking.backup()
    words = pages.draw()
    pages.new_words(key=group.page.key, words=words)
    taking.backup(keyring_only=True)
    restoring.restore(identity=house.identity, over=True)
    assert opening.unlock(opening.derive(group.page.typed), "page") is None
    fresh = opening.unlock(opening.derive(" ".join(words)), "page")
    assert fresh is not None
    assert vault.read(fresh, Message.objects.get(pk=group.one.pk), "body")


def test_replaced_words_stay_away_even_when_the_keyring_backup_knew_only_them(house, group):
    taking.backup()
    pages.new_words(key=group.page.key, words=pages.draw())
    restored = restoring.restore(identity=house.identity, over=True)
    assert opening.unlock(opening.derive(group.page.typed), "page") is None
    assert any("no keys of their own" in line for line in restored.look_at)


def test_what_was_due_when_the_backup_was_taken_ends(house, group, monkeypatch):
    monkeypatch.setattr(vault, "_follow", lambda due: None)  # killed after the content's commit
    notes.take_back(key=group.page.key, message=group.two.pk)
    monkeypatch.undo()
    assert Due.objects.exists()
    with clock.at(NOW):
        os.environ["KITHBRIDGE_BACKUP_TO"] = house.public
        taking.backup()
    restoring.restore(identity=house.identity, over=True)
    assert not Due.objects.exists()
    assert not Wrap.objects.filter(item=group.two.pk).exists()


def test_keys_of_what_was_written_later_go(house, group):
    (content, _keyring) = taking.backup().written
    later = group.write("three")
    taking.backup()
    restoring.restore(identity=house.identity, content=content, over=True)
    assert group.texts() == {"one", "two"}
    assert not Wrap.objects.filter(item=later.pk).exists()


def test_an_older_content_backup_by_its_name(house, group):
    (content, _keyring) = taking.backup().written
    group.write("three")
    with weeks_later(2):
        rotation.rotate()
        taking.backup()
        restoring.restore(identity=house.identity, content=Path(content.name), over=True)
        assert group.texts() == {"one", "two"}


def test_a_log_that_a_killed_server_left_is_not_read_into_the_new_file(house, group):
    """What stood in the write-ahead log of the file before must not be put over what comes from the backup."""
    taking.backup()
    connections["default"].close()
    code = (
        f"import sqlite3, os, signal; rows = sqlite3.connect({str(house.database('default'))!r}); rows.execute('PRAGMA wal_autocheckpoint=0');"
        "[rows.execute('UPDATE people_message SET body = zeroblob(5000)') and rows.commit() for _ in range(20)];"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    log = house.home / "content.sqlite3-wal"
    assert log.stat().st_size > 10_000
    restoring.restore(identity=house.identity, over=True)
    assert group.texts() == {"one", "two"}


def test_visits_end(house, group):
    from kithbridge.people import visit

    visit.start(group.jo.key, visit.Stage.TEAM)
    taking.backup()
    restoring.restore(identity=house.identity, over=True)
    assert not Session.objects.exists()


def test_an_older_version_is_brought_up_to_this_one(house, group):
    call_command("migrate", "deciding", "zero", database="default", verbosity=0)
    taking.backup()
    call_command("migrate", database="default", verbosity=0)
    restored = restoring.restore(identity=house.identity, over=True)
    assert any("changes of the databases were applied" in line for line in restored.done)
    assert "deciding.0001_initial" in _applied()


def _applied() -> set[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return {f"{app}.{name}" for app, name in cursor.fetchall()}


def test_acts_of_the_team_that_are_missing_are_said(house, group):
    from kithbridge.people import spare
    from kithbridge.web.record import chain

    chain.link()
    (content, _keyring) = taking.backup().written
    make_member("Later")
    chain.link()
    spare.catch_up()
    newest = chain.head()
    assert spare_files.head() == newest
    restored = restoring.restore(identity=house.identity, content=content, over=True)
    assert any(newest in line for line in restored.look_at)
    assert spare_files.head() == chain.head(), "from now on the spare place follows the record that was brought back"


# --- Refusals: nothing was changed -------------------------------------------------------------------------
@pytest.fixture
def refuses(house: House, group: Group) -> Callable[..., None]:
    """Call it with what is to be said: restore refuses, and every file is as it was."""
    taking.backup()

    def refused(said: str, **more: Any) -> None:
        before = state_of(house)
        with pytest.raises(Refused, match=said) as caught:
            restoring.restore(**({"identity": house.identity, "over": True} | more))
        assert "Nothing was changed" in str(caught.value)
        assert state_of(house) == before

    return refused


def test_a_group_is_here(refuses):
    refuses("--over", over=False)


def test_the_server_runs(refuses, house):
    code = "import sys, time; from kithbridge.people.backups import running; running.hold(); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        refuses("server is running")
        server.kill()
    assert not running.somebody_serves()


def test_somebody_has_a_database_open(refuses, house):
    code = f"import time; f = open({str(house.database('keyring'))!r}); print('open', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        refuses("server is running")
        other.kill()


def test_a_private_key_of_somebody_else(refuses, tmp_path):
    (tmp_path / "other.key").write_text(new_identity()[1])
    refuses("does not open with this private key", identity=tmp_path / "other.key")


def test_half_a_file(refuses, house):
    (content,) = house.files("content")
    content.write_bytes(content.read_bytes()[:-100])
    refuses("half a file, or damaged")
    refuses("half a file, or damaged", content=content)


def test_a_keyring_given_as_content(refuses, house):
    refuses("backup of the keyring", content=house.files("keyring")[0])


def test_no_such_file(refuses):
    refuses("There is no file", content=Path("content-2026-W01-0123456789abcdef.age"))


def test_no_backups_at_all(refuses, house):
    for path in house.files("content"):
        path.unlink()
    refuses("There is no content backup")
    for path in house.files("keyring"):
        path.unlink()
    refuses("There is no keyring backup")


def test_another_site(refuses, monkeypatch):
    other = home.Secrets(home.secrets().pepper, home.secrets().salt, "othersite", home.secrets().django)
    from kithbridge.people.backups import preparing as where

    real = home.secrets
    monkeypatch.setattr(where.home, "secrets", lambda: other)
    monkeypatch.setattr(where.home.secrets, "cache_clear", real.cache_clear, raising=False)
    monkeypatch.setattr(spare_files, "wrong", lambda: None)
    monkeypatch.setattr(epoch, "reload", epoch.epochs)
    refuses("backup of another site")


def test_a_newer_version(refuses, monkeypatch):
    from django.db.migrations.loader import MigrationLoader

    real = MigrationLoader.load_disk

    def older(self: Any) -> None:
        real(self)
        self.disk_migrations = {key: one for key, one in self.disk_migrations.items() if key != ("reach", "0001_initial")}

    monkeypatch.setattr(MigrationLoader, "load_disk", older)
    refuses("newer version")


def test_a_backup_from_the_other_kind_of_database(refuses, monkeypatch):
    monkeypatch.setattr(stores.SqliteStore, "vendor", "postgresql")
    refuses("taken from sqlite")


def test_a_past_epoch(refuses, house, monkeypatch):
    past = house.files("keyring")[0]
    kept = past.read_bytes()
    with weeks_later(1):
        rotation.rotate()
        for path in house.files("keyring"):
            path.unlink()
        past.write_bytes(kept)
        refuses("past epoch, and its key is destroyed: it opens nothing")


def test_the_spare_place_is_away(refuses, house):
    house.spare.rename(house.spare.with_name("elsewhere"))
    refuses("Plug it in or mount it")


def test_no_room(refuses, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _path: usage._replace(free=1_000))
    refuses("not enough room")


def test_rows_that_are_not_those_it_says(refuses, monkeypatch):
    real = files.unlock

    def fewer(path: Path, keys: list[Any], begin: Any) -> None:
        real(path, keys, begin)
        with_one_less = stores.of("default").called(f"{stores.of('default').name}.restored")
        if Path(with_one_less.name).exists() and "content" in path.name:
            with stores.standing_in(with_one_less):
                Message.objects.all()[0].delete()

    monkeypatch.setattr(preparing.files, "unlock", fewer)
    refuses("does not hold the rows it says")


def test_no_epoch_key_anywhere(refuses, house, monkeypatch):
    shutil.rmtree(house.home / "epoch")
    epoch._kept.clear()
    monkeypatch.delenv("KITHBRIDGE_SPARE")
    before = state_of(house)
    with pytest.raises(home.MissingSecretsError):
        restoring.restore(identity=house.identity, over=True)
    assert state_of(house) == before


def test_without_a_spare_place_it_says_what_may_come_back(house, group, monkeypatch):
    monkeypatch.delenv("KITHBRIDGE_SPARE")
    taking.backup()
    notes.take_back(key=group.page.key, message=group.two.pk)
    restored = restoring.restore(identity=house.identity, over=True)
    assert any("no spare place" in line for line in restored.look_at)
    assert group.texts() == {"one"}, "the keyring that was replaced still told what had ended"


# --- Drill -------------------------------------------------------------------------------------------------
def test_drill_works_and_touches_nothing(house, group):
    for week in range(3):
        with weeks_later(week):
            rotation.rotate()
            taking.backup()
    with weeks_later(3):
        notes.take_back(key=group.page.key, message=group.two.pk)
        before = state_of(house)
        result = drilling.drill(identity=house.identity)
        assert state_of(house) == before
    assert result.ok, result.lines
    assert (result.restored, result.past, result.week) == (3, 0, "2026-W50")
    kept = json.loads((house.home / drilling.RESULT).read_text())
    assert (kept["ok"], kept["week"], kept["lines"]) == (True, "2026-W50", result.lines)


def test_drill_shows_that_past_keyrings_open_nothing(house, group):
    taking.backup()
    past = house.files("keyring")[0]
    kept, key = past.read_bytes(), epoch.epochs().keys[1]
    with weeks_later(1):
        rotation.rotate()
        taking.backup()
        past.write_bytes(kept)  # somebody had copied it away
        result = drilling.drill(identity=house.identity)
        assert (result.ok, result.past) == (True, 1)
        # Positive control: with the destroyed key given back, under whatever number, the drill finds that they open.
        both = epoch.Epochs({**epoch.epochs().keys, 77: key})
        for module in (drilling, preparing):
            setattr(module, "epochs", lambda: both)  # noqa: B010 - two modules, one line
        try:
            result = drilling.drill(identity=house.identity)
        finally:
            for module in (drilling, preparing):
                setattr(module, "epochs", epoch.epochs)  # noqa: B010 - two modules, one line
    assert not result.ok
    assert any("still open" in line for line in result.lines)


def test_drill_finds_a_damaged_file(house, group):
    taking.backup()
    (content,) = house.files("content")
    taking.backup()
    content.write_bytes(content.read_bytes()[:-50] + bytes(50))
    result = drilling.drill(identity=house.identity)
    assert not result.ok
    assert any(content.name in line for line in result.lines)


def test_drill_finds_that_there_is_nothing(house, group):
    result = drilling.drill(identity=house.identity)
    assert (result.ok, result.restored) == (False, 0)


def test_drill_finds_something_alive_that_would_be_lost(house, group, monkeypatch):
    taking.backup()
    keyring = house.files("keyring")[0]
    saved = keyring.read_bytes()
    group.write("three")
    (content,) = (path for path in taking.backup().written if path.name.startswith("content"))
    for path in house.files("keyring"):
        path.unlink()
    keyring.write_bytes(saved)
    result = drilling.drill(identity=house.identity)
    assert not result.ok
    assert any("1 things that are alive" in line and content.name in line for line in result.lines)
    assert any("no keyring backup after it" in line for line in result.lines)


def test_drill_with_another_key_or_without_the_spare_place(house, group, tmp_path):
    taking.backup()
    with pytest.raises(Refused, match="There is no file"):
        drilling.drill(identity=tmp_path / "none")
    (tmp_path / "other.key").write_text(new_identity()[1])
    assert not drilling.drill(identity=tmp_path / "other.key").ok
    house.spare.rename(house.spare.with_name("elsewhere"))
    assert not drilling.drill(identity=house.identity).ok


# --- Commands ----------------------------------------------------------------------------------------------
def test_the_commands(house, group, capsys):
    assert cli.main(["backup"]) == 0
    assert "Written: " in capsys.readouterr().out
    assert cli.main(["drill", "--identity", str(house.identity)]) == 0
    assert "came back whole" in capsys.readouterr().out
    assert cli.main(["drill", "--identity", str(house.identity), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert cli.main(["restore", "--identity", str(house.identity)]) == 2
    assert "--over" in capsys.readouterr().err
    assert cli.main(["restore", "--identity", str(house.identity), "--over"]) == 0
    assert "Look at this now" in capsys.readouterr().out
    house.files("content")[0].unlink()
    assert cli.main(["drill", "--identity", str(house.identity)]) == 1
    assert cli.main(["drill", "--identity", "nowhere"]) == 2


def test_the_commands_refuse_in_one_line(house, group, capsys, monkeypatch):
    monkeypatch.setenv("KITHBRIDGE_BACKUP_TO", "")
    assert cli.main(["backup"]) == 2
    assert capsys.readouterr().err.startswith("kithbridge: No backup was taken")
    monkeypatch.setenv("KITHBRIDGE_SECRETS", str(house.home / "none"))
    assert cli.main(["restore", "--identity", str(house.identity)]) == 2
    assert "secrets are not in" in capsys.readouterr().err


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
