"""Alternatives as they would stand in the sentence, word for word.

Offers `fitted(entry, text, start, end)` -> `Fitted(start, end, alternatives)`.

The list says "person who uses <drug>"; the sentence says "two heroin addicts", "an addict", "Crack addict mum", "failing to attend".
What is fitted: the drug, number, article, capitals, tense and person, an attribute that goes behind its noun, an owner ("an addict's
story"), a second "who". The stretch to be replaced may grow for it, never shrink. A line of advice in brackets stays as it is and comes
last, but where the list has it first.

Pure and without state. Called for what somebody looks at, not for each finding: it reads one sentence and no more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kithbridge.engines.language.fit_case import Case
from kithbridge.engines.language.fit_lines import Line, head_of, lines_of, numbered
from kithbridge.engines.language.fit_place import (
    Noun,
    Place,
    drug_after,
    drug_pair,
    person_after,
    plain,
    subject_many,
    tense_of,
    word_set,
)
from kithbridge.engines.language.fit_usual import NAMING, THINGS_OF, capitals, of_people, usual, with_article
from kithbridge.engines.language.inflection import Tense, agreed, article, conjugated, is_plural, is_uncounted, lemma

if TYPE_CHECKING:
    from collections.abc import Callable

    from kithbridge.engines.language.lexicon import Entry

__all__ = ["Fitted", "fitted"]


class Fitted(NamedTuple):
    """What to replace, in code points of the text, and by what, best first."""

    start: int
    end: int
    alternatives: tuple[str, ...]


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
    >>> found = fitted(starter().of("KB001"), "She met an addict here.", 11, 17)
    >>> found.start, found.alternatives[0]
    (8, 'a person who uses drugs')
    """
    place = Place(text, start, end)
    low, high, drug = start, end, place.phrase.drug
    if pair := drug_pair(place):
        drug, low = pair
        place = Place(text, low, high)
    elif place.words[-1] in _BEFORE_DRUG and (after := drug_after(place)):
        place = Place(text, start, after[1])
        drug = after[0]
    lines = _lines(entry, place, drug)
    if plain := usual(place, lines):
        if not text[plain.start].isupper():
            return Fitted(plain.start, place.end, plain.words)
        case = Case(place, plain.start, place.end)
        if case.first and not case.all and not case.heading:
            return Fitted(plain.start, place.end, capitals(plain.words, plain.fits))
        cased = [case.of(one) if fits else one for one, fits in zip(plain.words, plain.fits, strict=True)]
        return Fitted(plain.start, place.end, tuple(cased))
    if lines[0].kind == "advice":
        shown = [line.text for line in lines if line.kind == "advice"]
        return Fitted(start, end, tuple(dict.fromkeys(shown)))
    if lines[0].kind == "verb":
        low, high, render = _as_verb(place)
    elif owned := _as_owner(place):
        low, high, render = owned
    else:
        low, high, render = _as_noun(place, lines[0])
    case = Case(place, low, high)
    shown = []
    for line in lines:
        if line.kind == "advice":
            shown.append(line.text)
        elif words := render(line):
            shown.append(case.of(words))
    return Fitted(low, high, tuple(dict.fromkeys(shown)))


_BEFORE_DRUG: Final = frozenset(("clean", "abuser", "abusers", "misuser", "misusers"))


def _lines(entry: Entry, place: Place, drug: str) -> tuple[Line, ...]:
    """The lines in the order they are offered: those of the phrase's own kind first, advice last unless the list begins with it."""
    phrase = place.phrase
    own = "verb" if phrase.verb else "other" if phrase.adjective else "noun"
    if own == "other" and any(map(of_people, entry.instead)) and person_after(place, any_noun=False):
        own = "noun"
    if own == "verb" and (place.previous in _DETERMINERS or (place.words[0].endswith("ed") and not place.left)):
        own = "noun"  # "a failed test", "Failed drug tests lead to sanctions"
    return lines_of(entry.instead, place.words, drug, own)


_DETERMINERS: Final = word_set("a an the this her his their one two three first second third another any each every")


# -- nouns, and adjectives that go behind a noun ------------------------------------------------------------------------------------


def _as_noun(place: Place, first: Line) -> tuple[int, int, Callable[[Line], str]]:
    noun = _noun_of(place, first)
    thing, high = "", noun.end if noun else place.end
    more = noun.many if noun else place.phrase.many
    if not noun and not more and not place.phrase.adjective:
        thing, stop = place.following(place.end)
        thing, high = (thing, stop) if thing in THINGS_OF else ("", high)

    def words_of(line: Line) -> str:
        if noun:
            return _behind(line, noun)
        if line.kind == "noun":
            if place.phrase.adjective and first.kind == "noun" and " who " in line.text:
                return _clause_gerund(line.text)
            if thing and " who " in line.text:
                return f"{thing} of {numbered(line.text, more=True)}"
            return numbered(line.text, more=more)
        return f"{line.text} {line.then}" if line.then and _needs_place(place) else line.text

    shown = words_of(first)
    tail, high = _second_who(place, high, shown)
    if place.phrase.daily and (cost := _SUM.search(place.before)):
        return place.start - len(cost[0]), high, lambda line: f"{words_of(line)} of {cost[1]} a day"
    if place.previous.endswith("day") and (cost := _COST.search(place.before)) and is_uncounted(shown.rsplit(" ", 1)[-1]):
        return place.start - len(cost[0]), high, lambda line: f"{words_of(line)} of {cost[1]} a day"
    if shown.endswith(" use") and (had := _of_having(place)):
        verb, low = had
        return low, high, lambda line: f"{verb} {place.phrase.drug}" if line.kind == "noun" else ""
    low, ahead = _ahead(place, first, shown, more=more, noun=noun)
    return low, high, lambda line: ahead(words := words_of(line)) + words + tail(words)


_COMPOUND: Final = re.compile(r"-(?:of-\w+|to-be)\b")
_HAVING: Final = {"has": "uses", "have": "use", "had": "used", "having": "using", "with": "who uses"}
_HAS_A: Final = re.compile(r"\b(has|have|had|having|with) an? \Z")


def _of_having(place: Place) -> tuple[str, int] | None:
    """ "has a" before "drug habit" is "uses": the verb and where "has" begins."""
    match = _HAS_A.search(place.text, max(0, place.start - 9), place.start) if place.previous in ("a", "an") else None
    if not match:
        return None
    holder = place.left[-3] if len(place.left) > 2 else ""
    return "who use" if match[1] == "with" and is_plural(holder) else _HAVING[match[1]], match.start()


def _noun_of(place: Place, first: Line) -> Noun | None:
    """The person noun that the alternative goes behind: after the phrase, or its last word."""
    adjective = place.phrase.adjective
    if first.kind == "other" and not adjective:
        return None
    if (of_people(first.text) or (first.kind == "other" and " " in first.text)) and (adjective or not place.phrase.many):
        noun = person_after(place, any_noun=adjective)
        if noun:
            return noun
    if place.phrase.person and of_people(first.text):
        rest = _COMPOUND.match(place.text, place.end)
        noun = place.phrase.person
        return noun._replace(shown=noun.shown + rest[0], end=rest.end()) if rest else noun._replace(end=place.end)
    return None


def _nothing(_: str) -> str:
    return ""


def _ahead(place: Place, first: Line, shown: str, *, more: bool, noun: Noun | None) -> tuple[int, Callable[[str], str]]:
    """Where the replacement begins and what stands ahead of it: "her", an article, or nothing."""
    if place.lead in ("her", "his", "their"):
        return place.start, lambda _: place.lead + " "
    if place.lead:
        return place.start, with_article
    if place.previous == "the" and first.kind == "other" and not noun and place.phrase.adjective:
        return place.start, lambda _: "people "  # "the hard to reach"
    if place.previous in NAMING and not more and first.kind == "noun":  # "Pt is IVDU", "known as addict"
        return place.start, with_article
    if place.previous not in ("a", "an") or (not noun and first.kind != "noun" and place.phrase.adjective):
        # An article before an adjective belongs to a noun that stays: "a drug-dependent life".
        return place.start, _nothing
    wanted = "" if more and first.kind == "noun" else article(shown)
    return (place.start, _nothing) if wanted == place.previous else (place.previous_start, with_article)


_COST: Final = re.compile(r"(?:\b[Aa]n?\s+)?([£$€][\d.,]+)[\s-]a[\s-]day\s+\Z")
_SUM: Final = re.compile(r"(?:\b[Aa]n?\s+)?([£$€][\d.,]+)[\s-]\Z")


def _behind(line: Line, noun: Noun) -> str:
    """The alternative as an attribute behind its noun: "mother" and "person who uses drugs" is "mother who uses drugs"."""
    if line.kind == "verb":
        return ""
    if line.kind == "other":
        return f"{noun.shown} {line.text}" if " " in line.text else f"{line.text} {noun.shown}"
    words = line.text.split()
    head = head_of(words) or 0
    rest = " ".join(words[head + 1 :])
    return f"{noun.shown} {agreed(rest) if noun.many else rest}".rstrip()


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
    if words.startswith("people ") and not place.phrase.many and word in ("is", "was", "has"):
        agreed_verb = {"is": " are", "was": " were", "has": " have"}[word]
        return lambda _: agreed_verb, end
    if word in ("are", "were", "have") and place.phrase.many and is_uncounted(words.split()[-1]):
        verb = {"are": " is", "were": " was", "have": " has"}[word]
        return lambda _: verb, end
    if word != "who" or " who " not in words:
        return lambda _: "", high
    return lambda text: " and" if " who " in text else " who", end


_OWNER: Final = re.compile(r"['’]s?\s+((?:(?:first|new|old|young|own|older|younger|late|next|elderly)\s+)?[\w-]+)", re.IGNORECASE)


def _as_owner(place: Place) -> tuple[int, int, Callable[[Line], str]] | None:
    """ "an addict's story" is "the story of a person who uses drugs"."""
    match = _OWNER.match(place.text, place.end)
    plural_here = place.phrase.many
    if not match or (plural_here and match[0][1:2] == "s"):
        return None
    owned = match[1]
    a = place.previous in ("a", "an")
    one = "" if plural_here else "the " if place.previous == "the" else "a "

    def render(line: Line) -> str:
        if line.kind != "noun":
            return ""
        owner = numbered(line.text, more=plural_here)
        return f"{'the ' if a else ''}{owned} of {one and (article(owner) + ' ' if one == 'a ' else one)}{owner}"

    return place.previous_start if a else place.start, match.end(), render


# -- verbs ----------------------------------------------------------------------------------------------------------------------------

_OF_BE: Final = {
    word: tense
    for tense, words in {
        Tense.THIRD: "is 's has shows remains seems appears displays",
        Tense.BASE: "are 're am have show remain",
        Tense.PAST: "was were had showed remained seemed appeared",
        Tense.INFINITIVE: "be",
        Tense.PERFECT: "been",
        Tense.GERUND: "being having with showing",
    }.items()
    for word in words.split()
}
# After these, "did not come" has no place to come to.
_NO_PLACE: Final = word_set(
    "and but or on at in for because as again twice once today yesterday tonight with without last when despite due since after before "
    "until so then if unless while although x2 x3 x4 x5 repeatedly regularly consistently either too anyway by from via x1 who which that "
    "thus yet three-times is was are were has had this thrice will would may might can could should must shall do does did get gets "
    "lead leads x"
)
_TIMES: Final = word_set("week weeks month year day morning afternoon time times occasion occasions summer winter spring autumn term")


def _as_verb(place: Place) -> tuple[int, int, Callable[[Line], str]]:
    low, kept = place.start, ""
    if place.phrase.verb:
        tense = tense_of(place)
        first = place.words[0]
        if first in ("has", "have", "had") and len(place.words) > 1:
            kept, tense = first, Tense.PERFECT
        elif first in ("will", "won't", "would", "wouldn't"):
            kept, tense = first.replace("won't", "will").replace("n't", ""), Tense.INFINITIVE
        elif first in ("is", "isn't"):
            kept, tense = "is", Tense.GERUND
    else:
        before, at = place.previous, place.previous_start
        if before in ("a", "an") and len(place.left) > 1 and place.left[-2] in _OF_BE:
            before, at = place.left[-2], _start_of(place, place.left[-2])
        if before in _OF_BE:
            low, tense = at, _OF_BE[before]
        elif before.endswith("'s"):
            low, tense = place.previous_start, Tense.THIRD
            kept = place.text[low : low + len(before) - 2]
        elif place.words[0].endswith("ed"):  # "baby addicted at birth", without "was"
            tense = Tense.PAST
        else:
            tense = Tense.BASE if subject_many(place) else Tense.THIRD
    more = subject_many(place)
    follows = place.following(place.end)[0]

    def render(line: Line) -> str:
        if line.kind != "verb":
            return "" if low != place.start or line.kind == "noun" else line.text
        words = _in_tense(line.text, tense, more=more)
        if words.endswith(" no") and (follows.endswith("ing") or follows in ("that", "being", "having")):
            words = words[:-1] + "ot"
        then = line.then if line.then and (_needs_place(place) if line.then == "to" else _is_object(follows)) else ""
        return " ".join(filter(None, (kept, words, then)))

    return low, place.end, render


def _start_of(place: Place, word: str) -> int:
    """Where a word begins that stands two words before the phrase."""
    return place.start - len(place.before) + plain(place.before).rindex(word)


def _is_object(word: str) -> bool:
    """True for what "told us" needs "about" before."""
    return word.endswith("ing") or word in (
        "her",
        "his",
        "their",
        "a",
        "the",
        "some",
        "heroin",
        "crack",
        "drug",
        "use",
        "alcohol",
        "cannabis",
        "occasional",
    )


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
        if not main:
            return text
        helped = {Tense.PAST: "did not", Tense.THIRD: "does not", Tense.BASE: "do not"}.get(tense, "not")
        form = Tense.INFINITIVE if tense in (Tense.PAST, Tense.THIRD, Tense.BASE) else tense
        return " ".join([helped, conjugated(main, form), *rest[2:]])
    shown = conjugated(verb, tense, many=more)
    if rest[:1] == ["not"] and tense in (Tense.PERFECT, Tense.GERUND, Tense.INFINITIVE):
        return " ".join(["not", shown, *rest[1:]])
    return " ".join([shown, *rest])
