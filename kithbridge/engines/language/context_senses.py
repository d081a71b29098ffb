"""Rules about other senses: the word is the same, what is meant is not.

Offers the rules hobby, no-people, elsewhere, illness, capitals, lower-case, of-service, of-law, other-drunk, other-alcoholic and
other-sense (functions of the same names), and `OTHER`, under which names lists may ask for the last.
"""

import re
from functools import lru_cache
from typing import Final

from kithbridge.engines.language.context_people import as_noun, before_person
from kithbridge.engines.language.context_sense_fields import Sense
from kithbridge.engines.language.context_sense_table import SENSES
from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_verbs import DRUG_WORDS
from kithbridge.engines.language.context_words import (
    ADVERBS,
    DRUGS,
    FIRST,
    GIVEN,
    HOBBIES,
    ILLNESSES,
    PEOPLE,
    PROFESSIONALS,
    PRONOUNS,
    SERVICES,
    SMALL,
    THINGS,
    word_set,
)

_PETS: Final = word_set(
    "cat cats dog dogs puppy kitten hamster parrot budgie rabbit labrador spaniel terrier hedgehog hedgehogs kittens "
    "puppies hens hen bats bees swans donkeys horses"
)
_HOBBY_AFTER: Final = word_set("to on")
# Spice, speed, pot, gas are other things here.
_SAME_NAME: Final = word_set(
    "curry cumin seeds recipe recipes kitchen cook cooks broadband road roads motorway camera cameras contraceptive "
    "contraception database password passwords pottery clay glaze"
)
_LIKERS: Final = word_set("addict addicts junkie junkies junky alcoholic alcoholics fiend fiends")
_LIKING: Final = word_set("addicted addiction addictions hooked slave slaves dependent")
_OWNERS: Final = word_set("a an the this that these those his her their my our your its another some any every each no one two three four")
_UNNAMED: Final = word_set(
    "it them this that these those something anything everything what which drugs and but or him her me us you stuff"
)
# What is said of a person before "addict": anything else there is what the liking is for. Adjectives by their endings, or from this list.
_ADJECTIVE: Final = (
    "ed",
    "ing",
    "ous",
    "less",
    "ful",
    "ic",
    "ive",
    "able",
    "ible",
    "ish",
    "al",
    "ent",
    "ant",
    "y",
    "an",
    "ary",
    "ese",
    "ate",
    "some",
    "ier",
    "est",
)
_DESCRIBES: Final = word_set(
    "one two both dozen three four five six seven eight nine ten twelve twenty thirty forty fifty hundred hundreds "
    "dozens thousands half known local young old older teen teenage female male former ex poor sad sick ill new late "
    "real true active chronic hopeless pure proper "
    "total utter hardcore hard-core street homeless pregnant single unknown bad mad big wee little fat thin vile scum "
    "sober clean white black "
    "brown asian irish scots scottish welsh british english town city village park lone rich dead common typical "
    "regular secret same other only "
    "next second third first last fellow such rough tramp iv poly street hardened needle script "
    "jail ban lock house treat help feed give stop see meet make like hate love support evict arrest watch fund send let put call get keep "
    "free join need want kill save shame slam blame stab hit rob name visit test tell ask teach pay show two-time half mum dad desperate "
    "hospital ward clinic prison estate neighbourhood community high self long-term lifelong crying severe blind "
    "drugs when where while why how if "
    "because before after since until whether though so many few several more fewer most some gear"
)
_FUN: Final = word_set(
    "tune tunes song songs game games show shows book books read reads reading snack snacks series podcast podcasts recipe recipes "
    "music melody beat beats app puzzle telly plot plots viewing watch "
    "rhythm chorus snacking crisps flavour"
)


@lru_cache(maxsize=50_000)
def _sense_of(phrase: str) -> Sense | None:
    """What the table says of a phrase of the list: of all of it, its last word, its first, its first two."""
    words = phrase.split(" ")
    head = words[-1]
    sense = SENSES.get(phrase) or SENSES.get(head) or SENSES.get(words[0]) or SENSES.get(" ".join(words[:2]))
    return SENSES.get(head[:-1]) if sense is None and head.endswith("s") else sense


def other_sense(spot: Spot) -> bool:
    """The phrase, or its last or first word, stands in another sense: user of an app, habit of a nun, claims benefits, recovery truck."""
    phrase = spot.phrase
    if phrase.startswith("the ") and (before_person(spot) or spot.next in _PETS):
        # "the homeless" names people, "the homeless person" describes one.
        return True
    sense = _sense_of(phrase)
    if sense is None:
        return False
    if " " in phrase and phrase.partition(" ")[0] in DRUGS:
        if not _SAME_NAME.isdisjoint(spot.words):
            return True
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
    if not _PETS.isdisjoint(spot.before.replace("'s", "").split()) and not (spot.words & DRUG_WORDS):
        return True
    if previous in HOBBIES or previous.rpartition("-")[2] in HOBBIES or spot.noun in _FUN:
        return True
    right = spot.right
    if right[:1] and right[0] in _HOBBY_AFTER and spot.head in _LIKING:
        if any(word in DRUGS for word in right[1:4]):
            return False
        return any(word in HOBBIES or word in _FUN for word in right[1:5]) or _liked(spot)
    if previous and spot.phrase in _LIKERS and _of_what(spot, previous):
        return True
    return spot.head.startswith("addictive") and DRUGS.isdisjoint(spot.words)


def _liked(spot: Spot) -> bool:
    """What somebody is addicted to or hooked on is named, is no drug, and no drug is near."""
    right = spot.right
    thing = right[2] if right[1:2] and right[1] in _OWNERS and right[2:3] else right[1] if right[1:2] else ""
    return (
        thing.isalpha()
        and len(thing) > 2
        and thing not in _UNNAMED
        and spot.words.isdisjoint(DRUG_WORDS)
        and right[0] == ("on" if spot.head == "hooked" else "to")
    )


def _of_what(spot: Spot, previous: str) -> bool:
    """ "A trivia junkie", "sourdough addicts": a noun that is no drug says what the liking is for. Only where no drug is near."""
    if not previous.isalpha() or previous in _DESCRIBES or previous.endswith(_ADJECTIVE) or previous in PEOPLE or previous in PROFESSIONALS:
        return False
    if previous in SMALL or previous in PRONOUNS or previous in ADVERBS or previous in FIRST or not spot.words.isdisjoint(DRUG_WORDS):
        return False
    if spot.is_name(previous) and len(spot.left) > 1:
        return False
    before = spot.left[-2] if len(spot.left) > 1 else ""
    if before in _OWNERS:
        return True
    return spot.head.endswith("s") and before in ("", "of", "for", "to", "and", "with", "all", "many", "most", "other", "fellow", ",", "by")


def no_people(spot: Spot) -> bool:
    """Nobody is spoken of: in a sentence of prose stands no person, no drug, no court, no benefit: "the lid was a lost cause"."""
    words = spot.words
    if _alone(spot):
        return False
    if not (words.isdisjoint(_OF_PEOPLE) and words.isdisjoint(DRUG_WORDS) and words.isdisjoint(PRONOUNS) and words.isdisjoint(GIVEN)):
        return False
    return not words.isdisjoint(_PROSE)


_OF_PEOPLE: Final = (
    PEOPLE
    - word_set(
        "stranger visitor customer star stars model models subject subjects individual population populations customers male female victim"
    )
) | word_set(
    "court courts jail jailed prison police arrested fined banned benefits benefit taxpayer taxpayers crime crimes "
    "theft shoplifting custody i me we "
    "my our us you your his streets town centre estate moved evicted treatment ward services nhs discharged bed"
)
_PROSE: Final = word_set("the a an is are was were be has have had its it this that")


def elsewhere(spot: Spot) -> bool:
    """Nothing near is of drugs, care, courts or records, and it is a sentence of prose: "the children were playing games on the rug"."""
    words = spot.words
    if _alone(spot):
        return False
    if not (words.isdisjoint(_CARE) and words.isdisjoint(DRUG_WORDS)) or any(word in DRUG_WORDS for word in spot.phrase.split()):
        return False
    if words.isdisjoint(_PROSE) and words.isdisjoint(PRONOUNS):
        return False
    near = frozenset(_NEAR.findall(spot.text, max(0, spot.start - 200), spot.end + 200))
    return near.isdisjoint(_CARE) and near.isdisjoint(DRUG_WORDS)


def _alone(spot: Spot) -> bool:
    """True where a note begins without a subject: "Hostile and resistant on the doorstep"."""
    if spot.left:
        return False
    return spot.head in ("to", "with") or spot.next in ("", "and", "to", "with", "towards", "on", "in", "at", "again", "since")


_NEAR = re.compile(r"\w+")
_CARE: Final = word_set(
    "mum mums mother mothers mam mom dad dads father fathers parent parents baby babies unborn newborn infant pt pts "
    "patient patients client clients "
    "service services worker workers keyworker key-worker caseworker contact core assessment nursery appointment "
    "appointments ward staff custody probation "
    "placement foster fostered adopted adoption safeguarding cp cin marac midwife midwives pregnant pregnancy "
    "hospital clinic detained police benefits "
    "benefit homeless hostel hostels tenancy eviction support referral referred discharge discharged reviews sessions "
    "programme alcohol drinking drinker "
    "family families household agencies professionals professional nurse nurses doctor doctors gp gps counsellor therapist "
    "using use uses user needles record records file notes custody prison jail jailed jailing prisoner theft "
    "shoplifting courts taxpayer taxpayers "
    "you your dose doses prescription prescriptions pharmacy chemist medication tablets hiv hepatitis hep scrounging "
    "dole living street streets thief thieves recovery rehab detox"
)


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
            "default dealer dna drama drink-problem dropout drug-problem enable engage failure feral film flyer football form funny habit "
            "handout hooker infected insight lifestyle mental minimise mum needle needy normal prisoner psycho recovery refuse resistant "
            "sabotage script sense show slag slum sport stoner target these tramp turkey user victim works zombie"
        )
    )
)
