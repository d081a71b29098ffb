"""Seats of the reference group: saying yes, the lot, a seat by a code on paper, leaving."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kithbridge import rules
from kithbridge.people import visit
from kithbridge.people.actions import retention, slips
from kithbridge.people.deciding import lot, queries, sayings
from kithbridge.people.deciding.models import Objection, Seat, SeatCode, Willing
from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

TRIES_PER_HOUR = 120
CODE_WEEKS = 4


class CannotSit(Exception):
    """`reason`: "slip", "code", "who", "already", "full" or "busy"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _may_sit(constituency: str) -> None:
    if constituency not in rules.value("deciding.may_sit"):
        raise CannotSit("who")


def _try() -> None:
    if not visit.spend("seats", most=TRIES_PER_HOUR):
        raise CannotSit("busy")


@transaction.atomic
def say_yes(*, key: Key, constituency: str, slip: str, form_id: str) -> None:
    """She would sit, as one of these. A paper slip shows that she is one person. Raises CannotSit."""
    _may_sit(constituency)
    who = queries.who(key.owner)
    if Seat.objects.filter(who=who, ends__gte=str(this_week())).exists():
        raise CannotSit("already")
    if not once.claim(form_id) or Willing.objects.filter(who=who).exists():
        return
    _try()
    if not slips.use(code=slip):
        raise CannotSit("slip")
    Willing.objects.create(who=who, constituency=constituency)
    record.count("said yes to sitting", role="neighbour")


@transaction.atomic
def leave(*, key: Key) -> None:
    """She does not want to sit, or not any more; no reason is asked."""
    if _gone(queries.who(key.owner)):
        record.count("left the reference group", role="reference group")


def _gone(who: str) -> int:
    return Willing.objects.filter(who=who).delete()[0] + Seat.objects.filter(who=who).delete()[0]


def leave_with_page(page: UUID) -> Sequence[UUID]:
    """Inside the transaction that ends a page: its seat ends with it. No keys go with it."""
    _gone(queries.who(page))
    return []


@transaction.atomic
def draw(*, form_id: str, rng: random.Random | None = None) -> int:
    """Let the lot fall. Seats whose weeks are over are freed first. Returns how many seats were filled."""
    if not once.claim(form_id):
        return 0
    now = this_week()
    list(Seat.objects.select_for_update().values_list("pk", flat=True))
    _over().delete()
    kept = set(Seat.objects.filter(ends__lt=str(now)).values_list("who", flat=True))
    allowed = rules.value("deciding.may_sit")
    willing: dict[str, list[Willing]] = {}
    for row in Willing.objects.select_for_update().order_by("pk"):
        if row.constituency in allowed and row.who not in kept:
            willing.setdefault(row.constituency, []).append(row)
    drawn = lot.draw(
        willing,
        queries.seats_by_constituency(),
        seats=rules.value("deciding.seats"),
        use_now=rules.value("deciding.use_now"),
        rng=rng or random.SystemRandom(),
    )
    ends = _last_week()
    Seat.objects.bulk_create(Seat(who=row.who, constituency=name, by_lot=True, ends=ends) for row, name in drawn)
    Willing.objects.filter(pk__in=[row.pk for row, _name in drawn]).delete()
    record.note("lots drawn for the reference group", role=shown_role(Role.LEAD))
    return len(drawn)


def _over() -> QuerySet[Seat]:
    """Seats whose weeks are over; not yet one that objected to something open, for the objection would go with it."""
    return Seat.objects.filter(ends__lt=str(this_week())).exclude(pk__in=Objection.objects.values("seat"))


def _last_week() -> str:
    return str(this_week() + rules.value("deciding.seat_weeks") - 1)


@transaction.atomic
def make_code(*, form_id: str) -> str:
    """A code on paper for a seat that is not filled by lot; shown once. Raises CannotSit when those seats are given out."""
    by_code = Seat.objects.filter(by_lot=False, ends__gte=str(this_week())).count()
    SeatCode.objects.filter(week__lt=str(this_week() - CODE_WEEKS + 1)).delete()
    free = lot.free_by_code(seats=rules.value("deciding.seats"), by_lot=rules.value("deciding.by_lot"), taken_by_code=by_code)
    if SeatCode.objects.count() >= free:
        raise CannotSit("full")
    if not once.claim(form_id):
        return ""
    code = sayings.code()
    SeatCode.objects.create(hash=sayings.hash_of(code, "seat"), week=str(this_week()))
    record.note("a seat given out on paper", role=shown_role(Role.LEAD))
    return f"{code[:4]} {code[4:]}"


@transaction.atomic
def take(*, key: Key, code: str, constituency: str) -> None:
    """She takes the seat that a code on paper stands for. Raises CannotSit."""
    _may_sit(constituency)
    _try()
    who = queries.who(key.owner)
    list(Seat.objects.select_for_update().values_list("pk", flat=True))
    if Seat.objects.filter(who=who, ends__gte=str(this_week())).exists():
        raise CannotSit("already")
    paper = SeatCode.objects.filter(hash=sayings.hash_of(code, "seat"), week__gt=str(this_week() - CODE_WEEKS))
    if not code.strip() or not paper.exists():
        raise CannotSit("code")  # first of all: without a code nobody learns which seats are taken
    Seat.objects.filter(who=who).delete()
    taken = queries.seats_by_constituency()
    seats, kept = rules.value("deciding.seats"), lot.wanted_living(rules.value("deciding.seats"), rules.value("deciding.use_now"))
    others = sum(taken.values()) - taken.get("living", 0)
    if sum(taken.values()) >= seats or (constituency != "living" and others >= seats - kept):
        raise CannotSit("full")
    if constituency == "work" and taken.get("work", 0) >= others - taken.get("work", 0) + taken.get("living", 0):
        # As with the lot: nobody sits alone among people who work here.
        raise CannotSit("full")
    if not paper.delete()[0]:  # somebody used it at the same moment
        raise CannotSit("code")
    Willing.objects.filter(who=who).delete()
    Seat.objects.create(who=who, constituency=constituency, by_lot=False, ends=_last_week())
    record.count("took a seat", role="reference group")


def end_over(dry_run: bool = False) -> int:
    """Seats and codes whose time is over; for the sweep."""
    codes = SeatCode.objects.filter(week__lt=str(this_week() - CODE_WEEKS + 1))
    return retention.delete("seats", _over(), dry_run) + retention.delete("seats", codes, dry_run)
