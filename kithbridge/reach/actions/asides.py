"""What a lead does with what could not be counted.

Offers
------
count(...)      it was this thing, in this area: counted in this week
drop(...)       it is not counted
drop_unread()   the same for all that never opened: nobody can say what it was
looked(...)     a lead has looked at pick codes that were used twice
NotDone         why nothing happened
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.engines import handout
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach import asides
from kithbridge.reach.actions import folding, ledger
from kithbridge.reach.actions.handing import NotDone
from kithbridge.reach.models import Aside, PickUp, Seen
from kithbridge.web import record

__all__ = ["NotDone", "count", "drop", "drop_unread", "looked"]


def _taken_up(aside: UUID) -> Aside:
    row = Aside.objects.select_for_update().filter(pk=aside).first()
    if row is None:
        raise NotDone("gone")
    return row


@transaction.atomic
def count(*, key: Key, aside: UUID, item: str, n: int, area: str) -> UUID:
    """It was so many of this thing, in this area. Counted in this week; its phone can still take it back. Returns the event's number.

    Raises NotDone: "gone" (another lead was faster, or it was taken back), "nothing" (no such thing), "area", "many", "answer" (it cannot
    be counted: nobody can read what it was, or it is about stock).
    """
    # First this, then the row: a batch that takes it back does so in the same order.
    folding.one_at_a_time()
    row = _taken_up(aside)
    inside = asides.inside_of(row) or {}
    kind, said = str(inside.get("k", "")), str(inside.get("s", ""))
    if kind not in asides.COUNTABLE:
        raise NotDone("answer")
    if not area or (kind != "passed" and not item):
        raise NotDone("area" if item or kind == "passed" else "nothing")
    if kind == "out" and n > handout.MOST_HANDED:
        said = handout.SUM
    elif kind == "out" and said not in handout.BANDS:
        said = ""
    try:
        event = ledger.happened(
            kind=kind, item="" if kind == "passed" else item, n=n, area=area, said=said if kind in ("out", "passed") else ""
        )
    except ledger.CannotCount as problem:
        raise NotDone({"area": "area", "item": "nothing", "many": "many", "form": "many"}.get(problem.why, "answer")) from None
    Seen.objects.filter(digest=row.digest).update(event=event)
    row.delete()
    record.note("put aside, counted after all", role=acting(key, Role.LEAD), ref=event)
    return event


@transaction.atomic
def drop(*, key: Key, aside: UUID) -> None:
    """It is not counted. Raises NotDone("gone")."""
    row = _taken_up(aside)
    row.delete()
    record.note("put aside, not counted", role=acting(key, Role.LEAD), ref=aside)


@transaction.atomic
def drop_unread(*, key: Key) -> int:
    """Everything that never opened goes at once. Returns how many. Raises NotDone("gone")."""
    n = Aside.objects.filter(why__in=asides.NEVER_OPENED).delete()[0]
    if not n:
        raise NotDone("gone")
    record.note("put aside, never opened: dropped", role=acting(key, Role.LEAD))
    return n


@transaction.atomic
def looked(*, key: Key) -> None:
    """A lead has looked at what two phones wrote down. Both stay counted: what was not handed out is taken back where it was written."""
    if PickUp.objects.filter(times__gt=1, seen=False).update(seen=True):
        record.note("double pick-ups looked at", role=acting(key, Role.LEAD))
