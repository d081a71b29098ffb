"""The weekly change of the epoch key: what lives goes on opening, what was taken back opens from no copy any more."""

from __future__ import annotations

import datetime as dt
import random
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections

from kithbridge.engines import sealing
from kithbridge.engines.week import Week
from kithbridge.people import epoch, keyfile, rewrap, rotation, spare, spare_files, vault
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import Offer, Person, Tombstone, Turn, Wrap
from kithbridge.people.models import Due
from kithbridge.people.vault import CannotOpen, Ending, Key, Seal
from kithbridge.reach.models import Ask
from kithbridge.web import clock
from kithbridge.web.clock import LONDON, this_week
from kithbridge.web.home import MissingSecretsError, secrets
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, quick_kdf  # noqa: F401
from tests.own_keys import everywhere, own_keys, own_spare  # noqa: F401

pytestmark = [DATABASES, pytest.mark.usefixtures("own_keys")]
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
MONDAY = dt.datetime(2026, 11, 16, 0, 5, tzinfo=LONDON)
Copy = list[tuple[UUID, str, int, bytes]]


def reader() -> Key:
    owner, pair = uuid4(), sealing.new_pair()
    row = vault.add_person(owner, "team", sealing.Derived(uuid4().bytes, sealing.new_item_key()), pair)
    return Key(owner, "team", pair.private, row.lookup, 1)


def ask_for(*readers: Key, words: str = "some words") -> Ask:
    row = Ask(id=uuid4(), week=str(this_week()))
    vault.create(lambda: row.save(force_insert=True), Seal(row, [one.owner for one in readers], {"label": "a label", "words": words}))
    return row


def end(*items: UUID) -> None:
    vault.end(lambda: (None, Ending(items=items)))


MOST_ROUNDS = 120


def raw_copy() -> Copy:
    """What somebody keeps who copies the keyring at this moment."""
    return [(wrap.item, wrap.holder, wrap.epoch, bytes(wrap.box)) for wrap in Wrap.objects.all()]


def opened(copy: Copy, private: bytes, keys: dict[int, bytes]) -> set[UUID]:
    """Which items somebody opens who holds a copy, a reader's private key and these epoch keys."""
    found = set()
    for item, holder, number, box in copy:
        for tried in {number, *keys} & keys.keys():
            try:
                sealing.unwrap(box, private, epoch_key=keys[tried], aad=sealing.wrap_aad(secrets().site, str(item), holder))
                found.add(item)
            except sealing.SealError:
                continue
    return found


@pytest.fixture
def jo() -> Key:
    return reader()


# --- What it promises -----------------------------------------------------------------------------------
def test_what_lives_opens_and_what_was_taken_back_opens_from_no_copy(own_spare: Path, own_keys: Path, jo: Key) -> None:  # noqa: F811
    spare.catch_up()
    kept, gone = ask_for(jo), ask_for(jo)
    copy, old = raw_copy(), epoch.epochs().keys
    end(gone.pk)
    assert opened(copy, jo.private, epoch.epochs().keys) == {kept.pk, gone.pk}, "an old copy still opens it: that is the limit"
    assert rotation.rotate() == 2
    assert vault.read(jo, Ask.objects.get(pk=kept.pk), "words") == "some words"
    here = {**epoch.store().keys(), **spare.keys(), **epoch.epochs().keys}
    assert set(here) == {2}
    assert opened(copy, jo.private, here) == set()
    assert opened(copy, jo.private, old) == {kept.pk, gone.pk}, "with the key that was destroyed it does open: the search would find it"
    assert old[1].hex().encode() not in everywhere(own_keys, own_spare.parent)
    assert epoch.key(2).hex().encode() in everywhere(own_keys)
    assert epoch.key(2).hex().encode() in everywhere(own_spare.parent)


def test_it_says_each_stage_and_leaves_one_entry(jo: Key) -> None:
    ask_for(jo)
    said: list[str] = []
    rotation.rotate(said.append)
    told = "\n".join(said)
    for word in ("No spare place", "Epoch 2", "1 wraps moved", "0 offers", "No backups", "destroyed"):
        assert word in told
    assert Entry.objects.filter(kind="epoch key changed", role="software").count() == 1
    assert (turn.now().current, turn.now().stage) == (2, Turn.Stage.DONE)


def test_again_and_again(jo: Key) -> None:
    row = ask_for(jo)
    for number in range(2, 6):
        assert rotation.rotate() == number
        assert set(epoch.store().keys()) == {number}
        ask_for(jo)
    assert vault.read(jo, Ask.objects.get(pk=row.pk), "words") == "some words"
    assert set(Wrap.objects.values_list("epoch", flat=True)) == {5}


def test_many_batches(jo: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ask_for(jo, words=str(n)) for n in range(23)]
    monkeypatch.setattr(rewrap, "BATCH", 4)
    rotation.rotate()
    assert [vault.read(jo, row, "words") for row in rows] == [str(n) for n in range(23)]


def test_an_offer_is_moved_and_passed_on(jo: Key) -> None:
    cass, row = reader(), ask_for(jo)
    with turn.writing() as held:
        person = Person.objects.get(owner=cass.owner)
        made = vault._offer(vault._wrap_row(held, row.pk, cass.owner, bytes(person.public), vault._item_key(jo, row.pk)))
        made.save(force_insert=True)
    Due.objects.create(kind="share", item=row.pk, owner=cass.owner)
    rotation.rotate()
    assert Offer.objects.get().epoch == 2
    vault.finish_due()
    assert vault.read(cass, row, "words") == "some words"


def test_what_is_damaged_stays_as_it_is_and_stops_nothing(jo: Key) -> None:
    whole, torn = ask_for(jo), ask_for(jo)
    box = bytearray(Wrap.objects.get(item=torn.pk).box)
    box[60] ^= 1
    Wrap.objects.filter(item=torn.pk).update(box=bytes(box))
    said: list[str] = []
    rotation.rotate(said.append)
    assert any("1 were damaged" in line for line in said)
    assert bytes(Wrap.objects.get(item=torn.pk).box) == bytes(box)
    assert vault.read(jo, whole, "words") == "some words"
    assert rotation.rotate() == 3


# --- When -----------------------------------------------------------------------------------------------
def test_due_with_the_first_moment_of_a_new_week() -> None:
    with clock.at(MONDAY - dt.timedelta(minutes=6)):
        assert not rotation.due()
    with clock.at(MONDAY):
        assert rotation.due()
        rotation.rotate()
        assert not rotation.due()
    with clock.at(MONDAY + dt.timedelta(days=6, hours=23)):
        assert not rotation.due()
    with clock.at(MONDAY - dt.timedelta(days=3)):
        assert not rotation.due(), "a clock that went back changes nothing"


@TRANSACTIONAL
def test_the_tick_changes_the_key_once_a_week(jo: Key) -> None:
    with clock.at(MONDAY - dt.timedelta(days=1)):
        ask_for(jo)
        rotation.weekly()
        assert turn.now().current == 1
    with clock.at(MONDAY):
        rotation.weekly()
        rotation.weekly()
        assert turn.now().current == 2
    with clock.at(MONDAY + dt.timedelta(days=7)):
        rotation.weekly()
        assert turn.now().current == 3


@pytest.mark.parametrize("day", range(7))
def test_the_week_she_is_told_is_the_week_in_which_the_key_goes(day: int, jo: Key) -> None:
    """Whatever day she takes it back: the first change of the week she was told closes it, and at most seven days later."""
    back = MONDAY + dt.timedelta(days=day, hours=9)
    with clock.at(MONDAY):
        rotation.rotate()
        row = ask_for(jo)
        copy, old = raw_copy(), epoch.epochs().keys
    with clock.at(back):
        end(row.pk)
        told = Week.parse(rotation.gone_week())
        assert not rotation.due()
    first = dt.datetime.combine(told.monday(), dt.time(0, 0, 5), LONDON)
    with clock.at(first):
        assert rotation.due()
        rotation.rotate()
    assert dt.timedelta() < first - back <= dt.timedelta(days=7)
    assert opened(copy, jo.private, epoch.epochs().keys) == set()
    assert opened(copy, jo.private, old) == {row.pk}


# --- Where it may stop ----------------------------------------------------------------------------------
def test_only_one_at_a_time() -> None:
    with turn.one_runner(), pytest.raises(rotation.Busy):
        rotation.rotate()
    assert turn.now().current == 1
    rotation.rotate()


@TRANSACTIONAL
@pytest.mark.postgres
def test_only_one_at_a_time_over_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine has another home, and so another lock file; the database holds the lock that both see."""
    if connections["keyring"].vendor != "postgresql":
        pytest.skip("the keyring lies on SQLite here")
    found: list[BaseException | None] = []

    def other() -> None:
        try:
            with monkeypatch.context() as there:
                there.setenv("KITHBRIDGE_EPOCH", str(epoch.store().path.parent))
                there.setattr("kithbridge.people.keyring.turn.LOCK_FILE", "another.lock")
                with turn.one_runner():
                    found.append(None)
        except rotation.Busy as problem:
            found.append(problem)
        finally:
            connections.close_all()

    with turn.one_runner():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert isinstance(found[0], rotation.Busy)


def test_a_backup_that_fails_keeps_both_keys_for_that_day(own_spare: Path, jo: Key, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    def fails() -> str:
        raise OSError(28, "full")

    monkeypatch.setattr(rotation, "_copy", fails)
    row = ask_for(jo)
    spare.catch_up()
    with clock.at(MONDAY):
        with pytest.raises(rotation.CopyFailed, match="nothing is lost"):
            rotation.rotate()
        assert set(epoch.store().keys()) == set(spare.keys()) == {1, 2}
        assert rotation.due()
        spare.catch_up()
        assert set(spare.keys()) == {1, 2}, "the tick leaves it to the rotation"
        assert vault.read(jo, row, "words") == "some words"
        monkeypatch.setattr(rotation, "_copy", lambda: "A copy was taken.")
        said: list[str] = []
        assert rotation.rotate(said.append) == 2
        assert "A copy was taken." in said
    assert set(epoch.store().keys()) == set(spare.keys()) == {2}


def test_a_backup_that_goes_on_failing_does_not_keep_the_older_key(jo: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> str:
        raise OSError(28, "full")

    monkeypatch.setattr(rotation, "_copy", fails)
    said: list[str] = []
    with clock.at(MONDAY + dt.timedelta(days=1)):
        rotation.rotate(said.append)
    assert set(epoch.store().keys()) == {2}
    assert any("failed" in line for line in said)


def test_a_stick_that_is_away_does_not_stop_forgetting(own_spare: Path, own_keys: Path, jo: Key) -> None:  # noqa: F811
    spare.catch_up()
    row, old = ask_for(jo), epoch.key(1)
    away = own_spare.rename(own_spare.parent / "away")
    said: list[str] = []
    assert rotation.rotate(said.append) == 2
    assert any("older key is still on it" in line for line in said)
    away.rename(own_spare)
    assert set(spare.keys()) == {1}
    assert "does not have the epoch key" in (spare.problem() or "")
    spare.catch_up()
    assert spare.keys() == epoch.epochs().keys
    assert old.hex().encode() not in everywhere(own_keys, own_spare.parent)
    assert vault.read(jo, row, "words") == "some words"


def test_another_groups_files_are_left_alone(own_spare: Path, jo: Key) -> None:  # noqa: F811
    """Somebody copied another group's folder over ours."""
    theirs = keyfile.KeyFile(own_spare / "epoch.keys", "theirs")
    theirs.put(1, bytes(range(32)))
    before = everywhere(own_spare)
    said: list[str] = []
    assert rotation.rotate(said.append) == 2
    spare.catch_up()
    assert everywhere(own_spare) == before
    assert theirs.keys() == {1: bytes(range(32))}


def test_a_store_lost_in_the_middle_is_put_back_from_the_spare_place(
    own_spare: Path,  # noqa: F811
    own_keys: Path,  # noqa: F811
    jo: Key,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = ask_for(jo)
    monkeypatch.setattr(rewrap, "move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    monkeypatch.undo()
    monkeypatch.setenv("KITHBRIDGE_EPOCH", str(own_keys))
    monkeypatch.setenv("KITHBRIDGE_SPARE", str(own_spare.parent))
    assert set(epoch.store().keys()) == {1, 2}
    (own_keys / "epoch.keys").unlink()
    epoch._kept.clear()
    with pytest.raises(MissingSecretsError, match="The spare place has it"):
        rotation.rotate()
    assert not (own_keys / "epoch.keys").exists(), "its disk may just not be mounted: the tick makes none"
    said: list[str] = []
    assert rotation.rotate(said.append, mend=True) == 2
    assert "lost 2 of its keys" in said[0]
    assert vault.read(jo, row, "words") == "some words"
    assert set(epoch.store().keys()) == set(spare.keys()) == {2}


def test_an_older_copy_of_the_store_is_put_right_from_the_spare_place(own_spare: Path, own_keys: Path, jo: Key) -> None:  # noqa: F811
    row, older = ask_for(jo), (own_keys / "epoch.keys").read_bytes()
    rotation.rotate()
    keyfile.write_at(own_keys / "epoch.keys", 0, older)
    epoch._kept.clear()
    assert set(epoch.epochs().keys) == {1}
    said: list[str] = []
    assert rotation.rotate(said.append) == 3
    assert "older key only" in said[0]
    assert vault.read(jo, row, "words") == "some words"
    assert set(epoch.store().keys()) == set(spare.keys()) == {3}


def test_only_an_older_key_is_left_and_nothing_is_destroyed(own_spare: Path, own_keys: Path, jo: Key) -> None:  # noqa: F811
    ask_for(jo)
    spare_files.put(1, epoch.key(1))
    away = own_spare.rename(own_spare.parent / "away")
    rotation.rotate()
    away.rename(own_spare)
    keyfile.write_at(own_keys / "epoch.keys", 0, bytes(2 * keyfile.BLOCK))
    epoch._kept.clear()
    before = raw_copy()
    with pytest.raises(MissingSecretsError, match="neither here nor in the spare place"):
        rotation.rotate(mend=True)
    assert raw_copy() == before
    assert (turn.now().current, turn.now().stage) == (2, Turn.Stage.DONE)


# --- Other processes ------------------------------------------------------------------------------------
def test_a_process_that_knows_only_the_older_key_writes_under_the_newer(own_keys: Path, jo: Key) -> None:  # noqa: F811
    known = epoch.epochs()
    rotation.rotate()
    epoch._kept[own_keys] = known  # another process, whose tick is still to come
    row = ask_for(jo)
    assert Wrap.objects.get(item=row.pk).epoch == 2
    assert vault.read(jo, row, "words") == "some words"


def test_a_tick_makes_a_process_forget_the_older_key(own_keys: Path) -> None:  # noqa: F811
    old = epoch.epochs().keys
    rotation.rotate()
    epoch._kept[own_keys] = epoch.Epochs({**old, **epoch.epochs().keys})
    turn.drop_old()
    assert set(epoch.epochs().keys) == {2}


def test_while_both_are_in_force_no_process_forgets_one(own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(rewrap, "move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    turn.drop_old()
    assert set(epoch.epochs().keys) == {1, 2}


def test_a_row_that_was_read_before_it_was_moved_opens(jo: Key) -> None:
    row = ask_for(jo)
    wrap = Wrap.objects.get(item=row.pk)
    rotation.rotate()
    assert wrap.epoch == 1
    assert len(vault._unwrap(jo, wrap)) == 32
    Wrap.objects.all().delete()
    wrap.epoch = 1
    with pytest.raises(CannotOpen):
        vault._unwrap(jo, wrap)


def test_a_lost_turn_is_begun_anew_from_the_store(jo: Key) -> None:
    row = ask_for(jo)
    rotation.rotate()
    Turn.objects.all().delete()
    assert (turn.now().current, turn.now().stage) == (2, Turn.Stage.DONE)
    assert vault.read(jo, row, "words") == "some words"


@TRANSACTIONAL
def test_no_wrap_is_ever_written_under_a_key_that_goes(jo: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four threads seal, pass on, take new words and take back while the key changes again and again."""
    monkeypatch.setattr(rewrap, "PAUSE_SECONDS", 0.002)
    monkeypatch.setattr(rewrap, "BATCH", 7)
    others = [reader() for _ in range(4)]
    rows: list[tuple[Key, Ask]] = []
    copies: list[tuple[UUID, Key, Copy, dict[int, bytes]]] = []
    wrong: list[BaseException] = []
    done = threading.Event()

    def work(key: Key, dice: random.Random) -> None:
        try:
            # Bounded: on a machine where rotations wait long, four threads would otherwise write without end.
            for _ in range(MOST_ROUNDS):
                if done.is_set():
                    break
                row = ask_for(key, jo)
                if dice.random() < 0.5:
                    other = dice.choice(others)
                    vault.share(key, row.pk, other.owner)
                if dice.random() < 0.4:
                    copy, keys = [one for one in raw_copy() if one[0] == row.pk], dict(epoch.epochs().keys)
                    end(row.pk)
                    copies.append((row.pk, key, copy, keys))
                else:
                    rows.append((key, row))
        except BaseException as problem:  # noqa: BLE001 - a thread's failure must reach the test
            wrong.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(key, random.Random(n))) for n, key in enumerate(others)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(60):
            number = rotation.rotate()
            assert not Wrap.objects.filter(epoch__lt=number).exists()
            assert not Offer.objects.filter(epoch__lt=number).exists()
            if turn > 4 and len(rows) > 10 and len(copies) > 5:
                break
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    last = rotation.rotate()
    assert len(rows) > 10
    assert len(copies) > 5
    assert set(Wrap.objects.values_list("epoch", flat=True)) == {last}
    for key, row in rows:
        assert vault.read(key, row, "words") == vault.read(jo, row, "words") == "some words"
    here = epoch.store().keys()
    assert set(here) == {last}
    for item, key, copy, keys in copies:
        assert item not in opened(copy, key.private, here)
        assert item in opened(copy, key.private, keys), "the copy would have opened it"
    assert Tombstone.objects.count() == len(copies)


@TRANSACTIONAL
def test_new_words_while_the_key_changes(jo: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrap, "BATCH", 3)
    row = ask_for(jo)
    keys, done, wrong = [jo], threading.Event(), list[BaseException]()

    def work() -> None:
        try:
            for _ in range(MOST_ROUNDS):
                if done.is_set():
                    break
                derived = sealing.Derived(uuid4().bytes, sealing.new_item_key())
                vault.rekey(keys[-1], derived)
                person = Person.objects.get(owner=jo.owner)
                private = sealing.open_with(derived.wrapping, bytes(person.private), aad=vault.person_aad(person.lookup))
                keys.append(Key(jo.owner, "team", private, person.lookup, 1))
        except BaseException as problem:  # noqa: BLE001 - a thread's failure must reach the test
            wrong.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(5):
        rotation.rotate()
    done.set()
    thread.join()
    assert wrong == []
    assert len(keys) > 3
    rotation.rotate()
    assert vault.read(keys[-1], row, "words") == "some words"
    for old in keys[:-1]:
        with pytest.raises(CannotOpen):
            vault.read(old, row, "words")
