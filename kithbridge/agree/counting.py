"""What may be shown of a conversation, made once at close from all its votes: plain values for JSON.

Offers
------
VERSION                  of what is stored
counted(conversation)    everything that leaves; raises links.NoLink without the key

Whoever has no slip can be one person with two hundred pages, who knows all of these votes but one. So of them nothing is told but about how
many there were. Everything else goes through `publish` and `published_groups`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from kithbridge.agree import links
from kithbridge.agree.actions import wording
from kithbridge.agree.models import CONSTITUENCY, Conversation, Statement, Vote, Voter

if TYPE_CHECKING:
    from kithbridge.engines.opinion.publish import Published, Told

VERSION = 1
BESIDE_FROM, BESIDE_STEP = 8, 5
MOST_BRIDGING = 5


@dataclass(frozen=True)
class _Rows:
    """Who counts, in the order of tags; their answers; what they call themselves; how many do not count."""

    voices: list[str]
    answers: list[dict[int, int]]
    own: list[tuple[str, str]]
    beside: int


def _rows(conversation: Conversation, numbers: dict[UUID, int]) -> _Rows:
    """Ties every vote to its voter, in memory."""
    votes = dict(Vote.objects.filter(statement__in=list(numbers)).values_list("pk", "choice"))
    found: _Rows = _Rows([], [], [], 0)
    beside = 0
    for tag, voice, own, counts in (
        Voter.objects.filter(conversation=conversation).order_by("tag").values_list("tag", "voice", "own_word", "counted")
    ):
        made = links.vote_ids(conversation, tag, numbers)
        answers = {numbers[statement]: votes[number] for number, statement in made.items() if number in votes}
        if not answers:
            continue  # joined and said nothing
        if not counts:
            beside += 1
            continue
        found.voices.append(voice)
        found.answers.append(answers)
        if own:
            found.own.append((voice, own))
    return _Rows(found.voices, found.answers, found.own, beside)


def counted(conversation: Conversation) -> dict[str, Any]:
    """Plain values (agree/results.py reads them). The same votes make the same. Raises links.NoLink."""
    import numpy as np

    from kithbridge.engines.opinion.publish import publish
    from kithbridge.engines.opinion.small import RULES

    shown = Statement.objects.filter(conversation=conversation, stage=Statement.Stage.SHOWN).order_by("number")
    numbers = dict(shown.values_list("pk", "number"))
    keys, rows = sorted(numbers.values()), _rows(conversation, numbers)
    roles = dict(sorted(Counter(rows.voices).items()))
    cells = {choice: np.zeros((len(roles), len(keys)), np.int64) for choice in (1, -1, 0)}
    role_at, key_at = {role: at for at, role in enumerate(roles)}, {key: at for at, key in enumerate(keys)}
    for voice, answers in zip(rows.voices, rows.answers, strict=True):
        for key, choice in answers.items():
            cells[choice][role_at[voice], key_at[key]] += 1
    # The measure is for those it is about: where they cannot be told apart and services are the larger half, nothing is called agreed.
    rule = None if _drowned(roles) else RULES[conversation.measure]
    told = publish(cells[1], cells[-1], cells[0], roles, statements=keys, rule=rule)
    return {
        "version": VERSION,
        "measure": conversation.measure,
        "drowned": rule is None,
        "stage": told.stage,
        "people": list(told.people),
        "beside": _beside(rows.beside),
        "own_words": _own_words(rows.own, len(rows.voices)),
        "statements": [
            {
                "number": one.key, "said": one.said, "met": one.met, "lowest": one.lowest,
                "whole": _told(one.whole), "parts": [_told(part) for part in one.parts],
            }
            for one in told.statements
        ],
        **_groups(rows, told),
    }  # fmt: skip


def _drowned(roles: Mapping[str, int]) -> bool:
    """Whether more than half of those who count speak for services, and nobody of those it is about is told apart."""
    from kithbridge.engines.opinion.publish import blocks

    own = {voice for voice in roles if CONSTITUENCY[voice] != "work"}
    work = sum(n for voice, n in roles.items() if voice not in own)
    return 2 * work > sum(roles.values()) and not any(set(block) <= own for block in blocks(roles))


def _told(one: Told) -> dict[str, Any]:
    return {
        "roles": list(one.roles),
        "met": one.met,
        "agree": [one.agree.word, one.agree.low, one.agree.high],
        "disagree": [one.disagree.word, one.disagree.low, one.disagree.high],
    }


def _beside(n: int) -> list[int]:
    """About how many were heard and do not count: from, to."""
    least = n // BESIDE_STEP * BESIDE_STEP
    return [least, least + BESIDE_STEP - 1] if n >= BESIDE_FROM else [0, BESIDE_FROM - 1]


def _own_words(said: Sequence[tuple[str, str]], people: int) -> list[list[str]]:
    """Voice and word, where enough used the same; in the spelling that most used.

    Whether it is shown is a band like any other: somebody who knows whether seven of these people used it must not learn of another one.
    """
    from kithbridge.engines.opinion.bands import KNOWN, telling

    if telling(people) != "words":
        return []
    spelled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for voice, own in said:
        spelled[voice, wording.folded(own)][own] += 1
    return [
        [voice, min(ways, key=lambda way: (-ways[way], way))]
        for (voice, folded), ways in sorted(spelled.items(), key=lambda pair: pair[0])
        if ways.total() >= KNOWN + 2 and folded
    ]


def _groups(rows: _Rows, told: Published) -> dict[str, Any]:
    """Groups and bridges, where so many voted and the gate passes; otherwise nothing of either."""
    from kithbridge.engines.opinion.small import GROUPS_FROM

    nothing: dict[str, Any] = {"groups": None, "bridging": []}
    if len(rows.voices) < GROUPS_FROM:
        return nothing
    from kithbridge.engines.opinion.analyse import analyse
    from kithbridge.engines.opinion.components import statement_positions
    from kithbridge.engines.opinion.publish_groups import published_groups
    from kithbridge.engines.opinion.votes import votes_of

    triplets = [(person, key, choice) for person, answers in enumerate(rows.answers) for key, choice in sorted(answers.items())]
    people, statements, values = (list(one) for one in zip(*triplets, strict=True))
    found = analyse(votes_of(people, statements, values))
    if found.gate is None or not found.gate.passed or found.k < 2:
        return nothing
    marks: list[list[tuple[str | int, Literal["agree", "disagree"]]]] = [
        [
            (int(one.statement), "agree" if one.agree else "disagree")
            for one in found.representative.get(group.id, ())
            # What all agree with, a group among them, tells it from nobody, and stands in its list with the side on which it leans least.
            if one.agree or not one.best_agree
        ]
        for group in found.groups
    ]
    places = statement_positions(found.components)
    shown = published_groups(
        [group.rows.size for group in found.groups],
        marks,
        passed=True,
        words=told,
        statement_positions={int(key): (float(x), float(y)) for key, (x, y) in zip(found.votes.statements, places, strict=True)},
        positions=found.positions,
    )
    if shown is None:
        return nothing
    bridges = [] if found.bridging is None else _bridges(found.votes.statements, found.bridging.low.tolist())
    return {
        "groups": {
            "groups": [{"people": list(one.people), "marks": [list(mark) for mark in one.marks]} for one in shown.groups],
            "map": [list(one) for one in shown.map],
            "density": [list(row) for row in shown.density],
        },
        "bridging": bridges,
    }


def _bridges(statements: Sequence[Any], low: Sequence[float]) -> list[int]:
    """Statements that are liked whatever the side, for sure; by their numbers, so that no score can be read off the order."""
    best = sorted(((at, int(key)) for key, at in zip(statements, low, strict=True) if at > 0), key=lambda one: (-one[0], one[1]))
    return sorted(key for _low, key in best[:MOST_BRIDGING])
