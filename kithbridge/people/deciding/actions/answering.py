"""Asking the reference group, answering, objecting, confirming."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Value, When
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.people.deciding import counting, queries
from kithbridge.people.deciding.actions import moving, proposing
from kithbridge.people.deciding.models import Answered, Ballot, Confirmation, Objection, Proposal, Seat, Stage
from kithbridge.people.vault import Key
from kithbridge.rules import Constituency, enact, state
from kithbridge.rules.enact import AlreadyDone, Refused
from kithbridge.rules.explain import OBJECTIONS
from kithbridge.web import record
from kithbridge.web.clock import this_week, today

GROUP = "reference group"


class NotHers(Refused):
    """She does not sit, or her answer is not asked for now."""


@transaction.atomic
def ask(*, proposal: UUID, by: Key) -> None:
    """Ask the reference group. From here the proposal and its evidence stay as they are. Raises Refused."""
    role = proposing._writer(by)
    row = Proposal.objects.select_for_update().filter(pk=proposal).first()
    if row is None or row.stage != Stage.WRITTEN:
        raise AlreadyDone(_("They were asked already."))
    if why_not := proposing.ready(row):
        raise Refused(why_not)
    if row.key:
        enact.fitting(row.key, row.value)
    begin_asking(row)
    record.note(f"reference group asked: {queries.about(row)}", role=role, ref=row.pk)


def begin_asking(row: Proposal) -> None:
    """Inside a transaction: who sits now is asked; whoever it protects first."""
    protected = {one.value for one in queries.protects_of(row).constituencies}
    sitting = queries.seats_by_constituency()
    names = [one.value for one in Constituency if sitting.get(one.value)]
    row.asked = [name for name in names if name in protected] + [name for name in names if name not in protected]
    row.method = "consent" if queries.small_group() else "majority"
    row.stage = Stage.ANSWERING
    row.based_on = state.newest(row.key) if row.key else 0
    row.closes = today() + dt.timedelta(days=rules.value("deciding.answer_days"))
    row.save()
    _lay_out(row)


def _lay_out(row: Proposal) -> None:
    """Who is asked, and the empty piles. Whoever sits down later does not answer: leaving and coming back gives no second answer."""
    Answered.objects.filter(proposal=row).delete()
    Ballot.objects.filter(proposal=row).delete()
    seats = Seat.objects.filter(ends__gte=str(this_week()), constituency__in=row.asked)
    Answered.objects.bulk_create(Answered(proposal=row, seat=seat) for seat in seats)
    # In a small group one pile for all: a constituency may be one person.
    piles = [counting.TOGETHER] if row.method == "consent" else row.asked
    Ballot.objects.bulk_create(
        Ballot(proposal=row, constituency=name, choice=choice) for name in piles for choice, _words in queries.choices(row)
    )


def _put(row: Proposal, seat: Seat, choice: str) -> None:
    """One more on its pile. All rows of the proposal are written anew, so that nothing beside them tells which belong together."""
    name = counting.TOGETHER if row.method == "consent" else seat.constituency
    Answered.objects.filter(proposal=row).update(done=Case(When(seat=seat, then=Value(True)), default=F("done")))
    more = Case(When(constituency=name, choice=choice, then=F("n") + 1), default=F("n"), output_field=PositiveIntegerField())
    Ballot.objects.filter(proposal=row).update(n=more)


def _hers(key: Key, proposal: UUID) -> tuple[Proposal, Seat, queries.ForSeat]:
    row = Proposal.objects.select_for_update().filter(pk=proposal).first()
    seat = queries.seat_of(key.owner)
    if row is None or seat is None:
        raise NotHers(_("You do not sit in the reference group, so this is not asked of you."))
    return row, seat, queries.for_seat(row, seat)


@transaction.atomic
def answer(*, key: Key, proposal: UUID, choice: str) -> None:
    """Her answer goes into the pile; that she has answered is kept apart from it. It cannot be found again or changed. Raises Refused."""
    row, seat, may = _hers(key, proposal)
    if may.answered:
        raise AlreadyDone(_("You have answered. Nobody can find your answer again, so it cannot be changed."))
    if not may.answer:
        raise NotHers(_("You are not asked now. It may be your turn later, or it is over."))
    if choice not in dict(queries.choices(row)):
        raise Refused(_("Choose one of the answers."))
    _put(row, seat, choice)
    record.count("answered a proposal", role=GROUP)
    moving.move(row)


@transaction.atomic
def objects(*, key: Key, proposal: UUID, ground: str) -> None:
    """She objects, for one of a few reasons; nobody learns that it was she. Raises Refused."""
    row, seat, may = _hers(key, proposal)
    if may.objected:
        return
    if not may.object:
        raise NotHers(_("There is nothing to object to now."))
    if ground not in OBJECTIONS:
        raise Refused(_("Say which of the reasons it is."))
    Objection.objects.create(proposal=row, seat=seat, ground=ground, round=row.round)
    record.count("objected to a proposal", role=GROUP)


@transaction.atomic
def confirm(*, key: Key, proposal: UUID, took_part: bool, did_not_write: bool) -> bool:
    """She confirms: it was taken as it is recorded. With the second one it works at once. True: it is enacted. Raises Refused."""
    row, seat, may = _hers(key, proposal)
    if may.confirmed:
        return False
    if not may.confirm:
        raise NotHers(_("Only those who took part can confirm it, once it is agreed."))
    if not (took_part and did_not_write):
        raise Refused(_("Tick both: that it went as it says here, and that it was not you who wrote it down."))
    Confirmation.objects.create(proposal=row, seat=seat)
    record.count("confirmed a decision", role=GROUP)
    return moving.enact_if_confirmed(row)
