"""Declarations: what a group may decide about how it works.

Offers
------
Rule, Group, Readers, Protects, Constituency   a declaration and its parts
declare(rule)          each room, in its `rules.py`
rule(key), all_rules() what was declared, in order of declaration

A rule says which kind of value it has, its default until somebody decides, what no decision may pass and why, whom it protects and
which way protection lies, who may read it, and the sentence that explains it wherever its effect shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kithbridge.rules.kinds import Kind, Unfit


class Group(Enum):
    """Under which heading of "How we work" a rule stands."""

    ASKING = "asking"
    WORKING = "working"
    DECIDING = "deciding"
    NUMBERS = "numbers"

    @property
    def label(self) -> Promise:
        """The heading."""
        return {
            Group.ASKING: gettext_lazy("If you ask us for something"),
            Group.WORKING: gettext_lazy("If you work with us"),
            Group.DECIDING: gettext_lazy("If you decide with us"),
            Group.NUMBERS: gettext_lazy("Numbers and words"),
        }[self]


class Readers(Enum):
    """Who may read a rule."""

    EVERYBODY = "everybody"
    WORDS = "who has words"
    TEAM = "team"


class Constituency(Enum):
    """Who speaks in a decision. Living and lived experience are never thrown together (floor)."""

    LIVING = "living"
    LIVED = "lived"
    WORK = "work"

    @property
    def label(self) -> Promise:
        """The people, in words."""
        return {
            Constituency.LIVING: gettext_lazy("people who use now"),
            Constituency.LIVED: gettext_lazy("people who used before"),
            Constituency.WORK: gettext_lazy("people who work here"),
        }[self]


class Protects(Enum):
    """Whom a rule protects; their constituency decides it, the others advise after them."""

    MOTHERS = "mothers"
    TEAM = "team"
    EVERYBODY = "everybody"

    @property
    def label(self) -> Promise:
        """The people, in words."""
        return {
            Protects.MOTHERS: gettext_lazy("mothers who use drugs"),
            Protects.TEAM: gettext_lazy("the team"),
            Protects.EVERYBODY: gettext_lazy("everybody who takes part"),
        }[self]

    @property
    def constituencies(self) -> frozenset[Constituency]:
        """Of whom one must confirm that a decision was taken as it is recorded."""
        return {
            Protects.MOTHERS: frozenset({Constituency.LIVING}),
            Protects.TEAM: frozenset({Constituency.WORK}),
            Protects.EVERYBODY: frozenset(Constituency),
        }[self]


WAYS = ("", "less", "more", "yes", "no")
LONGEST_KEY = 24  # the event record names acts of at most 60 letters, some with the key of their rule


@dataclass(frozen=True)
class Rule:
    """One declared rule.

    key : "room.name"
    question : in plain words, what the group decides
    kind : which values it can have (rules/kinds.py)
    default : until somebody decides
    sentence : what holds, with "{value}" in it, for people to read where the effect shows
    otherwise : of a yes or no, what holds where it is no; `sentence` then says what holds where it is yes, without "{value}"
    protects : whom it protects
    floor, ceiling : what no decision may pass (None: nothing); `floor_reason` says why
    safer : which way protection lies ("less", "more", "yes", "no"); "" where neither way is safer
    readers : who may read it
    """

    key: str
    group: Group
    question: str | Promise
    kind: Kind
    default: Any
    sentence: str | Promise
    protects: Protects
    floor: Any = None
    ceiling: Any = None
    floor_reason: str | Promise = ""
    safer: str = ""
    readers: Readers = Readers.EVERYBODY
    otherwise: str | Promise = ""

    def refusal(self, value: Any) -> str:
        """Why no decision may set this (already fitting) value; empty when one may."""
        if self.floor is not None and self.kind.below(value, self.floor):
            return str(self.floor_reason)
        if self.ceiling is not None and self.kind.above(value, self.ceiling):
            return str(self.floor_reason)
        return ""

    def protects_more(self, one: Any, other: Any) -> bool:
        """Whether `one` protects strictly more than `other`."""
        return self.kind.safer(one, other, self.safer)

    @property
    def hurried(self) -> bool:
        """Whether two leads may change it in a hurry: never how people decide, or a decision could be held up while it is taken."""
        return bool(self.safer) and self.group is not Group.DECIDING

    def sentence_for(self, value: Any) -> str:
        """The sentence that is said of this value, before the value stands in it."""
        return str(self.otherwise if self.otherwise and value is False else self.sentence)

    def said(self, value: Any) -> str:
        """The sentence with this value in it."""
        return self.sentence_for(value).replace("{value}", self.kind.shown(value))


_rules: dict[str, Rule] = {}


def declare(rule: Rule) -> Rule:
    """Make a rule known. A key may be declared once; a declaration that contradicts itself is refused (ValueError)."""
    known = _rules.get(rule.key)
    if known is not None and known != rule:
        raise ValueError(f"The rule {rule.key} is declared twice.")
    try:
        fitting = rule.kind.fit(rule.default)
    except Unfit as problem:
        raise ValueError(f"The default of {rule.key} does not fit its kind: {problem}") from None
    if fitting != rule.default:
        raise ValueError(f"The default of {rule.key} is not written as its kind stores it: {fitting!r}.")
    if rule.floor is not None and rule.kind.below(rule.default, rule.floor):
        raise ValueError(f"The default of {rule.key} lies below its floor.")
    if rule.ceiling is not None and rule.kind.above(rule.default, rule.ceiling):
        raise ValueError(f"The default of {rule.key} lies above its ceiling.")
    if (rule.floor is not None or rule.ceiling is not None) and not str(rule.floor_reason):
        raise ValueError(f"The limit of {rule.key} has no reason.")
    if len(rule.key) > LONGEST_KEY:
        raise ValueError(f"The key {rule.key} is longer than {LONGEST_KEY} letters.")
    if rule.safer not in WAYS:
        raise ValueError(f"{rule.safer!r} is no way that protection can lie.")
    _rules[rule.key] = rule
    return rule


def all_rules() -> list[Rule]:
    return list(_rules.values())


def rule(key: str) -> Rule:
    """Raises KeyError for a rule nobody declared."""
    return _rules[key]
