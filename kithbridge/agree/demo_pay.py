"""The invented area's pay ledger: rates, a year of payments, a promise, and one that waits for a second lead. And, before the talks,
the papers of the Online Safety Act, looked at and signed again.

Offers: `week(cast, course, ago)`. The amounts and their source are invented.
"""

from __future__ import annotations

from kithbridge.agree.actions import paying
from kithbridge.agree.ledger_models import Payment
from kithbridge.people import facts
from kithbridge.people.actions import group
from kithbridge.people.deciding.demo import Course
from kithbridge.people.demo import Cast
from kithbridge.people.vault import Key
from kithbridge.web import once
from kithbridge.web.clock import this_week, today

SOURCE = "Tarrowby Bridge, after asking what others pay (invented)"
# weeks ago -> how long, pence
RATES = {
    60: (("half_hour", 1_250), ("hour", 2_500), ("half_day", 7_500)),
    20: (("half_hour", 1_400), ("hour", 2_800), ("half_day", 8_000)),
}
# every so many weeks, as what, what for, pence, form
USUAL = (
    (4, "living", "sitting", 2_500, "cash"),
    (4, "living", "sitting", 2_500, "voucher"),
    (4, "lived", "sitting", 2_500, "voucher"),
    (6, "living", "interview", 2_500, "cash"),
    (7, "peer", "training", 7_500, "cash"),
    (5, "living", "trying", 1_250, "things"),
    (9, "family", "talk", 2_500, "voucher"),
)
LAST_YEAR = 58
SIGNED_AGAIN = 34  # before the first talk
WRONG, STOPPED, PROMISED, PAID_OUT, LARGE = 15, 11, 5, 3, 0


def _pay(key: Key, role: str, what: str, pence: int, form: str, *, stopped: bool = False) -> str:
    found = paying.write(key=key, role=role, what=what, pence=pence, form=form, stopped=stopped, form_id=once.new_form_id())
    return found.receipt if found else ""


def _rates(key: Key, ago: int) -> None:
    for length, pence in RATES.get(ago, ()):
        paying.set_rate(key=key, role="", length=length, pence=pence, week=str(this_week()), source=SOURCE, form_id=once.new_form_id())


def _told(key: Key, ago: int) -> None:
    """What is told once: a wrong line, somebody who stopped, two promises of which one was paid."""
    if ago == WRONG:
        wrong = Payment.objects.get(receipt=_pay(key, "lived", "reading", 25_000, "cash"))
        paying.take_back(key=key, payment=wrong.pk, form_id=once.new_form_id())
        _pay(key, "lived", "reading", 2_500, "cash")
    if ago == STOPPED:
        _pay(key, "living", "interview", 2_800, "cash", stopped=True)
    if ago == PROMISED:
        _pay(key, "living", "talk", 2_800, "later")
        _pay(key, "lived", "talk", 2_800, "later")
    if ago == PAID_OUT:
        promise = Payment.objects.filter(form="later", role="living").get()
        paying.pay_out(key=key, payment=promise.pk, form="voucher", form_id=once.new_form_id())
    if ago == LARGE:
        _pay(key, "peer", "training", 120_000, "cash")


def _sign_again(ago: int) -> None:
    if ago == SIGNED_AGAIN:
        said = f"The chair of the trustees on {today():%-d %B %Y} (invented)"
        checked = f"Coast Law Centre on {today():%-d %B %Y} (invented)"
        group.set_facts(values=dict.fromkeys(facts.ASSESSMENTS, said) | {"pay_checked": checked})


def week(cast: Cast, course: Course, ago: int) -> None:
    """What was paid `ago` weeks before the demo's own week; the clock stands in it."""
    key = cast.team["Maeve"]
    _sign_again(ago)
    _rates(key, ago)
    if ago <= LAST_YEAR:
        for every, role, what, pence, form in USUAL:
            if ago % every == len(what) % every:
                _pay(key, role, what, pence, form)
    _told(key, ago)
