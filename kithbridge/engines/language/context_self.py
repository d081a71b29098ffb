"""Self-description that no verb of naming shows: somebody speaks of herself, and the sentence has no quote marks.

Offers `own_voice(spot)`: "being an addict taught me to budget", "people like me, addicts, get left out", "He was, he says, a useless
drunk", "You're looking at an ex-junkie, she laughed", "I'm proud to be clean".
"""

from typing import Final

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import FIRST, late, word_set

_ROW: Final = r"(?:(?:an?|the|some|this|that|your|another|one|half|part|all) )?(?:[\w'-]+ ){0,3}"
# "He was, he says, a useless drunk": who says it is who it is said of.
_SAYS_ASIDE: Final = late(
    rf"\b(he|she|they) (?:is|was|are|were|had been|used to be|'s),? (?:\1 )?(?:says?|said|writes?|wrote|tells? \w+|"
    rf"admits?|admitted|laughs?|jokes?|"
    rf"recalls?|remembers?),? {_ROW}$|\b(he|she|they) (?:is|was|are|were|had been|used to be), (?:by|in) (?:his|her|"
    rf"their) own [\w ]{{3,20}}, {_ROW}$"
)
# Speech without marks: a sentence with you or I, and a tag behind it.
_TAG: Final = late(
    r",? (?:(?:he|she|they|one (?:of them|mum|dad|mother|woman|man)|[A-Z]?\w+) (?:laughed|grinned|joked|shrugged|"
    r"smiled|giggled|told (?:me|us)|said|says|wrote|writes|"
    r"sang|sings|quipped)|(?:laughed|grinned|joked|said|says|wrote|sang|quipped) (?:he|she|they|one \w+|[a-z]+))(?:, "
    r"[^,.;]{2,40})?[.!]?\s*$"
)
_YOU_OR_I: Final = word_set("i i'm i've i'd me my myself you're you")
# The same as `Spot.words` has them.
_YOU_OR_ME: Final = word_set("i me my myself you")
_LAUGHED: Final = late(r",? (?:he|she|they|\w+) (?:laughed|grinned|joked|shrugged|smiled|giggled|quipped)\b")
# "I'm proud to be clean": what I want or am is mine.
_TO_BE: Final = late(
    r"\b(?:i|we)(?:'m|'ve|'d|'re| am| was| were| have| had| will|'ll)? (?:[\w']+ ){0,4}(?:to|of|about|from|by|like|for|with|after|before|"
    r"since|while|without|than|enjoy|hate|love|miss|tried|try|kept|keep) (?:being|be|stay|staying|get|getting|become|"
    r"becoming|remain|keep|keeping|go|going|been) "
    rf"{_ROW}$"
)
_OTHER_BETWEEN: Final = late(
    r"\b(?:him|her|them|he|she|they|his|their|mum|dad|mother|father|who|patient|client|this|that|parents?|you|it|if|"
    r"when|where|will|would|said|says|asked|think|thinks|hope|know|concerned|worried|about|your|behalf|with)\b"
)
_OTHERS: Final = late(r"\b(?:him|her|them|he|she|they|his|their|who|patient|client)\b")
_GOES_ON: Final = late(r"^(?:\W*$|[.,;:!?)—]| (?:and|or|but|with|who|for|of|since|when|by|in|then|too|now|from|at|myself|like|all)\b)")
# "Being an addict taught me", "staying clean was the easy part for me".
_GERUND: Final = late(
    rf"(?:^|[,;:(] ?|\b(?:and|but|that|because|than) )(?:being|staying|getting|becoming|going|keeping|living as|waking "
    rf"up) {_ROW}$"
)
# "Having been an inmate there myself, I know": who knows is who was.
_PARTICIPLE: Final = late(
    r"^\W*(?:(?:and|but|so),? )?(?:(?:since |despite |after |from |for |by |without )?(?:having|being) (?:(?:once|also|never|only|both|"
    r"long) )*"
    r"(?:been |lived as |become |got |stayed |started out as |survived as |spent (?:[\w-]+ ){1,4}as )?|since becoming |after (?:being|"
    r"becoming|"
    r"getting|staying) |(?:after|in|during|for|from) (?:[\w-]+ ){0,3}(?:years|months|weeks|days|decades?|life|lifetime|time|spell|"
    r"stint) as )"
    r"(?:[\w-]+ and (?:an? )?)?(?:(?:an?|the|one of the|some kind of) (?:[\w-]+ (?:and an? )?){0,2}|(?:\w+ly |now |back |both )?)$"
)
_THEN_ME: Final = late(r"^(?: (?!(?:he|she|they|his|her|their|him|them|who)\b)[\w'-]+){0,8}, (?:i|i'm|i've|i'd|i'll|we|we're|we've|we'd)\b")
_THEN_THEY: Final = late(r"^[^,]{0,40}, (?:he|she|they|mum|dad|the)\b")
_ME_AFTER: Final = late(r"\b(?:me|my|myself|i|i've|i'm|i'd|we|us|our)\b")
# "People like me, addicts", "us addicts", "so there I am, this wee junkie", "smackhead that I was", "a mother, an addict and a taxpayer".
_APPOSED: Final = late(
    rf"\b(?:people|women|men|mums|mothers|dads|folk|someone|somebody|anyone|others|ones|a person|a woman|a mum|those) "
    rf"like (?:me|us|ourselves|myself),? {_ROW}$"
    rf"|\b(?:i am|i'm|i was|i were|am i|was i|i sat|i stood|i sit|i stand|i walk|i walked|we were|we are|i came|i went|"
    rf"it's me|it was me|only me|just me|that's me|that was me)"
    rf"(?: (?:now|today|again|here|there|then|still|too|back|in|at|on|by|from|\w+ly|(?:in|at|on|by) (?:the |my )?\w+))?, {_ROW}$"
    rf"|\b(?:i|we) (?:am|was|are|were),? (?:and|but|or) (?:always|ever|still|never|probably|now|once)? ?(?:am|was|will "
    rf"be|shall be|have been|are|were),? {_ROW}$"
    rf"|\b(?:i|we) (?:write|speak|say|wrote|came|come|stand|sit|am here|was there|talk|ask|know|went|go) (?:this |here |"
    rf"to you |about it )?(?:today |now )?as "
    rf"(?:an? [\w' -]{{2,24}}?(?:, | and |, and ))*{_ROW}$"
)
# "My sample was dirty", "most of us are addicts".
_MY_TEST: Final = late(
    r"\bmy (?:\w+ ){0,3}(?:tests?|samples?|urines?|wee|pee|bloods?|swabs?|screens?|results?|strands?|bottle) (?:was|were|is|are|came back|"
    r"come back|came up|tested) (?:\w+ ){0,2}$|\b(?:most|some|all|many|both|none|half|each|several|few|lots|two|three|"
    r"four) of us (?:are|were|"
    r"get|got|have been|had been) (?:[\w'-]+ ){0,3}$|\bme being (?:an?|the) (?:\w+ )?$"
)
_MYSELF: Final = late(r"\b(?:of|for|to) myself\b")
# "Addict or not, I am his mum", "an addict is what I am", "once an addict, I still check the locks", "who's a junkie? I am".
_THEN_I: Final = late(
    r"^ (?:is|was|are|were) what (?:i|we) (?:am|was|are|were)\b|^ or (?:not|using|dry|no), (?:i|we)(?: |')|^, i "
    r"(?:still|always|never|now)\b"
)
# "I, a drunk, a dad", "we, as addicts", "we are a group of drug users", "our union is run by addicts".
_WE: Final = late(
    r"\b(?:i|we), (?:as )?(?:an? )?(?:[\w-]+ )?$|\bwe are an? (?:\w+ )?(?:group|network|union|band|collective|team|"
    r"bunch|lot|charity|organisation|circle|choir) of (?:\w+ )?$"
    r"|\bour (?:\w+ )?(?:group|network|union|meeting|charity|organisation|choir|club) is (?:for|run by|made up of|made "
    r"of|led by|open to) (?:[\w-]+ (?:and |or ))?(?:[\w-]+ )?$"
)
_I_AM_THAT: Final = late(r"\? (?:i am|i was|me|we are)[,.!;]")
_OF_SELF: Final = late(
    r"\b(?:says?|said|writes?|wrote|speaks?|spoke|tells?|told) of (?:him|her|them)sel(?:f|ves) that (?:he|she|they) "
    r"(?:is|was|are|were) (?:an? )?(?:[\w-]+ )*$"
)
_YOURS: Final = late(rf"\byours?(?: \w+)? (?:servant|correspondent|truly|reader),? {_ROW}$")
_THAT_I_AM: Final = late(
    r"^ (?:that |as )?i (?:am|was|'m|used to be)\b|^ (?:like|such as) (?:me|us|myself|ourselves)\b|^ (?:myself|"
    r"ourselves)\b"
)
_LISTED: Final = late(
    r"\b(?:i|we)(?:'m| am| was| were|'re| are|'ve been| have been| had been)(?: [\w'-]+){0,4}(?:,? (?:and |or |but "
    r")?[\w' -]{2,30}){0,3}(?:, and |, or |, but |, | and | or | but )(?:(?:an?|some|another) )?"
    r"(?:[\w'-]+ ){0,2}$"
)
_ASKED: Final = late(r"\b(?:am|was) i(?: now| then)?\?\s*$")


def own_voice(spot: Spot) -> bool:
    """True where somebody speaks of herself: see above."""
    before, after = spot.before, spot.after
    if ("say" in before or "sa" in before or "own" in before or "joke" in before or "admit" in before) and _SAYS_ASIDE.search(before):
        return True
    if _speech(spot, after):
        return True
    if (
        len(before) < 12
        and spot.text.find("?", max(0, spot.begin - 24), spot.begin) >= 0
        and _ASKED.search(spot.text, max(0, spot.begin - 24), spot.begin)
    ):
        return True
    if "sel" in before and _OF_SELF.search(before):
        return True
    if spot.text.startswith("? ", spot.end) and _I_AM_THAT.match(spot.text, spot.end):
        return True
    if "your" in before and _YOURS.search(before):
        return True
    if FIRST.isdisjoint(spot.words):
        return False
    if _WE.search(before) or (not spot.left[2:] and _THEN_I.match(after)) or _THAT_I_AM.match(after) or _MY_TEST.search(before):
        return True
    if _GOES_ON.match(after) and (match := _APPOSED.search(before)) and not _OTHERS.search(match[0]):
        return True
    if ", " in after and _participle(before, after):
        return True
    if _GERUND.search(before) and _ME_AFTER.search(after) and not _THEN_THEY.match(after):
        return True
    if (match := _TO_BE.search(before)) and not _OTHER_BETWEEN.search(match[0]):
        return True
    return bool(_GOES_ON.match(after) and (match := _LISTED.search(before)) and not _OTHER_BETWEEN.search(match[0]))


_HAVING: Final = late(r"\b(?:having|being|after|been|myself|ourselves|lived)\b")


def _participle(before: str, after: str) -> bool:
    """A part of the sentence without a subject of its own, and then "I": what it says is said of me."""
    match = _THEN_ME.match(after)
    return match is not None and _HAVING.search(before + match[0]) is not None and _PARTICIPLE.search(before) is not None


def _speech(spot: Spot, after: str) -> bool:
    """Direct speech without marks, with a tag behind it."""
    if "ed" in after and _LAUGHED.search(after) and _TAG.search(after):
        return True
    if _YOU_OR_ME.isdisjoint(spot.words):
        return False
    return not _YOU_OR_I.isdisjoint(spot.before.split()) and bool(_TAG.search(after)) and _OTHER_BETWEEN.search(spot.before) is None
