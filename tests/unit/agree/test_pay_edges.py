"""The pay ledger at its edges: sent twice, what must stay with what, and what stands first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kithbridge.agree import ledger
from kithbridge.agree.actions import paying
from kithbridge.agree.actions.paying import Refused, Written
from kithbridge.agree.ledger_models import Payee, Payment
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from kithbridge.web.clock import LONDON, this_week
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES
form = once.new_form_id


@pytest.fixture
def maeve() -> Key:
    return furnish_site().lead.key


def on(year: int, month: int, day: int) -> Any:
    return clock.at(dt.datetime(year, month, day, 12, tzinfo=LONDON))


def pay(key: Key, pence: int = 2_750, **more: Any) -> Written:
    sent = {"role": "living", "what": "interview", "form": "cash", **more}
    found = paying.write(key=key, pence=pence, form_id=form(), **sent)
    assert found is not None
    return found


def test_what_was_taken_back_or_paid_out_once_is_not_when_the_form_comes_again(maeve: Key) -> None:
    wrong, promise = (paying.numbered(pay(maeve, form=name).receipt) for name in ("cash", "later"))
    first, second = form(), form()
    assert paying.take_back(key=maeve, payment=wrong, form_id=first)
    assert paying.take_back(key=maeve, payment=wrong, form_id=first) is None
    assert paying.pay_out(key=maeve, payment=promise, form="cash", form_id=second)
    assert paying.pay_out(key=maeve, payment=promise, form="cash", form_id=second) is None
    assert Payment.objects.count() == 4


def test_a_rate_written_twice_with_one_form_is_one(maeve: Key) -> None:
    rate = {"key": maeve, "role": "", "length": "hour", "pence": 2_750, "week": "", "source": "The group.", "form_id": form()}
    assert paying.set_rate(**rate)
    assert paying.set_rate(**rate) is None
    assert len(ledger.history()) == 1


@pytest.mark.parametrize(("n", "taken"), [(200, True), (201, False)])
def test_an_address_has_two_hundred_signs_at_most(maeve: Key, n: int, taken: bool) -> None:
    link = "https://example.org/".ljust(n, "x")
    rate = {"role": "", "length": "hour", "pence": 2_750, "week": "", "source": "The group.", "link": link, "form_id": form()}
    if taken:
        assert paying.set_rate(key=maeve, **rate)  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused, match="link"):
            paying.set_rate(key=maeve, **rate)  # type: ignore[arg-type]


def test_a_promise_stays_as_long_as_what_pays_it(maeve: Key) -> None:
    with on(2026, 3, 3):
        promise = paying.numbered(pay(maeve, form="later").receipt)
    with on(2026, 4, 14):
        paying.pay_out(key=maeve, payment=promise, form="cash", form_id=form())
    with on(2032, 4, 13):
        assert paying.forget() == 0, "what pays it is of the next financial year"
    with on(2033, 4, 12):
        assert paying.forget() == 2
    assert not Payment.objects.exists()


def test_a_rate_holds_from_its_own_week_on_for_at_most_a_year_ahead(maeve: Key) -> None:
    def rate(week: str) -> object:
        return paying.set_rate(key=maeve, role="", length="hour", pence=2_750, week=week, source="The group.", form_id=form())

    assert rate(str(this_week() + 52))
    assert ledger.rates() == []
    for outside in (str(this_week() + 53), str(this_week() - 14)):
        with pytest.raises(Refused, match="week"):
            rate(outside)
    assert rate(str(this_week()))
    assert len(ledger.rates()) == 1


def test_the_largest_share_stands_first(maeve: Key) -> None:
    roles = ("lived", "family", "living", "team", "other")
    pounds = dict(zip(roles, (40, 90, 20, 60, 30), strict=True))
    for role, amount in pounds.items():
        for _n in range(3):
            pay(maeve, 100 * amount, role=role)
    first = [str(Payee(role).label) for role in sorted(roles, key=pounds.__getitem__, reverse=True)]
    assert [one.label for one in ledger.totals(ledger.quarter()).roles] == first


def test_a_quarter_holds_its_first_week_and_its_last(maeve: Key) -> None:
    quarter = ledger.quarter("2026-Q3")
    with on(2026, 9, 30):
        for week in (quarter.first, quarter.last):
            pay(maeve, week=week)
        assert sorted(line.week for line in ledger.lines(quarter)) == [quarter.first, quarter.last]


def test_a_quarter_is_over_when_its_last_week_is(maeve: Key) -> None:
    quarter = ledger.quarter("2026-Q4")
    for week, over in ((quarter.first, False), (quarter.last, False)):
        with clock.at(dt.datetime.combine(ledger.Week.parse(week).monday(), dt.time(12), tzinfo=LONDON)):
            assert quarter.over is over
    with clock.at(dt.datetime.combine((ledger.Week.parse(quarter.last) + 1).monday(), dt.time(12), tzinfo=LONDON)):
        assert quarter.over
