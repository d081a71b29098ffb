"""The official results of Polis beside which the engine is held: read from `../shared/data/agree`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kithbridge.engines.opinion.votes import Votes, votes_of
from kithbridge.formats.polis import orientation, read_groups, read_votes

NAMES = (
    "below-100-ptpts",
    "25ptpt-3gp-no-strict-with-meta",
    "50ptpt-3gp-strict-no-meta",
    "above-100-ptpts",
    "150ptpt-3gp-no-strict-no-meta",
    "vw",
    "biodiversity",
)
# Its votes are not complete, and all priorities that Polis stored are 49 (a known fault of those months).
FAULTY = "50ptpt-3gp-strict-no-meta"
# It ran in 2018, when Polis still counted moderated statements as voted.
OLD = "above-100-ptpts"


@dataclass(frozen=True)
class Official:
    """A conversation and its official result. `row` and `place` say where a person and a statement stand in the votes."""

    name: str
    votes: Votes
    math: dict[str, Any]
    groups: dict[Any, Any]
    row: dict[Any, int]
    place: dict[Any, int]

    @property
    def participants(self) -> set[int]:
        return {int(p) for p in self.math["in-conv"]}

    @property
    def tids(self) -> np.ndarray:
        """Where the statements of the result, in its order, stand in the votes."""
        return np.array([self.place[t] for t in self.math["tids"]])


def files(shared: Path, name: str) -> tuple[Path, Path, Path]:
    """Votes, statements, official result."""
    folder = shared / "data" / "agree" / "polis_math_fixtures"
    if (folder / name).is_dir():
        return folder / name / "votes.json", folder / name / "comments.json", folder / name / "math-pca2.json"
    folder = next((folder / "delphi").glob(f"*-{name}"))
    return next(folder.glob("*-votes.csv")), next(folder.glob("*-comments.csv")), next(folder.glob("*_math_blob.json"))


def official(shared: Path, name: str) -> Official:
    votes_file, _, math_file = files(shared, name)
    read, groups = read_votes(votes_file), read_groups(math_file)
    sign = orientation(read, groups.tallies)
    assert sign is not None
    votes = votes_of(
        read.people,
        read.statements,
        read.values * np.int8(sign),
        times=read.times,
        moderated=read.named(groups.moderated),
        meta=read.named(groups.meta),
    )
    return Official(
        name=name,
        votes=votes,
        math=json.loads(math_file.read_text(encoding="utf-8")),
        groups={person: groups.of[str(person)] for person in votes.people if str(person) in groups.of},
        row={person: i for i, person in enumerate(votes.people)},
        place={statement: j for j, statement in enumerate(votes.statements)},
    )
