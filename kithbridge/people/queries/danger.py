"""What the pages about a worry read.

Offers
------
Subject, subject_kind(kind, find)   what a worry may begin with; rooms register theirs in AppConfig.ready
what_it_is_about(links), links      where that can be read, by those who hold it
subject(key, kind, number)          the subject, if this person holds it
seconds(key)                        whom she may call in
worries_of(key), one_worry(key, id) what is sealed to her
waiting(key)                        how many wait for her to say how they ended
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from kithbridge.people import vault
from kithbridge.people.models import SAFEGUARDING, TeamMember, Worry
from kithbridge.people.queries.roles import holders
from kithbridge.people.vault import Key


@dataclass(frozen=True)
class Subject:
    """What somebody is worried about.

    about : what the worry hangs on: her page where there is one, else the ask
    items : locked things that may be passed on to the second person, if the one who is worried ticks it
    label : what it is called on the team's side
    back : name and argument of the page to go back to
    not_for : team members it may not be passed on to (she unticked them)
    """

    about: UUID
    items: Sequence[UUID] = ()
    label: str = ""
    back: tuple[str, UUID] | None = None
    not_for: frozenset[UUID] = frozenset()


Find = Callable[[Key, UUID], Subject | None]
_kinds: dict[str, Find] = {}


def subject_kind(kind: str, find: Find) -> None:
    """A room says how to find what a worry began with. `find` answers None for what this person does not hold."""
    _kinds[kind] = find


def subject(key: Key, kind: str, number: UUID) -> Subject | None:
    """What she is worried about, or None: there is no such thing, or she does not hold it."""
    find = _kinds.get(kind)
    return find(key, number) if find else None


Links = Callable[[Key, UUID], list[tuple[str, UUID]]]
_links: list[Links] = []


def what_it_is_about(links: Links) -> None:
    """A room says which of its pages show what a worry began with, as far as this person holds it: name of the page, number."""
    if links not in _links:
        _links.append(links)


def links(key: Key, row: Worry) -> list[tuple[str, UUID]]:
    """Pages that show what this worry began with; none once that has ended, or when it is not shared with her."""
    return [link for find in _links for link in find(key, row.about)] if row.about else []


def seconds(key: Key) -> list[TeamMember]:
    """Safeguarding lead and deputy, without herself."""
    return [member for member in holders(*SAFEGUARDING) if member.pk != key.owner]


@dataclass(frozen=True)
class Opened:
    """A worry as the two it is sealed to may read it.

    note, how : the two short notes
    to_decide : whether this person says how it ended
    alone : whether the second person has left before it was decided
    """

    row: Worry
    note: str = field(repr=False)
    how: str = field(repr=False)
    to_decide: bool = False
    alone: bool = False

    @property
    def open(self) -> bool:
        return self.row.outcome == Worry.Outcome.OPEN


def _opened(key: Key, row: Worry, note: str) -> Opened:
    how = vault.read(key, row, "how_it_ended") if row.how_it_ended is not None else ""
    undecided = row.outcome == Worry.Outcome.OPEN
    return Opened(
        row,
        json.loads(note)["text"],
        json.loads(how)["text"] if how else "",
        to_decide=undecided and row.second_id == key.owner,
        alone=undecided and row.second_id is None and row.raised_by_id == key.owner,
    )


def _hers(key: Key) -> list[Worry]:
    found = Worry.objects.filter(Q(raised_by=key.owner) | Q(second=key.owner))
    return list(found.select_related("raised_by", "second").order_by("-week", "id"))


def worries_of(key: Key) -> list[Opened]:
    """The worries sealed to her: undecided ones first, then the newest week."""
    rows = _hers(key)
    notes = vault.read_many(key, rows, "note")
    found = [_opened(key, row, notes[row.pk]) for row in rows if row.pk in notes]
    return sorted(found, key=lambda one: not one.open)


def one_worry(key: Key, number: UUID) -> Opened | None:
    """One worry, or None: there is none, or it is not sealed to her."""
    row = Worry.objects.select_related("raised_by", "second").filter(pk=number).first()
    if row is None:
        return None
    try:
        return _opened(key, row, vault.read(key, row, "note"))
    except vault.CannotOpen:
        return None


def waiting(key: Key) -> int:
    """How many worries wait for her to say how they ended."""
    return Worry.objects.filter(second=key.owner, outcome=Worry.Outcome.OPEN).count()
