"""Safer-use notes, written: by a lead what guidance says, by anybody who hands out what mothers say.

Offers
------
Words                     what a note says and where it belongs
guide                     a lead writes or changes a note of guidance; what is changed loses its check
check                     a lead writes down which office has checked it
say                       somebody of the team writes down what mothers say; it waits for a second reader
agree                     somebody else has read it: now it is shown
switch                    a lead takes a note off, or puts it back

Refused with Unfit: nothing was changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.queries.roles import shown_role
from kithbridge.people.vault import Key
from kithbridge.reach import cards
from kithbridge.reach.models import Card, Item
from kithbridge.reach.starting_cards import STARTING
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

LONGEST_TEXT, LONGEST_SOURCE, LONGEST_DATED, LONGEST_OFFICE = 600, 200, 10, 80


class Unfit(Exception):
    """Why, as a word the page explains: text, place, source, office, gone, same, left, other (these are not the words she read)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Words:
    """A note as somebody typed it.

    kind, item : what it belongs to: a kind of thing, or one thing; both empty: everything
    when : a value of Card.When
    source, link, dated : where guidance was read; for what mothers say, how it came to us
    """

    text: str
    kind: str = ""
    item: str = ""
    when: str = Card.When.ALWAYS
    source: str = ""
    link: str = ""
    dated: str = ""

    def values(self, side: str) -> dict[str, str | None]:
        """What is stored. Raises Unfit."""
        text = "\n".join(line.strip() for line in self.text.strip().splitlines())
        source, link, dated = " ".join(self.source.split()), self.link.strip(), self.dated.strip()
        if not text or len(text) > LONGEST_TEXT:
            raise Unfit("text")
        if self.when not in Card.When.values or (self.kind and self.kind not in Item.Kind.values):
            raise Unfit("place")
        if self.item and not Item.objects.filter(key=self.item).exists():
            raise Unfit("place")
        too_long = len(source) > LONGEST_SOURCE or len(link) > LONGEST_SOURCE or len(dated) > LONGEST_DATED
        if too_long or (link and not link.startswith(("https://", "http://"))):
            raise Unfit("source")
        if side == Card.Side.GUIDANCE and not (source and dated):
            raise Unfit("source")
        return {
            "text": text,
            "kind": "" if self.item else self.kind,
            "item_id": self.item or None,
            "when": self.when,
            "source": source,
            "link": link,
            "dated": dated,
        }


def _row(card: str, side: str) -> Card:
    """The note under this key, or a new one at the end; locked until the act is done. Raises Unfit("gone")."""
    if not card:
        last = Card.objects.aggregate(last=Max("order"))["last"]
        return Card(key=f"own-{uuid4().hex[:12]}", side=side, order=max(len(STARTING), (last or 0) + 1))
    found = Card.objects.select_for_update().filter(key=card).first() or cards.one(card)
    if found is None or found.side != side:
        raise Unfit("gone")
    return found


def _changed(row: Card, values: dict[str, str | None]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _put(row: Card, values: dict[str, str | None]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


@transaction.atomic
def guide(*, card: str, words: Words, form_id: str) -> str:
    """A note of guidance, new where `card` is empty. Other words, place or source: whoever checked it has not checked this. Its key."""
    values, row = words.values(Card.Side.GUIDANCE), _row(card, Card.Side.GUIDANCE)
    if not once.claim(form_id) or not _changed(row, values):
        return row.key
    _put(row, values)
    row.checked_by, row.checked = "", None
    row.save()
    record.note("safer-use note changed", role=shown_role(Role.LEAD), ref=row.key)
    return row.key


def _still(row: Card, read: str) -> None:
    """The words may have changed while she read: her agreement is for those before her (`cards.words`), not for any that follow."""
    if cards.words(row) != read:
        raise Unfit("other")


@transaction.atomic
def check(*, card: str, office: str, read: str) -> None:
    """Somebody qualified has read it: her office and this week are shown with it. An office, never a name.

    read : `cards.words` of what she read. Raises Unfit("other") where it says something else by now.
    """
    office = " ".join(office.split())
    if not office or len(office) > LONGEST_OFFICE:
        raise Unfit("office")
    row = _row(card, Card.Side.GUIDANCE) if card else None
    if row is None:
        raise Unfit("gone")
    _still(row, read)
    row.checked_by, row.checked = office, str(this_week())
    row.save()
    record.note("safer-use note checked", role=shown_role(Role.LEAD), ref=row.key)


@transaction.atomic
def say(*, key: Key, card: str, words: Words, form_id: str) -> str:
    """What mothers say, written down by one of the team; other words wait for a second reader again. Returns its key."""
    values, row = words.values(Card.Side.MOTHERS), _row(card, Card.Side.MOTHERS)
    # Where its writer has left, whoever keeps the same words stands for them now, and somebody else reads.
    orphaned = not row.agreed and row.first_id is None
    if not once.claim(form_id) or not (orphaned or _changed(row, values)):
        return row.key
    _put(row, values)
    row.first_id, row.second_id, row.agreed = key.owner, None, False
    row.save()
    record.note("what mothers say written down", role=acting(key, Role.PEER, Role.LEAD), ref=row.key)
    return row.key


@transaction.atomic
def agree(*, key: Key, card: str, read: str) -> None:
    """Somebody who did not write it has read it. Raises Unfit("same") for whoever wrote it down.

    read : `cards.words` of what she read. Raises Unfit("other") where it says something else by now.
    """
    row = _row(card, Card.Side.MOTHERS) if card else None
    if row is None:
        raise Unfit("gone")
    if row.agreed:
        return
    if row.first_id is None:
        # Whoever wrote it down has left the team, and may be back under another name: nobody can tell who would be the second.
        raise Unfit("left")
    if row.first_id == key.owner:
        raise Unfit("same")
    _still(row, read)
    row.second_id, row.agreed = key.owner, True
    row.save()
    record.note("what mothers say read by a second", role=acting(key, Role.PEER, Role.LEAD), ref=row.key)


@transaction.atomic
def switch(*, card: str, on: bool) -> None:
    """Shown or not. Nothing is deleted: it can come back."""
    row = Card.objects.select_for_update().filter(key=card).first() or cards.one(card)
    if row is None:
        raise Unfit("gone")
    row.on = on
    row.save()
    record.note("safer-use note changed", role=shown_role(Role.LEAD), ref=row.key)
