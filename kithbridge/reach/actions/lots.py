"""Lots, and calling one back. Offers `add_lot`, `find_or_add`, `recall`, `end_recall`.

A lot is known by its item and the number on the pack. Calling back is a line on every page and on every place until a lead ends it or its
last week is over; the lot itself stays out of use until a lead says that it is fine or that none is left.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Item, Lot
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

LONGEST_CODE, LONGEST_SENTENCE, MOST_WEEKS = 40, 160, 26


def sentence(text: str) -> str:
    """One sentence as typed, spaces put right. Raises CannotDo where it is empty or too long."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_SENTENCE:
        raise CannotDo("why")
    return text


def find_or_add(*, item: str, code: str, expires: date | None) -> Lot:
    """The lot of this number, made where it is new; inside the caller's transaction. Raises CannotDo."""
    code = " ".join(code.split())
    if not code or len(code) > LONGEST_CODE:
        raise CannotDo("code")
    if not Item.objects.filter(key=item).exclude(kind=Item.Kind.KIT).exists():
        raise CannotDo("item")
    lot, made = Lot.objects.get_or_create(item_id=item, code=code, defaults={"expires": expires})
    if not made and expires and lot.expires != expires:
        lot.expires = expires
        lot.save(update_fields=["expires"])
    return lot


@transaction.atomic
def add_lot(*, key: Key, item: str, code: str, expires: date | None, form_id: str) -> Lot | None:
    """A lot and its last day; typed again with another day, the day is changed. None: this form did it before. Raises CannotDo."""
    if not once.claim(form_id):
        return None
    lot = find_or_add(item=item, code=code, expires=expires)
    record.note("lot written down", role=acting(key, Role.LEAD), ref=lot.pk)
    return lot


@transaction.atomic
def recall(*, key: Key, lot: UUID, why: str, weeks: int) -> None:
    """Call a lot back: `why` says what is wrong and what to do, shown for so many weeks, this one included. Raises CannotDo."""
    why = sentence(why)
    if not 1 <= weeks <= MOST_WEEKS:
        raise CannotDo("weeks")
    now = this_week()
    changed = Lot.objects.filter(pk=lot).update(recalled=str(now), recall=why, recall_ends=str(now + (weeks - 1)))
    if not changed:
        raise CannotDo("item")
    record.note("lot called back", role=acting(key, Role.LEAD), ref=lot)


@transaction.atomic
def end_recall(*, key: Key, lot: UUID) -> None:
    """It is fine after all, or none is left anywhere: the line goes. Raises CannotDo."""
    if not Lot.objects.filter(pk=lot, recalled__isnull=False).update(recalled=None, recall="", recall_ends=None):
        raise CannotDo("gone")
    record.note("call back ended", role=acting(key, Role.LEAD), ref=lot)
