"""Rules about whom or what a describing word is said of: a person, a child, a thing, a drug test.

Offers the rules of-person, of-thing, of-child, as-noun, as-name, before-person, before-child, convictions, clean-person, clean-test,
dirty-test, of-test (functions of the same names) and `bearer(spot)`. Each takes a `Spot` and answers True or False. Without evidence
"clean" and "dirty" are literal.
"""

from typing import Final

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import (
    ADVERBS,
    BE,
    CHILDREN,
    DRUGS,
    FIRST,
    NOUNS,
    PEOPLE,
    PROFESSIONALS,
    PRONOUNS,
    SAYING,
    SERVICES,
    TESTS,
    THINGS,
    is_person,
    late,
    word_set,
)

# Nouns that describe how somebody lives: "a chaotic lifestyle" is said of a person.
_LIVES: Final = word_set(
    "life lives lifestyle lifestyles background backgrounds household households home homes childhood upbringing relationship "
    "relationships behaviour behavior manner attitude "
    "presentation engagement attendance parenting use user users drug substance drinking pregnancy mental case cases cohort group "
    "groups community communities individual individuals "
    "overdose overdoses self-harm and or personality character historian attender attenders towards toward partner record attitude tone demeanour"
)
# Labels that are no nouns elsewhere ("alcoholic drinks"): as the bearer of a word they are people.
_LABELLED: Final = word_set("alcoholic alcoholics abuser abusers misuser misusers prostitute prostitutes druggie druggies smackhead crackhead dealer pothead")
_PARTICLES: Final = word_set("with to towards toward about for")
# Words for work that are said of the people written about as well.
_ALSO_CLIENTS: Final = word_set("worker workers driver drivers cook coach head heads guard ex lord builder builders cleaner")
_TIME: Final = word_set(
    "day days week weeks month months year years hour hours decade time date since now today anniversary birthday key yet still ok living"
)
_SPAN_BEFORE: Final = late(
    r"(?:\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty|ninety|a|an|several|many|few|"
    r"some|almost|nearly|over|half a|another|first|last)"
    r" ?(?:whole |full |and a half |long )?(?:day|week|month|year|yr|wk|mth|hour|decade)s?'?(?: and a half)?|\b\d+ ?/ ?(?:7|12|52)|"
    r"\bwks?|\byrs?|\bmths?) $"
)
_WASHING: Final = word_set("shower showers bathed wash washed washing wipe wiped rinse rinsed scrub scrubbed mop mopped dentist hygienist")
_STATES: Final = word_set(
    "drug-free abstinent dry settled stable sober working keen calm engaged engaging cheerful housed motivated alive proud stabilised attending employed parenting "
    "coping hopeful off honest free grateful serene recovered"
)
_APPEARANCE: Final = word_set(
    "tidy dressed fed warm well smart presentable dry groomed kempt comfortable healthy happy safe bright fresh neat shiny clear shaven "
    "cut polished sterile away through bowled hygienic appropriately suitably adequately properly"
)
_DRUG_AFTER: Final = late(r"^ (?:of|off|from|for|on) (?:all |any |illicit |street |hard |class a )?(?P<what>[\w'-]+)")
_ASKED: Final = late(r"^\W*(?:is|are|was|were) (?:the |her |his |your |their )?[\w' ]{1,24} (?:now |still |really |actually )*$")
_TRYING: Final = late(
    r"\b(?:claim|say|said|report|state|admit|want|try|trie|hope|promise|manage|struggle|fail|work|determined|motivat|able|attempt|vow|"
    r"swor|swear|help)\w* (?:\w+ )?(?:to |her |him |them |on |at |that \w+ )*(?:be |being |get |getting |go |going |stay |staying |come )*$"
)
_STATE: Final = late(
    r"(?:\b(?:is|are|was|were|be|been|being|am|isn't|aren't|wasn't|weren't|get|gets|got|getting|stay|stays|stayed|staying|remain|"
    r"remains|remained|remaining|keep|keeps|kept|become|became|go|goes|going|gone|went|stayin)|'s|'re|'m|n't be)"
    r" (?:(?:now|still|not|currently|actually|really|never|always|already|completely|totally|fully|finally|also|only|both|all|no longer|"
    r"clearly|apparently|allegedly|reportedly|so|100%|genuinely|truly|pretty|back|himself|herself|themselves|largely|mostly|temporarily|"
    r"drug free and|sober and|stable and) )*$"
)
_VERB_BEFORE: Final = word_set(
    "to can could must should will would please you'll i'll we'll always never don't and help helps may might let's cannot can't "
    "thoroughly regularly"
)
_VERB_AFTER: Final = word_set(
    "the your my up out it them this that these those her his their our all any each every everything with before around between after "
    "as enough under hands"
)
_ARTICLE: Final = word_set("a an the his her their our its my your some any no this that")
_GAVE: Final = late(
    r"\b(?:gave|give|gives|given|giving|provid\w+|produc\w+|submit\w+|had|another|return\w*|hand\w+ in|tested|tests|testing|came back|"
    r"come back|comes back|coming back|came up|ran|showed|was|were|is|again) (?:us |back |a |an |in |another |two |three |only |one |"
    r"his |her |first |yet )*$"
)
_TESTED: Final = late(r"\b(?:test(?:s|ed|ing)?|c[oa]me?s? back|coming back|came up|screen(?:s|ed)?) (?:\w+ ){0,3}$")


def bearer(spot: Spot) -> str:
    """The word that the phrase describes, "" where none is written ("Chaotic, unreliable.")."""
    if spot.head in PEOPLE or (spot.head in _LIVES and " " in spot.phrase):
        return spot.head
    noun = spot.noun
    predicate = bool(spot.left) and _predicate(spot.left[-1])
    if spot.head in _PARTICLES:
        # "non-compliant with bed rest": what follows is no bearer.
        noun = ""
    if noun and (noun in NOUNS or not predicate) and (noun not in _TIME or spot.next == noun != "yet"):
        return noun
    # In a note without verbs ("Meds non-compliant") the word before is no subject.
    if (
        spot.left
        and not predicate
        and spot.left[-1] not in ("a", "an", "the", "and", ",", "or")
        and not is_person(spot.left[-1])
    ):
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
        return "person" if word in _LIVES else "thing"
    if is_person(word) or word in _LABELLED or word in _LIVES or (word and spot.is_name(word)):
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
    return (
        bool(_HAS.search(spot.before))
        and spot.next not in _NO_CONVICTION
        and (spot.head == "for" or not (spot.noun and spot.next == spot.noun))
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


def clean_person(spot: Spot) -> bool:
    """ "Clean" of somebody: is clean, got clean, two years clean, clean since May, clean and sober, a clean parent."""
    if spot.head in ("time", "date", "living", "sober") or spot.phrase in ("newly clean", "come clean off drugs"):
        return True
    right, noun = spot.right, spot.noun
    first = right[0] if right else ""
    if (
        first == "and"
        and len(right) > 1
        and (right[1] in _APPEARANCE or (right[1] in ADVERBS and len(right) > 2 and right[2] in _APPEARANCE))
    ):
        return False
    if _among_states(spot, right):
        return True
    if not _WASHING.isdisjoint(spot.words):
        return False
    if first in _APPEARANCE or (first == "," and len(right) > 1 and right[1] in _APPEARANCE):
        return False
    if spot.left[-1:] and spot.left[-1] in ("and", ",") and len(spot.left) > 1 and spot.left[-2] in _APPEARANCE:
        return False
    if spot.previous in _ARTICLE and noun and noun not in PEOPLE and noun not in _TIME and noun not in _LIVES and noun not in ADVERBS:
        return False
    lead = spot.before + spot.phrase.removesuffix("clean")
    if _SPAN_BEFORE.search(spot.before):
        return noun in ("", *_TIME) or noun in PEOPLE
    subject = spot.subject
    thing = (
        subject in THINGS
        or subject in SERVICES
        or subject in TESTS
        or subject in CHILDREN
        or subject in ("it", "everything", "this", "that", "which", "there")
    )
    if _STATE.search(lead) or _ASKED.search(spot.before):
        return not thing and not _attribute(spot) and _somebody(spot, subject)
    if _TRYING.search(spot.before) and not spot.before.endswith("to "):
        return not _attribute(spot) and not thing and first not in _VERB_AFTER
    if first in ("time", "date") or (first == "and" and right[1:2] == ["sober"]):
        return True
    after = _DRUG_AFTER.match(spot.after)
    if after and (after["what"] in DRUGS or after["what"] in TESTS) and not thing:
        return True
    if spot.previous in ("opiate", "opioid", "heroin", "crack", "alcohol", "drug", "cocaine"):
        return True
    if spot.previous in ("once", "when", "if", "unless", "until", "while") and first in _WHO_THEN:
        return True
    if first == "ever" or spot.previous in ("proportion", "percentage", "share", "number", "those", "anyone"):
        return True
    if first in ("for", "since") and not thing and spot.previous not in _VERB_BEFORE:
        return _since(right) and (not spot.left or _somebody(spot, subject) or spot.previous in ("", "been", "reports", "now", "reported"))
    if noun in PEOPLE and noun not in CHILDREN:
        return (spot.previous not in _VERB_BEFORE or (spot.previous == "to" and noun.endswith("s"))) and first == noun
    if not spot.left and first == "and" and right[1:2] and right[1].endswith("ing"):
        return True
    # A note in telegram style: "Dad: clean, working." "Now clean."
    return (
        noun in ("", "yet")
        and (spot.previous in ("", "now", "currently", "still", "sober", "yet", "already") or spot.previous.endswith("ly"))
        and len(spot.left) < 4
        and (first in ("", ".", ",", ";", "on", "x", "now", "yet", "so", "again", "still", "from", "…") or first[:1].isdigit() or _LATELY.match(spot.after))
        and bool(not spot.left or spot.left[-1] in (":", ",", ";", "(") or spot.previous)
        and THINGS.isdisjoint(spot.words)
        and not (right[1:2] and right[1] in SAYING)
    )


_WHO_THEN: Final = word_set("she he they you mum dad mother father parents")
_LATELY: Final = late(r"^ (?:at (?:present|last|the moment|this point|discharge|review)|today|currently|in (?:prison|custody|hospital|rehab))\b")


def _among_states(spot: Spot, right: list[str]) -> bool:
    """One of a row of words that are said of people: "clean and settled", "fit, clean and keen"."""
    after = len(right) > 1 and right[0] in ("and", ",", "&", "but") and (right[1] in _STATES or (right[1] in ADVERBS and right[2:3] and right[2] in _STATES))
    before = len(spot.left) > 1 and spot.left[-1] in ("and", ",", "&") and spot.left[-2] in _STATES
    return bool(after or before) and THINGS.isdisjoint(spot.words) and (not spot.subject or _somebody(spot, spot.subject) or bool(before))


def _since(right: list[str]) -> bool:
    """ "Clean since May", "clean for six weeks": a time, not a purpose."""
    if right[0] == "since":
        return True
    return any(
        word in _TIME or word.rstrip("s") in ("month", "week", "year", "day", "while", "mth", "wk", "yr") or "/" in word
        for word in right[1:6]
    ) or right[1:2] == ["now"]


def _attribute(spot: Spot) -> bool:
    """True where a thing follows that is clean: "is clean water"."""
    noun = spot.noun
    return bool(noun) and spot.next == noun and (noun in THINGS or noun in TESTS or noun in ("air", "shaven", "living", "slate", "enough"))


def _somebody(spot: Spot, subject: str) -> bool:
    """True where the subject is somebody, or where only people stand in the sentence."""
    if (
        subject in FIRST
        or subject in PRONOUNS
        or subject.isdigit()
        or subject in ("those", "per", "cent", "percent", "thirds", "half", "quarter", "quarters", "most", "none", "both", "many", "few", "some", "majority")
        or subject in PEOPLE
        or subject in PROFESSIONALS
    ):
        return subject != "they" or THINGS.isdisjoint(spot.words)
    if not subject or subject in SAYING or subject in ("reports", "claims", "states"):
        return THINGS.isdisjoint(spot.words)
    if spot.is_name(subject):
        return True
    if spot.determined:
        return False
    words = spot.words
    return THINGS.isdisjoint(words) and SERVICES.isdisjoint(words) and not (PEOPLE.isdisjoint(words) and PRONOUNS.isdisjoint(words))


def clean_test(spot: Spot) -> bool:
    """ "Clean" of a drug test: clean urine, tested clean, the sample was clean; not how a sample is caught."""
    return spot.next != "catch" and _tested(spot)


_LAB: Final = word_set("mouth oral saliva tested result results positive negative")
_COUNT_AFTER: Final = late(r"^ (?:x ?\d|\d ?x)\b")


def dirty_test(spot: Spot) -> bool:
    """ "Dirty" of a drug test: dirty for cocaine, tested dirty, gave a dirty, the urine was dirty."""
    after = _DRUG_AFTER.match(spot.after)
    if after and (after["what"] in DRUGS or after["what"].isdigit()) and spot.after.startswith(" for"):
        return True
    # "Using on top, dirty x2".
    return _COUNT_AFTER.match(spot.after) is not None or _tested(spot)


# A worktop, a river: what is tested there is no person.
_NOT_OF_THE_BODY: Final = (THINGS - TESTS - word_set("swab swabs hair nail nails arm arms van works bag bags home house flat room bed")) | word_set(
    "inspection inspections kitchen kitchens well pool audit"
)


def _tested(spot: Spot) -> bool:
    noun = spot.noun
    if spot.subject in TESTS and (spot.previous in BE or spot.previous in ADVERBS or spot.previous in TESTS):
        return spot.previous in TESTS or _NOT_OF_THE_BODY.isdisjoint(spot.words)
    if noun:
        if noun in ("swab", "swabs") and spot.next == noun:
            # A swab for the skin, unless a drug, a mouth or a lab is near.
            return len(spot.words) < 2 or not (DRUGS | _LAB).isdisjoint(spot.words)
        if noun in TESTS:
            return spot.next == noun or spot.next not in ("energy", "air", "water", "fuel")
        if noun in THINGS or (spot.next == noun and noun not in _TIME and noun not in ADVERBS):
            return any(word in TESTS for word in spot.phrase.split())
    if spot.previous in TESTS or any(word in TESTS for word in spot.phrase.split()):
        return True
    if _TESTED.search(spot.before):
        return _NOT_OF_THE_BODY.isdisjoint(spot.words) and (spot.subject in TESTS or spot.subject not in SERVICES | THINGS)
    if spot.subject in TESTS:
        return True
    return bool(_GAVE.search(spot.before)) and not TESTS.isdisjoint(spot.words) and THINGS.isdisjoint(spot.words)
