"""The place of a phrase as `fit` reads it: its words, the words round it in its sentence, its drug, its tense, its number.

Offers `Place(text, start, end)`, `drug_of(place)`, `tense_of(place)`, `many(place)`, `person_after(place)`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kithbridge.engines.language.inflection import Tense, is_plural, singular

__all__ = ["BE", "Noun", "Place", "drug_of", "drug_pair", "is_adjective", "many", "person_after", "tense_of", "verb_first"]

# How a drug is called behind "uses"; the key is how texts name it.
_DRUGS: Final = {
    **{name: name for name in "heroin crack cocaine cannabis methadone spice ketamine codeine alcohol opiates opioids ecstasy amphetamine".split()},
    **{name: name for name in "methamphetamine mephedrone mamba fentanyl diazepam pregabalin tramadol buprenorphine morphine benzodiazepines ghb".split()},
    **{name: name for name in "solvents steroids pills painkillers benzos speed meth glue xanax valium oxycodone medication gabapentin khat".split()},
    **{"drug": "drugs", "drugs": "drugs", "substance": "drugs", "substances": "drugs", "opiate": "opiates", "opioid": "opioids", "pill": "pills"},
    **{"painkiller": "painkillers", "steroid": "steroids", "benzo": "benzos", "smack": "heroin", "coke": "cocaine", "weed": "cannabis"},
    **{"skag": "heroin", "solvent": "solvents", "benzodiazepine": "benzodiazepines", "amphetamines": "amphetamines", "drink": "alcohol"},
    **{"ket": "ketamine", "marijuana": "cannabis", "prescription": "prescription drugs", "hash": "cannabis", "drugs'": "drugs", "prescribed": "prescribed drugs"},
}
_PEOPLE: Final = frozenset(
    "mother mum mom mam mummy father dad daddy parent woman man girl boy person patient client couple family son daughter "
    "teenager teen baby child kid brother sister wife husband partner boyfriend girlfriend friend neighbour neighbor prisoner tenant "
    "resident thief student worker singer actor star celebrity nurse driver gran grandmother grandfather grandparent uncle aunt cousin "
    "adult youth veteran carer lad lass guy bloke lady rapper footballer musician mother-of-one mother-of-two mother-of-three mother-of-four "
    "mum-of-one mum-of-two mum-of-three mum-of-four mum-of-five mother-of-five dad-of-one dad-of-two dad-of-three father-of-two father-of-three "
    "mother-to-be mum-to-be defendant individual member participant sibling ex ex-wife ex-husband ex-boyfriend ex-partner lodger "
    "respondent newborn infant toddler community group population cohort mumof2 gp inmate".split()
)
_BETWEEN: Final = frozenset("young pregnant single homeless older elderly new local lone teenage first-time working expectant other many black white".split())
_AGE: Final = re.compile(r"\d+(-|\s)year(-|\s)olds?")
BE: Final = frozenset("is are was were be been being 's 're 'm am remains remained seems seemed appears appeared".split())
_MODAL: Final = frozenset("to will would can could may might must should shall did does do didn't doesn't don't won't can't cannot not never 'll 'd".split())
_PERFECT: Final = frozenset("has have had having 've".split())
_ADVERBS: Final = frozenset(
    "repeatedly persistently consistently often always also again now still then only just once twice since already continually regularly "
    "frequently never ever recently previously both all".split()
)
_MANY: Final = frozenset("they we you these those both many several few some all most i".split())
_PASTS: Final = frozenset(
    "fell went lost sold chose put split brought lied hit got kept fought beat took kicked wrote gave left spun stood threw ran said told "
    "overcame had came drank born did didn't was were swore lay tore spent stole paid quit".split()
)
_NOT_VERBS: Final = ("er", "ers", "ure", "ures", "ness", "ment", "ance", "ence", "ation")
_VERBS: Final = (
    *("fail", "refus", "abus", "misus", "us", "default", "drop", "abscond", "relaps", "pass", "test", "commit", "rescu", "sav", "sell", "sold"),
    *("fell", "fall", "go", "went", "get", "got", "kick", "hit", "reach", "battl", "split", "play", "work", "gam", "sabotag", "blag", "minimis"),
    *("minimiz", "lack", "suffer", "manipulat", "pull", "lie", "lying", "empower", "giv", "den", "claim", "admit", "alleg", "choos", "chose"),
    *("deserv", "burn", "exhaust", "malinger", "fak", "feign", "put", "exaggerat", "fabricat", "harm", "poison", "breed", "popp", "churn"),
    *("pump", "abandon", "los", "conceal", "self", "discharg", "disengag", "engag", "turn", "stay", "keep", "kept", "com", "spiral", "succumb"),
    *("collud", "dodg", "walk", "need", "topp", "struggl", "fight", "fought", "beat", "conquer", "over", "brought", "did", "do", "does", "doesn't"),
    *("didn't", "don't", "won't", "will", "would", "wouldn't", "has", "have", "had", "dna", "fta", "park", "languish", "piss", "feed", "fund"),
    *("doctor", "know", "catch", "caught", "becom", "cannot", "can't", "isn't", "shop", "gouch", "gauch", "nodd", "leav", "left", "prostitut", "lapsed"),
)
_SENTENCE: Final = re.compile(r"[.!?…](?=[\s\"”’)])|\n\s*\n")
_BEFORE: Final = re.compile(r"([\w'’/-]+)[\s]+\Z")
_AFTER: Final = re.compile(r"[\s\-\u2010\u2011]+([\w'’/-]*[\w’'])")
_WORDS: Final = re.compile(r"[\w'’-]+|[,;:()\"“”]")


class Noun(NamedTuple):
    """The noun behind an attribute: as it stands, where it ends, and whether it is more than one."""

    shown: str
    end: int
    many: bool


def plain(text: str) -> str:
    """Small letters, straight apostrophes and hyphens, no soft hyphen."""
    return text.lower().replace("’", "'").replace("\u2010", "-").replace("\u2011", "-").replace("\u00ad", "")


class Place:
    """A phrase at `text[start:end]` in its sentence, 160 letters to each side at most."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.shown = text[start:end]
        self.words = plain(self.shown).replace("-", " ").split()
        before = text[max(0, start - 160) : start]
        cut = 0
        for stop in _SENTENCE.finditer(before):
            cut = stop.end()
        self.before = before[cut:]
        after = text[end : end + 160]
        ends = _SENTENCE.search(after)
        self.after = after[: ends.start()] if ends else after
        match = _BEFORE.search(self.before)
        self.previous = plain(match[1]) if match else ""
        self.previous_start = start - len(match[0]) if match else start
        self.left = [plain(word) for word in _WORDS.findall(self.before)]

    def following(self, end: int) -> tuple[str, int]:
        """The word after a place of the text, folded, and where it ends; "" where a mark or the end stands between."""
        match = _AFTER.match(self.text, end)
        return (plain(match[1]), match.end()) if match and match.end() <= self.end + len(self.after) else ("", end)

    def verb_before(self) -> str:
        """The nearest word before the phrase that is no adverb."""
        return next((word for word in reversed(self.left) if word not in _ADVERBS), "")


def drug_of(place: Place) -> str:
    """The drug that the phrase names, as it is called behind "uses"; "drugs" where it names none."""
    words = place.words
    if "alcohol" in words and ("drug" in words or "drugs" in words):
        return "drugs and alcohol"
    if "crystal" in words:
        return "crystal meth"
    if "monkey" in words:
        return "monkey dust"
    for word in words:
        if word in _DRUGS:
            return _DRUGS[word]
        for drug in ("crack", "smack", "heroin", "coke", "meth", "spice"):
            if word.startswith(drug) and word[len(drug) :] in ("head", "heads", "fiend", "fiends", "ie", "ies"):
                return _DRUGS[drug]
    return "drugs"


_PAIR: Final = re.compile(r"([\w]+)(\s+(?:and|or|&)\s+|/)\Z")


def drug_pair(place: Place) -> tuple[str, int] | None:
    """ "heroin and" before "crack addicts": both drugs as they are called behind "uses", and where the first begins."""
    match = _PAIR.search(place.before)
    if not match or plain(match[1]) not in _DRUGS or not place.words or place.words[0] not in _DRUGS:
        return None
    joint = " or " if "or" in match[2] else " and "
    return _DRUGS[plain(match[1])] + joint + drug_of(place), place.start - len(match[0])


def verb_first(words: list[str]) -> bool:
    """True where the phrase is a verb with what belongs to it."""
    first = words[0] if words[0] not in _ADVERBS or len(words) == 1 else words[1]
    if first in ("is", "isn't", "not") and len(words) > 1:
        return words[-1].endswith(("ing", "ed")) or verb_first(words[1:])
    return first.startswith(_VERBS) and not first.endswith(_NOT_VERBS) and not words[-1].endswith(_NOT_VERBS)


def is_adjective(words: list[str]) -> bool:
    """True where the phrase is an adjective or a participle, no noun."""
    return words[-1].endswith(("ing", "ed", "dependent", "resistant", "compliant", "reach", "engage", "help", "free", "treat", "heard")) or words[-1] in (
        *("clean", "dirty", "sober", "vulnerable", "chaotic", "hostile", "resistant", "unstable", "hysterical", "diseased", "alcoholic"),
    )


def many(place: Place) -> bool:
    """True where the phrase names more than one: its last noun before "of" or "with" is a plural."""
    words = place.words
    for joint in ("of", "with", "to"):
        if joint in words[1:]:
            words = words[: words.index(joint, 1)]
    return is_plural(words[-1]) or (words[0] == "the" and words[-1] in ("homeless", "voiceless", "ill"))


def subject_many(place: Place) -> bool:
    """True where the word that the verb belongs to is a plural, as far as the nearest word tells."""
    word = place.verb_before()
    return word in _MANY or word in ("children", "couple", "parents") or (is_plural(word) and singular(word) in _PEOPLE)


def person_after(place: Place, *, any_noun: bool) -> Noun | None:
    """The person noun that follows, behind one adjective at most; `any_noun` takes every plural noun for one."""
    word, end = place.following(place.end)
    if not word:
        return None
    if _AGE.fullmatch(word):
        return Noun(place.text[end - len(word) : end], end, word.endswith("s"))
    begin = end - len(word)
    if word in _BETWEEN:
        after, stop = place.following(end)
        if after and singular(after) in _PEOPLE:
            return Noun(place.text[begin:stop], stop, is_plural(after))
        return None
    if singular(word) in _PEOPLE or word == "people":
        return Noun(place.text[begin:end], end, is_plural(word) or word in ("people", "couple"))
    if any_noun and is_plural(word) and word not in _NO_PEOPLE:
        return Noun(place.text[begin:end], end, True)
    return None


_NO_PEOPLE: Final = frozenset(
    "is was has does this its his hers as behaviours lifestyles careers habits practices patterns years days materials needs issues problems "
    "households homes areas estates streets services pipes".split()
)


def tense_of(place: Place) -> Tense:
    """The form of the verb that begins the phrase, told by its ending and by the word before."""
    words = [word for word in place.words if word not in _ADVERBS] or place.words
    first = words[0]
    before = place.verb_before()
    if first == "not" and len(words) > 1:
        first = words[1]
    if first.endswith("ing"):
        return Tense.GERUND
    if first in _PASTS or first.endswith("ed") or first in ("dna", "fta", "dna'd"):
        return Tense.PERFECT if before in _PERFECT or before.endswith("'ve") else Tense.PAST
    if first in ("does", "doesn't") or (first.endswith("s") and not first.endswith("ss")):
        return Tense.THIRD
    if first in ("do", "don't"):
        return Tense.BASE
    return Tense.INFINITIVE if before in _MODAL or before.endswith(("n't", "'ll", "'d")) else Tense.BASE
