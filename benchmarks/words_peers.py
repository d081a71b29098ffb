"""Our checker of words beside other people's, in one run: `.venv/bin/python benchmarks/words_peers.py [--mb 0.2] [--limit 150]`

One table: accuracy on all labelled sentences at hand, then start and MB/s over the same folder of text, best of five starts and one pass.
Ours is measured as anybody would use it: `kithbridge words check`, and `--lines` for one process over many texts. Prints whether the
bars that compare are held: >= 50 times alex, >= 15 times Vale with the same list where a Vale is given. Ends with 1 when one is not.

The peers and their adapters lie in ../shared/data/words (bench_peers.sh, peers/), and are not part of this project. To install them:

    PEERS_NODE=/tmp/peers/node VENV=/tmp/peers/venv ../shared/data/words/bench_peers.sh install

then run this with the same two variables. VALE names a Vale binary, VALE_STYLES a folder with the style `alex` for it.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.unit.language import scoring

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT.parent / "shared" / "data" / "words"
NODE = Path(os.environ.get("PEERS_NODE", "/nowhere"))
VENV = Path(os.environ.get("VENV", "/nowhere"))
VALE, STYLES = os.environ.get("VALE", ""), Path(os.environ.get("VALE_STYLES", "/nowhere"))
OURS = ROOT / ".venv" / "bin" / "kithbridge"
NODE_PEERS = {
    "alex": "alex",
    "retext-equality": "equality",
    "retext-profanities": "profanities",
    "write-good": "writegood",
    "harper.js": "harper",
}
HEAD = (
    f"  {'':20} {'P':>6} {'R':>6} {'F1':>6} {'tight':>6}   {'quotes, self':>12} {'names':>7} "
    f"{'literal':>8} {'abuse':>7} {'user':>7} {'other':>8} {'clean':>8}"
)
TIMES_ALEX, TIMES_VALE, MB_S = 50, 15, 5.0
Hits = dict[str, list[tuple[int, int]]]


def machine() -> str:
    """Machine and versions: a figure without them is none."""
    try:
        fast = f"ahocorasick_rs {version('ahocorasick_rs')}"
    except ModuleNotFoundError:
        fast = "no compiled matcher"
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, {fast}"


def present() -> list[str]:
    """Peers that are installed and have an adapter beside this tree."""
    if not (WORDS / "peers").is_dir():
        return []
    found = [name for name in NODE_PEERS if (NODE / "node_modules" / name).is_dir()]
    found += ["proselint"] if (VENV / "bin" / "proselint").exists() else []
    found += ["Vale, alex style"] if VALE and (STYLES / "alex").is_dir() else []
    return [*found, "bare list"]


@functools.lru_cache(maxsize=64)
def hits(peer: str, path: Path) -> Hits:
    """What a peer finds in a file of sentences, as (start, end) in code points."""
    environment = {**os.environ, "PEERS_NODE": str(NODE)}
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run(
            _command(peer, path, Path(folder)), cwd=WORDS, env=environment, capture_output=True, text=True, check=True
        ).stdout
    texts = {row["id"]: row["text"] for row in scoring.read(path)}
    found: Hits = {}
    for answer in map(json.loads, out.splitlines()):
        text = texts[answer["id"]]
        pairs = [(one["start"], one["end"]) for one in answer["hits"]]
        found[answer["id"]] = [_points(text, pair) for pair in pairs] if peer in NODE_PEERS else pairs
    return found


def _points(text: str, pair: tuple[int, int]) -> tuple[int, int]:
    """JavaScript counts UTF-16 units; we count code points."""
    units = text.encode("utf-16-le")
    begin, end = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in pair)
    return begin, end


def _command(peer: str, path: Path, folder: Path) -> list[str]:
    """The adapter of a peer, called with a file of sentences."""
    if peer in NODE_PEERS:
        return ["node", "peers/lint_node.mjs", NODE_PEERS[peer], str(path)]
    if peer == "proselint":
        return [str(VENV / "bin" / "python"), "peers/lint_py.py", str(path)]
    if peer == "bare list":
        phrases = subprocess.run([sys.executable, "peers/naive.py", "lexicon_draft.tsv"], cwd=WORDS, capture_output=True, check=True).stdout
        (folder / "phrases.txt").write_bytes(phrases)
        return [sys.executable, "peers/run_naive.py", str(folder / "phrases.txt"), str(path)]
    return [sys.executable, "peers/run_vale.py", VALE, str(_vale(folder, "alex")), str(path)]


def _vale(folder: Path, style: str) -> Path:
    """A Vale configuration: the style `alex`, or `Kithbridge` made from our own list."""
    styles = STYLES
    if style != "alex":
        from kithbridge.engines.language import exchange, lexicon

        styles = folder / "styles"
        (styles / style).mkdir(parents=True)
        for name, content in exchange.to_vale(lexicon.starter()).items():
            (styles / style / name).write_text(content, encoding="utf-8")
    ini = folder / f"{style}.ini"
    ini.write_text(f"StylesPath = {styles}\nMinAlertLevel = suggestion\n[*.{{txt,md}}]\nBasedOnStyles = {style}\n", encoding="utf-8")
    return ini


def row(name: str, rows: Sequence[scoring.Row], found: Mapping[str, Any]) -> str:
    """One line of the table of accuracy."""
    loose, tight = scoring.score(rows, found), scoring.score(rows, found, tight=True)
    alarms = ["/".join(map(str, loose.kind(genres))) for genres, _ in scoring.KINDS.values()]
    widths = (12, 7, 8, 7, 7, 8)
    return (
        f"  {name:20} {loose.precision:6.3f} {loose.recall:6.3f} {loose.f1:6.3f} {tight.f1:6.3f}   "
        + " ".join(f"{one:>{width}}" for one, width in zip(alarms, widths, strict=True))
        + f" {'/'.join(map(str, loose.clean)):>8}"
    )


def timed(command: list[str], limit: float) -> float:
    """Seconds of wall time; infinity where it was stopped at the limit. What ours could not do is no figure: it ends the script."""
    begun = time.perf_counter()
    environment = {**os.environ, "PEERS_NODE": str(NODE)}
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit, env=environment, cwd=WORDS)
    except subprocess.TimeoutExpired:
        return float("inf")
    seconds = time.perf_counter() - begun
    if command[0] == str(OURS) and (done.returncode != 1 or not done.stdout):
        sys.exit(f"ours failed ({done.returncode}): {done.stderr.decode(errors='replace')[-300:]}")
    return seconds


def commands(folder: Path, work: Path) -> dict[str, list[str]]:
    """How each checker is called with a folder of .txt files."""
    texts = sorted(map(str, folder.glob("*.txt")))
    lines = work / f"{folder.name}.jsonl"
    lines.write_text(
        "".join(json.dumps({"id": one, "text": Path(one).read_text(encoding="utf-8")}) + "\n" for one in texts), encoding="utf-8"
    )
    out = {
        "ours": [str(OURS), "words", "check", str(folder)],
        "ours, --lines": [str(OURS), "words", "check", "--lines", str(lines), "--format", "jsonl"],
    }
    for name in present():
        if name == "alex":
            out[name] = [str(NODE / "node_modules" / ".bin" / "alex"), "--text", *texts]
        elif name == "write-good":
            out[name] = [str(NODE / "node_modules" / ".bin" / "write-good"), *texts]
        elif name in NODE_PEERS:
            out[name] = ["node", "peers/lint_node.mjs", NODE_PEERS[name], str(folder)]
        elif name == "proselint":
            out[name] = [str(VENV / "bin" / "proselint"), "check", str(folder)]
        elif name.startswith("Vale"):
            out[name] = [VALE, "--config", str(_vale(work, "alex")), "--output=line", "--no-exit", str(folder)]
    if VALE:
        (work / folder.name).mkdir()
        out["Vale, our list"] = [VALE, "--config", str(_vale(work / folder.name, "Kithbridge")), "--output=line", "--no-exit", str(folder)]
    return out


def speeds(mb: float, ours_mb: float, limit: float) -> dict[str, tuple[float, float]]:
    """name -> (best start in ms, MB/s). Ours also gets a larger folder: in the small one its start would be most of the time."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "small").mkdir()
        (work / "small" / "a.txt").write_text("She is an addict.\n", encoding="utf-8")
        sizes = {}
        for name, size in (("text", mb), ("more", ours_mb)):
            subprocess.run([sys.executable, str(WORDS / "make_corpus.py"), str(work / name), str(size)], check=True, capture_output=True)
            sizes[name] = sum(path.stat().st_size for path in (work / name).glob("*.txt")) / 1e6
        small, text, more = (commands(work / name, work) for name in ("small", "text", "more"))
        out = {}
        for name in text:
            start = min(timed(small[name], limit) for _ in range(5))
            out[name] = (start * 1000, sizes["text"] / timed(text[name], limit))
            if name.startswith("ours"):
                out[f"{name}, {ours_mb:g} MB"] = (start * 1000, sizes["more"] / timed(more[name], limit))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=0.2, help="size of the text that every peer gets (0.2 lets all of them finish)")
    parser.add_argument("--ours-mb", type=float, default=5, help="size of the text that only ours gets")
    parser.add_argument("--limit", type=float, default=150, help="seconds after which a checker is stopped")
    options = parser.parse_args()
    print(machine())
    if not present():
        print("No peer lies beside this tree. The top of this script says how to install them.")
        return 2
    paths = [path for path in (scoring.OPEN, scoring.HERE / "dev.jsonl", scoring.HERE / "held.jsonl") if path.exists()]
    rows = [row for path in paths for row in scoring.read(path)]
    print(f"\n{len(rows)} labelled sentences: " + ", ".join(path.stem if path != scoring.OPEN else "open" for path in paths))
    print(HEAD)
    print(row("ours", rows, scoring.checked(rows)))
    for peer in present():
        print(row(peer, rows, {key: found for path in paths for key, found in hits(peer, path).items()}))
    print(f"\n{options.mb:g} MB of text\n  {'':24} {'start ms':>9} {'MB/s':>8}")
    figures = speeds(options.mb, options.ours_mb, options.limit)
    for name, (start, rate) in figures.items():
        print(f"  {name:24} {start:9.0f} " + (f"{rate:8.3f}" if rate else f"  stopped after {options.limit:g} s"))
    return compared(figures, f"ours, --lines, {options.ours_mb:g} MB")


def compared(figures: Mapping[str, tuple[float, float]], mine: str) -> int:
    """The bars of issue 5 that compare: MB/s end to end."""
    ours = figures[mine][1]
    asked = [("MB/s end to end", MB_S, ours)]
    for name, times in (("alex", TIMES_ALEX), ("Vale, our list", TIMES_VALE)):
        if name in figures and figures[name][1]:
            asked.append((f"times {name}", times, ours / figures[name][1]))
    for what, least, got in asked:
        print(f"  {'held    ' if got >= least else 'NOT held'}  >= {least:g} {what}: {got:.1f}")
    return 0 if all(got >= least for _, least, got in asked) else 1


if __name__ == "__main__":
    sys.exit(main())
