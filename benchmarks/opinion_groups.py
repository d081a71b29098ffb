"""Opinion groups beside the official ones: `.venv/bin/python benchmarks/opinion_groups.py [FOLDER ...]`

Over all conversations in ../shared/data/agree (and FOLDERs laid out like those in `open/`), official participants given: adjusted Rand
index against the official groups, number of groups, smallest group, inertia; whether 20 runs and shuffled votes give the same bits. Where
red-dwarf is installed it stands beside ours, its inertia reckoned on the same positions. Then two made-up conversations with three groups.
Ends with 1 when a bar is not held, and says so when there is nothing to read.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import platform
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kithbridge.engines.opinion.components import components, positions
from kithbridge.engines.opinion.gate import gate
from kithbridge.engines.opinion.grouping import Grouping, group
from kithbridge.engines.opinion.votes import Votes, votes_of
from tests.unit.opinion.made_up import rand_index

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "agree"
MEAN = 0.65
MADE_UP = ("syn:2000x200x100000x3", "syn:10000x400x1000000x3")


def names(folders: list[str]) -> list[str]:
    fixtures = SHARED / "polis_math_fixtures"
    return [
        *(f"open:{x.name}" for x in sorted((SHARED / "open").iterdir()) if x.is_dir()),
        *(f"fixture:{x.name}" for x in sorted(fixtures.iterdir()) if x.is_dir() and x.name != "delphi"),
        *(f"delphi:{x.name.split('-', 1)[1]}" for x in sorted((fixtures / "delphi").iterdir())),
        *(f"dir:{x}" for x in folders),
    ]


def votes(d: dict[str, Any], order: np.ndarray | None = None) -> Votes:
    table = np.array(d["votes"])
    table = table if order is None else table[order]
    return votes_of(table[:, 0], table[:, 1], table[:, 2], times=table[:, 3], moderated=set(d["mod_out"]) | set(d["meta"]), meta=d["meta"])


def grouped(of: Votes, keep: set[int]) -> tuple[np.ndarray, np.ndarray, Grouping]:
    rows = np.flatnonzero([person in keep for person in of.people])
    at = positions(of, rows, components(of, rows))
    return rows, at, group(at)


def same(a: Grouping, b: Grouping) -> bool:
    return np.array_equal(a.labels, b.labels) and (a.silhouette, a.inertia) == (b.silhouette, b.inertia)


def inertia(at: np.ndarray, labels: np.ndarray) -> float:
    return sum(float(((at[labels == g] - at[labels == g].mean(axis=0)) ** 2).sum()) for g in np.unique(labels))


def peer(d: dict[str, Any], keep: set[int]) -> dict[int, int]:
    try:
        import e_reddwarf
    except ImportError:
        return {}
    return e_reddwarf.run(d | {"keep": sorted(keep)})[1]["groups"]


def beside(name: str, load: Any, *, with_peer: bool) -> dict[str, Any]:
    d = load(name)
    official = {int(p): g for p, g in d["ref"]["groups"].items()}
    keep = set(official)
    of = votes(d)
    start = time.process_time()
    rows, at, found = grouped(of, keep)
    seconds = time.process_time() - start
    truth = np.unique([official[of.people[i]] for i in rows.tolist()], return_inverse=True)[1].ravel()
    again = [grouped(of, keep)[2] for _ in range(20 if len(d["votes"]) < 50_000 else 2)]
    shuffled = grouped(votes(d, np.random.default_rng(1).permutation(len(d["votes"]))), keep)[2]
    result = {
        "ari": rand_index(truth, found.labels),
        "right": found.k == truth.max() + 1,
        "smallest": int(np.bincount(found.labels).min()),
        "same": all(same(found, other) for other in (*again, shuffled)),
    }
    passed = gate(of, rows).passed
    print(
        f"{name:44s} {rows.size:6d} people  k {found.k} of {truth.max() + 1}  ARI {result['ari']:6.3f}  "
        f"sizes {np.bincount(found.labels).tolist()}  inertia {found.inertia:.2f}  "
        f"gate {'passed' if passed else 'closed'}  {seconds:.3f} s",
        flush=True,
    )
    theirs = peer(d, keep) if with_peer else {}
    if theirs:
        labels = np.unique([theirs.get(of.people[i], -1) for i in rows.tolist()], return_inverse=True)[1].ravel()
        result |= {"rd_ari": rand_index(truth, labels), "rd_right": labels.max() == truth.max()}
        forced = group(at, most=int(labels.max()) + 1, fewest=int(labels.max()) + 1, least=1)
        result["tighter"] = forced.inertia <= inertia(at, labels) * (1 + 1e-9)
        if found.k == labels.max() + 1:
            result["tighter_as_shown"] = found.inertia <= inertia(at, labels) * (1 + 1e-9)
        print(
            f"{'red-dwarf':>44s} {'':13s}  k {labels.max() + 1} of {truth.max() + 1}  ARI {result['rd_ari']:6.3f}  sizes "
            f"{sorted(np.bincount(labels).tolist(), reverse=True)}  inertia {inertia(at, labels):.2f}, ours at that k {forced.inertia:.2f}",
            flush=True,
        )
    return result


def main() -> int:
    if not SHARED.is_dir():
        print("../shared/data/agree is not beside this tree: nothing to read.")
        return 0
    sys.path[1:1] = [str(SHARED / "bench"), str(SHARED / "bench" / "engines")]
    import common

    warnings.simplefilter("ignore")
    print(f"Python {platform.python_version()}, numpy {np.__version__}")
    found = [beside(name, common.load, with_peer=True) for name in names(sys.argv[1:])]
    made_up = [beside(name, common.load, with_peer=False) for name in MADE_UP]
    mean = float(np.mean([x["ari"] for x in found]))
    right = sum(x["right"] for x in found)
    bars = {
        f"mean ARI {mean:.3f} >= {MEAN}": mean >= MEAN,
        "no group under 5": min(x["smallest"] for x in found + made_up) >= 5,
        "same bits in every run and under shuffled votes": all(x["same"] for x in found + made_up),
        "three made-up groups found": all(x["right"] for x in made_up),
    }
    if "rd_ari" in found[0]:
        theirs = sum(x["rd_right"] for x in found)
        print(f"red-dwarf: mean ARI {np.mean([x['rd_ari'] for x in found]):.3f}, right k on {theirs} of {len(found)}")
        bars |= {
            f"right k on {right}, more than red-dwarf's {theirs}": right > theirs,
            "inertia at red-dwarf's k not above its own": all(x["tighter"] for x in found),
            "and of the groups as shown where k is equal": all(x.get("tighter_as_shown", True) for x in found),
        }
    for name, held in bars.items():
        print(f"  {'held    ' if held else 'NOT held'}  {name}")
    return 0 if all(bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
