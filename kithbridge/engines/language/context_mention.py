"""Mention and self-description without quote marks.

Offers `mentioned(spot)`: the sentence speaks of the word, not of a person; `of_oneself(spot)`: somebody says it of herself.
"""

from kithbridge.engines.language.context_bare import spoken_of
from kithbridge.engines.language.context_self import own_voice
from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import FIRST, NOUNS, cue, late, of_phrase, word_set

_SAID_OF_WORDS = (
    r"(?:words?|terms?|phrases?|labels?|slurs?|expressions?|nouns?|adjectives?|headlines?|insults?|names?|stereotypes?|"
    r"tags?|vocabulary|wording|slogans?|hashtags?|keywords?|headings?|fields?|categor(?:y|ies)|options?|nicknames?|"
    r"spellings?|plurals?|euphemisms?|epithets?|abbreviations?|acronyms?)"
)
_WORD_BEFORE = late(
    rf"(?<!long )(?<!short )\b(?:the|this|that|a|an|my|your|old|these|those|such|same|as|his|her|our|their|like|some|harmful|stigmatising|"
    rf"stigmatizing|outdated) (?:(?!long|short|medium|first|second|last|school|spring|summer|autumn|prison|next|this)\w+ "
    rf"){{0,2}}{_SAID_OF_WORDS}"
    rf"(?:,| of| is| was| are| were| like| such as| including| being|:|,? for example,?)? (?:an? |the )?(?:[\w'-]+(?:, | and | or |, or "
    rf"|, and ))*$"
)
_WORDS_LIKE = late(
    rf"\b(?:{_SAID_OF_WORDS}|language|things|wording) (?:like|such as|including|as) (?:an? )?(?:[\w' -]{{1,30}}(?:, | and | or |, or |, "
    rf"and ))*$"
)
_INSTEAD = late(
    r"\b(?:instead of|rather than|in place of|in preference to|replaces?|replacing|replaced|swap(?:ped)?|drop(?:ped|s|ping)?|avoid(?:s|"
    r"ed|ing)?|ban(?:ned|s)?|"
    r"stop(?:ped|s)? (?:saying|writing|using|printing)|(?:do not|don't|never|not to|no longer|to not|didn't|did not|cannot|shouldn't|"
    r"should not|won't) "
    r"(?:\w+ )?(?:say|write|use|print|put|type)|(?:saying|writing|typing|printing)(?: about)?|(?:crossed|struck) out|(?:we|they|you|"
    r"staff|people|she|he|to|i|papers|should) "
    r"(?:\w+ )?(?:say|write|wrote|said|typed)|spelt|spell|tick(?:ed)?(?: the box)?|marked|headed|entitled|titled) (?:an? |the )?$"
)
# A count noun after these without an article is the word: "she wrote addict on the form". A clause after them is not.
_VERB_END = late(r"(?:say|write|wrote|said|typed|saying|writing) (?:an? |the )?$")
_PLURAL_CLAUSE = late(
    r" (?:are|were|have|had|is|was|will|can|cannot|should|must|do|did|who|in|of|turn|get|got|need|steal|ruin|use|drain|cost|clog|fill|"
    r"take|make|bring|come|keep|lie|cause|spread|never|always|don't|block)\b"
)
_OBJECT = (
    r"(?:(?:her|him|them|me|us|you|it|that|this|people|women|mothers|mums|parents|patients|users|someone|somebody|anyone|everyone|each "
    r"other|one another|"
    r"a (?:woman|mother|person|man|patient|child|mum)|(?:an?|the|these|those|our|my|his|her|their|your) (?:[\w-]+'s )?[\w'-]+) )"
)
# "called her a junkie", "being called an addict", "branded unfit mothers", "treated like an addict". Not "called the alcoholic" on the
# phone, nor
# "described as" or "labelled as manipulative": a report passes such a claim on.
_CALLED = late(
    rf"(?:\b(?:call(?:s|ed|ing)?|label(?:s|led|ling|ed|ing)?|brand(?:s|ed|ing)?|nicknamed|dubbed) (?:{_OBJECT}|(?:a |an )?)(?:(?:just|"
    rf"only|basically|some|another) )*(?:(?:an?|the) )?"
    rf"|\b(?:treat|look|talk|spoke|speak|judg|made to feel|made (?:me|her|him|them|us) feel|feel|felt)(?:s|ed|ing|n|en|es)?(?: at| down "
    rf"on| to)? {_OBJECT}?"
    r"like (?:(?:just|simply|merely|only|nothing but) )*(?:(?:an?|the|some|another) )"
    r"|\b(?:shout|yell|hiss|mutter|scream|spat|spit|whisper)(?:s|ed|ing|ted)? (?:an? )?)(?:(?!for\b|on\b|to\b|in\b|by\b|at\b|from\b|"
    r"with\b|about\b)[\w'-]+ ){0,1}$"
)
_AS_LABEL = late(
    r"^(?:'s|s)?,? (?:as (?:an? )?(?:label|insult|slur|term|word|noun|name|joke|description|shorthand|adjective|diagnosis of character)|"
    r"is (?:not )?an? (?:\w+ ){0,2}"
    r"(?:word|label|slur|insult|term|noun|name-calling|stereotype|phrase|stigma)\b|are (?:\w+ ){0,2}(?:words|labels|slurs|insults|"
    r"terms)\b|should (?:be|read|say|become)\b|an? (?:\w+ ){0,2}(?:word|label|slur|insult|diagnosis)\b|"
    r"(?:and|or) [\w' -]{2,30} (?:are|were) (?:\w+ ){0,3}(?:words|labels|slurs|insults|terms|stigmatising|stigmatizing|not words)\b|"
    r"(?:is|was|are|were) (?:a )?(?:stigmatising|stigmatizing|offensive|hurtful|derogatory|pejorative|outdated|loaded|dehumanising|"
    r"dehumanizing|insulting|out of date|not neutral|"
    r"replaced|on the list|crossed out|struck out|dropped from|a banned|not ours|not a word)|"
    r"(?:was|were|is|are|got) (?:crossed|struck|taken|ruled|edited|changed|swapped|scratched|sprayed|painted|scrawled|written|stamped|"
    r"printed|daubed|underlined|highlighted|circled) |"
    r"(?:implies|imply|suggests that|carries|carry|conjures|reduces|means that|tells you|says more|sounded|lands|stings|sticks) |"
    r"(?:→|->|=>|=) |(?:,? [\w' -]{2,24}){0,3},? (?:and|or) [\w' -]{2,24} as (?:words|terms|labels|slurs|insults|examples)\b|as "
    r"(?:words|terms|labels|slurs|insults) |"
    r"(?:was|is|were|are) the (?:\w+ ){0,2}(?:words?|terms?|labels?|names?)\b|"
    r"is (?:what|how) (?:they|people|papers|the \w+|he|some|staff|you|others) (?:\w+ )?(?:write|writes|wrote|call|calls|called|say|says|"
    r"said|put|use)|"
    r"(?:sounds|reads|hurts) (?:like|as|to|cold|harsh|cruel|when|more|every)|was (?:removed|deleted|replaced|taken out) from|with "
    r"(?:people|person|women|mothers|parents) who)"
)
_PAPER_SAYS = late(
    r"\b(?:form|box|report|notes?|file|letter|leaflet|poster|placard|banner|graffiti|wall|door|notice|sign|page|sheet|screen|template|"
    r"website|document|strategy|guidance|guide|headline|paper|papers|entry|"
    r"field|menu|list|chart|label|caption|plan|vignette|arm|version|clinicians|readers|group|code|act|law|column|article|tweet|post) "
    r"(?:[\w'-]+ ){0,5}?"
    r"(?:say|says|said|saying|read|reads|reading|spoke of|speaks of|speak of|talks of|talked of|used|uses|print|prints|printed|calls? "
    r"them|called them) (?:that )?:? ?(?:an? |the |no |either |no more )?$|\b(?:speaks?|spoke|talks?|talked) of (?:[\w'-]+ ){1,3}and $"
)
# "Terms to avoid: addict, abuser", "Crossed out: drug abuser", "Do not say: clean".
_CODED = late(
    r"^\W*what (?:an? )?$|\b(?:box|code|column|field|category|heading|entry|row|tick|flag|tag|search|searches|searched|alert|keyword|"
    r"filter) (?:\w )?(?:for|of|holds|has|reads|says|is) (?:an? )?$"
)
_LISTED = late(
    r"(?:\b(?:words?|terms?|labels?|phrases?|language|wording|glossary|slurs?|options?|choices|codes?|categories|box(?:es)?|headlines?|"
    r"hashtags?|search terms|letters|slide|board|flipchart|whiteboard|poster|columns?|headings?|screen)\b[^:.]{0,40}|"
    r"^\W*(?:see also|crossed out|instead of|don't|do not|avoid|wrong|not|old|never|no|before|stop|out|replace|dropped|banned|bad|"
    r"worse)(?: (?:say|write|use|wording|term|word))?): [^:]{0,80}$|\b(?:words?|terms?|labels?|phrases?|slurs?|insults?|names) "
    r"\([^)]{0,60}$"
)
_FORBIDDEN = late(
    r"\b(?:not|n't|never|no longer|stop|stopped|avoid|without|nobody|cannot|refuse to|refused to) (?:[\w-]+ )?(?:(?:label|call|"
    r"brand)\w* (?:[\w'-]+ ){0,4}(?:as |like )?|(?:refer|describ|record|list|treat|see|code|flag|report|portray|think)\w* (?:(?:to|of) "
    r")?(?:[\w'-]+ ){0,4}(?:as |like ))"
    r"(?:(?:an?|the|being) )?(?:[\w-]+ )?$"
)
_MORE_THAN = late(
    r"(?:^\W*(?:not|never|no longer|not just|not only|no|neither)|\b(?:more|other|rather|better|bigger|less) than|\bnot (?:just|only|"
    r"merely|simply)) (?:just |only |merely )?(?:an? |the |my |your |her |his )$"
)
_NOT_BUT = late(
    r"[✗✘❌✖] ?$|\b(?:use|uses|sound|meaning|ring|spelling) of $|^\W*no more $|(?:,|—| -|;|\() (?:never|not) (?:as )?(?:an? |the |your |"
    r"just )?(?:[\w'-]+ (?:or|and) )?$"
)

_TOLD_CUE = late(r" (?:told|about|of|says?|said|jokes?|joked|admit\w*|reckons?|insist\w*|laugh\w*) |tell")
# "She tells people she is an addict", "he told us that he was the worst stoner": a name that she gives herself. What she says of being
# clean is a report.
_TELLS = late(
    r"\b(?:tells?|told|telling) (?:us|people|me|them|everyone|everybody|anyone|anybody|strangers|her|him|the \w+)(?:, [^,]{1,30},)? "
    r"(?:that )?(?:she|he|they)(?:'s| is| was|'re| are| were| had been| used to be) (?:[\w'-]+ ){0,4}$"
    r"|\b(he|she|they) (?:\w+ly )?(?:says?|said|jokes?|joked|admits?|admitted|reckons?|insists?|insisted|laughs?|laughed) (?:that "
    r")?\1(?:'s| is| was|'re| are| were)"
    r" (?:[\w'-]+ ){0,4}$"
    r"|\b(?:writes?|wrote|speaks?|spoke|talks?|talked|sings?|sang|jokes?|joked) (?:of|about) (?:(?:his|her|their) (?:years|time|life|"
    r"days) )?(?:as|being|having been) (?:[\w'-]+ ){0,3}$"
)
# "She was told she was unfit": somebody else's claim, passed on.
_WAS_TOLD = late(
    r"\b(she|he|they|i|we) (?:was|were|had been|have been|has been|got|keeps being|is|are) (?:also |often |once )?told (?:that )?\1 "
    r"(?:is|was|were|are|had been|would be) (?:[\w'-]+ ){0,3}$"
)
_OWN_WORDS = late(
    r"\b(?:by|in) (?:her|his|their|my|our|your) own (?:words?|account|description|telling|admission|version|reckoning),? [^.;]{0,60}$"
)
# "My life was chaotic": what describes a thing of mine describes me.
_MY_LIFE = late(
    r"\b(?:my|our) (?:whole |own |home |family |early |teenage )?(?:life|lives|twenties|thirties|teens|youth|home|head|drinking|use|"
    r"using|behaviour|mind|days|years|past|existence|childhood|story|use) (?:is|was|were|had been|has been|got|became|could be|felt) "
    r"(?:[\w-]+ ){0,2}$"
)
_REFLEXIVE = late(
    r"\b(?:(?:describ|call|identif|nam|see|view|label|refer|introduc|consider|think|thought|regard|dubb|styl|speak|spoke|saw|present|"
    r"declar|cast|brand|count)\w*"
    r"(?: to| of)? (?:herself|himself|themselves|themself|myself|ourselves|yourself|oneself|itself|yourselves)|identif(?:y|ies|ied|"
    r"ying)|self[- ](?:described|identif\w+|confessed|professed|"
    r"proclaimed|styled|defined|declared|labelled|named|declaring|identified)|(?:by|in) (?:her|his|their|my|our|your) own (?:words?|"
    r"account|description|telling|admission)|"
    r"(?:her|his|their|my|our) own words?(?: for (?:it|this|that))?(?: is| was|,|:)|(?:wants?|asked|likes?|prefers?|prefer|chose|"
    r"chooses|chosen|happy|proud|choose) to be (?:known|called|described)|"
    r"(?:proud(?:ly)?|claims?|claimed|reclaims?|reclaimed|reclaiming|claiming|owns?|owning) (?:(?:to be|of being|the (?:word|name|label|"
    r"term)|as) )?an?|"
    r"as (?:she|he|they|i|we) (?:calls?|puts?|describes?|says?|said) it,?)"
    r"(?: (?!he\b|she\b|they\b|that he|that she|because\b|but\b|while\b|who\b|which\b)[\w'-]+,?){0,5} ?$"
)
_SELF_AFTER = late(
    r"^,? (?:is (?:what|how) (?:she|he|they|i|we) (?:calls?|describes?|sees?)|is (?:her|his|their|my|our) (?:own )?(?:word|name|choice)|"
    r"(?:is|was|in) (?:her|his|their|my|our) own (?:word|term|account)|(?:by|in) (?:her|his|their|my|our) own (?:words?|account|"
    r"description)|as (?:she|he|they) (?:calls?|puts?|says?|described?))"
)
_I_AM = late(
    r"\b(?:(?:i|we)(?:, (?:too|also|myself|for one|for my part|like them|like \w+),)?(?:'m| am|'re| are| was| were|'ve been| have been| "
    r"had been|'d been| used to be| became| become| got| get| stay| stayed| remain| will (?:always )?be| will stay|'ll (?:always )?be"
    r"|'d be| would be|'ve got|'ve stayed| have stayed|'ve become| have become| never (?:was|got|said i was)| kept| keep| feel| felt)"
    r"|(?:im|ive|i'm)|(?:i|we) [\w ]{1,24} and (?:am|was|were|are|became|got|stayed)|(?:me and (?:him|her|my \w+)|(?:him|her|my \w+) "
    r"and (?:me|i)) (?:were|are|was|got))"
    r"(?: (?:my|her|his|their|your|our))?(?: (?!(?!being|recovering|struggling|practising|functioning|using|still)\w+ing\b|(?:by|in|at|"
    r"on|near|about|than|beside|against|over|behind|until|before|after|like)\b|and (?:the|this|that|these|those|his|"
    r"her|their|an?)\b|for\b|to\b|that\b|he\b|she\b|they\b|him\b|her\b|them\b|"
    r"with\b|of\b|from\b|who\b|my\b|"
    r"your\b|his\b|their\b|our\b|told\b|asked\b|afraid\b|sorry\b|sure\b|worried\b|concerned\b|"
    r"seen\b|met\b|treated\b|these\b|those\b|this\b|writing\b|working\b|seeing\b|treating\b|advised\b|informed\b|aware\b|pleased\b|"
    r"told\b|known\b|supporting\b|visiting\b|visited\b|referring\b|referred\b"
    r"|assessed\b|reviewed\b|discharged\b|written\b|spoken\b|had to\b)[\w'-]+,?){0,5} ?$"
)
_I_HAVE = late(r"\b(?:i|we)(?:'ve| have| had|'d| never had)(?: got)? (?:an? )?(?:[\w'-]+ ){0,2}$")
_HAVE_LAST = late(r"(?:'ve|have|had|'d) (?:(?:never|always|just|only|once|also) )*$")
_MY = late(r"\b(?:my|our) (?:own )?(?:[\w'-]+ ){0,3}$")
_I_NEXT = late(r"^(?: (?:today|now|tomorrow|this \w+|on \w+|and counting))?(?:,| -|;| and) (?:and )?i(?:'m|'ve|'d)?\b")
_COUNTED = late(
    r"^\W*(?:(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|ninety|hundred|half|and|nearly|"
    r"almost|over|whole) ){1,4}(?:year|month|week|day|hour)s? $"
)
# Others in a sentence: with none of them, "got clean, got my kids back" is the writer's own.
_OTHERS = word_set(
    "he she they his her him them their you your mum dad mother father client patient pt proud son daughter brother sister partner "
    "told says said note letter hope glad report review plan"
)
_US = late(r"\b(?:us|we|fellow) (?:(?:old|ex|ex-|former|recovering|poor|local|lot of|proud|other|young) ?)*$")
_AS_A = late(
    r"(?:^|[,;.(] ?|speaking |talking |coming |writing |i say this )as (?:an? )?(?:(?!you\b|she\b|he\b|they\b|is\b|are\b|was\b|were\b|"
    r"it\b)[\w'-]+ ){0,4}$"
)
_FIRST_SOON = late(r"^(?:'s)?(?:[ ,]+(?!you\b|she\b|he\b|they\b)[\w'-]+){0,8}?[ ,]+(?:i|i'm|i've|i'd|i'll|we|we're|we've|my|me|our|us)\b")
# A verb in the first person: what stands there is hers ("I relapsed", "when I was using").
_I_DID = late(
    r"\b(?:i|we)(?:'ve|'d|'m|'re)? (?:(?:have|had|was|were|am|are|never|always|just|only|once|also|then|nearly|almost|finally|had to|"
    r"went and|did) )*$"
)
_ASK_MYSELF = late(r"\b(?:am|was|were|are) (?:i|we) (?:[\w-]+ ){0,4}$")
# What others make of me: "they had me down as a drug seeker".
_OF_ME = late(
    r"^me, (?:an?|the) (?:[\w-]+ )?$|\b(?:had|have|put|puts|marked|listed|recorded|wrote|written|took|take|takes|mistook|made|turned) "
    r"(?:me|us) (?:down |off |out |up )?(?:as|like|into|for) (?:just |only |yet )?(?:an?|another|the|their|your) (?:[\w-]+ ){0,2}$"
)
# "My addiction" is mine; "my junkie neighbour" and "our drunk" are others.
_MINE = word_set(
    "addiction addictions habit habits problem problems misuse abuse use using demons relapse relapses recovery drinking sobriety "
    "career story fix test tests sample samples urine time date years"
)
# What somebody says of her own tests and doings: "I gave them a dirty test", "I failed two drug tests".
_MY_DOING = late(
    r"(?:^|[,;:.(] ?|\b(?:and|but|when|because|if|that|so|then|as) )i (?:(?:have|had|only|once|never|always|just|also|even|nearly|used|to) "
    r")*(?:[\w'-]+ )(?:(?:them|him|her|it|you|in|back|up|at) )*(?:(?:a|an|the|my|two|one|three|another|several|some) )?$"
)


# A word for one person without an article is the word itself: "I don't mind junkie from my mates", "she winced at addict". Notes and
# headlines leave
# articles out everywhere; so after a preposition another article has to stand in the sentence.
_BARE_AFTER = word_set(
    "mind hate hates hated prefer prefers preferred dislike dislikes disliked mean means meant hear hears heard love loves loved like "
    "likes chose choose chooses recommend accept accepts reclaim reclaims reclaimed "
    "replace replaces replaced keep keeps kept reject rejects rejected explain define defined defines discuss discussed translate "
    "translates delete deleted deletes cut remove removed removes circled highlighted "
    "pencilled scribbled inked underlined scratched sprayed painted scrawled daubed carved stamped printed print "
    "prints typed googled ticked chalked change "
    "changed changes swap swapped edit edited insert inserted search searched put use used uses "
    "read reads said says say saying write writes wrote writing spell spelled spelt print hashtag keyword"
)
_BARE_PREPOSITION = word_set("of for at about from between into with over to")
_DESCRIBING = ("clean", "dirty", "manipulative", "chaotic", "compliant", "seeking", "resistant", "cooperative", "unreliable")
_ARTICLES = word_set("the a an my our her his their your he she they we i it people nobody them these those everyone you")
_LABEL_OF_PERSON = of_phrase(
    r"(?:addict|junkie|junky|alcoholic|abuser|misuser|user|druggie|offender|head|drunk|prostitute|prisoner|inmate|scum|seeker|whore|con|"
    r"zombie|mother|clean|dirty|manipulative|chaotic|compliant|seeking|resistant|cooperative|unreliable)$"
)
_DEFINED = late(
    r"(?: ?\((?:n|noun|adj|slur|sic|do not|don't|avoid|out|old|offensive|not|never)\b|, n\.|: (?:say|use|write|try|prefer|avoid|better|"
    r"instead|see|why|what|a|person|people)\b|\?[\"”’)]* (?:try|say|no|not|or|who|by|never|ask|we)\b|"
    r" (?:an? )(?:\w+ ){0,2}(?:word|label|slur|insult|diagnosis|term)\b|"
    r" (?:(?:was|is|were|are|been|gets|got) (?:still |never |only |once |rarely |often )?used|comes from|came from|says (?:what|who|"
    r"that|nothing|more|less)|and (?:its|other) (?:cousins|kin|plural|friends|words|terms|labels|slurs)|"
    r"appear(?:s|ed)? (?:\w+ )?times|becomes? |has no place|had no place|puts (?:people|women|mothers|readers|us|them) off))"
)


def _bare(spot: Spot) -> bool:
    """True for a label of one person without an article, where an article would stand if a person was meant."""
    previous = spot.previous.lstrip("#")
    if not _LABEL_OF_PERSON(spot.phrase) or (spot.noun and spot.noun in NOUNS):
        return False
    if previous == "not":
        return not spot.phrase.endswith(_DESCRIBING)
    if spot.phrase.endswith(_DESCRIBING):
        aside = spot.head not in ("clean", "dirty") and previous in ("by", "up", "out", "voted", "retire", "what")
        return aside or (previous in _BARE_AFTER and not (spot.head == "clean" and previous in ("keep", "keeps", "kept")))
    return previous in _BARE_AFTER or (previous in _BARE_PREPOSITION and not _ARTICLES.isdisjoint(spot.words))


_NO_NEAR = late(r"(?:\b(?:no|not|never|cannot|nor)\b|n't\b)[^,;.]{0,25}$")


def _baby_is_not(spot: Spot) -> bool:
    """True where it is said that no baby is born so: "babies are not born addicted"."""
    if "addict" not in spot.phrase:
        return False
    words = spot.words
    return not words.isdisjoint(("baby", "babies", "newborn", "newborns", "infant", "infants", "child")) and bool(
        _NO_NEAR.search(spot.before)
    )


# One quick look for any word that the patterns need, before they are tried.
_CUE = cue(
    r"word|term|phrase|label|slur|expression|noun|adjective|headline|insult|name|stereotype|tag|vocab|slogan|language|things|like|"
    r"instead|rather|in place|preference|replac|swap|drop|avoid|ban|stop|say|sai|"
    r"writ|wrote|\buse|print|\bput|typ|struck|crossed|spelt|spell|tick|marked|headed|titled|call|brand|dub|shout|yell|hiss|mutter|"
    r"scream|spa?t|whisper|[✗✘❌✖]|sound|meaning|ring|history|origin|field|categor|option|keyword|heading|letters|used|see also|code|"
    r"column|entry|row|flag|search|alert|filter|box|terms? \(|names \(|slurs? \(|insults? \(|what |\bnot |"
    r"n't|never|cannot|no |nobody|without|refuse|\bthan |: |read"
)
# How the words begin that `_SELF_AFTER` looks for.
_IS_OR_AS = frozenset("iwba")
_SELF_CUE = late(r"sel[fv]|identif|own|to be (?:known|called|desc)|proud|claim|as (?:she|he|they|i|we) ")


def mentioned(spot: Spot) -> bool:
    """True where the sentence speaks of the word: "the word addict", "using addict as a label", "stop saying junkie"."""
    before, after = spot.before, spot.after
    if after and ((after[0] in " ,'s" and _AS_LABEL.match(after)) or (after[0] in "*_" and before[-1:] in ("*", "_"))):
        return True
    if not spot.previous and not spot.head.endswith("s") and _DEFINED.match(spot.text, spot.end, spot.end + 60):
        return True
    if spoken_of(spot):
        return True
    if not before:
        return False
    if _bare(spot) or _baby_is_not(spot):
        return True
    if not _CUE.search(before):
        return False
    before = before.rstrip("#")
    if any(
        pattern.search(before) for pattern in (_PAPER_SAYS, _CODED, _WORD_BEFORE, _WORDS_LIKE, _NOT_BUT, _LISTED, _FORBIDDEN, _MORE_THAN)
    ):
        return True
    if _INSTEAD.search(before):
        return not (spot.head.endswith("s") and _VERB_END.search(before) and _PLURAL_CLAUSE.match(after))
    called = _CALLED.search(before)
    return called is not None and " that " not in called[0]


def of_oneself(spot: Spot) -> bool:
    """True where somebody says it of herself, with or without quote marks."""
    before = spot.before
    after = spot.after
    if ((after[1:2] in _IS_OR_AS or after[:1] == ",") and _SELF_AFTER.match(after)) or own_voice(spot):
        return True
    if not before:
        return False
    if _SELF_CUE.search(before) and (_REFLEXIVE.search(before) or _OWN_WORDS.search(before)):
        return True
    if _TOLD_CUE.search(before) and (_WAS_TOLD.search(before) or ("clean" not in spot.phrase and _TELLS.search(before))):
        return True
    if FIRST.isdisjoint(spot.words):
        return False
    if before[-1] == "'":
        return False
    if spot.phrase.endswith("clean") and _I_NEXT.match(spot.after) and _COUNTED.search(before):
        return True
    if (
        _MY_LIFE.search(before)
        or _I_AM.search(before)
        or _ASK_MYSELF.search(before)
        or _OF_ME.search(before)
        or _US.search(before)
        or (_I_DID.search(before) and (spot.head.endswith(("ed", "ing", "clean")) or not _HAVE_LAST.search(before)))
    ):
        return True
    if spot.head in _MINE and (_MY.search(before) or _I_HAVE.search(before)):
        return True
    if spot.phrase.endswith("clean") and not spot.subject and spot.words.isdisjoint(_OTHERS):
        return True
    if spot.phrase.startswith(("dirty", "clean", "failed")) and _MY_DOING.search(before):
        return True
    return bool(_AS_A.search(before) and _FIRST_SOON.match(spot.after))
