"""Safer-use notes, read: what guidance says and what mothers say about exactly the things somebody chose.

Offers
------
every()                  all notes, the starting ones among them, in order
one(key)                 one of them, or None
beside(items, whens)     the notes for these things and situations, as sections of two columns
kinds_of(items)          which kinds of notes belong to things; a kit has those of its parts
SITUATIONS               what somebody can tap on, in the order of the page
query(items, whens)      what follows the address of the notes; mark(item) in it says nothing to whoever sees a phone's history
whens_of(numbers)        the situations an address names
shown(card)              a note is on, and what mothers say was read by two
words(card)              stands for exactly what a note says now: who agrees to it says by this what she read

A note the group never touched stands in `starting_cards`, not in the database: so a new site has them all, in the reader's language.
The first change of one makes a row under the same key, and the row holds from then on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge.people.queries.page import week_words
from kithbridge.reach import kits
from kithbridge.reach.models import Card, Item
from kithbridge.reach.starting_cards import STARTING

SITUATIONS: dict[str, str | Promise] = {
    Card.When.ALONE: _("I am alone"),
    Card.When.HURRY: _("I am in a hurry"),
    Card.When.OTHER: _("Somebody else does it for me"),
    Card.When.PREGNANT: _("I am pregnant"),
    Card.When.HOME: _("Children at home"),
}
# A thing that nobody gave a kind is known by its drawing.
BY_DRAWING = {
    "fine": Item.Kind.INJECTING,
    "short": Item.Kind.INJECTING,
    "wipes": Item.Kind.INJECTING,
    "smoke": Item.Kind.SMOKING,
    "foil": Item.Kind.SMOKING,
    "naloxone": Item.Kind.OVERDOSE,
    "box": Item.Kind.DISPOSAL,
}
_WHENS = list(Card.When.values)


def mark(item: str) -> str:
    """A thing in an address: "naloxone" would tell whoever looks through the history of her phone what she read about."""
    return hashlib.sha256(f"note {item}".encode()).hexdigest()[:6]


def query(items: Iterable[str], whens: Iterable[str] = ()) -> str:
    """The end of an address that shows the notes for these things (keys) and situations."""
    numbers = {str(when): n for n, when in enumerate(SITUATIONS, 1)}
    return urlencode([*(("i", mark(item)) for item in items), *(("s", numbers[when]) for when in whens)])


def whens_of(numbers: Iterable[str]) -> list[str]:
    """The situations that an address names by their numbers, in the order of the page."""
    asked = set(numbers)
    return [str(when) for n, when in enumerate(SITUATIONS, 1) if str(n) in asked]


def _starting() -> dict[str, Card]:
    return {
        note.key: Card(
            key=note.key,
            kind=note.kind,
            when=note.when,
            side=Card.Side.GUIDANCE,
            text=str(note.text),
            source=note.source.title,
            link=note.source.link,
            dated=note.source.dated,
            order=place,
        )
        for place, note in enumerate(STARTING)
    }


def every() -> list[Card]:
    """All notes: the starting ones, each replaced by the group's own row where there is one, and what the group added."""
    found = _starting() | {card.key: card for card in Card.objects.select_related("item")}
    return sorted(found.values(), key=lambda card: (_WHENS.index(card.when), card.order, card.key))


def one(key: str) -> Card | None:
    """A note of the group, or a starting one as an unsaved row."""
    return Card.objects.select_related("item").filter(key=key).first() or _starting().get(key)


def shown(card: Card) -> bool:
    """On; and what mothers say has been read by two."""
    return card.on and (card.side == Card.Side.GUIDANCE or card.agreed)


def words(card: Card) -> str:
    said = "\0".join([card.text, card.kind, card.item_id or "", card.when, card.source, card.link, card.dated])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def kinds_of(items: Iterable[Item]) -> set[str]:
    """Kinds of things, by their drawing where nobody gave one."""
    return {BY_DRAWING.get(item.picture, item.kind) if item.kind == Item.Kind.OTHER else item.kind for item in items}


def _with_parts(items: Iterable[Item]) -> list[Item]:
    there = list(items)
    parts = {part for inside in kits.parts_now(item.key for item in there if item.kind == Item.Kind.KIT).values() for part in inside}
    return [*there, *Item.objects.filter(key__in=parts - {item.key for item in there})]


@dataclass(frozen=True)
class Note:
    """A note as a page shows it. `about`: the one thing it belongs to, or ""; `checked`: the week in words."""

    about: str
    text: str
    source: str
    link: str
    dated: str
    checked_by: str
    checked: str


def _note(card: Card) -> Note:
    about = card.item.label if card.item else ""
    checked = week_words(str(card.checked)) if card.checked else ""
    return Note(about, card.text, card.source, card.link, card.dated, card.checked_by, checked)


@dataclass(frozen=True)
class Section:
    """The notes of one situation, side by side."""

    when: str
    title: str | Promise
    mothers: tuple[Note, ...]
    guidance: tuple[Note, ...]


def beside(items: Iterable[Item], whens: Iterable[str]) -> list[Section]:
    """Sections for these things: each situation, then what holds each time. A section without any note is left out."""
    there = _with_parts(items)
    kinds, keys = kinds_of(there), {item.key for item in there}
    fit = [card for card in every() if shown(card) and (card.item_id in keys if card.item_id else not card.kind or card.kind in kinds)]
    wanted = set(whens)
    titles = SITUATIONS | {Card.When.ALWAYS.value: _("Each time")}
    found = []
    for when, title in titles.items():
        if when != Card.When.ALWAYS and when not in wanted:
            continue
        here = [card for card in fit if card.when == when]
        mothers = tuple(_note(card) for card in here if card.side == Card.Side.MOTHERS)
        guidance = tuple(_note(card) for card in here if card.side == Card.Side.GUIDANCE)
        if mothers or guidance:
            found.append(Section(when, title, mothers, guidance))
    return found
