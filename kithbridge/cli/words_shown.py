"""What one text came to, ready to be told: plain values that pass between processes.

Offers: `Shown` (a finding with its place and the words round it), `Examined` (a text with all of them), `shown(text, findings)`,
`promised_of(shown)` (the eight fields that machines are promised), `mostly(wide, narrow)`, `grave(shown)` (how loud it may be said),
`instead(shown)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kithbridge.cli.words_texts import Text, Where

if TYPE_CHECKING:
    from kithbridge.engines.language.check import Finding

AROUND: Final = 70
# A sentence ends behind its stop, a line ends it too.
_STOP: Final = r"(?<=[.?!])\s+|[\r\n]+\s*"


class Shown(NamedTuple):
    """A finding, the place a person goes to, and what stands before and after it in its sentence."""

    start: int
    end: int
    text: str
    entry: str
    term: str
    level: str
    contested: bool
    reason: str
    alternatives: tuple[str, ...]
    disagree: str
    sources: tuple[str, ...]
    soft: bool
    where: Where
    # What an alternative takes the place of, in the text: at times wider than the finding, by an article or the noun behind it.
    put: tuple[int, int]
    put_text: str
    # The same in the file, where the file has the words exactly so; else they cannot be replaced without breaking markup.
    put_where: tuple[int, int] | None
    before: str = ""
    after: str = ""


class Examined(NamedTuple):
    """A text after the check. `problem` says why it could not be read; then there is nothing else."""

    name: str
    found: tuple[Shown, ...] = ()
    problem: str = ""
    reading: dict[str, float] | None = None
    in_lines: bool = True
    remarks: tuple[str, ...] = ()


PROMISED: Final = ("start", "end", "text", "entry", "level", "contested", "reason", "alternatives")


def promised_of(one: Shown) -> dict[str, Any]:
    """What machines are promised for each finding (see `words_promised`)."""
    fields = {name: getattr(one, name) for name in PROMISED}
    if mostly(one.put, (one.start, one.end)):
        fields |= {"start": one.put[0], "end": one.put[1], "text": one.put_text}
    return fields


def mostly(wide: tuple[int, int], narrow: tuple[int, int]) -> bool:
    """Whether what was found is at least half of what an alternative takes the place of."""
    return wide[1] - wide[0] <= 2 * (narrow[1] - narrow[0])


def shown(text: Text, findings: Iterable[Finding]) -> Iterable[Shown]:
    """Findings with their places, in order."""
    for one in findings:
        before, after = _around(text.text, one.start, one.end)
        # Worked out at each call: asked once.
        start, end, alternatives = one.fitted
        yield Shown(
            start=one.start,
            end=one.end,
            text=one.text,
            entry=one.entry,
            level=one.level,
            contested=one.contested,
            reason=one.reason,
            alternatives=tuple(alternatives),
            term=one.term,
            disagree=one.disagree,
            sources=tuple(one.sources),
            soft=one.soft,
            where=text.where(one.start, one.end),
            put=(start, end),
            put_text=text.text[start:end],
            put_where=text.span(start, end) if text.as_it_stands(start, end) else None,
            before=before,
            after=after,
        )


def grave(one: Shown) -> str:
    """`error`, `warning` or `note`. A contested finding, and one in a professional's own quotation marks, is never more than a note."""
    if one.contested or one.soft:
        return "note"
    return {"slur": "error", "avoid": "warning"}.get(one.level, "note")


def instead(one: Shown) -> str:
    """What the alternatives take the place of, where that is more than the words that were found."""
    return "Instead" if one.put == (one.start, one.end) else f"Instead of “{' '.join(one.put_text.split())}”"


@lru_cache(maxsize=1)
def _stop() -> re.Pattern[str]:
    """Compiled at the first finding: most texts have none."""
    return re.compile(_STOP)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the same sentence on both sides, at most `AROUND` signs each, cut between words."""
    stop = _stop()
    before = stop.split(text[max(0, start - AROUND) : start])
    after = stop.split(text[end : end + AROUND], 1)
    left, right = before[-1], after[0]
    if len(before) == 1 and start > AROUND:
        left = "… " + left.partition(" ")[2]
    if len(after) == 1 and end + AROUND < len(text):
        right = right.rpartition(" ")[0] + " …"
    return left, right
