"""Rules: what a group may decide about how it works.

Offers
------
Rule, Group, Readers   a declaration
declare(rule)          each room, in its `rules.py`
value(key)             what holds now: one function, no query
explained(key)         the sentence for the page where its effect shows
all_rules()            every declared rule, in order of declaration

On this floor every rule stands at its default, and says so: "The makers of the software guessed this. Nobody has decided it yet."
Decisions (issue: Ground floor II) take the place of the default inside `value` and `since`; nothing else changes for callers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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


@dataclass(frozen=True)
class Rule:
    """One declared rule.

    key : "room.name"
    question : in plain words, what the group decides
    default : until somebody decides
    sentence : what holds, with "{value}" in it, for people to read
    protects : whom it protects
    floor : what no decision may go below (None: none); `floor_reason` says why
    """

    key: str
    group: Group
    question: str | Promise
    default: Any
    sentence: str | Promise
    protects: str | Promise
    floor: Any = None
    ceiling: Any = None
    floor_reason: str | Promise = ""
    readers: Readers = Readers.EVERYBODY


_rules: dict[str, Rule] = {}


def declare(rule: Rule) -> Rule:
    """Make a rule known. A key may be declared once."""
    known = _rules.get(rule.key)
    if known is not None and known != rule:
        raise ValueError(f"The rule {rule.key} is declared twice.")
    if rule.floor is not None and rule.default < rule.floor:
        raise ValueError(f"The default of {rule.key} lies below its floor.")
    if rule.ceiling is not None and rule.default > rule.ceiling:
        raise ValueError(f"The default of {rule.key} lies above its ceiling.")
    _rules[rule.key] = rule
    return rule


def all_rules() -> list[Rule]:
    return list(_rules.values())


def rule(key: str) -> Rule:
    """Raises KeyError for a rule nobody declared."""
    return _rules[key]


def value(key: str) -> Any:
    """What holds now."""
    return _rules[key].default


def since(key: str) -> str:
    """Who decided it and when, as a sentence."""
    return _("Nobody has decided this yet. The makers of the software guessed it.")


def explained(key: str) -> str:
    """The rule as a sentence with its value in it."""
    found = _rules[key]
    shown = found.default
    if isinstance(shown, bool):
        shown = _("yes") if shown else _("no")
    if isinstance(shown, list | tuple):
        shown = ", ".join(str(part) for part in shown)
    return str(found.sentence).replace("{value}", str(shown))
