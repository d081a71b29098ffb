"""Rules about what is claimed of somebody's candour and state: "minimises her use", "looked under the influence", "not honest with us".

Offers the rules minimising, influenced, with-others, of-figures (functions of the same names).
"""

from typing import Final

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import DRUGS, FIRST, GIVEN, PEOPLE, PROFESSIONALS, PRONOUNS, cue, late, word_set

# What somebody does or lives through, and what others think of it: to make little of that is a claim about her.
_OWN: Final = (
    r"(?:drug|drugs|alcohol|substance|heroin|cocaine|crack|cannabis|opiate|methadone|benzo|use|usage|using|misuse|drinking|drink|intake|"
    r"consumption|habit|addiction|dependence|dependency|relapses?|lapses?|"
    r"behaviours?|violence|abuse|neglect|bruis\w+|injur(?:y|ies)|assaults?|offen[cd]\w+|crimes?|debts?|part|role|involvement|"
    r"actions?|concerns?|worr(?:y|ies)|problems?|difficult(?:y|ies)|issues?|incidents?|events?|history|past|"
    r"symptoms?|seriousness|severity|significance|extent|amounts?|gravity|truth|lies|self-harm|overdoses?|injecting|harms?|impact|"
    r"effects?|risks?|dangers?|consequences|damage|dosing|topping up)"
)
_OWNED: Final = late(
    rf"^(?: (?:and|or|/) [\w-]+)?(?: on)? (?:the|her|his|their|your|any|all|both|its|this|these|how|own|[\w-]+'s) "
    rf"(?:[\w'-]+ ){{0,3}}?{_OWN}\b"
    r"|^(?: (?:and|or) [\w-]+)? (?:what|how|it all|everything|things|that (?:she|he|they|there)|this)\b"
    r"|^(?: (?:and|or) [\w-]+)? (?:current|recent|past|previous|ongoing|daily|continued|illicit|street|all|any|parental|domestic)? ?(?:"
    r"drug|"
    r"drugs|alcohol|substance|heroin|cocaine|crack|cannabis|opiate|benzo|use|misuse|drinking|intake|consumption|concerns|violence|"
    r"behaviours?|difficulties|problems|self-harm)\b"
)
_NOTHING_AFTER: Final = late(
    r"^\s*$|^\W*[.,;:!?)(&/+]| re\b| (?:and|or|when|while|as|but|throughout|again|during|at|in|with|if|whenever|still|a lot|heavily|today|"
    r"about|to (?:staff|us|me|the|her|his|workers?|professionals|services|probation|others))\b"
    r"(?! (?:an? )?(?:icon|tray|dock|corner|bar|task))"
)
_BY_DOING: Final = late(r"\bby (?:not |never |only |always )?\w+ing\b")
_TENDS: Final = late(
    r"\b(?:tend|continu|seek|sought|prone|inclin|tri|attempt|like|seem|appear|start|begin|began|prefer|quick|known|keen)\w* to $"
)
_ON_A_SCREEN: Final = word_set(
    "window windows tab tabs icon icons app apps screen desktop dialog dialogue toolbar taskbar task tray zoom browser"
)
_AT_WORK: Final = word_set("harm risk risks waste data cost costs noise energy regret error loss damage infection emissions")
_OF_HERS: Final = late(rf"^ (?:of|about|around) (?:(?:the|her|his|their|any|all|[\w-]+'s) )?(?:[\w-]+ ){{0,2}}{_OWN}\b")
_MAKES_LITTLE: Final = word_set(
    "her his their mum's mother's dad's father's client's patient's pt's parent's parents' your some much clear there"
)
_DOINGS: Final = word_set("use drinking misuse intake consumption behaviour violence concerns using relapse relapses")
_BY_HER: Final = late(r"^(?: (?:again|throughout|heavily))?(?:\W*$|[.,;]| by (?:the |her |his |both )?(?P<who>[\w'-]+))")


def minimising(spot: Spot) -> bool:
    """Somebody makes little of her own doings: "minimises her use", "continues to minimise"; not "minimise harm", not a window."""
    if not _ON_A_SCREEN.isdisjoint(spot.words):
        return False
    after, previous = spot.after, spot.previous
    if spot.head.endswith("tion"):
        return _as_noun(spot, after, previous)
    subject = spot.subject
    if subject in _DOINGS and spot.head.endswith("ed"):
        by = _BY_HER.match(after)
        return by is not None and (not by["who"] or by["who"] in PEOPLE or by["who"] in PRONOUNS or by["who"] in GIVEN)
    if subject in ("there", "her", "his", "their") and spot.head.endswith("ing"):
        return True
    if previous == "to" and not _TENDS.search(spot.before):
        return False
    if not (subject in PEOPLE or _somebody(spot, subject) or _of_a_note(spot, subject)):
        return False
    owned = _OWNED.match(after)
    if owned is None:
        return _NOTHING_AFTER.match(after) is not None
    # "Minimised the risk by using with a friend" is good sense.
    return _BY_DOING.search(after) is None


_YOURS: Final = late(
    r"^ your (?:[\w-]+ )?(?:use|drinking|drug use|intake|misuse|past|part|behaviour|role|cocaine|cannabis|heroin|alcohol)\b"
)


def _of_a_note(spot: Spot, subject: str) -> bool:
    """Nobody is named, as in a note; or a letter says it to her: "you minimised your drinking"."""
    if subject == "you":
        return spot.head.endswith(("ed", "ing")) or _YOURS.match(spot.after) is not None
    if spot.left[-1:] == [","]:
        return not PEOPLE.isdisjoint(spot.left)
    return not subject and len(spot.left) < 6


def _somebody(spot: Spot, subject: str) -> bool:
    return (subject in PRONOUNS and subject != "you") or (bool(subject) and subject not in FIRST and spot.is_name(subject))


def _as_noun(spot: Spot, after: str, previous: str) -> bool:
    """ "Her minimisation", "minimisation of his drinking"; not "harm minimisation"."""
    if previous in _AT_WORK:
        return False
    return (
        previous in _MAKES_LITTLE or _OF_HERS.match(after) is not None or (len(spot.left) < 2 and spot.next in ("", "and", "noted", "seen"))
    )


_CHARGE: Final = cue(
    r"driv|drove|flying|flew|riding|cycling|operat|offence|offense|charged|convict|plead|pleaded|fined|statute|legal limit|in charge of|"
    r"pilot|"
    r"machinery|at the wheel|behind the wheel|breathalys|banned|disqualif|section|crash|motorist"
)
_OF_WHAT: Final = late(
    r"^ of (?:(?:an?|the|some|any|illicit|illegal|street|unknown|class|a|both|strong|prescribed|prescription|either|hard|other|too much) )*"
    r"(?P<what>[\w-]+)"
)
_TAKEN: Final = DRUGS | word_set("something intoxicants intoxicant anything unknown illicit beer wine whisky")


def influenced(spot: Spot) -> bool:
    """Said of how a person is or looked: "presented under the influence"; not a charge, not "under the influence of a teacher"."""
    of = _OF_WHAT.match(spot.after)
    if of is not None and of["what"] not in _TAKEN:
        return False
    if _CHARGE.search(spot.sentence):
        return False
    words = spot.words
    if not (words.isdisjoint(PEOPLE) and words.isdisjoint(PRONOUNS) and words.isdisjoint(GIVEN)):
        return True
    # A note without a subject, or a name: "Presented under the influence."
    left = spot.left
    if not words.isdisjoint(PROFESSIONALS) or not words.isdisjoint(FIRST) or "the" in left:
        return False
    return len(left) < 5


_NO_SERVICE: Final = word_set(
    "himself herself themselves myself yourself ourselves themself oneself shareholders investors voters customers readers residents "
    "tenants taxpayers viewers listeners parliament employees members fans"
)


def with_others(spot: Spot) -> bool:
    """What follows is herself, or those to whom a body answers: no claim about what services were told."""
    return spot.next in _NO_SERVICE


_FIGURES: Final = word_set(
    "data figures spreadsheet rates market markets profit profits share shares algorithm software electorate voters election elections "
    "gene "
    "computer computers website database network server hackers hacker records code"
)


def of_figures(spot: Spot) -> bool:
    """Figures, markets or machines are what is manipulated: "the doctor's figures", "the system for profit"."""
    return not _FIGURES.isdisjoint(spot.words)
