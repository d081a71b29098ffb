"""The rules of the room words: which list holds, what makes a word one to avoid, what is asked and how long what is said is kept.

Offers: `STARTER`, `Lists`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Choice, Duration, ListOf, Number, Share, Words
from kithbridge.words.models import Where

STARTER = "starter"


class Lists(Mapping[str, Words]):
    """The lists that can hold: the one of the software and every frozen one, as they are when somebody asks.

    A list is named by its number and the beginning of its hash: a decision of another group never means a list of ours.
    """

    def __getitem__(self, key: str) -> Words:
        if key == STARTER:
            return _now("the list that came with the software; nobody has voted on it")
        from kithbridge.words import lists

        return lists.named(key)

    def __iter__(self) -> Iterator[str]:
        from kithbridge.words import lists

        return iter([STARTER, *lists.keys()])

    def __len__(self) -> int:
        return len(list(iter(self)))


@dataclass(frozen=True)
class ChoiceOfLists(Choice):
    """One of the lists. In what a group exports only the software's own is named: the others are of that group alone."""

    def describe(self) -> dict[str, Any]:
        return {"kind": self.name, "options": {STARTER: str(self.options[STARTER])}}


declare(
    Rule(
        "words.list",
        Group.NUMBERS,
        _("Which list of words does the check go by?"),
        ChoiceOfLists(Lists()),
        STARTER,
        _("The check goes by {value}."),
        Protects.MOTHERS,
    )
)
declare(
    Rule(
        "words.avoid_share",
        Group.NUMBERS,
        _("How many must say “it hurts” or “never” before we ask everybody not to write a word?"),
        Share(),
        60,
        _(
            "A word is one to avoid when {value} mothers who use or used drugs say that it hurts or should never be said. "
            "What others say stands beside it and does not count for this."
        ),
        Protects.MOTHERS,
        floor=51,
        ceiling=90,
        floor_reason=_("Fewer than half cannot decide for the rest, and almost everybody never agrees."),
    )
)
declare(
    Rule(
        "words.contested_share",
        Group.NUMBERS,
        _("From how many on is a word one that we do not agree on?"),
        Share(),
        20,
        _("We do not agree on a word when at least {value} say it is fine, and as many say that it hurts. Then both sides are shown."),
        Protects.MOTHERS,
        floor=10,
        ceiling=40,
        floor_reason=_("One voice in ten is heard. More than four in ten on each side can hardly be."),
    )
)
declare(
    Rule(
        "words.fewest",
        Group.NUMBERS,
        _("How many must have spoken before it is shown how they hear a word?"),
        Number(_("people")),
        10,
        _("How people of one kind hear a word is shown when {value} have said so, and changes when as many more have."),
        Protects.EVERYBODY,
        floor=5,
        ceiling=50,
        floor_reason=_("Of fewer than five, each could be known by what she said."),
        safer="more",
    )
)
declare(
    Rule(
        "words.where",
        Group.NUMBERS,
        _("Where can a word have been heard?"),
        ListOf(dict(Where.choices), fewest=1),
        list(Where.values),
        _("We ask where you heard a word: {value}."),
        Protects.MOTHERS,
    )
)
declare(
    Rule(
        "words.live_weeks",
        Group.NUMBERS,
        _("How long do we keep what you tell us about a word?"),
        Duration("weeks"),
        12,
        _("What you tell us about a word goes after {value}. What two of us have read and you let us show stays until you take it back."),
        Protects.MOTHERS,
        floor=2,
        ceiling=26,
        floor_reason=_("Its own week counts as the first. And what is kept can be found."),
        safer="less",
    )
)
