"""Alternatives as they would stand in the sentence, word for word.

Offers `fitted(entry, text, start, end)` -> `Fitted(start, end, alternatives)`.

The list says "person who uses <drug>"; the sentence says "two heroin addicts", "an addict", "Crack addict mum", "failing to attend". What is
fitted: the drug, number, article, capitals, tense and person, an attribute that goes behind its noun, an owner ("an addict's story"), a second
"who". The stretch to be replaced may grow for it, never shrink. A line of advice in brackets stays as it is and comes last, but where the list
has it first.

Pure and without state. Called for what somebody looks at, not for each finding: it reads one sentence and no more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kithbridge.engines.language.fit_place import (
    BE,
    Noun,
    Place,
    drug_of,
    drug_pair,
    is_adjective,
    many,
    person_after,
    plain,
    subject_many,
    tense_of,
    verb_first,
)
from kithbridge.engines.language.inflection import Tense, agreed, article, conjugated, is_noun, lemma, plural, singular

if TYPE_CHECKING:
    from collections.abc import Callable

    from kithbridge.engines.language.lexicon import Entry

__all__ = ["Fitted", "fitted"]


class Fitted(NamedTuple):
    """What to replace, in code points of the text, and by what, best first."""

    start: int
    end: int
    alternatives: tuple[str, ...]


class _Line(NamedTuple):
    """An alternative of the list with its drug filled in. `kind`: noun, verb, other, advice."""

    text: str
    kind: str
    to: bool = False  # "did not come (to)"


def fitted(entry: Entry, text: str, start: int, end: int) -> Fitted:
    """The alternatives of an entry as they would stand in place of `text[start:end]`.

    Parameters
    ----------
    entry : Entry
        Its `instead` is read.
    text : str
        The text as it was given to the checker.
    start, end : int
        Where the phrase stands, in code points.

    Returns
    -------
    Fitted
        `start` and `end` hold at least what was given; no alternative stands twice.

    Examples
    --------
    >>> from kithbridge.engines.language.lexicon import starter
    >>> fitted(starter().of("KB001"), "She met an addict here.", 11, 17)[:2], fitted(starter().of("KB001"), "She met an addict here.", 11, 17)[2][0]
    ((8, 17), 'a person who uses drugs')
    """
    place = Place(text, start, end)
    low, high, drug = start, end, drug_of(place)
    if pair := drug_pair(place):
        drug, low = pair
        place = Place(text, low, high)
    lines = _lines(entry, place, drug)
    if lines[0].kind == "advice":
        shown = [line.text for line in lines if line.kind == "advice"]
        return Fitted(start, end, tuple(dict.fromkeys(shown)))
    if lines[0].kind == "verb":
        low, high, render = _as_verb(place)
    elif owned := _as_owner(place):
        low, high, render = owned
    else:
        low, high, render = _as_noun(place, lines[0])
    case = _Case(place, low, high)
    shown = []
    for line in lines:
        if line.kind == "advice":
            shown.append(line.text)
        elif words := render(line):
            shown.append(case.of(words))
    return Fitted(low, high, tuple(dict.fromkeys(shown)))


def _lines(entry: Entry, place: Place, drug: str) -> list[_Line]:
    """The lines in the order they are offered: those of the phrase's own kind first, advice last unless the list begins with it."""
    lines = [_line(line, drug) for line in entry.instead]
    if lines[0].kind == "advice":
        return lines
    own = "verb" if verb_first(place.words) else "other" if is_adjective(place.words) else "noun"
    if person_after(place, any_noun=False) and own == "other" and any(line.kind == "noun" for line in lines):
        own = "noun"
    if not any(line.kind == own for line in lines):
        own = ""
    lines.sort(key=lambda line: 2 if line.kind == "advice" else bool(own) and line.kind != own)
    return lines


def _line(text: str, drug: str) -> _Line:
    if text.startswith("("):
        return _Line(text, "advice")
    to = text.endswith(" (to)")
    text = text.partition(" (")[0]
    if "<drug> use" in text:
        text = text.replace("<drug>", _before_noun(drug))
    text = text.replace("<drug>", drug)
    words = text.split()
    if lemma(words[0]) and not is_noun(words[0]) and not (words[0] == "use" and words[1:2] == ["of"]):
        return _Line(text, "verb", to)
    return _Line(text, "noun" if _head(words) is not None else "other", to)


def _before_noun(drug: str) -> str:
    """ "drugs" before "use" is "drug", "opioids" is "opioid"; a name stays."""
    return " and ".join(word.removesuffix("s") if word.endswith(("ugs", "ids", "tes", "ers", "lls", "zos", "nes", "nts")) else word for word in drug.split(" and "))


def _head(words: list[str]) -> int | None:
    """Where the noun of an alternative stands among its first words, before "who", "of" and the like."""
    found = None
    for place, word in enumerate(words[:4]):
        if word in ("who", "of", "with", "on", "in", "to", "that", "where", "for", "at", "by", "without"):
            break
        if is_noun(word):
            found = place
        elif found is not None:
            break
    return found


# -- nouns, and adjectives that go behind a noun ------------------------------------------------------------------------------------

Render = "Callable[[_Line], str]"


def _as_noun(place: Place, first: _Line) -> tuple[int, int, Callable[[_Line], str]]:
    adjective = is_adjective(place.words)
    behind = first.kind == "noun" or " " in first.text
    noun = person_after(place, any_noun=adjective) if behind and (adjective or not many(place)) else None
    if first.kind == "other" and not adjective:
        noun = None
    low, high = place.start, noun.end if noun else place.end
    plural_here = noun.many if noun else many(place)

    def words_of(line: _Line) -> str:
        if noun:
            return _behind(line, noun)
        if line.kind == "noun":
            if adjective and first.kind == "noun" and " who " in line.text:
                return _clause_gerund(line.text)
            return _numbered(line.text, many_=plural_here)
        return line.text

    tail, high = _second_who(place, high, words_of(first))
    a = place.previous if place.previous in ("a", "an") else ""
    wanted = a and ("" if plural_here and first.kind == "noun" else article(words_of(first)))
    if a and _takes_article(place, first, noun) and wanted != a:
        low = place.previous_start

        def with_article(line: _Line) -> str:
            words = words_of(line)
            return f"{article(words)} {words}".strip() + tail(words)

        return low, high, with_article
    return low, high, lambda line: words_of(line) + tail(words_of(line))


def _takes_article(place: Place, first: _Line, noun: Noun | None) -> bool:
    """Not where the article belongs to a noun that stays behind the phrase: "a drug-dependent life"."""
    return bool(noun) or first.kind == "noun" or not is_adjective(place.words)


def _behind(line: _Line, noun: Noun) -> str:
    """The alternative as an attribute behind its noun: "mother" and "person who uses drugs" is "mother who uses drugs"."""
    if line.kind == "verb":
        return ""
    if line.kind == "other":
        return f"{noun.shown} {line.text}" if " " in line.text else f"{line.text} {noun.shown}"
    words = line.text.split()
    head = _head(words) or 0
    rest = " ".join(words[head + 1 :])
    return f"{noun.shown} {agreed(rest) if noun.many else rest}".rstrip()


def _numbered(text: str, *, many_: bool) -> str:
    words = text.split()
    head = _head(words)
    if head is None:
        return text
    one = singular(words[head])
    if not many_:
        return " ".join([*words[:head], one, *words[head + 1 :]])
    return agreed(" ".join([*words[:head], plural(one), *words[head + 1 :]]))


def _clause_gerund(text: str) -> str:
    """ "person who uses drugs" of an adjective that stands alone: "using drugs"."""
    clause = text.partition(" who ")[2].split()
    verb = lemma(clause[0])
    if not verb:
        return text
    return " ".join(clause[1:] if verb == "be" else [conjugated(verb, Tense.GERUND), *clause[1:]])


def _second_who(place: Place, high: int, words: str) -> tuple[Callable[[str], str], int]:
    """ "addicts who steal" is "people who use drugs and steal": one "who" is enough."""
    word, end = place.following(high)
    if word != "who" or " who " not in words:
        return lambda _: "", high
    return lambda text: " and" if " who " in text else " who", end


_OWNER: Final = re.compile(r"['’]s?\s+((?:(?:first|new|old|young|own|older|younger|late|next|elderly)\s+)?[\w-]+)")


def _as_owner(place: Place) -> tuple[int, int, Callable[[_Line], str]] | None:
    """ "an addict's story" is "the story of a person who uses drugs"."""
    match = _OWNER.match(place.text, place.end)
    plural_here = many(place)
    if not match or (plural_here and match[0][1:2] == "s"):
        return None
    owned = match[1]
    a = place.previous in ("a", "an")
    one = "" if plural_here else "the " if place.previous == "the" else "a "

    def render(line: _Line) -> str:
        if line.kind != "noun":
            return ""
        owner = _numbered(line.text, many_=plural_here)
        return f"{'the ' if a else ''}{owned} of {one and (article(owner) + ' ' if one == 'a ' else one)}{owner}"

    return place.previous_start if a else place.start, match.end(), render


# -- verbs ----------------------------------------------------------------------------------------------------------------------------

_OF_BE: Final = {
    **{"is": Tense.THIRD, "'s": Tense.THIRD, "are": Tense.BASE, "'re": Tense.BASE, "was": Tense.PAST, "were": Tense.PAST, "be": Tense.INFINITIVE},
    **{"been": Tense.PERFECT, "being": Tense.GERUND, "am": Tense.BASE, "remains": Tense.THIRD, "remained": Tense.PAST, "seems": Tense.THIRD},
    **{"has": Tense.THIRD, "have": Tense.BASE, "had": Tense.PAST, "having": Tense.GERUND, "shows": Tense.THIRD, "showed": Tense.PAST},
    **{"show": Tense.BASE, "with": Tense.GERUND, "displays": Tense.THIRD, "appears": Tense.THIRD, "appeared": Tense.PAST},
}
# After these, "did not come" has no place to come to.
_NO_PLACE: Final = frozenset(
    "and but or on at in for because as again twice once today yesterday tonight with without last when despite due since after before "
    "until so then if unless while although x2 x3 x4 x5 repeatedly regularly consistently either too anyway by from via x1 who which that "
    "thus yet three-times is was are were has had this thrice".split()
)
_TIMES: Final = frozenset("week weeks month year day morning afternoon time times occasion occasions summer winter spring autumn term".split())
_AUXILIARY: Final = {"won't": "will not", "wouldn't": "would not", "will": "will", "would": "would", "has": "has", "have": "have", "had": "had"}


def _as_verb(place: Place) -> tuple[int, int, Callable[[_Line], str]]:
    low, kept = place.start, ""
    if verb_first(place.words):
        tense = tense_of(place)
        first = place.words[0]
        if first in ("has", "have", "had") and len(place.words) > 1:
            kept, tense = first, Tense.PERFECT
        elif first in ("will", "won't", "would", "wouldn't"):
            kept, tense = first.replace("won't", "will").replace("n't", ""), Tense.INFINITIVE
        elif first in ("is", "isn't"):
            kept, tense = "is", Tense.GERUND
    else:
        before = place.previous
        if before in _OF_BE:
            low, tense = place.previous_start, _OF_BE[before]
        elif before.endswith("'s"):
            low, tense = place.previous_start, Tense.THIRD
            kept = place.text[low : low + len(before) - 2]
        else:
            tense = Tense.BASE if subject_many(place) else Tense.THIRD
    more = subject_many(place)
    to = _needs_place(place)

    def render(line: _Line) -> str:
        if line.kind != "verb":
            return "" if low != place.start or line.kind == "noun" else line.text
        return " ".join(filter(None, (kept, _in_tense(line.text, tense, more=more), "to" if line.to and to else "")))

    return low, place.end, render


def _needs_place(place: Place) -> bool:
    """True where something follows that one can come to."""
    word, end = place.following(place.end)
    if not word or word in _NO_PLACE or word.isdigit():
        return bool(word) and word == "this" and place.following(end)[0] not in _TIMES
    if word in ("the", "every", "each", "that", "next", "two", "three", "several", "many", "four", "five", "following"):
        after, stop = place.following(end)
        return after not in _TIMES and place.following(stop)[0] not in (_TIMES if after in ("next", "following", "last") else ())
    return True


def _in_tense(text: str, tense: Tense, *, more: bool) -> str:
    """A line that begins with a verb, in the tense and person of its place.

    "did not come" with GERUND is "not coming"; "was not brought" with PERFECT is "not been brought".
    """
    words = text.split()
    verb, rest = lemma(words[0]), words[1:]
    if verb == "do" and rest[:1] == ["not"]:
        main = lemma(rest[1])
        helped = {Tense.PAST: "did not", Tense.THIRD: "does not", Tense.BASE: "do not"}.get(tense, "not")
        form = Tense.INFINITIVE if tense in (Tense.PAST, Tense.THIRD, Tense.BASE) else tense
        return " ".join([helped, conjugated(main, form), *rest[2:]])
    shown = conjugated(verb, tense, many=more)
    if rest[:1] == ["not"] and tense in (Tense.PERFECT, Tense.GERUND, Tense.INFINITIVE):
        return " ".join(["not", shown, *rest[1:]])
    return " ".join([shown, *rest])


# -- capitals -------------------------------------------------------------------------------------------------------------------------

_WORDS: Final = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL: Final = frozenset("a an the and or but of to in on at by for with from as who is are not".split())


class _Case:
    """How the place writes capitals: as in a sentence, as a heading, or all."""

    def __init__(self, place: Place, low: int, high: int) -> None:
        shown = place.text[low:high]
        round_it = _WORDS.findall(place.before + " " + place.after)
        letters = "".join(round_it)
        self.all = shown.isupper() and len(shown) > 1 and (letters.isupper() if len(letters) > 2 else len(shown) > 6)
        weighty = [word for word in round_it if plain(word) not in _SMALL]
        self.heading = len(weighty) > 2 and sum(word[0].isupper() for word in weighty) >= 0.8 * len(weighty) and shown[0].isupper()
        initials = shown.isupper() and bool(place.text[:low].strip()) and bool(place.before[: max(0, low - place.start) or None].strip())
        self.first = shown[0].isupper() and not initials

    def of(self, words: str) -> str:
        """The words with the capitals of the place."""
        if self.all:
            return words.upper()
        if self.heading:
            return " ".join(word if word in _SMALL and at else word[:1].upper() + word[1:] for at, word in enumerate(words.split(" ")))
        return words[:1].upper() + words[1:] if self.first else words
