"""The server's event keys: made once, moved by rotations, back after a restore, renewed each year, gone when no phone needs them."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, connections

from kithbridge.engines import event_box, sealing
from kithbridge.engines.event_box import BoxError
from kithbridge.people import epoch, rotation
from kithbridge.people.actions import retention
from kithbridge.people.backups import drilling, restoring, taking
from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import EventKey
from kithbridge.reach.actions import event_keys, phones
from kithbridge.reach.models import Aside, Phone
from kithbridge.web import clock, home, once
from kithbridge.web.clock import LONDON, this_week
from kithbridge.web.record.models import Count, Entry
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401
from tests.own_keys import own_keys  # noqa: F401
from tests.security.backed_up_group import House, a_group, a_house, weeks_later  # noqa: F401 - fixtures
from tests.security.crashing import Killed, Stop

ALL = pytest.mark.usefixtures("own_keys")
NOW = dt.datetime(2026, 11, 18, 12, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """No test opens anything with what another left in memory."""
    event_keys._kept.clear()
    yield
    event_keys._kept.clear()


def in_weeks(n: int) -> dt.datetime:
    return NOW + dt.timedelta(weeks=n)


def another_process() -> None:
    """What a process that starts now knows: nothing."""
    event_keys._kept.clear()


def one() -> EventKey:
    return EventKey.objects.get()


def aside(text: str) -> Aside:
    digest = uuid4().hex
    return Aside.objects.create(week=str(this_week()), why="item", digest=digest, box=event_keys.seal_plain(digest, text))


def phone_on(*, uses: str) -> Phone:
    member = make_member(f"Jo {uuid4().hex[:6]}")
    begun = phones.begin(member=member.member.pk, form_id=once.new_form_id())
    Phone.objects.filter(pk=begun.phone).update(event_key=uses)
    return Phone.objects.get(pk=begun.phone)


# --- Made once, and found by everybody -------------------------------------------------------------------
@DATABASES
@ALL
def test_it_is_made_at_its_first_use() -> None:
    assert not EventKey.objects.exists()
    box = event_keys.seal_plain("1", "one kit")
    assert event_keys.open_box("1", box) == "one kit"
    another_process()
    assert event_keys.open_box("1", box) == "one kit"
    assert event_box.named_in(box) == event_keys.newest().id == event_box.key_id(bytes(one().public))
    assert Entry.objects.filter(kind="event key made", role="software").count() == 1


@DATABASES
@ALL
def test_begun_twice_is_begun_once() -> None:
    event_keys.make_first()
    event_keys.make_first()
    assert one().epoch == turn.now().current


@DATABASES
@ALL
def test_the_private_key_lies_locked() -> None:
    event_keys.make_first()
    row = one()
    private = sealing.open_with(epoch.key(row.epoch), bytes(row.box), aad=sealing.wrap_aad(home.secrets().site, row.item, row.holder))
    assert event_box.public_of(private) == bytes(row.public)
    assert private not in bytes(row.box) + bytes(row.public)


@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
@ALL
def test_many_at_once_make_one(tmp_path: Path) -> None:
    turn.now()
    found: list[bytes] = []

    def work() -> None:
        try:
            found.append(event_keys.newest().public)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert bytes(one().public) == found[0]


# --- Rotation ---------------------------------------------------------------------------------------------
@DATABASES
@ALL
def test_it_moves_with_every_rotation() -> None:
    box = event_keys.seal_plain("1", "one kit")
    old = one()
    rotation.rotate()
    rotation.rotate()
    another_process()
    assert one().epoch == 3
    assert one().item == old.item
    assert event_keys.open_box("1", box) == "one kit"
    keys = epoch.epochs().keys
    assert set(keys) == {3}
    aad = sealing.wrap_aad(home.secrets().site, old.item, old.holder)
    with pytest.raises(sealing.SealError):
        sealing.open_with(keys[3], bytes(old.box), aad=aad)


@DATABASES
@ALL
def test_a_row_read_just_before_it_moved_opens_all_the_same() -> None:
    event_keys.make_first()
    row = one()
    rotation.rotate()
    another_process()
    opener = event_keys._opener(row)
    assert opener is not None
    assert opener.public == bytes(row.public)


# --- What is wrong with it --------------------------------------------------------------------------------
@DATABASES
@ALL
def test_nothing_is_sealed_to_a_key_that_is_damaged() -> None:
    lost = event_keys.seal_plain("1", "lost")
    torn = bytearray(one().box)
    torn[40] ^= 1
    EventKey.objects.update(box=bytes(torn))
    another_process()
    box = event_keys.seal_plain("1", "one kit")
    assert EventKey.objects.count() == 2
    assert event_keys.open_box("1", box) == "one kit"
    with pytest.raises(BoxError):
        event_keys.open_box("1", lost)


@DATABASES
@ALL
def test_a_public_key_put_in_its_place_is_not_handed_out() -> None:
    event_keys.make_first()
    another = event_box.new_keys().public
    EventKey.objects.update(public=another)
    another_process()
    assert event_keys.newest().public != another


@DATABASES
def test_while_the_epoch_key_is_away_nothing_is_called_unreadable(own_keys: Path) -> None:  # noqa: F811
    event_keys.make_first()
    another_process()
    epoch._kept.clear()
    (own_keys / epoch.FILE).rename(own_keys / "away")
    with pytest.raises(home.MissingSecretsError):
        event_keys.opening()
    (own_keys / "away").rename(own_keys / epoch.FILE)
    event_keys.opening()


@DATABASES
@ALL
def test_a_box_for_no_key_of_ours() -> None:
    opened = event_keys.opening()
    for box in (b"", b"abc", bytes(200), event_box.seal(event_box.new_keys().public, "1", "x")):
        with pytest.raises(BoxError):
            opened("1", box)


# --- A new one each year ----------------------------------------------------------------------------------
@DATABASES
@ALL
def test_a_new_one_each_year() -> None:
    with clock.at(in_weeks(0)):
        first = event_keys.newest().id
    with clock.at(in_weeks(51)):
        assert event_keys.renew() == 0
        assert event_keys.newest().id == first
    with clock.at(in_weeks(52)):
        assert event_keys.renew(dry_run=True) == 0
        assert EventKey.objects.count() == 1
        assert event_keys.renew() == 0
        assert event_keys.newest().id != first
        assert event_keys.renew() == 0
        assert EventKey.objects.count() == 2


@DATABASES
@ALL
def test_where_no_phone_was_ever_put_on_the_sweep_makes_none() -> None:
    assert event_keys.renew() == 0
    assert not EventKey.objects.exists()


@DATABASES
@ALL
@pytest.mark.parametrize(
    ("week", "moved", "gone"),
    [(52, True, False), (55, True, False), (56, True, True), (56, False, False), (77, False, False), (78, False, True)],
)
def test_the_old_one_goes_when_no_phone_uses_it(week: int, moved: bool, gone: bool) -> None:
    """Made in week 0, a newer one in week 52: four weeks at least, then when every phone has moved, 26 weeks at most."""
    with clock.at(in_weeks(0)):
        old = event_keys.newest().id.hex()
        box = event_keys.seal_plain("1", "from before")
    with clock.at(in_weeks(52)):
        event_keys.renew()
        new = event_keys.newest().id.hex()
        phone_on(uses=new)
        phone_on(uses=new if moved else old)
    with clock.at(in_weeks(week)):
        assert event_keys.renew(dry_run=True) == int(gone)
        assert event_keys.renew() == int(gone)
        another_process()
        if gone:
            with pytest.raises(BoxError):
                event_keys.open_box("1", box)
            assert Entry.objects.filter(kind="event key destroyed", role="software").count() == 1
        else:
            assert event_keys.open_box("1", box) == "from before"
        assert event_keys.newest().id.hex() == new


@DATABASES
@ALL
def test_a_phone_that_was_taken_off_keeps_no_key_alive() -> None:
    with clock.at(in_weeks(0)):
        old = event_keys.newest().id.hex()
    with clock.at(in_weeks(52)):
        event_keys.renew()
        phones.take_off(phone=phone_on(uses=old).pk, member=None)
    with clock.at(in_weeks(57)):
        assert event_keys.renew() == 1


@DATABASES
@ALL
def test_what_was_put_aside_opens_after_its_key_has_gone() -> None:
    with clock.at(in_weeks(40)):
        EventKey.objects.all().delete()
    with clock.at(in_weeks(0)):
        event_keys.make_first()
    with clock.at(in_weeks(51)):
        kept = aside("a thing nobody knows")
        never = Aside.objects.create(week=str(this_week()), why="unread", digest="d", box=event_keys.newest().id + bytes(100))
    with clock.at(in_weeks(52)):
        event_keys.renew()
        newer = aside("sealed to the newer")
    with clock.at(in_weeks(57)):
        assert event_keys.renew() == 1
        another_process()
        for row, text in ((kept, "a thing nobody knows"), (newer, "sealed to the newer")):
            row.refresh_from_db()
            assert event_keys.open_aside(row) == text
        before = bytes(never.box)
        never.refresh_from_db()
        assert bytes(never.box) == before
        with pytest.raises(BoxError):
            event_keys.open_aside(never)


@DATABASES
@ALL
def test_stopped_before_the_key_went_it_goes_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(in_weeks(0)):
        event_keys.make_first()
        kept = aside("kept")
    with clock.at(in_weeks(52)):
        event_keys.renew()
    with clock.at(in_weeks(57)):
        with monkeypatch.context() as stopped:
            stopped.setattr(turn, "writing", _stop)
            with pytest.raises(OSError, match="stopped here"):
                event_keys.renew()
        kept.refresh_from_db()
        assert event_keys.open_aside(kept) == "kept"
        assert event_keys.renew() == 1
        kept.refresh_from_db()
        assert event_keys.open_aside(kept) == "kept"


def _stop() -> None:
    raise OSError("stopped here")


@DATABASES
@ALL
def test_it_is_part_of_the_sweep_and_of_its_forecast() -> None:
    with clock.at(in_weeks(0)):
        event_keys.make_first()
    with clock.at(in_weeks(52)):
        retention.sweep(orphans_too=False)
        assert EventKey.objects.count() == 2
    with clock.at(in_weeks(57)):
        line = next(line for line in retention.forecast() if line.kind == event_keys.SWEPT)
        assert line.ends == 1
        assert "each year" in line.sentence
        retention.sweep(orphans_too=False)
        assert EventKey.objects.count() == 1
        assert Count.objects.filter(kind__contains=event_keys.SWEPT).exists() or Entry.objects.filter(kind__contains="event key").exists()


@DATABASES
@ALL
def test_a_process_forgets_a_key_that_another_destroyed() -> None:
    box = event_keys.seal_plain("1", "x")
    EventKey.objects.all().delete()
    assert event_keys._known()
    event_keys.drop_old()
    assert not event_keys._known()
    with pytest.raises(BoxError):
        event_keys.open_box("1", box)


# --- Backups ----------------------------------------------------------------------------------------------
def test_it_comes_back_with_backup_keyring_and_spare_place(house: House, group: object) -> None:
    box = event_keys.seal_plain("1", "one kit")
    taking.backup()
    EventKey.objects.all().delete()
    another_process()
    restoring.restore(identity=house.identity, over=True)
    another_process()
    assert event_keys.open_box("1", box) == "one kit"


def test_a_keyring_backup_of_a_past_epoch_opens_none(house: House, group: object) -> None:
    event_keys.make_first()
    taking.backup()
    copied = [(row.item, row.holder, row.epoch, bytes(row.box)) for row in EventKey.objects.all()]
    old = dict(epoch.epochs().keys)
    with weeks_later(1):
        rotation.rotate()
        assert taking.tried(copied, dict(epoch.epochs().keys)) == (0, 1)
        assert taking.tried(copied, old) == (1, 0), "the destroyed key given back must open it again"
        taking.backup()
        result = drilling.drill(identity=house.identity)
    assert result.ok, result.lines


def test_a_backup_counts_it_among_what_must_open(house: House, group: object) -> None:
    event_keys.make_first()
    torn = bytearray(one().box)
    torn[40] ^= 1
    EventKey.objects.update(box=bytes(torn))
    with pytest.raises(taking.Refused, match="do not open"):
        taking.copy_keyring()


# --- Where it may stop ------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
@ALL
@pytest.mark.parametrize("how", ["kill", "error"])
def test_stopped_at_any_statement_nothing_is_lost(how: str) -> None:
    """A year is over, an old key ends, things are put aside under it: stopped anywhere, the next sweep finishes it."""
    turn.now()
    for at in itertools.count(1):
        EventKey.objects.all().delete()
        Aside.objects.all().delete()
        another_process()
        with clock.at(in_weeks(0)):
            event_keys.make_first()
            kept = aside("kept")
        with clock.at(in_weeks(52)):
            event_keys.renew()
        another_process()
        with clock.at(in_weeks(57)):
            with Stop(at, how) as stop, contextlib.suppress(Killed, OperationalError):
                event_keys.renew()
            another_process()
            kept.refresh_from_db()
            assert event_keys.open_aside(kept) == "kept", at
            still = EventKey.objects.count() - 1
            assert event_keys.renew() == still
            assert EventKey.objects.count() == 1
            kept.refresh_from_db()
            assert event_keys.open_aside(kept) == "kept", at
        if not stop.reached:
            break
    assert at > 10


@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
@ALL
@pytest.mark.parametrize("how", ["kill", "error"])
def test_a_phone_is_put_on_whole_or_not_at_all(how: str) -> None:
    turn.now()
    jo = make_member("Jo").member.pk
    for at in itertools.count(1):
        EventKey.objects.all().delete()
        Phone.objects.all().delete()
        another_process()
        form_id, noted = once.new_form_id(), Entry.objects.filter(kind="phone put on").count()
        with Stop(at, how) as stop, contextlib.suppress(Killed, OperationalError):
            phones.begin(member=jo, form_id=form_id)
        another_process()
        there = Phone.objects.count()
        assert Entry.objects.filter(kind="phone put on").count() == noted + there
        assert once.claim(form_id) == (not there), "what was not done may be sent again"
        if not stop.reached:
            break
    assert there == 1
    assert at > 10
