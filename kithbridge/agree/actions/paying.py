"""Writing into the pay ledger. A line is never edited: what was wrong is countered, what was promised is settled.

Offers
------
write(...)            one payment; above `BY_TWO_PENCE` it waits for a second lead. Also when she stopped: she is paid all the same
agree(...), drop(...) a second lead says yes to a large one; somebody lets go of it
take_back(...)        a counter-line for a line that was wrong; `numbered(receipt)` finds it
pay_out(...)          what was promised is paid now
set_rate(...), end_rate(...)   what an hour is worth from a week on
forget(dry_run)       for the sweep: accounts that are old enough, and what waited too long
Refused               why nothing was written

The event record says that something was paid, by which role; never how much.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kithbridge.agree.ledger_models import HIGHEST_PENCE, Form, Length, Payee, Payment, PaymentAsked, PayRate, What
from kithbridge.engines.week import Week
from kithbridge.people.actions import retention
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.queries.roles import MERGED, shown_role
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

WRITERS = (Role.LEAD, Role.FACILITATOR)
BY_TWO_PENCE = 100_000  # a thousand pounds: above it one hand is not enough
WAIT_WEEKS = 2
BACK_WEEKS = 13  # how far back a payment can still be written down
AHEAD_WEEKS = 52  # how far ahead a rate can be set
KEEP_YEARS = 6
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
# What the sweep ends, as the event record and `kithbridge sweep` name it.
OLD_LINES, OLD_ASKED = "old payments", "payments nobody agreed to"


class Refused(Exception):
    """Nothing was written. `why`: amount, high, role, what, form, week, gone, taken, same, later, number, source, link or length."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Written:
    """What was written. `receipt` is "" while it waits for a second lead."""

    receipt: str
    pence: int
    form: str
    week: str

    @property
    def waits(self) -> bool:
        return not self.receipt


def _receipt() -> str:
    """A number nobody has yet: it says nothing about when, who or how much."""
    while True:
        drawn = "".join(secrets.choice(LETTERS) for _sign in range(8))
        found = f"{drawn[:4]}-{drawn[4:]}"
        if not Payment.objects.filter(receipt=found).exists():
            return found


def _stored(role: str) -> str:
    """Fewer than three peers are "of the team": the line would name one of them."""
    return Payee.TEAM.value if role == Payee.PEER and shown_role(Role.PEER) == MERGED else role


def _week(week: str, *, back: int, ahead: int = 0) -> str:
    try:
        found = Week.parse(week) if week else this_week()
    except ValueError:
        raise Refused("week") from None
    if not -ahead <= this_week() - found <= back:
        raise Refused("week")
    return str(found)


def _fit(role: str, what: str, pence: int, form: str) -> None:
    for name, value, known in (("role", role, Payee.values), ("what", what, What.values), ("form", form, Form.values)):
        if value not in known:
            raise Refused(name)
    if isinstance(pence, bool) or not isinstance(pence, int) or pence <= 0:
        raise Refused("amount")
    if pence > HIGHEST_PENCE:
        raise Refused("high")


def _line(*, role: str, what: str, pence: int, form: str, stopped: bool, week: str) -> Payment:
    return Payment.objects.create(role=role, what=what, pence=pence, form=form, stopped=stopped, week=week, receipt=_receipt())


def _said(line: Payment | PaymentAsked, receipt: str) -> Written:
    return Written(receipt, line.pence, line.form, str(line.week))


@transaction.atomic
def write(*, key: Key, role: str, what: str, pence: int, form: str, stopped: bool = False, week: str = "", form_id: str) -> Written | None:
    """One payment, or one promise (form "later"). None: this form was sent before. Raises Refused."""
    _fit(role, what, pence, form)
    when = _week(week, back=BACK_WEEKS)
    if not once.claim(form_id):
        return None
    chosen: dict[str, Any] = {"role": _stored(role), "what": what, "pence": pence, "form": form, "stopped": stopped, "week": when}
    if pence > BY_TWO_PENCE:
        asked = PaymentAsked.objects.create(**chosen, asked=str(this_week()), asked_by=key.owner)
        record.note("large payment asked for", role=acting(key, *WRITERS))
        return _said(asked, "")
    line = _line(**chosen)
    _note(key, line)
    return _said(line, line.receipt)


def _note(key: Key, line: Payment) -> None:
    kind = "stopped: paid all the same" if line.stopped else "promised for time" if line.form == Form.LATER else "paid for time"
    record.note(kind, role=acting(key, *WRITERS), ref=line.pk)


def _waiting() -> QuerySet[PaymentAsked]:
    return PaymentAsked.objects.filter(asked__gt=str(this_week() - WAIT_WEEKS))


@transaction.atomic
def agree(*, key: Key, asked: UUID) -> Written:
    """A lead who is not the one who asked says yes: the line is written. Raises Refused."""
    row = _waiting().select_for_update().filter(pk=asked).first()
    if row is None:
        raise Refused("gone")
    held = set(RoleHeld.objects.filter(member__in=(row.asked_by, key.owner)).values_list("member_id", "role"))
    if row.asked_by == key.owner or (key.owner, Role.LEAD.value) not in held:
        raise Refused("same")
    if not {(row.asked_by, job.value) for job in WRITERS} & held:
        raise Refused("gone")
    line = _line(role=row.role, what=row.what, pence=row.pence, form=row.form, stopped=row.stopped, week=str(row.week))
    row.delete()
    record.note("large payment agreed by two", role=acting(key, Role.LEAD), ref=line.pk)
    return _said(line, line.receipt)


@transaction.atomic
def drop(*, key: Key, asked: UUID) -> None:
    """A large payment that waits is let go of."""
    if PaymentAsked.objects.filter(pk=asked).delete()[0]:
        record.note("large payment let go of", role=acting(key, *WRITERS))


def _locked(payment: UUID) -> Payment:
    """The line, while nobody else counters or settles it. Raises Refused."""
    line = Payment.objects.select_for_update().filter(pk=payment).first()
    if line is None:
        raise Refused("gone")
    if line.counters_id is not None or Payment.objects.filter(counters=line).exists():
        raise Refused("taken")
    return line


def numbered(receipt: str) -> UUID:
    """The line with this number, however it was typed. Raises Refused."""
    plain = re.sub(r"[\s-]", "", receipt).upper()
    found = Payment.objects.filter(receipt=f"{plain[:4]}-{plain[4:]}").values_list("pk", flat=True).first()
    if found is None:
        raise Refused("number")
    return found


def _settled(line: Payment) -> bool:
    return line.settlements.filter(countered__isnull=True).exists()


@transaction.atomic
def take_back(*, key: Key, payment: UUID, form_id: str) -> Written | None:
    """A line was wrong: another takes it back, both stay. A promise that was paid: take back the payment first. Raises Refused."""
    if not once.claim(form_id):
        return None
    line = _locked(payment)
    if line.form == Form.LATER and _settled(line):
        raise Refused("later")
    new = Payment.objects.create(
        week=str(this_week()),
        role=line.role,
        what=line.what,
        stopped=line.stopped,
        pence=-line.pence,
        form=line.form,
        receipt=_receipt(),
        counters=line,
    )
    record.note("payment taken back", role=acting(key, *WRITERS), ref=new.pk)
    return _said(new, new.receipt)


@transaction.atomic
def pay_out(*, key: Key, payment: UUID, form: str, form_id: str) -> Written | None:
    """What was promised is paid, whole, in the form she picks now. Raises Refused."""
    if form not in Form.values or form == Form.LATER:
        raise Refused("form")
    if not once.claim(form_id):
        return None
    line = _locked(payment)
    if line.form != Form.LATER or _settled(line):
        raise Refused("taken")
    new = Payment.objects.create(
        week=str(this_week()),
        role=line.role,
        what=line.what,
        stopped=line.stopped,
        pence=line.pence,
        form=form,
        receipt=_receipt(),
        settles=line,
    )
    record.note("promise paid", role=acting(key, *WRITERS), ref=new.pk)
    return _said(new, new.receipt)


# --- Rates ----------------------------------------------------------------------------------------------
@transaction.atomic
def set_rate(
    *, key: Key, role: str, length: str, pence: int | None, week: str, source: str, link: str = "", form_id: str
) -> PayRate | None:
    """From that week on this rate holds; what held before stays in the history. `pence` None: no rate any more. Raises Refused."""
    if role not in ("", *Payee.values):
        raise Refused("role")
    if length not in Length.values:
        raise Refused("length")
    if pence is not None and (isinstance(pence, bool) or pence <= 0):
        raise Refused("amount")
    if pence is not None and pence > HIGHEST_PENCE:
        raise Refused("high")
    when = _week(week, back=BACK_WEEKS, ahead=AHEAD_WEEKS)
    if not source.strip() or len(source.strip()) > 200:
        raise Refused("source")
    if link.strip() and (not re.fullmatch(r"https?://[^\s<>\"']+\.[^\s<>\"']+", link.strip()) or len(link.strip()) > 200):
        raise Refused("link")
    if not once.claim(form_id):
        return None
    same = PayRate.objects.select_for_update().filter(role=role, length=length, week=when)
    edition = max(same.values_list("edition", flat=True), default=0) + 1
    new = PayRate.objects.create(
        role=role, length=length, pence=pence, week=when, edition=edition, source=source.strip(), link=link.strip()
    )
    record.note("pay rate set", role=acting(key, Role.LEAD), ref=new.pk)
    return new


# --- The sweep ------------------------------------------------------------------------------------------
def oldest_kept() -> str:
    """The first week whose lines stay: a financial year ends with March, and is kept for six years after."""
    day = this_week().thursday()
    begun = day.year if day.month >= 4 else day.year - 1
    edge = Week.of(day.replace(year=begun - KEEP_YEARS, month=4, day=4))
    return str(edge)


def _old_lines() -> QuerySet[Payment]:
    """A line stays as long as one that counters or settles it must stay."""
    edge = oldest_kept()
    tied = Payment.objects.filter(week__gte=edge)
    found = Payment.objects.filter(week__lt=edge).exclude(pk__in=tied.filter(counters__isnull=False).values("counters"))
    found = found.exclude(pk__in=tied.filter(settles__isnull=False).values("settles"))
    # A promise whose payment was taken back later: the payment stays for its counter-line, the promise for the payment.
    return found.exclude(settlements__countered__week__gte=edge)


def forget(dry_run: bool = False) -> int:
    """Ends lines of accounts that are old enough."""
    return retention.delete(OLD_LINES, _old_lines(), dry_run)


def forget_asked(dry_run: bool = False) -> int:
    """Ends large payments nobody agreed to in time."""
    return retention.delete(OLD_ASKED, PaymentAsked.objects.filter(asked__lte=str(this_week() - WAIT_WEEKS)), dry_run)
