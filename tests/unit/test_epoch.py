"""The epoch keys' own store: two places written in place, one of which may tear without harm to the other."""

from __future__ import annotations

import json
import secrets
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.people import epoch, keyfile, spare_files
from kithbridge.people.keyfile import BLOCK, KeyFile
from kithbridge.web import home
from kithbridge.web.home import MissingSecretsError
from tests import builders  # noqa: F401 - makes this process's secrets
from tests.own_keys import everywhere, own_keys, own_spare  # noqa: F401

KEY, OTHER = secrets.token_bytes(32), secrets.token_bytes(32)


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    made = KeyFile(tmp_path / "keys", "site")
    made.begin()
    return made


# --- The file -------------------------------------------------------------------------------------------
def test_a_key_is_what_it_was(file: KeyFile) -> None:
    file.put(7, KEY)
    file.put(8, OTHER)
    assert file.keys() == {7: KEY, 8: OTHER}
    assert not file.damaged()


def test_it_is_written_in_place(file: KeyFile) -> None:
    before = file.path.stat()
    file.put(7, KEY)
    file.destroy(7)
    after = file.path.stat()
    assert (before.st_ino, before.st_size) == (after.st_ino, after.st_size)
    assert [path.name for path in file.path.parent.iterdir()] == ["keys"]
    assert after.st_mode & 0o077 == 0


def test_what_is_destroyed_is_not_there_in_any_spelling(file: KeyFile) -> None:
    file.put(7, KEY)
    assert KEY.hex().encode() in file.path.read_bytes()
    file.put(8, OTHER)
    file.destroy(7)
    assert file.keys() == {8: OTHER}
    for spelling in (KEY, KEY.hex().encode(), KEY.hex().upper().encode(), KEY[:8], KEY.hex()[:16].encode()):
        assert spelling not in file.path.read_bytes()


def test_both_places_are_taken(file: KeyFile) -> None:
    file.put(1, KEY)
    file.put(2, OTHER)
    with pytest.raises(ValueError, match="taken"):
        file.put(3, secrets.token_bytes(32))
    assert file.keys() == {1: KEY, 2: OTHER}


def test_a_number_stands_for_one_key(file: KeyFile) -> None:
    file.put(1, KEY)
    file.put(1, KEY)
    with pytest.raises(ValueError, match="another key"):
        file.put(1, OTHER)


def test_another_sites_key_is_none_of_ours(file: KeyFile) -> None:
    file.put(1, KEY)
    elsewhere = KeyFile(file.path, "other")
    assert elsewhere.keys() == {}
    assert elsewhere.others_site()
    assert not file.others_site()


@pytest.mark.parametrize("at", [0, 5, 12, 30, 60, 100, 120])
def test_one_changed_byte_is_noticed(file: KeyFile, at: int) -> None:
    file.put(1, KEY)
    block = bytearray(file.path.read_bytes())
    block[at] ^= 1
    file.path.write_bytes(bytes(block))
    assert file.keys() == {}
    assert file.damaged()


@pytest.mark.parametrize("cut", [0, 1, 3, 40, 86, 100, 119, 120, 2_000, BLOCK])
@pytest.mark.parametrize("step", ["put", "destroy"])
def test_a_write_that_was_cut_off(file: KeyFile, monkeypatch: pytest.MonkeyPatch, cut: int, step: str) -> None:
    """The other key is never touched, and doing it again makes it whole."""
    file.put(1, KEY)
    if step == "destroy":
        file.put(2, OTHER)
    real = keyfile.write_at

    def torn(path: Path, at: int, data: bytes) -> None:
        real(path, at, data[:cut])
        raise OSError("cut off for a test")

    monkeypatch.setattr(keyfile, "write_at", torn)
    with pytest.raises(OSError, match="cut off"):
        file.put(2, OTHER) if step == "put" else file.destroy(2)
    assert file.keys() in ({1: KEY}, {1: KEY, 2: OTHER})
    monkeypatch.undo()
    if step == "put":
        file.put(2, OTHER)
        assert file.keys() == {1: KEY, 2: OTHER}
    else:
        file.destroy(2)
        assert file.keys() == {1: KEY}
        assert not file.damaged()
        assert OTHER[:8].hex().encode() not in file.path.read_bytes()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4)), max_size=20))
def test_any_history_is_what_a_dictionary_says(steps: list[tuple[bool, int]]) -> None:
    keys = {number: bytes([number]) * 32 for number in range(1, 5)}
    with tempfile.TemporaryDirectory() as folder:
        file, model = KeyFile(Path(folder) / "keys", "site"), dict[int, bytes]()
        file.begin()
        for putting, number in steps:
            if putting and (number in model or len(model) < 2):
                file.put(number, keys[number])
                model[number] = keys[number]
            elif putting:
                with pytest.raises(ValueError, match="taken"):
                    file.put(number, keys[number])
            else:
                file.destroy(number)
                model.pop(number, None)
            assert file.keys() == model
            for gone in keys.keys() - model.keys():
                assert keys[gone].hex().encode() not in file.path.read_bytes()


# --- The own store --------------------------------------------------------------------------------------
def test_the_first_key(own_keys: Path) -> None:  # noqa: F811
    assert set(epoch.epochs().keys) == {1}
    assert epoch.key(1) == epoch.epochs().current()[1]
    assert (own_keys / "epoch.keys").stat().st_mode & 0o077 == 0
    assert epoch.key(1).hex() not in repr(epoch.epochs())


def test_a_first_key_is_drawn_once(own_keys: Path) -> None:  # noqa: F811
    before = everywhere(own_keys)
    with pytest.raises(FileExistsError):
        epoch.make_first()
    assert everywhere(own_keys) == before


def test_a_damaged_store_is_not_drawn_over(own_keys: Path) -> None:  # noqa: F811
    keyfile.write_at(own_keys / "epoch.keys", 3, b"xxxx")
    with pytest.raises(FileExistsError):
        epoch.make_first()


def test_an_empty_file_left_by_a_crash_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITHBRIDGE_EPOCH", str(tmp_path / "epoch"))
    epoch.store().begin()
    epoch.make_first()
    assert set(epoch.epochs().keys) == {1}


def test_a_new_number_is_looked_for_once_more(own_keys: Path) -> None:  # noqa: F811
    epoch.epochs()
    epoch.store().put(2, KEY)
    assert epoch.key(2) == KEY
    with pytest.raises(KeyError):
        epoch.key(3)


def test_a_process_forgets_older_keys_without_the_store(own_keys: Path) -> None:  # noqa: F811
    epoch.store().put(2, KEY)
    epoch.reload()
    (own_keys / "epoch.keys").rename(own_keys / "away")
    epoch.forget_below(2)
    assert epoch.epochs().keys == {2: KEY}
    epoch.forget_below(3)
    assert epoch.epochs().keys == {2: KEY}, "the only key is never forgotten"


@pytest.mark.parametrize("crash", ["", "begun", "written"])
def test_a_home_of_before_is_converted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash: str) -> None:
    monkeypatch.setenv("KITHBRIDGE_EPOCH", str(tmp_path / "epoch"))
    monkeypatch.delenv("KITHBRIDGE_SPARE", raising=False)
    home.write_private(tmp_path / "epoch" / "epoch.json", json.dumps({"1": KEY.hex()}))
    if crash:
        epoch.store().begin()
    if crash == "written":
        epoch.store().put(1, KEY)
    old = (tmp_path / "epoch" / "epoch.json").open("rb")
    assert epoch.epochs().keys == {1: KEY}
    assert [path.name for path in (tmp_path / "epoch").iterdir()] == ["epoch.keys"]
    assert not old.read().strip(b"\0"), "the old file's bytes are overwritten, not only its name taken away"
    with pytest.raises(FileExistsError):
        epoch.make_first()


# --- Lost, and put back ---------------------------------------------------------------------------------
def lose(folder: Path, how: str) -> None:
    if how == "gone":
        (folder / "epoch.keys").unlink()
    else:
        keyfile.write_at(folder / "epoch.keys", 10, b"x")
    epoch._kept.clear()


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_without_a_spare_place_it_says_what_to_do(own_keys: Path, how: str) -> None:  # noqa: F811
    lose(own_keys, how)
    with pytest.raises(MissingSecretsError, match="KITHBRIDGE_SPARE") as said:
        epoch.epochs()
    assert {"gone": "missing", "damaged": "damaged"}[how] in str(said.value)
    assert epoch.from_spare() == []


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_put_back_from_the_spare_place(own_spare: Path, own_keys: Path, how: str) -> None:  # noqa: F811
    key = epoch.key(1)
    spare_files.put(1, key)
    lose(own_keys, how)
    with pytest.raises(MissingSecretsError, match="kithbridge rotate"):
        epoch.epochs()
    assert epoch.from_spare() == [1]
    assert epoch.epochs().keys == {1: key}


def test_a_pulled_stick_has_nothing_to_put_back(own_spare: Path, own_keys: Path) -> None:  # noqa: F811
    own_spare.rename(own_spare.parent / "away")
    lose(own_keys, "gone")
    with pytest.raises(MissingSecretsError, match="Plug it in"):
        epoch.epochs()
    assert epoch.from_spare() == []


def test_a_whole_store_takes_nothing_from_the_spare_place(own_spare: Path, own_keys: Path) -> None:  # noqa: F811
    """A key that was destroyed here, and could not yet be destroyed there, does not come back."""
    spare_files.put(9, KEY)
    assert epoch.from_spare() == []
    assert 9 not in epoch.reload().keys


def test_a_group_begins_in_both_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITHBRIDGE_EPOCH", str(tmp_path / "epoch"))
    monkeypatch.setenv("KITHBRIDGE_SPARE", str(tmp_path / "stick"))
    (tmp_path / "stick").mkdir()
    epoch.make_first()
    assert spare_files.keys() == epoch.epochs().keys


def test_a_group_begins_without_its_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITHBRIDGE_EPOCH", str(tmp_path / "epoch"))
    monkeypatch.setenv("KITHBRIDGE_SPARE", str(tmp_path / "stick"))
    epoch.make_first()
    assert set(epoch.epochs().keys) == {1}
    assert not (tmp_path / "stick").exists()
