"""A whole conversation read at once: who takes part, the map, groups, common ground, what comes next.

Offers
------
analyse(votes, ...)    -> Analysis
Analysis, Group        what was found; numbers and keys, no words
as_plain(analysis)     the same as plain values, as far as it may be shown (`plain`)

Two methods. `polis` reads a conversation as Polis would publish it. `small`, the default, lets the number of people decide what is shown
(docs/adr/0014): under 8 that they were heard, under 20 no groups (but whether there might be some), from 20 groups where the permutation
gate passes; under 50 exact tests. What is slow to import is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion import representative, taking_part
from kithbridge.engines.opinion.common import Consensus, consensus, group_informed
from kithbridge.engines.opinion.components import Components, components, extremity, positions
from kithbridge.engines.opinion.plain import as_plain
from kithbridge.engines.opinion.priorities import priorities
from kithbridge.engines.opinion.tallies import tallies
from kithbridge.engines.opinion.votes import Key, Reals, Votes

if TYPE_CHECKING:
    from kithbridge.engines.opinion.bridging import Bridged
    from kithbridge.engines.opinion.gate import Gate

__all__ = ["EXACT_BELOW", "Analysis", "Group", "Method", "Shown", "analyse", "as_plain"]

Method: TypeAlias = Literal["small", "polis"]
Shown: TypeAlias = Literal["heard", "words", "groups"]

# Fewer people than this: representative statements by exact tests (docs/adr/0014).
EXACT_BELOW: Final = 50
# People are drawn anew this often for the intervals of bridging scores, less often in conversations of more than so many votes.
DRAWS: Final = 200
VOTES_FOR_DRAWS: Final = 20_000
FEWEST_DRAWS: Final = 20
# Where no generator is passed in: the same start every time.
START: Final = 14


@dataclass(frozen=True, eq=False)
class Group:
    """People who answered alike. `rows` sorted; `centre` is where they stand on average."""

    id: Key
    rows: NDArray[np.int64]
    centre: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Analysis:
    """What was found. m people take part, S statements.

    Attributes
    ----------
    votes : Votes
    method : "small" or "polis"
    given : bool
        The groups were handed in.
    shown : "heard", "words" or "groups"
        What may be said of a group of this size.
    rows : int64[m]
        Who takes part.
    components : Components
    positions : float64[m, 2]
    extremity : float64[S]
    groups : tuple of Group
        Empty where there are none: one group is no groups.
    silhouette : float or None
    representative : dict of group id to statements
    consensus : Consensus
        By Polis's rule.
    group_informed : float64[S] or None
        None without groups.
    priorities : float64[S]
    gate : Gate or None
    bridging : Bridged or None
    """

    votes: Votes
    method: Method
    given: bool
    shown: Shown
    rows: NDArray[np.int64]
    components: Components
    positions: Reals
    extremity: Reals
    groups: tuple[Group, ...]
    silhouette: float | None
    representative: dict[Key, tuple[representative.Representative, ...]]
    consensus: Consensus
    group_informed: Reals | None
    priorities: Reals
    gate: Gate | None
    bridging: Bridged | None

    @property
    def k(self) -> int:
        """How many groups; 1 where there are none."""
        return max(len(self.groups), 1)

    @property
    def small(self) -> bool:
        """So few that exact tests and a rule fixed beforehand stand where Polis has smoothed ones."""
        return self.method == "small" and not self.given and self.rows.size < EXACT_BELOW

    @property
    def listed(self) -> bool:
        """Members may be listed: as Polis does, or where whoever asks brought the groups along."""
        return self.given or self.method == "polis"


def analyse(
    votes: Votes,
    *,
    method: Method = "small",
    groups: Mapping[Key, Key] | None = None,
    keep: Iterable[Key] | None = None,
    rng: np.random.Generator | None = None,
    ours: bool = True,
) -> Analysis:
    """Read a conversation.

    Parameters
    ----------
    votes : Votes
    method : "small" or "polis"
    groups : dict of person to group, optional
        Groups that are known. They are taken as they are, whatever their size, and all statistics are Polis's.
    keep : people, optional
        Who takes part, instead of the method's own rule (polis: `taking_part.replay`; small: everybody).
    rng : Generator, optional
        For starts and draws; without it a fixed one, so that the same votes give the same answer.
    ours : bool
        Reckon the gate and the bridging scores as well, which Polis does not know. `small` always asks its gate.

    Raises
    ------
    ValueError
        A method that there is not, or groups without anybody who voted.
    """
    if method not in ("small", "polis"):
        raise ValueError("the method is small or polis")
    rng = np.random.default_rng(START) if rng is None else rng
    as_polis = method == "polis" or groups is not None
    rows = _taking_part(votes, method, groups, keep)
    if groups is not None and not rows.size:
        raise ValueError("nobody in these groups voted")
    # Polis spans the map over everybody who voted, also those who are in no group.
    asked = taking_part.everybody(votes) if as_polis else rows
    plane = components(votes, asked)
    points, far = positions(votes, rows, plane), extremity(plane)
    shown = "groups" if as_polis else _shown(rows.size)
    gate = _gate(votes, rows, rng) if shown != "heard" and (ours or not as_polis) else None
    if groups is not None:
        found = _given(votes, rows, points, groups)
    elif shown == "groups" and rows.size and (as_polis or (gate and gate.passed)):
        found = _looked_for(points)
    else:
        found = _Found(np.zeros(rows.size, np.int64), (), None)
    if not as_polis and shown == "groups" and not found.ids:
        shown = "words"
    counts = tallies(votes, rows, found.labels)
    tell_apart = representative.polis if as_polis or rows.size >= EXACT_BELOW else representative.exact
    stands = tell_apart(votes, rows, found.labels) if found.ids else {}
    return Analysis(
        votes=votes,
        method=method,
        given=groups is not None,
        shown=shown,
        rows=rows,
        components=plane,
        positions=points,
        extremity=far,
        groups=tuple(_group(key, rows, points, found.labels == g) for g, key in enumerate(found.ids)),
        silhouette=found.silhouette,
        representative={found.ids[g]: listed for g, listed in stands.items()},
        consensus=consensus(votes, asked),
        group_informed=group_informed(counts) if found.ids else None,
        priorities=priorities(counts, far, votes.meta),
        gate=gate,
        bridging=_bridging(votes, rows, rng) if ours and shown != "heard" and rows.size > 1 else None,
    )


def _taking_part(votes: Votes, method: Method, groups: Mapping[Key, Key] | None, keep: Iterable[Key] | None) -> NDArray[np.int64]:
    named = keep if keep is not None else groups
    if named is None:
        return taking_part.replay(votes) if method == "polis" else taking_part.everybody(votes)
    wanted = set(named) if groups is None else set(named) & set(groups)
    return np.flatnonzero(np.fromiter((person in wanted for person in votes.people), bool, len(votes.people)))


def _shown(people: int) -> Shown:
    from kithbridge.engines.opinion.small import stage

    at = stage(people)
    return "groups" if at == "groups possible" else at


class _Found(NamedTuple):
    """Label of each person who takes part; the ids of the groups, none where all are one; how well they are apart."""

    labels: NDArray[np.int64]
    ids: tuple[Key, ...]
    silhouette: float | None


def _given(votes: Votes, rows: NDArray[np.int64], points: Reals, groups: Mapping[Key, Key]) -> _Found:
    from kithbridge.engines.opinion.grouping import silhouette

    of = [groups[votes.people[i]] for i in rows.tolist()]
    ids = tuple(sorted(set(of)))
    labels = np.fromiter(map({key: g for g, key in enumerate(ids)}.__getitem__, of), np.int64, len(of))
    return _Found(labels, ids, silhouette(points, labels))


def _looked_for(points: Reals) -> _Found:
    from kithbridge.engines.opinion.grouping import group

    found = group(points)
    return _Found(found.labels, tuple(range(found.k)), found.silhouette) if found.k > 1 else _Found(found.labels, (), None)


def _group(key: Key, rows: NDArray[np.int64], points: Reals, inside: NDArray[np.bool_]) -> Group:
    x, y = points[inside].mean(axis=0).tolist()
    return Group(key, rows[inside], (x, y))


def _gate(votes: Votes, rows: NDArray[np.int64], rng: np.random.Generator) -> Gate:
    from kithbridge.engines.opinion.gate import gate

    return gate(votes, rows, rng=rng)


def _bridging(votes: Votes, rows: NDArray[np.int64], rng: np.random.Generator) -> Bridged:
    from kithbridge.engines.opinion.bridging import bridging

    draws = int(min(DRAWS, max(FEWEST_DRAWS, DRAWS * VOTES_FOR_DRAWS // max(votes.value.size, 1))))
    return bridging(votes, rows, rng=rng, draws=draws)
