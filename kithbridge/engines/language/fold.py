"""Folding: a text as the list compares it, with the way back to the places of the source.

Offers `fold(text, words)` -> `Folded`; `Folded.source(start, end)`; `Words(phrases)`, the words of all phrases.

What is written in several ways is one way here: small letters, straight apostrophes, plain spaces and hyphens, no soft hyphens, ligatures
taken apart, several spaces one, a line break inside a sentence a space (with the ">" of a quoted mail). What parts stays: a line of its own
ends in "\\n", a paragraph in "\\n\\n". A word parted at the end of a line is whole again where the list knows it whole, else its hyphen
stays.

Most text changes few lengths. So not each letter keeps its offset, but each place where the length changes; `source` looks it up.
`str.lower()` can change a length as well (dotted capital I): such letters count as places.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable
from typing import Final, NamedTuple

# One letter for one letter: lengths stay. Double marks and the left single one stay as they are: they say where speech begins.
_SAME: Final = (
    *((sign, "'") for sign in "’‚‛′`´ʼ"),
    *((sign, '"') for sign in "‟″"),
    *((sign, "-") for sign in "‐‑‒–−"),
    *((sign, " ") for sign in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"),
)
# Each pattern begins with the set of all signs that it can begin with: the search leaps to them.
_SPACES: Final = r"\t\u2000-\u200a\u202f\u3000"
_UNSEEN: Final = r"\u00ad\u200b-\u200d\u2060\ufeff"
_CHANGES_ASCII: Final = re.compile(r"[\n\r\x0b\x0c \t](?:(?<=[\n\r\x0b\x0c])[\s>]*|(?<= ) [ \t]*|(?<=\t)[ \t]*)")
_CHANGES: Final = re.compile(
    rf"[\n\r\x0b\x0c\x85\u2028\u2029 \u00a0{_SPACES}{_UNSEEN}ﬀ-ﬆİ]"
    rf"(?:(?<=[\n\r\x0b\x0c\x85\u2028\u2029])[\s>]*|(?<=[ \u00a0])[ \u00a0{_SPACES}]+|(?<=[{_SPACES}])[ \u00a0{_SPACES}]*"
    rf"|(?<=[{_UNSEEN}])[{_UNSEEN}]*|(?<=[ﬀ-ﬆİ]))"
)
# Without one of these there is no need to stop at each space: three times as fast.
_BESIDES_LINES: Final = ("  ", *"\t\r\x0b\x0c\x85\u2028\u2029\u00a0\u202f\u3000", *map(chr, range(0x2000, 0x200B)))
_LINES: Final = re.compile(r"\n[\s>]*")
_LINES_AND_SIGNS: Final = re.compile(rf"[\n{_UNSEEN}ﬀ-ﬆİ](?:(?<=\n)[\s>]*|(?<=[{_UNSEEN}])[{_UNSEEN}]*|(?<=[ﬀ-ﬆİ]))")
# Without one of these the shorter pattern finds all there is; asking for each of them is much faster than the longer pattern.
_RARE: Final = "\x85\u2028\u2029\u00a0\u00ad\u202f\u3000\ufeffİ\u2060" + "".join(map(chr, (*range(0x2000, 0x200E), *range(0xFB00, 0xFB07))))
_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "İ": "i"}
_ENDS: Final = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_BULLETS: Final = frozenset("-*•·–#")
_NOTHING: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_HEAD: Final = re.compile(r"\w+(?=-$)")
_TAIL: Final = re.compile(r"\w+")
# A shorter line before a capital, a number or a bullet is a line of its own (a note, a heading), not a wrapped sentence.
_OWN_LINE: Final = 48
# Most line ends of wrapped prose: nothing is asked of them but that a sentence goes on.
_WRAPPED: Final = re.compile(r"\n(?<=[^\s>\u00ad\u2010-]\n)(?=[a-z])")
# Half of a pair of UTF-16, which no search in UTF-8 takes.
_HALVES: Final = re.compile("[\ud800-\udfff]")


class Folded(NamedTuple):
    """A folded text.

    Attributes
    ----------
    text
        What is compared.
    at, add
        Places in `text` from which an offset grows by `add` on its way to the source; of equal length, ascending.
    """

    text: str
    at: tuple[int, ...] = ()
    add: tuple[int, ...] = ()

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that folded to `text[start:end]`, not empty; code points."""
        if not self.at:
            return start, end
        first, last = bisect_right(self.at, start), bisect_right(self.at, end - 1)
        return start + (self.add[first - 1] if first else 0), end + (self.add[last - 1] if last else 0)


class Words:
    """The words of all phrases, taken apart at the first question: few texts part a word at the end of a line."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = phrases
        self._words: frozenset[str] | None = None

    def __contains__(self, word: object) -> bool:
        if self._words is None:
            self._words = frozenset(" ".join(self._phrases).split(" "))
        return word in self._words


def fold(text: str, words: Container[str] = frozenset()) -> Folded:
    """Fold `text`; `words` are words that stand in phrases of the list, to join what a line end has parted. Any text; never fails."""
    ascii_only = text.isascii()
    parts: list[str] = []
    at: list[int] = []
    add: list[int] = []
    done = length = line = 0
    rare = not ascii_only and any(sign in text for sign in _RARE)
    source, text = text, _WRAPPED.sub(" ", text)
    changes = _CHANGES if rare else _CHANGES_ASCII
    if not any(sign in text for sign in _BESIDES_LINES):
        changes = _LINES_AND_SIGNS if rare else _LINES
    for match in changes.finditer(text):
        start, end = match.span()
        sign = text[start]
        if sign == " " or sign == "\t":
            if end - start > 1 and text[end : end + 1] in _ENDS:
                continue
            new = " "
        elif sign in _LIGATURES:
            new = _LIGATURES[sign]
        elif sign in _NOTHING:
            new = ""
        elif sign in _ENDS:
            while start > done and text[start - 1] in " \t\u00a0":
                start -= 1
            new = _gap(text, start, end, max(line, source.rfind("\n", line, start) + 1))
            if not new:
                start -= text[start - 1] == "-" and _parted(text, start, end, words)
            line = end
        else:
            new = " "
        size = len(new)
        parts += (text[done:start], new)
        length += start - done
        if size != end - start:
            if size > 1 and sign in _LIGATURES:
                # Each further letter of a ligature lies on the one letter that it was.
                for extra in range(1, size):
                    at.append(length + extra)
                    add.append(start - length - extra)
            at.append(length + size)
            add.append(end - length - size)
        length += size
        done = end
    if done:
        parts.append(text[done:])
        joined = "".join(parts)
    else:
        joined = text
    if not ascii_only:
        for sign, same in _SAME:
            if sign in joined:
                joined = joined.replace(sign, same)
        try:
            joined.encode()  # ten times as fast as to search for them
        except UnicodeEncodeError:
            joined = _HALVES.sub("\ufffd", joined)
    lowered = joined.lower()
    if len(lowered) != len(joined):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in joined)
    return Folded(lowered, tuple(at), tuple(add))


def _gap(text: str, start: int, end: int, line: int) -> str:
    """What a line end becomes: a space, nothing, the end of a line of its own, or of a paragraph. `line` is where the line began."""
    if end == len(text):
        return "\n"
    right = text[end]
    gap = text[start:end]
    if gap.count("\n") > 1 or "\u2029" in gap or "\r\r" in gap:
        return "\n\n"
    left = text[start - 1] if start else ""
    if left in ("-", "\u00ad", "\u2010") and right.isalpha():
        return ""
    if right.islower() or (start - line >= _OWN_LINE and right not in _BULLETS):
        return " "
    return "\n"


def _parted(text: str, start: int, end: int, words: Container[str]) -> bool:
    """True where the hyphen before a line end parts one word that the list knows, and not two words that it knows."""
    head, tail = _HEAD.search(text, max(0, start - 40), start), _TAIL.match(text, end)
    if not head or not tail:
        return False
    left, right = head[0].lower(), tail[0].lower()
    return left + right in words and not (left in words and right in words)
