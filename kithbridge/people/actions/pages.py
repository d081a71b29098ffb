"""A neighbour's page: beginning one, new words for it, and taking everything back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import leftovers, rotation, vault, visit
from kithbridge.people.actions import slips
from kithbridge.people.actions.opening import derive, unlock
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Message, Neighbour, Worry
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.web import record
from kithbridge.web.clock import this_week

# How long a second press waits for the first to finish.
TRIES, PAUSE_SECONDS = 20, 0.1


class SiteBusy(Exception):
    """This hour's budget of new pages is used up. Asks and help stay open."""


# What a room holds for a page, to be ended with it: called inside the content transaction, returns the items that end.
_taken_back_with_page: list[Callable[[UUID], Sequence[UUID]]] = []


def taken_back_with_page(end_things: Callable[[UUID], Sequence[UUID]]) -> None:
    """Rooms register here what they hold for a page (in AppConfig.ready)."""
    if end_things not in _taken_back_with_page:
        _taken_back_with_page.append(end_things)


def end_in_rooms(page: UUID) -> list[UUID]:
    """Inside the transaction that ends a page: what rooms hold for it ends with it. Returns the items whose keys go."""
    return [item for end_things in _taken_back_with_page for item in end_things(page)]


# What only her own key finds in a room: ended with her page, moved along when she takes new words.
_found_by_key: list[tuple[Callable[[Key], None], Callable[[Key, Key], None]]] = []


def found_by_key(end: Callable[[Key], None], move: Callable[[Key, Key], None]) -> None:
    """Rooms register here what stands under hashes that her key alone makes (in AppConfig.ready).

    end : called inside the content transaction that ends her page
    move : called with her old and her new key, once the new one holds
    """
    if (end, move) not in _found_by_key:
        _found_by_key.append((end, move))


def carry_along(old: Key, new: Key) -> None:
    """New words hold, of a page or of one of the team: what only her key finds goes with her."""
    for _end, move in _found_by_key:
        move(old, new)


def _free_handle() -> str:
    for _ in range(200):
        label = sealing.handle()
        if not Neighbour.objects.filter(handle=label).exists():
            return label
    raise SiteBusy


def _belongs_to(page: UUID) -> list[UUID]:
    """Every row with a sealed column that hangs on this page (asks, messages): what a worry may be about."""
    found: list[UUID] = []
    for model in leftovers.sealed_models():
        if any(field.name == "page" for field in model._meta.local_concrete_fields):
            rows: Any = model._default_manager
            found += list(rows.filter(page_id=page).values_list("pk", flat=True))
    return found


def draw() -> tuple[str, ...]:
    """Secret words, as many as the rule says, drawn by the server and kept nowhere: a page begins when she types them back."""
    return sealing.WordList.load().draw(rules.value("words.count"))


def _already_there(derived: sealing.Derived) -> Key | None:
    """The page these words open already: the form came twice. Keys that a crash left without a page are taken away."""
    key = unlock(derived, "page")
    if key is None:
        return None
    for _ in range(TRIES):
        if Neighbour.objects.filter(pk=key.owner).exists():
            return key
        time.sleep(PAUSE_SECONDS)
    with transaction.atomic(using="keyring"):
        Person.objects.filter(lookup=key.lookup).delete()
    return None


def begin(*, words: Sequence[str], and_then: Callable[[Neighbour], None] | None = None, slip: str = "") -> Key:
    """A page that these words open. `and_then` ties something to it (an ask) in the same content transaction.

    The same words again (a second press) open the page that is there. Raises sealing.Busy (too many slow runs at once) or SiteBusy
    (the hour's budget is used up and `slip` is none).
    """
    most = rules.value("words.new_per_hour")
    if not slip and not visit.left("pages", most=most):
        # Before the slow run: a flood must not take the places of those who sign in.
        raise SiteBusy
    derived = derive(sealing.normalise(words))
    if (there := _already_there(derived)) is not None:
        return there
    if not visit.spend("pages", most=most) and not slips.use(code=slip):
        raise SiteBusy
    page = Neighbour(id=uuid4(), handle=_free_handle(), last_week=str(this_week()))
    pair = sealing.new_pair()
    with transaction.atomic(using="keyring"):
        person = vault.add_person(page.pk, "page", derived, pair)

    def content() -> Key:
        page.save(force_insert=True)
        if and_then is not None:
            and_then(page)
        record.count("page begun", role="neighbour")
        return Key(owner=page.pk, kind="page", private=pair.private, lookup=person.lookup, generation=person.generation)

    try:
        return vault.create(content, Seal(page, [page.pk], {"uses": json.dumps({})}))
    except Exception:
        # Whatever it was: keys without a page go, but never those of a page that is there (the commit's answer may be what was lost).
        if not Neighbour.objects.filter(pk=page.pk).exists():
            with transaction.atomic(using="keyring"):
                Person.objects.filter(owner=page.pk).delete()
        raise


def new_words(*, key: Key, words: Sequence[str]) -> None:
    """These words and new keys for her page, at once; the old words and every visit opened with them die.

    A second press changes nothing.
    """
    derived = derive(sealing.normalise(words))
    try:
        vault.rekey(key, derived)
    except (IntegrityError, vault.CannotOpen):
        if unlock(derived, "page") is None:
            raise vault.CannotOpen("Those words were not taken.") from None
        return
    with transaction.atomic():
        record.count("new words", role="neighbour")
    if (new := unlock(derived, "page")) is not None:
        carry_along(key, new)


def opens(*, words: Sequence[str]) -> bool:
    """Whether these words open a page."""
    return unlock(derive(sealing.normalise(words)), "page") is not None


@dataclass(frozen=True)
class Receipt:
    """What was taken back and what remains.

    taken : how many locked things are gone
    danger_until : ISO week until which a note about a danger remains; empty when there is none
    key_gone_week : ISO week in which the last key to copies made before is destroyed
    """

    taken: int
    danger_until: str
    key_gone_week: str


def take_everything_back(*, key: Key) -> Receipt:
    """Everything only she could open, and everything she wrote, is gone; tallies and a note about a danger remain."""

    def content() -> tuple[Receipt, Ending]:
        page = Neighbour.objects.select_for_update().get(pk=key.owner)
        about = Worry.objects.filter(about__in=[page.pk, *_belongs_to(page.pk)])
        # Fixed now: the rooms empty `about` when they end what it stands for.
        worries = Worry.objects.filter(pk__in=list(about.values_list("pk", flat=True)))
        until = max(worries.values_list("ends", flat=True), default="")
        items = list(Message.objects.filter(page=page).values_list("pk", flat=True))
        items += end_in_rooms(page.pk)
        for end, _move in _found_by_key:
            end(key)
        worries.update(about=None)
        page.delete()
        record.count("everything taken back", role="neighbour")
        return Receipt(len(items), until, rotation.gone_week()), Ending(items=[*items, key.owner], people=[key.owner])

    return vault.end(content)
