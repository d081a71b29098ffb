"""Reading the pay ledger: what the team sees, what a commissioner sees, what everybody sees.

Offers
------
Quarter, quarter(name), quarters()   a quarter is its months' ISO weeks
lines(quarter)          its lines, for the team and the bookkeeper; a role with fewer than `FEWEST` payments has no name of its own
asked(key), promised()  large ones that wait for a second lead; what was promised and is not paid
totals(quarter)         in bands, by form and by role
years()                 the public totals, whole quarters that are over
rates(week), history()  rates that hold, and every rate there was
as_csv(quarter)         for the bookkeeper

Payments are counted, not people: the ledger does not know who is who.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from kithbridge.agree.actions.paying import WAIT_WEEKS
from kithbridge.agree.ledger_models import Form, Length, Payee, Payment, PaymentAsked, PayRate, What
from kithbridge.engines.week import Week
from kithbridge.formats import sheets
from kithbridge.people.vault import Key
from kithbridge.web.clock import this_week

FEWEST = 3
# Where a band ends and the next begins, in pounds.
EDGES = (1, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
COLUMNS = ("week", "role", "amount", "form", "receipt", "kind", "of")
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")


@dataclass(frozen=True)
class Quarter:
    """`name` is "2026-Q4"."""

    name: str
    first: str
    last: str

    @property
    def words(self) -> str:
        year, number = self.name.split("-Q")
        months = (_("January to March"), _("April to June"), _("July to September"), _("October to December"))
        return _("%(months)s %(year)s") % {"months": months[int(number) - 1], "year": year}

    @property
    def over(self) -> bool:
        return self.last < str(this_week())


@dataclass(frozen=True)
class Line:
    """One line. `kind`: paid, promised or back.

    of : number of the line it takes back or pays
    by : number of the line that takes it back
    settled : of a promise: number of the line that pays it
    """

    pk: UUID
    week: str
    role: str
    what: str
    pence: int
    form: str
    receipt: str
    kind: str
    of: str
    stopped: bool
    by: str = ""
    settled: str = ""

    @property
    def pounds(self) -> str:
        return pounds(self.pence)


@dataclass(frozen=True)
class Share:
    """A part of a total: its name and its band."""

    label: str
    band: str


@dataclass(frozen=True)
class Totals:
    """What was paid, in bands. `enough`: at least `FEWEST` payments."""

    label: str
    enough: bool
    band: str
    forms: tuple[Share, ...]
    roles: tuple[Share, ...]
    promised: str


@dataclass(frozen=True)
class Rate:
    role: str
    length: str
    pence: int
    row: PayRate

    @property
    def pounds(self) -> str:
        return pounds(self.pence)


def pounds(pence: int) -> str:
    """£27.50; a taken-back line has a true minus before it."""
    return f"{'−' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


# --- Quarters -------------------------------------------------------------------------------------------
def quarter(name: str = "") -> Quarter:
    """The quarter of this name; without one, that of this week. Raises ValueError."""
    if not name:
        year, month = this_week().month()
        number = (month - 1) // 3 + 1
    else:
        found = _QUARTER.fullmatch(name)
        if found is None or int(found[1]) < 2000:
            raise ValueError("no such quarter")
        year, number = int(found[1]), int(found[2])
    # The fourth of a month always lies in the week of its first Thursday.
    first = Week.of(date(year, 3 * number - 2, 4))
    after = Week.of(date(year + number // 4, 3 * (number % 4) + 1, 4))
    return Quarter(f"{year:04d}-Q{number}", str(first), str(after - 1))


def _of_week(week: str) -> str:
    year, month = Week.parse(week).month()
    return f"{year:04d}-Q{(month - 1) // 3 + 1}"


def quarters() -> list[Quarter]:
    """Every quarter with a line in it and the one of this week, newest first."""
    weeks = Payment.objects.values_list("week", flat=True).distinct()
    return [quarter(name) for name in sorted({_of_week(str(week)) for week in weeks} | {quarter().name}, reverse=True)]


# --- Lines ----------------------------------------------------------------------------------------------
def _rows(first: str, last: str) -> list[Payment]:
    return list(
        Payment.objects.filter(week__gte=first, week__lte=last)
        .select_related("counters", "settles", "countered")
        .order_by("-week", "receipt")
    )


def _back(row: Payment) -> bool:
    """Whether another line took it back."""
    return hasattr(row, "countered")


def together() -> str:
    """What stands for roles that had too few payments to be named."""
    return _("together with others")


def merged(rows: Iterable[Payment]) -> dict[str, str]:
    """Role -> how it may be shown: one with fewer than `FEWEST` payments has no name, and is never alone without one."""
    n = Counter(row.role for row in rows if _counts(row))
    for role in Payee.values:
        n.setdefault(role, 0)
    by_size = sorted(n, key=lambda role: (n[role], role))
    hidden = [role for role in by_size if n[role] < FEWEST]
    while 0 < sum(n[role] for role in hidden) < FEWEST and len(hidden) < len(by_size):
        hidden = by_size[: len(hidden) + 1]
    return {role: together() if role in hidden else str(Payee(role).label) for role in n}


def _settled(rows: Iterable[Payment]) -> dict[UUID, str]:
    """Promise -> number of the line that pays it and was not taken back."""
    later = [row.pk for row in rows if row.form == Form.LATER]
    found = Payment.objects.filter(settles__in=later, countered__isnull=True)
    return {row.settles_id: row.receipt for row in found if row.settles_id is not None}


def _line(row: Payment, shown: dict[str, str], settled: dict[UUID, str]) -> Line:
    earlier = row.counters or row.settles
    return Line(
        pk=row.pk,
        week=str(row.week),
        role=shown[row.role],
        what=str(What(row.what).label),
        pence=row.pence,
        form=str(Form(row.form).label),
        receipt=row.receipt,
        kind="back" if row.counters_id else "promised" if row.form == Form.LATER else "paid",
        of=earlier.receipt if earlier else "",
        stopped=row.stopped,
        by=row.countered.receipt if _back(row) else "",
        settled=settled.get(row.pk, ""),
    )


def lines(of: Quarter) -> list[Line]:
    """The newest week first; within a week in no order of writing."""
    rows = _rows(of.first, of.last)
    shown, settled = merged(rows), _settled(rows)
    return [_line(row, shown, settled) for row in rows]


def promised() -> list[Line]:
    """What was promised for later and is not paid, the oldest first."""
    rows = list(Payment.objects.filter(form=Form.LATER, counters__isnull=True, countered__isnull=True).order_by("week", "receipt"))
    settled = _settled(rows)
    return [_line(row, defaultdict(together), {}) for row in rows if row.pk not in settled]


def asked(key: Key) -> list[tuple[PaymentAsked, str, bool]]:
    """Large payments that wait, how much, and whether she is the one who asked."""
    rows = PaymentAsked.objects.filter(asked__gt=str(this_week() - WAIT_WEEKS)).order_by("asked", "pk")
    return [(row, pounds(row.pence), row.asked_by == key.owner) for row in rows]


def as_csv(of: Quarter) -> str:
    """For the bookkeeper: amounts in pounds, what was taken back below nought."""
    kinds = {"paid": "paid", "promised": "promised", "back": "taken back"}
    rows = [(one.week, one.role, f"{one.pence / 100:.2f}", one.form, one.receipt, kinds[one.kind], one.of) for one in reversed(lines(of))]
    return sheets.write(COLUMNS, rows)


# --- Totals ---------------------------------------------------------------------------------------------
def band(pence: int) -> str:
    """An amount in words that tell no single payment."""
    n = bisect_right(EDGES, pence / 100)
    if n == 0:
        return _("nothing")
    if n == 1:
        return _("less than £%(high)s") % {"high": f"{EDGES[1]:,}"}
    if n == len(EDGES):
        return _("£%(low)s or more") % {"low": f"{EDGES[-1]:,}"}
    return _("£%(low)s to £%(high)s") % {"low": f"{EDGES[n - 1]:,}", "high": f"{EDGES[n]:,}"}


def too_few() -> str:
    return _("too few to say")


def _counts(row: Payment) -> bool:
    """Whether it stands for a payment: no counter-line, and none that was taken back."""
    return row.counters_id is None and not _back(row)


def _shares(parts: Iterable[tuple[str, Payment]]) -> tuple[Share, ...]:
    """By name, in bands; too few to say where a part has fewer than `FEWEST` payments."""
    amount: Counter[str] = Counter()
    n: Counter[str] = Counter()
    for name, row in parts:
        amount[name] += row.pence
        n[name] += _counts(row)
    said = [(name, band(amount[name]) if n[name] >= FEWEST else too_few()) for name in amount if n[name]]
    return tuple(Share(name, one) for name, one in sorted(said, key=lambda pair: -amount[pair[0]]))


def _total(label: str, rows: Sequence[Payment]) -> Totals:
    paid = [row for row in rows if row.form != Form.LATER]
    later = [row for row in rows if row.form == Form.LATER]
    enough = sum(map(_counts, paid)) >= FEWEST
    shown = merged(paid)
    return Totals(
        label,
        enough,
        band(sum(row.pence for row in paid)) if enough else too_few(),
        _shares((str(Form(row.form).label), row) for row in paid) if enough else (),
        _shares((shown[row.role], row) for row in paid) if enough else (),
        band(sum(row.pence for row in later)) if sum(map(_counts, later)) >= FEWEST else "",
    )


def totals(of: Quarter) -> Totals:
    """What was paid in a quarter, by form and by role, in bands."""
    return _total(of.words, _rows(of.first, of.last))


def years() -> list[Totals]:
    """By year, newest first, of quarters that are over: a total that grows with each payment would tell each payment."""
    by_year: dict[str, list[Quarter]] = defaultdict(list)
    for one in quarters():
        if one.over:
            by_year[one.name[:4]].append(one)
    found = []
    for year, parts in sorted(by_year.items(), reverse=True):
        whole = [quarter(f"{year}-Q{number}") for number in (1, 2, 3, 4)]
        last = max(one.last for one in whole if one.over)
        label = year if whole[-1].over else _("%(year)s so far") % {"year": year}
        found.append(_total(label, _rows(min(one.first for one in parts), last)))
    return found


# --- Rates ----------------------------------------------------------------------------------------------
def rates(week: str = "") -> list[Rate]:
    """What holds in a week: of each kind of work and length the newest one written down."""
    holds: dict[tuple[str, str], PayRate] = {}
    for row in PayRate.objects.filter(week__lte=week or str(this_week())).order_by("week", "edition"):
        holds[row.role, row.length] = row
    order = {value: n for n, value in enumerate(("", *Payee.values))}, {value: n for n, value in enumerate(Length.values)}
    kept = sorted(holds.values(), key=lambda row: (order[0][row.role], order[1][row.length]))
    return [Rate(_for_whom(row), str(Length(row.length).label), row.pence, row) for row in kept if row.pence]


def _for_whom(row: PayRate) -> str:
    return str(Payee(row.role).label) if row.role else _("everybody")


def history() -> list[tuple[PayRate, str, str, str]]:
    """Every rate that was ever written down, newest first: row, for whom, how long, how much."""
    rows = PayRate.objects.order_by("-week", "role", "length", "-edition")
    return [(row, _for_whom(row), str(Length(row.length).label), pounds(row.pence) if row.pence else _("no rate")) for row in rows]
