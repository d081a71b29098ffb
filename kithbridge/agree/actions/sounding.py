"""Before one alternative goes to the reference group: which could those who sit live with?

Offers
------
open_(...)                 those who sit now are asked, for as long as rule deciding.answer_days says
answer(...)                one answer for each alternative, once; nothing ties a seat to an answer
close(...), close_over     it closes when all have answered, or its days are over (a tick); counts become bands and go
lately(matter)             whether it is too soon to ask again
hers(key, matter), Turn    the open one for somebody who sits, and whether she may answer

Nothing is shown while it is open, and nothing at all where fewer than five answered. That nobody could live with one, or that everybody
could, is never shown as such: it would tell what each of them said.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Q, Value, When
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.agree.actions.matters import locked
from kithbridge.agree.actions.speaking import Refused, writer
from kithbridge.agree.matter_models import Alternative, Asked, Live, Matter, Pile, Sounding, State
from kithbridge.people.deciding import counting, queries
from kithbridge.people.deciding.models import Seat
from kithbridge.people.vault import Key
from kithbridge.rules import Constituency
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today

__all__ = ["Refused", "Turn", "answer", "close", "close_over", "hers", "lately", "open_"]

FEWEST_ALTERNATIVES = 2
# Two results close to each other, with one seat that changed between them, would tell what that one said.
AGAIN_WEEKS = 4
# As `counting` counts: who could live with it, who could not, who does not say.
COUNTED = {Live.LIVE: "yes", Live.NOT: "no", Live.NONE: "abstain"}


@dataclass(frozen=True)
class Turn:
    """An open sounding for somebody who sits."""

    sounding: Sounding
    alternatives: list[Alternative]
    answer: bool


@transaction.atomic
def open_(*, key: Key, matter: UUID, form_id: str) -> Sounding | None:
    """Ask those who sit. None: this form was sent before. Raises Refused."""
    role = writer(key)
    row = locked(matter, State.TALKING)
    ways = list(row.alternatives.filter(dropped=False))
    if len(ways) < FEWEST_ALTERNATIVES:
        raise Refused(_("There is nothing to choose from: it needs two ways to do it."))
    if not queries.sits():
        raise Refused(_("No reference group sits yet."))
    if row.soundings.filter(closes__isnull=False).exists():
        raise Refused(_("They are being asked already."))
    if lately(row):
        raise Refused(_("They have said so in the last %(n)d weeks. Ask them again later.") % {"n": AGAIN_WEEKS})
    if not once.claim(form_id):
        return None
    closes = today() + dt.timedelta(days=rules.value("deciding.answer_days"))
    made = Sounding.objects.create(id=uuid4(), matter=row, week=str(this_week()), closes=closes)
    seats = Seat.objects.filter(ends__gte=str(this_week()))
    Asked.objects.bulk_create(Asked(sounding=made, seat=seat) for seat in seats)
    names = [one.value for one in Constituency if queries.seats_by_constituency().get(one.value)]
    Pile.objects.bulk_create(
        Pile(sounding=made, alternative=way, constituency=name, choice=choice) for way in ways for name in names for choice in Live.values
    )
    record.note("asked who could live with what", role=role, ref=made.pk)
    return made


def lately(matter: Matter) -> bool:
    """Whether they have said so in the last weeks, and it was shown."""
    return matter.soundings.filter(week__gt=str(this_week() - AGAIN_WEEKS)).exclude(shown={}).exists()


def hers(key: Key, matter: UUID) -> Turn | None:
    """The open sounding of a matter, for somebody who sits; None where there is none, or she does not sit."""
    seat = queries.seat_of(key.owner) if key.kind == "page" else None
    found = Sounding.objects.filter(matter=matter, closes__gte=today()).first()
    if seat is None or found is None:
        return None
    asked = Asked.objects.filter(sounding=found, seat=seat).values_list("done", flat=True).first()
    return Turn(found, list(Alternative.objects.filter(matter=matter, dropped=False).order_by("place")), asked is False)


@transaction.atomic
def answer(*, key: Key, sounding: UUID, choices: Mapping[UUID, str]) -> None:
    """One answer for each alternative, all at once; it cannot be found again or changed. Raises Refused."""
    row = Sounding.objects.select_for_update().filter(pk=sounding, closes__gte=today()).first()
    seat = queries.seat_of(key.owner) if key.kind == "page" else None
    asked = Asked.objects.filter(sounding=row, seat=seat).first() if row and seat else None
    if row is None or seat is None or asked is None:
        raise Refused(_("This is over, or is not asked of you."))
    if asked.done:
        raise Refused(_("You have answered. Nobody can find your answer again, so it cannot be changed."))
    ways = set(Pile.objects.filter(sounding=row).values_list("alternative", flat=True))
    if set(choices) != ways or not set(choices.values()) <= set(Live.values):
        raise Refused(_("Choose one answer for each way."))
    # All rows of the sounding are written anew, so that nothing beside them tells which belong together.
    Asked.objects.filter(sounding=row).update(done=Case(When(pk=asked.pk, then=Value(True)), default=F("done")))
    chosen = Q(pk__in=[])
    for way, choice in choices.items():
        chosen |= Q(alternative=way, constituency=seat.constituency, choice=choice)
    more = Case(When(chosen, then=F("n") + 1), default=F("n"), output_field=PositiveIntegerField())
    Pile.objects.filter(sounding=row).update(n=more)
    record.count("said what she could live with", role="reference group")
    if not Asked.objects.filter(sounding=row, done=False, seat__ends__gte=str(this_week())).exists():
        _close(row)


def _bands(row: Sounding) -> dict[str, dict[str, str]]:
    """Alternative -> group of people -> band. Where some did not say, those who did are at least five."""
    piles: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for pile in Pile.objects.filter(sounding=row):
        if pile.n:
            piles[str(pile.alternative_id)][pile.constituency][COUNTED[Live(pile.choice)]] = pile.n
    seats: dict[str, int] = defaultdict(int)
    for name in Asked.objects.filter(sounding=row).values_list("seat__constituency", flat=True):
        seats[name] += 1
    shown, majority = {}, rules.value("deciding.majority")
    for way, votes in piles.items():
        said = {name: {choice: n for choice, n in given.items() if choice != "abstain"} for name, given in votes.items()}
        shown[way] = counting.bands({name: given for name, given in said.items() if given}, seats, majority)
    return {way: bands for way, bands in shown.items() if bands}


def _close(row: Sounding) -> None:
    row.shown, row.closes = _bands(row), None
    row.save(update_fields=["shown", "closes"])
    Asked.objects.filter(sounding=row).delete()
    Pile.objects.filter(sounding=row).delete()
    record.note("saying what one could live with is over", role="software", ref=row.pk)


@transaction.atomic
def close(*, sounding: UUID) -> bool:
    """When its days are over. False where it is still open, or has closed."""
    row = Sounding.objects.select_for_update().filter(pk=sounding, closes__lt=today()).first()
    if row is not None:
        _close(row)
    return row is not None


def close_over() -> None:
    """Every few seconds: whatever has run out of time. One at a time, each in a transaction of its own."""
    for number in list(Sounding.objects.filter(closes__lt=today()).values_list("pk", flat=True)):
        close(sounding=number)
