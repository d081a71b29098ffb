"""Moving a proposal on when its time or its answers are complete: advising, objecting, confirming, enacting. Idempotent; also a tick."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from kithbridge import rules
from kithbridge.engines.week import Week
from kithbridge.people.actions import retention
from kithbridge.people.deciding import counting, hooks, queries
from kithbridge.people.deciding.models import Answered, Ballot, ByTwo, Confirmation, Objection, Piece, Proposal, Stage
from kithbridge.rules import Constituency, enact
from kithbridge.rules.enact import AlreadyDone, Confirmed, Decided, NotAgreed, Overtaken, Refused
from kithbridge.rules.enact import Piece as Evidence
from kithbridge.web import record
from kithbridge.web.clock import this_week, today

MOVING = (Stage.ANSWERING, Stage.ADVISING, Stage.OBJECTING, Stage.CONFIRMING)
CONFIRM_DAYS = 28
TWICE = 2
KEPT_WEEKS = 26


def move_on() -> None:
    """Every few seconds: whatever has run out of time moves on. One at a time, each in a transaction of its own."""
    over = queries.known().filter(stage__in=MOVING, closes__lt=today())
    for number in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Proposal.objects.select_for_update().get(pk=number)
            move(row)


def _all_answered(row: Proposal) -> bool:
    waiting = Answered.objects.filter(proposal=row, done=False, seat__ends__gte=str(this_week()))
    return not waiting.filter(seat__constituency__in=queries.answering_now(row)).exists()


def _over(row: Proposal) -> bool:
    return row.closes is not None and row.closes < today()


def move(row: Proposal) -> None:
    """Inside a transaction that holds the row: the next stage, if this one is over or everybody has answered."""
    if row.stage == Stage.ANSWERING and (_over(row) or _all_answered(row)):
        others = [name for name in row.asked if name not in queries.answering_now(row)]
        if others:
            row.stage = Stage.ADVISING
            row.closes = today() + dt.timedelta(days=rules.value("deciding.answer_days"))
            row.save(update_fields=["stage", "closes"])
        else:
            _count(row)
    elif row.stage == Stage.ADVISING and (_over(row) or _all_answered(row)):
        _count(row)
    elif row.stage == Stage.OBJECTING and _over(row):
        _after_objections(row)
    elif row.stage == Stage.CONFIRMING and _over(row):
        _fall(row, "confirm")


def _asked(row: Proposal, votes: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many count as asked: who was asked and still sits, and who answered before leaving."""
    asked: dict[str, int] = {name: sum(given.values()) for name, given in votes.items()}
    waiting = Answered.objects.filter(proposal=row, done=False, seat__ends__gte=str(this_week()))
    for name in waiting.values_list("seat__constituency", flat=True):
        pile = counting.TOGETHER if row.method == "consent" else name
        asked[pile] = asked.get(pile, 0) + 1
    return asked


def _count(row: Proposal) -> None:
    """Counts become bands, and the counts go."""
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    for pile in Ballot.objects.filter(proposal=row, n__gt=0):
        votes[pile.constituency][pile.choice] = pile.n
    seats = _asked(row, votes)
    if row.method == "consent":
        found = counting.consent(votes, seats)
    else:
        found = counting.by_majority(
            votes,
            seats,
            deciders=queries.deciders(row),
            quorum=rules.value("deciding.quorum"),
            majority=rules.value("deciding.majority"),
        )
    Ballot.objects.filter(proposal=row).delete()
    row.quorum, row.carried, row.outcome = found.quorum, found.carried, found.bands
    if not (found.quorum and found.carried):
        _fall(row, "majority" if found.quorum else "quorum")
        return
    row.stage = Stage.OBJECTING
    row.closes = today() + dt.timedelta(days=rules.value("deciding.objection_days"))
    row.save(update_fields=["quorum", "carried", "outcome", "stage", "closes"])
    record.note(f"agreed, open to objections: {queries.about(row)}", role="software", ref=row.pk)


def _fall(row: Proposal, because: str) -> None:
    row.stage, row.fell_because, row.closes = Stage.FELL, because, None
    row.save(update_fields=["stage", "fell_because", "closes", "quorum", "carried", "outcome"])
    clear(row)
    record.note(f"not decided: {queries.about(row)}", role="software", ref=row.pk)
    hooks.over(row)


def clear(row: Proposal) -> None:
    """Once it is over, nothing is kept of who took part, and no count."""
    for model in (Ballot, Answered, Confirmation, Objection):
        model.objects.filter(proposal=row).delete()


def _after_objections(row: Proposal) -> None:
    from kithbridge.people.deciding.actions import answering

    protected = {one.value for one in queries.protects_of(row).constituencies}
    if Objection.objects.filter(proposal=row, round=row.round, seat__constituency__in=protected).exists():
        if row.round >= TWICE:
            _fall(row, "objection")
            return
        if queries.cannot_ask(row):
            _fall(row, "gone")
            return
        # Once more, knowing that somebody objects and why.
        row.round += 1
        answering.begin_asking(row)
        record.note(f"asked once more after an objection: {queries.about(row)}", role="software", ref=row.pk)
        return
    row.stage = Stage.CONFIRMING
    row.closes = today() + dt.timedelta(days=CONFIRM_DAYS)
    row.save(update_fields=["stage", "closes"])


def _decided(row: Proposal) -> Decided:
    confirmed = Confirmation.objects.filter(proposal=row).select_related("seat")
    pieces = Piece.objects.filter(proposal=row)
    now = this_week()
    week = max(now, Week.parse(str(row.begins)), key=str)
    return Decided(
        id=row.pk,
        key=row.key,
        value=row.value,
        method=row.method,
        asked=[Constituency(name) for name in row.asked],
        outcome=row.outcome,
        quorum=row.quorum,
        carried=row.carried,
        confirmed=[Confirmed(one.seat.who, Constituency(one.seat.constituency)) for one in confirmed],
        recorder=queries.who(row.written_by) if row.written_by else "",
        based_on=row.based_on,
        week=week,
        trial_until=str(week + (row.trial_weeks - 1)) if row.trial_weeks else "",
        looks_at=row.looks_at,
        says_who=row.says_who,
        objections=list(Objection.objects.filter(proposal=row).values_list("ground", flat=True)),
        evidence=[Evidence(one.kind, one.role, one.source, one.ref) for one in pieces],
    )


def enact_if_confirmed(row: Proposal) -> bool:
    """Inside a transaction that holds the row: enact it when two have confirmed it. True when it works now."""
    try:
        with transaction.atomic():
            if row.key:
                enact.enact(_decided(row))
            else:
                enact.resolve(_decided(row), words=row.words, for_whom=row.for_whom)
    except NotAgreed:
        return False
    except Overtaken:
        _fall(row, "overtaken")
        return False
    except AlreadyDone:
        pass
    except Refused:
        _fall(row, "refused")
        return False
    row.stage, row.closes = Stage.ENACTED, None
    row.save(update_fields=["stage", "closes"])
    clear(row)
    hooks.over(row)
    return True


def forget_over(dry_run: bool = False) -> int:
    """What came to an end half a year ago, and requests no second lead agreed to; for the sweep. Decisions themselves stay."""
    ended = (Stage.ENACTED, Stage.FELL, Stage.DROPPED)
    old = Proposal.objects.filter(stage__in=ended, week__lt=str(this_week() - KEPT_WEEKS))
    lapsed = ByTwo.objects.filter(ends__lt=today())
    return retention.delete("proposals", old, dry_run) + retention.delete("proposals", lapsed, dry_run)
