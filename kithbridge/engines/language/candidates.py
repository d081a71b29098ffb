"""Candidates: where phrases of the list stand in a folded text.

Offers `finder(phrases, compiled=None)` -> something with `.find(text)`: (start, end, index of the phrase), in order, no two overlapping:
of phrases that begin at the same word the longest, and only whole words. A hyphen in the text is as good as a space.

Two ways, one answer: `ahocorasick_rs` (a wheel), and without it a trie written as a regular expression.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Protocol

Span = tuple[int, int, int]


class Finder(Protocol):
    """Finds phrases in folded text."""

    def find(self, text: str) -> list[Span]:
        """(start, end, index) of each phrase in `text`, folded; ascending, apart from each other."""


def finder(phrases: Sequence[str], *, compiled: bool | None = None) -> Finder:
    """A finder for folded `phrases` (see `fold`), hyphens written as spaces.

    `compiled`: True wants the automaton (ImportError without it), False the pure one, None what is there.
    """
    if compiled is False or not phrases:
        return _Trie(phrases)
    try:
        return _Automaton(phrases)
    except ImportError:
        if compiled:
            raise
        return _Trie(phrases)


def _outside(letter: str) -> bool:
    """True where a word may begin or end beside this letter."""
    return not (letter.isalnum() or letter == "_")


class _Automaton:
    """Aho and Corasick's automaton, leftmost and longest, then the edges of words."""

    def __init__(self, phrases: Sequence[str]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind  # 15 ms: only when a text is checked

        self._phrases = phrases
        self._longest = max(map(len, phrases))
        search = AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest)
        self._search = partial(search.find_matches_as_indexes)

    def find(self, text: str) -> list[Span]:
        """See `Finder`."""
        text = text.replace("-", " ")
        spans: list[Span] = []
        last, size = 0, len(text)
        for index, start, end in self._search(text):
            whole = (not start or not ((left := text[start - 1]).isalnum() or left == "_")) and (
                end == size or not ((right := text[end]).isalnum() or right == "_")
            )
            if whole:
                if start >= last:
                    spans.append((start, end, index))
                    last = end
            elif " " in self._phrases[index]:
                # A longer phrase that ends inside a word ("drug users" in "drug userspace") may hide a whole one.
                for hidden in self._hidden(text, max(start, last), end):
                    if hidden[0] >= last:
                        spans.append(hidden)
                        last = hidden[1]
        return spans

    def _hidden(self, text: str, start: int, end: int) -> list[Span]:
        spans: list[Span] = []
        at = start
        while at < end:
            found = self._longest_at(text, at) if not at or _outside(text[at - 1]) else None
            if found:
                spans.append(found)
                at = found[1]
            else:
                at += 1
        return spans

    def _longest_at(self, text: str, at: int) -> Span | None:
        stop = min(len(text), at + self._longest)
        while stop > at:
            match = next(iter(self._search(text[at:stop])), None)
            if match is None or match[1] != 0:
                return None
            end = at + match[2]
            if end == len(text) or _outside(text[end]):
                return at, end, match[0]
            stop = end - 1
        return None


class _Trie:
    """The same without a wheel: a trie as one regular expression, tried at the beginning of words only."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._index = {phrase: index for index, phrase in reversed(list(enumerate(phrases)))}
        self._pattern = re.compile(rf"\b(?:{_branches(_grown(self._index))})(?!\w)") if phrases else None

    def find(self, text: str) -> list[Span]:
        """See `Finder`."""
        if self._pattern is None:
            return []
        text = text.replace("-", " ")
        index = self._index
        return [(*match.span(), index[match[0]]) for match in self._pattern.finditer(text)]


class _Node(dict[str, "_Node"]):
    """One letter further; `end`: a phrase ends here."""

    end = False


def _grown(phrases: dict[str, int]) -> _Node:
    root = _Node()
    for phrase in phrases:
        node = root
        for letter in phrase:
            node = node.setdefault(letter, _Node())
        node.end = True
    return root


def _branches(node: _Node) -> str:
    """The alternatives below a node. Letters without a fork stay together, so that depth is that of forks, not of letters."""
    parts = []
    for letter, below in sorted(node.items()):
        run = letter
        while len(below) == 1 and not below.end:
            ((step, below),) = below.items()
            run += step
        rest = ""
        if below:
            inner = _branches(below)
            rest = f"(?:{inner})?" if below.end else f"(?:{inner})"
        parts.append(re.escape(run) + rest)
    return "|".join(parts)
