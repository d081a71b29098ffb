"""Rules about whom or what a describing word is said of: a person, a child, a thing, somebody at work.

Offers the rules of-person, of-thing, of-child, as-noun, as-name, before-person, before-child, convictions, of-test (functions of the same
names), `bearer(spot)`, and the word lists `LIVES` (how somebody lives) and `TIME`. Each rule takes a `Spot` and answers True or False.
"""

from typing import Final

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_verbs import service_subject
from kithbridge.engines.language.context_words import (
    ADVERBS,
    BE,
    CHILDREN,
    NOUNS,
    PEOPLE,
    PROFESSIONALS,
    SERVICES,
    TESTS,
    THINGS,
    is_person,
    late,
    word_set,
)

# Nouns that describe how somebody lives: "a chaotic lifestyle" is said of a person.
LIVES: Final = word_set(
    "life lives lifestyle lifestyles background backgrounds household households home homes childhood upbringing relationship "
    "relationships behaviour behavior manner attitude "
    "presentation engagement attendance parenting use user users drug substance drinking pregnancy mental case cases cohort group "
    "groups community communities individual individuals "
    "overdose overdoses self-harm and or personality character historian attender attenders towards toward partner "
    "record attitude tone demeanour"
)

# Labels that are no nouns elsewhere ("alcoholic drinks"): as the bearer of a word they are people.
_LABELLED: Final = word_set(
    "alcoholic alcoholics abuser abusers misuser misusers prostitute prostitutes druggie druggies smackhead crackhead dealer pothead"
)

_PARTICLES: Final = word_set("with to towards toward about for")

# Words for work that are said of the people written about as well.
_ALSO_CLIENTS: Final = word_set("worker workers driver drivers cook coach head heads guard ex lord builder builders cleaner")

TIME: Final = word_set(
    "day days week weeks month months year years hour hours decade time date since now today anniversary birthday key yet still ok living"
)


def bearer(spot: Spot) -> str:
    """The word that the phrase describes, "" where none is written ("Chaotic, unreliable.")."""
    if spot.head in PEOPLE or (spot.head in LIVES and " " in spot.phrase):
        return spot.head
    noun = spot.noun
    predicate = bool(spot.left) and _predicate(spot.left[-1])
    if spot.head in _PARTICLES:
        # "non-compliant with bed rest": what follows is no bearer.
        noun = ""
    if noun and (noun in NOUNS or not predicate) and (noun not in TIME or spot.next == noun != "yet"):
        return noun
    # In a note without verbs ("Meds non-compliant") the word before is no subject.
    if spot.left and not predicate and spot.left[-1] not in ("a", "an", "the", "and", ",", "or") and not is_person(spot.left[-1]):
        return ""
    subject = spot.subject
    return "" if subject in ("born", "babies") else subject


def _predicate(word: str) -> bool:
    """True for what stands before an adjective that is said of the subject: is, very, notoriously."""
    return word in BE or word in ADVERBS or (word.endswith("ly") and word not in ("family", "elderly"))


def _kind(word: str, spot: Spot) -> str:
    if word in ("bed", "beds", "bay"):
        # A ward's way to name a patient.
        return ""
    if word in CHILDREN:
        return "child"
    if word in SERVICES or word in THINGS:
        return "person" if word in LIVES else "thing"
    if is_person(word) or word in _LABELLED or word in LIVES or (word and spot.is_name(word)):
        return "person"
    return "thing" if word and word.isalpha() else ""


def of_person(spot: Spot) -> bool:
    """Said of a person, or of nobody named: "he is chaotic", "chaotic mothers", "Chaotic, unreliable."."""
    if spot.head.endswith(("ance", "ence", "ment", "ness", "tion")):
        return True
    return _kind(bearer(spot), spot) in ("person", "child", "")


def of_thing(spot: Spot) -> bool:
    """Said of a thing, a place, a service, or of somebody at work: "chaotic ward", "the bridge is vulnerable", "a dishonest solicitor"."""
    if spot.head.endswith(("ance", "ence", "ment", "ness", "tion")):
        return False
    who = bearer(spot)
    return _kind(who, spot) == "thing" or (who in PROFESSIONALS and who not in _ALSO_CLIENTS and "sex" not in spot.words)


def of_child(spot: Spot) -> bool:
    """Said of a child."""
    return bearer(spot) in CHILDREN


def as_noun(spot: Spot) -> bool:
    """Names a person: "a drunk", "drunks", "the drunk next door", not "was drunk", not "a drunk driver"."""
    noun = spot.noun
    if spot.phrase.startswith("a ") and not noun:
        return True
    if spot.head.endswith("s"):
        return noun not in NOUNS
    if noun and (noun in PEOPLE or noun in PROFESSIONALS or noun not in ("like", "next", "who")) and noun not in ADVERBS:
        return False
    for word in reversed(spot.left[-4:]):
        if word in (
            "a",
            "an",
            "the",
            "this",
            "that",
            "our",
            "your",
            "another",
            "some",
            "known",
            "no",
            "any",
            "each",
            "every",
            "old",
            "total",
            "town",
            "violent",
        ):
            return True
        if word in BE or word in ADVERBS or not word[0].isalpha():
            return False
    return False


def before_person(spot: Spot) -> bool:
    """A noun for a person comes right after: "addict mother"."""
    noun = spot.noun
    return noun in PEOPLE or noun in PROFESSIONALS


def before_child(spot: Spot) -> bool:
    """A child or children come after: "put drugs before the children"."""
    return any(word.removesuffix("'s") in CHILDREN for word in spot.right[:5])


def convictions(spot: Spot) -> bool:
    """ "Form" and "previous" for convictions: "has form for theft", "lots of previous"."""
    if spot.head not in ("form", "previous", "for"):
        return True
    if spot.phrase.partition(" ")[0] in ("has", "have", "had"):
        return not service_subject(spot) or _CRIME.match(spot.after) is not None
    if spot.previous in ("has", "have", "had") and (service_subject(spot) or spot.next[:1].isdigit()):
        # "The verse has form."
        return False
    return (
        bool(_HAS.search(spot.before))
        and spot.next not in _NO_CONVICTION
        and (spot.head == "for" or not (spot.noun and spot.next == spot.noun))
    )


_CRIME: Final = late(
    r"^ (?:\w+ )?(?:arson|theft|thieving|stealing|shoplifting|burglary|robbery|mugging|dealing|supply|violence|assaults?|fraud|fighting|"
    r"criminal damage|drugs|possession|harassment|stalking|threats)\b"
)
_HAS: Final = late(
    r"\b(?:has|have|had|having|got|with|plenty of|lots of|lot of|enough|more|no|some|any|long) (?:(?:a |some |no |bad |plenty of |lots "
    r"of |a lot of |long )*)$"
)

_NO_CONVICTION: Final = word_set("of to a b c that which")


def as_name(spot: Spot) -> bool:
    """ "Mum" or "dad" as a name in a record: no article, no owner before it."""
    before = spot.previous
    if before.endswith("'s") or before in (
        "a",
        "an",
        "the",
        "my",
        "your",
        "his",
        "her",
        "their",
        "our",
        "this",
        "that",
        "single",
        "young",
        "lone",
        "every",
        "each",
        "foster",
        "new",
        "of",
    ):
        return False
    return spot.next not in ("and", "or", "who", "to-be") and not spot.next.endswith("s'")


def of_test(spot: Spot) -> bool:
    """A word for a drug test stands in the phrase or in the sentence."""
    return not TESTS.isdisjoint(spot.words) or not TESTS.isdisjoint(spot.phrase.split())
