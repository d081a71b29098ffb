"""The place of a phrase as `fit` reads it: its words, the words round it in its sentence, its drug, its tense, its number.

Offers `Place(text, start, end)`, `Phrase`,
`drug_pair(place)`, `drug_after(place)`, `tense_of(place)`, `subject_many(place)`, `person_after(place)`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kithbridge.engines.language.fit_near import last_sentence, plain, sentence_end, word_at
from kithbridge.engines.language.inflection import Tense, is_plural, singular

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Noun",
    "Phrase",
    "Place",
    "drug_after",
    "drug_pair",
    "is_adjective",
    "person_after",
    "plain",
    "subject_many",
    "tense_of",
    "verb_first",
    "word_set",
]

# How a drug is called behind "uses", and how texts name it where that differs.
_NAMED: Final = {
    "drugs": "drug drugs substance substances drugs'",
    "heroin": "smack skag",
    "cocaine": "coke",
    "cannabis": "weed hash marijuana",
    "opiates": "opiate",
    "opioids": "opioid",
    "alcohol": "drink",
    "ketamine": "ket",
    "amphetamine": "amphetamines",
    "prescription drugs": "prescription",
    "prescribed drugs": "prescribed",
    "pills": "pill",
    "painkillers": "painkiller",
    "steroids": "steroid",
    "solvents": "solvent",
    "benzos": "benzo",
    "benzodiazepines": "benzodiazepine",
}
_SELF_NAMED: Final = (
    "crack methadone spice codeine ecstasy methamphetamine mephedrone mamba fentanyl diazepam pregabalin tramadol "
    "buprenorphine morphine ghb "
    "speed meth glue xanax valium oxycodone medication gabapentin khat"
)
_DRUGS: Final = {name: shown for shown, names in _NAMED.items() for name in (shown, *names.split())} | dict(
    zip(_SELF_NAMED.split(), _SELF_NAMED.split(), strict=True)
)


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


_PEOPLE: Final = word_set(
    "mother mum mom mam mummy father dad daddy parent woman man girl boy person patient client couple family son daughter "
    "teenager teen baby child kid brother sister wife husband partner boyfriend girlfriend friend neighbour neighbor prisoner tenant "
    "resident thief student worker singer actor star celebrity nurse driver gran grandmother grandfather grandparent uncle aunt cousin "
    "adult youth veteran carer lad lass guy bloke lady rapper footballer musician mother-of-one mother-of-two "
    "mother-of-three mother-of-four "
    "mum-of-one mum-of-two mum-of-three mum-of-four mum-of-five mother-of-five dad-of-one dad-of-two dad-of-three "
    "father-of-two father-of-three "
    "mother-to-be mum-to-be defendant individual member participant sibling ex ex-wife ex-husband ex-boyfriend ex-partner lodger "
    "respondent newborn infant toddler twin pupil employee applicant colleague claimant visitor volunteer survivor teacher "
    "doctor soldier officer artist grandchild grandson granddaughter community group population cohort mumof2 gp inmate"
)
_BETWEEN: Final = word_set(
    "young pregnant single homeless older elderly new local lone teenage first-time working expectant other many black white"
)
_AGE: Final = re.compile(r"\d+(-|\s)year(-|\s)olds?")
_MODAL: Final = word_set(
    "to will would can could may might must should shall did does do didn't doesn't don't won't can't cannot not never 'll 'd"
)
_SUBJECTS: Final = frozenset(("you", "she", "he", "they", "we", "i"))
_PERFECT: Final = word_set("has have had having 've")
_ADVERBS: Final = word_set(
    "repeatedly persistently consistently often always also again now still then only just once twice since already continually regularly "
    "frequently never ever recently previously both all"
)
_MANY: Final = word_set("they we you these those both many several few some all most i")
_PASTS: Final = word_set(
    "fell went lost sold chose put split brought lied hit got kept fought beat took kicked wrote gave left spun stood threw ran said told "
    "overcame beaten fallen had came drank born did didn't was were swore lay tore spent stole paid quit"
)
# Verbs that phrases of the list begin with, by their stems; "=" holds the forms that follow no rule.
_STEMS: Final = word_set(
    "fail refus abus misus us default drop abscond relaps pass test commit rescu sav sell fall go get kick hit "
    "reach battl split play work gam "
    "sabotag blag minimis minimiz lack suffer manipulat pull lie empower giv den claim admit alleg choos deserv "
    "burn exhaust malinger fak feign "
    "put exaggerat harm poison abandon los conceal discharg disengag engag turn stay keep com spiral succumb "
    "collud walk need top struggl fight "
    "beat conquer park languish feed fund becom catch know gouch gauch prostitut leav remain think live self-discharg piss"
)
_FORMS: Final = frozenset(
    stem + ending
    for stem in _STEMS
    for ending in (
        "",
        "s",
        "e",
        "es",
        "ed",
        "d",
        "ing",
        "ting",
        "ted",
        "ping",
        "ped",
        "ging",
        "ged",
        "ling",
        "led",
        "y",
        "ies",
        "ied",
        "ying",
        "n",
    )
) | word_set(
    "sold fell went got gone chose chosen brought kept came became fought fed left lost lying lied did do does "
    "didn't don't doesn't won't will "
    "would wouldn't has have had dna dna'd dna'ed fta cannot can't isn't fallen beaten gave caught no-showed"
)
_LEADS: Final = frozenset(("a", "an", "her", "his", "their"))
_STOPS: Final = frozenset(".!?…")
_WORDS: Final = re.compile(r"[\w'’-]+|[,;:()\"“”]")


class Noun(NamedTuple):
    """The noun behind an attribute: as it stands, where it ends, and whether it is more than one."""

    shown: str
    end: int
    many: bool


class Phrase(NamedTuple):
    """What a phrase is by itself, wherever it stands."""

    words: tuple[str, ...]
    lead: str  # "her" of "her battle with drugs", "a" of "a drunk": kept apart from the words
    verb: bool
    adjective: bool
    drug: str
    many: bool
    person: Noun | None  # the dad of "druggie dad"
    daily: bool  # a sum may stand before it: "£50 a-day habit"


@lru_cache(maxsize=4096)
def phrase_of(shown: str) -> Phrase:
    """The phrase in small letters with its kind and its drug."""
    words = plain(shown).replace("-", " ").split()
    lead = words.pop(0) if len(words) > 1 and words[0] in _LEADS else ""
    many, person = _many(words, shown), _person_inside(shown)
    daily = shown[:5].lower() in ("a-day", "a day")
    return Phrase(tuple(words), lead, verb_first(words), is_adjective(words), drug_of(words), many, person, daily)


class Place:
    """A phrase at `text[start:end]`; what stands round it is read when it is asked for, 160 letters to each side at most."""

    __slots__ = (
        *("text", "start", "end", "shown", "phrase", "words", "lead", "previous", "previous_start"),
        *("_before", "_after", "_left", "_next"),
    )

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self._before: str | None = None
        self._after: str | None = None
        self._left: list[str] | None = None
        self._next: tuple[str, int] | None = None
        self.shown = text[start:end]
        self.phrase = phrase = phrase_of(self.shown)
        self.words, self.lead = phrase.words, phrase.lead
        self.previous, self.previous_start = "", start
        near = text[start - 40 if start > 40 else 0 : start]
        bare = near.rstrip()
        gap = len(near) - len(bare)
        if gap:
            self.previous_start = start - gap
            if bare and (bare[-1].isalnum() or bare[-1] in "'’") and (gap == 1 or "\n\n" not in near[-gap:]):
                self.previous = plain(bare.rsplit(None, 1)[-1]).lstrip("\"'“‘(")
                self.previous_start -= len(self.previous)

    @property
    def before(self) -> str:
        """The sentence up to the phrase."""
        if self._before is None:  # functools.cached_property takes a lock each time
            start = self.start
            if self.text[start - 2 : start - 1] in _STOPS and self.text[start - 1] == " ":
                self._before = " "  # most capitals: the sentence begins here
            else:
                self._before = last_sentence(self.text[start - 160 if start > 160 else 0 : start])
        return self._before

    @property
    def after(self) -> str:
        """The sentence behind the phrase."""
        if self._after is None:
            after = self.text[self.end : self.end + 160]
            self._after = after[: sentence_end(after)]
        return self._after

    @property
    def left(self) -> list[str]:
        """Words and marks before the phrase, folded."""
        if self._left is None:
            before = self.before
            self._left = _WORDS.findall(before.lower()) if before.isascii() else [plain(word) for word in _WORDS.findall(before)]
        return self._left

    def following(self, end: int) -> tuple[str, int]:
        """The word after a place of the text, folded, and where it ends; "" where a mark or the end stands between."""
        if end == self.end:
            if self._next is None:  # asked for by nearly every rule
                self._next = word_at(self.text, end)
            return self._next
        return word_at(self.text, end)

    def verb_before(self) -> str:
        """The nearest word before the phrase that is no adverb."""
        return next((word for word in reversed(self.left) if word not in _ADVERBS), "")


def drug_of(words: list[str]) -> str:
    """The drug that the phrase names, as it is called behind "uses"; "drugs" where it names none."""
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


_PAIR: Final = re.compile(r"(\w+)(\s+(?:and|or|&)\s+|/)\Z")


def drug_pair(place: Place) -> tuple[str, int] | None:
    """ "heroin and" before "crack addicts": both drugs as they are called behind "uses", and where the first begins."""
    if (place.previous not in ("and", "or", "&") and place.text[place.start - 1 : place.start] != "/") or place.words[0] not in _DRUGS:
        return None
    match = _PAIR.search(place.text[max(0, place.start - 30) : place.start])
    if not match or plain(match[1]) not in _DRUGS:
        return None
    joint = " or " if "or" in match[2] else " and "
    return _DRUGS[plain(match[1])] + joint + place.phrase.drug, place.start - len(match[0])


def drug_after(place: Place) -> tuple[str, int] | None:
    """ "of heroin" after "clean" or "abusers": the drug and where it ends."""
    of, after = place.following(place.end)
    drug, end = place.following(after) if of in ("of", "from", "off") else ("", 0)
    return (_DRUGS[drug], end) if drug in _DRUGS else None


def verb_first(words: Sequence[str]) -> bool:
    """True where the phrase is a verb with what belongs to it."""
    first = words[0] if words[0] not in _ADVERBS or len(words) == 1 else words[1]
    if first == "self" and len(words) > 1:
        first = words[1]
    if first in ("is", "isn't", "not") and len(words) > 1:
        return verb_first(words[1:])
    return first in _FORMS


def is_adjective(words: Sequence[str]) -> bool:
    """True where the phrase is an adjective or a participle, no noun."""
    return words[-1].endswith(
        ("ing", "ed", "dependent", "resistant", "compliant", "reach", "engage", "help", "free", "treat", "heard")
    ) or words[-1] in (*("clean", "dirty", "sober", "vulnerable", "chaotic", "hostile", "resistant", "unstable", "hysterical", "diseased"),)


def _many(words: Sequence[str], shown: str) -> bool:
    """True where the phrase names more than one: its last noun before "of" or "with" is a plural."""
    if shown[-1:] == "s" and shown[:-1].isupper():  # IVDUs
        return True
    for joint in ("of", "with", "to", "from"):
        if joint in words[1:]:
            words = words[: words.index(joint, 1)]
    return is_plural(words[-1]) or (words[0] == "the" and words[-1] in ("homeless", "voiceless", "ill"))


def _person_inside(shown: str) -> Noun | None:
    """The person noun that ends the phrase: the dad of "druggie dad", with "pregnant" and the like before it; `end` has no meaning."""
    tokens = plain(shown).split()
    if len(tokens) < 2 or singular(tokens[-1]) not in _PEOPLE - _NOT_NEUTRAL:
        return None
    begin = len(tokens) - 2 if tokens[-2] in _BETWEEN else len(tokens) - 1
    last = {"lady": "woman", "ladies": "women", "individual": "person", "individuals": "people", "mom": "mum"}.get(tokens[-1], tokens[-1])
    return Noun(" ".join([*tokens[begin:-1], last]), 0, is_plural(tokens[-1]) or tokens[-1] in ("people", "couple"))


# Words for people that are themselves on the list, or that a better one replaces.
_NOT_NEUTRAL: Final = word_set("prisoner inmate patient client offender population community group thief ex member driver star celebrity")


def subject_many(place: Place) -> bool:
    """True where the word that the verb belongs to is a plural, as far as the nearest word tells."""
    word = place.verb_before()
    return word in _MANY or word in ("children", "couple", "parents") or (is_plural(word) and singular(word) in _PEOPLE)


def _with_number(place: Place, end: int) -> int:
    """The end of "mother of four" for that of "mother"."""
    of, after = place.following(end)
    number, stop = place.following(after) if of == "of" else ("", end)
    return stop if number in _NUMBERS or number.isdigit() else end


_NUMBERS: Final = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))


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
        end = _with_number(place, end)
        return Noun(place.text[begin:end], end, is_plural(word) or word in ("people", "couple"))
    if any_noun and is_plural(word) and word not in _NO_PEOPLE:
        return Noun(place.text[begin:end], end, True)
    return None


_NO_PEOPLE: Final = word_set(
    "is was has does this its his hers as behaviours lifestyles careers habits practices patterns years days "
    "materials needs issues problems "
    "households homes areas estates streets services pipes"
)


def tense_of(place: Place) -> Tense:
    """The form of the verb that begins the phrase, told by its ending and by the word before."""
    words = [word for word in place.words if word not in _ADVERBS] or place.words
    first = words[0]
    before = place.verb_before()
    if first in ("not", "self") and len(words) > 1:
        first = words[1]
    if first.endswith("ing"):
        return Tense.GERUND
    asks = len(place.left) > 1 and before in _SUBJECTS and place.left[-2] in _MODAL - {"to", "not", "never"}  # "Should you fail"
    after_modal = asks or before in _MODAL or before.endswith(("n't", "'ll", "'d"))
    if first in ("put", "split", "hit", "beat", "quit") and after_modal:
        return Tense.INFINITIVE
    if first in _PASTS or first.endswith("ed") or first in ("dna", "fta", "dna'd"):
        return Tense.PERFECT if before in _PERFECT or before.endswith("'ve") else Tense.PAST
    if first in ("does", "doesn't") or (first.endswith("s") and not first.endswith("ss")):
        return Tense.THIRD
    if first in ("do", "don't"):
        return Tense.BASE
    return Tense.INFINITIVE if after_modal else Tense.BASE
