"""Rules about "clean" and "dirty": of a person, of a drug test. Without evidence both are literal.

Offers the rules clean-person, clean-test, dirty-test (functions of the same names).
"""

from typing import Final

from kithbridge.engines.language.context_people import LIVES, TIME
from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import (
    ADVERBS,
    BE,
    CHILDREN,
    DRUGS,
    FIRST,
    PEOPLE,
    PROFESSIONALS,
    PRONOUNS,
    SAYING,
    SERVICES,
    TESTS,
    THINGS,
    late,
    word_set,
)

_SPAN_BEFORE: Final = late(
    r"(?:\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty|ninety|a|an|several|many|few|"
    r"some|almost|nearly|over|half a|another|first|last)"
    r" ?(?:whole |full |and a half |long )?(?:day|week|month|year|yr|wk|mth|hour|decade)s?'?(?: and a half)?|\b\d+ ?/ ?(?:7|12|52)|"
    r"\bwks?|\byrs?|\bmths?) $"
)

_WASHING: Final = word_set("shower showers bathed wash washed washing wipe wiped rinse rinsed scrub scrubbed mop mopped dentist hygienist")

_STATES: Final = word_set(
    "drug-free abstinent dry settled stable sober working keen calm engaged engaging cheerful housed motivated alive "
    "proud stabilised attending employed parenting "
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
    if spot.previous in _ARTICLE and noun and noun not in PEOPLE and noun not in TIME and noun not in LIVES and noun not in ADVERBS:
        return False
    lead = spot.before + spot.phrase.removesuffix("clean")
    if _SPAN_BEFORE.search(spot.before):
        return noun in ("", *TIME) or noun in PEOPLE
    subject = spot.subject
    thing = (
        subject in THINGS
        or subject in SERVICES
        or subject in TESTS
        or subject in CHILDREN
        or subject in ("it", "everything", "this", "that", "which", "there")
    )
    if _LASTING.search(lead) and _since_then(right) and subject not in FIRST:
        return (
            not thing
            and subject not in _WASHED
            and not subject.endswith(_PLACE)
            and not _attribute(spot)
            and _NOT_PEOPLE.isdisjoint(spot.words)
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
    if first in ("for", "since") and len(spot.left) == 1 and not thing and subject not in _WASHED and not subject.endswith(_PLACE):
        # A headline: "Comedian clean for eight years".
        return _since(right)
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
        and (
            first in ("", ".", ",", ";", "on", "x", "now", "yet", "so", "again", "still", "from", "…")
            or first[:1].isdigit()
            or _LATELY.match(spot.after) is not None
        )
        and bool(not spot.left or spot.left[-1] in (":", ",", ";", "(") or spot.previous)
        and THINGS.isdisjoint(spot.words)
        and not (right[1:2] and right[1] in SAYING)
    )


# "The comedian has been clean for six years": what lasts like that and is no thing that gets dirty is somebody.
_LASTING: Final = late(
    r"\b(?:(?:has|have|had|'s|'ve|'d) (?:now |also |so far |finally |reportedly |allegedly )?(?:been|stayed|kept|remained|got|gone)|"
    r"stayed|kept|"
    r"remained|got|went) (?:now |finally |reportedly |allegedly |completely |largely )?$"
)
_WASHED: Final = word_set(
    "pool pools pond ponds tank tanks hallway hallways corridor corridors stairwell stairwells stairs stair landing lobby foyer porch "
    "entrance drive driveway garage shed cellar loft attic balcony garden lawn patio pavement path alley lane yard close square market "
    "fridge fridges freezer freezers oven ovens hob grill fryer dishwasher tumble-dryer dryer washer worktop shelf shelves cupboard "
    "cupboards drawer windscreen windscreens windows mirror mirrors tap taps drain drains gutter gutters pipework pipes well wells "
    "boiler server servers database databases computer computers laptop laptops disk drive code log logs network system systems site "
    "van vans "
    "bus buses train trains tram lorry lorries boat boats ship hull bike bikes tent caravan stall stable stables kennel kennels cage "
    "cages coop hutch pen aquarium litter tray toilets loo loos bathroom bathrooms changing-room canteen cafe restaurant takeaway school "
    "classroom office offices waiting-room ward wards theatre theatres lab flat flats block blocks building buildings stream streams river "
    "rivers lake beaches sea bay harbour canal reservoir air water park playground pitch cage wall walls ceiling roof carpet curtain "
    "curtains sofa mattress mattresses sheets pillow blanket blankets jacket trousers dress apron fur coat coats whites filter "
    "filters lens glasses camera screen screens keyboard blade razor knives pan pans tin jar jars bowl bowls bin bins chimney flue "
    "grave headstone statue fountain monument bench benches sign signs number-plate engine carburettor record records licence slate "
    "conscience sheet cot pram buggy highchair teddy toys toy dog cat rabbit hamster kitten puppy horse tests sample it room rooms "
    "area areas place town village city estate street streets station stations platform tunnel bridge ear ears wound wounds scar skin "
    "hotel hotels shop shops workshop bookshop pub church chapel library museum gym sauna spa farm barn field cemetery plot cutlery "
    "crockery surgery deck cabin "
    "aisle aisles phone phones lamp lamps light lights footpath shaft trophy cup medal jacuzzi tub banister railing railings "
    "fence gate gates tram ferry cockpit "
    "trailer pier slipway dock "
    "marina creek brook ditch moat spring basin urinal kettle toaster microwave teapot bunk duvet rug mat uniform jersey kit saddle "
    "socks boots boot trainers hands nails hair piercing stoma catheter line lines needle"
)
_PLACE: Final = (
    *("yard", "room", "rooms", "way", "ways", "hall", "halls", "board", "boards"),
    *("park", "parks", "path", "paths", "top", "tops", "house", "houses", "stand", "stands"),
)
_NOT_PEOPLE: Final = word_set("malware virus viruses bug bugs mould inspection inspections cleaner's cleaners' bleach disinfectant")


def _since_then(right: list[str]) -> bool:
    """A time follows: "for ten years", "since May", "in March"."""
    if right[:1] == ["in"]:
        return right[1:2] != [] and (right[1] in _MONTHS or right[1].isdigit())
    return right[:1] in (["for"], ["since"]) and _since(right)


_MONTHS: Final = word_set(
    "january february march april may june july august september october november december prison jail rehab treatment recovery"
)


_WHO_THEN: Final = word_set("she he they you mum dad mother father parents")

_LATELY: Final = late(
    r"^ (?:at (?:present|last|the moment|this point|discharge|review)|today|currently|in (?:prison|custody|hospital|"
    r"rehab))\b"
)


def _among_states(spot: Spot, right: list[str]) -> bool:
    """One of a row of words that are said of people: "clean and settled", "fit, clean and keen"."""
    after = (
        len(right) > 1
        and right[0] in ("and", ",", "&", "but")
        and (right[1] in _STATES or (right[1] in ADVERBS and right[2:3] and right[2] in _STATES))
    )
    before = len(spot.left) > 1 and spot.left[-1] in ("and", ",", "&") and spot.left[-2] in _STATES
    return bool(after or before) and THINGS.isdisjoint(spot.words) and (not spot.subject or _somebody(spot, spot.subject) or bool(before))


def _since(right: list[str]) -> bool:
    """ "Clean since May", "clean for six weeks": a time, not a purpose."""
    if right[0] == "since":
        return True
    return any(
        word in TIME
        or word.rstrip("s") in ("month", "week", "year", "day", "while", "mth", "wk", "yr", "decade", "hour", "fortnight")
        or "/" in word
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
        or subject
        in (
            "those",
            "per",
            "cent",
            "percent",
            "thirds",
            "half",
            "quarter",
            "quarters",
            "most",
            "none",
            "both",
            "many",
            "few",
            "some",
            "majority",
        )
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
_NOT_OF_THE_BODY: Final = (
    THINGS - TESTS - word_set("swab swabs hair nail nails arm arms van works bag bags home house flat room bed")
) | word_set("inspection inspections kitchen kitchens well pool audit")


# "UDS x2, last one dirty": which of several.
_ONE_OF: Final = late(
    r"(?:^|[,;:(–—] ?|\b(?:and|but|with|then) )(?:(?:the|her|his|their|only|just) )?(?:(?:last|first|second|third|latest|next|previous|"
    r"other|"
    r"most recent|one|two|three|four|both|all|none|x\d|\dx|\d)(?: (?:ones?|two|three|of them|before(?: that)?|after(?: that)?|time))?"
    r"|one before(?: that)?|one after(?: that)?|rest|others)"
    r"(?: (?:that|this) \w+)?(?: (?:was|were|is|are|came (?:up|back)|still|again|showed|being))* $"
)
# "Test the brushes" asks for a test of things.
_TO_TEST: Final = word_set("test testing tested reading")
_TESTED_HER: Final = late(r"\btested (?:twice|again|weekly|daily|three|four|on \w+day|x ?\d|\d ?x|for \w+)\b")


def _tested(spot: Spot) -> bool:
    noun = spot.noun
    if spot.subject in TESTS and (spot.previous in BE or spot.previous in ADVERBS or spot.previous in TESTS):
        return spot.previous in TESTS or _NOT_OF_THE_BODY.isdisjoint(spot.words)
    if _ONE_OF.search(spot.before):
        return (not TESTS.isdisjoint(spot.words - _TO_TEST) or bool(_TESTED_HER.search(spot.before))) and _NOT_OF_THE_BODY.isdisjoint(
            spot.words
        )
    if noun:
        if noun in ("swab", "swabs") and spot.next == noun:
            # A swab for the skin, unless a drug, a mouth or a lab is near.
            return len(spot.words) < 2 or not (DRUGS | _LAB).isdisjoint(spot.words)
        if noun in TESTS:
            return spot.next == noun or spot.next not in ("energy", "air", "water", "fuel")
        if noun in THINGS or (spot.next == noun and noun not in TIME and noun not in ADVERBS):
            return any(word in TESTS for word in spot.phrase.split())
    if spot.previous in TESTS or any(word in TESTS for word in spot.phrase.split()):
        return True
    if _TESTED.search(spot.before):
        return _NOT_OF_THE_BODY.isdisjoint(spot.words) and (spot.subject in TESTS or spot.subject not in SERVICES | THINGS)
    if spot.subject in TESTS:
        return True
    return bool(_GAVE.search(spot.before)) and not TESTS.isdisjoint(spot.words) and THINGS.isdisjoint(spot.words)
