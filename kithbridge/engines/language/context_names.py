"""Names and titles: laws, councils, fellowships, unions, charities, journals, books, films. They stay as their owners write them.

Offers `named(spot)`: the phrase is part of a name; `in_code(spot)`: of an address, a handle, a file, code.

Two ways: names that are known (`context_gazetteer`), and a row of words with capitals that has a word in it which only names have (as in
"Agency", "Act") or that stands inside a sentence. A capital at the beginning of a sentence, a headline in capitals or with Capitals On Each
Word, and Capitals after "a" are no names.
"""

import re

from kithbridge.engines.language.context_gazetteer import BY_WORD
from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import DRUGS, GIVEN, late, word_set

# Words that with a capital make a row of capitals the name of something.
_ONLY_NAMES = word_set(
    "act acts regulations regulation order bill law code charter convention treaty directive protocol standards standard guidelines "
    "guideline agency authority council committee commission board bureau "
    "office ombudsman service services department ministry directorate unit team group network union league association society "
    "federation alliance coalition consortium forum "
    "institute institution centre center foundation trust charity test screening interview profile fund project programme program "
    "scheme initiative partnership collective campaign anonymous fellowship hotline helpline "
    "dictionary encyclopaedia encyclopedia handbook manual textbook journal review quarterly bulletin magazine gazette press news times "
    "herald mail report survey study inquiry strategy plan "
    "framework database register index scale questionnaire inventory "
    "clinic hospital hospice hostel house college university school academy faculty conference congress summit symposium award awards "
    "prize day week festival theatre company limited ltd plc inc "
    "court tribunal police prison hmp parliament party movement hub court courts street road lane avenue square museum gallery library "
    "uk international national british "
    "royal england scotland wales ireland european american canadian australian administration division branch section taskforce panel "
    "workforce toolkit module course level diploma certificate band "
    "records clothing brewery bakery voice voices rights works action line support matters abroad advice learning education penfriends "
    "liberation"
)
_SMALL = word_set("of the and & for on in to with from a an who at against by without -")
_TITLE_SURE = late(
    r"\b(?:book|novel|film|movie|memoir|play|song|album|single|track|documentary|drama|sitcom|series|show|podcast|band|musical|opera|"
    r"poem|game|journal|magazine|zine|comic|painting|exhibition|"
    r"novels|films|books|songs|titled|called|entitled|titles)(?:,| is| was|:)? (?:the |a |an )?(?:[\w' ]+ (?:and|or) (?:the (?:book|"
    r"film|novel|song) )?)?$"
)
_RUN = re.compile(r"[\w'’&()-]+|[^\w\s]")
# A title begins after these, whatever stands small in it: "See Drug misuse in over 16s", "published Substance misuse in custody".
_INTRODUCED = late(
    r"\b(?:publish(?:ed|es|ing)?|issued?|see|sees|cit(?:es?|ed|ing)|read(?:s|ing)?|wrote|writes|written|edit(?:s|ed|ing)|launch(?:ed|es)|"
    r"guidelines?|guidance|report|paper|pamphlet|leaflet|booklet|briefing|thesis|essay|chapter|article|module|course|training|workshop|"
    r"session|webinar|talk|lecture|paper|study|review|policy|strategy|standards?|certificate|diploma|edition of|author "
    r"of|editor of|stands for|short for|"
    r"copy of|copies of|reviewed|quot(?:es|ed)|titled?|subtitled|called|named|renamed) $"
)
# A row of titles after what is done with works: "watched The Long Day, Drunks and Clean and Sober".
_WATCHED = late(
    r"\b(?:(?P<sure>(?:[Rr]e-?|[Bb]inge-?)?[Ww]atch(?:ed|es|ing)?|[Ss]tream(?:ed|s|ing)|[Ss]creen(?:ed|s|ings?)(?: of)?|[Pp]erformed|"
    r"[Rr]ented|[Rr]eread|[Ll]isten(?:ed|s|ing)? to|[Ss]taged|[Dd]ownloaded)|saw|see|seen|read|reads|reading|showing|shows|showed|played|"
    r"plays|playing|enjoyed|loved|borrowed|bought) (?P<row>(?:(?:[A-Z0-9][\w'’!?-]*|of|and|the|in|on|a|to|for|with|&)(?:, | ))*)$"
)
_ROW_GOES_ON = late(r"^(?:,| and| &| or)(?: and| or)? [A-Z0-9]")
# What a work or a thing with a name is said to be: "Junkie Love is a memoir", "Druggie Buggy is a float".
_WORKS = word_set(
    "memoir novel film movie song album single band play poem musical opera show series episode podcast documentary drama comedy book "
    "zine comic magazine journal painting float boat ship yacht horse pub bar cafe café shop brand label beer cocktail perfume game app "
    "club choir troupe festival exhibition mural recorded album's novels films songs anthem gig tour soundtrack paperback hardback "
    "sequel published screened starring directed sang sings encore blues headline headlined headlines written music"
)
# "Tough Love was the B side", "Loose Women is on": capitals that no sentence needs.
_SINGULAR = late(r" (?:is|was|by|won|opens?|ran|came out|plays?|made|sold|reached|went to) ")
_ADDRESSED = late(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lord|Lady)\.? (?:[A-Z]\.? ?)?$")
_NUMBERED = late(r" (?:[A-Z]{2,4}|[IVX]+|\d{1,4})(?![\w/])")
_OF_THINGS = late(r"^ [A-Z][\w'’]+")
_INDEFINITE = word_set("a an another any some every each no this that these those")
_TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december i i'm"
)
_VERBS_BEFORE = word_set("is was are were be been known says said say suspected alleged former")
_HEADLINE_SMALL = word_set("a an the of in on at to for from with by and or but as is it its not no after over up s t ve re d ll m")
_CODE = late(r"://|www\.|@|_|=|\\|\w\.(?:com|org|net|uk|gov|scot|wales|eu|edu|nhs|html?|docx?|pdf|txt|py|js|csv)\b|^#\w")
_WORD_THEN = late(r"\w [\"“‘']?$")
_SONG = late(r" (?:to|on) [A-Z]\w+")
_OWNER = re.compile(r"^['’]s?(?= )")
_APPOSED = late(
    r" the (?:film|novel|play|song|book|album|band|game|series|show|musical|opera)\b|[^.;]{0,40}\((?:\w+ edition|\d{4})\)|"
    r"(?:['’]s?)?(?:(?: &| and| of| the)* [A-Z][\w'’]*){0,4}(?:, (?:an?|the|our|her|his|their) (?:[\w-]+ ){0,2}(?:band|shop|film|play|"
    r"novel|book|song|album|boat|horse|pub|bar|cafe|café|company|label|journal|magazine|painting|group|charity|game|perfume|podcast|"
    r"series|show|club|choir|team)\b|,? (?:volume|vol\.|issue|series|season|episode|chapter|edition) \d)"
)
_CAPITAL_SOON = late(r"(?:['’]s?)?(?: (?:of|and|the|for|on|in|&|to))* [A-Z]")
_LETTERS = re.compile(r"[^\W\d_]+")


def in_code(spot: Spot) -> bool:
    """True where the phrase is part of an address, a handle, a file's name, or stands between backticks."""
    text = spot.text
    left, right = text[spot.start - 1] if spot.start else " ", text[spot.end] if spot.end < len(text) else " "
    if left in "/@_\\=." or right in "/@_\\=" or (right == "." and text[spot.end + 1 : spot.end + 2].isalnum()):
        return bool(
            _CODE.search(
                text[max(0, spot.start - 80) : spot.start].rpartition(" ")[2]
                + spot.phrase
                + text[spot.end : spot.end + 80].partition(" ")[0]
            )
        )
    return left == "`" or right == "`"


def named(spot: Spot) -> bool:
    """True where the phrase is part of a name or title."""
    shown = spot.shown
    if shown == shown.lower():
        return spot.next in ("anonymous", "act", "regulations", "ombudsman") and _known(spot, [shown, spot.next])
    if (
        not spot.before
        and shown[1:] == shown[1:].lower()
        and not _CAPITAL_SOON.match(spot.source_after)
        and not _APPOSED.match(spot.source_after)
        and not _NUMBERED.match(spot.source_after)
    ):
        return False
    before, after = spot.original
    row, at_start, preceding = _row(before, shown, after)
    if _known(spot, row):
        return True
    if shown.isupper() and _shouting(before + shown + after):
        return False
    if _headline(before + shown + after):
        return _close(before, shown, after)
    if _only_names(row, shown):
        return True
    if _APPOSED.match(after) and _all_capital(shown):
        return True
    if _SONG.match(after) and spot.head in ("addicted", "hooked") and after.split()[1].lower() not in DRUGS:
        return True
    if _ADDRESSED.search(before) and shown[0].isupper() and not shown.isupper():
        return True
    if shown[0].isupper() and (_TITLE_SURE.search(spot.before) or _titled(spot, before, after, at_start)):
        return True
    if shown[0].isupper() and not at_start and _watched(before, after):
        return True
    if at_start and " " in shown and _all_capital(shown) and DRUGS.isdisjoint(spot.phrase.split()) and _SINGULAR.match(after):
        return True
    if at_start or not _all_capital(shown) or shown.removesuffix("s").isupper() or preceding in _INDEFINITE:
        return False
    soon = _CAPITAL_SOON.match(after)
    if soon and _LETTERS.findall(after[soon.end() - 1 : soon.end() + 20])[0].lower() not in _TIMES:
        return True
    if preceding in _VERBS_BEFORE:
        return False
    neighbours = (
        before.rstrip().rpartition(" ")[2] if _WORD_THEN.search(before) and " " in before.strip() else "",
        _OWNER.sub("", after).lstrip().partition(" ")[0].rstrip(".,;:!?)"),
    )
    return any(word[:1].isupper() and word.lower() not in _TIMES and word.lower() not in _HEADLINE_SMALL for word in neighbours)


def _titled(spot: Spot, before: str, after: str, at_start: bool) -> bool:
    """A title: after what introduces one, after "The" inside a sentence, or where the sentence says which kind of work it is."""
    if spot.shown.isupper():
        return False
    if _INTRODUCED.search(spot.before) or before.endswith((" The ", " A ")):
        return True
    if _OF_THINGS.match(after) and not _WORKS.isdisjoint(spot.words) and _all_capital(spot.shown):
        return after.split()[0].lower() not in GIVEN
    return at_start and bool(_NUMBERED.match(after))


def _watched(before: str, after: str) -> bool:
    """One of the titles that somebody watched, read or played; after "saw", which also is said of people, one of a row of them."""
    match = _WATCHED.search(before)
    if match is None:
        return False
    row = match["row"]
    if match["sure"]:
        return not row.endswith((" the ", " a "))
    return ", " in row or " and " in row or _ROW_GOES_ON.match(after) is not None


def _known(spot: Spot, row: list[str]) -> bool:
    """A name of the gazetteer that holds the phrase. Single words need a title's word before them."""
    names = BY_WORD.get(spot.head) or BY_WORD.get(spot.phrase.partition(" ")[0])
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


def _row(before: str, shown: str, after: str) -> tuple[list[str], bool, str]:
    """The row of capitalised words round the phrase, small words between them; whether it begins its sentence; the word before it."""
    row: list[str] = _RUN.findall(shown)
    between: list[str] = []
    at_start, preceding = not before.strip(" \"“‘'>•*"), ""
    for word in reversed(_RUN.findall(before[-140:])):
        if word[0].isupper():
            row[:0] = [word, *between]
            between = []
        elif word in _SMALL and len(between) < 3:
            between.insert(0, word)
        else:
            preceding = word
            break
    if between:
        preceding = between[0]
    between = []
    for word in _RUN.findall(after[:140]):
        if word.lstrip("(")[:1].isupper():
            row += [*between, word.strip("()")]
            between = []
        elif word in "'’" or (word in _SMALL and len(between) < 3):
            between.append(word)
        elif word not in ("'s", "’s", "s"):
            break
    return row, at_start, preceding


def _only_names(row: list[str], shown: str) -> bool:
    """A word outside the phrase that only names have, with its capital, in a row where the phrase has one, too."""
    if not any(word[0].isupper() and word.isalpha() for word in _LETTERS.findall(shown)):
        return False
    inside = set(_LETTERS.findall(shown))
    return any(word.lower() in _ONLY_NAMES and word[0].isupper() and word not in inside for word in row) and _all_capital(shown)


def _close(before: str, shown: str, after: str) -> bool:
    """In a headline, where all have capitals: the word that only names have stands close by."""
    following = [word.lower() for word in _LETTERS.findall(after[:40])[:2]]
    leading = [word.lower() for word in _LETTERS.findall(before[-40:])]
    while leading and leading[-1] in _SMALL:
        leading.pop()
        if leading and leading[-1] in _ONLY_NAMES:
            return True
    return any(word in _ONLY_NAMES for word in following) and _all_capital(shown)


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
    words = [word for word in _LETTERS.findall(sentence) if word.lower() not in _HEADLINE_SMALL]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > len(words) - 1
