"""What a legal hold keeps from ending. Nothing here changes anything.

Offers
------
in_force(), InForce        the holds two leads agreed to, as one answer to "may this end?"
nameable(kind, find, say)  rooms say in AppConfig.ready how a lead names their things, and how a thing is called
find(kind, typed), say(hold), plain(words)
told(label, say)           rooms say how a kept thing of theirs reads, for her own page
shown(), waiting(), lifting(), said_in_public()   for the pages
free(), kept_of(key), opened(key, number), silent(...), as_it_was(kept)   what was set aside
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from kithbridge.people import leftovers, vault
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Hold, Kept, Message, Neighbour, TeamMember, Worry
from kithbridge.people.vault import Key
from kithbridge.web.clock import today
from kithbridge.web.fields import SealedField

WAITS_DAYS = 7


class NoSuchThing(Exception):
    """Nothing goes by what was typed, or more than one thing does (`many`)."""

    def __init__(self, many: bool = False) -> None:
        super().__init__("many" if many else "none")
        self.many = many


Find = Callable[[str], list[UUID]]
Say = Callable[[UUID], str]
_names: dict[str, tuple[Find, Say]] = {}
_told: dict[str, tuple[str, Callable[[str], str]]] = {}


def nameable(kind: str, find: Find, say: Say) -> None:
    """How a lead names a thing of this kind: `find` answers numbers for what was typed, `say` the other way round ("" when gone)."""
    _names[kind] = (find, say)


def told(label: str, column: str, say: Callable[[str], str]) -> None:
    """Which sealed column of this model she wrote, and how it reads once opened."""
    _told[label] = (column, say)


def plain(words: str) -> str:
    """Two words as they are compared: however they were typed, and whether one of them has a hyphen."""
    return " ".join(words.lower().replace("-", " ").split())


def _page_named(typed: str) -> list[UUID]:
    word = plain(typed)
    return [pk for pk, handle in Neighbour.objects.values_list("pk", "handle") if plain(handle) == word]


def _page_said(page: UUID) -> str:
    return Neighbour.objects.filter(pk=page).values_list("handle", flat=True).first() or ""


nameable(Hold.Kind.PAGE, _page_named, _page_said)
nameable(Hold.Kind.THREAD, _page_named, _page_said)
told(Message._meta.label, "body", lambda text: str(json.loads(text)["text"]))


def find(kind: str, typed: str) -> UUID | None:
    """The thing a lead named; None for kinds that need no name. Raises NoSuchThing."""
    if kind not in Hold.NAMED:
        return None
    found = _names[kind][0](typed) if kind in _names else []
    if len(found) != 1:
        raise NoSuchThing(many=len(found) > 1)
    return found[0]


def say(hold: Hold) -> str:
    """What a lead calls the thing; "" when there is no such thing any more, or it has no name of its own."""
    return _names[hold.kind][1](hold.thing) if hold.thing and hold.kind in _names else ""


@dataclass(frozen=True)
class InForce:
    """Every hold in force, folded.

    pages, threads, asks : numbers under a hold of that kind
    worries, record : whether all notes about a danger, or the event record, are held
    stay : pages that must not end because something held hangs on them
    lost : whether a held page or ask is gone (she took it back): what a worry was about can then no longer be told
    """

    pages: frozenset[UUID] = frozenset()
    threads: frozenset[UUID] = frozenset()
    asks: frozenset[UUID] = frozenset()
    worries: bool = False
    record: bool = False
    stay: frozenset[UUID] = frozenset()
    lost: bool = False

    def covers(self, label: str, item: UUID, page: UUID | None) -> bool:
        """Whether a locked thing (a note, an ask) with this number, on this page, is held."""
        if item in self.asks or (page is not None and page in self.pages):
            return True
        return label == Message._meta.label and page is not None and page in self.threads

    def of_worries(self) -> Q | None:
        """Which notes about a danger are held; None for none. After she took back what was held, those that no longer say
        what they were about stay, too: nobody can tell which of them it was."""
        if self.worries:
            return Q()
        about = {*self.pages, *self.asks, *_things_of(self.pages)}
        found = Q(about__in=about) if about else None
        return (found or Q(pk=None)) | Q(about=None) if self.lost else found


def _on_pages() -> list[Any]:
    """Every model with a sealed column that hangs on a page."""
    found: list[Any] = []
    for model in leftovers.sealed_models():
        if any(one.name == "page" for one in model._meta.local_concrete_fields):
            found.append(model)
    return found


def _things_of(pages: Iterable[UUID]) -> set[UUID]:
    wanted = list(pages)
    return {pk for model in _on_pages() for pk in model._default_manager.filter(page_id__in=wanted).values_list("pk", flat=True)}


def in_force() -> InForce:
    """What two leads agreed to keep. One query where there is no hold."""
    rows = list(Hold.objects.filter(since__isnull=False))
    if not rows:
        return InForce()
    by_kind = {kind: frozenset(row.thing for row in rows if row.kind == kind and row.thing) for kind in Hold.NAMED}
    pages, threads, asks = (by_kind[kind] for kind in Hold.NAMED)
    named = list(asks)
    hang = {page for model in _on_pages() for page in model._default_manager.filter(pk__in=named).values_list("page_id", flat=True)}
    there = set(Neighbour.objects.filter(pk__in=pages).values_list("pk", flat=True))
    there |= {pk for model in _on_pages() for pk in model._default_manager.filter(pk__in=named).values_list("pk", flat=True)}
    kinds = {row.kind for row in rows}
    return InForce(
        pages,
        threads,
        asks,
        worries=Hold.Kind.WORRIES in kinds,
        record=Hold.Kind.RECORD in kinds,
        stay=frozenset((pages | threads | hang) - {None}),
        lost=bool((pages | asks) - there),
    )


def worries_that_may_end(before: str) -> QuerySet[Worry]:
    """Notes about a danger whose weeks ended before this week and that no hold keeps."""
    old, held = Worry.objects.filter(ends__lt=before), in_force().of_worries()
    if held is None:
        return old
    return old.exclude(pk__in=Worry.objects.filter(held).values("pk"))


def lapses(day: dt.date) -> dt.date:
    """The last day on which a second lead may agree."""
    return day + dt.timedelta(days=WAITS_DAYS)


def waiting() -> QuerySet[Hold]:
    """Holds a second lead may still agree to."""
    return Hold.objects.filter(since=None, asked_on__gte=today() - dt.timedelta(days=WAITS_DAYS))


def lifting() -> QuerySet[Hold]:
    """Holds whose lifting a second lead may still agree to."""
    return Hold.objects.filter(lift_on__gte=today() - dt.timedelta(days=WAITS_DAYS))


def said_in_public() -> int:
    """How many things are kept longer, as far as the order lets us say so."""
    return Hold.objects.filter(since__isnull=False, silent=False).count()


@dataclass(frozen=True)
class Shown:
    """A hold on the leads' page.

    called : what a lead calls the thing; "" for kinds without a name, and when it is gone
    gone : whether she took it back
    readers : who of the team can open any of it; `closed` : how many of its things nobody of the team can open any more
    aside : what of it was set aside
    may_agree, may_lift : whether this lead may be the second
    """

    row: Hold
    called: str
    gone: bool
    readers: tuple[str, ...]
    closed: int
    aside: tuple[UUID, ...]
    may_agree: bool
    lifting: bool
    may_lift: bool
    until: dt.date


def _items(hold: Hold) -> set[UUID]:
    if hold.thing is None:
        return set(Worry.objects.values_list("pk", flat=True)) if hold.kind == Hold.Kind.WORRIES else set()
    if hold.kind == Hold.Kind.ASK:
        return {hold.thing}
    if hold.kind == Hold.Kind.THREAD:
        kept_notes = Kept.objects.filter(page_id=hold.thing, label=Message._meta.label)
        return {*Message.objects.filter(page_id=hold.thing).values_list("pk", flat=True), *kept_notes.values_list("pk", flat=True)}
    return _things_of([hold.thing])


def _readers(items: set[UUID]) -> tuple[tuple[str, ...], int]:
    names = {vault.holder(member.pk): member.work_name for member in TeamMember.objects.all()}
    wraps = list(Wrap.objects.filter(item__in=items, holder__in=names).values_list("item", "holder"))
    return tuple(sorted({names[who] for _item, who in wraps})), len(items - {item for item, _who in wraps})


def shown(by: UUID) -> list[Shown]:
    """Every hold in force or waiting, as this lead may act on it; those that wait stand first."""
    in_time, being_lifted = set(waiting().values_list("pk", flat=True)), set(lifting().values_list("pk", flat=True))
    found = []
    for row in Hold.objects.select_related("asked_by", "agreed_by", "lift_by").order_by("asked_on", "id"):
        if row.since is None and row.pk not in in_time:
            continue
        called, lift = say(row), row.pk in being_lifted
        items = _items(row)
        readers, closed = _readers(items)
        found.append(
            Shown(
                row,
                called,
                gone=row.thing is not None and not called,
                readers=readers,
                closed=closed,
                aside=tuple(Kept.objects.filter(pk__in=items).order_by("week", "id").values_list("pk", flat=True)),
                may_agree=row.since is None and row.asked_by_id not in (None, by),
                lifting=lift,
                may_lift=lift and row.lift_by_id not in (None, by),
                until=lapses(row.lift_on if lift and row.lift_on else row.asked_on),
            )
        )
    return sorted(found, key=lambda one: (one.row.since is not None, not one.lifting))


@dataclass(frozen=True)
class Opened:
    """A kept thing as somebody who holds its key may read it."""

    row: Kept
    text: str = field(repr=False)


def sealed_columns(model: Any) -> list[str]:
    """Names of a model's sealed columns, in the order in which they are declared."""
    return [one.name for one in model._meta.local_concrete_fields if isinstance(one, SealedField)]


def as_it_was(row: Kept) -> Any:
    """The row a kept thing was before, unsaved: its locked columns open with the same keys as ever."""
    model = apps.get_model(row.label)
    parts = zip(sealed_columns(model), (row.first_part, row.second_part), strict=False)
    return model(pk=row.pk, **dict(parts))


def free() -> list[UUID]:
    """Kept things that no hold in force covers any more."""
    now = in_force()
    return [row.pk for row in Kept.objects.only("pk", "label", "page_id") if not now.covers(row.label, row.pk, row.page_id)]


def silent(label: str, item: UUID, page: UUID | None) -> bool:
    """Whether an order that forbids saying so keeps this: then neither she nor a peer is told."""
    covering = Q(kind=Hold.Kind.ASK, thing=item)
    if page is not None:
        kinds = [Hold.Kind.PAGE, Hold.Kind.THREAD] if label == Message._meta.label else [Hold.Kind.PAGE]
        covering |= Q(kind__in=kinds, thing=page)
    return Hold.objects.filter(covering, since__isnull=False, silent=True).exists()


def kept_of(key: Key) -> list[Opened]:
    """What is kept of hers and she may be told about; words only where her key opens them."""
    rows = Kept.objects.filter(page_id=key.owner).order_by("week", "id")
    return [Opened(row, _text(key, row) or "") for row in rows if not silent(row.label, row.pk, row.page_id)]


def _text(key: Key, row: Kept) -> str | None:
    column, say_it = _told[row.label]
    try:
        return say_it(vault.read(key, as_it_was(row), column))
    except vault.CannotOpen:
        return None


def opened(key: Key, number: UUID) -> Opened | None:
    """One kept thing, opened by somebody of the team who could always read it; None: there is none, or it is not shared with her."""
    row = Kept.objects.filter(pk=number).first()
    text = _text(key, row) if row is not None else None
    return Opened(row, text) if row is not None and text is not None else None
