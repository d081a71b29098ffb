"""Restore, and the drill: they work; then each refusal by name, with nothing changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from kithbridge import cli
from kithbridge.people import epoch, rotation, spare_files, vault
from kithbridge.people.actions import notes, opening, pages, team
from kithbridge.people.backups import (
    drilling,
    files,
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
from kithbridge.people.keyring.models import Person, Tombstone, Wrap
from kithbridge.people.models import Due, Message, Neighbour, TeamMember
from kithbridge.people.sessions.models import Session
from kithbridge.web import home
from kithbridge.web.record.models import Entry
from tests.builders import make_member, make_page
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
    code = """
import os, signal, sqlite3, sys
rows = sqlite3.connect(sys.argv[1])
rows.execute("PRAGMA wal_autocheckpoint=0")
for _ in range(20):
    rows.execute("UPDATE people_message SET body = zeroblob(5000)")
    rows.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, str(house.database("default"))], check=False)
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
        newest = max(key for key in self.disk_migrations if key[0] == "reach")
        self.disk_migrations = {key: one for key, one in self.disk_migrations.items() if key != newest}

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


def test_a_backup_so_old_that_nobody_knows_what_ended_since(refuses, house):
    with weeks_later(places.MOST_WEEKS + 1):
        taking.backup(keyring_only=True)
        refuses("no longer known", content=house.files("content")[0])
    with weeks_later(places.MOST_WEEKS):
        restoring.restore(identity=house.identity, content=house.files("content")[0], over=True)


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
