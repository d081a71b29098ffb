"""Checking a text with the list in force: nothing of it is kept, logged or written anywhere.

Offers
------
LEVELS, GENRES            what may be asked for; the words for both stand in `views_check`
MOST_LETTERS, MOST_CARRIED, MOST_BYTES  how long a text may be, how long one on a page, how large a file
look(text, ...)           findings of a text, in order -> Looked
opened(data, name)        the text of a file -> Opened; raises documents.Refused
one_of_two()              at most two checks at once in this process; raises Busy at once for a third
Stumbled                  the check itself failed: the fault is ours, and whoever sent the text is told that it is still hers

A check is work: two at once are as many as a small machine has cores for, and whoever comes third is told so instead of waiting
in a queue in which everybody's page hangs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from kithbridge.engines.language import reading
from kithbridge.engines.language.check import Checker, Finding, Known
from kithbridge.engines.language.lexicon import Lexicon, starter
from kithbridge.formats import documents
from kithbridge.web import logs
from kithbridge.words import lists

LEVELS = ("default", "contested", "all")
GENRES = ("", "case", "letter", "policy", "news", "transcript")
MOST_LETTERS = 500_000
# A page carries its text in its form, and a form may hold 256 kB (DATA_UPLOAD_MAX_MEMORY_SIZE): letters, steps and all.
MOST_CARRIED = 200_000
MOST_BYTES = 10 * 1024 * 1024
AT_ONCE = 2
# Less than a command on one's own machine takes: two of these at once must leave room for everybody else's pages.
LIMITS = documents.Limits(
    size=MOST_BYTES, unpacked=100_000_000, xml=20_000_000, marks=1_000_000, letters=5_000_000, pages=300, seconds=20.0
)
# Where the file is the text. To read ten times as much and then to say that it is too long would be a minute of somebody else's turn.
TEXTS = ("txt", "md")
# A text that is longer than this says little as one number, and counting its syllables would take longer than the check.
LONGEST_GRADED = 100_000

_turns = threading.BoundedSemaphore(AT_ONCE)
_building = threading.Lock()
_built: dict[tuple[str, str], Checker] = {}


class Busy(Exception):
    """Two checks are under way. The text was not looked at; whoever sent it still has it."""


class Stumbled(Exception):
    """The check failed at this text. Nothing of it was kept; type and place of the fault were noted."""


@dataclass(frozen=True)
class Looked:
    """What a check of `text` found, and the version of the list."""

    findings: tuple[Finding, ...]
    version: str
    text: str = field(repr=False)

    @cached_property
    def age(self) -> int | None:
        """The reading age in years, None for a text too short or too long to say."""
        return age_of(self.text)

    @property
    def heard(self) -> int:
        """Findings that somebody hears as hurting."""
        return sum(not one.contested and not one.soft for one in self.findings)

    @property
    def disputed(self) -> int:
        """Words that people disagree about: never an error."""
        return sum(one.level == "contested" for one in self.findings)

    @property
    def other(self) -> int:
        """Words that say less than they could: what happened, or what people like better."""
        return len(self.findings) - self.heard - self.disputed


@contextmanager
def one_of_two() -> Iterator[None]:
    """A turn, at once or not at all."""
    if not _turns.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def _checker(level: str) -> Checker:
    """The checker of the list in force, one for each level; those of a list that no longer holds go."""
    lexicon = lists.lexicon_in_force()
    key = (lexicon.version, level)
    found = _built.get(key)
    if found is None:
        with _building:
            found = _built.get(key)
            if found is None:
                for old in [one for one in _built if one[0] != lexicon.version]:
                    del _built[old]
                found = _built[key] = _made(lexicon, level)
    return found


def make_ready() -> None:
    """A tick: who checks first after a start, or after another list was decided, does not wait for the checker to be built."""
    for level in ("default", "contested"):
        _checker(level)


def _made(lexicon: Lexicon, level: str) -> Checker:
    """A checker of this list; of the software's own where the decided list names rules of context that this software does not have."""
    try:
        return Checker(lexicon, level=level)
    except ValueError as problem:
        logs.error(problem)
        return Checker(starter(), level=level)


def age_of(text: str) -> int | None:
    """Reading age in years: the school grade and five. From twenty words on; below that one word decides it."""
    if len(text) > LONGEST_GRADED or len(reading.words(text[:400])) < 20:
        return None
    return max(5, round(reading.grade(text)) + 5)


def look(text: str, *, level: str = "default", genre: str = "", known: Sequence[Known] = ()) -> Looked:
    """What stands in `text`. The caller holds a turn (`one_of_two`). Raises Stumbled."""
    engine = _checker(level)
    try:
        return Looked(tuple(engine.check(text, known=known, genre=genre)), engine.lexicon.version, text)
    except Exception as problem:  # noqa: BLE001 - whatever it is: an error page would not give her the text back
        logs.error(problem)
        raise Stumbled from None


@dataclass(frozen=True)
class Opened:
    """A file's text with what it says about its stretches, and the file as it was read."""

    document: documents.Document
    known: tuple[Known, ...]

    @property
    def text(self) -> str:
        return self.document.text


def opened(data: bytes, name: str) -> Opened:
    """The text of a file. Raises documents.Refused. The caller holds a turn: reading is work, too."""
    limits = LIMITS._replace(letters=MOST_LETTERS) if documents.kind_of(data, name) in TEXTS else LIMITS
    document = documents.read(data, name, limits=limits)
    return Opened(document, tuple(Known(one.start, one.end, one.kind) for one in document.known))
