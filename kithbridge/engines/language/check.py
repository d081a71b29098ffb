"""The checker: a text in, findings out. Nothing is kept, logged or sent.

Offers `Checker(lexicon, level=, compiled=)` with `.check(text, known=, genre=)` -> list of `Finding`; `Known`, what a document knows of
its own text; `LEVELS_SHOWN`.

Text is folded, phrases are found in it, and each place is asked: is the level wanted, is it quoted or spoken; the rules that the entry
names (context.RULES), of which one of `only` must say yes and none of `unless`; is it code, a mention, said of oneself, a name.

>>> from kithbridge.engines.language.lexicon import starter
>>> checker = Checker(starter())
>>> [(found.start, found.end, found.text) for found in checker.check("He is an addict. “I am an addict,” she said.")]
[(9, 15, 'addict')]
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from kithbridge.engines.language.candidates import Finder, finder
from kithbridge.engines.language.context import RULES, Rule
from kithbridge.engines.language.context_mention import mentioned, of_oneself
from kithbridge.engines.language.context_names import in_code, named
from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.fold import Words, fold
from kithbridge.engines.language.lexicon import Entry, Lexicon
from kithbridge.engines.language.marks import Quotes

if TYPE_CHECKING:
    from kithbridge.engines.language.fit import Fitted

LEVELS_SHOWN: Final = {
    "default": frozenset(("slur", "avoid")),
    "contested": frozenset(("slur", "avoid", "contested", "precise")),
    "all": frozenset(("slur", "avoid", "contested", "precise", "prefer")),
}
_NEVER_AN_ERROR: Final = frozenset(("contested", "precise", "prefer"))


class Known(NamedTuple):
    """What a document knows of a stretch of its text: kind is "quoted", "code", "name", "heading" or "speaker"; code points."""

    start: int
    end: int
    kind: str


class Finding(NamedTuple):
    """One place that the list speaks of.

    Attributes
    ----------
    start, end
        Code points of the text that was checked; `text` is what stands there.
    record
        The entry of the list; `entry` is its id.
    within
        The text that was checked: alternatives are fitted to the sentence.
    soft
        True for a professional's own claim in quote marks, in a case note.
    version
        Of the list.
    """

    start: int
    end: int
    text: str
    record: Entry
    within: str
    soft: bool
    version: str

    def __repr__(self) -> str:
        """Without the text that was checked: it may be a case note."""
        return f"Finding({self.start}, {self.end}, {self.entry}, {self.level})"

    @property
    def entry(self) -> str:
        """The id of the entry."""
        return self.record.id

    @property
    def term(self) -> str:
        """How the entry is called."""
        return self.record.term

    @property
    def level(self) -> str:
        """slur, avoid, precise, contested or prefer."""
        return self.record.level

    @property
    def contested(self) -> bool:
        """True where people disagree, or where a fact is asked for: never an error, both sides are shown."""
        return self.record.level in _NEVER_AN_ERROR

    @property
    def reason(self) -> str:
        """Why, in one plain sentence."""
        return self.record.why

    @property
    def disagree(self) -> str:
        """Who disagrees, and how."""
        return self.record.disagree

    @property
    def sources(self) -> tuple[str, ...]:
        """Names with year or place."""
        return self.record.sources

    @property
    def fitted(self) -> "Fitted":
        """Where an alternative goes, which may be wider than the finding (an article, the noun after it), and the alternatives."""
        from kithbridge.engines.language.fit import fitted

        return fitted(self.record, self.within, self.start, self.end)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What could stand there instead, best first, fitted to the sentence; worked out when asked for."""
        return tuple(self.fitted.alternatives)


# An entry, the rules of which one must say yes, those that make it silent, and whether it is wanted at this level.
Reading = tuple[Entry, tuple[Rule, ...], tuple[Rule, ...], bool]


class Checker:
    """Checks texts against one list.

    Parameters
    ----------
    lexicon
        The list.
    level
        "default" (slur and avoid), "contested" (those, contested and precise) or "all". ValueError for another.
    compiled
        True wants the compiled finder, False the pure one, None takes what is there.
    """

    def __init__(self, lexicon: Lexicon, *, level: str = "default", compiled: bool | None = None) -> None:
        if level not in LEVELS_SHOWN:
            raise ValueError(f"no such level: {level!r}; there are {', '.join(LEVELS_SHOWN)}")
        self.lexicon = lexicon
        self.level = level
        phrases = lexicon.phrases()
        readings = {entry.id: _reading(entry, LEVELS_SHOWN[level]) for entry in lexicon.entries}
        self._readings = [_ordered([readings[name] for name in ids]) for ids in phrases.values()]
        # All levels are searched: a contested phrase may hold a shorter one that is to be avoided ("problem drug user").
        self._phrases = tuple(phrases)
        self._finder: Finder = finder(self._phrases, compiled=compiled)
        self._words = Words(phrases)

    def check(self, text: str, *, known: Sequence[Known] = (), genre: str = "") -> list[Finding]:
        """Findings in `text` in the order of their start; no two overlap.

        `known` comes from a document; `genre` "case" shows a professional's own claim in quote marks, softly. Any text; never fails.
        """
        folded = fold(text, self._words)
        readings, words = self._readings, self._phrases
        quotes: Quotes | None = None
        found: list[Finding] = []
        version = self.lexicon.version
        said = _Told(known)
        for start, end, index in self._finder.find(folded.text):
            if (reading := readings[index]) is None:
                continue
            quotes = quotes or Quotes(folded.text, text)
            place, stop = folded.source(start, end) if folded.at else (start, end)
            soft = False
            if mark := quotes.at(start, end, place):
                if mark != "quoted" or genre != "case" or not quotes.own_claim(start, end):
                    continue
                soft = True
            if known and said.holds(place, stop):
                continue
            shown = text[place:stop]
            spot = Spot(folded, text, start, end, *quotes.sentence(start, end), shown, words[index])
            entry = _judged(reading, spot)
            if entry is None or in_code(spot) or mentioned(spot) or of_oneself(spot) or named(spot):
                continue
            found.append(Finding(place, stop, shown, entry, text, soft, version))
        return found


class _Told:
    """What a document knows of its own text, so ordered that each finding asks two numbers and not all stretches."""

    def __init__(self, known: Sequence[Known]) -> None:
        stretches = sorted((one.start, one.end) for one in known if one.kind != "heading")
        self._starts = [start for start, _end in stretches]
        self._ends = list(accumulate((end for _start, end in stretches), max))

    def holds(self, start: int, end: int) -> bool:
        """True where one of the stretches overlaps this one."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start


def _reading(entry: Entry, wanted: frozenset[str]) -> Reading:
    """An entry with its rules. ValueError for a rule that does not exist: a list that asks for it would be silently wrong."""
    unknown = [name for name in (*entry.only, *entry.unless) if name not in RULES]
    if unknown:
        raise ValueError(f"{entry.id} names rules that do not exist: {', '.join(unknown)}; there are {', '.join(sorted(RULES))}")
    return entry, tuple(RULES[name] for name in entry.only), tuple(RULES[name] for name in entry.unless), entry.level in wanted


def _ordered(readings: list[Reading]) -> tuple[Reading, ...] | None:
    """The readings of one phrase, or None where no level of them is wanted."""
    return tuple(readings) if any(wanted for *_, wanted in readings) else None


def _judged(readings: Iterable[Reading], spot: Spot) -> Entry | None:
    """The first entry whose rules agree; None where there is none, or where its level is not wanted."""
    for entry, only, unless, wanted in readings:
        if (not only or _one(only, spot)) and not (unless and _one(unless, spot)):
            return entry if wanted else None
    return None


def _one(rules: tuple[Rule, ...], spot: Spot) -> bool:
    """True where one of the rules says yes."""
    for rule in rules:  # noqa: SIM110 - a generator costs more than most rules
        if rule(spot):
            return True
    return False
