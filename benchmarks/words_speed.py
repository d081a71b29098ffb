"""How fast the checker is, and how long a list takes to be live. Nothing is remembered between sentences.

    .venv/bin/python benchmarks/words_speed.py [--large]

Prints MB/s (UTF-8 bytes in one process, CPU time) on text half made of labelled sentences, on plain prose, and without the compiled
finder; the time from a changed list to a checker; the memory of a long run. `--large`: 100,000 texts of 2 kB, in one process and in two.
Exit 1 where a bar is not held.

The dense text is made of tests/unit/language/sentences/dev.jsonl (shuffled, fixed seed), prose of Python's own help topics: as
../shared/data/words/make_corpus.py does with the open set.
"""

import json
import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from pydoc_data.topics import topics

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from kithbridge.engines.language.check import Checker  # noqa: E402 - after the path
from kithbridge.engines.language.lexicon import Lexicon, parse, starter  # noqa: E402

SENTENCES = ROOT / "tests/unit/language/sentences/dev.jsonl"
ENTRY = "id: {id}\nterm: {form}\nforms: {form}\nabout: drug use\nlevel: avoid\ninstead: person\nwhy: Measured.\nsources: none\n\n"
held = True


def texts(megabytes, dense):
    """Texts of about 50 kB: `dense` of labelled sentences, else plain prose."""
    rng = random.Random(7)
    sentences = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    prose = [topics[key] for key in sorted(topics)]
    out, size = [], 0.0
    while size < megabytes * 1e6:
        parts = []
        while sum(map(len, parts)) < 50_000:
            parts.append(" ".join(rng.sample(sentences, 8)) if dense else rng.choice(prose))
        out.append("\n\n".join(parts))
        size += len(out[-1].encode())
    return out


def rate(checker, corpus):
    """(MB of UTF-8 in a second of CPU time, findings): the best of three."""
    size = sum(len(text.encode()) for text in corpus)
    best, found = float("inf"), 0
    for _ in range(3):
        begin = time.process_time()
        found = sum(len(checker.check(text)) for text in corpus)
        best = min(best, time.process_time() - begin)
    return size / best / 1e6, found


def bar(name, value, wanted, unit, *, least=True):
    global held
    ok = value >= wanted if least else value <= wanted
    held = held and ok
    print(f"{name:44s} {value:8.2f} {unit:6s} bar {'>=' if least else '<='} {wanted:g}  {'held' if ok else 'NOT held'}")


def invented(count):
    """The starter list and invented entries of ten phrases each, `count` phrases in all."""
    phrases = len(starter().phrases())
    extra = "".join(
        ENTRY.format(id=f"X{number}", form=f"zq{number} invented phrase {number % 97}") for number in range(max(0, count - phrases))
    )
    return Lexicon((*starter().entries, *parse(extra).entries))


def shortened(count):
    """A list of `count` phrases: entries of the starter list from its beginning."""
    entries, phrases = [], 0
    for entry in starter().entries:
        phrases += len(list(entry.phrases()))
        if phrases > count:
            break
        entries.append(entry)
    return Lexicon(tuple(entries))


def live(lexicon):
    """Milliseconds from a changed list to a checker that holds it, best of three."""
    best = float("inf")
    for _ in range(3):
        changed = Lexicon(lexicon.entries)
        begin = time.process_time()
        Checker(changed)
        best = min(best, time.process_time() - begin)
    return best * 1e3


def one_share(share):
    """Check texts of 2 kB made on the fly; (bytes, findings, kB of memory at the end)."""
    begin, stop = share
    rng = random.Random(11)
    pool = [text[at : at + 2000] for text in (*texts(1, True), *texts(1, False)) for at in range(0, 48_000, 2000)]
    checker = Checker(starter())
    size = found = 0
    for _ in range(begin, stop):
        text = rng.choice(pool)
        size += len(text.encode())
        found += len(checker.check(text))
    return size, found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def large(count):
    """`count` texts in one process, then in two."""
    before = one_share((0, 2000))[2]
    begin = time.perf_counter()
    size, found, after = one_share((0, count))
    took = time.perf_counter() - begin
    print(f"{count:,} texts, {size / 1e6:.0f} MB, {found:,} findings: {size / took / 1e6:.2f} MB/s (wall clock)")
    bar("memory that the run added", (after - before) / 1024, 10, "MB", least=False)
    begin = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        sizes = [share[0] for share in pool.map(one_share, [(0, count // 2), (count // 2, count)])]
    print(f"in two processes: {sum(sizes) / (time.perf_counter() - begin) / 1e6:.2f} MB/s (wall clock)")


def main():
    print(f"Python {sys.version.split()[0]}; starter list: {len(starter())} entries, {len(starter().phrases()):,} phrases")
    dense, prose = texts(2, True), texts(2, False)
    mixed = [text for pair in zip(dense, prose, strict=False) for text in pair]
    two_thousand = shortened(2000)
    for name, lexicon in ((f"{len(two_thousand.phrases()):,} phrases", two_thousand), ("starter list", starter())):
        fast, pure = Checker(lexicon, compiled=True), Checker(lexicon, compiled=False)
        bar(f"{name}: half dense, half prose", rate(fast, mixed)[0], 5, "MB/s")
        print(f"{name}: dense {rate(fast, dense)[0]:.2f} MB/s, prose {rate(fast, prose)[0]:.2f} MB/s")
        bar(f"{name}: without the compiled finder", rate(pure, mixed)[0], 2, "MB/s")
    for count in (200, 2000, 20_000):
        lexicon = shortened(count) if count < 20_000 else invented(count)
        bar(f"a list of {len(lexicon.phrases()):,} phrases is live after", live(lexicon), 100, "ms", least=False)
    if "--large" in sys.argv:
        large(100_000)
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
