"""Can anybody's vote be worked out from what is published? `.venv/bin/python benchmarks/opinion_anonymity.py [--groups 1000]`

Made-up groups of 5 to 30 people, with unanimous statements, a role of one or two, counts at the edges of bands, and in half of them a
second publication after a few people came or changed their votes. Somebody knows six people's votes, and her own, and all that was
published; `tests/unit/opinion/adversary.py` says how she searches. Bar: 0 votes determined, and 0 people of whom she knows that they
cannot have agreed, or cannot have disagreed. The same adversary must break counts, percentages, plain words with edges at round shares,
words for everybody beside words by role, and a second publication made as if there had been none: a search that finds nothing in them
would be worth nothing. Groups of 34 to 70 people follow, since only they have roles told apart.

Then opinion groups, for somebody who does not know who passed over which statement: two people are exchanged, or a vote is changed alone or
beside others, and everything is computed anew; a vote counts as told where no other one was found that leads to the same publication.
Ends with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from kithbridge.engines.opinion.analyse import Analysis, analyse
from kithbridge.engines.opinion.bands import KNOWN, LEAST_KNOWN, telling
from kithbridge.engines.opinion.publish import Published, publish
from kithbridge.engines.opinion.publish_groups import PublishedGroups, published_groups
from kithbridge.engines.opinion.votes import votes_of
from tests.unit.opinion import adversary
from tests.unit.opinion.adversary import Found

STATEMENTS = 12
BRIDGES = 5
MORE = 60
"""Random changes tried besides, where no single one fits."""
WHOLE = 12
"""People with whom somebody is exchanged as a whole."""


def broken(
    publisher: adversary.Publisher, groups: int, *, known: int, sizes: tuple[int, int] = (5, 31), rounds: int | None = None
) -> Found:
    rng = np.random.default_rng(20)
    found = Found()
    for _ in range(groups):
        n = int(rng.integers(*sizes))
        often = int(rng.integers(1, 3)) if rounds is None else rounds
        for case in adversary.made_up(rng, n, STATEMENTS, known=known, rounds=often):
            found += adversary.tell(case, publisher)
    return found


def two_sides(rng: np.random.Generator, n: int, statements: int) -> np.ndarray:
    """Votes [n, statements] of people of two minds; some pass, some did not come to a statement (9)."""
    side = np.arange(n) < rng.integers(6, n - 5)
    clear = np.where(rng.random(statements) < 0.5, 1, -1)
    alike = rng.random(statements) < 0.4
    lean = np.where(alike[None, :] | side[:, None], clear, -clear)
    votes = np.where(rng.random((n, statements)) < 0.88, lean, -lean)
    votes[rng.random((n, statements)) < 0.08] = 0
    votes[rng.random((n, statements)) < 0.05] = 9
    return votes


Everything = tuple[Published, PublishedGroups | None, list[int]]


def everything(votes: np.ndarray, bridges: bool) -> Everything:
    """All that is published of a conversation: words, groups where they may be shown, and then statements liked on all sides."""
    people, statements = np.nonzero(votes != 9)
    analysis: Analysis = analyse(votes_of(people, statements, votes[people, statements]), method="small", ours=bridges)
    counts = [(votes == value).sum(axis=0)[None, :] for value in (1, -1, 0)]
    words = publish(*counts, {"everybody": len(votes)}, statements=range(votes.shape[1]))
    marks = [
        [(one.statement, "agree" if one.agree else "disagree") for one in analysis.representative.get(group.id, ())]
        for group in analysis.groups
    ]
    passed = analysis.gate is not None and analysis.gate.passed
    shown = published_groups([len(group.rows) for group in analysis.groups], marks, passed=passed, words=words)
    liked: list[int] = []
    if shown is not None and analysis.bridging is not None:
        low = analysis.bridging.low
        liked = sorted(sorted(np.flatnonzero(low > 0).tolist(), key=lambda at: (-low[at], at))[:BRIDGES])
    return words, shown, liked


def told_of_groups(groups: int, looked_at: int, *, bridges: bool = False) -> tuple[int, int, int]:
    """Conversations with groups shown, votes looked at, votes for which no other one fits."""
    rng = np.random.default_rng(5)
    shown = asked = told = 0
    while shown < groups:
        votes = two_sides(rng, int(rng.integers(20, 31)), 24)
        seen = everything(votes, bridges)
        if seen[1] is None:
            continue
        shown += 1
        known = rng.permutation(len(votes))[:KNOWN]
        free = np.setdiff1d(np.arange(len(votes)), known)
        for _ in range(looked_at):
            person, statement = int(rng.choice(free)), int(rng.integers(votes.shape[1]))
            if votes[person, statement] != 9:
                asked += 1
                told += not any(everything(other, bridges) == seen for other in _others(rng, votes, free, person, statement))
    return shown, asked, told


def _others(rng: np.random.Generator, votes: np.ndarray, free: np.ndarray, person: int, statement: int) -> Iterator[np.ndarray]:
    """Other votes with another one of hers; only what is not known is changed.

    First she is exchanged with somebody who voted otherwise on the statement, all votes of both: nothing that is published knows who is
    who. Where all that are not known voted alike: her vote alone, exchanged, beside another change of this statement, or of others.
    """
    for one in rng.permutation(free)[:WHOLE]:
        if votes[one, statement] not in (9, votes[person, statement]):
            exchanged = votes.copy()
            exchanged[[person, one]] = exchanged[[one, person]]
            yield exchanged
    values = [int(value) for value in rng.permutation([1, -1, 0]) if value != votes[person, statement]]
    for value in values:
        yield _with(votes, [(person, statement, value)])
    for one in rng.permutation(free):
        if votes[one, statement] not in (9, votes[person, statement]):
            yield _with(votes, [(person, statement, votes[one, statement]), (one, statement, votes[person, statement])])
    for one in rng.permutation(free):
        for value in (1, -1, 0):
            if one != person and votes[one, statement] not in (9, value):
                yield _with(votes, [(person, statement, values[0]), (one, statement, value)])
    for _ in range(MORE):
        changes = [(person, statement, int(rng.choice(values)))]
        for one, at in zip(rng.choice(free, 2), rng.integers(0, votes.shape[1], 2), strict=True):
            if votes[one, at] != 9 and (one, at) != (person, statement):
                changes.append((int(one), int(at), int(rng.integers(-1, 2))))
        yield _with(votes, changes)


def _with(votes: np.ndarray, changes: Sequence[tuple[int, int, int]]) -> np.ndarray:
    out = votes.copy()
    for person, statement, value in changes:
        out[person, statement] = value
    return out


def row(name: str, found: Found, groups: int) -> None:
    print(f"| {name} | {groups} | {found.asked} | {found.ruled_out} | {found.determined} |")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--grouped", type=int, default=20, help="conversations with opinion groups")
    given = parser.parse_args(arguments)
    print(f"{os.cpu_count()} cores; Python {platform.python_version()}, numpy {np.__version__}; {STATEMENTS} statements a group")
    print("words from", next(s for s in range(99) if telling(s) == "words"), "voters on a statement\n")
    missed = []

    print("| published | groups | votes not known | sides ruled out | determined |\n|---|---|---|---|---|")
    for name, sizes, groups in (("ours, 5 to 30", (5, 31), given.groups), ("ours, 34 to 70", (34, 71), given.groups // 5)):
        for known in (LEAST_KNOWN, KNOWN):
            found = broken(adversary.ours, groups, known=known, sizes=sizes)
            row(f"{name}, {known} votes known", found, groups)
            if found.determined or found.ruled_out:
                missed.append(f"{name}: {found}")
    few = max(given.groups // 10, 20)
    controls = {
        "counts": (adversary.counts, 1),
        "percentages": (adversary.percentages, 1),
        "plain words": (adversary.plain_words, 1),
        "words, and words by role": (adversary.whole_and_roles, 1),
        "ours, twice as if new": (adversary.told_afresh, 2),
    }
    for name, (publisher, rounds) in controls.items():
        found = broken(publisher, few * 3 if rounds == 2 else few, known=LEAST_KNOWN if rounds == 1 else KNOWN, rounds=rounds)
        row(f"{name} (must be broken)", found, few)
        if not found.ruled_out:
            missed.append(f"the adversary does not break {name}")

    print()
    for name, bridges, groups in (("groups", False, given.grouped), ("groups and what all sides like", True, given.grouped // 2)):
        shown, asked, told = told_of_groups(groups, 12, bridges=bridges)
        print(f"{name}: {shown} conversations of 20 to 30 people, {asked} votes looked at, {told} without another that fits")
        if told:
            missed.append(f"{told} votes told by {name}")
    for one in missed:
        print("MISSED:", one)
    print("bars missed" if missed else "bars held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
