"""Our opinion engine beside red-dwarf, in one run: `.venv/bin/python benchmarks/opinion_peers.py [--peer-python PYTHON]`

Each engine reads each conversation in a child process of its own with one thread; seconds are CPU of the best repetition, memory is the
growth over the loaded votes. The official participants are given for groups ("+keep"), the official groups for statistics ("+groups"),
neither for who takes part. Without `--peer-python` (a Python that has red-dwarf 0.4.0) only ours is run, and bars that compare are
left out. Conversations and official results lie in ../shared/data/agree, with the loader that is used here.

Bars: 10 times red-dwarf's speed as geometric mean, none under 3; mean adjusted Rand index >= 0.65; no group under 5; the right number of
groups on more sets; inertia no larger at an equal number; with the official groups given the consensus and representative statements in
order, group-informed consensus <= 1e-9, priorities <= 1e-6, components >= 0.99999; participants exact on all official results but one;
import < 0.3 s; a million votes <= 2 s and <= 150 MB. Ends with 1 when one is missed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
import os
import platform
import resource
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
AGREE = HERE.parent.parent / "shared" / "data" / "agree"
MILLION = "syn:10000x400x1000000x3"
MADE_UP = ("syn:300x60x9000x3", "syn:2000x200x100000x3", MILLION)
NOT_EXACT = {
    "fixture:50ptpt-3gp-strict-no-meta": "its votes are incomplete and its priorities are all 49",
}
"""Official results that are not compared digit by digit, with the reason (README of the data)."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
GEOMETRIC, SLOWEST, RAND = 10.0, 3.0, 0.65
Result = dict[str, Any]


def loader() -> Any:
    """The loader beside the data."""
    spec = importlib.util.spec_from_file_location("agree_common", AGREE / "bench" / "common.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def child(engine: str, name: str, repetitions: int) -> None:
    """Run one engine on one conversation and print what it found, as JSON."""
    warnings.simplefilter("ignore")
    sys.path[:0] = [str(HERE.parent), str(AGREE / "bench" / "engines")]
    start = time.process_time()
    run = importlib.import_module(engine).run
    importing = time.process_time() - start
    given = loader().load(name)
    before, seconds, out = _peak(), [], {}
    for _ in range(repetitions):
        start = time.process_time()
        out = run(given)[1]
        seconds.append(time.process_time() - start)
        if sum(seconds) > 30:
            break
    found = {
        "groups": list(out["groups"].items()),
        "components": [list(direction.items()) for direction in out["comps"]],
        "informed": list(out["gac"].items()),
        "priorities": list(out["priorities"].items()),
        "consensus": out["consensus"],
        "representative": list(out["repness"].items()),
    }
    measured = {"cpu": min(seconds), "mb": _peak() - before, "import": importing, "votes": len(given["votes"])}
    print(json.dumps(found | measured, default=lambda value: value.item()))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(python: str, engine: str, name: str, repetitions: int) -> Result:
    """What a child found; its mappings as mappings."""
    command = [python, str(HERE / "opinion_peers.py"), "--child", engine, name, "--repetitions", str(repetitions)]
    out = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False)
    if out.returncode:
        raise SystemExit(f"{engine} ended on {name}: {out.stderr.strip().splitlines()[-1:]}")
    result: Result = json.loads(out.stdout.splitlines()[-1])
    for key in ("groups", "informed", "priorities", "representative"):
        result[key] = dict(result[key])
    result["components"] = [dict(direction) for direction in result["components"]]
    return result


def rand_index(ours: Sequence[int], theirs: Sequence[int]) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985) of two divisions of the same people."""

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    both = pairs(Counter(zip(ours, theirs, strict=True)).values())
    a, b = pairs(Counter(ours).values()), pairs(Counter(theirs).values())
    every = pairs([len(ours)])
    expected = a * b / every if every else 0.0
    return (both - expected) / ((a + b) / 2 - expected) if (a + b) / 2 != expected else 1.0


def agreement(result: Result, official: Mapping[int, int]) -> tuple[float, int, list[int]]:
    """Rand index with the official groups over people in both, number of groups, sizes."""
    groups = {person: group for person, group in result["groups"].items() if group is not None}
    both = [person for person in official if person in groups]
    sizes = sorted(Counter(groups.values()).values(), reverse=True)
    return rand_index([groups[p] for p in both], [official[p] for p in both]), len(sizes), sizes


def inertia(result: Result, places: Mapping[int, Sequence[float]]) -> float:
    """Sum of squared distances of people to the mean of their group."""
    members: dict[int, list[Sequence[float]]] = {}
    for person, group in result["groups"].items():
        if group is not None and person in places:
            members.setdefault(group, []).append(places[person])
    total = 0.0
    for points in members.values():
        for axis in zip(*points, strict=True):
            mean = math.fsum(axis) / len(axis)
            total += math.fsum((value - mean) ** 2 for value in axis)
    return total


def places_of(given: Mapping[str, Any], people: Iterable[int]) -> dict[int, list[float]]:
    """Positions of the official participants on the components of everybody who voted, as Polis spans them: one measure for both."""
    import numpy as np

    from benchmarks.opinion_engine import votes
    from kithbridge.engines.opinion.components import components, positions
    from kithbridge.engines.opinion.taking_part import everybody

    wanted = set(people)
    every = votes(given)
    rows = np.array([at for at, person in enumerate(every.people) if person in wanted])
    return dict(zip((every.people[at] for at in rows), positions(every, rows, components(every, everybody(every))).tolist(), strict=True))


def exactly(name: str, given_groups: Result, from_votes: Result, official: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """One row of how far the statistics are from the official ones, and what of it misses a bar."""
    tids = official["tids"]

    def vector(values: Mapping[int, float]) -> list[float]:
        return [values.get(tid, 0.0) for tid in tids]

    cosines = [_cosine(vector(mine), theirs) for mine, theirs in zip(given_groups["components"], official["pca"]["comps"], strict=True)]
    informed = max(abs(given_groups["informed"][int(tid)] - value) for tid, value in official["group-aware-consensus"].items())
    priorities = max(abs(given_groups["priorities"][int(tid)] / value - 1) for tid, value in official["comment-priorities"].items())
    consensus = all([x["tid"] for x in official["consensus"][side]] == given_groups["consensus"][side] for side in ("agree", "disagree"))
    theirs = {int(group): [[x["tid"], x["repful-for"]] for x in listed] for group, listed in official["repness"].items()}
    mine = {int(group): listed for group, listed in given_groups["representative"].items()}
    in_order = theirs == mine
    as_sets = all({tuple(x) for x in theirs[g]} == {tuple(x) for x in mine.get(g, [])} for g in theirs)
    missing = set(map(int, official["in-conv"])) ^ set(from_votes["groups"])
    row = [
        name,
        "equal" if consensus else "differs",
        "equal, in order" if in_order else "equal sets" if as_sets else "differs",
        f"{informed:.1e}",
        f"{priorities:.1e}",
        " ".join(f"{cosine:.7f}" for cosine in cosines),
        "exact" if not missing else f"{len(missing)} differ",
    ]
    checks = {
        "consensus": consensus,
        "representative statements": in_order,
        "group-informed consensus": informed <= 1e-9,
        "priorities": priorities <= 1e-6 or name in NOT_EXACT,
        "components": min(cosines) >= 0.99999 or name in NOT_EXACT,
    }
    return row, [f"{what} of {name}" for what, held in checks.items() if not held] + (["participants"] if missing else [])


def _cosine(a: Sequence[float], b: Sequence[float]) -> float:
    return abs(math.fsum(x * y for x, y in zip(a, b, strict=True))) / (math.hypot(*a) * math.hypot(*b) or 1.0)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def official_sets() -> list[str]:
    fixtures = [f"fixture:{path.name}" for path in sorted((AGREE / "polis_math_fixtures").iterdir()) if path.name != "delphi"]
    delphi = [f"delphi:{path.name.split('-', 1)[1]}" for path in sorted((AGREE / "polis_math_fixtures" / "delphi").iterdir())]
    return [*fixtures, *delphi]


def conversations() -> list[str]:
    return [f"open:{path.name}" for path in sorted((AGREE / "open").iterdir())] + official_sets()


def against_official(missed: list[str]) -> None:
    rows, participants = [], 0
    common = loader()
    for name in official_sets():
        given_groups, alone = (measure(sys.executable, "benchmarks.opinion_engine", name + end, 1) for end in ("+groups", ""))
        row, wrong = exactly(name, given_groups, alone, common.load(name)["ref"]["math"])
        participants += "participants" in wrong
        missed += [one for one in wrong if one != "participants"]
        rows.append(row)
    print("\nOurs with the official groups given, against the official results. Not held to digits:")
    for name, why in NOT_EXACT.items():
        print(f"{name}: {why}")
    table(("set", "consensus", "representative", "informed, max", "priorities, max", "components, cos", "who takes part"), rows)
    if participants > 1:
        missed.append(f"participants differ on {participants} sets")


def side_by_side(peer: str, names: Sequence[str], repetitions: int, missed: list[str]) -> None:
    common, rows, ratios, rands = loader(), [], [], {"ours": [], "peer": []}
    right = Counter[str]()
    for name in names:
        given = common.load(name if name.startswith("syn") else name + "+keep")
        official = given["ref"]["groups"]
        ending = "" if name.startswith("syn") else "+keep"
        ours = measure(sys.executable, "benchmarks.opinion_engine", name + ending, repetitions)
        results = {"ours": ours}
        if peer:
            results["peer"] = measure(peer, "e_reddwarf", name + ending, repetitions)
        found = {who: agreement(result, official) for who, result in results.items()}
        right.update(who for who, one in found.items() if one[1] == len(set(official.values())))
        if not name.startswith("syn"):
            for who, one in found.items():
                rands[who].append(one[0])
        if min(found["ours"][2]) < 5:
            missed.append(f"a group of {min(found['ours'][2])} in {name}")
        cells = [name, str(ours["votes"]), f"{ours['cpu']:.4f}", f"{ours['mb']:.0f}", f"{found['ours'][0]:.2f}"]
        if name == MILLION and (ours["cpu"] > 2 or ours["mb"] > 150):
            missed.append(f"a million votes: {ours['cpu']:.2f} s, {ours['mb']:.0f} MB")
        if peer:
            ratios.append(results["peer"]["cpu"] / ours["cpu"])
            cells[3:3] = [f"{results['peer']['cpu']:.4f}", f"{ratios[-1]:.1f}"]
            cells[6:6] = [f"{results['peer']['mb']:.0f}"]
            cells.append(f"{found['peer'][0]:.2f}")
            cells.append(_inertias(name, given, official, results, found, missed))
        cells.append(f"{len(set(official.values()))}: " + "; ".join(f"{'/'.join(map(str, found[who][2]))}" for who in found))
        rows.append(cells)
    if peer:
        head = (
            "set",
            "votes",
            "ours CPU s",
            "red-dwarf CPU s",
            "times",
            "ours MB",
            "red-dwarf MB",
            "Rand ours",
            "Rand red-dwarf",
            "inertia",
            "groups",
        )
        table((*head[:-1], "official groups: ours; red-dwarf"), rows)
    else:
        table(("set", "votes", "CPU s", "MB", "Rand", "official groups: ours"), rows)
    _summary(peer, ratios, rands, right, len(names), missed)


def _inertias(name: str, given: Mapping[str, Any], official: Mapping[int, int], results: Mapping[str, Result],
              found: Mapping[str, tuple[float, int, list[int]]], missed: list[str]) -> str:  # fmt: skip
    """Ours over the peer's where both have as many groups and none of the peer's is one that we would not show."""
    if found["ours"][1] != found["peer"][1]:
        return ""
    shared = set(results["ours"]["groups"]) & {person for person, group in results["peer"]["groups"].items() if group is not None}
    places = {person: place for person, place in places_of(given, official).items() if person in shared}
    ratio = inertia(results["ours"], places) / (inertia(results["peer"], places) or 1.0)
    if ratio > 1 + 1e-6 and min(found["peer"][2]) >= 5:
        missed.append(f"inertia {ratio:.4f} of red-dwarf's on {name}")
    return f"{ratio:.4f}"


def _summary(
    peer: str, ratios: Sequence[float], rands: Mapping[str, list[float]], right: Counter[str], sets: int, missed: list[str]
) -> None:
    mean = math.fsum(rands["ours"]) / len(rands["ours"])
    print(f"\nmean adjusted Rand index {mean:.3f}; right number of groups on {right['ours']} of {sets}")
    if mean < RAND:
        missed.append(f"mean adjusted Rand index {mean:.3f}")
    if not peer:
        print("no red-dwarf: give --peer-python to compare")
        return
    geometric = math.exp(math.fsum(map(math.log, ratios)) / len(ratios))
    print(f"red-dwarf: {math.fsum(rands['peer']) / len(rands['peer']):.3f}; {right['peer']} of {sets}")
    print(f"speed: geometric mean {geometric:.1f} times, least {min(ratios):.1f}")
    if geometric < GEOMETRIC or min(ratios) < SLOWEST:
        missed.append(f"speed {geometric:.1f} times, least {min(ratios):.1f}")
    if right["ours"] <= right["peer"]:
        missed.append("the right number of groups on no more sets than red-dwarf")


def importing(missed: list[str]) -> None:
    code = "import time; start = time.process_time(); import kithbridge.engines.opinion.analyse; print(time.process_time() - start)"
    seconds = min(float(subprocess.check_output([sys.executable, "-c", code], cwd=HERE.parent, text=True)) for _ in range(5))
    print(f"import {seconds:.3f} s CPU")
    if seconds >= 0.3:
        missed.append(f"import {seconds:.2f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", default="", help="a Python with red-dwarf 0.4.0")
    parser.add_argument("--sets", default="", help="names as in bench/common.py, separated by commas")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("ENGINE", "SET"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not AGREE.is_dir():
        print(f"No conversations at {AGREE}: nothing to compare.")
        return 0
    if given.child:
        child(*given.child, given.repetitions)
        return 0
    sys.path.insert(0, str(HERE.parent))
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"{os.cpu_count()} cores, {load}; Python {platform.python_version()}; one thread, best of {given.repetitions}")
    missed: list[str] = []
    importing(missed)
    side_by_side(given.peer_python, given.sets.split(",") if given.sets else [*conversations(), *MADE_UP], given.repetitions, missed)
    if not given.sets:
        against_official(missed)
    for one in missed:
        print("MISSED:", one)
    print("bars missed" if missed else "bars held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
