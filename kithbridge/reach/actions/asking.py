"""Asking for things: no words, no page, no text needed.

Offers
------
ask               takes an ask
pick_code         the two words that go with it; `actions/saying.py` gives her new ones
tie_of, read_tie  the capability of the page right after asking
may_name_place, ways_for   what she may choose beside the things
take_back_ask, take_back_by_tie   she ends it herself
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets as random_source
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import facts, vault, visit
from kithbridge.people.actions import danger, refusing, slips
from kithbridge.people.models import Neighbour, TeamMember
from kithbridge.people.queries.roles import asks_circle, readers_of_asks
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.reach import menu
from kithbridge.reach.actions import ledger
from kithbridge.reach.models import Area, Ask, NotMe
from kithbridge.reach.supply_rules import WAYS
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today
from kithbridge.web.home import secrets

EXTRAS = ("else", "talk", "with")
FLAGS = ("other_does", "pressed")
LONGEST = 2_000
LONGEST_WHERE = 200
PRESSED_READERS = 2
LEAVING = "place"  # the way that needs the rule asks.places as well
TRIES = 100  # two words out of 29,400 pairs: after so many tries the list is as good as full, and two asks share them


class CannotAsk(Exception):
    """Why an ask was not taken, as a word the page explains: nothing, many, readers, pressed, text, silent, refused, busy."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """What she is shown: the pick code to say, and who reads it. `tie` lets her next form attach the ask to a new page."""

    ask: UUID
    code: str
    readers: tuple[str, ...]
    tie: str


def _words_for(ask: UUID, pick: int) -> str:
    return sealing.pick_code(secrets().pepper, ask_id=ask.bytes, n=pick)


def pick_code(ask: UUID) -> str:
    """The two words to say to whoever comes. Not stored: made from the ask's number, the pepper and which words she has now."""
    return _words_for(ask, Ask.objects.filter(pk=ask).values_list("pick", flat=True).first() or 0)


def free_pick(ask: UUID) -> int:
    """Which words this ask takes next: none that an open ask has now, its own among them, and none that something was counted for lately:
    the hand-over of this one would be taken for that one's.

    A random number from the first: it is forgotten when the ask ends, and with it which words it had. Otherwise whoever holds all that is
    stored could work the words out again, and from them, by what is kept of pick codes (`PickUp`), what she was given.
    """
    used = {_words_for(pk, pick) for pk, pick in Ask.objects.filter(state=Ask.State.OPEN).values_list("pk", "pick")}
    tried = [1 + random_source.randbelow(2**31 - 1) for _ in range(TRIES)]
    free = (pick for pick in tried if (words := _words_for(ask, pick)) not in used and not ledger.known_code(words))
    return next(free, tried[-1])


def _ask_id(form_id: str) -> UUID:
    """A form makes one ask, however often it is sent: its number follows from the form's."""
    digest = hmac.new(secrets().pepper, b"ask" + form_id.encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def tie_of(ask: UUID) -> str:
    """A capability for the page right after asking: "this ask is mine"."""
    mark = hmac.new(secrets().pepper, b"tie" + ask.bytes, hashlib.sha256).hexdigest()[:32]
    return f"{ask.hex}.{mark}"


def read_tie(text: str) -> UUID | None:
    """The ask a capability stands for, or None when it was not made here."""
    number, _dot, _mark = text.partition(".")
    try:
        ask = UUID(number)
    except ValueError:
        return None
    return ask if hmac.compare_digest(tie_of(ask), text) else None


def _chosen_readers(now: Sequence[TeamMember], wanted: Sequence[UUID], pressed: bool) -> list[TeamMember]:
    left_in = [member for member in now if member.pk in set(wanted)]
    if not left_in:
        raise CannotAsk("readers")
    if pressed and len(left_in) > PRESSED_READERS:
        raise CannotAsk("pressed")
    return left_in


def may_name_place(page: Key | None) -> bool:
    """Whether whoever asks may name a place: only who has words open, and only where the group decided so."""
    return page is not None and bool(rules.value("asks.places"))


def ways_for(page: Key | None) -> list[str]:
    """How things may change hands, as far as whoever asks may choose: only who has words open. Leaving needs the rule on places too."""
    if page is None:
        return []
    allowed = set(rules.value("asks.ways"))
    return [way for way in WAYS if way in allowed and (way != LEAVING or may_name_place(page))]


def _chosen_items(chosen: dict[str, int]) -> dict[str, int]:
    """What is on the menu, of each at most as many as the rule says. Raises CannotAsk("many") where it is too much in all."""
    on, most = {item.key for item in menu.on_menu()}, rules.value("asks.most_each")
    items = {key: min(n, most) for key, n in chosen.items() if key in on and n > 0}
    if sum(items.values()) > rules.value("asks.most_in_all"):
        raise CannotAsk("many")
    return items


def ask(
    *,
    readers: Sequence[UUID],
    chosen: dict[str, int],
    extras: Sequence[str] = (),
    flags: Sequence[str] = (),
    text: str = "",
    where: str = "",
    area: str = "",
    may_not: Sequence[str] = (),
    way: str = "",
    form_id: str,
    page: Key | None = None,
    slip: str = "",
) -> Asked:
    """Take an ask: sealed to the peers she left in (and to herself when she has a page open). Raises CannotAsk.

    Parameters
    ----------
    may_not : items she wanted that the group may not bring: told to the peers, counted when the ask ends
    way : how she wants to get it, one of `ways_for(page)`; anything else is left out
    """
    items = _chosen_items(chosen)
    wishes = [word for word in EXTRAS if word in extras]
    barred = [item.key for item in menu.may_not() if item.key in set(may_not)]
    if not items and not wishes and not text.strip() and not barred:
        raise CannotAsk("nothing")
    if len(text) > LONGEST or len(where) > LONGEST_WHERE:
        raise CannotAsk("text")
    offered = readers_of_asks()
    left_in = _chosen_readers(offered, readers, "pressed" in flags)
    side = area if rules.value("asks.areas") and Area.objects.filter(key=area).exists() else ""
    new = Ask(id=_ask_id(form_id), circle=asks_circle(), week=str(this_week()), page_id=page.owner if page else None)
    names = tuple(member.work_name for member in left_in)
    if Ask.objects.filter(pk=new.pk).exists():
        return Asked(new.pk, pick_code(new.pk), names, tie_of(new.pk))
    if facts.nobody_answering():
        raise CannotAsk("silent")
    if page and refusing.refused(page.owner):
        raise CannotAsk("refused")
    if not visit.spend("asks", most=rules.value("asks.per_hour")) and not slips.use(code=slip):
        raise CannotAsk("busy")
    new.pick = free_pick(new.pk)
    words = {
        "items": items,
        "extras": wishes,
        "flags": [flag for flag in FLAGS if flag in flags],
        "text": text.strip(),
        "area": side,
        "where": where.strip() if may_name_place(page) else "",
        "may_not": barred,
        "way": way if way in ways_for(page) else "",
        "day": today().isoformat(),
        # Whom she unticked: it is never passed on to them.
        "left_out": [str(member.pk) for member in offered if member not in left_in],
    }

    def content() -> None:
        if not once.claim(form_id):
            raise AlreadySent
        new.save(force_insert=True)
        record.count("asked", role="neighbour")

    owners = [member.pk for member in left_in] + ([page.owner] if page else [])
    seal = Seal(new, owners, {"label": _label(words), "words": json.dumps(words)})
    with contextlib.suppress(AlreadySent):
        if write_once(lambda: vault.create(content, seal), new):
            return Asked(new.pk, pick_code(new.pk), names, tie_of(new.pk))
    raise CannotAsk("busy")


def _label(words: dict[str, Any]) -> str:
    """What the list of asks shows before one is opened: where, which things, whether there is something to read."""
    kinds = [*sorted(words["items"]), *words["may_not"]]
    return json.dumps({"area": words["area"], "kinds": kinds, "talk": bool(words["extras"]) or bool(words["text"])})


def tie_to_page(page: Neighbour, ask_id: UUID) -> None:
    """Attach an ask that has no page yet to a new page, in the transaction that begins the page."""
    Ask.objects.filter(pk=ask_id, page__isnull=True, state=Ask.State.OPEN).update(page=page)


def take_back_ask(*, key: Key, ask_id: UUID) -> bool:
    """She takes back one ask of hers: its keys are shredded for everybody. False when it is not hers or has ended."""
    return _take_back(Q(pk=ask_id, page_id=key.owner), ask_id)


def take_back_by_tie(*, tie: str) -> bool:
    """The same from the page right after asking, while the ask hangs on no page. False when it does, has ended, or the tie is none."""
    ask_id = read_tie(tie)
    return ask_id is not None and _take_back(Q(pk=ask_id, page__isnull=True), ask_id)


def _take_back(hers: Q, ask_id: UUID) -> bool:
    def content() -> tuple[bool, Ending]:
        ended = Ask.objects.filter(hers, state=Ask.State.OPEN).update(state=Ask.State.ENDED, label=None, words=None, page=None, pick=0)
        if ended:
            NotMe.objects.filter(ask_id=ask_id).delete()
            danger.forget_about([ask_id])
            record.count("ask taken back", role="neighbour")
        return bool(ended), Ending(items=[ask_id] if ended else [])

    return vault.end(content)
