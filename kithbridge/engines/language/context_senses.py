"""Rules about other senses: the word is the same, what is meant is not.

Offers the rules hobby, illness, capitals, lower-case, of-service, of-law, other-drunk, other-alcoholic and other-sense (functions of the
same names), and `OTHER`, under which names lists may ask for the last.
"""

from typing import Final

from kithbridge.engines.language.context_people import as_noun, before_person
from kithbridge.engines.language.context_sense_table import SENSES
from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import ADVERBS, DRUGS, HOBBIES, ILLNESSES, SERVICES, THINGS, word_set

_PETS: Final = word_set("cat cats dog dogs puppy kitten hamster parrot budgie rabbit labrador spaniel terrier")
_HOBBY_AFTER: Final = word_set("to on")
_FUN: Final = word_set(
    "tune tunes song songs game games show shows book books read reads reading snack snacks series podcast podcasts recipe recipes "
    "music melody beat beats app puzzle telly plot plots viewing watch "
    "rhythm chorus snacking crisps flavour"
)


def other_sense(spot: Spot) -> bool:
    """The phrase, or its last or first word, stands in another sense: user of an app, habit of a nun, claims benefits, recovery truck."""
    phrase = spot.phrase
    if phrase.startswith("the ") and before_person(spot):
        # "the homeless" names people, "the homeless person" describes one.
        return True
    sense = (
        SENSES.get(phrase) or SENSES.get(spot.head) or SENSES.get(phrase.partition(" ")[0]) or SENSES.get(" ".join(phrase.split(" ")[:2]))
    )
    if sense is None and spot.head.endswith("s"):
        sense = SENSES.get(spot.head[:-1])
    if sense is None:
        return False
    if phrase.partition(" ")[0] in DRUGS and " " in phrase:
        # "drug users of the app": a drug inside the phrase leaves no other sense, but for what is named after it ("drug user groups").
        return spot.next in sense.after and spot.head in ("user", "dealer")
    right = spot.right
    if spot.previous in sense.before or (right and right[0].partition("-")[0] in sense.after):
        return True
    return not sense.near.isdisjoint(spot.words)


def hobby(spot: Spot) -> bool:
    """A liking, not a drug: chocolate addict, data junkie, addictive tunes, addicted to the show."""
    previous = spot.previous.removesuffix("'s")
    if previous in DRUGS and previous != "speed":
        return False
    if not _PETS.isdisjoint(spot.words):
        return True
    if previous in HOBBIES or previous.rpartition("-")[2] in HOBBIES or spot.noun in _FUN:
        return True
    right = spot.right
    if right[:1] and right[0] in _HOBBY_AFTER:
        return any(word in HOBBIES or word in _FUN for word in right[1:5]) and not any(word in DRUGS for word in right[1:4])
    return spot.head.startswith("addictive") and DRUGS.isdisjoint(spot.words)


def illness(spot: Spot) -> bool:
    """An illness that is no drug use, or a germ, stands in the sentence: "her cancer relapsed", "drug-resistant infection"."""
    return not ILLNESSES.isdisjoint(spot.words)


def capitals(spot: Spot) -> bool:
    """Written in capitals: DNA, NAS, FTA."""
    return sum(letter.isupper() for letter in spot.shown) > 1


def of_service(spot: Spot) -> bool:
    """The noun after it is a service or a thing: "enabling act", "recovery service"."""
    return spot.noun in SERVICES or spot.noun in THINGS


def lower_case(spot: Spot) -> bool:
    """Written in small letters: not the abbreviation."""
    return not capitals(spot)


def other_drunk(spot: Spot) -> bool:
    """A state, not a name for a person: "was drunk", "lush grass"."""
    return spot.head in ("drunk", "drunks", "lush", "lushes") and not as_noun(spot)


def other_alcoholic(spot: Spot) -> bool:
    """Said of a drink or an illness: "alcoholic drinks", "non-alcoholic"."""
    if spot.possessive:
        return False
    if spot.head == "alcoholic" and spot.noun and not before_person(spot) and spot.next == spot.noun:
        return spot.noun not in ADVERBS
    return (
        spot.previous.startswith(("non", "low")) or spot.text[max(0, spot.start - 4) : spot.start] in ("non-", "low-") or other_sense(spot)
    )


def of_law(spot: Spot) -> bool:
    """Part of the name of a law or of a body that a law makes."""
    return any(word in ("act", "acts", "regulations", "order", "bill", "schedule") for word in spot.right[:3])


# Lists may ask for the other sense of a certain word: other-user, other-habit. One table knows them all.
OTHER: Final = tuple(
    sorted(
        word_set(
            "abandon abuse admit aggressive beggar breed burden challenging claims client collude compliance criminal cutter deny "
            "default dealer dna drama drink-problem dropout drug-problem enable engage feral film flyer football form funny habit "
            "handout hooker infected insight lifestyle mental minimise mum needy normal prisoner psycho recovery refuse resistant "
            "sabotage script sense show slag slum sport stoner target these tramp turkey user victim works zombie"
        )
    )
)
