"""Rules: what a group may decide about how it works.

Offers
------
declare, Rule, Group, Protects, Readers, Constituency   each room, in its `rules.py` (rules/declare.py, rules/kinds.py)
value(key), in_force(key)     what holds now (rules/state.py)
explained(key), since(key)    as sentences for pages (rules/explain.py)
all_rules(), rule(key)

Only `rules/enact.py` changes anything.
"""

from typing import Any

from kithbridge.rules.declare import Constituency, Group, Protects, Readers, Rule, all_rules, declare, rule

__all__ = [
    "Constituency",
    "Group",
    "Protects",
    "Readers",
    "Rule",
    "all_rules",
    "declare",
    "explained",
    "in_force",
    "rule",
    "since",
    "value",
]


# Django imports this package before its models may be: what reads them is imported when it is called.
def value(key: str) -> Any:
    """What holds now. Raises KeyError for a rule nobody declared."""
    from kithbridge.rules import state

    return state.value(key)


def in_force(key: str) -> Any:
    """What holds now and how it came to hold (`rules.state.InForce`)."""
    from kithbridge.rules import state

    return state.in_force(key)


def explained(key: str) -> str:
    """The rule as a sentence with its value in it."""
    from kithbridge.rules import explain

    return explain.explained(key)


def since(key: str) -> str:
    """Who decided it and when, as a sentence."""
    from kithbridge.rules import explain

    return explain.since(key)
