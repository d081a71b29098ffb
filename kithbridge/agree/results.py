"""What may be shown of a closed conversation, as pages read it. Nothing here knows more than what is stored.

Offers
------
Result, Line, Told, Band, Groups, Group   the stored values
result(conversation)    None while it has none
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kithbridge.agree.models import Conversation, Statement, Voice

VERSIONS = (1,)


@dataclass(frozen=True)
class Band:
    """A word (nearly all, most, split, few, nearly nobody, differs, untold) and an interval in per cent, in fives."""

    word: str
    low: int
    high: int


@dataclass(frozen=True)
class Told:
    """What is told of some people; `roles` are voices in words, none for everybody. `met`: yes, no or untold."""

    roles: tuple[str, ...]
    agree: Band
    disagree: Band
    met: str


@dataclass(frozen=True)
class Line:
    """One statement. `text` is "" where its writer took it back. `said`: heard, mixed, not mixed, words. `lowest` in per cent."""

    number: int
    text: str
    said: str
    met: str
    lowest: int
    whole: Told
    parts: tuple[Told, ...]
    bridges: bool


@dataclass(frozen=True)
class Group:
    """People who answered alike: about how many, and (statement, "agree" or "disagree") of what marks them."""

    people: tuple[int, int]
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Groups:
    """`map`: statement, column, row, each -3 to 3. `density`: rows of shades 0 to 3, or none."""

    groups: tuple[Group, ...]
    map: tuple[tuple[int, int, int], ...]
    density: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Result:
    """`stage`: heard, words or groups possible. `people`, `beside`: from, to. `own_words`: (voice in words, her word). `drowned`: services
    were more than half and could not be told from the rest, so nothing is called agreed."""

    stage: str
    measure: str
    people: tuple[int, int]
    beside: tuple[int, int]
    own_words: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    groups: Groups | None
    drowned: bool = False

    @property
    def heard_only(self) -> bool:
        """So few took part that nothing but this is told."""
        return self.stage == "heard"

    @property
    def agreed(self) -> tuple[Line, ...]:
        """What the group's own measure says it agrees on."""
        return tuple(one for one in self.lines if one.met == "yes" and one.text)

    def line(self, number: int) -> Line | None:
        """One statement, if anything is told of it."""
        return next((one for one in self.lines if one.number == number), None)


def result(conversation: Conversation) -> Result | None:
    """None while there is none. Raises ValueError for a version that a newer program wrote."""
    kept: dict[str, Any] | None = conversation.result
    if kept is None:
        return None
    if kept["version"] not in VERSIONS:
        raise ValueError(f"This result has version {kept['version']}: a newer program wrote it.")
    shown = Statement.objects.filter(conversation=conversation, stage=Statement.Stage.SHOWN)
    texts = dict(shown.values_list("number", "text"))
    bridges = set(kept["bridging"])
    return Result(
        kept["stage"],
        kept["measure"],
        _span(kept["people"]),
        _span(kept["beside"]),
        tuple((_voice(voice), own) for voice, own in kept["own_words"]),
        tuple(
            Line(
                one["number"], texts.get(one["number"], ""), one["said"], one["met"], one["lowest"],
                _told(one["whole"]), tuple(map(_told, one["parts"])), one["number"] in bridges,
            )
            for one in kept["statements"]
        ),
        _groups(kept["groups"]),
        bool(kept.get("drowned")),
    )  # fmt: skip


def _span(pair: list[int]) -> tuple[int, int]:
    least, most = pair
    return least, most


def _voice(value: str) -> str:
    return str(Voice(value).label)


def _told(kept: dict[str, Any]) -> Told:
    return Told(tuple(map(_voice, kept["roles"])), Band(*kept["agree"]), Band(*kept["disagree"]), kept["met"])


def _groups(kept: dict[str, Any] | None) -> Groups | None:
    if kept is None:
        return None
    return Groups(
        tuple(Group(_span(one["people"]), tuple((number, side) for number, side in one["marks"])) for one in kept["groups"]),
        tuple((number, x, y) for number, x, y in kept["map"]),
        tuple(map(tuple, kept["density"])),
    )
