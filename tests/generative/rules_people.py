"""What happened to a proposal as people remember it, and its outcome worked out from that, one by one.

Told            who was asked, what each said, who confirmed
by_hand(told)   (quorum, carried)
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from uuid import UUID

from kithbridge import rules


@dataclass
class Told:
    """What happened to one proposal, as people remember it."""

    key: str
    asked: dict[UUID, str] = field(default_factory=dict)
    said: dict[UUID, str] = field(default_factory=dict)
    confirmed: dict[UUID, str] = field(default_factory=dict)
    written_by: UUID | None = None
    method: str = ""
    quorum: int = 0
    round: int = 1


def by_hand(told: Told, sitting: Container[UUID]) -> tuple[bool, bool]:
    """Quorum and majority from what each person did."""
    stay = {owner for owner in told.asked if owner in sitting or owner in told.said}
    if told.method == "consent":
        everybody = bool(stay) and stay <= set(told.said)
        return everybody, everybody and "no" not in told.said.values()
    protected = {one.value for one in rules.rule(told.key).protects.constituencies} & set(told.asked.values())
    enough = agreed = bool(protected)
    for name in protected:
        people = [owner for owner in stay if told.asked[owner] == name]
        said = [told.said[owner] for owner in people if owner in told.said]
        enough = enough and bool(people) and len(said) / len(people) >= told.quorum / 100 - 1e-9
        agreed = agreed and said.count("yes") > said.count("no")
    return enough, enough and agreed
