"""A neighbour's page: beginning one, new words for it, and taking everything back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import vault, visit
from kithbridge.people.actions import slips
from kithbridge.people.actions.opening import derive
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Message, Neighbour, Worry
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.web import record
from kithbridge.web.clock import this_week


class SiteBusy(Exception):  # noqa: N818 - read as a sentence where it is caught
    """This hour's budget of new pages is used up. Asks and help stay open."""


@dataclass(frozen=True)
class NewPage:
    """Words drawn once; they are not stored and cannot be shown again."""

    page: UUID
    words: tuple[str, ...]


# What a room holds for a page, to be ended with it: called inside the content transaction, returns the items that end.
_taken_back_with_page: list[Callable[[UUID], Sequence[UUID]]] = []


def taken_back_with_page(end_things: Callable[[UUID], Sequence[UUID]]) -> None:
    """Rooms register here what they hold for a page (in AppConfig.ready)."""
    if end_things not in _taken_back_with_page:
        _taken_back_with_page.append(end_things)


def _free_handle() -> str:
    for _ in range(200):
        label = sealing.handle()
        if not Neighbour.objects.filter(handle=label).exists():
            return label
    raise SiteBusy


def begin(*, and_then: Callable[[Neighbour], None] | None = None, slip: str = "") -> NewPage:
    """Draw words and make a page. `and_then` ties something to it (an ask) in the same content transaction.

    Raises sealing.Busy (too many slow runs at once) or SiteBusy (the hour's budget is used up and `slip` is none).
    """
    if not visit.spend("pages", most=rules.value("words.new_per_hour")) and not slips.use(code=slip):
        raise SiteBusy
    words = sealing.WordList.load().draw(7)
    derived = derive(sealing.normalise(words))
    page = Neighbour(id=uuid4(), handle=_free_handle(), last_week=str(this_week()))
    with transaction.atomic(using="keyring"):
        vault.add_person(page.pk, "page", derived, sealing.new_pair())

    def content() -> None:
        page.save(force_insert=True)
        if and_then is not None:
            and_then(page)
        record.count("page begun", role="neighbour")

    try:
        vault.create(content, Seal(page, [page.pk], {"uses": json.dumps({})}))
    except Exception:
        with transaction.atomic(using="keyring"):
            Person.objects.filter(owner=page.pk).delete()
        raise
    return NewPage(page.pk, words)


def new_words(*, key: Key) -> tuple[str, ...]:
    """New words and new keys for her page; the old words and every visit opened with them die at once."""
    words = sealing.WordList.load().draw(7)
    derived = derive(sealing.normalise(words))
    # The keyring commits inside: whatever fails before that leaves the old words as they were.
    with transaction.atomic():
        record.count("new words", role="neighbour")
        vault.rekey(key, derived)
    return words


@dataclass(frozen=True)
class Receipt:
    """What was taken back and what remains.

    taken : how many locked things are gone
    danger_until : ISO week until which a note about a danger remains; empty when there is none
    """

    taken: int
    danger_until: str


def take_everything_back(*, key: Key) -> Receipt:
    """Everything only she could open, and everything she wrote, is gone; tallies and a note about a danger remain."""

    def content() -> tuple[Receipt, Ending]:
        page = Neighbour.objects.select_for_update().get(pk=key.owner)
        items = list(Message.objects.filter(page=page).values_list("pk", flat=True))
        for end_things in _taken_back_with_page:
            items += list(end_things(page.pk))
        worries = Worry.objects.filter(about__in=[*items, page.pk])
        until = max(worries.values_list("ends", flat=True), default="")
        worries.update(about=None)
        page.delete()
        record.count("everything taken back", role="neighbour")
        return Receipt(len(items), until), Ending(items=[*items, key.owner], people=[key.owner])

    return vault.end(content)
