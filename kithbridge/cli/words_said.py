"""Findings for a person at a terminal: where, which words in their sentence, how they are heard, what to write instead.

Offers: `Telling` (one text after the other, then the sum), `safe(words)` (nothing that steers a terminal).
Colours only on a terminal, and never where NO_COLOR is set (no-color.org).
"""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from functools import lru_cache
from typing import TextIO

from kithbridge.cli.words_shown import Examined, Shown, grave, instead

WIDTH = 100
_COLOURS = {"error": "31", "warning": "33", "note": "36", "strong": "1", "quiet": "2"}
_LEVELS = {
    "slur": "an insult",
    "avoid": "avoid",
    "precise": "ask for the fact",
    "contested": "people disagree",
    "prefer": "there is a better word",
}
_SUMS = {
    "slur": ("insult", "insults"),
    "avoid": ("to avoid", "to avoid"),
    "precise": ("to say more exactly", "to say more exactly"),
    "contested": ("that people disagree about", "that people disagree about"),
    "prefer": ("with a better word", "with a better word"),
}


def safe(words: str) -> str:
    """Words in one line, without signs that steer a terminal: they come out of a stranger's file."""
    if not words.isprintable():
        words = "".join(sign if sign.isprintable() else " " for sign in words)
    return " ".join(words.split())


@lru_cache(maxsize=4096)
def _wrapped(label: str, words: str) -> str:
    """A line of a finding, broken where it is long: the same for nearly all findings of an entry, and slow to make."""
    line = f"{label}: {safe(words)}"
    return textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="      ", break_long_words=False) + "\n"


class Telling:
    """Writes findings as text."""

    def __init__(self, out: TextIO, *, version: str, sources: bool = True) -> None:
        self.out, self.version, self.sources = out, version, sources
        self.colours = out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.levels: Counter[str] = Counter()
        self.texts = self.with_findings = self.unread = 0

    def one(self, examined: Examined) -> None:
        """A text with its findings. Nothing is said of a text without any, unless its reading age was asked for."""
        if examined.problem:
            self.unread += 1
            return
        self.texts += 1
        self.with_findings += bool(examined.found)
        for found in examined.found:
            self.levels[found.level] += 1
            self._finding(examined, found)
        if examined.reading is not None:
            self.out.write(f"{safe(examined.name)}: {reading_line(examined.reading)}\n")

    def end(self) -> None:
        """The sum of what was read. Nothing where nothing could be: why was said."""
        if self.unread and not self.texts:
            return
        among = "" if self.texts == 1 else f" in {self.with_findings} of {self.texts} texts"
        if not self.levels:
            self.out.write("Nothing found" + ("." if self.texts == 1 else f" in {self.texts} texts.") + f" List {self.version}.\n")
            return
        count = sum(self.levels.values())
        parts = [f"{number} {_SUMS[level][number != 1]}" for level, number in self.levels.items() if level in _SUMS]
        line = f"{count} {'finding' if count == 1 else 'findings'}{among}: {', '.join(parts)}. List {self.version}."
        self.out.write(self._in("strong", line) + "\n")

    def _in(self, colour: str, words: str) -> str:
        return f"\x1b[{_COLOURS[colour]}m{words}\x1b[0m" if self.colours else words

    def _finding(self, examined: Examined, one: Shown) -> None:
        where = place(examined, one)
        label = _LEVELS.get(one.level, one.level)
        mark = self._in(grave(one), f"»{safe(one.text)}«")
        quoted = ", in quotation marks of the writer's own" if one.soft else ""
        self.out.write(f"{self._in('strong', where)}: {mark} {label}{quoted}\n")
        before, after = safe(one.before + "|")[:-1], safe("|" + one.after)[1:]
        self.out.write(f"    {self._in('quiet', before)}{mark}{self._in('quiet', after)}\n")
        self._line("Why", one.reason)
        self._line("Others say", one.disagree)
        self._line(instead(one), " / ".join(one.alternatives))
        if self.sources:
            self._line("Sources", "; ".join(one.sources) + f" ({one.entry})")
        self.out.write("\n")

    def _line(self, label: str, words: str) -> None:
        if words:
            self.out.write(_wrapped(label, words))


def place(examined: Examined, one: Shown) -> str:
    """`file:line:column`, or the page and part of a file that has no lines of its own."""
    name = safe(examined.name)
    if examined.in_lines:
        return f"{name}:{one.where.line}:{one.where.column}" + (f" ({safe(one.where.part)})" if one.where.part else "")
    parts = [f"page {one.where.page}" if one.where.page and "page" not in one.where.part else "", safe(one.where.part)]
    said = ", ".join(part for part in parts if part)
    return f"{name}: {said}" if said else f"{name}:{one.where.line}:{one.where.column}"


def reading_line(reading: dict[str, float]) -> str:
    """The measures of a text in one sentence."""
    if not reading["words"]:
        return "there are no words to measure."
    return (
        f"{reading['words']:.0f} words in {reading['sentences']:.0f} sentences. "
        f"School grade {reading['flesch_kincaid']:.1f} (Flesch-Kincaid), {reading['ari']:.1f} (ARI), "
        f"{reading['coleman_liau']:.1f} (Coleman-Liau). About {max(reading['age'], 5):.0f} years old."
    )
