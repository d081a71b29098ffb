"""What was taken back ends again in a scratch place: before anybody can open what a backup brings.

Offers
------
own_stones()         the tombstones of the keyring that stands in, and what was due
end_again(stones)    rows, wraps, keys and persons of what ended go; what hangs on them goes with them
clear_strays()       wraps and keys without content go; what nobody can open is counted

Works on whatever databases stand in (`stores.standing_in`); nothing is held in memory but one batch.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from kithbridge.people import leftovers, vault
from kithbridge.people.actions import danger
from kithbridge.people.keyring.models import LinkKey, Offer, Person, Tombstone, Wrap
from kithbridge.people.models import Due, Neighbour, TeamMember
from kithbridge.people.vault import holder
from kithbridge.web.clock import this_week
from kithbridge.web.fields import SealedField

BATCH = 500
Stone = tuple[UUID, str, str]


@dataclass
class Strays:
    """What did not fit together.

    wraps, people : keys without content, which went
    unreadable : numbers of things that nobody can open; they stay
    locked_out : pages and team members without keys of their own
    """

    wraps: int = 0
    people: int = 0
    unreadable: list[UUID] = field(default_factory=list)
    locked_out: int = 0


def own_stones() -> Iterator[Stone]:
    """The tombstones of the keyring that stands in, and what the content that stands in had ended without its keys following yet."""
    yield from Tombstone.objects.values_list("item", "holder", "week").iterator(2_000)
    week = str(this_week())
    for kind, item, owner in Due.objects.exclude(kind="share").values_list("kind", "item", "owner"):
        yield item, holder(owner) if kind == "reader" and owner else "", week


def end_again(stones: Iterable[Stone], *, spared: bool = False) -> int:
    """Everything with a tombstone ends. Returns how many rows of content went.

    spared : whether the spare place knows these already
    """
    gone = 0
    for batch in _batches(stones):
        gone += _end(batch, spared)
    Due.objects.exclude(kind="share").delete()
    return gone


def _batches(stones: Iterable[Stone]) -> Iterator[list[Stone]]:
    rest = iter(stones)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch


def _end(stones: list[Stone], spared: bool) -> int:
    whole = [item for item, reader, _week in stones if not reader]
    with transaction.atomic():
        gone = 0
        ending: list[type[models.Model]] = [*leftovers.sealed_models(), TeamMember]
        for model in ending:
            rows: Any = model._default_manager
            gone += rows.filter(pk__in=whole).delete()[0]
        danger.forget_about(whole)
    with transaction.atomic(using="keyring"):
        readers = [holder(item) for item in whole]
        LinkKey.objects.filter(item__in=whole).delete()
        for table in (Wrap, Offer):
            table.objects.filter(item__in=whole).delete()
            table.objects.filter(holder__in=readers).delete()
            for item, reader, _week in stones:
                if reader:
                    table.objects.filter(item=item, holder=reader).delete()
        # The lookup of words that were replaced stands as a tombstone, too: 16 bytes, as an item's number is.
        Person.objects.filter(Q(owner__in=whole) | Q(lookup__in=[item.hex for item in whole])).delete()
        rows_of_stones = [Tombstone(item=item, holder=who, week=week, spared=spared) for item, who, week in stones]
        Tombstone.objects.bulk_create(rows_of_stones, ignore_conflicts=True)
    return gone


def _with_something(model: type[models.Model]) -> Any:
    """Rows that still hold something sealed, by number."""
    columns = [one.name for one in model._meta.local_concrete_fields if isinstance(one, SealedField)]
    something = reduce(or_, (Q(**{f"{column}__isnull": False}) for column in columns))
    rows: Any = model._default_manager
    return rows.filter(something).order_by("pk").values_list("pk", flat=True)


def _unpaired(wrapped: Iterator[UUID], things: Iterator[UUID]) -> Iterator[tuple[UUID, bool]]:
    """Both sides in order of number: what stands on one side only, and whether that is the side of the content."""
    one, other = next(wrapped, None), next(things, None)
    while one is not None and other is not None:
        if one < other:
            yield one, False
            one = next(wrapped, None)
        elif other < one:
            yield other, True
            other = next(things, None)
        else:
            one, other = next(wrapped, None), next(things, None)
    # One side is at its end: all that the other still has stands alone.
    while one is not None:
        yield one, False
        one = next(wrapped, None)
    while other is not None:
        yield other, True
        other = next(things, None)


def _things() -> Iterator[UUID]:
    return heapq.merge(*(_with_something(model).iterator(2_000) for model in leftovers.sealed_models()))


def clear_strays() -> Strays:
    """Wraps and keys without content go. Content without a wrap stays, and is counted: it is what nobody can open."""
    found = Strays()
    orphans: list[UUID] = []
    wrapped = Wrap.objects.order_by("item").values_list("item", flat=True).distinct().iterator(2_000)
    for item, content in _unpaired(wrapped, _things()):
        if content:
            found.unreadable.append(item)
        else:
            orphans.append(item)
    for batch in (orphans[at : at + BATCH] for at in range(0, len(orphans), BATCH)):
        with transaction.atomic(using="keyring"):
            Wrap.objects.filter(item__in=batch).delete()
    found.wraps = len(orphans)
    owners: set[UUID] = set(Person.objects.values_list("owner", flat=True))
    here = {*Neighbour.objects.values_list("pk", flat=True), *TeamMember.objects.values_list("pk", flat=True)}
    found.people, found.locked_out = len(owners - here), len(here - owners)
    without = sorted(owners - here)
    for group in (without[at : at + BATCH] for at in range(0, len(without), BATCH)):
        with transaction.atomic(using="keyring"):
            Person.objects.filter(owner__in=group).delete()
    # What was on its way when the copies were taken arrives, or was never recorded.
    vault.finish_due()
    Offer.objects.all().delete()
    return found
