"""Secret words: what the list promises, beside the list it was made from and two peers. `python benchmarks/people_words.py`

Runs every single slip (insertion, deletion, replacement) and every swap of neighbours of every word through the reader the
sign-in page uses. The unpruned EFF list comes from xkcdpass when it is installed (`pip install xkcdpass`), else it is left out.
"""

from __future__ import annotations

import importlib.util
import math
import platform
import string
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kithbridge.engines.sealing import WordList, read_words

LETTERS = string.ascii_lowercase
# SecureDrop 2.11.0~rc1 and GlobaLeaks 5.0.15, as measured in shared/research/people.md sections 2 and 3.2 (not run here).
PEERS = (
    ("GlobaLeaks, 16 digits", "-", 53.2, 16, "none"),
    ("SecureDrop, 7 of 7,603", "7,603", 90.2, 55, "none; 63 words to take out"),
)


def slips(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    deleted = {a + b[1:] for a, b in cuts if b}
    replaced = {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
    inserted = {a + letter + b for a, b in cuts for letter in LETTERS}
    return (deleted | replaced | inserted) - {word}


def swaps(word: str) -> set[str]:
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}


def unpruned() -> WordList | None:
    found = importlib.util.find_spec("xkcdpass")
    if found is None or not found.submodule_search_locations:
        return None
    text = Path(found.submodule_search_locations[0], "static", "eff-special").read_text(encoding="utf-8")
    return WordList(tuple(word.replace("-", "") for word in text.split()), "eff")


def read_all(words: WordList) -> dict[str, tuple[int, int, int, int]]:
    """For each kind of slip: tried, put right, refused, taken for another word."""
    counts = {}
    for kind, made in (("single slips", slips), ("swaps", swaps)):
        right = refused = other = 0
        for word in words.words:
            for typed in made(word):
                match = words.match(typed)
                right += match is not None and match[0] == word
                refused += match is None
                other += match is not None and match[0] != word
        counts[kind] = (right + refused + other, right, refused, other)
    return counts


def prefixes(words: WordList) -> tuple[float, float]:
    """Share of wrong letters among three typed that read as another word, and that are noticed."""
    begun = {word[:3] for word in words.words}
    wrong = [one[:at] + letter + one[at + 1 :] for one in begun for at in range(3) for letter in LETTERS if letter != one[at]]
    silent = sum(typed in begun for typed in wrong)
    return silent / len(wrong), 1 - silent / len(wrong)


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    lists = [("Kithbridge words_en", WordList.load("en")), ("EFF short list 2, unpruned", unpruned())]
    for name, words in lists:
        if words is None:
            print(f"\n{name}: xkcdpass is not installed, left out")
            continue
        lengths = [len(word) for word in words.words]
        began = time.perf_counter()
        counts = read_all(words)
        spent = time.perf_counter() - began
        silent, noticed = prefixes(words)
        mean = sum(lengths) / len(lengths)
        print(f"\n{name}: {len(words.words):,} words of {min(lengths)}-{max(lengths)} letters, mean {mean:.1f}")
        print(f"  entropy         7 words {words.bits(7):.2f} bits, 8 words {words.bits(8):.2f} bits (bar: 72)")
        print(f"  key presses     21 by three letters each; whole words {7 * mean + 6:.0f} with spaces")
        for kind, (tried, right, refused, other) in counts.items():
            shares = f"{right:,} put right ({right / tried:.4%}), {refused:,} refused, {other:,} taken for another"
            print(f"  {kind:15} {tried:,} tried: {shares}")
        print(f"  three letters   one wrong letter: {silent:.1%} read as another word, {noticed:.1%} noticed")
        print(f"  speed           {sum(tried for tried, *_ in counts.values()) / spent:,.0f} slips a second")
    words = WordList.load("en")
    drawn = [words.draw(7) for _ in range(500)]
    began = time.perf_counter()
    assert all(read_words(" ".join(one), words).words == one for one in drawn)
    print(f"\nreading seven whole words: {(time.perf_counter() - began) / len(drawn) * 1e6:.0f} µs")
    print(f"\n{'scheme':26} {'words':>7} {'bits':>6} {'presses':>8}  correction")
    for name, size, bits, presses, correction in PEERS:
        print(f"{name:26} {size:>7} {bits:6.1f} {presses:8}  {correction}")
    for name, size, correction in (
        ("EFF short 2, 7 words", 1_296, "single slips of whole words, less those counted above"),
        ("Kithbridge, 7 words", len(words.words), "every single slip and swap of whole words"),
    ):
        print(f"{name:26} {size:7,} {7 * math.log2(size):6.1f} {21:8}  {correction}")


if __name__ == "__main__":
    main()
