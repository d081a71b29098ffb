"""What the pages of this room read. Nothing here changes anything.

Offers
------
Words, words_of           what an ask says, parsed
open_asks(key)            the list: area and kind of every open ask she holds
opened_ask(key, id)       one ask, opened
holders_of(row)           who of the team holds an ask or a message
may_take(row, words)      to whom an ask may be passed on
talks(key), talk(key, id) pages that wrote, and one thread
items(), areas()          what can be handed out and the areas, in the group's order
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kithbridge.people import vault
from kithbridge.people.models import Due, Message, Neighbour, TeamMember
from kithbridge.people.queries.page import week_words
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.people.vault import Key
from kithbridge.reach import menu
from kithbridge.reach.actions.asking import pick_code
from kithbridge.reach.models import Area, Ask, Item, NotMe

WISHES: dict[str, str | Promise] = {
    "else": gettext_lazy("something else"),
    "talk": gettext_lazy("somebody to talk to"),
    "with": gettext_lazy("somebody to come along"),
}
# supply_rules.WAYS as a peer reads them: there "you" is her.
WAYS: dict[str, str | Promise] = {
    "meet": gettext_lazy("to meet where she says"),
    "door": gettext_lazy("it brought to a door"),
    "hub": gettext_lazy("to fetch it from us"),
    "other": gettext_lazy("somebody else to fetch it for her"),
    "place": gettext_lazy("it left somewhere"),
}


@dataclass(frozen=True)
class Words:
    """What an ask says.

    items : item -> how many
    wishes : "else", "talk", "with"
    flags : "other_does", "pressed"
    left_out : team members she unticked; it is never passed on to them
    where : a place in her own words
    may_not : items she wanted that we may not bring; counted as "asked, may not" when the ask ends
    way : how she wants to get it (a key of supply_rules.WAYS), or ""
    """

    items: Mapping[str, int]
    wishes: tuple[str, ...]
    flags: tuple[str, ...]
    text: str = field(repr=False)
    area: str = ""
    day: str = ""
    left_out: frozenset[UUID] = frozenset()
    where: str = field(default="", repr=False)
    may_not: tuple[str, ...] = ()
    way: str = ""

    @property
    def pressed(self) -> bool:
        return "pressed" in self.flags


def words_of(text: str) -> Words:
    """Read the sealed JSON of an ask's column `words`."""
    inside = json.loads(text)
    return Words(
        {str(item): int(n) for item, n in inside.get("items", {}).items()},
        tuple(inside.get("extras", ())),
        tuple(inside.get("flags", ())),
        str(inside.get("text", "")),
        str(inside.get("area", "")),
        str(inside.get("day", "")),
        frozenset(UUID(one) for one in inside.get("left_out", ())),
        str(inside.get("where", "")),
        tuple(str(item) for item in inside.get("may_not", ())),
        str(inside.get("way", "")),
    )


def items() -> list[Item]:
    """What the group carries, in its order: all of it can be handed out."""
    return menu.carried()


def areas() -> list[Area]:
    return list(Area.objects.order_by("order", "key"))


@dataclass(frozen=True)
class Listed:
    """An open ask in the list: area and kind only."""

    id: UUID
    area: str
    kinds: tuple[str, ...]
    talk: bool
    since: str


def open_asks(key: Key) -> list[Listed]:
    """Every open ask this person holds, the oldest week first; within a week in no order that says anything."""
    rows = list(Ask.objects.filter(state=Ask.State.OPEN).order_by("week", "id"))
    labels = vault.read_many(key, rows, "label")
    item_names = dict(Item.objects.values_list("key", "label"))
    area_names = dict(Area.objects.values_list("key", "label"))
    found = []
    for row in rows:
        if row.pk in labels:
            said = json.loads(labels[row.pk])
            kinds = tuple(item_names.get(kind, kind) for kind in said.get("kinds", ()))
            found.append(
                Listed(
                    row.pk,
                    area_names.get(said.get("area", ""), ""),
                    kinds,
                    bool(said.get("talk")),
                    week_words(row.week),
                )
            )
    return found


@dataclass(frozen=True)
class Line:
    """One thing asked for, in a form."""

    key: str
    label: str
    n: int


@dataclass(frozen=True)
class Opened:
    """One ask, opened by somebody who holds it."""

    row: Ask
    words: Words = field(repr=False)
    code: str
    lines: tuple[Line, ...]
    others: tuple[Line, ...]
    wishes: tuple[str, ...]
    may_not: tuple[str, ...]
    way: str
    area: str
    since: str
    handle: str
    holders: tuple[TeamMember, ...]


def opened_ask(key: Key, ask: UUID) -> Opened:
    """Raises vault.CannotOpen (there is none, or it is not shared with her) or vault.Ended."""
    row = Ask.objects.select_related("page").filter(pk=ask).first()
    if row is None:
        raise vault.CannotOpen("There is no such ask.")
    if row.state == Ask.State.ENDED:
        raise vault.Ended("This has ended.")
    words = words_of(vault.read(key, row, "words"))
    labels = dict(Item.objects.values_list("key", "label"))
    return Opened(
        row=row,
        words=words,
        code=pick_code(row.pk),
        lines=tuple(Line(item, labels.get(item, item), n) for item, n in words.items.items()),
        others=tuple(Line(item.key, item.label, 0) for item in items() if item.key not in words.items),
        wishes=tuple(str(WISHES[word]) for word in words.wishes if word in WISHES),
        may_not=tuple(labels.get(item, item) for item in words.may_not),
        way=str(WAYS.get(words.way, "")),
        area=dict(Area.objects.values_list("key", "label")).get(words.area, ""),
        since=week_words(row.week),
        handle=row.page.handle if row.page else "",
        holders=tuple(holders_of(row)),
    )


def holders_of(row: Ask | Message) -> list[TeamMember]:
    """Who of the team can open an ask or a message: this is also what she is shown. Whose key is about to go is left out."""
    team = list(TeamMember.objects.order_by("work_name"))
    held = vault.readers(row.pk, [member.pk for member in team])
    going = set(Due.objects.filter(item=row.pk, kind="reader").values_list("owner", flat=True))
    return [member for member in team if member.pk in held - going]


def may_take(row: Ask, words: Words) -> list[TeamMember]:
    """To whom this ask may be passed on: in the circle, does not hold it, did not say "not me", was not left out by her.

    To nobody when she is being pressed: she chose the two who read it.
    """
    if words.pressed:
        return []
    no = {member.pk for member in holders_of(row)} | words.left_out
    no |= set(NotMe.objects.filter(ask=row).values_list("member", flat=True))
    return [member for member in readers_of_asks() if member.pk not in no]


@dataclass(frozen=True)
class Talk:
    """A page that wrote."""

    page: UUID
    handle: str
    new: int


def talks(key: Key) -> list[Talk]:
    """Pages with a message this person can open: those with something new first, then by label."""
    rows = list(Message.objects.values_list("pk", "page", "page__handle", "from_team", "opened"))
    hers = vault.readable(key, [row[0] for row in rows])
    new: dict[tuple[UUID, str], int] = {}
    for message, page, handle, from_team, seen in rows:
        if message in hers:
            new[page, handle] = new.get((page, handle), 0) + (not from_team and not seen)
    found = [Talk(page, handle, n) for (page, handle), n in new.items()]
    return sorted(found, key=lambda one: (not one.new, one.handle))


@dataclass(frozen=True)
class Said:
    """One message of a thread."""

    row: Message
    text: str = field(repr=False)
    by: str
    day: str

    @property
    def new(self) -> bool:
        return not self.row.from_team and not self.row.opened


@dataclass(frozen=True)
class Thread:
    """What this person can open of a page's thread.

    closed : how many messages are not shared with her
    readers : who may read the next answer: whoever of the team holds the newest message she holds
    """

    page: Neighbour
    said: tuple[Said, ...]
    closed: int
    readers: tuple[TeamMember, ...]
    asks: tuple[UUID, ...]


def talk(key: Key, page: UUID) -> Thread:
    """Raises vault.CannotOpen when there is no such page, or nothing of it is shared with her."""
    found = Neighbour.objects.filter(pk=page).first()
    rows = list(Message.objects.filter(page=page).order_by("n"))
    texts = vault.read_many(key, rows, "body")
    if found is None or not texts:
        raise vault.CannotOpen("Nothing here is shared with you.")
    said = []
    for row in rows:
        if row.pk in texts:
            inside = json.loads(texts[row.pk])
            said.append(Said(row, inside["text"], inside.get("by", ""), inside.get("day", "")))
    hers = Ask.objects.filter(page=page, state=Ask.State.OPEN).values_list("pk", flat=True)
    return Thread(
        found,
        tuple(said),
        len(rows) - len(said),
        tuple(holders_of(said[-1].row)),
        tuple(sorted(vault.readable(key, hers))),
    )
