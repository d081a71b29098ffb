"""Visits: the token opens the row, the row without the token opens nothing, and what has ended stays ended."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from kithbridge.engines import sealing
from kithbridge.people import vault, visit
from kithbridge.people.actions import opening, pages
from kithbridge.people.keyring.models import Person
from kithbridge.people.sessions.models import Budget, Session, UsedCode
from kithbridge.people.visit import Stage
from kithbridge.web import clock
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES


def later(**how):
    return clock.at(clock.now() + dt.timedelta(**how))


def test_it_works():
    page = make_page()
    token = visit.start(page.key, Stage.PAGE, note="rides along")
    key, stage, extra = visit.resume(token)
    assert (key, stage, extra) == (page.key, Stage.PAGE, {"note": "rides along"})


def test_the_row_holds_neither_token_nor_key_nor_owner():
    page = make_page()
    token = visit.start(page.key, Stage.PAGE)
    row = Session.objects.get()
    held = repr((row.hash, row.stage)) + bytes(row.blob).hex() + repr(bytes(row.blob))
    for secret in (token, page.key.private.hex(), page.key.owner.hex, str(page.key.owner), page.key.lookup):
        assert secret not in held
    assert len(token) == 43
    assert token != visit.start(page.key, Stage.PAGE)


@pytest.mark.parametrize("token", ["", "x", "\x00", "A" * 43, "é" * 43])
def test_another_token_opens_nothing(token):
    visit.start(make_page().key, Stage.PAGE)
    assert visit.resume(token) is None


def test_a_row_moved_to_another_token_does_not_open():
    page = make_page()
    mine, other = visit.start(page.key, Stage.PAGE), visit.start(make_page().key, Stage.PAGE)
    blob = Session.objects.get(hash=visit.hash_of(other)).blob
    Session.objects.filter(hash=visit.hash_of(mine)).update(blob=blob)
    assert visit.resume(mine) is None


@pytest.mark.parametrize("bit", [0, 8, 200, 1000, -1])
def test_a_flipped_bit_closes_it(bit):
    token = visit.start(make_page().key, Stage.PAGE)
    blob = bytearray(Session.objects.get().blob)
    blob[bit // 8] ^= 1 << (bit % 8)
    Session.objects.update(blob=bytes(blob))
    assert visit.resume(token) is None


@pytest.mark.parametrize(
    ("stage", "quiet", "most"),
    [(Stage.PAGE, 15, 60), (Stage.TEAM, 30, 8 * 60), (Stage.WAITING, 5, 5)],
)
def test_it_ends_by_itself(stage, quiet, most):
    key = make_page().key
    token = visit.start(key, stage)
    with later(minutes=quiet, seconds=-5):
        assert visit.resume(token)
    with later(minutes=2 * quiet + 1):
        assert visit.resume(token) is None
    assert Session.objects.count() == 0
    token = visit.start(key, stage)
    for minute in range(0, most, max(quiet - 1, 1)):
        with later(minutes=minute):
            assert visit.resume(token), minute
    with later(minutes=most, seconds=5):
        assert visit.resume(token) is None


def test_leaving_ends_it_at_once():
    token = visit.start(make_page().key, Stage.PAGE)
    visit.leave(token)
    assert Session.objects.count() == 0
    assert visit.resume(token) is None
    visit.leave(token)


def test_leaving_everywhere_ends_every_visit_of_hers_and_no_others():
    page, other = make_page(), make_page()
    hers = [visit.start(page.key, Stage.PAGE) for _ in range(3)]
    not_hers = visit.start(other.key, Stage.PAGE)
    visit.everywhere(page.key)
    assert [visit.resume(token) for token in hers] == [None] * 3
    assert visit.resume(not_hers)
    assert opening.open_page(words=sealing.normalise(page.words))


def test_new_words_and_taking_back_end_every_visit():
    page = make_page()
    token = visit.start(page.key, Stage.PAGE)
    pages.new_words(key=page.key, words=pages.draw())
    assert visit.resume(token) is None
    page = make_page()
    token = visit.start(page.key, Stage.PAGE)
    pages.take_everything_back(key=page.key)
    assert visit.resume(token) is None
    assert not Person.objects.filter(owner=page.key.owner).exists()


def test_the_second_factor_trades_the_waiting_visit_for_an_open_one():
    member = make_member("Jo")
    token = opening.open_team(work_name="jo ", words=member.typed)
    assert visit.resume(token)[1] is Stage.WAITING
    open_token = opening.second_factor_passed(token=token)
    assert visit.resume(token) is None
    assert visit.resume(open_token)[1] is Stage.TEAM
    with pytest.raises(vault.CannotOpen):
        opening.second_factor_passed(token=token)
    with pytest.raises(vault.CannotOpen):
        opening.second_factor_passed(token=open_token)


def test_a_code_works_once():
    assert visit.use_code("123456", seconds=60)
    assert not visit.use_code("123456", seconds=60)
    assert visit.use_code("654321", seconds=60)
    # By its form alone: chance can spell any six digits in a hash, and the clock in a moment.
    assert {field.name for field in UsedCode._meta.fields} == {"hash", "until"}
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in UsedCode.objects.values_list("hash", flat=True))


def test_a_budget_is_of_an_hour():
    start_of_hour = clock.now().replace(minute=1)
    with clock.at(start_of_hour):
        assert [visit.spend("asks", most=3) for _ in range(5)] == [True] * 3 + [False] * 2
        assert visit.spend("pages", most=1)
    with clock.at(start_of_hour + dt.timedelta(hours=1)):
        assert visit.spend("asks", most=3)


def test_what_is_over_is_forgotten():
    visit.start(make_page().key, Stage.PAGE)
    visit.use_code("1", seconds=60)
    visit.spend("asks", most=1)
    with later(minutes=16):
        visit.forget_expired()
        assert Session.objects.count() == UsedCode.objects.count() == 0
        assert Budget.objects.count() == 2  # asks, and the page that was made
    with later(hours=3):
        visit.forget_expired()
        assert Budget.objects.count() == 0


def test_wrong_words_leave_no_row():
    visit.dummy()
    assert Session.objects.count() == 0
