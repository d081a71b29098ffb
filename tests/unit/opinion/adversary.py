"""Somebody in the room tries to work out votes from all that was published.

She knows who took part, who has which role, who voted on what and when, six people's votes and her own, that nobody else changed her vote
between two publications, and the code that publishes. For each statement she looks for every way in which the others may have voted that
would have led to the same publications. A person's vote is determined if she votes alike in all of them; a side is ruled out if she
cannot have agreed, or cannot have disagreed.

Offers: `Case` (people with their votes and roles), `made_up(rng, ...)`, `tell(case, publisher, known)`, publishers `ours`, and those that
must be broken: `counts`, `percentages`, `plain_words`, `whole_and_roles`, `told_afresh`.

The search starts at the truth and moves up to three people's votes, then goes through all ways in which they may have voted (without
passes if there are too many). What it does not find counts as impossible, so it can only err by reporting too much.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from kithbridge.engines.opinion.publish import Published, publish
from kithbridge.engines.opinion.small import surely_most

AGREE, DISAGREE, PASS = 0, 1, 2
Tallies = NDArray[np.int64]
"""[rounds, roles, answers, candidates]"""
Publisher = Callable[[Tallies, NDArray[np.int64]], list[Hashable]]
State = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Case:
    """One statement. `role[i]`, `since[i]` (0: voted before the first publication, 1: only before the second), `answer[i]`.

    `later[i]` is the answer at the second publication: another one only for people whose votes are known. `sizes` [rounds, roles].
    """

    role: NDArray[np.int64]
    since: NDArray[np.int64]
    answer: NDArray[np.int64]
    later: NDArray[np.int64]
    sizes: NDArray[np.int64]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """Of `asked` people whose vote was not known: sides ruled out, votes determined."""

    asked: int = 0
    ruled_out: int = 0
    determined: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(self.asked + other.asked, self.ruled_out + other.ruled_out, self.determined + other.determined)


def told(published: Published, m: int) -> list[Hashable]:
    by_key = {one.key: replace(one, key=0) for one in published.statements}
    return [by_key[at] for at in range(m)]


def _named(sizes: NDArray[np.int64]) -> dict[str, int]:
    return {f"role {at}": int(size) for at, size in enumerate(sizes)}


def ours(tallies: Tallies, sizes: NDArray[np.int64]) -> list[Hashable]:
    m, previous, seen = tallies.shape[-1], None, []
    for votes, people in zip(tallies, sizes, strict=True):
        previous = publish(*votes.swapaxes(0, 1), _named(people), statements=range(m), rule=surely_most, previous=previous)
        seen.append(told(previous, m))
    return list(zip(*seen, strict=True))


def told_afresh(tallies: Tallies, sizes: NDArray[np.int64]) -> list[Hashable]:
    """Ours, but each publication made as if there had been none before."""
    m = tallies.shape[-1]
    rounds = zip(tallies, sizes, strict=True)
    return list(
        zip(*(told(publish(*v.swapaxes(0, 1), _named(s), statements=range(m), rule=surely_most), m) for v, s in rounds), strict=True)
    )


def counts(tallies: Tallies, sizes: NDArray[np.int64]) -> list[Hashable]:
    """Agree, disagree, pass over everybody, from 8 voters."""
    whole = tallies.sum(axis=1)
    return [tuple(np.where(one.sum(axis=-1, keepdims=True) >= 8, one, -1).ravel()) for one in np.moveaxis(whole, -1, 0)]


def percentages(tallies: Tallies, sizes: NDArray[np.int64]) -> list[Hashable]:
    """Whole per cents instead of counts."""
    whole = tallies.sum(axis=1).astype(float)
    seen = whole.sum(axis=1, keepdims=True)
    shares = np.where(seen >= 8, np.round(100 * whole / np.maximum(seen, 1)), -1)
    return [tuple(one.ravel()) for one in np.moveaxis(shares, -1, 0)]


def _plain(counts_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Nearly all, most, split, few, nearly nobody: from 8 voters, at 15, 35, 65 and 85 of 100."""
    seen = counts_of.sum(axis=-2, keepdims=True)
    words = np.digitize(counts_of / np.maximum(seen, 1), [0.15, 0.35, 0.65, 0.85])
    return np.where(seen >= 8, words, -1)


def plain_words(tallies: Tallies, sizes: NDArray[np.int64]) -> list[Hashable]:
    return [tuple(one.ravel()) for one in np.moveaxis(_plain(tallies.sum(axis=1)), -1, 0)]


def whole_and_roles(tallies: Tallies, sizes: NDArray[np.int64]) -> list[Hashable]:
    """Our words for everybody and for every role of five or more beside them."""
    m, seen = tallies.shape[-1], []
    for votes, people in zip(tallies, sizes, strict=True):
        for rows in (slice(None), *(slice(at, at + 1) for at in range(len(people)) if people[at] >= 5)):
            block = _plain(votes[rows].sum(axis=0))
            seen.append([tuple(one) for one in np.moveaxis(block, -1, 0)])
    return list(zip(*seen, strict=True)) if seen else [()] * m


def _classes(case: Case) -> list[tuple[int, int]]:
    return sorted({(int(r), int(s)) for r, s in zip(case.role[~case.known], case.since[~case.known], strict=True)})


def _fixed(case: Case) -> NDArray[np.int64]:
    """Votes that are known: [rounds, roles, answers]."""
    rounds, roles = case.sizes.shape
    out = np.zeros((rounds, roles, 3), np.int64)
    for at in np.flatnonzero(case.known):
        if case.since[at] == 0:
            out[0, case.role[at], case.answer[at]] += 1
        if rounds > 1:
            out[1, case.role[at], case.later[at]] += 1
    return out


def _tallies(case: Case, classes: Sequence[tuple[int, int]], states: Sequence[State]) -> Tallies:
    rounds = case.sizes.shape[0]
    out = np.repeat(_fixed(case)[..., None], len(states), axis=-1)
    free = np.array(states, np.int64).reshape(len(states), len(classes), 3)
    for at, (role, since) in enumerate(classes):
        for number in range(since, rounds):
            out[number, role] += free[:, at].T
    return out


def _moved(state: State) -> Iterator[State]:
    for at, votes in enumerate(state):
        for source in (AGREE, DISAGREE, PASS):
            for aim in (AGREE, DISAGREE, PASS):
                if source != aim and votes[source]:
                    new = list(votes)
                    new[source] -= 1
                    new[aim] += 1
                    yield (*state[:at], (new[0], new[1], new[2]), *state[at + 1 :])


def _possible(case: Case, publisher: Publisher) -> tuple[list[tuple[int, int]], State, set[tuple[int, int]]]:
    """Answers (class, answer) that fit to all that was published."""
    classes = _classes(case)
    free = ~case.known
    truth: State = tuple(
        tuple(int(np.sum(free & (case.role == r) & (case.since == s) & (case.answer == v))) for v in range(3))  # type: ignore[misc]
        for r, s in classes
    )
    seen = publisher(_tallies(case, classes, [truth]), case.sizes)[0]
    fitting, tried, edge = {truth}, {truth}, [truth]
    possible: set[tuple[int, int]] = set()
    for depth in range(5):
        possible |= {(at, v) for state in fitting for at, votes in enumerate(state) for v in range(3) if votes[v]}
        if depth == 4 or all((at, v) in possible for at in range(len(classes)) for v in (AGREE, DISAGREE)):
            break
        following = {new for state in edge for new in _moved(state)} if depth < 3 else _every(truth)
        edge = sorted(following - tried)
        tried.update(edge)
        published = publisher(_tallies(case, classes, edge), case.sizes) if edge else []
        fitting = {state for state, one in zip(edge, published, strict=True) if one == seen}
    return classes, truth, possible


def _every(truth: State) -> set[State]:
    """All ways in which these people may have voted; without passes if there are too many to go through."""
    people = [sum(votes) for votes in truth]
    ways = [[(a, d, n - a - d) for a in range(n + 1) for d in range(n - a + 1)] for n in people]
    if prod(map(len, ways)) > 50_000:
        ways = [[(a, n - a, 0) for a in range(n + 1)] for n in people]
    return set(product(*ways)) if prod(map(len, ways)) <= 50_000 else set()


def tell(case: Case, publisher: Publisher) -> Found:
    """What she finds about the people whose votes she does not know."""
    classes, truth, possible = _possible(case, publisher)
    found = Found()
    for at in range(len(classes)):
        people = sum(truth[at])
        open_to = {v for v in range(3) if (at, v) in possible}
        ruled_out = people * len({AGREE, DISAGREE} - open_to)
        found += Found(people, ruled_out, people * (len(open_to) == 1))
    return found


def _answers(rng: np.random.Generator, n: int) -> NDArray[np.int64]:
    """Votes of n people: unanimous, all but one, at the edges of bands, or drawn."""
    kind = rng.integers(6)
    if kind < 2:
        out = np.full(n, kind)
    elif kind == 2:
        out = np.full(n, rng.integers(2))
        out[rng.integers(n)] = rng.integers(3)
    elif kind == 3:
        agree = int(np.clip(rng.choice([6, 7, 8, 9, n - 9, n - 8, n - 7, n - 6, n // 2]), 0, n))
        out = np.where(np.arange(n) < agree, AGREE, DISAGREE if rng.random() < 0.6 else PASS)
    else:
        out = rng.choice(3, n, p=rng.dirichlet([1, 1, 0.3]))
    return rng.permutation(out)


def _knows(rng: np.random.Generator, role: NDArray[np.int64], answer: NDArray[np.int64], number: int) -> NDArray[np.bool_]:
    """Whose votes she knows: anybody's, or those of one side, or of one role first."""
    n = len(role)
    order = rng.permutation(n)
    kind = rng.integers(4)
    if kind == 1:
        order = order[np.argsort(answer[order], kind="stable")]
    elif kind == 2:
        order = order[np.argsort(answer[order] != DISAGREE, kind="stable")]
    elif kind == 3:
        order = order[np.argsort(role[order] != role[order[0]], kind="stable")]
    out = np.zeros(n, bool)
    out[order[: min(number, n - 1)]] = True
    return out


def made_up(rng: np.random.Generator, n: int, statements: int, *, known: int = 7, rounds: int = 1) -> list[Case]:
    """A group of n people and what one of them knows of each statement; in a second round a few come, and those known may change."""
    roles = int(rng.integers(1, 5))
    role = rng.choice(roles, n, p=rng.dirichlet(np.ones(roles)))
    since = (rng.random(n) < 0.15).astype(np.int64) if rounds > 1 else np.zeros(n, np.int64)
    people = np.array([[int(np.sum((role == r) & (since <= number))) for r in range(roles)] for number in range(rounds)])
    cases = []
    for _ in range(statements):
        voted = rng.random(n) < rng.choice([1.0, 0.9])
        if voted.sum() < 2:
            voted[:] = True
        answer = _answers(rng, int(voted.sum()))
        who = _knows(rng, role[voted], answer, known)
        later = np.where(who & (rng.random(len(answer)) < 0.2), rng.integers(0, 3, len(answer)), answer)
        cases.append(Case(role[voted], since[voted], answer, later, people, who))
    return cases
