"""How fast the checker is, alone and end to end, and how long a list takes to be live. Nothing is remembered between sentences.

    .venv/bin/python benchmarks/words_speed.py [--large]

Prints MB/s (bytes of UTF-8 in a second of CPU time, one process) on text half made of labelled sentences and half of plain prose, and on
prose alone: of the checker by itself, of `kithbridge words check --lines FILE --format jsonl` from its start to its end, and of the checker
without the compiled finder; with a list of 2,000 phrases and with the whole starter list. Then the time from a changed list to a checker
that holds it, and the peak memory of the command for 10,000 short texts. `--large`: 100,000 texts (200 MB), in one process and in two.
Each figure with its bar: held or NOT held. Exit 1 where one is not held.

The labelled text is made of tests/unit/language/sentences/dev.jsonl (shuffled, fixed seed), prose of Python's own help topics: as
../shared/data/words/make_corpus.py does with the open set. Ordinary text lies between both.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from pydoc_data.topics import topics

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from kithbridge.engines.language.check import Checker  # noqa: E402 - after the path
from kithbridge.engines.language.lexicon import Lexicon, dump, parse, starter  # noqa: E402

SENTENCES = ROOT / "tests/unit/language/sentences/dev.jsonl"
ENTRY = "id: {id}\nterm: {form}\nforms: {form}\nabout: drug use\nlevel: avoid\ninstead: person\nwhy: Measured.\nsources: none\n\n"
FAST, WITHOUT, LIVE, FLAT, TWICE = 5.0, 2.0, 100.0, 10.0, 1.3
# A process of its own watches the command: a child begins with the memory of its parent, and this one has read a lot.
WATCH = """import resource, subprocess, sys, time
begin = time.perf_counter()
ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(ended, time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
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
        out.append("\n\n".join(parts)[:60_000])
        size += len(out[-1].encode())
    return out


def short_texts():
    """Texts of about 2 kB without end, half of them labelled sentences; always the same."""
    rng = random.Random(11)
    pools = [[text[at : at + 2000] for text in texts(1, dense) for at in range(0, len(text), 2000)] for dense in (True, False)]
    while True:
        yield from (rng.choice(pool) for pool in pools)


def written(rows, path):
    """Texts as lines of JSON; bytes of UTF-8 in the texts."""
    size = 0
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(rows):
            file.write(json.dumps({"id": number, "text": text}) + "\n")
            size += len(text.encode())
    return size


def rate(checker, corpus):
    """MB of UTF-8 in a second of CPU time, the best of three."""
    size = sum(len(text.encode()) for text in corpus)
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        for text in corpus:
            checker.check(text)
        best = min(best, time.process_time() - begin)
    return size / best / 1e6


def command(lines, word_list, jobs=1):
    """CPU seconds, seconds on the clock and MB of the largest process, of the command over a file of lines."""
    options = ["words", "check", "--no-config", "--format", "jsonl", "--no-progress", "--jobs"]
    call = [sys.executable, "-m", "kithbridge", *options, str(jobs), "--lines", str(lines)]
    call += ["--list", str(word_list)] if word_list else []
    answer = subprocess.run([sys.executable, "-c", WATCH, *call], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    ended, took, busy, memory = map(float, answer.stdout.split())
    if ended not in (0, 1):
        raise SystemExit(f"the command ended with {ended:.0f}")
    return busy, took, memory


def end_to_end(lines, size, word_list):
    """MB of UTF-8 in a second of CPU time of the command, its start and the writing of JSON in it; the best of three."""
    return size / min(command(lines, word_list)[0] for _ in range(3)) / 1e6


def bar(name, value, wanted, unit, *, least=True):
    global held
    ok = value >= wanted if least else value <= wanted
    held = held and ok
    print(f"{name:66s} {value:8.2f} {unit:5s} bar {'>=' if least else '<='} {wanted:g}  {'held' if ok else 'NOT held'}", flush=True)


def invented(count):
    """The starter list and invented entries of one phrase each, `count` phrases in all."""
    phrases = len(starter().phrases())
    extra = "".join(
        ENTRY.format(id=f"X{number}", form=f"zq{number} invented phrase {number % 97}") for number in range(max(0, count - phrases))
    )
    return Lexicon((*starter().entries, *parse(extra).entries))


def shortened(count):
    """Entries of the starter list from its beginning, until they stand for `count` phrases."""
    entries, phrases = [], set()
    for entry in starter().entries:
        entries.append(entry)
        phrases.update(entry.phrases())
        if len(phrases) >= count:
            break
    return Lexicon(tuple(entries))


def live(lexicon):
    """Milliseconds from a list of which one entry changed to a checker that holds it, the best of three."""
    Checker(lexicon)
    best = float("inf")
    for number in range(3):
        first, *others = lexicon.entries
        changed = Lexicon((first._replace(forms=(*first.forms, f"edited number {number}")), *others))
        begin = time.process_time()
        Checker(changed)
        best = min(best, time.process_time() - begin)
    return best * 1e3


def speeds(folder):
    """Every list on every text."""
    dense, prose = texts(4, True), texts(4, False)
    mixed = [text for pair in zip(dense, prose, strict=False) for text in pair]
    lines = {name: folder / f"{name}.jsonl" for name in ("mixed", "prose")}
    sizes = {"mixed": written(mixed, lines["mixed"]), "prose": written(prose, lines["prose"])}
    short, short_list = shortened(2000), folder / "short.rec"
    short_list.write_text(dump(short), encoding="utf-8")
    for lexicon, word_list in ((short, short_list), (starter(), None)):
        name = f"{len(lexicon.phrases()):,} phrases"
        fast, pure = Checker(lexicon, compiled=True), Checker(lexicon, compiled=False)
        for kind, corpus in (("mixed", mixed), ("prose", prose)):
            whole = f"{name}, {kind}, end to end (--lines, jsonl)"
            value = end_to_end(lines[kind], sizes[kind], word_list)
            if word_list:
                bar(whole, value, FAST, "MB/s")
            else:
                print(f"{whole:66s} {value:8.2f} MB/s  the whole list: no bar", flush=True)
            bar(f"{name}, {kind}, the checker alone", rate(fast, corpus), FAST, "MB/s")
        bar(f"{name}, mixed, without the compiled finder", rate(pure, mixed), WITHOUT, "MB/s")
        print(f"{name}, labelled sentences alone: {rate(fast, dense):.2f} MB/s (no bar: every second sentence has a finding)")


def many(folder, count, word_list):
    """`count` texts of 2 kB in one process: MB/s of CPU time, MB/s on the clock, peak MB; in two: MB/s on the clock, peak MB of one."""
    lines = folder / "many.jsonl"
    size = written(islice(short_texts(), count), lines) / 1e6
    busy, took, memory = command(lines, word_list)
    _, two, of_two = command(lines, word_list, 2)
    lines.unlink()
    speed = f"one process {size / took:.2f} MB/s, {memory:.0f} MB; two {size / two:.2f} MB/s, {of_two:.0f} MB each"
    print(f"{count:,} texts, {size:.0f} MB (clock): {speed}", flush=True)
    return size / busy, size / took, memory, size / two, of_two


def main():
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"Python {sys.version.split()[0]}, {load}; starter list: {len(starter())} entries, {len(starter().phrases()):,} phrases")
    with tempfile.TemporaryDirectory(prefix="kithbridge-words-") as name:
        folder = Path(name)
        speeds(folder)
        for count in (200, 2000, 20_000):
            lexicon = shortened(count) if count < 20_000 else invented(count)
            bar(f"an edit of a list of {len(lexicon.phrases()):,} phrases is live after", live(lexicon), LIVE, "ms", least=False)
        few = many(folder, 10_000, folder / "short.rec")
        bar("peak memory of the command, 20 MB of texts", few[2], 80, "MB", least=False)
        if "--large" in sys.argv:
            all_of_it = many(folder, 100_000, folder / "short.rec")
            bar("200 MB of texts, one core (CPU time)", all_of_it[0], FAST, "MB/s")
            bar("memory that ten times as many texts add, one process", all_of_it[2] - few[2], FLAT, "MB", least=False)
            bar("memory that ten times as many texts add, two processes", all_of_it[4] - few[4], FLAT, "MB", least=False)
            bar("two processes against one (clock)", all_of_it[3] / all_of_it[1], TWICE, "times")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
