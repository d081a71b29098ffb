"""The spare place: what has ended is there at once, a stick may be pulled out at any moment, and nothing waits for it."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.people import epoch, keyfile, spare, spare_files, vault
from kithbridge.people.actions import notes, pages
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import Tombstone
from kithbridge.people.spare import Standing
from kithbridge.web import once
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry, Segment
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401
from tests.own_keys import own_keys, own_spare  # noqa: F401

WEEK = "2026-W47"
HEAD = "ab" * 32


def stone(n: int, holder: str = "", week: str = WEEK) -> spare_files.Stone:
    return UUID(int=n), holder, week


def there() -> set[spare_files.Stone]:
    return set(spare.tombstones())


def written(page: object) -> UUID:
    member = make_member("Jo" + once.new_form_id()[:8])
    message = notes.write(key=page.key, text="x", readers=[member.member.pk], form_id=once.new_form_id())  # type: ignore[attr-defined]
    assert message is not None
    return message.pk


# --- The files ------------------------------------------------------------------------------------------
def test_what_has_ended_comes_back_as_it_was(own_spare: Path) -> None:  # noqa: F811
    stones = [stone(1), stone(2, "ab" * 16), stone(3, week="2031-W01")]
    spare.append_tombstones(stones[:1])
    spare.append_tombstones(stones[1:])
    assert list(spare.tombstones()) == stones
    assert all((own_spare / name).stat().st_mode & 0o077 == 0 for name in ("tombstones", "epoch.keys", "head"))
    assert own_spare.stat().st_mode & 0o077 == 0


STONES = st.tuples(
    st.uuids(), st.one_of(st.just(""), st.binary(min_size=16, max_size=16).filter(any).map(bytes.hex)), st.sampled_from(["2020-W53", WEEK])
)


@settings(max_examples=40)
@given(st.lists(st.lists(STONES, max_size=5), max_size=5), st.integers(0, 39))
def test_any_history_with_half_a_record_at_its_end(batches: list[list[spare_files.Stone]], torn: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITHBRIDGE_SPARE", folder)
        spare_files.begin()
        said: list[spare_files.Stone] = []
        for batch in batches:
            spare.append_tombstones(batch)
            said += batch
            with (spare_files._folder() / "tombstones").open("ab") as file:
                file.write(b"\x01" * torn)
            assert list(spare.tombstones()) == said
        spare_files.compact(WEEK)
        assert list(spare.tombstones()) == list(dict.fromkeys(one for one in said if one[2] >= WEEK))


def test_without_a_place_nothing_is_written(own_keys: Path) -> None:  # noqa: F811
    assert spare.place() is None
    assert spare.keys() == {}
    assert spare.head() == ""
    assert "KITHBRIDGE_SPARE" in (spare_files.wrong() or "")
    assert spare.standing() is Standing.NONE


def test_a_folder_is_never_made_on_an_empty_mount_point(own_spare: Path) -> None:  # noqa: F811
    own_spare.rename(own_spare.parent / "away")
    spare.catch_up()
    with pytest.raises(FileNotFoundError):
        spare.append_tombstones([stone(1)])
    assert not own_spare.exists()
    assert f"mkdir -m 700 {own_spare}" in (spare_files.wrong() or "")
    assert spare.standing() is Standing.AWAY


def test_each_thing_that_can_be_wrong_is_said(own_spare: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    assert spare_files.wrong() is None
    keyfile.write_at(own_spare / "tombstones", 10, b"zzzz")
    assert "another group's" in (spare_files.wrong() or "")
    (own_spare / "tombstones").unlink()
    assert spare_files.wrong() is None
    keyfile.KeyFile(own_spare / "epoch.keys", "zzzz").put(1, bytes(range(32)))
    assert "another group's" in (spare_files.wrong() or "")
    monkeypatch.setattr("os.access", lambda path, how: False)
    assert "cannot be written" in (spare_files.wrong() or "")
    monkeypatch.setenv("KITHBRIDGE_SPARE", str(own_spare.parent / "nowhere"))
    assert "not there" in (spare_files.wrong() or "")


@pytest.mark.parametrize("cut", [0, 1, 8, 9, 50, 73, 105])
def test_half_a_head_is_none(own_spare: Path, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:  # noqa: F811
    spare.write_head("cd" * 32)
    assert spare.head() == "cd" * 32
    real = spare_files.write_at
    monkeypatch.setattr(spare_files, "write_at", lambda path, at, data: real(path, at, data[:cut]))
    spare.write_head(HEAD)
    assert spare.head() in ("", "cd" * 32, HEAD)
    monkeypatch.undo()


def test_compaction_stopped_at_every_write_loses_nothing_young(own_spare: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    stones = [stone(n, week="2020-W01" if n % 3 else WEEK) for n in range(1, 40)]
    young = {one for one in stones if one[2] == WEEK}
    monkeypatch.setattr(spare_files, "_CHUNK", 2 * spare_files.RECORD)
    real = spare_files.write_at
    for stop in range(1, 100):
        (own_spare / "tombstones").write_bytes(spare_files._header())
        spare.append_tombstones([*stones, *stones])
        calls = 0

        def torn(path: Path, at: int, data: bytes, stop: int = stop) -> None:
            nonlocal calls
            calls += 1
            real(path, at, data if calls < stop else data[:50])
            if calls == stop:
                raise OSError("pulled out for a test")

        monkeypatch.setattr(spare_files, "write_at", torn)
        try:
            spare_files.compact(WEEK)
        except OSError:
            assert young <= there(), f"stopped at {stop}"
            monkeypatch.setattr(spare_files, "write_at", real)
            spare_files.compact(WEEK)
            assert Counter(spare.tombstones()) == Counter(young)
            continue
        break
    else:
        pytest.fail("there is no end of writes")
    assert stop > 3
    assert Counter(spare.tombstones()) == Counter(young)


def test_keys_are_brought_to_what_is_in_force(own_spare: Path) -> None:  # noqa: F811
    keys = {n: bytes([n]) * 32 for n in range(1, 6)}
    for before, wanted in ((set(), {1}), ({1}, {1, 2}), ({1, 2}, {2}), ({2}, {5}), ({5}, {4, 5}), ({4, 5}, {1, 2}), ({1, 2}, {1, 2})):
        assert set(spare.keys()) == before
        spare_files.keep_only({n: keys[n] for n in wanted})
        assert spare.keys() == {n: keys[n] for n in wanted}
        stored = (own_spare / "epoch.keys").read_bytes()
        assert [n for n in keys if keys[n].hex().encode() in stored] == sorted(wanted)
    spare_files.keep_only({2: keys[5]})
    assert spare.keys() == {2: keys[5]}


# --- With the databases ---------------------------------------------------------------------------------
@DATABASES
def test_taking_back_is_there_when_it_returns(own_spare: Path) -> None:  # noqa: F811
    page = make_page()
    message = written(page)
    notes.take_back(key=page.key, message=message)
    assert (message, "", str(this_week())) in there()
    assert Tombstone.objects.get(item=message).spared
    pages.take_everything_back(key=page.key)
    assert page.key.owner in {item for item, _holder, _week in there()}


@DATABASES
def test_new_words_leave_a_tombstone_for_the_old(own_spare: Path) -> None:  # noqa: F811
    page = make_page()
    pages.new_words(key=page.key, words=pages.draw())
    old = UUID(hex=page.key.lookup)
    assert Tombstone.objects.filter(item=old, holder="").exists()
    assert (old, "", str(this_week())) in there()


@DATABASES
def test_a_pulled_stick_holds_up_nothing_and_hears_of_it_later(own_spare: Path) -> None:  # noqa: F811
    page = make_page()
    message = written(page)
    away = own_spare.rename(own_spare.parent / "away")
    assert notes.take_back(key=page.key, message=message)
    with pytest.raises(vault.CannotOpen):
        vault._item_key(page.key, message)
    assert not Tombstone.objects.get(item=message).spared
    spare.catch_up()
    assert spare.standing() is Standing.AWAY
    away.rename(own_spare)
    spare.catch_up()
    assert spare.standing() is Standing.WELL
    assert message in {item for item, _holder, _week in there()}
    assert spare.problem() is None


@DATABASES
def test_a_stick_that_hangs_holds_up_nobody(own_spare: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    page, hangs = make_page(), threading.Event()
    message = written(page)
    monkeypatch.setattr(spare, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(spare, "append_tombstones", lambda stones: hangs.wait(20))
    began = time.monotonic()
    assert notes.take_back(key=page.key, message=message)
    assert time.monotonic() - began < 5
    assert not Tombstone.objects.get(item=message).spared
    hangs.set()
    monkeypatch.undo()


@DATABASES
def test_a_new_stick_is_given_everything(own_spare: Path) -> None:  # noqa: F811
    page = make_page()
    message = written(page)
    notes.take_back(key=page.key, message=message)
    spare.catch_up()
    own_spare.rename(own_spare.parent / "broken")
    own_spare.mkdir(mode=0o700)
    spare.catch_up()
    assert message in {item for item, _holder, _week in there()}
    assert spare.keys() == epoch.epochs().keys
    assert spare.head() == chain.head()
    assert spare.problem() is None


@DATABASES
def test_a_key_that_is_too_many_goes_from_it(own_spare: Path) -> None:  # noqa: F811
    spare_files.put(1, epoch.key(1))
    spare_files.put(9, bytes(32))
    spare.catch_up()
    assert spare.keys() == {1: epoch.key(1)}


@DATABASES
def test_the_key_in_force_is_never_overwritten_by_a_store_that_has_an_older_one(own_spare: Path) -> None:  # noqa: F811
    spare_files.put(5, bytes(range(32)))
    turned = turn.now()
    turned.current = 5
    turned.save()
    spare.catch_up()
    assert spare.keys() == {5: bytes(range(32))}


@DATABASES
def test_behind_is_said(own_spare: Path) -> None:  # noqa: F811
    assert "does not have the epoch key" in (spare.problem() or "")
    spare_files.put(1, epoch.key(1))
    spare_files.put(0, bytes(32))
    assert "still has an epoch key" in (spare.problem() or "")
    spare.catch_up()
    assert spare.problem() is None
    Tombstone.objects.create(item=uuid4(), week=WEEK)
    assert "does not know all that has ended" in (spare.problem() or "")
    spare.catch_up()
    assert spare.problem() is None


@DATABASES
def test_the_head_follows_the_record_but_never_a_record_that_lost_it(own_spare: Path) -> None:  # noqa: F811
    make_member("Jo")
    chain.link()
    spare.catch_up()
    first = chain.head()
    assert spare.head() == first != chain.FIRST
    make_member("Cass")
    chain.link()
    spare.catch_up()
    assert spare.head() == chain.head() != first
    kept = spare.head()
    # Somebody writes the record anew.
    Entry.objects.all().delete()
    Segment.objects.all().delete()
    make_member("Ann")
    chain.link()
    spare.catch_up()
    assert spare.head() == kept
    assert "audit verify" in (spare.problem() or "")
    assert not chain.verify(kept).sound


@DATABASES
def test_what_ended_longer_ago_than_any_backup_goes_in_both_places(own_spare: Path) -> None:  # noqa: F811
    old, young = uuid4(), uuid4()
    Tombstone.objects.bulk_create([Tombstone(item=old, week="2020-W01"), Tombstone(item=young, week=str(this_week()))])
    spare.catch_up()
    assert {old, young} <= {item for item, _holder, _week in there()}
    spare.forget_old(str(this_week() - 104))
    assert {item for item, _holder, _week in there()} == {young}
    assert set(Tombstone.objects.values_list("item", flat=True)) == {young}


@DATABASES
def test_no_key_and_no_word_of_hers_is_in_it(own_spare: Path) -> None:  # noqa: F811
    page = make_page()
    written(page)
    pages.take_everything_back(key=page.key)
    spare.catch_up()
    stored = b"".join(path.read_bytes() for path in own_spare.iterdir())
    assert page.key.owner.bytes in stored, "the search finds what is there"
    for secret in (secrets().pepper, page.key.private, page.typed.encode(), secrets().django.encode()):
        assert secret not in stored
        assert secret.hex().encode() not in stored
