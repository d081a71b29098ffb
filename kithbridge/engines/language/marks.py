"""Marks: which stretches of a text are somebody else's words.

Offers `Quotes(text, source)`: `.at(start, end, place)` says "quoted", "speaker" or "" for a span of folded text; `.sentence` where its
sentence begins and ends. Worked out paragraph by paragraph, and only where a phrase stands.

Quoted: between quote marks of any kind, nested or not, over several paragraphs that each begin with a mark; lines after ">".
Speaker: after a label such as "P7:" or "Anna:". A heading ("Plan:") or an office ("Police:") is no speaker.
An apostrophe is no quote mark: in a word, after a plural, at the beginning of 'em and 'til.
"""

import re
from bisect import bisect_right
from typing import Final

from kithbridge.engines.language.context_words import GIVEN, word_set

_MARKS = re.compile("[\"“”„«»‘']")
_OPENING = "\"“„«‘'"
_LEADING: Final = word_set("til tis twas em cause cos bout n ere s d ve ll re till round ead ad im er cept nuff kay tude hood")
_WORD_AT = re.compile(r"\w+")
_PAIR: Final = {"“": "”", "”": "”", "„": "“", "«": "»", "»": "«", "‘": "'", "'": "'", '"': '"'}
# Quotations stand one in the other two or three deep. Where more marks are open they are forgotten ones: the oldest are let go.
_DEEPEST: Final = 12
# What may stand before a label: nothing, a bullet, a bracket, a time.
_LABEL: Final = re.compile(
    r"[ *_\[(•-]*(?:\d\d?:\d\d(?::\d\d)?[\])]? *(?:- )?)?(?P<who>[a-z][\w.' &-]{0,32}?)(?: ?[\[(][^\])\n]{1,20}[\])])?[*_]*$"
)
_SENTENCE_END: Final = re.compile("[.!?…\n][\"”’')\\]]*(?: |(?<=\n))")
_ABBREVIATED: Final = word_set("mr mrs ms dr st prof rev approx vs e.g i.e no nos incl esp dept")
# Speech is looked at no further than this: without a limit a text full of apostrophes or colons would be searched again and again.
_SPEECH: Final = 3000
# A sentence is read no further than this many letters to each side of a phrase: longer ones are tables or lost full stops.
_REACH: Final = 320
_CODE = re.compile(
    r"(?:p|r|m|f|w|s|pt|id|int|participant|interviewee|respondent|speaker|woman|mother|mum|man|person|focus group|fg|voice|caller|"
    r"member|peer)[ .-]?\d{1,3}[a-z]?$|(?:p|r|q|a|i|int|m|f)$"
)
_TALKING: Final = word_set(
    "interviewer interviewee moderator facilitator participant respondent speaker narrator caller woman mother mum dad father man "
    "parent son daughter nan gran grandmother grandad partner "
    "client patient me him her us you she he q a i int voice guest host presenter audience q1 q2"
)
# Family and clients speak in transcripts and are spoken of in notes: they need a first person beside them.
_NEEDS_FIRST: Final = word_set(
    "woman mother mum dad father man parent son daughter nan gran grandmother grandad partner client patient boyfriend girlfriend ex"
)
_HEADINGS: Final = word_set(
    "plan actions action outcome risk risks concerns concern background note notes history diagnosis assessment summary presentation "
    "reason re subject date time from to cc attendance present "
    "apologies decision agreed aim aims objective objectives result results conclusion findings finding recommendation recommendations "
    "update status address police probation housing health school "
    "nursery midwifery midwife gp doctor nurse chair minutes item agenda matters strengths worries danger impact analysis views wishes "
    "referral referrer contact telephone email name dob "
    "medication meds allergies social family home drugs alcohol substances substance mental physical observations observation bloods "
    "urine test tests sample impression problem problems "
    "complaint issue issues needs goal goals intervention follow review discharge alert alerts warning exclusive revealed shock "
    "breaking news headline comment opinion letters verdict picture video watch read live "
    "question answer example examples source caption photo fact facts figure table key title abstract methods method background "
    "introduction discussion limitations conclusions keywords "
    "scotland england wales ireland london leeds glasgow manchester dundee edinburgh liverpool cardiff belfast bristol today yesterday "
    "monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november december also however see nb ps pps important "
    "reminder tip tips warning caution do don't avoid use say "
    "instead wrong right better before after old new was now myth truth policy procedure service services criteria eligibility "
    "exclusion scope purpose audience version category type level topic "
    "overview situation recommendation threshold chronology incident event details detail description reported informant worker "
    "keyworker manager supervisor consultant judge court order council "
    "officer pharmacist pharmacy chemist hv sw cp cin mash la team professionals staff author editor reviewer report panel board "
    "conference core group meeting visit session call text voicemail "
    "charge charges sentence conviction convictions offence prison ward bed triage handover shift day night am pm morning evening total "
    "number total priority urgent high low medium amber red green "
    "mother's father's mum's dad's child children baby parents siblings behaviour mood appearance speech insight capacity engagement "
    "compliance adherence tox screen dose script treatment detox rehab "
    "employment finance finances benefits money debt debts education sources reference references link links tags tag edit reply "
    "replying post posts tweet thread quote quoted ref dear hi hello"
)
# An office is a heading in notes ("Doctor: seen today") and a speaker where what follows says you, or begins with I or we.
_OFFICES: Final = word_set(
    "judge magistrate sheriff recorder clerk usher bailiff nurse matron sister doctor gp consultant surgeon paramedic chair chairman "
    "chairwoman chairperson pharmacist chemist dentist warden governor officer constable sergeant pc guard receptionist teacher "
    "headteacher head councillor mp minister landlord landlady manager supervisor worker keyworker prosecutor solicitor barrister midwife "
    "driver bouncer security reporter mayor prescriber assessor advisor adviser"
)
_ADDRESSES: Final = re.compile(
    r"[^\n.!?]*?\b(?:you|you're|you've|you'll|you'd|yourself|your)\b|\W*(?:\w+[,.!?] )?(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'll|we'd)\b"
)
_LINES = re.compile(r"(?:^|\n)[ *_\[(•-]*([a-z][\w.' &-]{0,32}?):(?= |\n)")
_FIRST = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|we|we're|we've|us|our|im|ive)\b")
_BRACKETED: Final = re.compile(r"(?:(?<=\n)|\A)(?:\[([a-z][\w .'-]{0,24})\]|[qa]\.) (?=\w)")
_SAID = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|wrote|writes|written|call|calls|called|describe[sd]?|word|term|phrase|label|asked|asks|"
    r"replied|stated|reports?|reported|shouted|answered|box|form)\b"
)
_LINE_QUOTED = re.compile(r"[ \t]*(?:>|&gt;)")


class Quotes:
    """The marks of one text.

    Parameters
    ----------
    text
        Folded (see `fold`): double and left single marks are as in the source.
    source
        The source, for lines that begin with ">".
    """

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source if ">" in source else ""
        self._line_to = -1
        self._line_quoted = False
        self._from = self._to = -1
        self._spans: list[tuple[int, int]] = []
        self._ends: list[int] = []
        self._labels: list[tuple[int, str]] = []

    def at(self, start: int, end: int, place: int) -> str:
        """ "quoted", "speaker" or "" for the span of folded text; `place` is where it begins in the source."""
        if not self._from <= start < self._to:
            self._paragraph(start)
        if self._spans and self._around(start, end):
            return "quoted"
        if self._source and self._in_a_quoted_line(place):
            return "quoted"
        return "speaker" if self._labels and self._spoken(start) else ""

    def _in_a_quoted_line(self, place: int) -> bool:
        """Whether the line of the source begins with ">". Places come in order: each line is looked at once."""
        if place > self._line_to:
            line = self._source.rfind("\n", max(0, self._line_to), place) + 1 or max(0, self._line_to + 1)
            stop = self._source.find("\n", place)
            self._line_to = stop if stop >= 0 else len(self._source)
            self._line_quoted = bool(_LINE_QUOTED.match(self._source, line))
        return self._line_quoted

    def _around(self, start: int, end: int) -> tuple[int, int] | None:
        """The outermost quotation that holds the span."""
        place = bisect_right(self._spans, (start,)) - 1
        if place >= 0 and self._spans[place][0] < start and end <= self._spans[place][1]:
            return self._spans[place]
        return None

    def own_claim(self, start: int, end: int) -> bool:
        """True where the quotation is the writer's own claim with marks round it: a few words that nobody in the sentence says."""
        if (span := self._around(start, end)) is None:
            return False
        begin, stop = span
        around = self._text[max(0, begin - 60) : begin] + " " + self._text[stop : stop + 40]
        return stop - begin < 40 and not _SAID.search(around)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence round the span begins and ends, in folded text. After `at` for the same span."""
        ends = self._ends
        place = bisect_right(ends, start)
        begin = ends[place - 1] if place else self._from
        while place < len(ends) and ends[place] < end:
            place += 1
        stop = ends[place] if place < len(ends) else min(self._to, len(self._text))
        if begin < start - _REACH:
            begin = start - _REACH
        return begin, stop if stop <= end + _REACH else end + _REACH

    def _paragraph(self, start: int) -> None:
        text = self._text
        begin = text.rfind("\n\n", 0, start)
        self._from = begin + 2 if begin >= 0 else 0
        stop = text.find("\n\n", start)
        self._to = stop if stop >= 0 else len(text) + 1
        last = min(self._to, len(text))
        self._spans = _pairs(text, self._from, last)
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text, self._from, last) if not _abbreviation(text, match.start())]
        self._labels = self._labelled(self._from, last)

    def _labelled(self, begin: int, stop: int) -> list[tuple[int, str]]:
        """(place after the colon, who) of each label between two places."""
        text, ends, labels = self._text, self._ends, []
        if text.find("[", begin, stop) >= 0 or text.startswith(("q. ", "a. "), begin):
            labels += [(match.end(), "p1") for match in _BRACKETED.finditer(text, begin, stop) if len((match[1] or "").split()) < 3]
        at = text.find(":", begin, stop)
        while at >= 0:
            if text[at + 1 : at + 2] in (" ", "\n", "*", "_"):
                place = bisect_right(ends, at)
                first = ends[place - 1] if place else begin
                if at - first < 56 and (match := _LABEL.match(text, first, at)):
                    labels.append((at + 1, match["who"].strip()))
            at = text.find(":", at + 1, stop)
        labels.sort()
        return [(place, who) for place, who in labels if _speaks(who) is not None]

    def _spoken(self, start: int) -> bool:
        """True where the nearest label before the place is a speaker's."""
        nearest = bisect_right(self._labels, (start, "\uffff")) - 1
        if nearest < 0:
            return False
        place, who = self._labels[nearest]
        text = self._text
        line = text.find("\n", place + 1, place + _SPEECH)
        if 0 < line < start and not _CODE.match(who):
            return False
        words = text[place : line if line > 0 else place + _SPEECH]
        if who.rpartition(" ")[2] in _OFFICES and _ADDRESSES.match(words):
            return True
        kind = _speaks(who)
        return kind == "code" or (kind == "first" and bool(_FIRST.search(words))) or (kind == "name" and self._named(who, place, words))

    def _named(self, who: str, place: int, words: str) -> bool:
        """A name speaks where the line has a first person, or where other lines have labels as well."""
        if who in GIVEN or _FIRST.search(words):
            return True
        return sum(_speaks(match[1]) in ("name", "code") for match in _LINES.finditer(self._text, max(0, place - 2000), place + 2000)) > 1


def _abbreviation(text: str, at: int) -> bool:
    """True where the full stop ends "Dr." or "e.g.", not a sentence."""
    return text[at] == "." and text[max(0, at - 7) : at].rpartition(" ")[2].lstrip("(") in _ABBREVIATED


def _speaks(who: str) -> str | None:
    """ "code" of a transcript, "first" (speaks where a first person stands), "name", "" for a heading, None for no label at all."""
    who = who.strip()
    if _CODE.match(who):
        return "code"
    words = who.split()
    if who in _TALKING:
        return "first" if who in _NEEDS_FIRST else "code"
    if not words or len(words) > 3:
        return None
    if any(word.strip(".'") in _HEADINGS for word in words):
        return ""
    return "name"


def _pairs(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """(place of the opening mark, place after the closing one) of the outermost quotations between two places."""
    for sign in '"“”„«»‘':
        if text.find(sign, begin, stop) >= 0:
            break
    else:
        if text.find("'", begin, stop) < 0 or not _single(text, begin, stop):
            return []
    spans: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    size = len(text)
    for match in _MARKS.finditer(text, begin, stop):
        at = match.start()
        mark = text[at]
        left = text[at - 1] if at > begin else " "
        right = text[at + 1] if at + 1 < size else " "
        if mark == "'":
            side = _apostrophe(text, at, left, right, opened)
        elif mark == '"':
            side = _straight(text, at, left, right, opened)
        else:
            side = _curly(text, at, mark, left, right, opened)
        if side > 0:
            # The same mark again at the beginning of a further line: one speech goes on.
            if left == "\n" and any(held[0] == mark for held in opened):
                continue
            opened.append((mark, at))
            if len(opened) > _DEEPEST:
                del opened[0]
        elif side < 0:
            while opened:
                kind, place = opened.pop()
                if _PAIR[kind] == mark or kind == mark or (mark == "'" and kind == "‘"):
                    if not opened:
                        spans.append((place, at + 1))
                    break
    if opened:
        spans += _unclosed(text, begin, stop, opened)
    return spans


def _single(text: str, begin: int, stop: int) -> bool:
    """True where a straight single mark stands that is not inside a word."""
    return bool(_LONE.search(text, begin, stop))


_FEET = re.compile(r"\d'\d{1,2}$")
_LONE = re.compile(r"(?<!\w)'\w")


def _straight(text: str, at: int, left: str, right: str, opened: list[tuple[str, int]]) -> int:
    """1 opens, -1 closes, 0 neither (inches)."""
    is_open = any(kind == '"' for kind, _ in opened)
    if left.isdigit() and _FEET.search(text, max(0, at - 6), at):
        return 0
    if left in " \n\t([—-/:;,‘'" and not right.isspace():
        return -1 if is_open and left in "," and right in " .,;" else 1 if not is_open else -1
    if not left.isspace():
        return -1 if is_open else 0
    return -1 if is_open else 0


def _curly(text: str, at: int, mark: str, left: str, right: str, opened: list[tuple[str, int]]) -> int:
    if mark == "‘":
        if left.isalnum() and right.isalnum():
            return 0
        word = _WORD_AT.match(text, at + 1)
        return 0 if word and word[0] in _LEADING and not _closer(text, at + 1) else 1
    if mark in "“„":
        # German pairs „ with “.
        return -1 if mark == "“" and opened and opened[-1][0] == "„" else 1
    if mark == "«":
        return 1
    if mark == "”" and not any(kind in "“”" for kind, _ in opened):
        return 1 if not left.isalnum() and left in " \n([" and not right.isspace() else 0
    return -1


def _apostrophe(text: str, at: int, left: str, right: str, opened: list[tuple[str, int]]) -> int:
    """What a straight single mark is: 1 opens, -1 closes, 0 an apostrophe."""
    inside = any(kind in "'‘" for kind, _ in opened)
    if left.isalnum() and right.isalnum():
        return 0
    if not left.isalnum() and (left in ' \n\t([—-/"“' or not left.strip()):
        if right.isspace():
            return 0
        if right.isdigit() and text[at + 1 : at + 4].rstrip("s").isdigit() and not _closer(text, at + 1):
            return 0
        word = _WORD_AT.match(text, at + 1)
        if word and word[0] in _LEADING and not _closer(text, at + 1):
            return 0
        return 0 if inside else (1 if _closer(text, at + 1) else 0)
    if not inside:
        return 0
    if left == "s" and right == " " and text[at + 2 : at + 3].islower() and _closer(text, at + 1):
        return 0
    return -1


def _closer(text: str, at: int) -> bool:
    """True where a single mark that can close comes later in the paragraph."""
    stop = text.find("\n\n", at, at + _SPEECH)
    return bool(_CLOSES.search(text, at, stop if stop >= 0 else min(len(text), at + _SPEECH)))


_CLOSES = re.compile(r"(?<=[\w.,!?;:…)\]\"”*])'(?!\w)")


def _unclosed(text: str, begin: int, stop: int, opened: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Marks without an end: speech that goes on in the next paragraph, or a mark forgotten after "said:"."""
    mark, place = opened[0]
    following = text[stop : stop + 4].lstrip("\n")
    if following[:1] == mark:
        return [(place, stop)]
    if mark in '"“„«' and (place == begin or text[max(begin, place - 2) : place].strip()[-1:] in (":", ",")):
        return [(place, stop)]
    return []
