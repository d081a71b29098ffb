"""Mention and self-description without quote marks.

Offers `mentioned(spot)`: the sentence speaks of the word, not of a person; `of_oneself(spot)`: somebody says it of herself.
"""

import re

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import FIRST

_SAID_OF_WORDS = r"(?:words?|terms?|phrases?|labels?|slurs?|expressions?|nouns?|adjectives?|headlines?|insults?|names?|stereotypes?|tags?|vocabulary|wording|slogans?|hashtags?)"
_GAP = r"(?:[\w'-]+,? (?:and |or )?){0,4}"
_WORD_BEFORE = re.compile(
    rf"(?<!long )(?<!short )\b(?:the|this|that|a|an|old|these|those|such|same|as|his|her|our|their|like|some|harmful|stigmatising|stigmatizing|outdated) (?:(?!long|short|medium|first|second|last|school|spring|summer|autumn|prison|next|this)\w+ )?{_SAID_OF_WORDS}"
    rf"(?:,| of| is| was| are| were| like| such as| including| being|:|,? for example,?)? (?:an? |the )?(?:[\w'-]+(?:, | and | or |, or |, and ))*$"
)
_WORDS_LIKE = re.compile(
    rf"\b(?:{_SAID_OF_WORDS}|language|things|wording) (?:like|such as|including|as) (?:an? )?(?:[\w' -]{{1,30}}(?:, | and | or |, or |, and ))*$"
)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|in place of|in preference to|replaces?|replacing|replaced|swap(?:ped)?|drop(?:ped|s|ping)?|avoid(?:s|ed|ing)?|ban(?:ned|s)?|"
    r"stop(?:ped|s)? (?:saying|writing|using|printing)|(?:do not|don't|never|not to|no longer|to not|didn't|did not|cannot|shouldn't|should not|won't) "
    r"(?:\w+ )?(?:say|write|use|print|put|type)|(?:saying|writing|typing|printing)(?: about)?|(?:crossed|struck) out|(?:we|they|you|staff|people|she|he|to|i|papers|should) "
    r"(?:\w+ )?(?:say|write|wrote|said|typed)|spelt|spell|tick(?:ed)?(?: the box)?|marked|headed|entitled|titled) (?:an? |the )?$"
)
# A count noun after these without an article is the word: "she wrote addict on the form". A clause after them is not.
_VERB_END = re.compile(r"(?:say|write|wrote|said|typed|saying|writing) (?:an? |the )?$")
_PLURAL_CLAUSE = re.compile(r" (?:are|were|have|had|is|was|will|can|cannot|should|must|do|did|who|in|of|turn|get|got|need|steal|ruin|use)\b")
_OBJECT = (
    r"(?:(?:her|him|them|me|us|you|it|that|this|people|women|mothers|mums|parents|patients|users|someone|somebody|anyone|everyone|each other|one another|"
    r"a (?:woman|mother|person|man|patient|child|mum)|(?:the|these|those|our|my|his|her|their|your) [\w'-]+) )"
)
# "called her a junkie", "being called an addict", "branded unfit mothers", "treated like an addict". Not "called the alcoholic" on the phone, nor
# "described as" or "labelled as manipulative": a report passes such a claim on.
_CALLED = re.compile(
    rf"(?:\b(?:call(?:s|ed|ing)?|label(?:s|led|ling|ed|ing)?|brand(?:s|ed|ing)?|nicknamed|dubbed) (?:{_OBJECT}|(?:a |an )?)(?:(?:just|only|basically|some|another) )*(?:(?:an?|the) )?"
    rf"|\b(?:treat|look|talk|spoke|speak|judg|made to feel|made (?:me|her|him|them|us) feel|feel|felt)(?:s|ed|ing|n|en|es)?(?: at| down on| to)? {_OBJECT}?"
    r"like (?:(?:just|simply|merely|only|nothing but) )*(?:(?:an?|the|some|another) )"
    r"|\b(?:shout|yell|hiss|mutter|scream|spat|spit|whisper)(?:s|ed|ing|ted)? (?:an? )?)(?:[\w'-]+ ){0,1}$"
)
_AS_LABEL = re.compile(
    r"^(?:'s|s)?,? (?:as an? (?:label|insult|slur|term|word|noun|name|joke|description|shorthand|adjective|diagnosis of character)|is (?:not )?an? (?:\w+ ){0,2}"
    r"(?:word|label|slur|insult|term|noun|name-calling|stereotype|phrase|stigma)\b|are (?:\w+ ){0,2}(?:words|labels|slurs|insults|terms)\b|should (?:be|read|say|become)\b|"
    r"(?:and|or) [\w' -]{2,30} (?:are|were) (?:\w+ ){0,3}(?:words|labels|slurs|insults|terms|stigmatising|stigmatizing|not words)\b|"
    r"(?:is|was|are|were) (?:a )?(?:stigmatising|stigmatizing|offensive|hurtful|derogatory|pejorative|outdated|loaded|dehumanising|dehumanizing|insulting|out of date|not neutral|"
    r"replaced|on the list|crossed out|struck out|dropped from|a banned|not ours|not a word)|"
    r"is (?:what|how) (?:they|people|papers|the \w+|he|some|staff|you|others) (?:\w+ )?(?:write|writes|wrote|call|calls|called|say|says|said|put|use)|"
    r"(?:sounds|reads|hurts) (?:like|as|to|cold|harsh|cruel|when|more|every)|was (?:removed|deleted|replaced|taken out) from|with (?:people|person|women|mothers|parents) who)"
)
_NOT_BUT = re.compile(r"(?:,|—| -|;) not (?:as )?(?:an? |the |your |just )?(?:[\w'-]+ (?:or|and) )?$")

_REFLEXIVE = re.compile(
    r"\b(?:(?:describ|call|identif|nam|see|view|label|refer|introduc|consider|think|thought|regard|dubb|styl|speak|spoke|saw|present|declar|cast|brand|count)\w*"
    r"(?: to| of)? (?:herself|himself|themselves|themself|myself|ourselves|yourself|oneself|itself|yourselves)|identif(?:y|ies|ied|ying)|self[- ](?:described|identif\w+|confessed|professed|"
    r"proclaimed|styled|defined|declared|labelled|named|declaring|identified)|(?:by|in) (?:her|his|their|my|our|your) own (?:words?|account|description|telling|admission)|"
    r"(?:her|his|their|my|our) own words?(?: for (?:it|this|that))?(?: is| was|,|:)|(?:wants?|asked|likes?|prefers?|prefer|chose|chooses|chosen|happy|proud|choose) to be (?:known|called|described)|"
    r"(?:proud(?:ly)?|claims?|claimed|reclaims?|reclaimed|reclaiming|claiming|owns?|owning) (?:(?:to be|of being|the (?:word|name|label|term)|as) )?an?|"
    r"as (?:she|he|they|i|we) (?:calls?|puts?|describes?|says?|said) it,?)"
    r"(?: (?!he\b|she\b|they\b|that he|that she|because\b|but\b|while\b|who\b|which\b)[\w'-]+,?){0,5} ?$"
)
_SELF_AFTER = re.compile(
    r"^,? (?:is (?:what|how) (?:she|he|they|i|we) (?:calls?|describes?|sees?)|is (?:her|his|their|my|our) (?:own )?(?:word|name|choice)|"
    r"(?:is|was|in) (?:her|his|their|my|our) own (?:word|term|account)|(?:by|in) (?:her|his|their|my|our) own (?:words?|account|description)|as (?:she|he|they) (?:calls?|puts?|says?|described?))"
)
_I_AM = re.compile(
    r"\b(?:(?:i|we)(?:'m| am|'re| are| was| were|'ve been| have been| had been|'d been| used to be| became| become| got| get| stay| stayed| remain| will (?:always )?be| will stay|'ll (?:always )?be"
    r"|'d be| would be|'ve got|'ve stayed| have stayed|'ve become| have become| never (?:was|got|said i was)| kept| keep| feel| felt|'ve| have| had|'d)"
    r"|(?:im|ive|i'm)|(?:me and (?:him|her|my \w+)|(?:him|her|my \w+) and (?:me|i)) (?:were|are|was|got))"
    r"(?: (?!for\b|to\b|that\b|he\b|she\b|they\b|him\b|her\b|them\b|with\b|of\b|from\b|who\b|my\b|your\b|his\b|their\b|our\b|told\b|asked\b|afraid\b|sorry\b|sure\b|worried\b|concerned\b|"
    r"seen\b|met\b|treated\b|these\b|those\b|this\b|writing\b|working\b|seeing\b|treating\b|advised\b|informed\b|aware\b|pleased\b|told\b|known\b|supporting\b|visiting\b|visited\b|referring\b|referred\b"
    r"|assessed\b|reviewed\b|discharged\b|written\b|spoken\b|had to\b)[\w'-]+,?){0,5} ?$"
)
_MY = re.compile(r"\b(?:my|our) (?:own )?(?:[\w'-]+ ){0,3}$")
_US = re.compile(r"\b(?:us|we|fellow) (?:(?:old|ex|ex-|former|recovering|poor|local|lot of|proud|other|young) ?)*$")
_AS_A = re.compile(r"(?:^|[,;.(] ?|speaking |talking |coming |writing |i say this )as (?:an? )?(?:[\w'-]+ ){0,4}$")
_FIRST_SOON = re.compile(r"^(?:'s)?[\w ',-]{0,60}\b(?:i|i'm|i've|i'd|i'll|we|we're|we've|my|me|our|us)\b")
# A verb in the first person: what stands there is hers ("I relapsed", "when I was using").
_I_DID = re.compile(r"\b(?:i|we)(?:'ve|'d|'m|'re)? (?:(?:have|had|was|were|am|are|never|always|just|only|once|also|then|nearly|almost|finally|had to|went and|did) )*$")
# "My addiction" is mine; "my junkie neighbour" and "our drunk" are others.
_MINE = frozenset("addiction addictions habit habits problem problems misuse abuse use using demons relapse relapses recovery drinking sobriety career story fix test tests sample samples urine time date years".split())
# What somebody says of her own tests and doings: "I gave them a dirty test", "I failed two drug tests".
_MY_DOING = re.compile(r"(?:^|[,;:.(] ?|\b(?:and|but|when|because|if|that|so|then|as) )i (?:(?:have|had|only|once|never|always|just|also|even|nearly) )*(?:[\w'-]+ )(?:(?:them|him|her|it|you|in|back|up|at) )*(?:(?:a|an|the|my|two|one|three|another|several|some) )?$")


def mentioned(spot: Spot) -> bool:
    """True where the sentence speaks of the word: "the word addict", "using addict as a label", "stop saying junkie"."""
    before, after = spot.before, spot.after
    if after and _AS_LABEL.match(after):
        return True
    if not before:
        return False
    if _WORD_BEFORE.search(before) or _WORDS_LIKE.search(before) or _NOT_BUT.search(before):
        return True
    if _INSTEAD.search(before):
        return not (_VERB_END.search(before) and _PLURAL_CLAUSE.match(after))
    called = _CALLED.search(before)
    return called is not None and " that " not in called[0]


def of_oneself(spot: Spot) -> bool:
    """True where somebody says it of herself, with or without quote marks."""
    before = spot.before
    if _SELF_AFTER.match(spot.after):
        return True
    if not before:
        return False
    if _REFLEXIVE.search(before):
        return True
    if FIRST.isdisjoint(spot.words):
        return False
    if _I_AM.search(before) or _US.search(before) or _I_DID.search(before):
        return True
    if _MY.search(before) and spot.head in _MINE:
        return True
    if spot.phrase.startswith(("dirty", "clean", "failed")) and _MY_DOING.search(before):
        return True
    return bool(_AS_A.search(before) and _FIRST_SOON.match(spot.after))
