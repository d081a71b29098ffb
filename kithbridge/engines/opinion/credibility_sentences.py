"""What the view of credibility says in one sentence each: kinds and numbers, words are the room's.

Offers
------
Sentence, Side, Corroboration, Overrides
sentences(experience, professionals, corroboration, overrides, last_word)

Kinds: "nothing said"; "too few people to compare"; "one side only" (side); "cited of ten, not chance" and "cited of ten, could be chance"
(experience, professionals); "second source of ten, not chance" and "..., could be chance" (experience, professionals); "overridden"
(overridden, known, with reason); "last word" (roles, times, of).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kithbridge.engines.opinion.credibility_exact import Estimate, by_chance

__all__ = ["Corroboration", "Overrides", "Sentence", "Side", "sentences"]

ALARM = 0.05
"""Chance below which a difference is said not to be chance."""

Numbers = tuple[tuple[str, str | float], ...]


@dataclass(frozen=True)
class Sentence:
    """One thing to say in plain words: its kind, and what goes into it by name."""

    kind: str
    numbers: Numbers


@dataclass(frozen=True)
class Side:
    """Contributions of people with experience, or of professionals: how many were cited of those said."""

    cited: int
    said: int


@dataclass(frozen=True)
class Corroboration:
    """How often a point rests on this side only together with the other side or a document: `needed` of `points`.

    `ratio`: people with experience over professionals; 1 is equal trust. `odds`: the same as an odds ratio with its exact interval.
    """

    experience: tuple[int, int]
    professionals: tuple[int, int]
    ratio: float
    odds: Estimate


@dataclass(frozen=True)
class Overrides:
    """Decisions against people with living experience, of those where it is known, and how many of them have a written reason."""

    overridden: int
    known: int
    with_reason: int


def sentences(
    experience: Side,
    professionals: Side,
    corroboration: Corroboration | None,
    overrides: Overrides,
    last_word: Sequence[tuple[tuple[str, ...], int]],
) -> tuple[Sentence, ...]:
    """One sentence for each view, the most important first.

    `last_word`: decisions by merged roles, most first.

    Examples
    --------
    >>> sentences(Side(2, 8), Side(6, 9), None, Overrides(0, 0, 0), [])
    (Sentence(kind='cited of ten, could be chance', numbers=(('experience', 2), ('professionals', 7))),)
    """
    out = [_cited(experience, professionals)]
    if corroboration is not None:
        kind = "second source of ten, not chance" if corroboration.odds.differs_from_one else "second source of ten, could be chance"
        tens = (("experience", _of_ten(*corroboration.experience)), ("professionals", _of_ten(*corroboration.professionals)))
        out.append(Sentence(kind, tens))
    if overrides.known:
        numbers = (("overridden", overrides.overridden), ("known", overrides.known), ("with reason", overrides.with_reason))
        out.append(Sentence("overridden", numbers))
    if last_word:
        roles, times = last_word[0]
        out.append(Sentence("last word", (("roles", ", ".join(roles)), ("times", times), ("of", sum(n for _, n in last_word)))))
    return tuple(out)


def _of_ten(part: int, whole: int) -> int:
    return round(10 * part / whole)


def _cited(experience: Side, professionals: Side) -> Sentence:
    if not experience.said or not professionals.said:
        return Sentence("one side only", (("side", "experience" if experience.said else "professionals"),))
    chance = by_chance(experience.cited, experience.said, professionals.said, experience.cited + professionals.cited)
    kind = "cited of ten, not chance" if chance < ALARM else "cited of ten, could be chance"
    tens = (("experience", _of_ten(experience.cited, experience.said)), ("professionals", _of_ten(professionals.cited, professionals.said)))
    return Sentence(kind, tens)
