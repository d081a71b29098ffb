"""The pay ledger: what it takes, what it refuses, that nothing is edited, and what may be seen of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kithbridge.agree import ledger
from kithbridge.agree.actions import paying
from kithbridge.agree.actions.paying import Refused, Written
from kithbridge.agree.ledger_models import Form, Payee, Payment, PaymentAsked, PayRate
from kithbridge.people import hers
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from kithbridge.web.clock import LONDON, this_week
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


@pytest.fixture
def maeve() -> Key:
    return furnish_site().lead.key


def on(year: int, month: int, day: int) -> Any:
    return clock.at(dt.datetime(year, month, day, 12, tzinfo=LONDON))


def pay(key: Key, pence: int = 2_750, *, role: str = "living", form: str = "cash", **more: Any) -> Written:
    found = paying.write(key=key, role=role, what="interview", pence=pence, form=form, form_id=once.new_form_id(), **more)
    assert found is not None
    return found


def row(written: Written) -> Payment:
    return Payment.objects.get(receipt=written.receipt)


# --- Writing --------------------------------------------------------------------------------------------
def test_a_payment_is_a_week_a_role_an_amount_and_a_form(maeve: Key) -> None:
    written = pay(maeve)
    found = row(written)
    assert (str(found.week), found.role, found.what, found.pence, found.form) == (str(this_week()), "living", "interview", 2_750, "cash")
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", written.receipt)
    assert {field.name for field in Payment._meta.fields} == {
        *("id", "week", "role", "what", "stopped", "pence", "form", "receipt", "counters", "settles")
    }, "no person, no day, no text"


def test_a_form_sent_twice_pays_once(maeve: Key) -> None:
    form = once.new_form_id()
    sent = {"key": maeve, "role": "living", "what": "talk", "pence": 100, "form": "cash", "form_id": form}
    assert paying.write(**sent) is not None
    assert paying.write(**sent) is None
    assert Payment.objects.count() == 1


def test_receipt_numbers_tell_no_order(maeve: Key) -> None:
    numbers = [pay(maeve).receipt for _n in range(30)]
    assert len(set(numbers)) == 30
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"pence": 0}, "amount"),
        ({"pence": -100}, "amount"),
        ({"pence": True}, "amount"),
        ({"pence": 1_000_001}, "high"),
        ({"role": "Jane"}, "role"),
        ({"role": ""}, "role"),
        ({"what": "love"}, "what"),
        ({"form": "cheque"}, "form"),
        ({"week": "2026-11-03"}, "week"),
    ],
)
def test_what_cannot_stand_is_refused(maeve: Key, sent: dict[str, Any], why: str) -> None:
    whole = {"role": "living", "what": "talk", "pence": 100, "form": "cash", "form_id": once.new_form_id()} | sent
    with pytest.raises(Refused) as refused:
        paying.write(key=maeve, **whole)
    assert refused.value.why == why
    assert not Payment.objects.exists()
    assert not PaymentAsked.objects.exists()


def test_a_week_lies_in_the_last_quarter_of_a_year_and_never_ahead(maeve: Key) -> None:
    assert pay(maeve, week=str(this_week() - 13)).week == str(this_week() - 13)
    for week in (this_week() - 14, this_week() + 1):
        with pytest.raises(Refused):
            pay(maeve, week=str(week))


def test_whoever_stops_is_paid_all_the_same(maeve: Key) -> None:
    found = row(pay(maeve, stopped=True))
    assert found.stopped
    assert found.pence == 2_750
    assert Entry.objects.filter(kind="stopped: paid all the same").count() == 1


def test_the_record_says_that_something_was_paid_and_never_how_much(maeve: Key) -> None:
    pay(maeve, 4_321)
    pay(maeve, 4_322, form="later")
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"paid for time", "promised for time"} <= kinds
    # The reference is a digest, and chance can spell any four digits in it: it is looked at by its form alone.
    assert all(re.fullmatch(r"[0-9a-f]{64}", one.ref) for one in Entry.objects.filter(kind__contains="for time"))
    written = " ".join(f"{one.kind} {one.role}" for one in Entry.objects.all())
    assert not re.search(r"4[.,]?32[12]|43\.2|living|uses now", written)


def test_fewer_than_three_peers_stand_as_the_team(maeve: Key) -> None:
    make_member("Jo")
    make_member("Cass")
    assert row(pay(maeve, role="peer")).role == "team"
    make_member("Shanice")
    assert row(pay(maeve, role="peer")).role == "peer"


# --- Large ones -----------------------------------------------------------------------------------------
def test_a_thousand_pounds_need_one_hand_and_more_needs_two(maeve: Key) -> None:
    assert not pay(maeve, 100_000).waits
    asked = pay(maeve, 100_001, form="voucher")
    assert asked.waits
    assert Payment.objects.count() == 1
    bron = make_member("Bron", Role.LEAD)
    written = paying.agree(key=bron.key, asked=PaymentAsked.objects.get().pk)
    assert (row(written).pence, row(written).form) == (100_001, "voucher")
    assert not PaymentAsked.objects.exists()


def test_not_the_same_lead_not_a_facilitator_not_twice(maeve: Key) -> None:
    pay(maeve, 100_001)
    asked = PaymentAsked.objects.get().pk
    wren, bron = make_member("Wren", Role.FACILITATOR), make_member("Bron", Role.LEAD)
    for key in (maeve, wren.key):
        with pytest.raises(Refused) as refused:
            paying.agree(key=key, asked=asked)
        assert refused.value.why == "same"
    paying.agree(key=bron.key, asked=asked)
    with pytest.raises(Refused):
        paying.agree(key=bron.key, asked=asked)
    assert Payment.objects.count() == 1


def test_it_falls_when_whoever_asked_has_left(maeve: Key) -> None:
    wren, bron = make_member("Wren", Role.FACILITATOR), make_member("Bron", Role.LEAD)
    pay(wren.key, 150_000)
    wren.member.roles.all().delete()
    with pytest.raises(Refused) as refused:
        paying.agree(key=bron.key, asked=PaymentAsked.objects.get().pk)
    assert refused.value.why == "gone"


def test_after_two_weeks_nobody_can_agree_and_the_sweep_ends_it(maeve: Key) -> None:
    with on(2026, 11, 3):
        pay(maeve, 150_000)
    bron = make_member("Bron", Role.LEAD)
    with on(2026, 11, 10):
        assert len(ledger.asked(bron.key)) == 1
        assert paying.forget_asked() == 0
    with on(2026, 11, 17):
        assert ledger.asked(bron.key) == []
        with pytest.raises(Refused):
            paying.agree(key=bron.key, asked=PaymentAsked.objects.get().pk)
        assert hers.sweeps()[paying.OLD_ASKED](False) == 1
    assert not PaymentAsked.objects.exists()


def test_a_large_one_can_be_let_go_of(maeve: Key) -> None:
    pay(maeve, 150_000)
    paying.drop(key=maeve, asked=PaymentAsked.objects.get().pk)
    assert not PaymentAsked.objects.exists()


# --- Nothing is edited ----------------------------------------------------------------------------------
def test_a_wrong_line_is_countered_and_both_stay(maeve: Key) -> None:
    wrong = row(pay(maeve))
    back = paying.take_back(key=maeve, payment=wrong.pk, form_id=once.new_form_id())
    assert back is not None
    new = row(back)
    assert (new.pence, new.counters_id, new.role, new.what, new.form) == (-2_750, wrong.pk, "living", "interview", "cash")
    assert back.receipt != wrong.receipt
    wrong.refresh_from_db()
    assert wrong.pence == 2_750
    for one in (wrong, new):
        with pytest.raises(Refused):
            paying.take_back(key=maeve, payment=one.pk, form_id=once.new_form_id())
    with pytest.raises(Refused):
        paying.take_back(key=maeve, payment=uuid4(), form_id=once.new_form_id())
    assert Payment.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"pence": 0},
        {"pence": -5},
        {"pence": 1_000_001},
        {"role": "Jane"},
        {"form": "cheque"},
        {"what": "love"},
    ],
)
def test_the_database_itself_refuses_what_no_line_may_be(maeve: Key, changed: dict[str, Any]) -> None:
    found = row(pay(maeve))
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=found.pk).update(**changed)


def test_a_promise_is_paid_once_and_whole(maeve: Key) -> None:
    promise = row(pay(maeve, form="later"))
    assert [one.receipt for one in ledger.promised()] == [promise.receipt]
    for form in ("later", "cheque"):
        with pytest.raises(Refused):
            paying.pay_out(key=maeve, payment=promise.pk, form=form, form_id=once.new_form_id())
    found = paying.pay_out(key=maeve, payment=promise.pk, form="voucher", form_id=once.new_form_id())
    assert found is not None
    assert (row(found).pence, row(found).settles_id, row(found).form) == (2_750, promise.pk, "voucher")
    assert ledger.promised() == []
    with pytest.raises(Refused) as refused:
        paying.pay_out(key=maeve, payment=promise.pk, form="cash", form_id=once.new_form_id())
    assert refused.value.why == "taken"


def test_a_payment_that_is_no_promise_is_not_paid_again(maeve: Key) -> None:
    with pytest.raises(Refused):
        paying.pay_out(key=maeve, payment=row(pay(maeve)).pk, form="cash", form_id=once.new_form_id())


def test_a_paid_promise_is_owed_again_when_the_payment_is_taken_back(maeve: Key) -> None:
    promise = row(pay(maeve, form="later"))
    found = paying.pay_out(key=maeve, payment=promise.pk, form="cash", form_id=once.new_form_id())
    assert found is not None
    with pytest.raises(Refused) as refused:
        paying.take_back(key=maeve, payment=promise.pk, form_id=once.new_form_id())
    assert refused.value.why == "later"
    paying.take_back(key=maeve, payment=row(found).pk, form_id=once.new_form_id())
    assert [one.receipt for one in ledger.promised()] == [promise.receipt]
    paying.take_back(key=maeve, payment=promise.pk, form_id=once.new_form_id())
    assert ledger.promised() == []
    assert sum(Payment.objects.values_list("pence", flat=True)) == 0


# --- What may be seen -----------------------------------------------------------------------------------
def test_quarters_follow_the_weeks_thursday() -> None:
    found = ledger.quarter("2026-Q4")
    assert (found.first, found.last) == ("2026-W40", "2026-W53")
    assert (ledger.quarter("2027-Q1").first, ledger.quarter("2026-Q3").last) == ("2027-W01", "2026-W39")
    for name in ("2026-Q5", "2026", "q4", "0001-Q1"):
        with pytest.raises(ValueError, match="quarter"):
            ledger.quarter(name)
    following = [ledger.quarter(f"{year}-Q{n}") for year in range(2020, 2031) for n in (1, 2, 3, 4)]
    for one, after in itertools.pairwise(following):
        assert ledger.Week.parse(one.last) + 1 == ledger.Week.parse(after.first)


@pytest.mark.parametrize(
    ("n", "named"),
    [
        ({"living": 5, "lived": 3}, {"living", "lived"}),
        ({"living": 5, "lived": 2}, set()),  # two alone without a name would be known by what they are not
        ({"living": 5, "lived": 2, "peer": 1}, {"living"}),
        ({"living": 5, "lived": 4, "peer": 1}, {"living"}),
        ({"living": 2}, set()),
        ({"living": 3}, {"living"}),
        ({}, set()),
    ],
)
def test_a_role_with_fewer_than_three_payments_has_no_name(n: dict[str, int], named: set[str]) -> None:
    rows = [Payment(role=role, pence=1, form="cash") for role, times in n.items() for _one in range(times)]
    shown = ledger.merged(rows)
    assert {role for role in n if shown[role] != ledger.together()} == named
    assert all(shown[role] == str(Payee(role).label) for role in named)


def test_what_was_taken_back_makes_no_third(maeve: Key) -> None:
    for _n in range(3):
        last = pay(maeve)
    assert {one.role for one in ledger.lines(ledger.quarter())} == {"uses now"}
    paying.take_back(key=maeve, payment=row(last).pk, form_id=once.new_form_id())
    assert {one.role for one in ledger.lines(ledger.quarter())} == {ledger.together()}
    assert not ledger.totals(ledger.quarter()).enough


def test_lines_of_a_week_lie_in_no_order_of_writing(maeve: Key) -> None:
    numbers = [pay(maeve).receipt for _n in range(20)]
    assert [one.receipt for one in ledger.lines(ledger.quarter())] == sorted(numbers)


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (0, "nothing"),
        (-500, "nothing"),
        (9_999, "less than £100"),
        (10_000, "£100 to £250"),
        (249_999, "£1,000 to £2,500"),
        (10_000_000, "£100,000 or more"),
    ],
)
def test_bands(pence: int, said: str) -> None:
    assert ledger.band(pence) == said


def test_totals_are_bands_by_form_and_role(maeve: Key) -> None:
    for _n in range(4):
        pay(maeve, 5_000, form="cash")
    for _n in range(3):
        pay(maeve, 2_000, form="voucher", role="lived")
    pay(maeve, 90_000, form="things")
    pay(maeve, 70_000, form="later")
    found = ledger.totals(ledger.quarter())
    assert found.band == "£1,000 to £2,500"
    assert {one.label: one.band for one in found.forms} == {"cash": "£100 to £250", "voucher": "less than £100", "things": "too few to say"}
    assert "700" not in f"{found}"
    assert "900" not in f"{found}"
    assert found.promised == ""


def test_a_promise_counts_once_in_the_form_it_was_paid_in(maeve: Key) -> None:
    for _n in range(3):
        promise = row(pay(maeve, 20_000, form="later"))
        paying.pay_out(key=maeve, payment=promise.pk, form="voucher", form_id=once.new_form_id())
    found = ledger.totals(ledger.quarter())
    assert found.band == "£500 to £1,000"
    assert [(one.label, one.band) for one in found.forms] == [("voucher", "£500 to £1,000")]


def test_fewer_than_three_payments_have_no_sum(maeve: Key) -> None:
    pay(maeve)
    pay(maeve)
    found = ledger.totals(ledger.quarter())
    assert not found.enough
    assert found.forms == found.roles == ()


def test_the_public_totals_hold_whole_quarters_that_are_over(maeve: Key) -> None:
    with on(2026, 8, 4):
        for _n in range(3):
            pay(maeve, 20_000)
    with on(2026, 9, 27):  # Sunday of the last week of the quarter
        assert ledger.years() == []
    with on(2026, 9, 28):
        (year,) = ledger.years()
        assert (year.label, year.band) == ("2026 so far", "£500 to £1,000")
        pay(maeve, 900_00)
        assert ledger.years() == [year], "a payment of this quarter moves nothing"
    with on(2027, 1, 5):
        assert [one.label for one in ledger.years()] == ["2026"]


def test_for_the_bookkeeper(maeve: Key) -> None:
    for _n in range(3):
        kept = pay(maeve, 2_750)
    wrong = pay(maeve, 123_45)
    paying.take_back(key=maeve, payment=row(wrong).pk, form_id=once.new_form_id())
    promise = pay(maeve, 1_000, form="later")
    paying.pay_out(key=maeve, payment=row(promise).pk, form="things", form_id=once.new_form_id())
    text = ledger.as_csv(ledger.quarter())
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert list(rows[0]) == ["week", "role", "amount", "form", "receipt", "kind", "of"]
    assert len(rows) == 7
    assert sum(float(one["amount"]) for one in rows if one["kind"] != "promised") == pytest.approx(3 * 27.5 + 10)
    by_kind = {one["kind"]: one for one in rows}
    assert (by_kind["taken back"]["amount"], by_kind["taken back"]["of"]) == ("-123.45", wrong.receipt)
    assert next(one for one in rows if one["form"] == "things")["of"] == promise.receipt
    assert next(one for one in rows if one["receipt"] == kept.receipt)["role"] == "uses now"


# --- Rates ----------------------------------------------------------------------------------------------
def rate(key: Key, pence: int | None, week: str, **more: Any) -> PayRate | None:
    sent = {"role": "", "length": "hour", "source": "NIHR, payment guidance, read in November 2026", "form_id": once.new_form_id()} | more
    return paying.set_rate(key=key, pence=pence, week=week, **sent)


def test_it_comes_without_rates(maeve: Key) -> None:
    assert ledger.rates() == []
    assert ledger.history() == []


def test_a_rate_holds_from_its_week_and_the_old_one_stays_in_the_history(maeve: Key) -> None:
    now = this_week()
    rate(maeve, 2_500, str(now - 3))
    rate(maeve, 2_750, str(now))
    rate(maeve, 3_000, str(now + 2))
    assert [one.pence for one in ledger.rates(str(now - 4))] == []
    assert [one.pence for one in ledger.rates(str(now - 1))] == [2_500]
    assert [one.pence for one in ledger.rates()] == [2_750]
    assert [one.pence for one in ledger.rates(str(now + 2))] == [3_000]
    assert [money for _row, _whom, _length, money in ledger.history()] == ["£30.00", "£27.50", "£25.00"]


def test_written_anew_for_the_same_week_the_newest_holds(maeve: Key) -> None:
    now = str(this_week())
    rate(maeve, 2_570, now)
    rate(maeve, 2_750, now)
    assert [one.pence for one in ledger.rates()] == [2_750]
    assert len(ledger.history()) == 2


def test_a_rate_ends(maeve: Key) -> None:
    rate(maeve, 2_750, str(this_week() - 1))
    rate(maeve, None, str(this_week()))
    assert ledger.rates() == []
    assert [money for _row, _whom, _length, money in ledger.history()] == ["no rate", "£27.50"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"role": "Jane"}, "role"),
        ({"length": "long"}, "length"),
        ({"source": " "}, "source"),
        ({"source": "x" * 201}, "source"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://x.example/<b>"}, "link"),
        ({"week": "soon"}, "week"),
        ({"pence": 0}, "amount"),
        ({"pence": -1}, "amount"),
        ({"pence": 1_000_001}, "high"),
    ],
)
def test_a_rate_that_cannot_stand(maeve: Key, sent: dict[str, Any], why: str) -> None:
    whole = {"pence": 2_750, "week": str(this_week())} | sent
    with pytest.raises(Refused) as refused:
        rate(maeve, **whole)
    assert refused.value.why == why
    assert not PayRate.objects.exists()


# --- The end --------------------------------------------------------------------------------------------
def test_lines_stay_six_years_after_their_financial_year(maeve: Key) -> None:
    with on(2026, 11, 3):
        old = row(pay(maeve))
    with on(2033, 3, 25):
        assert paying.forget(dry_run=True) == 0
        newer = row(pay(maeve))
    with on(2033, 4, 11):
        assert paying.forget(dry_run=True) == 1
        assert hers.sweeps()[paying.OLD_LINES](False) == 1
    assert not Payment.objects.filter(pk=old.pk).exists()
    assert Payment.objects.filter(pk=newer.pk).exists()


def test_a_line_stays_as_long_as_what_counters_or_settles_it(maeve: Key) -> None:
    with on(2026, 3, 3):
        promise = row(pay(maeve, form="later"))
        wrong = row(pay(maeve))
        found = paying.pay_out(key=maeve, payment=promise.pk, form="cash", form_id=once.new_form_id())
    assert found is not None
    with on(2026, 4, 14):
        paying.take_back(key=maeve, payment=wrong.pk, form_id=once.new_form_id())
        paying.take_back(key=maeve, payment=row(found).pk, form_id=once.new_form_id())
    with on(2032, 4, 13):
        assert paying.forget() == 0
    with on(2033, 4, 12):
        assert paying.forget() == 5
    assert not Payment.objects.exists()


def test_every_form_is_one_she_can_pick() -> None:
    assert set(Form.values) == {"cash", "voucher", "things", "later"}
