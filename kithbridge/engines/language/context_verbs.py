"""Rules about who does what: the subject of "failed", "refused", "denied", and what is used, drunk or missed.

Offers the rules person-subject, service-subject, child-subject, appointment, drug-object, drug-near, drug-before, drink-near, never-so
(functions of the same names); `DRUG_WORDS`, of drugs, their use and treatment.
"""

from typing import Final

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import CHILDREN, DRUGS, PEOPLE, PROFESSIONALS, PRONOUNS, SERVICES, THINGS, late, word_set

_OURS: Final = word_set("i we us i've we've i'd we'd")
# Endings of nouns for people: an unknown noun with one of them may be a person, another with an article is a thing.
_OF_PEOPLE: Final = (
    "er",
    "ers",
    "or",
    "ors",
    "ist",
    "ists",
    "ant",
    "ants",
    "ent",
    "ents",
    "ee",
    "ees",
    "man",
    "men",
    "woman",
    "women",
    "ian",
    "ians",
    "mum",
    "mums",
    "dad",
    "dads",
    "one",
    "ones",
)
# What only people fail to do.
_ONLY_PEOPLE: Final = late("attend|collect|pick|appointment|test|present|show|turn|priorit|protect|motivat|insight|minimis|denial")
_ROLE_OF_CHILD: Final = word_set("child's baby's son's daughter's children's")
DRUG_WORDS: Final = DRUGS | word_set(
    "user users using addict addicts addiction dependent dependence dependency inject injects injected injecting "
    "injection needle needles syringe syringes naloxone overdose overdoses "
    "overdosed detox rehab withdrawal withdrawals prescribing prescribed script scripts dealer dealers dealing high relapse relapsed "
    "treatment dope joint joints stash junkie junkies misuse abuse substance-misuse "
    "naltrexone nas nows opiates opioids kratom vape vapes narcotics antabuse hit fix score scored"
)
_DRINK_WORDS: Final = word_set(
    "alcohol alcoholic alcoholics drink drinks drinking drinker drinkers drank drunk booze beer wine vodka cider lager spirits whisky "
    "gin rum pub pubs sober hangover units intoxicated can cans bottle bottles"
)
_MISSED: Final = word_set(
    "appointment appointments appt appts apt session sessions visit visits clinic dental dentist review reviews meeting meetings "
    "conference screening scan scans check checks test tests physio hearing "
    "group groups assessment assessments ultrasound immunisation immunisations imms jabs vaccination antenatal postnatal midwife hv gp "
    "optician speech camhs paediatric outpatient outpatients opd "
    "contact school nursery letter recall slot keyworker key-work booking bookings follow-up discharged dna discharge bloods x1 x2 x3 "
    "x4 x5 x6 twice again times today monday tuesday wednesday thursday "
    "friday saturday sunday week letters orthoptist audiology dietician last"
)
_WHAT_AFTER: Final = late(
    r"^(?:,? (?:and|or|&) [\w-]+)?(?: (?:of|to|on|with))? (?:(?:the|her|his|their|some|any|illegal|illicit|prescribed|prescription|"
    r"street|hard|class|a|b|strong|both|these|those|more|other|alcohol and|alcohol or|alcohol,?)[ -])*(?P<what>[\w'-]+)(?: (?:and|or|,) "
    r"(?P<more>[\w'-]+))?"
)


def person_subject(spot: Spot) -> bool:
    """The subject is a person who is not at work, or nobody is named: "Failed to attend x2"."""
    return not service_subject(spot)


def service_subject(spot: Spot) -> bool:
    """The subject is a service, a council, a machine, talks, somebody at work, or the writer."""
    subject = spot.subject
    if subject in _OURS or subject in PROFESSIONALS:
        return True
    if subject in ("it", "this", "which", "there", "nobody", "no-one", "talks"):
        return True
    if subject in PEOPLE or subject in PRONOUNS or not subject:
        return False
    if subject in SERVICES or subject in THINGS:
        return True
    return (
        spot.determined
        and not _ONLY_PEOPLE.search(spot.phrase)
        and subject.isalpha()
        and not subject.endswith(_OF_PEOPLE)
        and not spot.is_name(subject)
    )


_NEVER_SO: Final = late(
    r"\b(?:never|seldom|rarely(?:, if ever,)?|hardly ever|scarcely|at no time|not once|on no occasion|nor|not|\w+n't|cannot)(?<!not only)"
    r"(?: (?:once|yet|ever|even|has|have|had|did|does|do|would|she|he|they|it|i|we|you|mum|dad|mother|"
    r"father|been|be|known|her|him|them|to|will|can|"
    r"could|a|single|time)){0,4} $"
)


def never_so(spot: Spot) -> bool:
    """Said not to be so: "she has never failed to attend" is praise."""
    return _NEVER_SO.search(spot.before) is not None


def child_subject(spot: Spot) -> bool:
    """The subject, or the one that the note names, is a child: "your son did not attend", "Children DNA dental"."""
    subject = spot.subject
    if subject in CHILDREN:
        return True
    return subject not in PEOPLE and subject not in PRONOUNS and any(word in CHILDREN or word in _ROLE_OF_CHILD for word in spot.left[-4:])


def appointment(spot: Spot) -> bool:
    """An appointment, a visit or "x2" stands in the sentence, or a person right before: "Pt DNA"."""
    return not _MISSED.isdisjoint(spot.words) or spot.previous in PEOPLE or (not spot.left and not spot.right)


_A_TEST: Final = late(
    r"^ (?:(?:a|an|the|her|his|their|two|three|four|five|several|another|one|both|all|any|every|random|second|third|first|last|latest|"
    r"recent|weekly|\d+|consecutive|of the|of her|of his|further) )*"
    r"(?:(?:random |routine |mandatory |on-the-spot )?(?:drugs?|urine|saliva|swab|oral fluid|hair|hair strand|breath|alcohol|toxicology|"
    r"tox|blood|cannabis|cocaine|opiate|heroin|mdt)[- ])"
    r"(?:tests?|screens?|samples?|testing|checks?)\b|^ (?:(?:a|the|her|his|their|two|three|several|another) )?(?:mdts?|udss?|screens?)\b"
)


def drug_test_object(spot: Spot) -> bool:
    """What was failed or passed is a drug test: "failed two drug tests"."""
    return bool(_A_TEST.match(spot.after))


def drug_object(spot: Spot) -> bool:
    """What is used or abused is a drug or drink: "abuse of codeine", "abusing her prescription", "drug abuse"."""
    if any(word in DRUGS for word in spot.phrase.split()) or spot.previous in DRUGS or spot.previous.rpartition("/")[2] in DRUGS:
        return True
    after = _WHAT_AFTER.match(spot.after)
    return after is not None and (after["what"] in DRUGS or after["more"] in DRUGS or after["what"].partition("-")[0] in DRUGS)


def drug_near(spot: Spot) -> bool:
    """A word of drugs, of their use or treatment stands in the same sentence."""
    return not DRUG_WORDS.isdisjoint(spot.words) or any(word in DRUG_WORDS for word in spot.phrase.split())


def drug_before(spot: Spot) -> bool:
    """A drug stands right before the phrase, or at its beginning: "crack habit"."""
    return spot.previous in DRUGS or spot.phrase.partition(" ")[0] in DRUGS or spot.previous.partition("-")[0] in DRUGS


def drink_near(spot: Spot) -> bool:
    """Alcohol or drinking stands in the same sentence."""
    return not _DRINK_WORDS.isdisjoint(spot.words)
