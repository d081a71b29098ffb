"""Names and titles: laws, councils, fellowships, unions, charities, journals, books, films. They stay as their owners write them.

Offers `named(spot)`: True where the phrase is part of a name; `in_code(spot)`: part of an address, a handle, a tag or code. Two ways: names that are known (UK first, each with its class in
`NAMES`), and a row of words with capitals that has a word in it which only names have ("Agency", "Act") or that cannot be the beginning of a
sentence. A capital at the beginning of a sentence, a headline in capitals or with Capitals On Each Word, and Capitals after "a" are no names.
"""

import re
from typing import Final

from kithbridge.engines.language.context_spot import Spot

# class -> names, folded. What follows stays silent where it stands as a whole; capitals are needed (see `named`).
NAMES: Final = {
    "law": (
        "misuse of drugs act", "misuse of drugs regulations", "misuse of drugs", "drug trafficking act", "vagrancy act", "mental health act", "rehabilitation of offenders act",
        "street offences act", "psychoactive substances act", "care act", "children act", "offender management act", "offender rehabilitation act", "prisoners (return to custody) act",
        "prisoner control of release act", "licensing act", "habitual drunkards act", "inebriates act", "dangerous drugs act", "controlled substances act", "child abuse act",
        "convention against illicit traffic", "single convention on narcotic drugs", "protection of vulnerable groups scheme", "safeguarding vulnerable groups act",
    ),
    "council": (
        "advisory council on the misuse of drugs", "advisory council on drug misuse", "national treatment agency for substance misuse", "substance misuse management in general practice",
        "all-party parliamentary group on drug abuse", "health advisory service on substance misuse", "commission on narcotic drugs", "office on drugs and crime",
        "substance abuse and mental health services administration", "national institute on drug abuse", "national institute on alcohol abuse and alcoholism",
        "centre for addiction and mental health", "canadian centre on substance use and addiction", "eu drugs agency", "european monitoring centre for drugs and drug addiction",
        "prisoner ombudsman", "prisons and probation ombudsman", "offender assessment system", "drug misuse research division", "national drug treatment monitoring system",
        "scottish drug misuse database", "northern ireland drug misuse database", "national programme on substance abuse deaths", "welsh national database for substance misuse",
        "her majesty's prison and probation service", "national offender management service", "parole board for prisoners", "society for the study of addiction",
        "national addiction centre", "addiction recovery agency", "drug abuse resistance education", "substance misuse skills consortium", "substance misuse area planning board",
        "area planning board for substance misuse", "faculty of addictions psychiatry", "international society of addiction medicine", "royal college of general practitioners",
    ),
    "fellowship": (
        "alcoholics anonymous", "narcotics anonymous", "cocaine anonymous", "crystal meth anonymous", "marijuana anonymous", "heroin anonymous", "gamblers anonymous",
        "overeaters anonymous", "sex addicts anonymous", "families anonymous", "adult children of alcoholics", "co-dependents anonymous", "drug addicts anonymous", "pills anonymous",
        "sex and love addicts anonymous", "addicts anonymous", "workaholics anonymous", "nicotine anonymous", "shopaholics anonymous", "debtors anonymous", "nar-anon", "al-anon",
    ),
    "union": (
        "international network of people who use drugs", "european network of people who use drugs", "national users network", "national users' network", "vancouver area network of drug users",
        "network of drug users", "drug users union", "drug users' union", "junkiebond", "union of drug users", "drug user union", "swedish users union", "swedish drug users union", "users union",
        "urban survivors union", "drug user peace initiative", "scottish drug users network", "drug users network", "north american drug users alliance", "international drug users' day",
        "international drug users day", "english collective of prostitutes", "users voice", "user voice", "drug user activists", "australian injecting and illicit drug users league",
        "injecting and illicit drug users league", "national organisation of drug users", "nsw users and aids association", "users and aids association", "drug users organisation",
    ),
    "charity": (
        "addiction dependency solutions", "addaction", "action on addiction", "addictions uk", "addiction northern ireland", "national association for children of alcoholics",
        "prisoners abroad", "prisoners' advice service", "prisoners advice service", "prisoners' families", "prisoners' education trust", "prisoners education trust", "prisoner learning alliance",
        "women in prison", "prison reform trust", "howard league", "prisoners of conscience", "national association for the care and resettlement of offenders", "nacro",
        "association of prisoners' families", "prisoners' penfriends", "forces in mind", "homeless link", "the homeless world cup", "homeless world cup", "crisis at christmas",
        "society of st vincent", "hooked on crochet", "recovering justice", "release", "scottish families affected by alcohol and drugs", "children of addicted parents", "vulnerable people service",
        "clean break", "clean slate", "tough love", "addiction support", "wired in to recovery", "action for addicted prisoners", "rehabilitation for addicted prisoners trust", "rapt",
    ),
    "journal": (
        "substance use & misuse", "substance use and misuse", "substance abuse", "journal of substance abuse treatment", "drug and alcohol dependence", "drug and alcohol review", "addiction",
        "addictive behaviors", "addiction biology", "addiction research & theory", "addiction research and theory", "journal of substance use", "the american journal of drug and alcohol abuse",
        "journal of drug and alcohol abuse", "journal of addiction medicine", "european addiction research", "american journal on addictions", "psychology of addictive behaviors",
        "substance abuse treatment, prevention, and policy", "journal of drug abuse", "british journal of addiction", "alcohol and alcoholism", "child abuse & neglect", "child abuse and neglect",
        "black poppy", "users' news", "the junkie", "journal of psychoactive drugs", "drugs: education, prevention and policy", "substance abuse and rehabilitation", "harm reduction journal",
    ),
    "book": (
        "junky", "junkie", "trainspotting", "confessions of an english opium-eater", "confessions of an english opium eater", "the lost weekend", "in the realm of hungry ghosts", "christiane f",
        "memoirs of an addict", "diary of a drug fiend", "hidden harm", "troubled families", "orange is the new black", "the beggar's opera", "beggar's opera", "naked lunch", "requiem for a dream",
        "the man with the golden arm", "drugstore cowboy", "pusher", "the prisoner", "prisoner cell block h", "pretty woman", "drunk history", "another round", "clean", "beautiful boy",
        "the basketball diaries", "requiem for a junkie", "once were warriors", "the wire", "shameless", "breaking bad", "leaving las vegas", "the panic in needle park", "cold turkey",
        "state of the nation", "rehab", "the house of the dead", "les miserables", "bad mothers", "drug war", "ray", "con air", "convicts", "the convict", "the addict", "the junky's christmas",
        "the alcoholics", "beggars banquet", "white junk", "the drinker", "hangover square", "under the volcano", "the outrun", "blackout", "vice girls", "slut", "the ex-offender",
    ),
}
_KNOWN: Final = {name: kind for kind, names in NAMES.items() for name in names}
_BY_WORD: dict[str, list[str]] = {}
for _name in _KNOWN:
    for _word in re.findall(r"\w+", _name):
        _BY_WORD.setdefault(_word, []).append(_name)

# Words that with a capital make a row of capitals the name of something.
_ONLY_NAMES = frozenset(
    (
        "act acts regulations regulation order bill law code charter convention treaty directive protocol standards standard guidelines guideline agency authority council committee commission board bureau "
        "office ombudsman service services department ministry directorate unit team group network union league association society federation alliance coalition consortium forum "
        "institute institution centre center foundation trust charity test screening interview profile fund project programme program scheme initiative partnership collective campaign anonymous fellowship hotline helpline "
        "journal review quarterly bulletin magazine gazette press news times herald mail report survey study inquiry strategy plan framework database register index scale questionnaire inventory "
        "clinic hospital hospice hostel house college university school academy faculty conference congress summit symposium award awards prize day week festival theatre company limited ltd plc inc "
        "court tribunal police prison hmp parliament party movement hub court courts street road lane avenue square museum gallery library uk international national british "
        "royal england scotland wales ireland european american canadian australian administration division branch section taskforce panel workforce toolkit module course level diploma certificate band "
        "voice voices rights works action line support matters abroad advice learning education penfriends liberation"
    ).split()
)
_SMALL = frozenset("of the and & for on in to with from a an who at against by without -".split())
_TITLE_SURE = re.compile(
    r"\b(?:book|novel|film|movie|memoir|play|song|album|single|track|documentary|drama|sitcom|series|show|podcast|band|musical|opera|poem|game|journal|magazine|zine|comic|painting|exhibition|"
    r"novels|films|books|songs|titled|called|entitled|titles)(?:,| is| was|:)? (?:the |a |an )?(?:[\w' ]+ (?:and|or) (?:the (?:book|film|novel|song) )?)?$"
)
_RUN = re.compile(r"[\w'’&()-]+|[^\w\s]")
_INDEFINITE = frozenset("a an another any some every each no this that these those".split())
_BEFORE_NAMES = frozenset("the at from by with called for to our and join joined ask contact ring via through".split())
_CODE = re.compile(r"://|www\.|@|_|=|\\|\w\.(?:com|org|net|uk|gov|scot|wales|eu|edu|nhs|html?|docx?|pdf|txt|py|js|csv)\b|^#\w")
_LETTERS = re.compile(r"[^\W\d_]+")


def in_code(spot: Spot) -> bool:
    """True where the phrase is part of an address, a handle, a file's name, or stands between backticks."""
    text = spot.text
    left, right = text[spot.start - 1] if spot.start else " ", text[spot.end] if spot.end < len(text) else " "
    if left in "/@_\\=." or right in "/@_\\=" or (right == "." and text[spot.end + 1 : spot.end + 2].isalnum()):
        return bool(_CODE.search(text[max(0, spot.start - 80) : spot.start].rpartition(" ")[2] + spot.phrase + text[spot.end : spot.end + 80].partition(" ")[0]))
    return left == "`" or right == "`"


def named(spot: Spot) -> bool:
    """True where the phrase is part of a name or title."""
    shown = spot.shown
    if shown == shown.lower():
        return False
    before, after = spot.original
    row, at_start = _row(before, shown, after)
    if _known(spot, row):
        return True
    if shown.isupper() and _shouting(before + shown + after):
        return False
    if _only_names(row, shown):
        return True
    if _headline(before + shown + after):
        return False
    if _TITLE_SURE.search(spot.before) and shown[0].isupper():
        return True
    inside = set(_LETTERS.findall(shown))
    others = [word for word in row if word[0].isupper() and word not in inside]
    if at_start or not others or not _all_capital(shown) or shown.isupper():
        return False
    return before.rstrip().rpartition(" ")[2].lower() in _BEFORE_NAMES or spot.previous in _BEFORE_NAMES


def _known(spot: Spot, row: list[str]) -> bool:
    """A name of the gazetteer that holds the phrase. Single words need a title's word before them."""
    names = _BY_WORD.get(spot.head) or _BY_WORD.get(spot.phrase.partition(" ")[0])
    if not names:
        return False
    begin, stop = max(0, spot.start - 60), spot.end + 60
    near = spot.text[begin:stop]
    for name in names:
        at = near.find(name)
        if at >= 0 and begin + at <= spot.start and begin + at + len(name) >= spot.end:
            if " " in name and len(row) > 1 and (name != spot.phrase or _sure(spot)):
                return True
            if " " not in name and _TITLE_SURE.search(spot.before):
                return True
    return False


def _sure(spot: Spot) -> bool:
    """True where a name that reads like plain words ("Substance Abuse") has its capitals inside a sentence, or a title's word before it."""
    return bool(_TITLE_SURE.search(spot.before)) or (bool(spot.left) and _all_capital(spot.shown) and not _headline("".join(spot.original)))


def _row(before: str, shown: str, after: str) -> tuple[list[str], bool]:
    """The row of capitalised words round the phrase, small words between them; and whether it begins its sentence."""
    row: list[str] = _RUN.findall(shown)
    between: list[str] = []
    at_start = True
    for word in reversed(_RUN.findall(before[-140:])):
        if word[0].isupper():
            row[:0] = [word, *between]
            between = []
        elif word in _SMALL and len(between) < 3:
            between.insert(0, word)
        else:
            at_start = word in ".!?:\"“‘>•*" and not between
            break
    if between:
        at_start = False
    between = []
    for word in _RUN.findall(after[:140]):
        if word[0].isupper():
            row += [*between, word]
            between = []
        elif word in "'’" or (word in _SMALL and len(between) < 3):
            between.append(word)
        elif word not in ("'s", "’s", "s"):
            break
    return row, at_start


def _only_names(row: list[str], shown: str) -> bool:
    """A word outside the phrase that only names have, with its capital, in a row where the phrase has one, too."""
    if not any(word[0].isupper() and word.isalpha() for word in _LETTERS.findall(shown)):
        return False
    inside = set(_LETTERS.findall(shown))
    return any(word.lower() in _ONLY_NAMES and word[0].isupper() and word not in inside for word in row) and _all_capital(shown)


def _all_capital(shown: str) -> bool:
    """Each longer word of the phrase has its capital: "Drug Users" may be a name, "Drug users" begins a sentence."""
    words = _LETTERS.findall(shown)
    return all(word[0].isupper() or word in _SMALL for word in words)


def _shouting(part: str) -> bool:
    """True where nearly all is capitals."""
    letters = [letter for letter in part if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def _headline(sentence: str) -> bool:
    """True where each longer word of the sentence has a capital."""
    words = [word for word in _LETTERS.findall(sentence) if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)
