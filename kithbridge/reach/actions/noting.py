"""What a peer says of her bag and of herself, signed in; her phone says the same as events.

Offers
------
count_bag   what lies in her bag: one count for each thing she names
put_down    "I can't carry this for now": the bag rests until somebody takes it up
hard_one    "a hard one today": one in the week's count, and nothing about whom or what

A form sent twice counts once.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from kithbridge.engines.handout import MOST_STOCK
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.actions import ledger
from kithbridge.reach.actions.handing import JOBS, NotDone
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.models import Place
from kithbridge.web import once, record


def _bag(place: str) -> str:
    if not Place.objects.filter(key=place, kind=Place.Kind.BAG, on=True).exists():
        raise NotDone("place")
    return place


def count_bag(*, key: Key, place: str, there: Mapping[str, int], form_id: str) -> int:
    """item -> how many lie there. Returns how many things were counted; 0 when this form was sent before. Raises NotDone."""
    bag = _bag(place)
    if not there:
        raise NotDone("nothing")
    if any(not 0 <= n <= MOST_STOCK for n in there.values()):
        raise NotDone("many")
    with transaction.atomic():
        if not once.claim(form_id):
            return 0
        try:
            ledger.all_happened([Happened("count", item, n, place=bag) for item, n in sorted(there.items())])
        except ledger.CannotCount:
            raise NotDone("nothing") from None
        record.count("bag counted", role=acting(key, *JOBS))
    return len(there)


@transaction.atomic
def put_down(*, key: Key, place: str, form_id: str) -> None:
    """The bag rests: nobody is asked to carry it, and a lead sees it. No reason is asked. Raises NotDone."""
    bag = _bag(place)
    if once.claim(form_id):
        Place.objects.filter(key=bag).update(resting=True)
        record.count("bag put down", role=acting(key, *JOBS))


@transaction.atomic
def hard_one(*, key: Key, form_id: str) -> None:
    """It was a hard one. Nothing else is kept."""
    if once.claim(form_id):
        record.count("a hard one", role=acting(key, *JOBS))
