"""From answers to an outcome: quorum, majority, consent, bands. Pure.

Offers: `band(yes, no, majority)`, `bands(...)`, `consent(...)`, `by_majority(...)`, `Outcome`.

A band has one edge, and it is the one the outcome shows anyway: the group's own majority. With any further edge ("all", "most", "half"),
whoever knows what the others answered could work out one person's answer more often than from "decided" or "not decided" alone; "all"
would tell what each of them said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHOWN_FROM = 5
TOGETHER = "together"


@dataclass(frozen=True)
class Outcome:
    """How it went. `bands` has no constituency in it of which fewer than five answered: those are only shown together with the others."""

    quorum: bool
    carried: bool
    bands: dict[str, str]


def _agreed(yes: int, no: int, majority: int) -> bool:
    return 100 * yes > majority * (yes + no)


def band(yes: int, no: int, majority: int) -> str:
    """Of those who said yes or no, whether more than `majority` per cent said yes: "more than 50" or "at most 50"."""
    return f"{'more than' if _agreed(yes, no, majority) else 'at most'} {majority}"


def _yes_and_no(votes: Mapping[str, int]) -> tuple[int, int]:
    return votes.get("yes", 0), votes.get("no", 0)


def consent(votes: Mapping[str, Mapping[str, int]], seats: Mapping[str, int]) -> Outcome:
    """Fewer than five: everybody answers, and nobody says no. Nothing of the answers is shown."""
    given = sum(sum(one.values()) for one in votes.values())
    said_no = sum(one.get("no", 0) for one in votes.values())
    everybody = given >= sum(seats.values()) > 0
    return Outcome(quorum=everybody, carried=everybody and said_no == 0, bands={})


def by_majority(
    votes: Mapping[str, Mapping[str, int]], seats: Mapping[str, int], *, deciders: Sequence[str], quorum: int, majority: int
) -> Outcome:
    """Quorum and majority in every constituency that decides; the others advise.

    votes : {constituency: {"yes": n, "no": n, "abstain": n}}
    seats : how many sit, by constituency
    quorum, majority : shares in per cent, from the rules
    """
    enough = all(100 * sum(votes.get(name, {}).values()) >= quorum * seats.get(name, 0) > 0 for name in deciders)
    carried = enough and all(_agreed(*_yes_and_no(votes.get(name, {})), majority) for name in deciders)
    return Outcome(quorum=enough, carried=carried, bands=bands(votes, seats, majority))


def bands(votes: Mapping[str, Mapping[str, int]], seats: Mapping[str, int], majority: int) -> dict[str, str]:
    """Bands by constituency. Where fewer than five were asked or have answered in one, and so for what could be worked out from it,
    only all together; and nothing at all where fewer than five answered in all."""
    asked = [name for name in votes if votes[name]]
    given = {name: sum(votes[name].values()) for name in asked}
    if sum(given.values()) < SHOWN_FROM:
        return {}
    if all(min(given[name], seats.get(name, 0)) >= SHOWN_FROM for name in asked):
        return {name: band(*_yes_and_no(votes[name]), majority) for name in asked}
    yes, no = (sum(said) for said in zip(*(_yes_and_no(votes[name]) for name in asked), strict=True))
    return {TOGETHER: band(yes, no, majority)}
