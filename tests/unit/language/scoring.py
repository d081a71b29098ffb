"""Scores what a checker finds against labelled sentences: `read`, `Score`, `score`, `bars`, `checked`.

A labelled span is found when a hit shares a character with it ("loose"), or when the shared length is at least half of the joint
length ("tight"). A hit is right when it finds a labelled span. Contested spans are neither asked for nor counted against anybody;
their recall stands apart, without those that the label leaves open. An alarm is a hit on a span that must not be flagged.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "sentences"
OPEN = Path(__file__).resolve().parents[4] / "shared" / "data" / "words" / "open" / "sentences.jsonl"
Row = Mapping[str, Any]
Hits = Mapping[str, Sequence[tuple[int, int]]]

# Genres whose traps are counted together, and the share of alarms that they may have (issue 5, bar 2).
KINDS = {
    "quotes, mentions, reported, self": (("self", "mention", "reported", "transcript"), 0.02),
    "names": (("name",), 0.05),
    "literal": (("literal",), 0.05),
    "abuse": (("abuse",), 0.05),
    "user": (("user",), 0.05),
    "other senses": (("other",), 0.05),
}
CLEAN = 0.03


@dataclass(frozen=True)
class Score:
    """Figures of one checker on one set. `alarms` is genre -> (alarms, spans); shares are between 0 and 1."""

    precision: float
    recall: float
    contested: tuple[int, int]
    alarms: Mapping[str, tuple[int, int]]
    clean: tuple[int, int]
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def kind(self, genres: Iterable[str]) -> tuple[int, int]:
        """Alarms and spans of several genres together."""
        pairs = [self.alarms.get(genre, (0, 0)) for genre in genres]
        return sum(one for one, _ in pairs), sum(all_ for _, all_ in pairs)


def read(path: Path) -> list[Row]:
    """The labelled sentences of a file, in its order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def checked(rows: Iterable[Row], level: str = "default") -> dict[str, list[tuple[int, int]]]:
    """What our checker finds in each sentence, with the starter list; a case note is not announced as one."""
    from kithbridge.engines.language import lexicon
    from kithbridge.engines.language.check import Checker

    checker = Checker(lexicon.starter(), level=level)
    return {row["id"]: [(one.start, one.end) for one in checker.check(row["text"])] for row in rows}


def _shares(span: Row, hit: tuple[int, int], tight: bool) -> bool:
    shared = min(span["end"], hit[1]) - max(span["start"], hit[0])
    return shared > 0 and (not tight or 2 * shared >= max(span["end"], hit[1]) - min(span["start"], hit[0]))


def score(rows: Sequence[Row], hits: Hits, *, tight: bool = False) -> Score:
    """Precision of the hits, recall of the firm spans, and alarms by genre."""
    firm = found = contested = contested_found = right = wrong = clean = clean_hit = 0
    alarms: dict[str, list[int]] = {}
    missed, false = Counter[str](), Counter[str]()
    for row in rows:
        mine = hits.get(row["id"], ())
        for span in row["flags"]:
            seen = any(_shares(span, hit, tight) for hit in mine)
            if span.get("open"):
                continue
            if span["contested"]:
                contested, contested_found = contested + 1, contested_found + seen
            else:
                firm, found = firm + 1, found + seen
                if not seen:
                    missed[f"{row['id']} {span['text']} | {row['text']}"] += 1
        for hit in mine:
            good = any(_shares(span, hit, tight) for span in row["flags"])
            right, wrong = right + good, wrong + (not good)
            if not good:
                false[f"{row['id']} {row['text'][hit[0] : hit[1]]} | {row['text']}"] += 1
        for span in row["must_not_flag"]:
            kind = alarms.setdefault(row["genre"], [0, 0])
            kind[0] += any(_shares(span, hit, tight) for hit in mine)
            kind[1] += 1
        clean, clean_hit = clean + (not row["flags"]), clean_hit + (not row["flags"] and bool(mine))
    return Score(
        right / (right + wrong) if right + wrong else 0.0,
        found / firm if firm else 0.0,
        (contested_found, contested),
        {genre: (one, all_) for genre, (one, all_) in alarms.items()},
        (clean_hit, clean),
        missed,
        false,
    )


def bars(rows: Sequence[Row], hits: Hits, *, f1: float, tight: float, precision: float) -> list[tuple[str, bool, str]]:
    """Each bar as (what is asked, whether it holds, the figures)."""
    loose, close = score(rows, hits), score(rows, hits, tight=True)
    out = [
        (f"F1 >= {f1}", loose.f1 >= f1, f"{loose.f1:.3f}"),
        (f"F1 tight >= {tight}", close.f1 >= tight, f"{close.f1:.3f}"),
        (f"precision >= {precision}", loose.precision >= precision, f"{loose.precision:.3f}"),
    ]
    for name, (genres, most) in KINDS.items():
        one, all_ = loose.kind(genres)
        out.append((f"alarms on {name} <= {most:.0%}", one <= most * all_, f"{one}/{all_}"))
    hit, clean = loose.clean
    out.append((f"clean sentences with a finding <= {CLEAN:.0%}", hit <= CLEAN * clean, f"{hit}/{clean}"))
    return out
