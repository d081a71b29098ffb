"""Inflection of the English words that the list's alternatives are made of: number of nouns, tense and person of verbs.

Offers
`plural(noun)`, `singular(noun)`, `Tense`, `lemma(word)`, `conjugated(lemma, tense)`, `agreed(clause)`, `article(words)`, `is_plural(noun)`.

Small on purpose: nouns and verbs of alternatives, not of English. What is in no table follows spelling.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final

__all__ = ["Tense", "agreed", "article", "conjugated", "is_noun", "is_plural", "is_uncounted", "lemma", "plural", "singular"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Tense(Enum):
    """The form that a verb has in its place."""

    BASE = "they come"
    THIRD = "she comes"
    PAST = "she came"
    PERFECT = "she has come"
    GERUND = "coming"
    INFINITIVE = "to come"


_IRREGULAR_NOUNS: Final = dict(
    pair.split("/", 1)
    for pair in (
        "person/people",
        "woman/women",
        "man/men",
        "child/children",
        "wife/wives",
        "life/lives",
        "thief/thieves",
        "mum-to-be/mums-to-be",
    )
)
_IRREGULAR_SINGULAR: Final = {many: one for one, many in _IRREGULAR_NOUNS.items()}
# Nouns that an alternative may have as its head.
_HEADS: Final = _set(
    "person woman man mother mum father dad parent baby child family place house home address test appointment conviction needle estate "
    "household placement worker programme group dose death prescriber screen sample year mark mother-to-be pupil room "
    "attempt harm injection carer service tenancy pregnancy"
)
_UNCOUNTED: Final = _set("use drinking dependency treatment equipment withdrawal time behaviour policy trouble pain care work")


def is_noun(word: str) -> bool:
    """True for a noun that heads an alternative, in either number."""
    return word in _HEADS or word in _UNCOUNTED or singular(word) in _HEADS


def is_uncounted(word: str) -> bool:
    """True for a noun without article and plural: use, treatment."""
    return word in _UNCOUNTED


def plural(noun: str) -> str:
    """>>> [plural(noun) for noun in ("person", "baby", "house", "mother", "24-year-old")]
    ['people', 'babies', 'houses', 'mothers', '24-year-olds']
    """
    if noun in _UNCOUNTED:
        return noun
    if noun in _IRREGULAR_NOUNS:
        return _IRREGULAR_NOUNS[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    return noun + "s"


def singular(noun: str) -> str:
    """>>> [singular(noun) for noun in ("people", "babies", "houses", "mothers", "boss")]
    ['person', 'baby', 'house', 'mother', 'boss']
    """
    if noun in _IRREGULAR_SINGULAR:
        return _IRREGULAR_SINGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4 and noun not in ("junkies", "druggies", "hoodies", "alkies"):
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    return noun[:-1] if is_plural(noun) else noun


def is_plural(noun: str) -> bool:
    """>>> [is_plural(noun) for noun in ("people", "addicts", "abuse", "crisis", "boss", "families")]
    [True, True, False, False, False, True]
    """
    return noun in _IRREGULAR_SINGULAR or (noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s")) and len(noun) > 2)


# Verb, past, perfect.
_IRREGULAR: Final = (
    "be was been,have had had,do did done,come came come,tell told told,say said said,leave left left,take took taken,see saw seen,"
    "sell sold sold,get got got,give gave given,lose lost lost,feel felt felt,go went gone,think thought thought,drink drank drunk,"
    "hear heard heard,keep kept kept,become became become,put put put,pay paid paid,choose chose chosen,fall fell fallen,"
    "fight fought fought,steal stole stolen,split split split,bring brought brought,hit hit hit,find found found,beat beat beaten"
)
_REGULAR: Final = (
    "use ask miss stop need start return live die end agree disagree decline collect report support listen test want show stay "
    "finish follow reach depend carry work care help cancel hurt inject smoke overdose recall"
)
_PASTS: Final = {row.split()[0]: row.split()[1:] for row in _IRREGULAR.split(",")}
_THIRDS: Final = {"be": "is", "have": "has", "do": "does", "go": "goes", "miss": "misses", "carry": "carries", "finish": "finishes"}
_GERUNDS: Final = {"die": "dying", "be": "being", "see": "seeing", "agree": "agreeing", "disagree": "disagreeing"}
_DOUBLED: Final = ("stop", "get", "put", "split", "hit", "cancel")


def _forms(verb: str) -> dict[Tense, str]:
    stem = verb[:-1] if verb.endswith("e") else verb + verb[-1] if verb in _DOUBLED else verb
    regular = (verb[:-1] + "ied") if verb.endswith("y") and verb[-2] not in "aeiou" else stem + "ed"
    past, perfect = _PASTS.get(verb, (regular, regular))
    return {
        Tense.BASE: "are" if verb == "be" else verb,
        Tense.INFINITIVE: verb,
        Tense.THIRD: _THIRDS.get(verb, verb + "s"),
        Tense.PAST: past,
        Tense.PERFECT: perfect,
        Tense.GERUND: _GERUNDS.get(verb, stem + "ing"),
    }


_VERBS: Final = {verb: _forms(verb) for verb in (*_PASTS, *_REGULAR.split())}
_LEMMAS: Final = {word: verb for verb, forms in _VERBS.items() for tense, word in forms.items() if tense is not Tense.GERUND}


def lemma(word: str) -> str:
    """The verb that a finite form or an infinitive belongs to, "" for a word that is none here: `told` is of `tell`."""
    return _LEMMAS.get("was" if word == "were" else word, "")


def conjugated(verb: str, tense: Tense, *, many: bool = False) -> str:
    """A verb in its form; `many` tells was from were.

    >>> conjugated("come", Tense.PAST), conjugated("be", Tense.PAST, many=True), conjugated("stop", Tense.GERUND)
    ('came', 'were', 'stopping')
    """
    if verb == "be" and tense is Tense.PAST and many:
        return "were"
    return _VERBS[verb][tense]


def agreed(clause: str) -> str:
    """The verb after each "who" for more than one person.

    >>> agreed("who uses drugs")
    'who use drugs'
    """
    words = clause.split(" ")
    for place in range(1, len(words)):
        if words[place - 1] == "who":
            verb = lemma(words[place])
            if verb and words[place] == _VERBS[verb][Tense.THIRD]:
                words[place] = _VERBS[verb][Tense.BASE]
            elif words[place] == "was":
                words[place] = "were"
            elif not verb:
                words[place] = singular(words[place])
    return " ".join(words)


@lru_cache(maxsize=4096)
def article(words: str) -> str:
    """ "an" before a vowel that is heard, else "a"; "" before what takes none.

    >>> [article(words) for words in ("person", "address", "use", "hour", "HIV test", "drug use")]
    ['a', 'an', '', 'an', 'an', '']
    """
    row = words.lower().split(" ")
    head = (
        next(
            (
                place
                for place, word in enumerate(row)
                if word in ("who", "of", "with", "off", "for", "after", "that", "in", "on", "where", "without", "sleeping", "living")
            ),
            len(row),
        )
        - 1
    )
    first = row[0]
    if row[head] in _UNCOUNTED:
        return ""
    if first.startswith(("hour", "honest", "hiv", "8", "11", "18")):
        return "an"
    if first.startswith(("use", "usu", "uni", "eu", "one")):
        return "a"
    return "an" if first[:1] in "aeiou" else "a"
